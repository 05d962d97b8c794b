//! The node registry: who is there, who owns and runs it, whether it is alive, what it earned.
//!
//! It is the suite's leaf: it calls no other contract and holds no tokens. Staking tells it what a node's
//! pool counts for and who owns the node, attestations what raises that, the market who left; rewards takes
//! the credit that beats earned. Nobody has to close an epoch: the first message that opens a page in a later
//! one moves what its nodes earned to an item of its own.
//!
//! It has two codes over one storage, because a chain charges for a contract's whole code in every call. The
//! registry's own has the messages that run day by day (`front`), dispatched by hand. All others run in its
//! annex, the crate `registry_annex`: that is the whole contract as ink! builds it from this crate with the feature
//! `annex`. Callers see one address with one metadata, that of the whole contract.
//!
//! | module | what it holds |
//! |---|---|
//! | `state` | the root, which both codes share |
//! | `messages`, `front` | messages that run day by day; how they are dispatched |
//! | `config`, `events` | what administration sets; what the contract emits |
//! | `registration` | what an owner may say of a node |
//! | `beats` | batches of heartbeats and of signed beats |
//! | `maintenance`, `span` | windows in which a node's silence is excused; consecutive slots |
//! | `layout`, `entry`, `status` | a node's entry: its bytes; its rules; how the node stands |
//! | `page`, `accounts`, `facts` | the entries of 32 nodes; whom they name; what is attested of them |
//! | `open_pages` | the pages that one message touches |
//! | `credits`, `history`, `decode` | what is left of ended epochs: unclaimed credit, and who was alive |
//! | `views` | what views return |
//! | `store` | storage beside the root |
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod accounts;
mod beats;
pub mod config;
mod credits;
mod decode;
mod entry;
pub mod events;
mod facts;
pub mod front;
mod history;
mod layout;
pub mod maintenance;
mod messages;
pub mod open_pages;
pub mod page;
pub mod registration;
pub mod span;
pub mod state;
mod status;
pub mod store;
pub mod views;

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod unit_tests;

/// The whole contract: what the annex is built from, what clients' metadata is made of, and what runs off-chain.
#[cfg(any(feature = "std", feature = "annex"))]
#[ink::contract]
pub mod registry {
    use crate::config::Peer;
    use crate::events::*;
    use crate::maintenance::Change;
    use crate::open_pages::OpenPages;
    use crate::page::{Page, Pages};
    use crate::span::Span;
    use crate::state::State;
    use crate::store::Record;
    use crate::{config, registration, views};
    use ink::prelude::vec::Vec;
    use interfaces::attestations::Attested;
    use interfaces::ownable::OwnershipError;
    use interfaces::registry::*;
    use kit::{emit, emit_plain, ownership};
    use shared::epoch_groups::group_of;
    use shared::pages::page_of;
    use shared::{Clock, Credit, Epoch, NodeId, PublicKey, Slot};

    /// The root, which the registry's own code reads and writes as well.
    #[ink(storage)]
    pub struct Registry {
        pub(crate) state: State,
    }

    impl Registry {
        /// Starts without nodes and peers, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: RegistryConfig) -> Result<Self, RegistryError> {
            Ok(Self { state: State::new(config)? })
        }

        /// Changes the maintenance of a node that the caller owns or controls.
        fn maintain(&mut self, node: NodeId, change: Change) -> Result<(), RegistryError> {
            let (caller, (now, params)) = (self.env().caller(), self.state.now_and_params());
            let mut pages = OpenPages::new(&mut self.state.store, now.epoch);
            let open = pages.open(node)?;
            if !open.page.is_controller(node, &caller)? && !open.page.is_owner(node, &caller)? {
                return Err(RegistryError::NotNodeOwner);
            }
            let mut windows = pages.store().windows(node);
            let window = windows.apply(change, now.number(), &params)?;
            let open = pages.open(node)?;
            open.page.entry_of(node)?.set_maintenance(window, now);
            open.changed = true;
            pages.save(0)?;
            self.state.store.put_windows(node, &windows);
            let Window { from, slots } = window.window();
            emit(node, MaintenanceSet { node, from, slots });
            Ok(())
        }
    }

    /// Passes if `caller` owns `node`, whose page this is.
    fn ensure_owner(page: &Page, node: NodeId, caller: &AccountId) -> Result<(), RegistryError> {
        page.is_owner(node, caller)?.then_some(()).ok_or(RegistryError::NotNodeOwner)
    }

    impl interfaces::registry::Registry for Registry {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: RegistryPeers) -> Result<(), RegistryError> {
            ownership::ensure(&self.state.ownership)?;
            config::wire(&mut self.state.config, &peers)
        }

        #[ink(message)]
        fn set_params(&mut self, params: RegistryParams) -> Result<(), RegistryError> {
            ownership::ensure(&self.state.ownership)?;
            let now = self.state.now().epoch;
            let (current, from_epoch) = self.state.config.announce(params, now)?;
            emit_plain(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- node owners ----

        #[ink(message)]
        fn register(&mut self, registration: Registration) -> Result<NodeId, RegistryError> {
            registration::check(&registration)?;
            let State { config, store, node_count, .. } = &mut self.state;
            let (owner, registered_at) = (Self::env().caller(), Self::env().block_timestamp());
            let Registration { controller, device_key, cell, country, metadata } = registration;
            let (node, now) = (*node_count, config.clock.epoch(registered_at));
            *node_count = node.checked_add(1).ok_or(RegistryError::Arithmetic)?;
            let mut page = store.page_for(node, now);
            page.push(node, &owner, &controller, &device_key, now)?;
            store.put_page(page_of(node), &page);
            store.put_record(node, &Record { cell, country, registered_at, metadata });
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
            let caller = self.env().caller();
            let generation = self.state.store.update(node, |page| {
                ensure_owner(page, node, &caller)?;
                page.set_controller(node, &controller)?;
                Ok(page.entry_of(node)?.set_device_key(&device_key)?)
            })?;
            emit(node, KeysSet { node, generation });
            Ok(())
        }

        #[ink(message)]
        fn set_metadata(&mut self, node: NodeId, metadata: Vec<u8>) -> Result<(), RegistryError> {
            ensure_owner(&self.state.store.page(node)?, node, &self.env().caller())?;
            registration::check_metadata(&metadata)?;
            let mut record = self.state.store.record(node)?;
            record.metadata = metadata;
            self.state.store.put_record(node, &record);
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
            self.state.heartbeat(&nodes)
        }

        #[ink(message)]
        fn submit_beats(&mut self, beats: Vec<SignedBeat>) -> Result<Vec<BeatOutcome>, RegistryError> {
            self.state.submit_beats(&beats)
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn note_stake(&mut self, node: NodeId, weight: StakeWeight) -> Result<bool, RegistryError> {
            self.state.note_stake(node, &weight)
        }

        #[ink(message)]
        fn set_node_owner(&mut self, node: NodeId, owner: AccountId) -> Result<(), RegistryError> {
            self.state.ensure(Peer::Staking)?;
            let from = self.state.store.update(node, |page| {
                let from = page.owner(node)?;
                page.set_owner(node, &owner)?;
                Ok(from)
            })?;
            emit(node, NodeTransferred { node, from, to: owner });
            Ok(())
        }

        #[ink(message)]
        fn note_retired(&mut self, node: NodeId) -> Result<(), RegistryError> {
            self.state.ensure(Peer::Market)?;
            self.state.store.update(node, |page| page.entry_of(node)?.retire())?;
            emit(node, NodeRetired { node });
            Ok(())
        }

        #[ink(message)]
        fn note_attested(&mut self, node: NodeId, attested: Attested) -> Result<(), RegistryError> {
            self.state.ensure(Peer::Attestations)?;
            self.state.store.update(node, |page| page.set_attested(node, &attested))
        }

        #[ink(message)]
        fn take_credit(
            &mut self,
            nodes: Vec<NodeId>,
            claimer: AccountId,
            count: u32,
        ) -> Result<Vec<TakenCredit>, RegistryError> {
            self.state.take_credit(&nodes, &claimer, count)
        }

        // ---- views ----

        #[ink(message)]
        fn owner_of(&self, node: NodeId) -> Result<AccountId, RegistryError> {
            self.state.owner_of(node)
        }

        #[ink(message)]
        fn identity(&self, node: NodeId) -> Result<Identity, RegistryError> {
            self.state.identity(node)
        }

        #[ink(message)]
        fn vet(&self, vetting: Vetting) -> Result<Vetted, RegistryError> {
            self.state.vet(&vetting)
        }

        #[ink(message)]
        fn live_slots(&self, node: NodeId, from: Timestamp, to: Timestamp) -> Result<u32, RegistryError> {
            if from > to {
                return Err(RegistryError::OutOfRange);
            }
            let clock = &self.state.config.clock;
            let slots = Span { from: clock.slots_before(from), to: clock.slots_before(to) };
            views::live_slots(&self.state.store, node, slots, self.state.now().epoch)
        }

        #[ink(message)]
        fn node(&self, node: NodeId) -> Option<Node> {
            let owner = self.state.owner_of(node).ok()?;
            self.state.store.record(node).ok().map(|record| record.of(owner))
        }

        #[ink(message)]
        fn node_count(&self) -> u32 {
            self.state.node_count
        }

        #[ink(message)]
        fn nodes(&self, from: NodeId, limit: u32) -> Vec<(NodeId, Node, NodeStatus)> {
            let (now, params) = self.state.now_and_params();
            let end = from.saturating_add(limit.min(MAX_VIEW)).min(self.state.node_count);
            views::nodes(&self.state.store, from..end, &params, now)
        }

        #[ink(message)]
        fn liveness(&self, node: NodeId) -> Option<Liveness> {
            let (now, params) = self.state.now_and_params();
            views::liveness(&self.state.store, node, &params, now)
        }

        #[ink(message)]
        fn uptime(&self, node: NodeId, first: Epoch, count: u32) -> Vec<Uptime> {
            let now = self.state.now().epoch;
            let end = first.saturating_add(count.min(MAX_VIEW)).min(now.saturating_add(1));
            views::uptime(&self.state.store, node, first..end, now)
        }

        #[ink(message)]
        fn total_credit(&self, epoch: Epoch) -> Credit {
            self.state.store.totals_of(group_of(epoch)).get(epoch)
        }

        #[ink(message)]
        fn credit(&self, node: NodeId, epoch: Epoch) -> Credit {
            self.state.store.credit(node, epoch).unwrap_or(0)
        }

        #[ink(message)]
        fn params(&self) -> RegistryParams {
            self.state.now_and_params().1
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, RegistryParams)> {
            self.state.config.announced(self.state.now().epoch)
        }

        #[ink(message)]
        fn peers(&self) -> Option<RegistryPeers> {
            config::peers(&self.state.config)
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.state.config.clock
        }

        #[ink(message)]
        fn genesis_hash(&self) -> [u8; 32] {
            self.state.genesis_hash
        }

        #[ink(message)]
        fn annex(&self) -> [u8; 32] {
            self.state.annex
        }
    }

    impl interfaces::ownable::Ownable for Registry {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            ownership::read(&self.state.ownership).owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            ownership::read(&self.state.ownership).pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            ownership::transfer(&mut self.state.ownership, to)
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let (from, to) = ownership::accept(&mut self.state.ownership)?;
            emit_plain(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
