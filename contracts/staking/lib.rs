//! Staking: one pool per node, shares against tokens.
//!
//! A node's owner opens its pool with a bond, delegators join it, rewards raise the price of a share, slashing
//! lowers it, and whoever leaves waits for the thaw. This contract holds every staked token, tells the registry
//! what a pool counts for and who owns a node, and calls nobody besides it and the token. Only rewards may tell
//! it of earnings, and only named slashers of faults.
//!
//! - `config`: what administration sets
//! - `pool`: tranches, share price, weight
//! - `earnings`: rewards and commission
//! - `penalty`: slashing and jail
//! - `seat`: what one account does at one pool
//! - `kept`: how records are read
//! - `lists`: in which pools an account has something
//! - `visit`: a pool in the course of a message
//! - `store`: storage beside the root
//! - `peers`: calls to the token and the registry
//! - `events`: what it tells of
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod config;
mod earnings;
mod events;
#[cfg(test)]
mod facade_tests;
mod kept;
mod lists;
#[cfg(test)]
mod model;
mod peers;
mod penalty;
mod pool;
mod seat;
mod store;
#[cfg(test)]
mod tests;
mod visit;
#[cfg(test)]
mod world;

#[ink::contract]
mod staking {
    use crate::config::{Config, Moment};
    use crate::events;
    use crate::store::Store;
    use crate::visit::{Action, Visit};
    use crate::{earnings, peers, penalty, pool};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::calls::finish;
    use interfaces::events::emit;
    use interfaces::staking::{
        Penalty, Pool, PoolTerms, PositionView, Slashed, StakingConfig, StakingError, StakingParams,
        StakingPeers, VotingPower, MAX_VOTE_POOLS,
    };
    use shared::{Amount, Bps, Clock, Epoch, NodeId, Ownership, OwnershipError};

    /// The contract's token balance is at least Σ pools (active, joining and thawing) + Σ payouts.
    #[ink(storage)]
    pub struct Staking {
        config: Lazy<Config, ManualKey<0x3000_0001>>,
        /// Apart from the rest of the configuration, which is read far more often.
        ownership: Lazy<Ownership, ManualKey<0x3000_0002>>,
        store: Store,
    }

    impl Staking {
        /// Starts without pools and peers, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: StakingConfig) -> Result<Self, StakingError> {
            let config = Config::new(config)?;
            let mut staking = Self { config: Lazy::new(), ownership: Lazy::new(), store: Store::default() };
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
        fn moment(&self) -> Moment {
            Moment::new(self.read_config(), self.env().block_timestamp())
        }

        fn visit(&self, node: NodeId) -> Result<Visit, StakingError> {
            Visit::new(&self.store, self.moment(), node, None)
        }

        /// Visits a pool of the caller's.
        #[inline(never)]
        fn visit_own(&self, node: NodeId) -> Result<Visit, StakingError> {
            let visit = self.visit(node)?;
            (visit.pool.owner == self.env().caller()).then_some(visit).ok_or(StakingError::NotNodeOwner)
        }

        /// Has an account do something at a pool. Returns the pool and the tokens moved.
        #[inline(never)]
        fn step(
            &mut self,
            node: NodeId,
            account: &AccountId,
            action: Action,
        ) -> Result<(Visit, Amount), StakingError> {
            if action == Action::Bond(0) {
                return Err(StakingError::Zero);
            }
            // Only for itself, and with a bond, does an account open a pool.
            let opens = matches!(action, Action::Bond(_)) && self.env().caller() == *account;
            let mut visit = Visit::new(&self.store, self.moment(), node, opens.then_some(account))?;
            let amount = visit.act(&mut self.store, account, action)?;
            Ok((visit, amount))
        }

        /// Has an account do something at a pool, moves tokens, and tells everybody. Returns the tokens.
        #[inline(never)]
        fn act(&mut self, node: NodeId, account: AccountId, action: Action) -> Result<Amount, StakingError> {
            let (visit, amount) = self.step(node, &account, action)?;
            let token = visit.moment.config.token();
            match action {
                Action::Bond(_) => {
                    peers::pull(token, &self.env().caller(), &self.env().account_id(), amount)?;
                }
                Action::Withdraw if amount > 0 => peers::pay(token, &account, amount)?,
                _ => (),
            }
            visit.conclude(account, action, amount)?;
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
            let Moment { epoch, mut config, .. } = self.moment();
            let (current, from_epoch) = config.announce(params.clone(), epoch)?;
            self.write_config(&config);
            self.env().emit_event(events::ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn set_slasher(&mut self, slasher: AccountId, named: bool) -> Result<(), StakingError> {
            self.read_ownership().ensure(self.env().caller())?;
            self.store.set_slasher(&slasher, named);
            self.env().emit_event(events::SlasherSet { slasher, named });
            Ok(())
        }

        // ---- stakers ----

        #[ink(message)]
        fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError> {
            let account = self.env().caller();
            self.bond_for(node, account, amount)
        }

        #[ink(message)]
        fn bond_for(&mut self, node: NodeId, account: AccountId, amount: Amount) -> Result<(), StakingError> {
            let total = self.store.total_active;
            let done = self.act(node, account, Action::Bond(amount)).map(|_| ());
            // Only overdue tranches add to the total, so the root seldom has to be written.
            if self.store.total_active == total {
                return finish(done);
            }
            done
        }

        #[ink(message)]
        fn unbond(&mut self, node: NodeId, shares: Amount) -> Result<Amount, StakingError> {
            self.act(node, self.env().caller(), Action::Unbond(shares))
        }

        #[ink(message)]
        fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError> {
            self.act(node, self.env().caller(), Action::Cancel(index))
        }

        #[ink(message)]
        fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError> {
            self.act(node, self.env().caller(), Action::Withdraw)
        }

        #[ink(message)]
        fn rebond(&mut self, from: NodeId, to: NodeId) -> Result<Amount, StakingError> {
            if from == to {
                return Err(StakingError::InvalidPools);
            }
            let account = self.env().caller();
            let (left, amount) = self.step(from, &account, Action::Withdraw)?;
            let bond = Action::Bond(amount);
            let (joined, _) = self.step(to, &account, bond)?;
            left.conclude(account, Action::Withdraw, amount)?;
            joined.conclude(account, bond, amount)?;
            Ok(amount)
        }

        #[ink(message)]
        fn claim_payout(&mut self) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let amount = self.store.payout(&account);
            if amount == 0 {
                return Err(StakingError::NoPosition);
            }
            self.store.clear_payout(&account);
            peers::pay(self.read_config().token(), &account, amount)?;
            self.env().emit_event(events::PayoutClaimed { account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn sync(&mut self, node: NodeId) -> Result<(), StakingError> {
            let mut visit = self.visit(node)?;
            visit.write(&mut self.store)?;
            visit.tell(true)?;
            Ok(())
        }

        // ---- node owners ----

        #[ink(message)]
        fn set_commission(&mut self, node: NodeId, rate: Bps) -> Result<(), StakingError> {
            let mut visit = self.visit_own(node)?;
            let Moment { epoch, config, .. } = &visit.moment;
            let most = config.params(*epoch).max_commission_rise;
            let from_epoch = earnings::announce(&mut visit.pool, rate, *epoch, most)?;
            visit.write(&mut self.store)?;
            emit(node, events::CommissionAnnounced { node, rate, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn set_terms(&mut self, node: NodeId, terms: PoolTerms) -> Result<(), StakingError> {
            let mut visit = self.visit_own(node)?;
            visit.pool.terms = terms;
            visit.write(&mut self.store)?;
            emit(node, events::TermsSet { node, terms });
            Ok(())
        }

        #[ink(message)]
        fn offer_node(&mut self, node: NodeId, to: AccountId) -> Result<(), StakingError> {
            let from = self.env().caller();
            if peers::owner(self.read_config().registry(), node)? != from {
                return Err(StakingError::NotNodeOwner);
            }
            self.store.offer(node, (to != from).then_some(&to));
            emit(node, events::NodeOffered { node, from, to });
            Ok(())
        }

        #[ink(message)]
        fn accept_node(&mut self, node: NodeId) -> Result<(), StakingError> {
            let to = self.env().caller();
            if self.store.offered_to(node) != Some(to) {
                return Err(StakingError::NotNodeOwner);
            }
            self.store.offer(node, None);
            let mut visit = match self.visit(node) {
                Err(StakingError::NoPool) => {
                    return peers::hand_over(self.read_config().registry(), node, &to);
                }
                visit => visit?,
            };
            let from = visit.pool.owner;
            let seat = self.store.seat(node, &mut visit.pool, &to, &mut visit.joins)?;
            let left = seat.take_over(to, visit.moment.now)?;
            self.store.put_position(node, &from, left);
            self.store.forget_position(node, &to);
            visit.write(&mut self.store)?;
            peers::hand_over(visit.moment.config.registry(), node, &to)?;
            visit.tell(false)?;
            emit(node, events::PoolTransferred { node, from, to });
            Ok(())
        }

        #[ink(message)]
        fn unjail(&mut self, node: NodeId) -> Result<(), StakingError> {
            let mut visit = self.visit_own(node)?;
            penalty::unjail(&mut visit.pool, visit.moment.now, visit.note.next > 0)?;
            visit.write(&mut self.store)?;
            visit.tell(false)?;
            emit(node, events::Unjailed { node });
            Ok(())
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn slash(&mut self, node: NodeId, penalty: Penalty) -> Result<Slashed, StakingError> {
            if !self.store.is_slasher(&self.env().caller()) {
                return Err(StakingError::NotSlasher);
            }
            let Penalty { fraction, jail_ms, reporter } = penalty;
            let mut visit = self.visit(node)?;
            let params = visit.moment.params();
            let fraction = fraction.min(params.max_slash);
            let cut = penalty::slash(&mut visit.pool, fraction)?;
            penalty::jail(&mut visit.pool, visit.moment.now, jail_ms, params.max_jail_ms);
            let slashed = cut.divide(if reporter.is_some() { params.reporter_share } else { 0 })?;
            let Slashed { burned, rewarded } = slashed;
            visit.write(&mut self.store)?;
            if let Some(reporter) = reporter {
                self.store.owe(&reporter, rewarded)?;
            }
            if burned > 0 {
                peers::burn(visit.moment.config.token(), burned)?;
            }
            visit.tell(false)?;
            let penalty::Cut { active, joining, thawing } = cut;
            let jailed_until = visit.pool.jailed_until;
            emit(
                node,
                events::Slashed {
                    node,
                    fraction,
                    active,
                    joining,
                    thawing,
                    burned,
                    rewarded,
                    reporter,
                    jailed_until,
                },
            );
            Ok(slashed)
        }

        #[ink(message)]
        fn deposit_rewards(
            &mut self,
            node: NodeId,
            owner: AccountId,
            first: Epoch,
            amounts: Vec<Amount>,
        ) -> Result<(), StakingError> {
            self.read_config().ensure_rewards(&self.env().caller())?;
            let mut payee = owner;
            let mut sums = earnings::Earnings::default();
            if let Some(mut pool) = self.store.pool(node) {
                let active = pool.active;
                let mut joins = self.store.joins(node);
                sums = earnings::deposit(&mut pool, first, &amounts, &mut joins)?;
                self.store.put_pool(node, &mut pool, &mut joins, active)?;
                payee = pool.terms.payout.unwrap_or(owner);
            } else {
                for &earned in &amounts {
                    pool::raise(&mut sums.aside, earned)?;
                }
            }
            self.store.owe(&payee, sums.owed)?;
            self.store.owe(&owner, sums.aside)?;
            let (commission, put_aside) = (sums.commission, sums.aside);
            emit(node, events::RewardsDeposited { node, first, amounts, commission, put_aside });
            Ok(())
        }

        // ---- views ----

        #[ink(message)]
        fn voting_power(
            &self,
            account: AccountId,
            pools: Vec<NodeId>,
            since: Timestamp,
        ) -> Result<VotingPower, StakingError> {
            if pools.len() > MAX_VOTE_POOLS || !pools.is_sorted_by(|a, b| a < b) {
                return Err(StakingError::InvalidPools);
            }
            let mut votes = 0;
            for node in pools {
                // As stored: what no visit turned into shares yet is not in the total either.
                if let Some((pool, position)) = self.store.holding(node, &account, Epoch::MIN)? {
                    pool::raise(&mut votes, pool::votes(&pool, &position, &account, since)?)?;
                }
            }
            Ok(VotingPower { votes, total: self.store.total_active })
        }

        #[ink(message)]
        fn pool(&self, node: NodeId) -> Option<Pool> {
            self.store.pool(node)
        }

        #[ink(message)]
        fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView> {
            // Nothing can overflow here: what is stored went through the same sums.
            let moment = self.moment();
            let (pool, position) = self.store.holding(node, &account, moment.epoch).ok()??;
            (position.place > 0).then(|| pool::view(&pool, &position, moment.now).ok())?
        }

        #[ink(message)]
        fn positions(&self, account: AccountId, page: u32) -> Vec<NodeId> {
            self.store.listed(&account, page)
        }

        #[ink(message)]
        fn offered_to(&self, node: NodeId) -> Option<AccountId> {
            self.store.offered_to(node)
        }

        #[ink(message)]
        fn is_slasher(&self, account: AccountId) -> bool {
            self.store.is_slasher(&account)
        }

        #[ink(message)]
        fn payout(&self, account: AccountId) -> Amount {
            self.store.payout(&account)
        }

        #[ink(message)]
        fn total_active(&self) -> Amount {
            self.store.total_active
        }

        #[ink(message)]
        fn params(&self) -> StakingParams {
            self.moment().params().clone()
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
            self.env().emit_event(events::OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
