//! Steps of owners, delegators and slashers.

use super::Play;
use gridshare_sdk::AccountId;
use interfaces::staking::{Penalty, PoolTerms, FOR_EVER};
use shared::{Amount, Shares, DAY_MS};
use tests::Node;

impl Play {
    pub fn bond(&mut self, who: AccountId, node: &Node, amount: Amount) {
        self.w.history.note_staker(node.id, who);
        if self.attempt(who, self.w.staking().bond(node.id, amount)).is_some() {
            self.stakes.push((node.clone(), who));
        }
    }

    pub fn bond_for(&mut self) {
        let (payer, node, who, amount) = (self.somebody(), self.node(), self.somebody(), self.amount());
        self.w.history.note_staker(node.id, who);
        if self.attempt(payer, self.w.staking().bond_for(node.id, who, amount)).is_some() {
            self.stakes.push((node, who));
        }
    }

    fn rebond(&mut self, from: &Node, who: AccountId, to: &Node) {
        self.w.history.note_staker(to.id, who);
        if self.attempt(who, self.w.staking().rebond(from.id, to.id)).is_some() {
            self.stakes.push((to.clone(), who));
        }
    }

    pub fn move_stake(&mut self) {
        let (node, who) = self.random.pick(&self.stakes).clone();
        let staking = self.w.staking();
        match self.random.below(10) {
            0..=2 => {
                let shares = self.w.position(&node, who).shares;
                let part = if self.once_in(3) { shares } else { Shares(shares.0 / 3) };
                self.attempt(who, staking.unbond(node.id, part));
            }
            3 | 4 => {
                let index = u8::from(self.once_in(3));
                self.attempt(who, staking.cancel_unbond(node.id, index));
            }
            5 => {
                let (node, who) = self.thawed().unwrap_or((node, who));
                self.attempt(who, staking.withdraw(node.id));
            }
            6 | 7 => {
                let ((node, who), to) = (self.thawed().unwrap_or((node, who)), self.node());
                self.rebond(&node, who, &to);
            }
            _ => {
                self.attempt(who, staking.claim_payout());
                self.attempt(who, staking.sync(node.id));
            }
        }
    }

    /// Returns an account with stake that can be withdrawn, and its node.
    fn thawed(&mut self) -> Option<(Node, AccountId)> {
        let stakes = self.stakes.clone();
        stakes.into_iter().find(|(node, who)| self.w.position(node, *who).ready > 0)
    }

    /// Announces a commission, and now and then sets a pool's terms.
    pub fn decide(&mut self) {
        let node = self.node();
        let rate = u16::try_from(self.random.below(1_200)).unwrap();
        self.attempt(node.owner, self.w.staking().set_commission(node.id, rate));
        if self.once_in(3) {
            let payout = self.once_in(2).then(|| self.somebody());
            let terms = PoolTerms { payout, closed: self.once_in(4) };
            self.attempt(node.owner, self.w.staking().set_terms(node.id, terms));
        }
    }

    /// Slashes a pool, and asks for all jailed nodes to be let out.
    pub fn punish(&mut self) {
        let (slasher, node) = (self.w.slasher(), self.node());
        let some = u16::try_from(self.random.below(3_000)).unwrap();
        let fraction = if self.once_in(6) { 10_000 } else { some };
        let jail_ms = if self.once_in(30) { FOR_EVER } else { *self.random.pick(&[0, 0, DAY_MS]) };
        let reporter = self.once_in(2).then(|| self.somebody());
        if self.once_in(2) {
            let fault = Penalty { fraction, jail_ms, reporter };
            self.attempt(slasher, self.w.staking().slash(node.id, fault));
        }
        for node in self.nodes.clone() {
            self.attempt(node.owner, self.w.staking().unjail(node.id));
        }
    }
}
