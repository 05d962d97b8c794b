//! Attesters, and what they make of a node's weight.

use crate::verbs::Node;
use crate::world::World;
use gridshare::AccountId;
use interfaces::attestations::{Attestation, Fact, Kind};
use shared::{Bps, Epoch};

impl World {
    /// The attester attests something of a node until an epoch. Returns the boost that the node has then.
    pub fn attest(&mut self, node: &Node, kind: Kind, value: u16, until: Epoch) -> Bps {
        let attester = self.attester();
        self.send(attester, self.attestations().attest(node.id, kind, value, until));
        let fact = Fact { value, until };
        let told = self.view(self.attestations().attestation(node.id, kind));
        assert_eq!(told, Some(Attestation { fact, attester }));
        let liveness = self.liveness(node.id);
        assert_eq!(liveness.attested.facts[kind.place()], fact, "the registry knows");
        liveness.attested.boost
    }

    /// Somebody takes an attestation back. Returns the boost that is left.
    pub fn revoke(&mut self, from: AccountId, node: &Node, kind: Kind) -> Bps {
        self.send(from, self.attestations().revoke(node.id, kind));
        assert_eq!(self.view(self.attestations().attestation(node.id, kind)), None);
        let liveness = self.liveness(node.id);
        assert_eq!(liveness.attested.facts[kind.place()].until, 0, "the registry knows");
        liveness.attested.boost
    }

    /// Works a node's boost out again.
    pub fn refresh(&mut self, from: AccountId, node: &Node) -> Bps {
        let facts = self.liveness(node.id).attested.facts;
        let boost = self.send(from, self.attestations().refresh(node.id)).value;
        let attested = self.liveness(node.id).attested;
        assert_eq!(attested.boost, boost);
        assert_eq!(attested.facts, facts, "what is attested stays");
        boost
    }
}
