//! Offers of nodes.

use crate::network::{TestNetwork, INFERENCE};
use crate::verbs::Node;
use gridshare_sdk::AccountId;
use interfaces::market::{Offer, OfferTerms};
use interfaces::registry::NodeStatus;
use shared::{Amount, ClassId, Units};

impl TestNetwork {
    /// Makes or changes a node's offer of inference: capacity and burst in units, price per unit in tokens' smallest unit.
    pub fn offer(&mut self, node: &Node, capacity: Units, burst: Units, price: Amount) {
        self.offer_of(node, INFERENCE, OfferTerms { capacity, burst, price });
    }

    /// Makes or changes a node's offer of any class.
    pub fn offer_of(&mut self, node: &Node, class_id: ClassId, terms: OfferTerms) {
        let before = self.view(self.market().offer(node.id, class_id));
        let zone = before.map(|offer| self.view(self.market().zone(class_id, offer.zone)));
        self.send(node.owner, self.market().set_offer(node.id, class_id, terms));
        let offer = self.view(self.market().offer(node.id, class_id)).expect("the offer stands");
        let OfferTerms { capacity, burst, price } = terms;
        assert_eq!((offer.capacity, offer.burst, offer.price), (capacity, burst, price));
        assert_eq!(offer.committed, before.map_or(0, |before| before.committed), "leases are left alone");
        assert!(self.view(self.market().classes_of(node.id)).contains(&class_id));
        if let Some((before, zone)) = before.zip(zone) {
            let now = self.view(self.market().zone(class_id, offer.zone));
            assert_eq!(now.capacity + before.capacity, zone.capacity + capacity);
            assert_eq!(now.burst + before.burst, zone.burst + burst);
        }
    }

    /// Retires a node for ever.
    pub fn retire(&mut self, node: &Node) {
        self.send(node.owner, self.market().retire(node.id));
        assert_eq!(self.view(self.market().classes_of(node.id)), [0; 0], "it offers nothing any more");
        assert_eq!(self.status(node.id), NodeStatus::Retired);
        assert!(self.liveness(node.id).retired);
    }

    /// Delists what is not leased of an offer. Returns the rest of the offer, if anything of it is leased.
    pub fn delist(&mut self, from: AccountId, node: &Node, class_id: ClassId) -> Option<Offer> {
        let before = self.view(self.market().offer(node.id, class_id)).expect("it is offered");
        let zone = self.view(self.market().zone(class_id, before.zone));
        self.send(from, self.market().delist_offer(node.id, class_id));
        let after = self.view(self.market().offer(node.id, class_id));
        let (capacity, burst, committed) =
            after.map_or((0, 0, 0), |offer| (offer.capacity, offer.burst, offer.committed));
        assert_eq!(committed, before.committed, "leases are left alone");
        assert_eq!(capacity + burst, committed, "what is left is what is leased");
        let now = self.view(self.market().zone(class_id, before.zone));
        assert_eq!(now.capacity + before.capacity, zone.capacity + capacity);
        assert_eq!(now.burst + before.burst, zone.burst + burst);
        assert_eq!(now.committed, zone.committed);
        after
    }
}
