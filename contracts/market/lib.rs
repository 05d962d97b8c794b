//! The market: resource classes, what nodes offer of them, and what a reservation costs where.
//!
//! It holds no tokens. Metering reserves and releases capacity; the market asks the registry who owns a node
//! and which candidates are fit, and tells it when a node leaves for ever. The registry calls nobody.
//!
//! - `config`: what administration sets
//! - `offers`: which terms are allowed, and a zone's sums
//! - `page`: what 32 nodes offer of a class, in one item
//! - `zones`: price multiplier and burst capacity
//! - `reservation`: the choice among the candidates of a request
//! - `store`: storage beside the root
//! - `events`: the events
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod config;
mod events;
mod offers;
mod page;
mod reservation;
mod store;
mod zones;

#[cfg(test)]
mod unit_tests;

#[ink::contract]
mod market {
    use crate::config::{Config, Peer};
    use crate::events::{ClassRegistered, OfferSet, OwnershipTransferred, ParamsAnnounced};
    use crate::reservation::{self, Selection};
    use crate::store::Store;
    use crate::zones::Conditions;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::market::{
        Class, Grant, MarketConfig, MarketError, MarketParams, MarketPeers, Offer, OfferTerms,
        ReserveRequest, Zone,
    };
    use interfaces::registry::{Identity, NodeStatus, Vetted, Vetting};
    use kit::peers::registry;
    use kit::{emit, emit_plain, finish, ownership};
    use shared::h3::zone_of;
    use shared::{Amount, Cell, ClassId, Clock, Epoch, NodeId, Ownership, OwnershipError, Units};

    /// The configuration stands in the root because every message needs it: an item that is read anyway. Only
    /// administration writes it; all other messages end without writing the root.
    #[ink(storage)]
    pub struct Market {
        class_count: ClassId,
        config: Config,
        ownership: Lazy<Ownership, ManualKey<0x7000_0001>>,
        store: Store,
    }

    impl Market {
        /// Starts without classes, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: MarketConfig) -> Result<Self, MarketError> {
            let config = Config::new(config.clock, &[config.registry], config.params)?;
            let mut market = Self { class_count: 0, config, ownership: Lazy::new(), store: Store::default() };
            ownership::start(&mut market.ownership, Self::env().caller());
            Ok(market)
        }

        fn epoch(&self) -> Epoch {
            self.config.clock.epoch(self.env().block_timestamp())
        }

        fn ensure_class(&self, class_id: ClassId) -> Result<(), MarketError> {
            (class_id < self.class_count).then_some(()).ok_or(MarketError::UnknownClass)
        }

        /// Asks the registry who a node is.
        fn identity(&self, node: NodeId) -> Result<Identity, MarketError> {
            registry::identity(node).or(self.config.peer(Peer::Registry), MarketError::UnknownNode)
        }

        /// Asks the registry who a node is. It has to be the caller's.
        #[inline(never)]
        fn own_identity(&self, node: NodeId) -> Result<Identity, MarketError> {
            let identity = self.identity(node)?;
            let owned = identity.owner == self.env().caller();
            owned.then_some(identity).ok_or(MarketError::NotNodeOwner)
        }

        /// Asks the registry which candidates are fit. It refuses only more of them than a reservation has.
        fn vet(&self, vetting: &Vetting) -> Result<Vetted, MarketError> {
            registry::vet(vetting).or(self.config.peer(Peer::Registry), MarketError::PeerFailed)
        }

        #[inline(never)]
        fn emit_offer(node: NodeId, class_id: ClassId, offer: &Offer) {
            let Offer { capacity, burst, price, .. } = *offer;
            emit(node, OfferSet { node, class_id, capacity, burst, price });
        }

        fn change_offer(
            &mut self,
            node: NodeId,
            class_id: ClassId,
            terms: &OfferTerms,
        ) -> Result<(), MarketError> {
            let identity = self.own_identity(node)?;
            let withdrawn = (terms.capacity, terms.burst) == (0, 0);
            if !withdrawn && !identity.in_service {
                return Err(MarketError::NotInService);
            }
            self.ensure_class(class_id)?;
            let location = (zone_of(identity.cell), identity.country);
            if let Some(offer) = self.store.set_offer(node, class_id, location, terms)? {
                Self::emit_offer(node, class_id, &offer);
            }
            Ok(())
        }

        fn retire_node(&mut self, node: NodeId) -> Result<(), MarketError> {
            if self.own_identity(node)?.status == NodeStatus::Retired {
                return Err(MarketError::NotInService);
            }
            let withdrawn = self.store.withdraw_all(node)?;
            // Whether the node is retired was asked above, so only a registry wired to another market
            // refuses.
            registry::note_retired(node).or(self.config.peer(Peer::Registry), MarketError::PeerFailed)?;
            for (class_id, offer) in withdrawn {
                Self::emit_offer(node, class_id, &offer);
            }
            Ok(())
        }

        fn delist(&mut self, node: NodeId, class_id: ClassId) -> Result<(), MarketError> {
            if self.identity(node)?.in_service {
                return Err(MarketError::InService);
            }
            let offer = self.store.delist_offer(node, class_id)?;
            Self::emit_offer(node, class_id, &offer);
            Ok(())
        }

        /// Reserves units. The registry is asked before anything is stored, because what is stored depends on
        /// it; it calls nobody, so no call can come in between.
        fn reserve_units(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, MarketError> {
            self.config.ensure(Peer::Metering, &self.env().caller())?;
            reservation::check(&request)?;
            self.ensure_class(request.class_id)?;
            let ReserveRequest { class_id, units, legs, candidates, constraints } = request;
            let is_located = |offer: &Offer| reservation::is_located(&constraints, offer);
            let (offers, pages) = self.store.offers_of(&candidates, class_id, is_located);
            let vetting = reservation::vetting(&offers, legs, &constraints)?;
            let vetted = self.vet(&vetting)?;
            let mut selection = Selection::new(units, self.config.params(self.epoch()));
            let read_zone = |cell| self.store.zone(class_id, cell);
            selection.add_fit(offers, &vetted, vetting.owners, read_zone)?;
            let grants = selection.grant(legs, constraints.max_price)?;
            self.store.commit(class_id, pages, &selection);
            Ok(grants)
        }

        fn release_units(
            &mut self,
            node: NodeId,
            class_id: ClassId,
            units: Units,
        ) -> Result<(), MarketError> {
            self.config.ensure(Peer::Metering, &self.env().caller())?;
            self.store.release(node, class_id, units)
        }
    }

    impl interfaces::market::Market for Market {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: MarketPeers) -> Result<(), MarketError> {
            ownership::ensure(&self.ownership)?;
            Ok(self.config.wire(&[peers.metering])?)
        }

        #[ink(message)]
        fn set_params(&mut self, params: MarketParams) -> Result<(), MarketError> {
            ownership::ensure(&self.ownership)?;
            let (current, from_epoch) = self.config.announce(params, self.epoch())?;
            emit_plain(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn register_class(&mut self, definition: Class) -> Result<ClassId, MarketError> {
            ownership::ensure(&self.ownership)?;
            definition.check()?;
            let class_id = self.class_count;
            self.class_count = class_id.checked_add(1).ok_or(MarketError::TooMany)?;
            self.store.add_class(class_id, &definition);
            let Class { name, billing } = definition;
            emit_plain(ClassRegistered { class_id, name, billing });
            Ok(class_id)
        }

        // ---- node owners ----

        #[ink(message)]
        fn set_offer(
            &mut self,
            node: NodeId,
            class_id: ClassId,
            terms: OfferTerms,
        ) -> Result<(), MarketError> {
            finish(self.change_offer(node, class_id, &terms))
        }

        #[ink(message)]
        fn retire(&mut self, node: NodeId) -> Result<(), MarketError> {
            finish(self.retire_node(node))
        }

        // ---- everybody ----

        #[ink(message)]
        fn delist_offer(&mut self, node: NodeId, class_id: ClassId) -> Result<(), MarketError> {
            finish(self.delist(node, class_id))
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn reserve(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, MarketError> {
            finish(self.reserve_units(request))
        }

        #[ink(message)]
        fn release(&mut self, node: NodeId, class_id: ClassId, units: Units) -> Result<(), MarketError> {
            finish(self.release_units(node, class_id, units))
        }

        // ---- views ----

        #[ink(message)]
        fn class(&self, class_id: ClassId) -> Option<Class> {
            self.store.class(class_id)
        }

        #[ink(message)]
        fn class_count(&self) -> u16 {
            self.class_count
        }

        #[ink(message)]
        fn offer(&self, node: NodeId, class_id: ClassId) -> Option<Offer> {
            self.store.offer(node, class_id).map(|offer| *offer)
        }

        #[ink(message)]
        fn classes_of(&self, node: NodeId) -> Vec<ClassId> {
            self.store.classes_of(node)
        }

        #[ink(message)]
        fn zone(&self, class_id: ClassId, cell: Cell) -> Zone {
            self.store.zone(class_id, cell)
        }

        #[ink(message)]
        fn quote(&self, node: NodeId, class_id: ClassId, units: Units) -> Result<Amount, MarketError> {
            let offer = self.store.offer(node, class_id).ok_or(MarketError::UnknownOffer)?;
            let zone = self.store.zone(class_id, offer.zone);
            let conditions = Conditions::after(&zone, units, self.config.params(self.epoch()));
            conditions.and_then(|conditions| conditions.quote(&offer, units)).ok_or(MarketError::NoMatch)
        }

        #[ink(message)]
        fn params(&self) -> MarketParams {
            *self.config.params(self.epoch())
        }

        #[ink(message)]
        fn next_params(&self) -> Option<(Epoch, MarketParams)> {
            self.config.announced(self.epoch())
        }

        #[ink(message)]
        fn peers(&self) -> Option<MarketPeers> {
            let metering = *self.config.peer(Peer::Metering);
            self.config.is_wired().then(|| MarketPeers { metering: metering.into() })
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

    impl interfaces::ownable::Ownable for Market {
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
