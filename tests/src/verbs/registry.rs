//! Node owners, their controllers and devices.

use crate::network::{TestNetwork, NEAR_CELL};
use gridshare_sdk::keys::Key;
use gridshare_sdk::AccountId;
use interfaces::registry::{BeatOutcome, Liveness, NodeStatus, Registration, SignedBeat, Window};
use shared::{Amount, Cell, Country, Credit, Epoch, NodeId, Slot};

/// A registered node, and the keys that act for it.
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
    /// Number of the device key, counted from 0.
    pub generation: u32,
}

impl TestNetwork {
    /// Returns what an owner would say of the node that is registered next.
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

    /// Registers a node in the usual cell and country.
    pub fn register(&mut self, owner: AccountId) -> Node {
        self.register_at(owner, NEAR_CELL, 840)
    }

    /// Registers a node in a cell and a country.
    pub fn register_at(&mut self, owner: AccountId, cell: Cell, country: Country) -> Node {
        let next = self.view(self.registry().node_count());
        let registration = Registration { cell, country, ..self.registration() };
        let (controller, device) = (registration.controller, Key::from_name(&format!("device {next}")));
        let id = self.send(owner, self.registry().register(registration.clone())).value;
        assert_eq!(id, next, "nodes are numbered in order");
        let (now, epoch) = (self.now(), self.epoch());
        let record = self.view(self.registry().node(id)).expect("the node is there");
        assert_eq!(
            (record.owner, record.cell, record.country, record.registered_at),
            (owner, cell, country, now)
        );
        let liveness = self.liveness(id);
        assert_eq!(
            (liveness.controller, liveness.device_key, liveness.generation, liveness.claimed_to),
            (controller, registration.device_key, 0, epoch)
        );
        assert_eq!(self.status(id), NodeStatus::Unbonded);
        Node { id, owner, controller, device, generation: 0 }
    }

    /// Sends the controller's first heartbeat in the current slot.
    pub fn beat(&mut self, node: &Node) {
        let before = self.liveness(node.id);
        let counted = self.send(node.controller, self.registry().heartbeat(vec![node.id])).value;
        assert_eq!(counted, 1, "the slot had no beat yet");
        let slot = self.slot();
        let after = self.liveness(node.id);
        assert_eq!(after.beats, before.beats | (1 << slot.index));
        assert_eq!(after.last_seen, Some(slot));
        let excused = before.excused & (1 << slot.index) != 0;
        let weight = if excused { 0 } else { weight(&before) };
        assert_eq!(after.credit, before.credit + weight, "a beat earns the stake's weight");
    }

    /// Sends every node's heartbeat, in the current slot and in the `slots − 1` that follow.
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

    /// Signs a beat with the node's device key, for a slot of the running epoch.
    pub fn signed_beat(&mut self, node: &Node, slot: u8) -> SignedBeat {
        let epoch = self.epoch();
        self.signed_beat_of(node, epoch, slot)
    }

    /// Signs a beat with the node's device key, for a slot of any epoch.
    pub fn signed_beat_of(&self, node: &Node, epoch: Epoch, slot: u8) -> SignedBeat {
        let signature = node.device.sign_beat(&self.net.suite, node.id, node.generation, epoch, slot);
        SignedBeat { node: node.id, slot, signature }
    }

    /// Submits signed beats. Returns each one's outcome.
    pub fn submit(&mut self, from: AccountId, beats: Vec<SignedBeat>) -> Vec<BeatOutcome> {
        let count = beats.len();
        let outcomes = self.send(from, self.registry().submit_beats(beats)).value;
        assert_eq!(outcomes.len(), count, "every beat has its outcome");
        outcomes
    }

    /// Announces maintenance. Returns the window.
    pub fn announce(&mut self, node: &Node, from: Slot, slots: u16) -> Window {
        let before = self.liveness(node.id);
        self.send(node.owner, self.registry().announce_maintenance(node.id, from, slots));
        let after = self.liveness(node.id);
        let window = Window { from, slots };
        assert_eq!(after.maintenance, Some(window));
        assert!(after.budget + slots >= before.budget, "no more is spent than is announced");
        window
    }

    /// Adds slots to the end of a maintenance window.
    pub fn extend(&mut self, node: &Node, slots: u16) {
        let before = self.liveness(node.id);
        let window = before.maintenance.expect("there is maintenance");
        self.send(node.owner, self.registry().extend_maintenance(node.id, slots));
        let after = self.liveness(node.id);
        assert_eq!(after.maintenance, Some(Window { slots: window.slots + slots, ..window }));
        assert!(after.budget + slots >= before.budget);
    }

    /// Cancels maintenance. Returns the slots that did not begin.
    pub fn call_off(&mut self, node: &Node) -> u16 {
        let before = self.liveness(node.id);
        let window = before.maintenance.expect("there is maintenance");
        self.send(node.owner, self.registry().cancel_maintenance(node.id));
        let now = self.slot().number();
        let begun = (now + 1).saturating_sub(window.from.number());
        let stays = window.slots.min(u16::try_from(begun).expect("windows are short"));
        let after = self.liveness(node.id);
        let left = after.maintenance.filter(|window| window.slots > 0);
        assert_eq!(left, (stays > 0).then_some(Window { slots: stays, ..window }));
        let back = window.slots - stays;
        assert!(after.budget <= before.budget + back, "no more comes back than is called off");
        back
    }

    /// Returns a node's status.
    pub fn status(&mut self, node: NodeId) -> NodeStatus {
        self.view(self.registry().identity(node)).expect("the node is there").status
    }

    /// Returns a node's liveness.
    pub fn liveness(&mut self, node: NodeId) -> Liveness {
        self.view(self.registry().liveness(node)).expect("the node is there")
    }

    /// Returns the credit that a node earned in an epoch and did not claim.
    pub fn credit(&mut self, node: &Node, epoch: Epoch) -> Credit {
        self.view(self.registry().credit(node.id, epoch))
    }
}

/// Returns the credit that a beat in a slot that is not excused earns a node.
fn weight(liveness: &Liveness) -> Credit {
    if liveness.retired || liveness.jailed {
        return 0;
    }
    liveness.stake + liveness.stake * Amount::from(liveness.boost) / 10_000
}
