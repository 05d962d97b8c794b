//! Node owners, their controllers and devices.

use crate::world::{World, INFERENCE, NEAR_CELL};
use gridshare::keys::Key;
use gridshare::AccountId;
use interfaces::registry::{BeatOutcome, NodeStatus, OfferTerms, Registration, SignedBeat};
use shared::{Amount, Epoch, NodeId};

/// A registered node, and the keys of the people around it.
#[derive(Clone)]
pub struct Node {
    /// Its number.
    pub id: NodeId,
    /// Its owner.
    pub owner: AccountId,
    /// Its controller.
    pub controller: AccountId,
    /// Its device key.
    pub device: Key,
    /// Number of the device key.
    pub generation: u32,
}

impl World {
    /// What an owner would say of the node that is registered next.
    pub fn registration(&mut self) -> Registration {
        let next = self.view(self.registry().node_count());
        Registration {
            controller: self.stranger(&format!("controller {next}")),
            device_key: Key::from_name(&format!("device {next}")).public(),
            cell: NEAR_CELL,
            country: 840,
            metadata: b"https://node.example".to_vec(),
        }
    }

    /// Registers a node.
    pub fn register(&mut self, owner: AccountId) -> Node {
        self.register_at(owner, NEAR_CELL, 840)
    }

    /// Registers a node in a cell and a country.
    pub fn register_at(&mut self, owner: AccountId, cell: u64, country: u16) -> Node {
        let next = self.view(self.registry().node_count());
        let registration = Registration { cell, country, ..self.registration() };
        let (controller, device) = (registration.controller, Key::from_name(&format!("device {next}")));
        let id = self.send(owner, self.registry().register(registration.clone())).value;
        assert_eq!(id, next, "nodes are numbered in order");
        let (now, epoch) = (self.now(), self.epoch());
        let record = self.view(self.registry().node(id)).expect("the node is there");
        assert_eq!(
            (record.owner, record.cell, record.country, record.registered_at, record.classes),
            (owner, cell, country, now, vec![])
        );
        let liveness = self.view(self.registry().liveness(id)).expect("the node has liveness");
        assert_eq!(
            (liveness.controller, liveness.device_key, liveness.generation, liveness.claimed_to),
            (controller, registration.device_key, 0, epoch)
        );
        assert_eq!(self.status(id), NodeStatus::Unbonded);
        Node { id, owner, controller, device, generation: 0 }
    }

    /// Makes or changes a node's offer of inference.
    pub fn offer(&mut self, node: &Node, capacity: u64, burst: u64, price: Amount) {
        let terms = OfferTerms { capacity, burst, price };
        let before = self.view(self.registry().offer(node.id, INFERENCE));
        self.send(node.owner, self.registry().set_offer(node.id, INFERENCE, terms));
        let offer = self.view(self.registry().offer(node.id, INFERENCE)).expect("the offer stands");
        assert_eq!((offer.capacity, offer.burst, offer.price), (capacity, burst, price));
        assert_eq!(offer.committed, before.map_or(0, |before| before.committed), "leases are left alone");
    }

    /// The node's controller says that it is alive in the current slot, for the first time.
    pub fn beat(&mut self, node: &Node) {
        let before = self.view(self.registry().liveness(node.id)).expect("the node is there");
        let counted = self.send(node.controller, self.registry().heartbeat(vec![node.id])).value;
        assert_eq!(counted, 1, "the slot had no beat yet");
        let slot = self.slot();
        let after = self.view(self.registry().liveness(node.id)).expect("the node is there");
        assert_eq!(after.beats, before.beats | (1 << slot.index));
        assert_eq!(after.last_seen, Some(slot));
        assert_eq!(after.credit, before.credit + before.stake, "a beat earns the stake");
    }

    /// Every node beats, in the current slot and in the `slots − 1` that follow.
    pub fn beat_for(&mut self, nodes: &[&Node], slots: u32) {
        for at in 0..slots {
            if at > 0 {
                self.next_slot();
            }
            for node in nodes {
                self.beat(node);
            }
        }
    }

    /// A beat of the node's device for a slot of the running epoch.
    pub fn signed_beat(&mut self, node: &Node, slot: u8) -> SignedBeat {
        let epoch = self.epoch();
        self.signed_beat_of(node, epoch, slot)
    }

    /// A beat of the node's device for any slot.
    pub fn signed_beat_of(&self, node: &Node, epoch: Epoch, slot: u8) -> SignedBeat {
        let signature = node.device.sign_beat(&self.net.suite, node.id, node.generation, epoch, slot);
        SignedBeat { node: node.id, slot, signature }
    }

    /// Carries beats in.
    pub fn submit(&mut self, from: AccountId, beats: Vec<SignedBeat>) -> Vec<BeatOutcome> {
        let count = beats.len();
        let outcomes = self.send(from, self.registry().submit_beats(beats)).value;
        assert_eq!(outcomes.len(), count, "every beat has its outcome");
        outcomes
    }

    /// How a node stands.
    pub fn status(&mut self, node: NodeId) -> NodeStatus {
        self.view(self.registry().status(node)).expect("the node is there")
    }

    /// Credit that a node earned in an epoch and did not claim.
    pub fn credit(&mut self, node: &Node, epoch: Epoch) -> Amount {
        self.view(self.registry().credit(node.id, epoch))
    }
}
