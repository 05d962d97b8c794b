//! The node registry: who is there, who owns and runs it, whether it is alive, what it earned.
//!
//! It is the suite's leaf: it calls no other contract and holds no tokens. Staking tells it what a node's
//! pool counts for and who owns the node, attestations what raises that, the market who left; rewards takes
//! the credit that beats earned. Nobody has to close an epoch: the first message that opens a page in a later
//! one moves what its nodes earned to an item of its own.
//!
//! | module | what it holds |
//! |---|---|
//! | `config`, `events` | what administration sets; what the contract emits |
//! | `registration` | what an owner may say of a node |
//! | `beats` | batches of heartbeats and of signed beats |
//! | `maintenance`, `span` | windows in which a node's silence is excused; consecutive slots |
//! | `layout`, `entry`, `status` | a node's entry: its bytes; its rules; how the node stands |
//! | `page`, `open_pages` | the entries of 32 nodes; the pages that one message touches |
//! | `epoch_group`, `credits`, `history` | what is left of ended epochs: unclaimed credit, and who was alive |
//! | `views` | what views return |
//! | `store` | storage beside the root |
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod beats;
mod config;
mod credits;
mod entry;
mod epoch_group;
mod events;
mod history;
mod layout;
mod maintenance;
mod open_pages;
mod page;
mod registration;
mod span;
mod status;
mod store;
mod views;

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod unit_tests;

#[ink::contract]
mod registry {
    use crate::config::{Config, Peer};
    use crate::events::*;
    use crate::maintenance::Change;
    use crate::open_pages::OpenPages;
    use crate::page::Pages;
    use crate::span::Span;
    use crate::store::Store;
    use crate::{beats, config, registration, views};
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Lazy};
    use interfaces::attestations::Attested;
    use interfaces::ownable::OwnershipError;
    use interfaces::registry::*;
    use kit::{emit, emit_plain, finish, ownership};
    use shared::signing::Messages;
    use shared::{Clock, Credit, Epoch, NodeId, Ownership, PublicKey, Slot};

    /// What every heartbeat needs is in the root; what only some messages need, in items of its own.
    #[ink(storage)]
    pub struct Registry {
        /// The suite's clock; a copy of the settings'.
        clock: Clock,
        /// Hash of the chain's first block, part of every signed beat.
        genesis_hash: [u8; 32],
        /// How many nodes there are; they are numbered from 0.
        node_count: u32,
        store: Store,
        config: Lazy<Config, ManualKey<0x2000_0001>>,
        ownership: Lazy<Ownership, ManualKey<0x2000_0004>>,
    }

    impl Registry {
        /// Starts without nodes and peers, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: RegistryConfig) -> Result<Self, RegistryError> {
            let RegistryConfig { clock, genesis_hash, params } = config;
            let (store, config) = (Store::default(), Config::new(clock, &[], params)?);
            let mut registry = Self {
                clock,
                genesis_hash,
                node_count: 0,
                store,
                config: Lazy::new(),
                ownership: Lazy::new(),
            };
            registry.config.set(&config);
            ownership::start(&mut registry.ownership, Self::env().caller());
            Ok(registry)
        }

        fn now(&self) -> Slot {
            self.clock.slot(self.env().block_timestamp())
        }

        /// Returns the current slot and the parameters in force.
        fn now_and_params(&self) -> (Slot, RegistryParams) {
            let now = self.now();
            (now, *self.read_config().params(now.epoch))
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_config(&self) -> Config {
            self.config.get().expect("written by the constructor")
        }

        /// Passes if the caller is this wired contract.
        #[inline(never)]
        fn ensure(&self, peer: Peer) -> Result<(), RegistryError> {
            Ok(self.read_config().ensure(peer, &self.env().caller())?)
        }

        /// Changes the maintenance of a node that the caller owns or controls.
        fn maintain(&mut self, node: NodeId, change: Change) -> Result<(), RegistryError> {
            let (caller, (now, params)) = (self.env().caller(), self.now_and_params());
            let mut pages = OpenPages::new(&mut self.store, now.epoch);
            if !pages.change(node)?.is_controller(&caller) {
                pages.store().owned_node(node, &caller)?;
            }
            let mut windows = pages.store().windows(node);
            let window = windows.apply(change, now.number(), &params)?;
            pages.change(node)?.set_maintenance(window, now);
            pages.save(0)?;
            self.store.put_windows(node, &windows);
            let Window { from, slots } = window.window();
            emit(node, MaintenanceSet { node, from, slots });
            Ok(())
        }
    }

    impl interfaces::registry::Registry for Registry {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: RegistryPeers) -> Result<(), RegistryError> {
            ownership::ensure(&self.ownership)?;
            let mut config = self.read_config();
            config::wire(&mut config, &peers)?;
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: RegistryParams) -> Result<(), RegistryError> {
            ownership::ensure(&self.ownership)?;
            let mut config = self.read_config();
            let (current, from_epoch) = config.announce(params, self.now().epoch)?;
            self.config.set(&config);
            emit_plain(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- node owners ----

        #[ink(message)]
        fn register(&mut self, registration: Registration) -> Result<NodeId, RegistryError> {
            registration::check(&registration)?;
            let (owner, registered_at) = (self.env().caller(), self.env().block_timestamp());
            let Registration { controller, device_key, cell, country, metadata } = registration;
            let node = self.node_count;
            self.node_count = node.checked_add(1).ok_or(RegistryError::Arithmetic)?;
            self.store.push(node, &controller, &device_key, self.clock.epoch(registered_at));
            self.store.put_node(node, &Node { owner, cell, country, registered_at, metadata });
            emit(node, NodeRegistered { node, owner, cell, country });
            Ok(node)
        }

        #[ink(message)]
        fn set_keys(
            &mut self,
            node: NodeId,
            controller: AccountId,
            device_key: PublicKey,
        ) -> Result<(), RegistryError> {
            self.store.owned_node(node, &self.env().caller())?;
            let generation =
                self.store.update(node, |entry| Ok(entry.set_keys(&controller, &device_key)?))?;
            emit(node, KeysSet { node, generation });
            Ok(())
        }

        #[ink(message)]
        fn set_metadata(&mut self, node: NodeId, metadata: Vec<u8>) -> Result<(), RegistryError> {
            let mut record = self.store.owned_node(node, &self.env().caller())?;
            registration::check_metadata(&metadata)?;
            record.metadata = metadata;
            self.store.put_node(node, &record);
            emit(node, MetadataSet { node, metadata: record.metadata });
            Ok(())
        }

        #[ink(message)]
        fn announce_maintenance(
            &mut self,
            node: NodeId,
            from: Slot,
            slots: u16,
        ) -> Result<(), RegistryError> {
            self.maintain(node, Change::Announce(from, slots))
        }

        #[ink(message)]
        fn extend_maintenance(&mut self, node: NodeId, slots: u16) -> Result<(), RegistryError> {
            self.maintain(node, Change::Extend(slots))
        }

        #[ink(message)]
        fn cancel_maintenance(&mut self, node: NodeId) -> Result<(), RegistryError> {
            self.maintain(node, Change::Cancel)
        }

        // ---- liveness ----

        #[ink(message)]
        fn heartbeat(&mut self, nodes: Vec<NodeId>) -> Result<u32, RegistryError> {
            beats::check_batch(nodes.len(), MAX_HEARTBEATS)?;
            let (caller, now) = (self.env().caller(), self.now());
            let mut pages = OpenPages::new(&mut self.store, now.epoch);
            let (counted, earned) = beats::count_heartbeats(&mut pages, &nodes, &caller, now)?;
            pages.save(earned)?;
            Ok(counted)
        }

        #[ink(message)]
        fn submit_beats(&mut self, beats: Vec<SignedBeat>) -> Result<Vec<BeatOutcome>, RegistryError> {
            beats::check_batch(beats.len(), MAX_BEATS)?;
            let (now, node_count) = (self.now(), self.node_count);
            let messages = Messages::beats(&self.genesis_hash, &self.env().account_id());
            let verify = |signature: &_, message: &_, key: &_| {
                ink::env::sr25519_verify(signature, message, key).is_ok()
            };
            let mut pages = OpenPages::new(&mut self.store, now.epoch);
            let mut verifier = beats::Verifier { node_count, now, messages, verify };
            let (outcomes, earned) = verifier.count_signed(&mut pages, &beats)?;
            pages.save(earned)?;
            Ok(outcomes)
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn note_stake(&mut self, node: NodeId, weight: StakeWeight) -> Result<bool, RegistryError> {
            self.ensure(Peer::Staking)?;
            let now = self.now().epoch;
            finish(self.store.update(node, |entry| {
                entry.note_stake(&weight, now)?;
                Ok(!entry.is_retired())
            }))
        }

        #[ink(message)]
        fn set_node_owner(&mut self, node: NodeId, owner: AccountId) -> Result<(), RegistryError> {
            self.ensure(Peer::Staking)?;
            let mut record = self.store.node(node)?;
            let from = core::mem::replace(&mut record.owner, owner);
            self.store.put_node(node, &record);
            emit(node, NodeTransferred { node, from, to: owner });
            Ok(())
        }

        #[ink(message)]
        fn note_retired(&mut self, node: NodeId) -> Result<(), RegistryError> {
            self.ensure(Peer::Market)?;
            self.store.update(node, |entry| entry.retire())?;
            emit(node, NodeRetired { node });
            Ok(())
        }

        #[ink(message)]
        fn note_attested(&mut self, node: NodeId, attested: Attested) -> Result<(), RegistryError> {
            self.ensure(Peer::Attestations)?;
            finish(self.store.update(node, |entry| {
                entry.set_attested(&attested);
                Ok(())
            }))
        }

        #[ink(message)]
        fn take_credit(
            &mut self,
            node: NodeId,
            claimer: AccountId,
            count: u32,
        ) -> Result<TakenCredit, RegistryError> {
            self.ensure(Peer::Rewards)?;
            let owner = self.owner_of(node)?;
            let now = self.now().epoch;
            let mut pages = OpenPages::new(&mut self.store, now);
            let mut entry = pages.change(node)?;
            let entitled = claimer == owner || entry.is_controller(&claimer);
            let epochs = entry.claim(entitled, count, now)?;
            pages.save(0)?;
            let first = epochs.start;
            Ok(TakenCredit { owner, first, shares: self.store.take_credit(node, epochs) })
        }

        // ---- views ----

        #[ink(message)]
        fn owner_of(&self, node: NodeId) -> Result<AccountId, RegistryError> {
            self.store.node(node).map(|record| record.owner)
        }

        #[ink(message)]
        fn identity(&self, node: NodeId) -> Result<Identity, RegistryError> {
            let (now, params) = self.now_and_params();
            views::identity(&self.store, node, &params, now)
        }

        #[ink(message)]
        fn vet(&self, vetting: Vetting) -> Result<Vetted, RegistryError> {
            let (now, params) = self.now_and_params();
            views::vet(&self.store, &vetting, &params, now)
        }

        #[ink(message)]
        fn live_slots(&self, node: NodeId, from: Timestamp, to: Timestamp) -> Result<u32, RegistryError> {
            if from > to {
                return Err(RegistryError::OutOfRange);
            }
            let slots = Span { from: self.clock.slots_before(from), to: self.clock.slots_before(to) };
            views::live_slots(&self.store, node, slots, self.now().epoch)
        }

        #[ink(message)]
        fn node(&self, node: NodeId) -> Option<Node> {
            self.store.node(node).ok().map(|record| *record)
        }

        #[ink(message)]
        fn node_count(&self) -> u32 {
            self.node_count
        }

        #[ink(message)]
        fn nodes(&self, from: NodeId, limit: u32) -> Vec<(NodeId, Node, NodeStatus)> {
            let (now, params) = self.now_and_params();
            let end = from.saturating_add(limit.min(MAX_VIEW)).min(self.node_count);
            views::nodes(&self.store, from..end, &params, now)
        }

        #[ink(message)]
        fn liveness(&self, node: NodeId) -> Option<Liveness> {
            let (now, params) = self.now_and_params();
            views::liveness(&self.store, node, &params, now)
        }

        #[ink(message)]
        fn uptime(&self, node: NodeId, first: Epoch, count: u32) -> Vec<Uptime> {
            let now = self.now().epoch;
            let end = first.saturating_add(count.min(MAX_VIEW)).min(now.saturating_add(1));
            views::uptime(&self.store, node, first..end, now)
        }

        #[ink(message)]
        fn total_credit(&self, epoch: Epoch) -> Credit {
            self.store.total_credit(epoch)
        }

        #[ink(message)]
        fn credit(&self, node: NodeId, epoch: Epoch) -> Credit {
            self.store.credit(node, epoch).unwrap_or(0)
        }

        #[ink(message)]
        fn params(&self) -> RegistryParams {
            self.now_and_params().1
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, RegistryParams)> {
            self.read_config().announced(self.now().epoch)
        }

        #[ink(message)]
        fn peers(&self) -> Option<RegistryPeers> {
            config::peers(&self.read_config())
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.clock
        }

        #[ink(message)]
        fn genesis_hash(&self) -> [u8; 32] {
            self.genesis_hash
        }
    }

    impl interfaces::ownable::Ownable for Registry {
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
