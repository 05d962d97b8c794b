//! Claims of rewards.

use crate::network::TestNetwork;
use crate::verbs::{held, Node};
use gridshare_sdk::AccountId;
use interfaces::rewards::Claimed;
use shared::Amount;

impl TestNetwork {
    /// Claims what a node earned in its oldest unclaimed epochs, at most `count` of them.
    pub fn claim(&mut self, from: AccountId, node: &Node, count: u32) -> Claimed {
        let (supply, minted) = (self.view(self.token().total_supply()), self.view(self.rewards().minted()));
        let held = self.wallet(self.net.suite.staking);
        let owed = self.owed(node);
        let first = self.view(self.registry().liveness(node.id)).expect("the node is there").claimed_to;
        let claimed = self.send(from, self.rewards().claim(node.id, count)).value;
        assert_eq!(claimed.first, first, "the oldest epochs come first");
        assert!((1..=count).contains(&claimed.epochs));

        let amount = claimed.availability + claimed.usage;
        assert_eq!(self.view(self.token().total_supply()), supply + amount);
        assert_eq!(self.view(self.rewards().minted()), minted + amount);
        assert_eq!(self.wallet(self.net.suite.staking), held + amount);
        assert_eq!(self.owed(node), owed + amount, "all of it is somebody's");
        let next = first + claimed.epochs;
        let liveness = self.view(self.registry().liveness(node.id)).expect("the node is there");
        assert_eq!(liveness.claimed_to, next);
        for epoch in first..next {
            assert_eq!(self.credit(node, epoch), 0);
            assert_eq!(self.view(self.metering().usage(node.id, epoch)), 0);
        }
        claimed
    }

    /// Claims for several nodes, in order of their numbers, in one call. Returns what each earned, which is what single
    /// claims would mint.
    pub fn claim_many(&mut self, from: AccountId, nodes: &[&Node], count: u32) -> Vec<Claimed> {
        let minted = self.view(self.rewards().minted());
        let apart: Vec<Claimed> = nodes
            .iter()
            .map(|node| {
                self.net.dry_run(from, self.rewards().claim(node.id, count)).expect("it is claimed").value
            })
            .collect();
        let ids = nodes.iter().map(|node| node.id).collect();
        let claimed = self.send(from, self.rewards().claim_many(ids, count)).value;
        assert_eq!(claimed, apart);
        let amount: Amount = claimed.iter().map(|claimed| claimed.availability + claimed.usage).sum();
        assert_eq!(self.view(self.rewards().minted()), minted + amount);
        claimed
    }

    /// Returns the tokens that a node's pool holds and that its owner and its commission's payee can have paid out.
    fn owed(&mut self, node: &Node) -> Amount {
        let pool = self.view(self.staking().pool(node.id));
        let payout = pool.as_ref().and_then(|pool| pool.terms.payout).filter(|who| *who != node.owner);
        let paid = payout.map_or(0, |who| self.view(self.staking().payout(who)));
        pool.as_ref().map_or(0, held) + self.view(self.staking().payout(node.owner)) + paid
    }

    /// Lets two epochs pass and claims, so that pending stake holds shares and can vote.
    pub fn mature(&mut self, node: &Node) {
        self.next_epoch();
        self.next_epoch();
        self.claim(node.owner, node, 32);
    }

    /// Registers a node whose owner's stake can vote. Two epochs pass.
    pub fn voter(&mut self, name: &str, stake: Amount) -> Node {
        let owner = self.person(name);
        let node = self.register(owner);
        self.bond(owner, &node, stake);
        self.mature(&node);
        node
    }
}
