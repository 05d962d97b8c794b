//! Attestations, and the boosts that follow from them.

use crate::network::TestNetwork;
use crate::verbs::Node;
use gridshare_sdk::AccountId;
use interfaces::attestations::{Attestation, Fact, Kind};
use shared::{Bps, Epoch};

impl TestNetwork {
    /// Attests a fact of a node until an epoch. Returns the node's boost after it, in basis points.
    pub fn attest(&mut self, node: &Node, kind: Kind, value: u16, until: Epoch) -> Bps {
        let attester = self.attester();
        self.send(attester, self.attestations().attest(node.id, kind, value, until));
        let fact = Fact { value, until };
        let attested = self.view(self.attestations().attestation(node.id, kind));
        assert_eq!(attested, Some(Attestation { fact, attester }));
        let liveness = self.liveness(node.id);
        assert_eq!(liveness.attested.facts[kind.index()], fact, "the registry knows");
        liveness.attested.boost
    }

    /// Revokes an attestation. Returns the node's boost after it, in basis points.
    pub fn revoke(&mut self, from: AccountId, node: &Node, kind: Kind) -> Bps {
        self.send(from, self.attestations().revoke(node.id, kind));
        assert_eq!(self.view(self.attestations().attestation(node.id, kind)), None);
        let liveness = self.liveness(node.id);
        assert_eq!(liveness.attested.facts[kind.index()].until, 0, "the registry knows");
        liveness.attested.boost
    }

    /// Recomputes a node's boost. Returns it, in basis points.
    pub fn refresh(&mut self, from: AccountId, node: &Node) -> Bps {
        let facts = self.liveness(node.id).attested.facts;
        let boost = self.send(from, self.attestations().refresh(node.id)).value;
        let attested = self.liveness(node.id).attested;
        assert_eq!(attested.boost, boost);
        assert_eq!(attested.facts, facts, "what is attested stays");
        boost
    }
}
