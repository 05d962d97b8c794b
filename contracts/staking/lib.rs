//! Staking: one pool per node, shares against tokens.
//!
//! A node's owner opens its pool with a bond, delegators join it, rewards raise the price of a share,
//! slashing lowers it, and whoever leaves waits for the thaw. This contract holds every staked token, tells
//! the registry what a pool counts for and who owns a node, and calls nobody besides it and the token. Only
//! rewards may deposit what a node earned, and only named slashers may punish a fault.
//!
//! - `config`: the contracts it works with, and what administration sets
//! - `context`: the time and the configuration, read once by each message
//! - `shares`: what shares are worth, and how they are minted and redeemed
//! - `tranches`: how bonded tokens become shares
//! - `pool`: what a pool is worth and counts for
//! - `position`: what one account does at one pool
//! - `earnings`: rewards and commission
//! - `penalty`: slashing and jail
//! - `pool_update`: a pool in the course of a message
//! - `views`: positions and votes, without a change
//! - `store`: storage beside the root
//! - `codec`: how records are decoded
//! - `lists`: the pools that an account has something in
//! - `events`: what it emits
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod codec;
mod config;
mod context;
mod earnings;
mod events;
mod lists;
mod penalty;
mod pool;
mod pool_update;
mod position;
mod shares;
mod store;
mod tranches;
#[cfg(test)]
mod unit_tests;
mod views;

#[ink::contract]
mod staking {
    use crate::config::{Config, Peer};
    use crate::context::Context;
    use crate::earnings::{self, Earnings};
    use crate::pool_update::{self, PoolUpdate};
    use crate::store::Store;
    use crate::{events, penalty, views};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::staking::{
        Penalty, Pool, PoolTerms, PositionView, Slashed, StakingConfig, StakingContracts, StakingError,
        StakingParams, StakingPeers, VotingPower,
    };
    use kit::peers::{registry, token};
    use kit::{emit, emit_plain, finish, ownership};
    use shared::{Amount, Bps, Clock, Epoch, NodeId, Ownership, OwnershipError, Shares};

    /// The contract's token balance is at least Σ pools (active, pending and thawing) + Σ payouts.
    #[ink(storage)]
    pub struct Staking {
        config: Lazy<Config, ManualKey<0x3000_0001>>,
        ownership: Lazy<Ownership, ManualKey<0x3000_0002>>,
        store: Store,
    }

    impl Staking {
        /// Starts without pools, slashers and rewards, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: StakingConfig) -> Result<Self, StakingError> {
            let config = Config::new(config.clock, &[config.token, config.registry], config.params)?;
            let mut staking = Self { config: Lazy::new(), ownership: Lazy::new(), store: Store::default() };
            staking.config.set(&config);
            ownership::start(&mut staking.ownership, Self::env().caller());
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
        fn context(&self) -> Context {
            Context::new(self.read_config(), self.env().block_timestamp())
        }

        /// Reads a node's pool.
        fn read_pool(&self, node: NodeId) -> Result<PoolUpdate, StakingError> {
            PoolUpdate::new(&self.store, self.context(), node, None)
        }

        /// Reads a node's pool for the caller, which has to own it.
        #[inline(never)]
        fn read_own_pool(&self, node: NodeId) -> Result<PoolUpdate, StakingError> {
            let update = self.read_pool(node)?;
            (update.pool.owner == self.env().caller()).then_some(update).ok_or(StakingError::NotNodeOwner)
        }

        /// Bonds tokens that `payer` has for an account. Writes the pool and the position. An account that
        /// pays for itself opens the pool of a node that it owns.
        #[inline(never)]
        fn write_bond(
            &mut self,
            payer: &AccountId,
            node: NodeId,
            account: &AccountId,
            amount: Amount,
        ) -> Result<PoolUpdate, StakingError> {
            if amount == 0 {
                return Err(StakingError::ZeroAmount);
            }
            let opener = (payer == account).then_some(account);
            let mut update = PoolUpdate::new(&self.store, self.context(), node, opener)?;
            update.bond(&mut self.store, account, amount)?;
            Ok(update)
        }

        /// Bonds tokens out of the caller's allowance for an account.
        fn bond_tokens(
            &mut self,
            node: NodeId,
            account: AccountId,
            amount: Amount,
        ) -> Result<(), StakingError> {
            let payer = self.env().caller();
            let update = self.write_bond(&payer, node, &account, amount)?;
            token::transfer_from(&payer, &self.env().account_id(), amount)
                .or(update.context.config.peer(Peer::Token), StakingError::TransferFailed)?;
            update.notify_registry_of_bond()?;
            emit(node, events::Bonded { node, account, amount });
            Ok(())
        }

        /// Pays tokens out.
        #[inline(never)]
        fn pay(config: &Config, to: &AccountId, amount: Amount) -> Result<(), StakingError> {
            token::transfer(to, amount).or(config.peer(Peer::Token), StakingError::TransferFailed)
        }

        /// Hands a node over to its new owner at the registry.
        fn hand_over(config: &Config, node: NodeId, to: &AccountId) -> Result<(), StakingError> {
            registry::set_node_owner(node, to).or(config.peer(Peer::Registry), StakingError::PeerFailed)
        }
    }

    impl interfaces::staking::Staking for Staking {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: StakingPeers) -> Result<(), StakingError> {
            ownership::ensure(&self.ownership)?;
            let mut config = self.read_config();
            config.wire(&[peers.rewards])?;
            self.write_config(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: StakingParams) -> Result<(), StakingError> {
            ownership::ensure(&self.ownership)?;
            let Context { epoch, mut config, .. } = self.context();
            let (current, from_epoch) = config.announce(params.clone(), epoch)?;
            self.write_config(&config);
            emit_plain(events::ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn set_slasher(&mut self, slasher: AccountId, named: bool) -> Result<(), StakingError> {
            ownership::ensure(&self.ownership)?;
            self.store.set_slasher(&slasher, named);
            emit_plain(events::SlasherSet { slasher, named });
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
            let bonded = self.bond_tokens(node, account, amount);
            // Only overdue tranches add to the total, so the root seldom has to be written.
            if self.store.total_active == total {
                return finish(bonded);
            }
            bonded
        }

        #[ink(message)]
        fn unbond(&mut self, node: NodeId, shares: Shares) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let mut update = self.read_pool(node)?;
            let amount = update.unbond(&mut self.store, &account, shares)?;
            update.notify_registry_of_change()?;
            let ready_at = update.context.ready_at();
            emit(node, events::Unbonded { node, account, shares, amount, ready_at });
            Ok(amount)
        }

        #[ink(message)]
        fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let mut update = self.read_pool(node)?;
            let amount = update.cancel_unbond(&mut self.store, &account, index)?;
            update.notify_registry_of_bond()?;
            emit(node, events::UnbondCancelled { node, account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let mut update = self.read_pool(node)?;
            let amount = update.withdraw(&mut self.store, &account)?;
            if amount > 0 {
                Self::pay(&update.context.config, &account, amount)?;
            }
            update.notify_registry_of_change()?;
            emit(node, events::Withdrawn { node, account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn rebond(&mut self, from: NodeId, to: NodeId) -> Result<Amount, StakingError> {
            if from == to {
                return Err(StakingError::InvalidPools);
            }
            let account = self.env().caller();
            let mut left = self.read_pool(from)?;
            let amount = left.withdraw(&mut self.store, &account)?;
            let joined = self.write_bond(&account, to, &account, amount)?;
            left.notify_registry_of_change()?;
            joined.notify_registry_of_bond()?;
            emit(from, events::Withdrawn { node: from, account, amount });
            emit(to, events::Bonded { node: to, account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn claim_payout(&mut self) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let amount = self.store.payout(&account);
            if amount == 0 {
                return Err(StakingError::NothingToClaim);
            }
            self.store.clear_payout(&account);
            Self::pay(&self.read_config(), &account, amount)?;
            emit_plain(events::PayoutClaimed { account, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn sync(&mut self, node: NodeId) -> Result<(), StakingError> {
            let mut update = self.read_pool(node)?;
            update.write(&mut self.store)?;
            update.notify_registry()?;
            Ok(())
        }

        // ---- node owners ----

        #[ink(message)]
        fn set_commission(&mut self, node: NodeId, rate: Bps) -> Result<(), StakingError> {
            let mut update = self.read_own_pool(node)?;
            let max_rise = update.context.params().max_commission_rise;
            let now = update.context.epoch;
            let from_epoch = earnings::announce_commission(&mut update.pool, rate, now, max_rise)?;
            update.write(&mut self.store)?;
            emit(node, events::CommissionAnnounced { node, rate, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn set_terms(&mut self, node: NodeId, terms: PoolTerms) -> Result<(), StakingError> {
            let mut update = self.read_own_pool(node)?;
            update.pool.terms = terms;
            update.write(&mut self.store)?;
            emit(node, events::TermsSet { node, terms });
            Ok(())
        }

        #[ink(message)]
        fn propose_node_transfer(&mut self, node: NodeId, to: AccountId) -> Result<(), StakingError> {
            let from = self.env().caller();
            if pool_update::node_owner(&self.read_config(), node)? != from {
                return Err(StakingError::NotNodeOwner);
            }
            self.store.set_pending_node_owner(node, (to != from).then_some(&to));
            emit(node, events::NodeTransferProposed { node, from, to });
            Ok(())
        }

        #[ink(message)]
        fn accept_node_transfer(&mut self, node: NodeId) -> Result<(), StakingError> {
            let to = self.env().caller();
            if self.store.pending_node_owner(node) != Some(to) {
                return Err(StakingError::NotNodeOwner);
            }
            self.store.set_pending_node_owner(node, None);
            let mut update = match self.read_pool(node) {
                Err(StakingError::NoPool) => return Self::hand_over(&self.read_config(), node, &to),
                update => update?,
            };
            let from = update.transfer(&mut self.store, &to)?;
            Self::hand_over(&update.context.config, node, &to)?;
            update.notify_registry_of_change()?;
            emit(node, events::PoolTransferred { node, from, to });
            Ok(())
        }

        #[ink(message)]
        fn unjail(&mut self, node: NodeId) -> Result<(), StakingError> {
            let mut update = self.read_own_pool(node)?;
            let counts = update.weight_before.next > 0;
            penalty::unjail(&mut update.pool, update.context.now, counts)?;
            update.write(&mut self.store)?;
            update.notify_registry_of_change()?;
            emit(node, events::Unjailed { node });
            Ok(())
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn slash(&mut self, node: NodeId, penalty: Penalty) -> Result<Slashed, StakingError> {
            if !self.store.is_slasher(&self.env().caller()) {
                return Err(StakingError::NotSlasher);
            }
            let mut update = self.read_pool(node)?;
            let punishment = update.punish(&mut self.store, &penalty)?;
            let burned = punishment.slashed.burned;
            if burned > 0 {
                let token = update.context.config.peer(Peer::Token);
                token::burn(burned).or(token, StakingError::TransferFailed)?;
            }
            update.notify_registry_of_change()?;
            emit(node, events::Slashed::new(node, penalty.reporter, &punishment, &update.pool));
            Ok(punishment.slashed)
        }

        #[ink(message)]
        fn deposit_rewards(
            &mut self,
            node: NodeId,
            owner: AccountId,
            first: Epoch,
            amounts: Vec<Amount>,
        ) -> Result<(), StakingError> {
            self.read_config().ensure(Peer::Rewards, &self.env().caller())?;
            let earnings = pool_update::deposit(&mut self.store, node, &owner, first, &amounts)?;
            let Earnings { commission, unallocated, .. } = earnings;
            emit(node, events::RewardsDeposited { node, first, amounts, commission, unallocated });
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
            views::voting_power(&self.store, &account, &pools, since)
        }

        #[ink(message)]
        fn pool(&self, node: NodeId) -> Option<Pool> {
            self.store.pool(node)
        }

        #[ink(message)]
        fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView> {
            // Nothing can overflow here: what is stored went through the same sums.
            let context = self.context();
            let (pool, position) = views::read(&self.store, node, &account, context.epoch).ok()??;
            (position.list_index > 0).then(|| views::position(&pool, &position, context.now).ok())?
        }

        #[ink(message)]
        fn positions(&self, account: AccountId, page: u32) -> Vec<NodeId> {
            self.store.listed(&account, page)
        }

        #[ink(message)]
        fn pending_node_owner(&self, node: NodeId) -> Option<AccountId> {
            self.store.pending_node_owner(node)
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
            self.context().params().clone()
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, StakingParams)> {
            let Context { epoch, config, .. } = self.context();
            config.announced(epoch)
        }

        #[ink(message)]
        fn contracts(&self) -> StakingContracts {
            let [token, registry, _] = self.read_config().peers();
            StakingContracts { token, registry }
        }

        #[ink(message)]
        fn peers(&self) -> Option<StakingPeers> {
            let config = self.read_config();
            config.is_wired().then(|| StakingPeers { rewards: (*config.peer(Peer::Rewards)).into() })
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.read_config().clock
        }
    }

    impl interfaces::ownable::Ownable for Staking {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            ownership::read(&self.ownership).owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            ownership::read(&self.ownership).pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            ownership::transfer(&mut self.ownership, to)
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let (from, to) = ownership::accept(&mut self.ownership)?;
            emit_plain(events::OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
