//! Node owners at the market.

use crate::verbs::Node;
use crate::world::{World, INFERENCE};
use gridshare::AccountId;
use interfaces::market::{Offer, OfferTerms};
use interfaces::registry::NodeStatus;
use shared::{Amount, ClassId};

impl World {
    /// Makes or changes a node's offer of inference.
    pub fn offer(&mut self, node: &Node, capacity: u64, burst: u64, price: Amount) {
        self.offer_of(node, INFERENCE, OfferTerms { capacity, burst, price });
    }

    /// Makes or changes a node's offer.
    pub fn offer_of(&mut self, node: &Node, class: ClassId, terms: OfferTerms) {
        let before = self.view(self.market().offer(node.id, class));
        let zone = before.map(|offer| self.view(self.market().zone(class, offer.zone)));
        self.send(node.owner, self.market().set_offer(node.id, class, terms));
        let offer = self.view(self.market().offer(node.id, class)).expect("the offer stands");
        let OfferTerms { capacity, burst, price } = terms;
        assert_eq!((offer.capacity, offer.burst, offer.price), (capacity, burst, price));
        assert_eq!(offer.committed, before.map_or(0, |before| before.committed), "leases are left alone");
        assert!(self.view(self.market().classes_of(node.id)).contains(&class));
        if let Some((before, zone)) = before.zip(zone) {
            let now = self.view(self.market().zone(class, offer.zone));
            assert_eq!(now.capacity + before.capacity, zone.capacity + capacity);
            assert_eq!(now.burst + before.burst, zone.burst + burst);
        }
    }

    /// Takes a node out of service for ever.
    pub fn retire(&mut self, node: &Node) {
        self.send(node.owner, self.market().retire(node.id));
        assert_eq!(self.view(self.market().classes_of(node.id)), [0; 0], "it offers nothing any more");
        assert_eq!(self.status(node.id), NodeStatus::Retired);
        assert!(self.liveness(node.id).retired);
    }

    /// Takes what is not leased of an offer out of its zone. Returns what is left of the offer.
    pub fn strike(&mut self, from: AccountId, node: &Node, class: ClassId) -> Option<Offer> {
        let before = self.view(self.market().offer(node.id, class)).expect("it is offered");
        let zone = self.view(self.market().zone(class, before.zone));
        self.send(from, self.market().strike_offer(node.id, class));
        let after = self.view(self.market().offer(node.id, class));
        let (capacity, burst, committed) =
            after.map_or((0, 0, 0), |offer| (offer.capacity, offer.burst, offer.committed));
        assert_eq!(committed, before.committed, "leases are left alone");
        assert_eq!(capacity + burst, committed, "what is left is what is leased");
        let now = self.view(self.market().zone(class, before.zone));
        assert_eq!(now.capacity + before.capacity, zone.capacity + capacity);
        assert_eq!(now.burst + before.burst, zone.burst + burst);
        assert_eq!(now.committed, zone.committed);
        after
    }
}
