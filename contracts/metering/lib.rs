//! Metering: payers prepay, lease nodes, and sign vouchers for what they use; nodes submit these and are
//! paid.
//!
//! A lease's leg is a payment channel from its deposit to one node. Legs live in their node's pages, 128 to a storage
//! item, with the node's account at the head of its first one: vouchers touch each page once and the root once, and
//! call nobody. The contract holds tokens for four purposes ([`Holdings`]) whose sum is its balance.
//!
//! It has two codes over one storage, because a chain charges for a contract's whole code in every call. Metering's own
//! has the messages that run day by day ([`front`]), dispatched by hand. All others run in its annex, the crate
//! `metering_annex`: that is the whole contract as ink! builds it from this crate with the feature `annex`. Callers see
//! one address with one metadata, that of the whole contract.
//!
//! - [`state`]: the root, which both codes share
//! - [`messages`], [`front`]: messages that run day by day; how they are dispatched
//! - [`config`]: what administration sets
//! - [`leases`]: a lease's life
//! - [`node_pages`]: nodes' pages: their accounts, the entries that keep legs, and the list of free ones
//! - [`settlement`]: what vouchers pay
//! - [`fees`]: where a settlement's value goes
//! - [`usage`]: what was burned of settlements, by epoch
//! - [`store`]: storage items
//! - [`events`]: what it emits
//!
//! It may call the token (transfer, burn), the market (reserve, release) and the registry (owner of a node).
//! Rewards calls it for the usage that emission is measured by.
//!
//! [`Holdings`]: interfaces::metering::Holdings
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod config;
pub mod events;
pub mod fees;
pub mod front;
pub mod leases;
pub mod messages;
pub mod node_pages;
pub mod settlement;
pub mod state;
pub mod store;
pub mod usage;

#[cfg(test)]
mod unit_tests;

/// The whole contract: what the annex is built from, what clients' metadata is made of, and what runs off-chain.
#[cfg(any(feature = "std", feature = "annex"))]
#[ink::contract]
pub mod metering {
    use crate::config::Peer;
    use crate::events;
    use crate::state::State;
    use ink::prelude::vec::Vec;
    use interfaces::metering::{
        Holdings, Lease, LeaseTerms, Leg, LegIndex, LegRef, MeteringConfig, MeteringContracts, MeteringError,
        MeteringParams, MeteringPeers, NodeAccount, NodeVouchers, Opened, Settled, UsageClaim, UsageShare,
        Voucher,
    };
    use kit::peers::token;
    use kit::{answer, emit_plain, ownership};
    use shared::{Amount, Clock, Epoch, LeaseId, NodeId, OwnershipError};

    /// The root, which metering's own code reads and writes as well.
    #[ink(storage)]
    pub struct Metering {
        pub(crate) state: State,
    }

    impl Metering {
        /// Starts without rewards and treasury, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: MeteringConfig) -> Result<Self, MeteringError> {
            Ok(Self { state: State::new(config)? })
        }
    }

    impl interfaces::metering::Metering for Metering {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: MeteringPeers) -> Result<(), MeteringError> {
            ownership::ensure(&self.state.ownership)?;
            Ok(self.state.config.settings.wire(&[peers.rewards, peers.treasury])?)
        }

        #[ink(message)]
        fn set_params(&mut self, params: MeteringParams) -> Result<(), MeteringError> {
            ownership::ensure(&self.state.ownership)?;
            let epoch = self.state.epoch();
            let (current, from_epoch) = self.state.config.settings.announce(params.clone(), epoch)?;
            emit_plain(events::ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- payers ----

        #[ink(message)]
        fn deposit(&mut self, amount: Amount) -> Result<(), MeteringError> {
            self.state.deposit(amount)
        }

        #[ink(message)]
        fn withdraw(&mut self, amount: Amount) -> Result<(), MeteringError> {
            self.state.withdraw(amount)
        }

        #[ink(message)]
        fn open(&mut self, terms: LeaseTerms) -> Result<Opened, MeteringError> {
            self.state.open(terms)
        }

        #[ink(message)]
        fn top_up(&mut self, lease: LeaseId, leg: LegRef, amount: Amount) -> Result<(), MeteringError> {
            self.state.top_up(lease, leg, amount)
        }

        #[ink(message)]
        fn close(&mut self, lease: LeaseId) -> Result<(), MeteringError> {
            self.state.close(lease)
        }

        #[ink(message)]
        fn finalize(&mut self, lease: LeaseId) -> Result<(), MeteringError> {
            self.state.finalize(lease)
        }

        // ---- nodes ----

        #[ink(message)]
        fn settle(&mut self, node: NodeId, vouchers: Vec<Voucher>) -> Result<Vec<Settled>, MeteringError> {
            self.state.settle(node, vouchers)
        }

        #[ink(message)]
        fn settle_many(&mut self, batches: Vec<NodeVouchers>) -> Result<Vec<Vec<Settled>>, MeteringError> {
            self.state.settle_many(&batches)
        }

        #[ink(message)]
        fn withdraw_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError> {
            self.state.withdraw_earnings(node)
        }

        #[ink(message)]
        fn sweep(&mut self) -> Result<(Amount, Amount), MeteringError> {
            let to = self.state.config.wired().ok_or(MeteringError::NotWired)?.treasury;
            let (burned, treasury) = self.state.store.take_fees()?;
            if burned > 0 {
                token::burn(burned).or(self.state.config.peer(Peer::Token), MeteringError::TransferFailed)?;
            }
            if treasury > 0 {
                self.state.pay(&to, treasury)?;
            }
            emit_plain(events::Swept { burned, treasury });
            Ok((burned, treasury))
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn take_usage(&mut self, claims: Vec<UsageClaim>) -> Result<Vec<Vec<UsageShare>>, MeteringError> {
            self.state.take_usage(&claims)
        }

        // ---- views ----

        #[ink(message)]
        fn balance_of(&self, payer: AccountId) -> Amount {
            answer(self.state.store.balance(payer))
        }

        #[ink(message)]
        fn lease(&self, lease: LeaseId) -> Option<Lease> {
            answer(self.state.store.lease(lease).ok())
        }

        #[ink(message)]
        fn lease_count(&self) -> LeaseId {
            answer(self.state.store.lease_count())
        }

        #[ink(message)]
        fn leg(&self, node: NodeId, leg_index: LegIndex) -> Option<Leg> {
            answer(self.state.store.leg(node, leg_index))
        }

        #[ink(message)]
        fn account(&self, node: NodeId) -> NodeAccount {
            answer(self.state.store.account(node))
        }

        #[ink(message)]
        fn holdings(&self) -> Holdings {
            answer(self.state.store.holdings())
        }

        #[ink(message)]
        fn usage(&self, node: NodeId, epoch: Epoch) -> Amount {
            answer(self.state.store.node_usage(node, epoch))
        }

        #[ink(message)]
        fn total_usage(&self, epoch: Epoch) -> Amount {
            answer(self.state.store.total_usage(epoch))
        }

        #[ink(message)]
        fn params(&self) -> MeteringParams {
            answer(self.state.config.params(self.state.epoch()).clone())
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, MeteringParams)> {
            answer(self.state.config.settings.announced(self.state.epoch()))
        }

        #[ink(message)]
        fn contracts(&self) -> MeteringContracts {
            let [token, registry, market, ..] = self.state.config.settings.peers();
            answer(MeteringContracts { token, registry, market })
        }

        #[ink(message)]
        fn peers(&self) -> Option<MeteringPeers> {
            answer(self.state.config.wired())
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            answer(self.state.config.settings.clock)
        }

        #[ink(message)]
        fn genesis_hash(&self) -> [u8; 32] {
            answer(self.state.config.genesis_hash)
        }

        #[ink(message)]
        fn annex(&self) -> [u8; 32] {
            answer(self.state.annex)
        }
    }

    impl interfaces::ownable::Ownable for Metering {
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
            ownership::transfer(&mut self.state.ownership, to)
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let (from, to) = ownership::accept(&mut self.state.ownership)?;
            emit_plain(events::OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
