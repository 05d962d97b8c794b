//! The node registry: who is there, what they offer, whether they are alive.
//!
//! It is the suite's leaf: it calls no other contract and holds no tokens. Staking tells it what a node's
//! pool counts for, metering reserves and releases capacity, rewards takes the credit that beats earned.
//! Nobody has to close an epoch: the first message that touches a page in a later one puts aside what its
//! nodes earned.
//!
//! | module | rules of |
//! |---|---|
//! | [`h3`] | cells and the zones they lie in |
//! | [`liveness`] | a node's beats, stake, credit and status, in pages of 32 |
//! | [`ledger`] | credits of ended epochs until they are claimed |
//! | [`store`] | the storage of both |
//! | [`offers`] | what may be offered, and the zone's sums |
//! | [`zones`] | price multiplier and burst capacity |
//! | [`reservation`] | the choice of legs among candidates |
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod h3;
pub mod ledger;
pub mod liveness;
pub mod offers;
pub mod reservation;
pub mod store;
pub mod zones;

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests;

#[ink::contract]
pub mod registry {
    use crate::liveness::Page;
    use crate::reservation::{self, Choice};
    use crate::store::{Pages, Store};
    use crate::zones::Market;
    use crate::{h3, offers};
    use ink::prelude::{boxed::Box, vec::Vec};
    use ink::storage::{traits::ManualKey, Lazy, Mapping};
    use interfaces::ownable::OwnershipError;
    use interfaces::registry::*;
    use shared::limits::{CLAIM_GRACE_EPOCHS, MAX_CLAIM_EPOCHS};
    use shared::pages::index_of;
    use shared::signing::Messages;
    use shared::{math, Amount, ClassId, Clock, Epoch, NodeId, Ownership, PublicKey, Scheduled, Slot};

    type Offers = Mapping<(NodeId, ClassId), Box<Offer>, ManualKey<0x2000_0004>>;

    /// The registry. What every heartbeat needs is in the root; what only some messages do, in `config`.
    #[ink(storage)]
    pub struct Registry {
        clock: Clock,
        /// Hash of the chain's first block, part of every signed beat.
        genesis_hash: [u8; 32],
        node_count: u32,
        class_count: u16,
        liveness: Store,
        config: Lazy<Box<Config>, ManualKey<0x2000_0001>>,
        nodes: Mapping<NodeId, Box<Node>, ManualKey<0x2000_0002>>,
        classes: Mapping<ClassId, Class, ManualKey<0x2000_0003>>,
        offers: Offers,
        /// Class and cell of resolution 2 → the sums of the offers there.
        zones: Mapping<(ClassId, u64), Zone, ManualKey<0x2000_0005>>,
    }

    /// Who administers the registry, who may call its wired messages, and its parameters.
    #[derive(Debug)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Config {
        ownership: Ownership,
        peers: Option<RegistryPeers>,
        params: Scheduled<RegistryParams>,
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
        pub current: RegistryParams,
        /// In force from then on.
        pub next: RegistryParams,
        /// The epoch in which `next` takes over.
        pub from_epoch: Epoch,
    }

    /// A resource class was added.
    #[ink(event)]
    pub struct ClassRegistered {
        /// Its number.
        pub class: ClassId,
        /// Name of the resource and its unit, UTF-8.
        pub name: Vec<u8>,
        /// How it is billed.
        pub billing: Billing,
    }

    /// A node was registered.
    #[ink(event)]
    pub struct NodeRegistered {
        /// Its number.
        #[ink(topic)]
        pub node: NodeId,
        /// Its owner.
        pub owner: AccountId,
        /// Its H3 cell.
        pub cell: u64,
        /// Its ISO 3166-1 numeric country code.
        pub country: u16,
    }

    /// An offer was made, changed or (with capacity and burst zero) withdrawn.
    #[ink(event)]
    pub struct OfferSet {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// What it offers.
        pub class: ClassId,
        /// Units that can be reserved at any time.
        pub capacity: u64,
        /// Further units while the zone is past its kink.
        pub burst: u64,
        /// Price of one unit before the zone's multiplier.
        pub price: Amount,
    }

    /// A node's keys were replaced.
    #[ink(event)]
    pub struct KeysSet {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// Number of the new device key.
        pub generation: u32,
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
            config.params.check()?;
            let mut lazy = Lazy::new();
            lazy.set(&Box::new(Config {
                ownership: Ownership::new(Self::env().caller()),
                peers: None,
                params: Scheduled::new(config.params),
            }));
            Ok(Self {
                clock: config.clock,
                genesis_hash: config.genesis_hash,
                node_count: 0,
                class_count: 0,
                liveness: Store::default(),
                config: lazy,
                nodes: Mapping::new(),
                classes: Mapping::new(),
                offers: Mapping::new(),
                zones: Mapping::new(),
            })
        }

        fn now(&self) -> Slot {
            self.clock.slot(self.env().block_timestamp())
        }

        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn config(&self) -> Box<Config> {
            self.config.get().expect("written by the constructor")
        }

        /// The configuration, if the caller is the wired contract that `peer` names.
        fn config_for(&self, peer: fn(&RegistryPeers) -> &AccountId) -> Result<Box<Config>, RegistryError> {
            let config = self.config();
            if config.peers.as_ref().map(peer) == Some(&self.env().caller()) {
                Ok(config)
            } else {
                Err(RegistryError::NotPeer)
            }
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
            let mut config = self.config();
            config.ownership.ensure(self.env().caller())?;
            if config.peers.is_some() {
                return Err(RegistryError::AlreadyWired);
            }
            config.peers = Some(peers);
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: RegistryParams) -> Result<(), RegistryError> {
            let mut config = self.config();
            config.ownership.ensure(self.env().caller())?;
            params.check()?;
            let (current, from_epoch) = config.params.announce(params.clone(), self.now().epoch);
            self.config.set(&config);
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn register_class(&mut self, class: Class) -> Result<ClassId, RegistryError> {
            self.config().ownership.ensure(self.env().caller())?;
            offers::check_name(&class.name)?;
            let number = self.class_count;
            self.class_count = number.checked_add(1).ok_or(RegistryError::TooMany)?;
            self.classes.insert(number, &class);
            self.env().emit_event(ClassRegistered {
                class: number,
                name: class.name,
                billing: class.billing,
            });
            Ok(number)
        }

        // ---- node owners ----

        #[ink(message)]
        fn register(&mut self, registration: Registration) -> Result<NodeId, RegistryError> {
            offers::check_node(&registration)?;
            let owner = self.env().caller();
            let registered_at = self.env().block_timestamp();
            let epoch = self.clock.epoch(registered_at);
            let Registration { controller, device_key, cell, country, metadata } = registration;
            let node = self.node_count;
            self.node_count = node.checked_add(1).ok_or(RegistryError::Arithmetic)?;
            self.liveness.push(node, &controller, &device_key, epoch);
            let classes = Vec::new();
            self.nodes
                .insert(node, &Box::new(Node { owner, cell, country, registered_at, classes, metadata }));
            self.env().emit_event(NodeRegistered { node, owner, cell, country });
            Ok(node)
        }

        #[ink(message)]
        fn set_offer(
            &mut self,
            node: NodeId,
            class: ClassId,
            terms: OfferTerms,
        ) -> Result<(), RegistryError> {
            let mut record = self.own_node(node)?;
            if class >= self.class_count {
                return Err(RegistryError::UnknownClass);
            }
            let zone_key = (class, h3::zone_of(record.cell));
            let stored = self.offers.get((node, class));
            let was_there = stored.is_some();
            let mut offer = stored.unwrap_or_else(|| {
                Box::new(Offer {
                    capacity: 0,
                    burst: 0,
                    committed: 0,
                    price: 0,
                    zone: zone_key.1,
                    country: record.country,
                })
            });
            let mut zone = self.zones.get(zone_key).unwrap_or_default();
            offers::change(&mut offer, &terms, &mut zone)?;
            let is_there = !offers::is_none(&offer);
            if !was_there && !is_there {
                return Ok(());
            }
            if is_there {
                self.offers.insert((node, class), &offer);
            } else {
                self.offers.remove((node, class));
            }
            self.zones.insert(zone_key, &zone);
            if is_there != was_there {
                if is_there {
                    if record.classes.len() >= MAX_OFFERS {
                        return Err(RegistryError::TooMany);
                    }
                    record.classes.push(class);
                } else {
                    let at = record.classes.iter().position(|offered| *offered == class);
                    at.map(|at| record.classes.swap_remove(at));
                }
                self.nodes.insert(node, &record);
            }
            let OfferTerms { capacity, burst, price } = terms;
            self.env().emit_event(OfferSet { node, class, capacity, burst, price });
            Ok(())
        }

        #[ink(message)]
        fn set_keys(
            &mut self,
            node: NodeId,
            controller: AccountId,
            device_key: PublicKey,
        ) -> Result<(), RegistryError> {
            self.own_node(node)?;
            let mut page = self.liveness.page(node).ok_or(RegistryError::UnknownNode)?;
            let mut entry = page.entry(index_of(node)).ok_or(RegistryError::UnknownNode)?;
            entry.set_keys(&controller, &device_key)?;
            let generation = entry.generation();
            self.liveness.put(node, &page);
            self.env().emit_event(KeysSet { node, generation });
            Ok(())
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
        fn note_stake(&mut self, node: NodeId, note: StakeNote) -> Result<(), RegistryError> {
            self.config_for(|peers| &peers.staking)?;
            let now = self.now();
            let mut page = self.liveness.page(node).ok_or(RegistryError::UnknownNode)?;
            page.entry(index_of(node)).ok_or(RegistryError::UnknownNode)?.note_stake(&note, now.epoch)?;
            self.liveness.put(node, &page);
            Ok(())
        }

        #[ink(message)]
        fn reserve(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, RegistryError> {
            let config = self.config_for(|peers| &peers.metering)?;
            reservation::check(&request)?;
            if request.class >= self.class_count {
                return Err(RegistryError::UnknownClass);
            }
            let now = self.now();
            let params = config.params.at(now.epoch);
            let class = request.class;
            let mut pages = Pages::default();
            let mut choice = Choice::new(request.units, params);
            for &node in &request.candidates {
                let Some(offer) = self.offers.get((node, class)) else { continue };
                if !reservation::is_there(&request, &offer) {
                    continue;
                }
                let page = self.liveness.look(&mut pages, node)?;
                let Some(entry) = page.entry(index_of(node)) else { continue };
                let status = entry.status(params.offline_after, now);
                if status == NodeStatus::Active && entry.stake_at(now.epoch) >= request.min_stake {
                    let cell = offer.zone;
                    choice.add(node, offer, || self.zones.get((class, cell)).unwrap_or_default());
                }
            }
            let grants = choice.grant(request.legs, request.max_price)?;
            for (node, offer) in choice.offers() {
                self.offers.insert((node, class), offer);
            }
            for (cell, zone) in choice.zones() {
                self.zones.insert((class, cell), zone);
            }
            Ok(grants)
        }

        #[ink(message)]
        fn release(&mut self, node: NodeId, class: ClassId, units: u64) -> Result<(), RegistryError> {
            self.config_for(|peers| &peers.metering)?;
            let mut offer = self.offers.get((node, class)).ok_or(RegistryError::UnknownOffer)?;
            let zone_key = (class, offer.zone);
            let mut zone = self.zones.get(zone_key).ok_or(RegistryError::UnknownOffer)?;
            offers::release(&mut offer, &mut zone, units)?;
            self.offers.insert((node, class), &offer);
            self.zones.insert(zone_key, &zone);
            Ok(())
        }

        #[ink(message)]
        fn take_credit(
            &mut self,
            node: NodeId,
            claimer: AccountId,
            count: u32,
        ) -> Result<TakenCredit, RegistryError> {
            self.config_for(|peers| &peers.rewards)?;
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
        fn status(&self, node: NodeId) -> Option<NodeStatus> {
            Self::status_in(&mut self.liveness.page(node)?, node, &self.params(), self.now())
        }

        #[ink(message)]
        fn liveness(&self, node: NodeId) -> Option<Liveness> {
            let now = self.now().epoch;
            let mut page = self.liveness.page(node)?;
            // Only looked at: what was earned before stays where it is.
            let _ = page.roll(now);
            Some(page.entry(index_of(node))?.view(now))
        }

        #[ink(message)]
        fn class(&self, class: ClassId) -> Option<Class> {
            self.classes.get(class)
        }

        #[ink(message)]
        fn class_count(&self) -> u16 {
            self.class_count
        }

        #[ink(message)]
        fn offer(&self, node: NodeId, class: ClassId) -> Option<Offer> {
            self.offers.get((node, class)).map(|offer| *offer)
        }

        #[ink(message)]
        fn zone(&self, class: ClassId, cell: u64) -> Zone {
            self.zones.get((class, cell)).unwrap_or_default()
        }

        #[ink(message)]
        fn quote(&self, node: NodeId, class: ClassId, units: u64) -> Result<Amount, RegistryError> {
            let offer = self.offers.get((node, class)).ok_or(RegistryError::UnknownOffer)?;
            let zone = self.zone(class, offer.zone);
            Market::after(&zone, units, &self.params())
                .filter(|market| market.has_left(&offer, units))
                .map(|market| market.price(offer.price))
                .ok_or(RegistryError::NoMatch)
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
            self.config().params.at(self.now().epoch).clone()
        }

        #[ink(message)]
        fn peers(&self) -> Option<RegistryPeers> {
            self.config().peers
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.clock
        }
    }

    impl interfaces::ownable::Ownable for Registry {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            self.config().ownership.owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            self.config().ownership.pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            let mut config = self.config();
            config.ownership.offer(self.env().caller(), to)?;
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let to = self.env().caller();
            let mut config = self.config();
            let from = config.ownership.accept(to)?;
            self.config.set(&config);
            self.env().emit_event(OwnershipTransferred { from, to });
            Ok(())
        }
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
