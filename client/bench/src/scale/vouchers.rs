//! What a fleet's payers sign: terms of leases, and vouchers.

use super::fleet::{Fleet, CLASS, DEPOSIT, MANY, PRICE};
use super::people::{leased, node_of, LeasedLeg, PAGE_LEN};
use interfaces::market::Constraints;
use interfaces::metering::{LeaseTerms, LegIndex, NodeVouchers, Settled, Voucher};
use shared::{NodeId, Units, DAY_MS};

impl Fleet {
    /// Signs a voucher for the first lease of each of 16 nodes of a page.
    pub fn batches(&self, page: u32, half: u32, units: Units) -> Vec<NodeVouchers> {
        let indexes = half * MANY..(half + 1) * MANY;
        let batch = |index| NodeVouchers {
            node: node_of(page, index),
            vouchers: vec![self.voucher(leased(page, index), units)],
        };
        indexes.map(batch).collect()
    }

    /// Signs vouchers for legs of a page's first node.
    pub fn vouchers(&self, page: u32, legs: std::ops::Range<LegIndex>, units: Units) -> Vec<Voucher> {
        // The first leg is among the leases that every node has, the others follow them.
        let number = |leg: LegIndex| if leg == 0 { 0 } else { PAGE_LEN + leg - 1 };
        legs.map(|leg| self.voucher(leased(page, number(leg)), units)).collect()
    }

    fn voucher(&self, LeasedLeg { lease, leg, .. }: LeasedLeg, units: Units) -> Voucher {
        let signature = self.keys.session.sign_voucher(&self.net.suite, lease, leg.node, 0, units);
        Voucher { lease, leg_index: leg.leg_index, units, signature }
    }

    /// Returns terms of a lease of one unit for 80 days.
    pub fn terms(&mut self, candidates: Vec<NodeId>) -> LeaseTerms {
        LeaseTerms {
            class_id: CLASS,
            units: 1,
            candidates,
            constraints: Constraints::up_to(2 * PRICE),
            session_key: self.keys.session.public(),
            deposit: DEPOSIT,
            until: self.net.chain.now() + 80 * DAY_MS,
        }
    }
}

/// Returns whether every voucher was paid in full.
pub fn all_paid(settled: &[Settled]) -> bool {
    settled.iter().all(|outcome| matches!(outcome, Settled::Paid { units: 1.., .. }))
}
