//! Stakes of owners and delegators in pools.

use crate::network::TestNetwork;
use crate::verbs::Node;
use gridshare_sdk::AccountId;
use interfaces::staking::{Pool, PoolTerms, PositionView};
use shared::{Amount, Bps, NodeId, Shares};

/// Tokens, in their smallest unit, that one update of a pool may lose to rounding.
const ROUNDING: Amount = 4;

/// Returns the tokens that a position is worth in all.
pub fn worth(position: &PositionView) -> Amount {
    let thawing: Amount = position.thaws.iter().map(|(tokens, _)| tokens).sum();
    position.value + position.pending + thawing
}

/// Returns the tokens that a pool holds in all.
pub fn held(pool: &Pool) -> Amount {
    let pending: Amount = pool.tranches.iter().map(|tranche| tranche.tokens).sum();
    pool.active + pending + pool.thawing
}

impl TestNetwork {
    /// Returns an account's position in a node's pool, an empty one if there is none.
    pub fn position(&mut self, node: &Node, who: AccountId) -> PositionView {
        let empty = PositionView { shares: Shares::ZERO, value: 0, pending: 0, thaws: vec![], ready: 0 };
        self.view(self.staking().position(node.id, who)).unwrap_or(empty)
    }

    /// Returns a node's pool.
    ///
    /// # Panics
    /// When nobody ever bonded.
    pub fn pool(&mut self, node: &Node) -> Pool {
        self.view(self.staking().pool(node.id)).expect("the pool is open")
    }

    /// Bonds tokens to a node's pool.
    pub fn bond(&mut self, who: AccountId, node: &Node, amount: Amount) {
        let (wallet, held) = (self.wallet(who), self.wallet(self.net.suite.staking));
        let before = self.position(node, who);
        self.send(who, self.staking().bond(node.id, amount));
        assert_eq!(self.wallet(who), wallet - amount);
        assert_eq!(self.wallet(self.net.suite.staking), held + amount);
        self.joined(node, who, &before, amount);
    }

    /// Bonds a payer's tokens for another account.
    pub fn bond_for(&mut self, payer: AccountId, node: &Node, who: AccountId, amount: Amount) {
        let (wallet, theirs) = (self.wallet(payer), self.wallet(who));
        let (before, payers) = (self.position(node, who), worth(&self.position(node, payer)));
        self.send(payer, self.staking().bond_for(node.id, who, amount));
        assert_eq!((self.wallet(payer), self.wallet(who)), (wallet - amount, theirs), "the caller pays");
        assert_eq!(worth(&self.position(node, payer)), payers);
        let after = self.joined(node, who, &before, amount);
        assert_eq!(after.thaws, before.thaws, "nothing that was there is touched");
    }

    /// Rebonds what is thawed to another pool. Returns the tokens.
    pub fn rebond(&mut self, who: AccountId, from: &Node, to: &Node) -> Amount {
        let (wallet, held) = (self.wallet(who), self.wallet(self.net.suite.staking));
        let (before, target) = (self.position(from, who), self.position(to, who));
        let amount = self.send(who, self.staking().rebond(from.id, to.id)).value;
        assert_eq!(amount, before.ready, "all that is ready went");
        assert_eq!((self.wallet(who), self.wallet(self.net.suite.staking)), (wallet, held));
        let after = self.position(from, who);
        assert_eq!(after.ready, 0);
        self.joined(to, who, &target, amount);
        amount
    }

    /// Checks that `amount` joined a pool, and returns the position after it.
    fn joined(&mut self, node: &Node, who: AccountId, before: &PositionView, amount: Amount) -> PositionView {
        self.history.note_staker(node.id, who);
        let position = self.position(node, who);
        assert!(position.pending >= amount, "new stake joins first");
        let gained = worth(&position) - worth(before);
        assert!(gained <= amount && gained + ROUNDING >= amount, "{gained} for {amount}");
        assert!(self.pools_of(who).contains(&node.id), "it is in the account's list");
        position
    }

    /// Returns all pools that an account has a position in, over all pages.
    pub fn pools_of(&mut self, who: AccountId) -> Vec<NodeId> {
        let mut all = Vec::new();
        for page in 0.. {
            let listed = self.view(self.staking().positions(who, page));
            if listed.is_empty() {
                break;
            }
            all.extend(listed);
        }
        all
    }

    /// Unbonds shares. Returns the tokens that thaw.
    pub fn unbond(&mut self, who: AccountId, node: &Node, shares: Shares) -> Amount {
        let before = self.position(node, who);
        let held = self.wallet(self.net.suite.staking);
        let amount = self.send(who, self.staking().unbond(node.id, shares)).value;
        let ready_at = self.now() + self.view(self.staking().params()).thaw_ms;
        let after = self.position(node, who);
        if after.pending == before.pending {
            assert_eq!(after.shares.0 + shares.0, before.shares.0);
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

    /// Cancels a thaw request. Returns the tokens that are bonded again.
    pub fn cancel_unbond(&mut self, who: AccountId, node: &Node, index: u8) -> Amount {
        let before = self.position(node, who);
        let amount = self.send(who, self.staking().cancel_unbond(node.id, index)).value;
        let after = self.position(node, who);
        assert_eq!(after.thaws.len() + 1, before.thaws.len());
        assert!(after.pending >= amount, "it joins again");
        assert!(worth(&after) <= worth(&before) && worth(&after) + ROUNDING >= worth(&before));
        amount
    }

    /// Withdraws what is thawed. Returns the tokens.
    pub fn withdraw_stake(&mut self, who: AccountId, node: &Node) -> Amount {
        let (wallet, held) = (self.wallet(who), self.wallet(self.net.suite.staking));
        let (now, before) = (self.now(), self.position(node, who));
        let amount = self.send(who, self.staking().withdraw(node.id)).value;
        assert_eq!(self.wallet(who), wallet + amount);
        assert_eq!(self.wallet(self.net.suite.staking), held - amount);
        let after = self.position(node, who);
        assert_eq!((amount, after.ready), (before.ready, 0), "all that is ready went");
        assert!(after.thaws.iter().all(|(_, ready_at)| *ready_at > now));
        // Pending stake may have been converted into shares on the way.
        let (stays, stayed) = (after.value + after.pending, before.value + before.pending);
        assert!(stays <= stayed && stays + ROUNDING >= stayed, "{stays} of {stayed}");
        amount
    }

    /// Announces a pool's commission, in basis points.
    pub fn set_commission(&mut self, node: &Node, rate: Bps) {
        self.send(node.owner, self.staking().set_commission(node.id, rate));
        let next = self.epoch() + 1;
        assert_eq!(self.pool(node).commission.last(), Some(&(next, rate)), "from the next epoch on");
    }

    /// Sets a pool's terms: where commission goes, and whether others may join.
    pub fn set_terms(&mut self, node: &Node, terms: PoolTerms) {
        self.send(node.owner, self.staking().set_terms(node.id, terms));
        assert_eq!(self.pool(node).terms, terms);
    }
}
