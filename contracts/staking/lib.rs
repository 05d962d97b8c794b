//! Staking: one pool per node, shares against tokens.
//!
//! A node's owner opens its pool with a bond, delegators join it, rewards raise the price of a share,
//! slashing lowers it, and whoever leaves waits for the thaw. This contract holds every staked token, tells
//! the registry what a pool counts for and who owns a node, and calls nobody besides it and the token. Only
//! rewards may deposit what a node earned, and only named slashers may punish a fault.
//!
//! It has two codes over one storage, because a chain charges for a contract's whole code in every call. Staking's own
//! has the messages that run day by day (`front`), dispatched by hand. All others run in its annex, the crate
//! `staking_annex`: that is the whole contract as ink! builds it from this crate with the feature `annex`. Callers see
//! one address with one metadata, that of the whole contract.
//!
//! - `state`: the root, which both codes share
//! - `messages`, `front`: messages that run day by day; how they are dispatched
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
//! - `holder`: an account's positions in the course of a message
//! - `lists`: the pools that an account owns, and those that its portfolio has no room for
//! - `events`: what it emits
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod codec;
pub mod config;
pub mod context;
pub mod earnings;
pub mod events;
pub mod front;
pub mod holder;
pub mod lists;
pub mod messages;
pub mod penalty;
pub mod pool;
pub mod pool_update;
pub mod position;
pub mod shares;
pub mod state;
pub mod store;
pub mod tranches;
pub mod views;

#[cfg(test)]
mod unit_tests;

/// The whole contract: what the annex is built from, what clients' metadata is made of, and what runs off-chain.
#[cfg(any(feature = "std", feature = "annex"))]
#[ink::contract]
pub mod staking {
    use crate::config::{Config, Peer};
    use crate::holder::Holder;
    use crate::pool_update::{self, PoolUpdate};
    use crate::state::{context, read_pool, State};
    use crate::store::Store;
    use crate::{earnings, events, penalty, views};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::StorageKey;
    use interfaces::staking::{
        Deposited, Penalty, Pool, PoolTerms, PositionView, RewardDeposit, Slashed, StakingConfig,
        StakingContracts, StakingError, StakingParams, StakingPeers, VotingPower,
    };
    use kit::peers::{registry, token};
    use kit::{answer, emit, emit_plain, finish, ownership};
    use scale::Encode;
    use shared::{Amount, Bps, Clock, Epoch, NodeId, OwnershipError, Shares};

    /// The root, which staking's own code reads and writes as well.
    #[ink(storage)]
    pub struct Staking {
        pub(crate) state: State,
    }

    impl Staking {
        /// Starts without pools, slashers and rewards, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: StakingConfig) -> Result<Self, StakingError> {
            Ok(Self { state: State::new(config)? })
        }

        /// Reads a node's pool for the caller, which has to own it.
        #[inline(never)]
        fn read_own_pool<'a>(
            config: &'a Config,
            store: &Store,
            node: NodeId,
        ) -> Result<PoolUpdate<'a>, StakingError> {
            let update = read_pool(config, store, node)?;
            (update.pool.owner == Self::env().caller()).then_some(update).ok_or(StakingError::NotNodeOwner)
        }

        /// Ends a message that returns `value`: writes the root unless it is as it was.
        fn end<T: Encode>(&self, unchanged: bool, value: T) -> Result<T, StakingError> {
            if !unchanged {
                self.write_root();
            }
            finish(Ok(value))
        }

        #[inline(never)]
        fn write_root(&self) {
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
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
            ownership::ensure(&self.state.ownership)?;
            Ok(self.state.config.wire(&[peers.rewards])?)
        }

        #[ink(message)]
        fn set_params(&mut self, params: StakingParams) -> Result<(), StakingError> {
            ownership::ensure(&self.state.ownership)?;
            let epoch = context(&self.state.config).epoch;
            let (current, from_epoch) = self.state.config.announce(params.clone(), epoch)?;
            emit_plain(events::ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn set_slasher(&mut self, slasher: AccountId, named: bool) -> Result<(), StakingError> {
            ownership::ensure(&self.state.ownership)?;
            self.state.store.set_slasher(&slasher, named);
            emit_plain(events::SlasherSet { slasher, named });
            finish(Ok(()))
        }

        // ---- stakers ----

        #[ink(message)]
        fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError> {
            self.state.bond(node, amount)
        }

        #[ink(message)]
        fn bond_for(&mut self, node: NodeId, account: AccountId, amount: Amount) -> Result<(), StakingError> {
            self.state.bond_for(node, account, amount)
        }

        #[ink(message)]
        fn unbond(&mut self, node: NodeId, shares: Shares) -> Result<Amount, StakingError> {
            self.state.unbond(node, shares)
        }

        #[ink(message)]
        fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError> {
            self.state.cancel_unbond(node, index)
        }

        #[ink(message)]
        fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError> {
            self.state.withdraw(node)
        }

        #[ink(message)]
        fn rebond(&mut self, from: NodeId, to: NodeId) -> Result<Amount, StakingError> {
            self.state.rebond(from, to)
        }

        #[ink(message)]
        fn claim_payout(&mut self) -> Result<Amount, StakingError> {
            let account = self.env().caller();
            let amount = self.state.store.take_payout(&account).ok_or(StakingError::NothingToClaim)?;
            self.state.pay(&account, amount)?;
            emit_plain(events::PayoutClaimed { account, amount });
            finish(Ok(amount))
        }

        #[ink(message)]
        fn sync(&mut self, node: NodeId) -> Result<(), StakingError> {
            let mut update = read_pool(&self.state.config, &self.state.store, node)?;
            update.write(&mut self.state.store)?;
            update.notify_registry()?;
            self.end(update.keeps_root(), ())
        }

        // ---- node owners ----

        #[ink(message)]
        fn set_commission(&mut self, node: NodeId, rate: Bps) -> Result<(), StakingError> {
            let mut update = Self::read_own_pool(&self.state.config, &self.state.store, node)?;
            let max_rise = update.context.params().max_commission_rise;
            let now = update.context.epoch;
            let from_epoch = earnings::announce_commission(&mut update.pool, rate, now, max_rise)?;
            update.write(&mut self.state.store)?;
            emit(node, events::CommissionAnnounced { node, rate, from_epoch });
            self.end(update.keeps_root(), ())
        }

        #[ink(message)]
        fn set_terms(&mut self, node: NodeId, terms: PoolTerms) -> Result<(), StakingError> {
            let mut update = Self::read_own_pool(&self.state.config, &self.state.store, node)?;
            update.pool.terms = terms;
            update.write(&mut self.state.store)?;
            emit(node, events::TermsSet { node, terms });
            self.end(update.keeps_root(), ())
        }

        #[ink(message)]
        fn propose_node_transfer(&mut self, node: NodeId, to: AccountId) -> Result<(), StakingError> {
            let from = self.env().caller();
            if pool_update::node_owner(&self.state.config, node)? != from {
                return Err(StakingError::NotNodeOwner);
            }
            self.state.store.set_pending_node_owner(node, (to != from).then_some(&to));
            emit(node, events::NodeTransferProposed { node, from, to });
            finish(Ok(()))
        }

        #[ink(message)]
        fn accept_node_transfer(&mut self, node: NodeId) -> Result<(), StakingError> {
            let to = self.env().caller();
            if self.state.store.take_pending_node_owner(node) != Some(to) {
                return Err(StakingError::NotNodeOwner);
            }
            let mut update = match read_pool(&self.state.config, &self.state.store, node) {
                Err(StakingError::NoPool) => return finish(Self::hand_over(&self.state.config, node, &to)),
                update => update?,
            };
            let mut holder = Holder::new(to);
            let from = update.transfer(&mut self.state.store, &mut holder)?;
            holder.write(&mut self.state.store);
            Self::hand_over(&self.state.config, node, &to)?;
            update.notify_registry_of_change()?;
            emit(node, events::PoolTransferred { node, from, to });
            self.end(update.keeps_root(), ())
        }

        #[ink(message)]
        fn unjail(&mut self, node: NodeId) -> Result<(), StakingError> {
            let mut update = Self::read_own_pool(&self.state.config, &self.state.store, node)?;
            let counts = update.weight_before.next > 0;
            penalty::unjail(&mut update.pool, update.context.now, counts)?;
            update.write(&mut self.state.store)?;
            update.notify_registry_of_change()?;
            emit(node, events::Unjailed { node });
            self.end(update.keeps_root(), ())
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn slash(&mut self, node: NodeId, penalty: Penalty) -> Result<Slashed, StakingError> {
            if !self.state.store.is_slasher(&self.env().caller()) {
                return Err(StakingError::NotSlasher);
            }
            let mut update = read_pool(&self.state.config, &self.state.store, node)?;
            let punishment = update.punish(&mut self.state.store, &penalty)?;
            let burned = punishment.slashed.burned;
            if burned > 0 {
                let token = self.state.config.peer(Peer::Token);
                token::burn(burned).or(token, StakingError::TransferFailed)?;
            }
            update.notify_registry_of_change()?;
            emit(node, events::Slashed::new(node, penalty.reporter, &punishment, &update.pool));
            self.end(update.keeps_root(), punishment.slashed)
        }

        #[ink(message)]
        fn deposit_rewards(&mut self, deposits: Vec<RewardDeposit>) -> Result<Vec<Deposited>, StakingError> {
            self.state.deposit_rewards(deposits)
        }

        // ---- views ----

        #[ink(message)]
        fn voting_power(
            &self,
            account: AccountId,
            pools: Vec<NodeId>,
            since: Timestamp,
        ) -> Result<VotingPower, StakingError> {
            self.state.voting_power(&account, &pools, since)
        }

        #[ink(message)]
        fn pool(&self, node: NodeId) -> Option<Pool> {
            answer(self.state.store.pool(node))
        }

        #[ink(message)]
        fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView> {
            // Nothing can overflow here: what is stored went through the same sums.
            let context = context(&self.state.config);
            let mut holder = Holder::new(account);
            let found = views::read(&self.state.store, node, &mut holder, context.epoch).ok().flatten();
            answer(found.and_then(|(pool, position)| views::position(&pool, &position, context.now).ok()))
        }

        #[ink(message)]
        fn positions(&self, account: AccountId, page: u32) -> Vec<NodeId> {
            answer(views::positions(&self.state.store, &account, page))
        }

        #[ink(message)]
        fn pending_node_owner(&self, node: NodeId) -> Option<AccountId> {
            answer(self.state.store.pending_node_owner(node))
        }

        #[ink(message)]
        fn is_slasher(&self, account: AccountId) -> bool {
            answer(self.state.store.is_slasher(&account))
        }

        #[ink(message)]
        fn payout(&self, account: AccountId) -> Amount {
            answer(self.state.store.payout(&account))
        }

        #[ink(message)]
        fn total_active(&self) -> Amount {
            answer(self.state.store.total_active)
        }

        #[ink(message)]
        fn params(&self) -> StakingParams {
            answer(context(&self.state.config).params().clone())
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, StakingParams)> {
            answer(self.state.config.announced(context(&self.state.config).epoch))
        }

        #[ink(message)]
        fn contracts(&self) -> StakingContracts {
            let [token, registry, _] = self.state.config.peers();
            answer(StakingContracts { token, registry })
        }

        #[ink(message)]
        fn peers(&self) -> Option<StakingPeers> {
            let config = &self.state.config;
            answer(config.is_wired().then(|| StakingPeers { rewards: (*config.peer(Peer::Rewards)).into() }))
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            answer(self.state.config.clock)
        }

        #[ink(message)]
        fn annex(&self) -> [u8; 32] {
            answer(self.state.annex)
        }
    }

    impl interfaces::ownable::Ownable for Staking {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            answer(ownership::read(&self.state.ownership).owner())
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            answer(ownership::read(&self.state.ownership).pending())
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            ownership::transfer(&mut self.state.ownership, to)?;
            finish(Ok(()))
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let (from, to) = ownership::accept(&mut self.state.ownership)?;
            emit_plain(events::OwnershipTransferred { from, to });
            finish(Ok(()))
        }
    }
}
