//! Attestations: what named accounts say of nodes, until when, and by how much it raises the weight of their
//! stake.
//!
//! An attester of a kind attests and revokes; anyone may have a node's boost recomputed. Each of the three
//! ends with a call that notifies the registry, which applies a boost only until one of the facts behind it
//! expires. The registry calls nobody, and this contract calls nobody else.
//!
//! - `config`: what administration sets
//! - `facts`: which values and expiries may be attested
//! - `boosts`: what attestations add to a stake's weight
//! - `store`: storage beside the root
//! - `events`: the events
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod boosts;
mod config;
mod events;
mod facts;
mod store;

#[cfg(test)]
mod unit_tests;

#[ink::contract]
mod attestations {
    use crate::config::{Config, Peer};
    use crate::events::{Attested, AttesterSet, OwnershipTransferred, ParamsAnnounced, RegionSet, Revoked};
    use crate::facts::Record;
    use crate::store::Store;
    use crate::{boosts, facts};
    use ink::prelude::boxed::Box;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::attestations::{
        Attestation, AttestationsConfig, AttestationsError, AttestationsParams, Fact, Kind,
    };
    use interfaces::registry::Identity;
    use kit::peers::registry;
    use kit::{emit, emit_plain, finish, ownership};
    use shared::h3::zone_of;
    use shared::{Bps, Cell, Clock, Epoch, NodeId, Ownership, OwnershipError};

    /// The configuration stands in the root because every message needs it: an item that is read anyway. Only
    /// `set_params` writes it; all other messages end without writing the root.
    #[ink(storage)]
    pub struct Attestations {
        config: Config,
        ownership: Lazy<Ownership, ManualKey<0x8000_0001>>,
        store: Store,
    }

    impl Attestations {
        /// Starts without attesters, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: AttestationsConfig) -> Result<Self, AttestationsError> {
            let config = Config::new(config.clock, &[config.registry], config.params)?;
            let mut attestations = Self { config, ownership: Lazy::new(), store: Store::default() };
            ownership::start(&mut attestations.ownership, Self::env().caller());
            Ok(attestations)
        }

        fn epoch(&self) -> Epoch {
            self.config.clock.epoch(self.env().block_timestamp())
        }

        /// Returns what is kept of a node. Of one that nothing was ever attested of, the registry is asked where
        /// it is.
        #[inline(never)]
        fn record(&self, node: NodeId) -> Result<Box<Record>, AttestationsError> {
            if let Some(record) = self.store.record(node) {
                return Ok(record);
            }
            let call = registry::identity(node);
            let Identity { cell, country, .. } =
                call.or(self.config.peer(Peer::Registry), AttestationsError::UnknownNode)?;
            Ok(Box::new(Record { cell, country, attestations: Default::default() }))
        }

        /// Computes a node's boost, and notifies the registry of it and of the facts. Returns the boost.
        #[inline(never)]
        fn notify_registry(&self, node: NodeId, record: &Record) -> Result<Bps, AttestationsError> {
            let epoch = self.epoch();
            let region = self.store.region_boost(zone_of(record.cell));
            let params = self.config.params(epoch);
            let attested = boosts::attested(&record.attestations, region, params, epoch);
            // Refused only by a registry that is wired to another contract: the node was found there.
            let call = registry::note_attested(node, &attested);
            call.or(self.config.peer(Peer::Registry), AttestationsError::PeerFailed)?;
            Ok(attested.boost)
        }

        /// Replaces what was attested in one kind of a node, and notifies the registry.
        #[inline(never)]
        fn replace_fact(
            &mut self,
            node: NodeId,
            mut record: Box<Record>,
            kind: Kind,
            attestation: Option<Attestation>,
        ) -> Result<(), AttestationsError> {
            record.replace(kind, attestation);
            self.store.put_record(node, &record);
            self.notify_registry(node, &record).map(|_| ())
        }

        fn record_fact(&mut self, node: NodeId, kind: Kind, fact: Fact) -> Result<(), AttestationsError> {
            let attester = self.env().caller();
            if !self.store.is_attester(kind, &attester) {
                return Err(AttestationsError::NotAttester);
            }
            let record = self.record(node)?;
            let epoch = self.epoch();
            facts::check(kind, &fact, record.country, epoch, self.config.params(epoch))?;
            self.replace_fact(node, record, kind, Some(Attestation { fact, attester }))?;
            let Fact { value, until } = fact;
            emit(node, Attested { node, kind, value, until, attester });
            Ok(())
        }

        fn revoke_fact(&mut self, node: NodeId, kind: Kind) -> Result<(), AttestationsError> {
            let by = self.env().caller();
            let record = self.store.record(node).ok_or(AttestationsError::UnknownAttestation)?;
            let attestation = record.attestation(kind).ok_or(AttestationsError::UnknownAttestation)?;
            if by != attestation.attester && ownership::ensure(&self.ownership).is_err() {
                return Err(AttestationsError::NotAttester);
            }
            self.replace_fact(node, record, kind, None)?;
            emit(node, Revoked { node, kind, by });
            Ok(())
        }

        fn recompute_boost(&self, node: NodeId) -> Result<Bps, AttestationsError> {
            self.notify_registry(node, &*self.record(node)?)
        }

        fn update_attester(
            &mut self,
            kind: Kind,
            attester: AccountId,
            named: bool,
        ) -> Result<(), AttestationsError> {
            ownership::ensure(&self.ownership)?;
            self.store.update_attester(kind, &attester, named);
            emit_plain(AttesterSet { kind, attester, named });
            Ok(())
        }

        fn update_region_boost(&mut self, cell: Cell, boost: Bps) -> Result<(), AttestationsError> {
            ownership::ensure(&self.ownership)?;
            facts::check_region(cell, boost)?;
            self.store.update_region_boost(cell, boost);
            emit_plain(RegionSet { cell, boost });
            Ok(())
        }
    }

    impl interfaces::attestations::Attestations for Attestations {
        // ---- administration ----

        #[ink(message)]
        fn set_params(&mut self, params: AttestationsParams) -> Result<(), AttestationsError> {
            ownership::ensure(&self.ownership)?;
            let (current, from_epoch) = self.config.announce(params, self.epoch())?;
            emit_plain(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn set_attester(
            &mut self,
            kind: Kind,
            attester: AccountId,
            named: bool,
        ) -> Result<(), AttestationsError> {
            finish(self.update_attester(kind, attester, named))
        }

        #[ink(message)]
        fn set_region(&mut self, cell: Cell, boost: Bps) -> Result<(), AttestationsError> {
            finish(self.update_region_boost(cell, boost))
        }

        // ---- attesters ----

        #[ink(message)]
        fn attest(
            &mut self,
            node: NodeId,
            kind: Kind,
            value: u16,
            until: Epoch,
        ) -> Result<(), AttestationsError> {
            finish(self.record_fact(node, kind, Fact { value, until }))
        }

        #[ink(message)]
        fn revoke(&mut self, node: NodeId, kind: Kind) -> Result<(), AttestationsError> {
            finish(self.revoke_fact(node, kind))
        }

        // ---- everybody ----

        #[ink(message)]
        fn refresh(&mut self, node: NodeId) -> Result<Bps, AttestationsError> {
            finish(self.recompute_boost(node))
        }

        // ---- views ----

        #[ink(message)]
        fn attestation(&self, node: NodeId, kind: Kind) -> Option<Attestation> {
            self.store.attestation(node, kind)
        }

        #[ink(message)]
        fn is_attester(&self, kind: Kind, account: AccountId) -> bool {
            self.store.is_attester(kind, &account)
        }

        #[ink(message)]
        fn region(&self, cell: Cell) -> Bps {
            self.store.region_boost(cell)
        }

        #[ink(message)]
        fn params(&self) -> AttestationsParams {
            *self.config.params(self.epoch())
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, AttestationsParams)> {
            self.config.announced(self.epoch())
        }

        #[ink(message)]
        fn registry(&self) -> AccountId {
            (*self.config.peer(Peer::Registry)).into()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.config.clock
        }
    }

    impl interfaces::ownable::Ownable for Attestations {
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
            emit_plain(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
