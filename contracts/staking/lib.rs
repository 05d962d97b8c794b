//! Staking: one pool per node, shares against tokens.
//!
//! A node's owner opens its pool with a bond, delegators join it, rewards raise the price of a share, and
//! whoever leaves waits for the thaw. This contract holds every staked token and tells the registry what a
//! pool counts for; it calls the token and the registry, and only rewards may tell it of earnings.
//!
//! - [`pool`]: tranches, share price, weight, rewards;
//! - [`seat`]: what one account does at one pool.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod pool;
pub mod seat;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;

#[ink::contract]
mod staking {
    use crate::pool::{self, Joined, Joins};
    use crate::seat::Seat;
    use ink::codegen::TraitCallBuilder;
    use ink::prelude::vec::Vec;
    use ink::storage::{
        traits::{ManualKey, StorageKey},
        Lazy, Mapping,
    };
    use interfaces::registry::{Registry, StakeNote};
    use interfaces::staking::{
        Pool, Position, PositionView, StakingConfig, StakingError, StakingParams, StakingPeers, VotingPower,
        MAX_VOTE_POOLS,
    };
    use interfaces::token::PSP22;
    use shared::math::{add, sub};
    use shared::{Amount, Clock, Epoch, NodeId, Ownership, OwnershipError, Scheduled};

    /// What is read often and changed by the owner only.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Config {
        ownership: Ownership,
        clock: Clock,
        token: AccountId,
        registry: AccountId,
        params: Scheduled<StakingParams>,
        peers: Option<StakingPeers>,
    }

    /// The staking contract. Its token balance is at least Σ pools (active, joining and thawing) + Σ payouts.
    #[ink(storage)]
    pub struct Staking {
        /// Σ active tokens of all pools.
        total_active: Amount,
        config: Lazy<Config, ManualKey<0x3000_0001>>,
        pools: Mapping<NodeId, Pool, ManualKey<0x3000_0002>>,
        /// Positions, but those of pools' owners: they are in the pools.
        positions: Mapping<(NodeId, AccountId), Position, ManualKey<0x3000_0003>>,
        /// What tranches turned into, by node and the epoch they joined in.
        joined: Mapping<(NodeId, Epoch), Joined, ManualKey<0x3000_0004>>,
        /// Rewards of nodes whose pools had no shares.
        payouts: Mapping<AccountId, Amount, ManualKey<0x3000_0005>>,
    }

    /// Stake joined a pool.
    #[ink(event)]
    pub struct Bonded {
        #[ink(topic)]
        pub node: NodeId,
        pub account: AccountId,
        pub amount: Amount,
    }

    /// Stake started on its way out: `shares` of the pool, worth `amount`.
    #[ink(event)]
    pub struct Unbonded {
        #[ink(topic)]
        pub node: NodeId,
        pub account: AccountId,
        pub shares: Amount,
        pub amount: Amount,
        pub ready_at: Timestamp,
    }

    /// Stake on its way out joined the pool again.
    #[ink(event)]
    pub struct UnbondCancelled {
        #[ink(topic)]
        pub node: NodeId,
        pub account: AccountId,
        pub amount: Amount,
    }

    /// Thawed stake was paid out.
    #[ink(event)]
    pub struct Withdrawn {
        #[ink(topic)]
        pub node: NodeId,
        pub account: AccountId,
        pub amount: Amount,
    }

    /// An account was paid what it was owed besides its pools.
    #[ink(event)]
    pub struct PayoutClaimed {
        #[ink(topic)]
        pub account: AccountId,
        pub amount: Amount,
    }

    /// What a node earned in epochs from `first` on: `amount` in all, `put_aside` of it for its owner because
    /// the pool had no shares.
    #[ink(event)]
    pub struct RewardsDeposited {
        #[ink(topic)]
        pub node: NodeId,
        pub first: Epoch,
        pub amount: Amount,
        pub put_aside: Amount,
    }

    /// Parameters will change at the start of `from_epoch`.
    #[ink(event)]
    pub struct ParamsAnnounced {
        pub current: StakingParams,
        pub next: StakingParams,
        pub from_epoch: Epoch,
    }

    /// The contract has a new owner.
    #[ink(event)]
    pub struct OwnershipTransferred {
        pub from: AccountId,
        pub to: AccountId,
    }

    /// A caller seated at a pool, and the time.
    struct Visit {
        caller: AccountId,
        now: Timestamp,
        epoch: Epoch,
        config: Config,
        seat: Seat,
        active_before: Amount,
        note_before: StakeNote,
    }

    /// The [`Joined`] of one pool.
    struct JoinsOf<'a, K: StorageKey> {
        node: NodeId,
        joined: &'a mut Mapping<(NodeId, Epoch), Joined, K>,
    }

    impl<K: StorageKey> Joins for JoinsOf<'_, K> {
        fn get(&self, epoch: Epoch) -> Option<Joined> {
            self.joined.get((self.node, epoch))
        }

        fn set(&mut self, epoch: Epoch, joined: Joined) {
            if joined.tokens > 0 {
                self.joined.insert((self.node, epoch), &joined);
            } else {
                self.joined.remove((self.node, epoch));
            }
        }
    }

    impl Staking {
        /// Starts with no pools; the caller becomes the owner.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: StakingConfig) -> Result<Self, StakingError> {
            if !config.clock.is_valid() {
                return Err(StakingError::InvalidClock);
            }
            config.params.check()?;
            let mut contract = Self {
                total_active: 0,
                config: Lazy::new(),
                pools: Mapping::new(),
                positions: Mapping::new(),
                joined: Mapping::new(),
                payouts: Mapping::new(),
            };
            contract.config.set(&Config {
                ownership: Ownership::new(Self::env().caller()),
                clock: config.clock,
                token: config.token,
                registry: config.registry,
                params: Scheduled::new(config.params),
                peers: None,
            });
            Ok(contract)
        }

        fn config(&self) -> Config {
            self.config.get().expect("the constructor wrote it")
        }

        /// Seats the caller at a pool; when `bonding`, also a newcomer, and the node's owner where no pool is.
        fn enter(&mut self, node: NodeId, bonding: bool) -> Result<Visit, StakingError> {
            let caller = self.env().caller();
            let now = self.env().block_timestamp();
            let config = self.config();
            let epoch = config.clock.epoch(now);
            let pool = match self.pools.get(node) {
                Some(pool) => pool,
                None if bonding => config.open(node, caller)?,
                None => return Err(StakingError::NoPool),
            };
            let active_before = pool.active;
            let note_before = config.note(&pool, epoch)?;
            let stored = if caller == pool.owner { None } else { self.positions.get((node, caller)) };
            let mut joins = JoinsOf { node, joined: &mut self.joined };
            let seat = Seat::take(pool, caller, stored, epoch, &mut joins)?;
            if !bonding && pool::is_empty(&seat.position) {
                return Err(StakingError::NoPosition);
            }
            Ok(Visit { caller, now, epoch, config, seat, active_before, note_before })
        }

        /// Stores what a visit changed. Returns the registry and what to tell it, if anything.
        fn leave(
            &mut self,
            node: NodeId,
            visit: Visit,
        ) -> Result<(AccountId, Option<StakeNote>), StakingError> {
            let Visit { caller, epoch, config, seat, active_before, note_before, .. } = visit;
            let (pool, position) = seat.leave();
            match position {
                Some(position) if pool::is_empty(&position) => self.positions.remove((node, caller)),
                Some(position) => {
                    self.positions.insert((node, caller), &position);
                }
                None => (),
            }
            let note = config.note(&pool, epoch)?;
            self.store(node, active_before, &pool)?;
            Ok((config.registry, (note != note_before).then_some(note)))
        }

        /// A pool, what `account` has in it, and its shares, those included that it did not yet take over.
        fn look(
            &self,
            node: NodeId,
            account: AccountId,
        ) -> Result<Option<(Pool, Position, Amount)>, StakingError> {
            let Some(mut pool) = self.pools.get(node) else { return Ok(None) };
            let stored = if account == pool.owner {
                Some(core::mem::take(&mut pool.own)).filter(|own| !pool::is_empty(own))
            } else {
                self.positions.get((node, account))
            };
            let Some(position) = stored else { return Ok(None) };
            let shares = pool::shares_of(&pool, &position, |epoch| self.joined.get((node, epoch)))?;
            Ok(Some((pool, position, shares)))
        }

        fn store(&mut self, node: NodeId, active_before: Amount, pool: &Pool) -> Result<(), StakingError> {
            self.total_active = add(sub(self.total_active, active_before)?, pool.active)?;
            self.pools.insert(node, pool);
            Ok(())
        }
    }

    impl Config {
        fn note(&self, pool: &Pool, epoch: Epoch) -> Result<StakeNote, StakingError> {
            let next = epoch.saturating_add(1);
            pool::note(pool, epoch, self.params.at(epoch), self.params.at(next))
        }

        /// A new pool, if `caller` owns the node. The registry is asked before any state is written, because
        /// there is none to write without its answer.
        fn open(&self, node: NodeId, caller: AccountId) -> Result<Pool, StakingError> {
            let registry: ink::contract_ref!(Registry) = self.registry.into();
            match registry.call().owner_of(node).try_invoke() {
                Ok(Ok(Ok(owner))) if owner == caller => Ok(pool::empty(owner)),
                Ok(Ok(Ok(_))) => Err(StakingError::NoPool),
                Ok(Ok(Err(_))) => Err(StakingError::UnknownNode),
                _ => Err(StakingError::PeerFailed),
            }
        }
    }

    /// Tells the registry what the node's pool counts for.
    fn push((registry, note): (AccountId, Option<StakeNote>), node: NodeId) -> Result<(), StakingError> {
        let Some(note) = note else { return Ok(()) };
        let mut registry: ink::contract_ref!(Registry) = registry.into();
        match registry.call_mut().note_stake(node, note).try_invoke() {
            Ok(Ok(Ok(()))) => Ok(()),
            _ => Err(StakingError::PeerFailed),
        }
    }

    fn pay(token: AccountId, to: AccountId, amount: Amount) -> Result<(), StakingError> {
        let mut token: ink::contract_ref!(PSP22) = token.into();
        match token.call_mut().transfer(to, amount, Vec::new()).try_invoke() {
            Ok(Ok(done)) => done.map_err(|_| StakingError::TransferFailed),
            _ => Err(StakingError::PeerFailed),
        }
    }

    impl interfaces::staking::Staking for Staking {
        #[ink(message)]
        fn wire(&mut self, peers: StakingPeers) -> Result<(), StakingError> {
            let mut config = self.config();
            config.ownership.ensure(self.env().caller())?;
            if config.peers.is_some() {
                return Err(StakingError::AlreadyWired);
            }
            config.peers = Some(peers);
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: StakingParams) -> Result<(), StakingError> {
            let mut config = self.config();
            config.ownership.ensure(self.env().caller())?;
            params.check()?;
            let now = config.clock.epoch(self.env().block_timestamp());
            let (current, from_epoch) = config.params.announce(params.clone(), now);
            self.config.set(&config);
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError> {
            if amount == 0 {
                return Err(StakingError::Zero);
            }
            let mut visit = self.enter(node, true)?;
            let (account, token) = (visit.caller, visit.config.token);
            let minimum = visit.seat.least_bond(visit.config.params.at(visit.epoch));
            visit.seat.join(amount, visit.epoch, minimum)?;
            let note = self.leave(node, visit)?;
            let mut token: ink::contract_ref!(PSP22) = token.into();
            let here = self.env().account_id();
            match token.call_mut().transfer_from(account, here, amount, Vec::new()).try_invoke() {
                Ok(Ok(done)) => done.map_err(|_| StakingError::TransferFailed)?,
                _ => return Err(StakingError::PeerFailed),
            }
            push(note, node)?;
            self.env().emit_event(Bonded { node, account, amount });
            Ok(())
        }

        #[ink(message)]
        fn unbond(&mut self, node: NodeId, shares: Amount) -> Result<Amount, StakingError> {
            let mut visit = self.enter(node, false)?;
            let account = visit.caller;
            let params = visit.config.params.at(visit.epoch);
            let ready_at = visit.now.saturating_add(params.thaw_ms);
            let amount = visit.seat.unbond(shares, ready_at, params.min_bond)?;
            let note = self.leave(node, visit)?;
            push(note, node)?;
            self.env().emit_event(Unbonded { node, account, shares, amount, ready_at });
            Ok(amount)
        }

        #[ink(message)]
        fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError> {
            let mut visit = self.enter(node, false)?;
            let account = visit.caller;
            let minimum = visit.config.params.at(visit.epoch).min_bond;
            let amount = visit.seat.cancel(index, visit.epoch, minimum)?;
            let note = self.leave(node, visit)?;
            push(note, node)?;
            self.env().emit_event(UnbondCancelled { node, account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError> {
            let mut visit = self.enter(node, false)?;
            let (account, token) = (visit.caller, visit.config.token);
            let amount = visit.seat.withdraw(visit.now)?;
            // What thaws does not count, so there is nothing to tell the registry.
            self.leave(node, visit)?;
            pay(token, account, amount)?;
            self.env().emit_event(Withdrawn { node, account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn claim_payout(&mut self) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let amount = self.payouts.take(account).ok_or(StakingError::NoPosition)?;
            pay(self.config().token, account, amount)?;
            self.env().emit_event(PayoutClaimed { account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn sync(&mut self, node: NodeId) -> Result<(), StakingError> {
            let config = self.config();
            let epoch = config.clock.epoch(self.env().block_timestamp());
            let mut pool = self.pools.get(node).ok_or(StakingError::NoPool)?;
            let active_before = pool.active;
            let mut joins = JoinsOf { node, joined: &mut self.joined };
            pool::convert(&mut pool, pool::overdue_before(epoch), &mut joins)?;
            let note = config.note(&pool, epoch)?;
            self.store(node, active_before, &pool)?;
            push((config.registry, Some(note)), node)
        }

        #[ink(message)]
        fn deposit_rewards(
            &mut self,
            node: NodeId,
            owner: AccountId,
            first: Epoch,
            amounts: Vec<Amount>,
        ) -> Result<(), StakingError> {
            let peers = self.config().peers.ok_or(StakingError::NotPeer)?;
            if self.env().caller() != peers.rewards {
                return Err(StakingError::NotPeer);
            }
            let mut amount = 0;
            for &earned in &amounts {
                amount = add(amount, earned)?;
            }
            let put_aside = match self.pools.get(node) {
                Some(mut pool) => {
                    let active_before = pool.active;
                    let mut joins = JoinsOf { node, joined: &mut self.joined };
                    let put_aside = pool::deposit(&mut pool, first, &amounts, &mut joins)?;
                    self.store(node, active_before, &pool)?;
                    put_aside
                }
                None => amount,
            };
            if put_aside > 0 {
                let owed = add(self.payout(owner), put_aside)?;
                self.payouts.insert(owner, &owed);
            }
            self.env().emit_event(RewardsDeposited { node, first, amount, put_aside });
            Ok(())
        }

        #[ink(message)]
        fn voting_power(&self, account: AccountId, pools: Vec<NodeId>) -> Result<VotingPower, StakingError> {
            if pools.len() > MAX_VOTE_POOLS || !pools.is_sorted_by(|a, b| a < b) {
                return Err(StakingError::InvalidPools);
            }
            let mut votes = 0;
            for node in pools {
                if let Some((pool, _, shares)) = self.look(node, account)? {
                    votes = add(votes, pool::value(shares, &pool)?)?;
                }
            }
            Ok(VotingPower { votes, total: self.total_active })
        }

        #[ink(message)]
        fn pool(&self, node: NodeId) -> Option<Pool> {
            self.pools.get(node)
        }

        #[ink(message)]
        fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView> {
            // No error is possible: what is stored was computed with the same checks.
            let (pool, position, shares) = self.look(node, account).ok()??;
            pool::view(&pool, &position, shares).ok()
        }

        #[ink(message)]
        fn payout(&self, account: AccountId) -> Amount {
            self.payouts.get(account).unwrap_or(0)
        }

        #[ink(message)]
        fn total_active(&self) -> Amount {
            self.total_active
        }

        #[ink(message)]
        fn params(&self) -> StakingParams {
            let config = self.config();
            config.params.at(config.clock.epoch(self.env().block_timestamp())).clone()
        }

        #[ink(message)]
        fn peers(&self) -> Option<StakingPeers> {
            self.config().peers
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.config().clock
        }
    }

    impl interfaces::ownable::Ownable for Staking {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            self.config().ownership.owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            self.config().ownership.pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            let mut config = self.config();
            config.ownership.offer(self.env().caller(), to)?;
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let to = self.env().caller();
            let mut config = self.config();
            let from = config.ownership.accept(to)?;
            self.config.set(&config);
            self.env().emit_event(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
