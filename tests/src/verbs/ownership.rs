//! Transfers of nodes to other owners.

use crate::network::TestNetwork;
use crate::verbs::{held, Node};
use gridshare_sdk::AccountId;

impl TestNetwork {
    /// Proposes a node's transfer and has it accepted. Returns the node with its new owner.
    pub fn hand_over(&mut self, node: &Node, to: AccountId) -> Node {
        self.send(node.owner, self.staking().propose_node_transfer(node.id, to));
        assert_eq!(self.view(self.staking().pending_node_owner(node.id)), Some(to));
        assert_eq!(self.view(self.registry().owner_of(node.id)), Ok(node.owner), "not before it is accepted");
        self.accept(node, to)
    }

    /// Accepts a proposed transfer. Returns the node with its new owner.
    pub fn accept(&mut self, node: &Node, to: AccountId) -> Node {
        let (own, theirs) = (self.position(node, node.owner), self.position(node, to));
        let before = self.view(self.staking().pool(node.id)).as_ref().map(held);
        self.send(to, self.staking().accept_node_transfer(node.id));
        self.history.note_staker(node.id, node.owner);
        assert_eq!(self.view(self.registry().owner_of(node.id)), Ok(to));
        assert_eq!(self.view(self.staking().pending_node_owner(node.id)), None);
        let after = self.view(self.staking().pool(node.id));
        assert_eq!(after.as_ref().map(held), before, "not a unit came or went");
        let merged = self.position(node, to);
        assert_eq!(merged.shares.0, own.shares.0 + theirs.shares.0);
        assert_eq!(merged.pending, own.pending + theirs.pending);
        assert_eq!(merged.thaws.len(), own.thaws.len() + theirs.thaws.len());
        assert_eq!(self.view(self.staking().position(node.id, node.owner)), None);
        if let Some(pool) = after {
            assert_eq!((pool.owner, pool.owner_since), (to, self.now()));
            assert_eq!(pool.terms.payout, None, "its commission compounds until new terms are set");
        }
        Node { owner: to, ..node.clone() }
    }
}
