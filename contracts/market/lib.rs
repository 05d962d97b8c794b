//! The market: resource classes, what nodes offer of them, and what a reservation costs where.
//!
//! It holds no tokens. Metering reserves and releases capacity; the market asks the registry who owns a node
//! and which candidates are fit, and tells it when a node leaves for ever. The registry calls nobody.
//!
//! | module | rules of |
//! |---|---|
//! | [`offers`] | what may be offered, and the zone's sums |
//! | [`zones`] | price multiplier and burst capacity |
//! | [`reservation`] | the choice of legs among candidates |
//! | [`book`] | the storage of all of them |
//! | [`config`] | what administration sets |
//! | [`peers`] | calls to the registry |
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod book;
pub mod config;
pub mod offers;
pub mod peers;
pub mod reservation;
pub mod zones;

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod model;
#[cfg(test)]
mod tests;

#[ink::contract]
pub mod market {
    use crate::book::Book;
    use crate::config::Config;
    use crate::peers;
    use crate::reservation::{self, Choice};
    use ink::prelude::vec::Vec;
    use ink::storage::{traits::ManualKey, Lazy};
    use interfaces::calls::finish;
    use interfaces::events::emit;
    use interfaces::market::{
        Billing, Class, Grant, MarketConfig, MarketError, MarketParams, MarketPeers, Offer, OfferTerms,
        ReserveRequest, Zone,
    };
    use interfaces::registry::{NodeStatus, Vetting};
    use shared::h3::zone_of;
    use shared::{Amount, ClassId, Clock, Epoch, NodeId, Ownership, OwnershipError};

    /// The configuration stands in the root because every message needs it: an item that is read anyway. Only
    /// administration writes it; all other messages end without writing the root.
    #[ink(storage)]
    pub struct Market {
        class_count: ClassId,
        config: Config,
        ownership: Lazy<Ownership, ManualKey<0x7000_0001>>,
        book: Book,
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
        pub current: MarketParams,
        /// In force from then on.
        pub next: MarketParams,
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

    /// An offer was made, changed, withdrawn or struck. With capacity and burst zero there is none any more.
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

    impl Market {
        /// A market without classes. The caller becomes the owner.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: MarketConfig) -> Result<Self, MarketError> {
            let config = Config::new(config)?;
            let mut market = Self { class_count: 0, config, ownership: Lazy::new(), book: Book::default() };
            market.ownership.set(&Ownership::new(Self::env().caller()));
            Ok(market)
        }

        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_ownership(&self) -> Ownership {
            self.ownership.get().expect("written by the constructor")
        }

        fn ensure_owner(&self) -> Result<(), OwnershipError> {
            self.read_ownership().ensure(self.env().caller())
        }

        fn ensure_class(&self, class: ClassId) -> Result<(), MarketError> {
            (class < self.class_count).then_some(()).ok_or(MarketError::UnknownClass)
        }

        #[inline(never)]
        fn tell(node: NodeId, class: ClassId, offer: &Offer) {
            let Offer { capacity, burst, price, .. } = *offer;
            emit(node, OfferSet { node, class, capacity, burst, price });
        }

        fn change_offer(
            &mut self,
            node: NodeId,
            class: ClassId,
            terms: &OfferTerms,
        ) -> Result<(), MarketError> {
            let identity = peers::owned(self.config.registry(), node, &self.env().caller())?;
            let withdrawn = (terms.capacity, terms.burst) == (0, 0);
            if !withdrawn && !identity.in_service {
                return Err(MarketError::NotInService);
            }
            self.ensure_class(class)?;
            let at = (zone_of(identity.cell), identity.country);
            if let Some(offer) = self.book.set(node, class, at, terms)? {
                Self::tell(node, class, &offer);
            }
            Ok(())
        }

        fn leave(&mut self, node: NodeId) -> Result<(), MarketError> {
            let identity = peers::owned(self.config.registry(), node, &self.env().caller())?;
            if identity.status == NodeStatus::Retired {
                return Err(MarketError::NotInService);
            }
            let withdrawn = self.book.clear(node)?;
            peers::retire(self.config.registry(), node)?;
            for (class, offer) in withdrawn {
                Self::tell(node, class, &offer);
            }
            Ok(())
        }

        fn strike(&mut self, node: NodeId, class: ClassId) -> Result<(), MarketError> {
            if peers::identity(self.config.registry(), node)?.in_service {
                return Err(MarketError::InService);
            }
            let offer = self.book.strike(node, class)?;
            Self::tell(node, class, &offer);
            Ok(())
        }

        fn choose(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, MarketError> {
            self.config.ensure_metering(&self.env().caller())?;
            reservation::check(&request)?;
            self.ensure_class(request.class)?;
            let ReserveRequest { class, units, legs, candidates: mut nodes, constraints } = request;
            let mut offers = Vec::with_capacity(nodes.len());
            nodes.retain(|node| {
                let offer = self.book.offer(*node, class);
                let offer = offer.filter(|offer| reservation::is_there(&constraints, offer));
                let is_there = offer.is_some();
                offers.extend(offer);
                is_there
            });
            if nodes.len() < usize::from(legs) {
                return Err(MarketError::NoMatch);
            }

            // Asked before anything is stored, because what is stored depends on it. The registry calls
            // nobody, and the pallet denies re-entry.
            let owners = constraints.distinct_owners && legs > 1;
            let vetting = Vetting {
                nodes,
                min_stake: constraints.min_stake,
                min_renewable: constraints.min_renewable,
                attested: constraints.attested,
                owners,
            };
            let vetted = peers::vet(self.config.registry(), &vetting)?;
            let (mut fit, mut their_owners) = (vetted.fit, vetted.owners.iter());
            let mut choice = Choice::new(units, self.config.params(self.env().block_timestamp()));
            for (node, offer) in vetting.nodes.into_iter().zip(offers) {
                let is_fit = fit & 1 == 1;
                fit >>= 1;
                if !is_fit {
                    continue;
                }
                let owner = their_owners.next();
                if owner.is_some() != owners {
                    return Err(MarketError::PeerFailed);
                }
                let cell = offer.zone;
                choice.add(node, offer, owner, || self.book.zone(class, cell));
            }
            let grants = choice.grant(legs, constraints.max_price)?;
            self.book.commit(class, &choice);
            Ok(grants)
        }

        fn give_back(&mut self, node: NodeId, class: ClassId, units: u64) -> Result<(), MarketError> {
            self.config.ensure_metering(&self.env().caller())?;
            self.book.release(node, class, units)
        }
    }

    impl interfaces::market::Market for Market {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: MarketPeers) -> Result<(), MarketError> {
            self.ensure_owner()?;
            self.config.wire(&peers)
        }

        #[ink(message)]
        fn set_params(&mut self, params: MarketParams) -> Result<(), MarketError> {
            self.ensure_owner()?;
            let (current, from_epoch) = self.config.announce(params, self.env().block_timestamp())?;
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        #[ink(message)]
        fn register_class(&mut self, class: Class) -> Result<ClassId, MarketError> {
            self.ensure_owner()?;
            class.check()?;
            let number = self.class_count;
            self.class_count = number.checked_add(1).ok_or(MarketError::TooMany)?;
            self.book.put_class(number, &class);
            let Class { name, billing } = class;
            self.env().emit_event(ClassRegistered { class: number, name, billing });
            Ok(number)
        }

        // ---- node owners ----

        #[ink(message)]
        fn set_offer(&mut self, node: NodeId, class: ClassId, terms: OfferTerms) -> Result<(), MarketError> {
            finish(self.change_offer(node, class, &terms))
        }

        #[ink(message)]
        fn retire(&mut self, node: NodeId) -> Result<(), MarketError> {
            finish(self.leave(node))
        }

        // ---- everybody ----

        #[ink(message)]
        fn strike_offer(&mut self, node: NodeId, class: ClassId) -> Result<(), MarketError> {
            finish(self.strike(node, class))
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn reserve(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, MarketError> {
            finish(self.choose(request))
        }

        #[ink(message)]
        fn release(&mut self, node: NodeId, class: ClassId, units: u64) -> Result<(), MarketError> {
            finish(self.give_back(node, class, units))
        }

        // ---- views ----

        #[ink(message)]
        fn class(&self, class: ClassId) -> Option<Class> {
            self.book.class(class)
        }

        #[ink(message)]
        fn class_count(&self) -> u16 {
            self.class_count
        }

        #[ink(message)]
        fn offer(&self, node: NodeId, class: ClassId) -> Option<Offer> {
            self.book.offer(node, class).map(|offer| *offer)
        }

        #[ink(message)]
        fn classes_of(&self, node: NodeId) -> Vec<ClassId> {
            self.book.classes_of(node)
        }

        #[ink(message)]
        fn zone(&self, class: ClassId, cell: u64) -> Zone {
            self.book.zone(class, cell)
        }

        #[ink(message)]
        fn quote(&self, node: NodeId, class: ClassId, units: u64) -> Result<Amount, MarketError> {
            self.book.quote(node, class, units, self.config.params(self.env().block_timestamp()))
        }

        #[ink(message)]
        fn params(&self) -> MarketParams {
            *self.config.params(self.env().block_timestamp())
        }

        #[ink(message)]
        fn peers(&self) -> Option<MarketPeers> {
            self.config.peers()
        }

        #[ink(message)]
        fn registry(&self) -> AccountId {
            (*self.config.registry()).into()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.config.clock
        }
    }

    impl interfaces::ownable::Ownable for Market {
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
