//! Staking: one pool per node, shares against tokens.
//!
//! A node's owner opens its pool with a bond, delegators join it, rewards raise the price of a share, and
//! whoever leaves waits for the thaw. This contract holds every staked token and tells the registry what a
//! pool counts for; it calls the token and the registry, and only rewards may tell it of earnings.
//!
//! - `config`: what administration sets
//! - `pool`: tranches, share price, weight, rewards
//! - `seat`: what one account does at one pool
//! - `peers`: calls to the token and the registry
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod config;
mod events;
#[cfg(test)]
mod facade_tests;
mod peers;
mod pool;
mod seat;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;

#[ink::contract]
mod staking {
    use crate::config::Config;
    use crate::events::emit;
    use crate::peers;
    use crate::pool::{self, Joined, Joins};
    use crate::seat::Seat;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::{ManualKey, StorageKey};
    use ink::storage::{Lazy, Mapping};
    use interfaces::staking::{
        Pool, Position, PositionView, StakingConfig, StakingError, StakingParams, StakingPeers, VotingPower,
        MAX_VOTE_POOLS,
    };
    use shared::{Amount, ArithmeticError, Clock, Epoch, NodeId, Ownership, OwnershipError};

    /// The contract's token balance is at least Σ pools (active, joining and thawing) + Σ payouts.
    #[ink(storage)]
    pub struct Staking {
        /// Σ active tokens of all pools.
        total_active: Amount,
        config: Lazy<Config, ManualKey<0x3000_0001>>,
        /// Apart from the rest of the configuration, which is read far more often.
        ownership: Lazy<Ownership, ManualKey<0x3000_0002>>,
        pools: Mapping<NodeId, Pool, ManualKey<0x3000_0003>>,
        /// What accounts have in pools; never empty. Pools' owners have theirs in the pool.
        positions: Mapping<(NodeId, AccountId), Position, ManualKey<0x3000_0004>>,
        /// What tranches turned into, by node and the epoch they joined in, while members have yet to call.
        joined: Mapping<(NodeId, Epoch), Joined, ManualKey<0x3000_0005>>,
        /// Rewards of nodes whose pools had no shares; never zero.
        payouts: Mapping<AccountId, Amount, ManualKey<0x3000_0006>>,
    }

    /// Ownership was taken up.
    #[ink(event)]
    pub struct OwnershipTransferred {
        /// The owner until now.
        pub from: AccountId,
        /// The owner from now on.
        pub to: AccountId,
    }

    /// Parameters will change.
    #[ink(event)]
    pub struct ParamsAnnounced {
        /// In force now.
        pub current: StakingParams,
        /// In force from `from_epoch` on.
        pub next: StakingParams,
        /// The next epoch.
        pub from_epoch: Epoch,
    }

    /// Stake joined a pool.
    #[ink(event)]
    pub struct Bonded {
        /// The pool's node.
        #[ink(topic)]
        pub node: NodeId,
        /// Whose it is.
        pub account: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// Stake started on its way out.
    #[ink(event)]
    pub struct Unbonded {
        /// The pool's node.
        #[ink(topic)]
        pub node: NodeId,
        /// Whose it is.
        pub account: AccountId,
        /// Shares of the pool that left it.
        pub shares: Amount,
        /// Tokens that now thaw.
        pub amount: Amount,
        /// When they can be withdrawn.
        pub ready_at: Timestamp,
    }

    /// Stake on its way out joined the pool again.
    #[ink(event)]
    pub struct UnbondCancelled {
        /// The pool's node.
        #[ink(topic)]
        pub node: NodeId,
        /// Whose it is.
        pub account: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// Thawed stake was paid out.
    #[ink(event)]
    pub struct Withdrawn {
        /// The pool's node.
        #[ink(topic)]
        pub node: NodeId,
        /// Who was paid.
        pub account: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// An account was paid what it was owed besides its pools.
    #[ink(event)]
    pub struct PayoutClaimed {
        /// Who was paid.
        pub account: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// A node's rewards came in.
    #[ink(event)]
    pub struct RewardsDeposited {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// The first epoch they are for.
        pub first: Epoch,
        /// How much in all.
        pub amount: Amount,
        /// Part of it for the node's owner, because the pool had no shares.
        pub put_aside: Amount,
    }

    /// What a staker does at a pool.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Action {
        Bond(Amount),
        Unbond(Amount),
        Cancel(u8),
        Withdraw,
    }

    /// The [`Joined`] of one pool.
    struct JoinsOf<'a, K: StorageKey> {
        node: NodeId,
        joined: &'a mut Mapping<(NodeId, Epoch), Joined, K>,
    }

    impl<K: StorageKey> Joins for JoinsOf<'_, K> {
        #[inline(never)]
        fn get(&self, epoch: Epoch) -> Option<Joined> {
            self.joined.get((self.node, epoch))
        }

        #[inline(never)]
        fn set(&mut self, epoch: Epoch, joined: Joined) {
            if joined.tokens > 0 {
                self.joined.insert((self.node, epoch), &joined);
            } else {
                self.joined.remove((self.node, epoch));
            }
        }
    }

    impl Staking {
        /// Starts without pools and peers, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: StakingConfig) -> Result<Self, StakingError> {
            let config = Config::new(config)?;
            let mut staking = Self {
                total_active: 0,
                config: Lazy::new(),
                ownership: Lazy::new(),
                pools: Mapping::new(),
                positions: Mapping::new(),
                joined: Mapping::new(),
                payouts: Mapping::new(),
            };
            staking.config.set(&config);
            staking.ownership.set(&Ownership::new(Self::env().caller()));
            Ok(staking)
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_config(&self) -> Config {
            self.config.get().expect("written by the constructor")
        }

        #[inline(never)]
        fn write_config(&mut self, config: &Config) {
            self.config.set(config);
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_ownership(&self) -> Ownership {
            self.ownership.get().expect("written by the constructor")
        }

        #[inline(never)]
        fn read_pool(&self, node: NodeId) -> Option<Pool> {
            self.pools.get(node)
        }

        /// Stores a pool that had so many active tokens before.
        #[inline(never)]
        fn write_pool(&mut self, node: NodeId, pool: &Pool, before: Amount) -> Result<(), ArithmeticError> {
            pool::lower(&mut self.total_active, before)?;
            pool::raise(&mut self.total_active, pool.active)?;
            self.pools.insert(node, pool);
            Ok(())
        }

        #[inline(never)]
        fn read_position(&self, node: NodeId, account: &AccountId) -> Position {
            self.positions.get((node, account)).unwrap_or_default()
        }

        #[inline(never)]
        fn write_position(&mut self, node: NodeId, account: &AccountId, position: &Position) {
            if pool::is_empty(position) {
                self.positions.remove((node, account));
            } else {
                self.positions.insert((node, account), position);
            }
        }

        #[inline(never)]
        fn read_payout(&self, account: &AccountId) -> Amount {
            self.payouts.get(account).unwrap_or_default()
        }

        fn joins(&mut self, node: NodeId) -> impl Joins + '_ {
            JoinsOf { node, joined: &mut self.joined }
        }

        /// A pool, what `account` has in it, and its shares, with those that it did not yet take over.
        #[inline(never)]
        fn look(
            &self,
            node: NodeId,
            account: &AccountId,
        ) -> Result<Option<(Pool, Position, Amount)>, ArithmeticError> {
            let Some(mut pool) = self.read_pool(node) else { return Ok(None) };
            let position = if *account == pool.owner {
                core::mem::take(&mut pool.own)
            } else {
                self.read_position(node, account)
            };
            let shares = pool::shares_of(&pool, &position, |epoch| self.joined.get((node, epoch)))?;
            Ok(Some((pool, position, shares)))
        }

        /// A new pool. The registry is asked before any state is written: without its answer there is none.
        fn open(&self, node: NodeId, account: &AccountId, config: &Config) -> Result<Pool, StakingError> {
            let owner = peers::owner(config.registry(), node)?;
            if owner != *account {
                return Err(StakingError::NoPool);
            }
            Ok(pool::empty(owner))
        }

        /// Seats the caller at a pool, has it do something, and tells everybody. Returns the tokens moved.
        fn act(&mut self, node: NodeId, action: Action) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let now = self.env().block_timestamp();
            let config = self.read_config();
            let epoch = config.clock.epoch(now);
            let params = config.params(epoch);
            let ready_at = now.saturating_add(params.thaw_ms);

            let bonding = matches!(action, Action::Bond(_));
            let mut pool = match self.read_pool(node) {
                Some(pool) => pool,
                None if bonding => self.open(node, &account, &config)?,
                None => return Err(StakingError::NoPool),
            };
            let owner = account == pool.owner;
            let active_before = pool.active;
            let note_before = config.note(&pool, epoch)?;

            let stored = if owner { Position::default() } else { self.read_position(node, &account) };
            pool::convert(&mut pool, pool::overdue_before(epoch), &mut self.joins(node))?;
            let mut seat = Seat::take(pool, owner, stored, &mut self.joins(node))?;
            if !bonding && pool::is_empty(&seat.position) {
                return Err(StakingError::NoPosition);
            }
            let amount = match action {
                Action::Bond(amount) => {
                    seat.bond(amount, epoch, params)?;
                    amount
                }
                Action::Unbond(shares) => seat.unbond(shares, ready_at, params.min_bond)?,
                Action::Cancel(index) => seat.cancel(index, epoch, params.min_bond)?,
                Action::Withdraw => seat.withdraw(now)?,
            };
            seat.leave();

            let note = config.note(&seat.pool, epoch)?;
            self.write_pool(node, &seat.pool, active_before)?;
            if !owner {
                self.write_position(node, &account, &seat.position);
            }
            match action {
                Action::Bond(_) => peers::pull(config.token(), &account, &self.env().account_id(), amount)?,
                Action::Withdraw => peers::pay(config.token(), &account, amount)?,
                Action::Unbond(_) | Action::Cancel(_) => (),
            }
            if note != note_before {
                peers::push(config.registry(), node, &note)?;
            }
            match action {
                Action::Bond(_) => emit(node, Bonded { node, account, amount }),
                Action::Unbond(shares) => emit(node, Unbonded { node, account, shares, amount, ready_at }),
                Action::Cancel(_) => emit(node, UnbondCancelled { node, account, amount }),
                Action::Withdraw => emit(node, Withdrawn { node, account, amount }),
            }
            Ok(amount)
        }
    }

    impl interfaces::staking::Staking for Staking {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: StakingPeers) -> Result<(), StakingError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.read_config();
            config.wire(&peers)?;
            self.write_config(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: StakingParams) -> Result<(), StakingError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.read_config();
            let now = config.clock.epoch(self.env().block_timestamp());
            let (current, from_epoch) = config.announce(params.clone(), now)?;
            self.write_config(&config);
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- stakers ----

        #[ink(message)]
        fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError> {
            if amount == 0 {
                return Err(StakingError::Zero);
            }
            self.act(node, Action::Bond(amount))?;
            Ok(())
        }

        #[ink(message)]
        fn unbond(&mut self, node: NodeId, shares: Amount) -> Result<Amount, StakingError> {
            self.act(node, Action::Unbond(shares))
        }

        #[ink(message)]
        fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError> {
            self.act(node, Action::Cancel(index))
        }

        #[ink(message)]
        fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError> {
            self.act(node, Action::Withdraw)
        }

        #[ink(message)]
        fn claim_payout(&mut self) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let amount = self.read_payout(&account);
            if amount == 0 {
                return Err(StakingError::NoPosition);
            }
            self.payouts.remove(account);
            peers::pay(self.read_config().token(), &account, amount)?;
            self.env().emit_event(PayoutClaimed { account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn sync(&mut self, node: NodeId) -> Result<(), StakingError> {
            let config = self.read_config();
            let epoch = config.clock.epoch(self.env().block_timestamp());
            let mut pool = self.read_pool(node).ok_or(StakingError::NoPool)?;
            let active_before = pool.active;
            pool::convert(&mut pool, pool::overdue_before(epoch), &mut self.joins(node))?;
            self.write_pool(node, &pool, active_before)?;
            peers::push(config.registry(), node, &config.note(&pool, epoch)?)
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn deposit_rewards(
            &mut self,
            node: NodeId,
            owner: AccountId,
            first: Epoch,
            amounts: Vec<Amount>,
        ) -> Result<(), StakingError> {
            self.read_config().ensure_rewards(&self.env().caller())?;
            let mut amount = 0;
            for &earned in &amounts {
                pool::raise(&mut amount, earned)?;
            }
            let mut put_aside = amount;
            if let Some(mut pool) = self.read_pool(node) {
                let active_before = pool.active;
                put_aside = pool::deposit(&mut pool, first, &amounts, &mut self.joins(node))?;
                self.write_pool(node, &pool, active_before)?;
            }
            if put_aside > 0 {
                let mut owed = self.read_payout(&owner);
                pool::raise(&mut owed, put_aside)?;
                self.payouts.insert(owner, &owed);
            }
            emit(node, RewardsDeposited { node, first, amount, put_aside });
            Ok(())
        }

        // ---- views ----

        #[ink(message)]
        fn voting_power(&self, account: AccountId, pools: Vec<NodeId>) -> Result<VotingPower, StakingError> {
            if pools.len() > MAX_VOTE_POOLS || !pools.is_sorted_by(|a, b| a < b) {
                return Err(StakingError::InvalidPools);
            }
            let mut votes = 0;
            for node in pools {
                if let Some((pool, _, shares)) = self.look(node, &account)? {
                    pool::raise(&mut votes, pool::value(shares, &pool)?)?;
                }
            }
            Ok(VotingPower { votes, total: self.total_active })
        }

        #[ink(message)]
        fn pool(&self, node: NodeId) -> Option<Pool> {
            self.read_pool(node)
        }

        #[ink(message)]
        fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView> {
            // Nothing can overflow here: what is stored went through the same sums.
            let (pool, position, shares) = self.look(node, &account).ok()??;
            if pool::is_empty(&position) {
                return None;
            }
            pool::view(&pool, &position, shares).ok()
        }

        #[ink(message)]
        fn payout(&self, account: AccountId) -> Amount {
            self.read_payout(&account)
        }

        #[ink(message)]
        fn total_active(&self) -> Amount {
            self.total_active
        }

        #[ink(message)]
        fn params(&self) -> StakingParams {
            let config = self.read_config();
            config.params(config.clock.epoch(self.env().block_timestamp())).clone()
        }

        #[ink(message)]
        fn peers(&self) -> Option<StakingPeers> {
            self.read_config().peers()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.read_config().clock
        }
    }

    impl interfaces::ownable::Ownable for Staking {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            self.read_ownership().owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            self.read_ownership().pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            let mut ownership = self.read_ownership();
            ownership.offer(self.env().caller(), to)?;
            self.ownership.set(&ownership);
            Ok(())
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let to = self.env().caller();
            let mut ownership = self.read_ownership();
            let from = ownership.accept(to)?;
            self.ownership.set(&ownership);
            self.env().emit_event(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
