//! Metering: payers prepay, lease nodes, and sign vouchers for what they use; nodes submit these and are
//! paid.
//!
//! A lease's leg is a payment channel from its deposit to one node. Legs live in their node's pages, 32 to
//! a storage item; a batch of vouchers touches each page once, the node's account once and the root once,
//! and calls nobody. The contract holds tokens for five purposes ([`Holdings`]) whose sum is its balance.
//!
//! - [`config`]: what administration sets
//! - [`leases`]: a lease's life
//! - [`leg_entries`]: the entries that keep legs, and the list of free ones
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
pub mod leases;
pub mod leg_entries;
pub mod settlement;
pub mod store;
pub mod usage;

#[cfg(test)]
mod unit_tests;

#[ink::contract]
pub mod metering {
    use crate::config::{Config, Peer};
    use crate::fees::Split;
    use crate::leases::{self, Draft};
    use crate::settlement::{self, Batch, Total};
    use crate::store::Store;
    use crate::{events, fees, usage};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::metering::{
        Holdings, Lease, LeaseTerms, Leg, LegIndex, LegRef, MeteringConfig, MeteringContracts, MeteringError,
        MeteringParams, MeteringPeers, NodeAccount, Opened, Settled, UsageShare, Voucher,
    };
    use kit::peers::{market, registry, token};
    use kit::{emit, emit_plain, ownership};
    use shared::signing::Messages;
    use shared::{Amount, Clock, Epoch, LeaseId, NodeId, Ownership, OwnershipError};

    /// Configuration is read where it is needed; most messages write the part of `store` that is in the root.
    #[ink(storage)]
    pub struct Metering {
        config: Lazy<Config, ManualKey<0x4000_0001>>,
        /// Apart from the rest of the configuration, which is read far more often.
        ownership: Lazy<Ownership, ManualKey<0x4000_0002>>,
        store: Store,
    }

    impl Metering {
        /// Starts without rewards and treasury, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: MeteringConfig) -> Result<Self, MeteringError> {
            let config = Config::new(config)?;
            let mut metering = Self { config: Lazy::new(), ownership: Lazy::new(), store: Store::default() };
            metering.config.set(&config);
            ownership::start(&mut metering.ownership, Self::env().caller());
            Ok(metering)
        }

        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn config(&self) -> Config {
            self.config.get().expect("written by the constructor")
        }
    }

    /// Passes if there is any amount.
    fn ensure_amount(amount: Amount) -> Result<(), MeteringError> {
        (amount > 0).then_some(()).ok_or(MeteringError::ZeroAmount)
    }

    /// Pays `amount` of the tokens that metering holds to `to`.
    fn pay(config: &Config, to: &AccountId, amount: Amount) -> Result<(), MeteringError> {
        token::transfer(to, amount).or(config.peer(Peer::Token), MeteringError::TransferFailed)
    }

    /// Returns whether `voucher` is signed by the session key of `leg`, which is a leg on `node`.
    fn is_signed(messages: &mut Messages, node: NodeId, leg: &Leg, voucher: &Voucher) -> bool {
        let message = messages.voucher(leg.lease, node, leg.generation, voucher.units);
        ink::env::sr25519_verify(&voucher.signature, message, &leg.session_key).is_ok()
    }

    impl interfaces::metering::Metering for Metering {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: MeteringPeers) -> Result<(), MeteringError> {
            ownership::ensure(&self.ownership)?;
            let mut config = self.config();
            config.settings.wire(&[peers.rewards, peers.treasury])?;
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: MeteringParams) -> Result<(), MeteringError> {
            ownership::ensure(&self.ownership)?;
            let mut config = self.config();
            let epoch = config.epoch(self.env().block_timestamp());
            let (current, from_epoch) = config.settings.announce(params.clone(), epoch)?;
            self.config.set(&config);
            emit_plain(events::ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- payers ----

        #[ink(message)]
        fn deposit(&mut self, amount: Amount) -> Result<(), MeteringError> {
            ensure_amount(amount)?;
            let (payer, own) = (self.env().caller(), self.env().account_id());
            self.store.deposit(payer, amount)?;
            token::transfer_from(&payer, &own, amount)
                .or(self.config().peer(Peer::Token), MeteringError::TransferFailed)?;
            emit_plain(events::Deposited { payer, amount });
            Ok(())
        }

        #[ink(message)]
        fn withdraw(&mut self, amount: Amount) -> Result<(), MeteringError> {
            ensure_amount(amount)?;
            let payer = self.env().caller();
            self.store.withdraw(payer, amount)?;
            pay(&self.config(), &payer, amount)?;
            emit_plain(events::Withdrawn { payer, amount });
            Ok(())
        }

        #[ink(message)]
        fn open(&mut self, terms: LeaseTerms) -> Result<Opened, MeteringError> {
            let (payer, now) = (self.env().caller(), self.env().block_timestamp());
            let config = self.config();
            leases::check_terms(&terms, config.params(config.epoch(now)), now)?;
            let (draft, request) = Draft::new(terms);
            self.store.lock(payer, draft.deposit)?;

            // Reserved before the lease is stored, because node and price are part of it. The market calls
            // nobody but the registry, which calls nobody, and the pallet denies re-entry.
            let grants =
                market::reserve(&request).or_else(config.peer(Peer::Market), MeteringError::Market)?;
            let opened = self.store.add_lease(payer, &draft, leases::only_grant(&grants)?)?;
            let Opened { lease, leg: LegRef { node, leg_index }, price } = opened;
            let Draft { deposit, until, .. } = draft;
            emit(lease, events::LeaseOpened { lease, payer, node, leg_index, price, deposit, until });
            Ok(opened)
        }

        #[ink(message)]
        fn top_up(&mut self, lease: LeaseId, amount: Amount) -> Result<(), MeteringError> {
            ensure_amount(amount)?;
            self.store.top_up(lease, self.env().caller(), amount)?;
            emit(lease, events::ToppedUp { lease, amount });
            Ok(())
        }

        #[ink(message)]
        fn close(&mut self, lease: LeaseId) -> Result<(), MeteringError> {
            let now = self.env().block_timestamp();
            let config = self.config();
            let window = config.params(config.epoch(now)).settlement_window_ms;
            let mut record = self.store.lease(lease)?;
            let until = leases::close(&mut record, self.env().caller(), now, window)?;
            self.store.put_lease(lease, &record);
            emit(lease, events::LeaseClosing { lease, until });
            Ok(())
        }

        #[ink(message)]
        fn finalize(&mut self, lease: LeaseId) -> Result<(), MeteringError> {
            let now = self.env().block_timestamp();
            let config = self.config();
            let window = config.params(config.epoch(now)).settlement_window_ms;
            let record = self.store.lease(lease)?;
            leases::ensure_final(&record, self.env().caller(), now, window)?;

            let refunded = self.store.remove_lease(lease, &record)?;
            market::release(record.leg.node, record.class_id, record.units)
                .or_else(config.peer(Peer::Market), MeteringError::Market)?;
            emit(lease, events::LeaseFinalized { lease, refunded });
            Ok(())
        }

        // ---- nodes ----

        #[ink(message)]
        fn settle(&mut self, node: NodeId, vouchers: Vec<Voucher>) -> Result<Vec<Settled>, MeteringError> {
            settlement::ensure_batch(vouchers.len())?;
            let config = self.config();
            let mut messages = Messages::vouchers(&config.genesis_hash, &self.env().account_id());
            let mut batch = Batch::default();
            let mut outcomes = Vec::with_capacity(vouchers.len());
            for voucher in &vouchers {
                let read = |number| self.store.page(node, number);
                let signed = |leg: &Leg| is_signed(&mut messages, node, leg, voucher);
                outcomes.push(batch.settle(voucher, read, signed)?);
            }
            let Total { vouchers, units, value } = batch.total;
            if value > 0 {
                let epoch = config.epoch(self.env().block_timestamp());
                let split = fees::split(value, config.params(epoch))?;
                self.store.book(node, &batch, &split, epoch)?;
                let Split { burn: burned, treasury, .. } = split;
                emit(node, events::Settlement { node, vouchers, units, value, burned, treasury });
            }
            Ok(outcomes)
        }

        #[ink(message)]
        fn withdraw_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError> {
            let amount = self.store.take_earnings(node)?;
            let config = self.config();
            let owner =
                registry::owner_of(node).or_else(config.peer(Peer::Registry), MeteringError::Registry)?;
            pay(&config, &owner, amount)?;
            emit(node, events::EarningsWithdrawn { node, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn sweep(&mut self) -> Result<(Amount, Amount), MeteringError> {
            let config = self.config();
            let to = config.wired().ok_or(MeteringError::NotWired)?.treasury;
            let (burned, treasury) = self.store.take_fees()?;
            if burned > 0 {
                token::burn(burned).or(config.peer(Peer::Token), MeteringError::TransferFailed)?;
            }
            if treasury > 0 {
                pay(&config, &to, treasury)?;
            }
            emit_plain(events::Swept { burned, treasury });
            Ok((burned, treasury))
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn take_usage(
            &mut self,
            node: NodeId,
            first: Epoch,
            count: u32,
        ) -> Result<Vec<UsageShare>, MeteringError> {
            let config = self.config();
            config.settings.ensure(Peer::Rewards, &self.env().caller())?;
            let epochs = usage::ended_epochs(first, count, config.epoch(self.env().block_timestamp()))?;
            Ok(self.store.take_usage(node, epochs))
        }

        // ---- views ----

        #[ink(message)]
        fn balance_of(&self, payer: AccountId) -> Amount {
            self.store.balance(payer)
        }

        #[ink(message)]
        fn lease(&self, lease: LeaseId) -> Option<Lease> {
            self.store.lease(lease).ok()
        }

        #[ink(message)]
        fn lease_count(&self) -> LeaseId {
            self.store.lease_count()
        }

        #[ink(message)]
        fn leg(&self, node: NodeId, leg_index: LegIndex) -> Option<Leg> {
            self.store.leg(node, leg_index)
        }

        #[ink(message)]
        fn account(&self, node: NodeId) -> NodeAccount {
            self.store.account(node)
        }

        #[ink(message)]
        fn holdings(&self) -> Holdings {
            self.store.holdings()
        }

        #[ink(message)]
        fn usage(&self, node: NodeId, epoch: Epoch) -> Amount {
            self.store.node_usage(node, epoch)
        }

        #[ink(message)]
        fn total_usage(&self, epoch: Epoch) -> Amount {
            self.store.total_usage(epoch)
        }

        #[ink(message)]
        fn params(&self) -> MeteringParams {
            let config = self.config();
            config.params(config.epoch(self.env().block_timestamp())).clone()
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, MeteringParams)> {
            let config = self.config();
            config.settings.announced(config.epoch(self.env().block_timestamp()))
        }

        #[ink(message)]
        fn contracts(&self) -> MeteringContracts {
            let [token, registry, market, ..] = self.config().settings.peers();
            MeteringContracts { token, registry, market }
        }

        #[ink(message)]
        fn peers(&self) -> Option<MeteringPeers> {
            self.config().wired()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.config().settings.clock
        }

        #[ink(message)]
        fn genesis_hash(&self) -> [u8; 32] {
            self.config().genesis_hash
        }
    }

    impl interfaces::ownable::Ownable for Metering {
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
