//! The last steps: everybody leaves.

use super::Play;
use shared::DAY_MS;
use tests::verbs::worth;

impl Play {
    /// Has everybody leave with everything: nothing may be stuck.
    pub fn leave(&mut self) {
        let (staking, metering) = (self.w.staking(), self.w.metering());
        for channel in self.channels.clone() {
            self.attempt(channel.payer, metering.close(channel.lease));
        }
        self.w.wait(2 * DAY_MS);
        for channel in self.channels.clone() {
            if self.w.view(metering.lease(channel.lease)).is_some() {
                self.w.finalize(channel.payer, &channel);
            }
        }
        for node in self.nodes.clone() {
            self.attempt(node.owner, metering.withdraw_earnings(node.id));
        }
        self.attempt(self.people[0], metering.sweep());
        for who in self.people.clone() {
            let free = self.w.view(metering.balance_of(who));
            self.attempt(who, metering.withdraw(free));
        }
        assert_eq!(self.w.wallet(self.w.net.suite.metering), 0, "{:#?}", self.steps);

        // What still joins has its shares after ten epochs at the latest.
        self.w.wait(11 * DAY_MS);
        for node in self.nodes.clone() {
            while self.attempt(node.owner, self.w.rewards().claim(node.id, 32)).is_some() {}
            for who in self.people.clone() {
                self.attempt(who, staking.sync(node.id));
                let shares = self.w.position(&node, who).shares;
                if !shares.is_zero() {
                    self.w.unbond(who, &node, shares);
                }
            }
        }
        self.w.wait(22 * DAY_MS);
        let mut left = 0;
        for node in self.nodes.clone() {
            for who in self.people.clone() {
                self.attempt(who, staking.withdraw(node.id));
                left += worth(&self.w.position(&node, who));
            }
        }
        for who in self.people.clone() {
            self.attempt(who, staking.claim_payout());
        }
        let held = self.w.wallet(self.w.net.suite.staking);
        assert_eq!((left, held), (0, 0), "everybody left, and nothing stays behind: {:#?}", self.steps);
    }
}
