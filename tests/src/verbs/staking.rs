//! Owners and delegators at their pools.

use crate::verbs::Node;
use crate::world::World;
use gridshare::AccountId;
use interfaces::staking::{Pool, PositionView};
use shared::Amount;

/// Units that a visit may lose to rounding.
const ROUNDING: Amount = 4;

/// What a position is worth in all.
pub fn worth(position: &PositionView) -> Amount {
    let thawing: Amount = position.thaws.iter().map(|(tokens, _)| tokens).sum();
    position.value + position.joining + thawing
}

impl World {
    /// What somebody has in a node's pool; nothing is an empty position.
    pub fn position(&mut self, node: &Node, who: AccountId) -> PositionView {
        let empty = PositionView { shares: 0, value: 0, joining: 0, thaws: vec![] };
        self.view(self.staking().position(node.id, who)).unwrap_or(empty)
    }

    /// A node's pool.
    ///
    /// # Panics
    /// When nobody ever bonded.
    pub fn pool(&mut self, node: &Node) -> Pool {
        self.view(self.staking().pool(node.id)).expect("the pool is open")
    }

    /// Stakes on a node.
    pub fn bond(&mut self, who: AccountId, node: &Node, amount: Amount) {
        let (wallet, held) = (self.wallet(who), self.wallet(self.net.suite.staking));
        let before = worth(&self.position(node, who));
        self.send(who, self.staking().bond(node.id, amount));
        self.known.note_staker(node.id, who);
        assert_eq!(self.wallet(who), wallet - amount);
        assert_eq!(self.wallet(self.net.suite.staking), held + amount);
        let position = self.position(node, who);
        assert!(position.joining >= amount, "new stake joins first");
        let gained = worth(&position) - before;
        assert!(gained <= amount && gained + ROUNDING >= amount, "{gained} for {amount}");
    }

    /// Starts the way out for some shares. Returns the tokens.
    pub fn unbond(&mut self, who: AccountId, node: &Node, shares: Amount) -> Amount {
        let before = self.position(node, who);
        let held = self.wallet(self.net.suite.staking);
        let amount = self.send(who, self.staking().unbond(node.id, shares)).value;
        let ready_at = self.now() + self.view(self.staking().params()).thaw_ms;
        let after = self.position(node, who);
        if after.joining == before.joining {
            assert_eq!(after.shares + shares, before.shares);
        }
        assert_eq!(self.wallet(self.net.suite.staking), held, "nothing is paid before the thaw");
        let (thawing, ready) = *after.thaws.last().expect("there is a thaw request");
        assert_eq!(ready, ready_at);
        if before.thaws.len() < after.thaws.len() {
            assert!(thawing <= amount && thawing + ROUNDING >= amount, "{thawing} of {amount}");
        }
        assert!(worth(&after) <= worth(&before) && worth(&after) + ROUNDING >= worth(&before));
        amount
    }

    /// Takes a thaw request back. Returns the tokens.
    pub fn cancel_unbond(&mut self, who: AccountId, node: &Node, index: u8) -> Amount {
        let before = self.position(node, who);
        let amount = self.send(who, self.staking().cancel_unbond(node.id, index)).value;
        let after = self.position(node, who);
        assert_eq!(after.thaws.len() + 1, before.thaws.len());
        assert!(after.joining >= amount, "it joins again");
        assert!(worth(&after) <= worth(&before) && worth(&after) + ROUNDING >= worth(&before));
        amount
    }

    /// Takes out what is thawed. Returns the tokens.
    pub fn withdraw_stake(&mut self, who: AccountId, node: &Node) -> Amount {
        let (wallet, held) = (self.wallet(who), self.wallet(self.net.suite.staking));
        let (now, before) = (self.now(), self.position(node, who));
        let amount = self.send(who, self.staking().withdraw(node.id)).value;
        assert_eq!(self.wallet(who), wallet + amount);
        assert_eq!(self.wallet(self.net.suite.staking), held - amount);
        let after = self.position(node, who);
        assert!(after.thaws.iter().all(|(_, ready_at)| *ready_at > now), "all that is ready went");
        // What joins may have turned into shares on the way.
        let (stays, stayed) = (after.value + after.joining, before.value + before.joining);
        assert!(stays <= stayed && stays + ROUNDING >= stayed, "{stays} of {stayed}");
        amount
    }
}
