//! The node registry: who is there, who owns and runs it, whether it is alive, what it earned.
//!
//! It is the suite's leaf: it calls no other contract and holds no tokens. Staking tells it what a node's
//! pool counts for and who owns the node, attestations what raises that, the market who left; rewards takes
//! the credit that beats earned. Nobody has to close an epoch: the first message that touches a page in a
//! later one puts aside what its nodes earned.
//!
//! | module | rules of |
//! |---|---|
//! | [`config`] | what administration sets |
//! | [`events`] | what it tells of |
//! | [`liveness`] | a node's beats, stake, credit and status, in pages of 32 |
//! | [`maintenance`] | windows in which silence is excused |
//! | [`ledger`] | credits of ended epochs until they are claimed, and who was there |
//! | [`store`] | the storage of them |
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod config;
pub mod events;
pub mod ledger;
pub mod liveness;
pub mod maintenance;
pub mod store;

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests;

#[ink::contract]
pub mod registry {
    use crate::config::{Config, Peer};
    use crate::events::*;
    use crate::liveness::{Entry, Page};
    use crate::maintenance::{Span, Windows};
    use crate::store::{Pages, Store};
    use ink::prelude::{boxed::Box, vec::Vec};
    use ink::storage::{traits::ManualKey, Lazy, Mapping};
    use interfaces::attestations::Attested;
    use interfaces::calls::finish;
    use interfaces::events::emit;
    use interfaces::ownable::OwnershipError;
    use interfaces::registry::*;
    use shared::clock::SLOTS_PER_EPOCH;
    use shared::limits::{CLAIM_GRACE_EPOCHS, MAX_CLAIM_EPOCHS};
    use shared::pages::index_of;
    use shared::signing::Messages;
    use shared::{h3, math, Amount, Clock, Epoch, NodeId, Ownership, PublicKey, Slot};

    /// The registry. What every heartbeat needs is in the root; what only some messages do, in `config`.
    #[ink(storage)]
    pub struct Registry {
        clock: Clock,
        /// Hash of the chain's first block, part of every signed beat.
        genesis_hash: [u8; 32],
        node_count: u32,
        liveness: Store,
        config: Lazy<Config, ManualKey<0x2000_0001>>,
        /// Apart from the rest of the configuration, which is read far more often.
        ownership: Lazy<Ownership, ManualKey<0x2000_0004>>,
        nodes: Mapping<NodeId, Box<Node>, ManualKey<0x2000_0002>>,
        windows: Mapping<NodeId, Windows, ManualKey<0x2000_0003>>,
    }

    /// What is to happen to a node's maintenance.
    enum Change {
        Announce(Slot, u16),
        Extend(u16),
        Cancel,
    }

    impl Registry {
        /// A registry without nodes and classes. The caller becomes the owner.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: RegistryConfig) -> Result<Self, RegistryError> {
            if !config.clock.is_valid() {
                return Err(RegistryError::InvalidClock);
            }
            let mut registry = Self {
                clock: config.clock,
                genesis_hash: config.genesis_hash,
                node_count: 0,
                liveness: Store::default(),
                config: Lazy::new(),
                ownership: Lazy::new(),
                nodes: Mapping::new(),
                windows: Mapping::new(),
            };
            registry.config.set(&Config::new(config.params)?);
            registry.ownership.set(&Ownership::new(Self::env().caller()));
            Ok(registry)
        }

        fn now(&self) -> Slot {
            self.clock.slot(self.env().block_timestamp())
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_config(&self) -> Config {
            self.config.get().expect("written by the constructor")
        }

        #[inline(never)]
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_ownership(&self) -> Ownership {
            self.ownership.get().expect("written by the constructor")
        }

        /// Only this wired contract goes on.
        fn ensure(&self, peer: Peer) -> Result<(), RegistryError> {
            self.read_config().ensure(peer, &self.env().caller())
        }

        /// The node, if the caller owns it.
        fn own_node(&self, node: NodeId) -> Result<Box<Node>, RegistryError> {
            let node = self.nodes.get(node).ok_or(RegistryError::UnknownNode)?;
            if node.owner == self.env().caller() {
                Ok(node)
            } else {
                Err(RegistryError::NotNodeOwner)
            }
        }

        /// Writes an entry of a page that need not turn, and nothing else.
        fn note<T>(
            &mut self,
            node: NodeId,
            change: impl FnOnce(&mut Entry<'_>) -> Result<T, RegistryError>,
        ) -> Result<T, RegistryError> {
            let mut page = self.liveness.page(node).ok_or(RegistryError::UnknownNode)?;
            let done = change(&mut page.entry(index_of(node)).ok_or(RegistryError::UnknownNode)?)?;
            self.liveness.put(node, &page);
            Ok(done)
        }

        /// Changes the maintenance of a node that the caller owns or controls.
        fn maintain(&mut self, node: NodeId, change: &Change) -> Result<(), RegistryError> {
            let (caller, now) = (self.env().caller(), self.now());
            self.liveness.turn(now.epoch);
            let mut pages = Pages::default();
            let open = self.liveness.open(&mut pages, node, now.epoch)?;
            let mut entry = open.page.entry(index_of(node)).ok_or(RegistryError::UnknownNode)?;
            if !entry.is_controller(&caller) {
                self.own_node(node)?;
            }
            let config = self.read_config();
            let (params, number) = (config.params(now.epoch), now.number());
            let mut windows = self.windows.get(node).unwrap_or_default();
            let window = match *change {
                Change::Announce(from, slots) => {
                    let from = (from.index < SLOTS_PER_EPOCH).then(|| from.number());
                    windows.announce(from.ok_or(RegistryError::OutOfRange)?, slots, number, params)?
                }
                Change::Extend(slots) => windows.extend(slots, number, params)?,
                Change::Cancel => windows.cancel(number)?,
            };
            entry.set_maintenance(window, now.epoch, number);
            open.changed = true;
            self.liveness.save(&pages);
            self.windows.insert(node, &windows);
            let Window { from, slots } = window.window();
            emit(node, MaintenanceSet { node, from, slots });
            Ok(())
        }

        /// Judges a signed beat and counts it. Returns what became of it, and what it earned. What costs
        /// little is checked first: a signature costs as much as ten thousand instructions.
        fn judge(
            &mut self,
            beat: &SignedBeat,
            now: Slot,
            pages: &mut Pages,
            messages: &mut Messages,
        ) -> Result<(BeatOutcome, Amount), RegistryError> {
            if beat.node >= self.node_count {
                return Ok((BeatOutcome::UnknownNode, 0));
            }
            if beat.slot > now.index || now.index.saturating_sub(beat.slot) > 1 {
                return Ok((BeatOutcome::WrongSlot, 0));
            }
            let open = self.liveness.open(pages, beat.node, now.epoch)?;
            let mut entry = open.page.entry(index_of(beat.node)).ok_or(RegistryError::UnknownNode)?;
            if entry.was_seen(beat.slot) {
                return Ok((BeatOutcome::Duplicate, 0));
            }
            let message = messages.beat(beat.node, entry.generation(), now.epoch, beat.slot);
            if self.env().sr25519_verify(&beat.signature, message, &entry.device_key()).is_err() {
                return Ok((BeatOutcome::BadSignature, 0));
            }
            let earned = entry.beat(Slot { epoch: now.epoch, index: beat.slot })?;
            open.changed = true;
            Ok((BeatOutcome::Counted, earned.unwrap_or(0)))
        }

        /// What a page says of how a node stands.
        fn status_in(
            page: &mut Page,
            node: NodeId,
            params: &RegistryParams,
            now: Slot,
        ) -> Option<NodeStatus> {
            Some(page.entry(index_of(node))?.status(params.offline_after, now))
        }
    }

    impl interfaces::registry::Registry for Registry {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: RegistryPeers) -> Result<(), RegistryError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.read_config();
            config.wire(&peers)?;
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: RegistryParams) -> Result<(), RegistryError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.read_config();
            let (current, from_epoch) = config.announce(params, self.now().epoch)?;
            self.config.set(&config);
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- node owners ----

        #[ink(message)]
        fn register(&mut self, registration: Registration) -> Result<NodeId, RegistryError> {
            check_node(&registration)?;
            let owner = self.env().caller();
            let registered_at = self.env().block_timestamp();
            let epoch = self.clock.epoch(registered_at);
            let Registration { controller, device_key, cell, country, metadata } = registration;
            let node = self.node_count;
            self.node_count = node.checked_add(1).ok_or(RegistryError::Arithmetic)?;
            self.liveness.push(node, &controller, &device_key, epoch);
            self.nodes.insert(node, &Box::new(Node { owner, cell, country, registered_at, metadata }));
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
            self.own_node(node)?;
            let generation = self.note(node, |entry| {
                entry.set_keys(&controller, &device_key)?;
                Ok(entry.generation())
            })?;
            emit(node, KeysSet { node, generation });
            Ok(())
        }

        #[ink(message)]
        fn set_metadata(&mut self, node: NodeId, metadata: Vec<u8>) -> Result<(), RegistryError> {
            let mut record = self.own_node(node)?;
            check_text(&metadata)?;
            record.metadata = metadata;
            self.nodes.insert(node, &record);
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
            self.maintain(node, &Change::Announce(from, slots))
        }

        #[ink(message)]
        fn extend_maintenance(&mut self, node: NodeId, slots: u16) -> Result<(), RegistryError> {
            self.maintain(node, &Change::Extend(slots))
        }

        #[ink(message)]
        fn cancel_maintenance(&mut self, node: NodeId) -> Result<(), RegistryError> {
            self.maintain(node, &Change::Cancel)
        }

        // ---- liveness ----

        #[ink(message)]
        fn heartbeat(&mut self, nodes: Vec<NodeId>) -> Result<u32, RegistryError> {
            check_batch(nodes.len(), MAX_HEARTBEATS)?;
            let caller = self.env().caller();
            let now = self.now();
            self.liveness.turn(now.epoch);
            let mut pages = Pages::default();
            let (mut counted, mut sum) = (0u32, 0);
            for node in nodes {
                let open = self.liveness.open(&mut pages, node, now.epoch)?;
                let mut entry = open.page.entry(index_of(node)).ok_or(RegistryError::UnknownNode)?;
                if !entry.is_controller(&caller) {
                    return Err(RegistryError::NotController);
                }
                if let Some(earned) = entry.beat(now)? {
                    open.changed = true;
                    // At most 256.
                    counted = counted.wrapping_add(1);
                    sum = math::add(sum, earned)?;
                }
            }
            self.liveness.earn(sum)?;
            self.liveness.save(&pages);
            Ok(counted)
        }

        #[ink(message)]
        fn submit_beats(&mut self, beats: Vec<SignedBeat>) -> Result<Vec<BeatOutcome>, RegistryError> {
            check_batch(beats.len(), MAX_BEATS)?;
            let now = self.now();
            self.liveness.turn(now.epoch);
            let mut messages = Messages::beats(&self.genesis_hash, &self.env().account_id());
            let mut pages = Pages::default();
            let mut outcomes = Vec::with_capacity(beats.len());
            let mut sum = 0;
            for beat in &beats {
                let (outcome, earned) = self.judge(beat, now, &mut pages, &mut messages)?;
                sum = math::add(sum, earned)?;
                outcomes.push(outcome);
            }
            self.liveness.earn(sum)?;
            self.liveness.save(&pages);
            Ok(outcomes)
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn note_stake(&mut self, node: NodeId, note: StakeNote) -> Result<bool, RegistryError> {
            self.ensure(Peer::Staking)?;
            let now = self.now().epoch;
            finish(self.note(node, |entry| {
                entry.note_stake(&note, now)?;
                Ok(!entry.is_retired())
            }))
        }

        #[ink(message)]
        fn set_node_owner(&mut self, node: NodeId, owner: AccountId) -> Result<(), RegistryError> {
            self.ensure(Peer::Staking)?;
            let mut record = self.nodes.get(node).ok_or(RegistryError::UnknownNode)?;
            let from = core::mem::replace(&mut record.owner, owner);
            self.nodes.insert(node, &record);
            emit(node, NodeTransferred { node, from, to: owner });
            Ok(())
        }

        #[ink(message)]
        fn note_retired(&mut self, node: NodeId) -> Result<(), RegistryError> {
            self.ensure(Peer::Market)?;
            self.note(node, |entry| {
                if entry.is_retired() {
                    return Err(RegistryError::Retired);
                }
                entry.retire();
                Ok(())
            })?;
            emit(node, NodeRetired { node });
            Ok(())
        }

        #[ink(message)]
        fn note_attested(&mut self, node: NodeId, attested: Attested) -> Result<(), RegistryError> {
            self.ensure(Peer::Attestations)?;
            finish(self.note(node, |entry| {
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
            self.liveness.turn(now);
            let mut pages = Pages::default();
            let open = self.liveness.open(&mut pages, node, now)?;
            let mut entry = open.page.entry(index_of(node)).ok_or(RegistryError::UnknownNode)?;
            let open_to_all = claimer != owner && !entry.is_controller(&claimer);
            let grace = if open_to_all { CLAIM_GRACE_EPOCHS } else { 0 };
            let first = entry.claimed_to();
            let end = first.saturating_add(count.min(MAX_CLAIM_EPOCHS)).min(now.saturating_sub(grace));
            if end <= first {
                return Err(RegistryError::NothingToClaim);
            }
            entry.set_claimed_to(end);
            open.changed = true;
            self.liveness.save(&pages);
            let shares = self.liveness.take(node, first..end);
            Ok(TakenCredit { owner, first, shares })
        }

        // ---- views ----

        #[ink(message)]
        fn owner_of(&self, node: NodeId) -> Result<AccountId, RegistryError> {
            self.nodes.get(node).map(|node| node.owner).ok_or(RegistryError::UnknownNode)
        }

        #[ink(message)]
        fn identity(&self, node: NodeId) -> Result<Identity, RegistryError> {
            let record = self.nodes.get(node).ok_or(RegistryError::UnknownNode)?;
            let mut page = self.liveness.page(node).ok_or(RegistryError::UnknownNode)?;
            let entry = page.entry(index_of(node)).ok_or(RegistryError::UnknownNode)?;
            let now = self.now();
            let Node { owner, cell, country, .. } = *record;
            let status = entry.status(self.params().offline_after, now);
            Ok(Identity { owner, cell, country, status, in_service: entry.is_in_service(now.epoch) })
        }

        #[ink(message)]
        fn vet(&self, vetting: Vetting) -> Result<Vetted, RegistryError> {
            if vetting.nodes.len() > MAX_VETTED {
                return Err(RegistryError::TooMany);
            }
            let now = self.now();
            let offline_after = self.params().offline_after;
            let mut pages = Pages::default();
            let mut vetted = Vetted { fit: 0, owners: Vec::new() };
            for (place, &node) in (0u32..).zip(&vetting.nodes) {
                let Ok(page) = self.liveness.look(&mut pages, node) else { continue };
                let Some(entry) = page.entry(index_of(node)) else { continue };
                if entry.fits(&vetting, offline_after, now) {
                    vetted.fit |= 1u16.wrapping_shl(place);
                    if vetting.owners {
                        vetted.owners.push(self.owner_of(node)?);
                    }
                }
            }
            Ok(vetted)
        }

        #[ink(message)]
        fn live_slots(&self, node: NodeId, from: Timestamp, to: Timestamp) -> Result<u32, RegistryError> {
            let now = self.now().epoch;
            let span = Span { from: self.clock.slots_before(from), to: self.clock.slots_before(to) };
            let first = Slot::from_number(span.from).epoch;
            if from > to || first.saturating_add(HISTORY_EPOCHS) <= now {
                return Err(RegistryError::OutOfRange);
            }
            let end = Slot::from_number(span.to).epoch.min(now).saturating_add(1);
            let mut live = 0u32;
            let seen = self.liveness.look_back(node, first..end, |epoch, uptime| {
                // At most 48 slots in each of 128 epochs.
                live = live.wrapping_add((uptime.beats & span.bits_in(epoch)).count_ones());
            });
            seen.map(|()| live).ok_or(RegistryError::UnknownNode)
        }

        #[ink(message)]
        fn node(&self, node: NodeId) -> Option<Node> {
            self.nodes.get(node).map(|node| *node)
        }

        #[ink(message)]
        fn node_count(&self) -> u32 {
            self.node_count
        }

        #[ink(message)]
        fn nodes(&self, from: NodeId, limit: u32) -> Vec<(NodeId, Node, NodeStatus)> {
            let now = self.now();
            let params = self.params();
            let mut pages = Pages::default();
            let mut nodes = Vec::new();
            for node in from..from.saturating_add(limit.min(MAX_VIEW)).min(self.node_count) {
                let Ok(page) = self.liveness.look(&mut pages, node) else { break };
                let Some(status) = Self::status_in(page, node, &params, now) else { break };
                let Some(record) = self.nodes.get(node) else { break };
                nodes.push((node, *record, status));
            }
            nodes
        }

        #[ink(message)]
        fn liveness(&self, node: NodeId) -> Option<Liveness> {
            let now = self.now();
            let mut page = self.liveness.page(node)?;
            // Only looked at: what was earned before stays where it is.
            let _ = page.roll(now.epoch);
            let windows = self.windows.get(node).unwrap_or_default();
            let budget = windows.left(now.number(), &self.params());
            Some(page.entry(index_of(node))?.view(now.epoch, budget))
        }

        #[ink(message)]
        fn uptime(&self, node: NodeId, first: Epoch, count: u32) -> Vec<Uptime> {
            let now = self.now().epoch;
            let end = first.saturating_add(count.min(MAX_VIEW)).min(now.saturating_add(1));
            let mut uptimes = Vec::new();
            self.liveness.look_back(node, first..end, |epoch, uptime| {
                // Items hold a little more than what is asked for.
                let known = epoch.saturating_add(HISTORY_EPOCHS) > now;
                uptimes.push(if known { uptime } else { Uptime::default() });
            });
            uptimes
        }

        #[ink(message)]
        fn total_credit(&self, epoch: Epoch) -> Amount {
            self.liveness.total(epoch)
        }

        #[ink(message)]
        fn credit(&self, node: NodeId, epoch: Epoch) -> Amount {
            self.liveness.credit(node, epoch).unwrap_or(0)
        }

        #[ink(message)]
        fn params(&self) -> RegistryParams {
            *self.read_config().params(self.now().epoch)
        }

        #[ink(message)]
        fn peers(&self) -> Option<RegistryPeers> {
            self.read_config().peers()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.clock
        }
    }

    impl interfaces::ownable::Ownable for Registry {
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

    /// What an owner says of a new node.
    fn check_node(registration: &Registration) -> Result<(), RegistryError> {
        if !h3::is_cell(registration.cell) {
            return Err(RegistryError::InvalidCell);
        }
        if !(1..=999).contains(&registration.country) {
            return Err(RegistryError::InvalidCountry);
        }
        check_text(&registration.metadata)
    }

    fn check_text(text: &[u8]) -> Result<(), RegistryError> {
        (text.len() <= MAX_TEXT).then_some(()).ok_or(RegistryError::InvalidText)
    }

    /// A batch has something in it, and at most `limit`.
    fn check_batch(len: usize, limit: usize) -> Result<(), RegistryError> {
        match len {
            0 => Err(RegistryError::Nothing),
            _ if len > limit => Err(RegistryError::TooMany),
            _ => Ok(()),
        }
    }
}
