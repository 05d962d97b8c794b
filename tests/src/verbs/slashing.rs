//! Penalties for faults.

use crate::network::TestNetwork;
use crate::verbs::{held, Node};
use interfaces::staking::{Penalty, Slashed, FOR_EVER};
use shared::{Amount, Bps};

/// Returns a penalty of a part of the pool, without jail and reporter.
pub fn penalty(fraction: Bps) -> Penalty {
    Penalty { fraction, jail_ms: 0, reporter: None }
}

impl TestNetwork {
    /// Slashes a node's pool. Returns the tokens taken in all.
    pub fn slash(&mut self, node: &Node, penalty: Penalty) -> Amount {
        let slasher = self.slasher();
        let params = self.view(self.staking().params());
        let before = self.pool(node);
        let supply = self.view(self.token().total_supply());
        let held_before = self.wallet(self.net.suite.staking);
        let owed = penalty.reporter.map(|who| self.view(self.staking().payout(who)));

        let Slashed { burned, rewarded } = self.send(slasher, self.staking().slash(node.id, penalty)).value;
        let after = self.pool(node);
        let taken = burned + rewarded;
        assert_eq!(held(&after) + taken, held(&before), "what is taken is what is gone");
        assert_eq!(self.view(self.token().total_supply()), supply - burned);
        assert_eq!(self.wallet(self.net.suite.staking), held_before - burned);

        let fraction = Amount::from(penalty.fraction.min(params.max_slash));
        let due = held(&before) * fraction / 10_000;
        if (after.share_nonce, after.thaw_nonce) == (before.share_nonce, before.thaw_nonce) {
            // Each part is rounded down: active, thawing, and what joined in each of ten epochs.
            assert!(taken <= due && taken + 12 >= due, "{taken} of {due}");
        }
        if let Some((reporter, owed)) = penalty.reporter.zip(owed) {
            assert_eq!(self.view(self.staking().payout(reporter)), owed + rewarded);
            let part = taken * Amount::from(params.reporter_share) / 10_000;
            assert!(rewarded <= part && rewarded + 1 >= part, "{rewarded} of {part}");
        } else {
            assert_eq!(rewarded, 0);
        }
        let until = match penalty.jail_ms {
            0 => None,
            FOR_EVER => Some(FOR_EVER),
            ms => Some(self.now() + ms.min(params.max_jail_ms)),
        };
        assert_eq!(after.jailed_until, before.jailed_until.max(until));
        assert_eq!(self.liveness(node.id).jailed, after.jailed_until.is_some());
        taken
    }

    /// Lets a node out of jail, at its owner's request.
    pub fn unjail(&mut self, node: &Node) {
        self.send(node.owner, self.staking().unjail(node.id));
        assert_eq!(self.pool(node).jailed_until, None);
        assert!(!self.liveness(node.id).jailed);
    }
}
