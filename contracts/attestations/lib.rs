//! Attestations: what named accounts say of nodes, until when, and what their stake counts for because of it.
//!
//! An attester of a kind attests and takes back; anyone may have a node's boost worked out anew. Each of the
//! three ends with the registry being told, which holds a boost only until something behind it expires. The
//! registry calls nobody, and this contract calls nobody else.
//!
//! | module | rules of |
//! |---|---|
//! | [`boosts`] | what attestations make of a node's stake |
//! | [`config`] | what administration sets |
//! | [`peers`] | calls to the registry |
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod boosts;
pub mod config;
pub mod peers;

#[cfg(test)]
mod tests;

#[ink::contract]
pub mod attestations {
    use crate::boosts::{self, Record};
    use crate::config::Config;
    use crate::peers;
    use ink::prelude::boxed::Box;
    use ink::storage::{traits::ManualKey, Lazy, Mapping};
    use interfaces::attestations::{
        Attestation, AttestationsConfig, AttestationsError, AttestationsParams, Fact, Kind,
    };
    use interfaces::calls::finish;
    use interfaces::events::emit;
    use shared::h3::{is_cell, zone_of};
    use shared::{Bps, Clock, Epoch, NodeId, Ownership, OwnershipError, ONE_BPS};

    /// The configuration stands in the root because every message needs it: an item that is read anyway. Only
    /// parameters are written there; all other messages end without writing the root.
    #[ink(storage)]
    pub struct Attestations {
        config: Config,
        ownership: Lazy<Ownership, ManualKey<0x8000_0001>>,
        attesters: Mapping<(Kind, AccountId), (), ManualKey<0x8000_0010>>,
        records: Mapping<NodeId, Box<Record>, ManualKey<0x8000_0011>>,
        /// Boosts of under-served regions, by cell of resolution 2; never zero.
        regions: Mapping<u64, Bps, ManualKey<0x8000_0012>>,
    }

    /// Ownership was taken up.
    #[ink(event)]
    pub struct OwnershipTransferred {
        /// The previous owner.
        pub from: AccountId,
        /// The owner from here on.
        pub to: AccountId,
    }

    /// Parameters will change.
    #[ink(event)]
    pub struct ParamsAnnounced {
        /// In force until then.
        pub current: AttestationsParams,
        /// In force from then on.
        pub next: AttestationsParams,
        /// The epoch in which `next` takes over.
        pub from_epoch: Epoch,
    }

    /// An attester was named or dismissed.
    #[ink(event)]
    pub struct AttesterSet {
        /// What it attests.
        pub kind: Kind,
        /// Who.
        pub attester: AccountId,
        /// Whether it may from now on.
        pub named: bool,
    }

    /// A region's boost was set.
    #[ink(event)]
    pub struct RegionSet {
        /// The zone's cell.
        pub cell: u64,
        /// The boost from now on.
        pub boost: Bps,
    }

    /// Something was attested of a node.
    #[ink(event)]
    pub struct Attested {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// What it is about.
        pub kind: Kind,
        /// What is said.
        pub value: u16,
        /// The first epoch in which it no longer holds.
        pub until: Epoch,
        /// Who says so.
        pub attester: AccountId,
    }

    /// An attestation was taken back.
    #[ink(event)]
    pub struct Revoked {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// What it was about.
        pub kind: Kind,
        /// Who took it back: the attester or the contract's owner.
        pub by: AccountId,
    }

    impl Attestations {
        /// Without attesters. The caller becomes the owner.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: AttestationsConfig) -> Result<Self, AttestationsError> {
            let config = Config::new(config)?;
            let mut attestations = Self {
                config,
                ownership: Lazy::new(),
                attesters: Mapping::new(),
                records: Mapping::new(),
                regions: Mapping::new(),
            };
            attestations.ownership.set(&Ownership::new(Self::env().caller()));
            Ok(attestations)
        }

        fn now(&self) -> Epoch {
            self.config.clock.epoch(self.env().block_timestamp())
        }

        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_ownership(&self) -> Ownership {
            self.ownership.get().expect("written by the constructor")
        }

        fn ensure_owner(&self) -> Result<(), OwnershipError> {
            self.read_ownership().ensure(self.env().caller())
        }

        fn record(&self, node: NodeId) -> Box<Record> {
            self.records.get(node).unwrap_or_default()
        }

        /// Works out what is attested of a node in `cell`, and tells the registry. Returns the boost.
        #[inline(never)]
        fn tell(&self, node: NodeId, cell: u64, record: &Record) -> Result<Bps, AttestationsError> {
            let now = self.now();
            let region = self.region_of(zone_of(cell));
            let attested = boosts::attested(record, region, self.config.params(now), now);
            peers::note(&self.config.registry, node, &attested)?;
            Ok(attested.boost)
        }

        fn region_of(&self, zone: u64) -> Bps {
            self.regions.get(zone).unwrap_or_default()
        }

        fn make(&mut self, node: NodeId, kind: Kind, fact: Fact) -> Result<(), AttestationsError> {
            let attester = self.env().caller();
            if !self.attesters.contains((kind, attester)) {
                return Err(AttestationsError::NotAttester);
            }
            let identity = peers::identity(&self.config.registry, node)?;
            let is_valid = match kind {
                Kind::Renewable => fact.value <= ONE_BPS,
                Kind::Jurisdiction => fact.value == identity.country,
                Kind::Hardware | Kind::Identity => true,
            };
            if !is_valid {
                return Err(AttestationsError::InvalidValue);
            }
            let now = self.now();
            let longest = now.saturating_add(self.config.params(now).max_epochs.into());
            if fact.until <= now || fact.until > longest {
                return Err(AttestationsError::InvalidExpiry);
            }
            self.write(node, identity.cell, kind, Some(Attestation { fact, attester }))?;
            let Fact { value, until } = fact;
            emit(node, Attested { node, kind, value, until, attester });
            Ok(())
        }

        fn take_back(&mut self, node: NodeId, kind: Kind) -> Result<(), AttestationsError> {
            let by = self.env().caller();
            let attestation = self.found(node, kind).ok_or(AttestationsError::UnknownAttestation)?;
            if by != attestation.attester && self.ensure_owner().is_err() {
                return Err(AttestationsError::NotAttester);
            }
            let identity = peers::identity(&self.config.registry, node)?;
            self.write(node, identity.cell, kind, None)?;
            emit(node, Revoked { node, kind, by });
            Ok(())
        }

        fn work_out(&self, node: NodeId) -> Result<Bps, AttestationsError> {
            let identity = peers::identity(&self.config.registry, node)?;
            self.tell(node, identity.cell, &self.record(node))
        }

        fn found(&self, node: NodeId, kind: Kind) -> Option<Attestation> {
            *self.record(node).get(kind.place())?
        }

        /// Replaces what is attested of one kind, and tells the registry.
        #[inline(never)]
        fn write(
            &mut self,
            node: NodeId,
            cell: u64,
            kind: Kind,
            attestation: Option<Attestation>,
        ) -> Result<(), AttestationsError> {
            let mut record = self.record(node);
            if let Some(entry) = record.get_mut(kind.place()) {
                *entry = attestation;
            }
            self.records.insert(node, &record);
            self.tell(node, cell, &record).map(|_| ())
        }

        fn name(&mut self, kind: Kind, attester: AccountId, named: bool) -> Result<(), AttestationsError> {
            self.ensure_owner()?;
            if named {
                self.attesters.insert((kind, attester), &());
            } else {
                self.attesters.remove((kind, attester));
            }
            self.env().emit_event(AttesterSet { kind, attester, named });
            Ok(())
        }

        fn raise(&mut self, cell: u64, boost: Bps) -> Result<(), AttestationsError> {
            self.ensure_owner()?;
            if !is_cell(cell) || zone_of(cell) != cell {
                return Err(AttestationsError::InvalidCell);
            }
            if boost > ONE_BPS {
                return Err(AttestationsError::ParamOutOfBounds);
            }
            if boost > 0 {
                self.regions.insert(cell, &boost);
            } else {
                self.regions.remove(cell);
            }
            self.env().emit_event(RegionSet { cell, boost });
            Ok(())
        }
    }

    impl interfaces::attestations::Attestations for Attestations {
        // ---- administration ----

        #[ink(message)]
        fn set_params(&mut self, params: AttestationsParams) -> Result<(), AttestationsError> {
            self.ensure_owner()?;
            let (current, from_epoch) = self.config.announce(params, self.now())?;
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn set_attester(
            &mut self,
            kind: Kind,
            attester: AccountId,
            named: bool,
        ) -> Result<(), AttestationsError> {
            finish(self.name(kind, attester, named))
        }

        #[ink(message)]
        fn set_region(&mut self, cell: u64, boost: Bps) -> Result<(), AttestationsError> {
            finish(self.raise(cell, boost))
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
            finish(self.make(node, kind, Fact { value, until }))
        }

        #[ink(message)]
        fn revoke(&mut self, node: NodeId, kind: Kind) -> Result<(), AttestationsError> {
            finish(self.take_back(node, kind))
        }

        // ---- everybody ----

        #[ink(message)]
        fn refresh(&mut self, node: NodeId) -> Result<Bps, AttestationsError> {
            finish(self.work_out(node))
        }

        // ---- views ----

        #[ink(message)]
        fn attestation(&self, node: NodeId, kind: Kind) -> Option<Attestation> {
            self.found(node, kind)
        }

        #[ink(message)]
        fn is_attester(&self, kind: Kind, account: AccountId) -> bool {
            self.attesters.contains((kind, account))
        }

        #[ink(message)]
        fn region(&self, cell: u64) -> Bps {
            self.region_of(cell)
        }

        #[ink(message)]
        fn params(&self) -> AttestationsParams {
            *self.config.params(self.now())
        }

        #[ink(message)]
        fn registry(&self) -> AccountId {
            self.config.registry.into()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.config.clock
        }
    }

    impl interfaces::ownable::Ownable for Attestations {
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
