//! Nodes change hands.

use crate::verbs::{held, Node};
use crate::world::World;
use gridshare::AccountId;

impl World {
    /// The node's owner offers it, and the other accepts. Returns the node as it is then.
    pub fn hand_over(&mut self, node: &Node, to: AccountId) -> Node {
        self.send(node.owner, self.staking().offer_node(node.id, to));
        assert_eq!(self.view(self.staking().offered_to(node.id)), Some(to));
        assert_eq!(self.view(self.registry().owner_of(node.id)), Ok(node.owner), "not before it is accepted");
        self.accept(node, to)
    }

    /// Somebody accepts a node that was offered. Returns the node as it is then.
    pub fn accept(&mut self, node: &Node, to: AccountId) -> Node {
        let (own, theirs) = (self.position(node, node.owner), self.position(node, to));
        let before = self.view(self.staking().pool(node.id)).as_ref().map(held);
        self.send(to, self.staking().accept_node(node.id));
        self.known.note_staker(node.id, node.owner);
        assert_eq!(self.view(self.registry().owner_of(node.id)), Ok(to));
        assert_eq!(self.view(self.staking().offered_to(node.id)), None);
        let after = self.view(self.staking().pool(node.id));
        assert_eq!(after.as_ref().map(held), before, "not a unit came or went");
        let merged = self.position(node, to);
        assert_eq!(merged.shares, own.shares + theirs.shares);
        assert_eq!(merged.joining, own.joining + theirs.joining);
        assert_eq!(merged.thaws.len(), own.thaws.len() + theirs.thaws.len());
        assert_eq!(self.view(self.staking().position(node.id, node.owner)), None);
        if let Some(pool) = after {
            assert_eq!((pool.owner, pool.owner_since), (to, self.now()));
            assert_eq!(pool.terms.payout, None, "its commission compounds until new terms are set");
        }
        Node { owner: to, ..node.clone() }
    }
}
