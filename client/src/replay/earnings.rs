//! Nodes settle what was signed for; where an epoch starts, owners claim rewards and collect earnings.

use super::*;
use anyhow::ensure;
use interfaces::metering::{Settled, Voucher, MAX_VOUCHERS};
use shared::limits::MAX_CLAIM_EPOCHS;

impl Replay<'_> {
    /// Those nodes settle whose turn it is and that are on.
    pub(super) fn settle_in_turn(&mut self, slot: usize) -> Result<()> {
        for node in 0..self.nodes.len() {
            if (slot + node) % SETTLE_EVERY == 0 && self.nodes[node].on[slot] {
                self.settle(node)?;
            }
        }
        Ok(())
    }

    /// A node settles the latest voucher of each of its leases that is worth anything, in one call.
    pub(super) fn settle(&mut self, node: usize) -> Result<()> {
        let worth = |l: &Lease| l.node == node && l.settled < l.signed;
        let due: Vec<usize> = (0..self.leases.len()).filter(|i| worth(&self.leases[*i])).collect();
        let Node { id, controller, .. } = self.nodes[node];
        for due in due.chunks(MAX_VOUCHERS) {
            let voucher = |i: &usize| {
                let lease = &self.leases[*i];
                let signature = lease.signature?;
                Some(Voucher { lease: lease.id, place: lease.place, units: lease.signed, signature })
            };
            let vouchers: Vec<Voucher> = due.iter().filter_map(voucher).collect();
            let batch = vouchers.len() as u64;
            let done = self.net.send(controller, self.net.suite.metering().settle(id, vouchers))?;
            ensure!(done.value.len() == due.len(), "{} answers to {batch} vouchers", done.value.len());
            for (i, outcome) in due.iter().zip(done.value) {
                let lease = &mut self.leases[*i];
                let units = lease.signed - lease.settled;
                let expected = Settled::Paid { units, value: units * lease.price };
                ensure!(outcome == expected, "lease {}: {outcome:?} instead of {expected:?}", lease.id);
                lease.settled = lease.signed;
                let value = units * lease.price;
                self.report.totals.units_settled += u64::try_from(units)?;
                self.report.totals.value_settled += value;
                self.report.nodes[node].units += u64::try_from(units)?;
                self.report.nodes[node].value += value;
            }
            self.report.totals.vouchers_submitted += batch;
            self.report.totals.largest_batch = self.report.totals.largest_batch.max(batch);
            self.unswept = true;
        }
        if !due.is_empty() {
            self.nodes[node].due = self.net.view(self.net.suite.metering().account(id))?.earnings;
        }
        Ok(())
    }

    /// Owners claim what their nodes earned of emission in all ended epochs.
    pub(super) fn claim_all(&mut self) -> Result<()> {
        for i in 0..self.nodes.len() {
            let Node { id, owner, .. } = self.nodes[i];
            let claimed = self.net.send(owner, self.net.suite.rewards().claim(id, MAX_CLAIM_EPOCHS))?.value;
            self.report.nodes[i].availability += claimed.availability;
            self.report.nodes[i].usage += claimed.usage;
            self.report.totals.minted += claimed.availability + claimed.usage;
            self.note_commission(i, &claimed);
        }
        Ok(())
    }

    /// Owners collect what their nodes earned of dApps.
    pub(super) fn collect_all(&mut self) -> Result<()> {
        (0..self.nodes.len()).try_for_each(|node| self.collect(node))
    }

    /// An owner collects what its node earned of dApps.
    pub(super) fn collect(&mut self, node: usize) -> Result<()> {
        if self.nodes[node].due == 0 {
            return Ok(());
        }
        let Node { id, owner, .. } = self.nodes[node];
        let paid = self.net.send(owner, self.net.suite.metering().withdraw_earnings(id))?.value;
        self.nodes[node].collected += paid;
        self.nodes[node].due = 0;
        self.report.nodes[node].earned += paid;
        self.report.totals.node_earnings += paid;
        Ok(())
    }

    /// Somebody burns what is to be burned and pays the treasury.
    pub(super) fn sweep(&mut self) -> Result<()> {
        if !std::mem::take(&mut self.unswept) {
            return Ok(());
        }
        let (burned, treasury) = self.net.send(setup::carrier(), self.net.suite.metering().sweep())?.value;
        self.report.totals.burned += burned;
        self.report.totals.treasury += treasury;
        Ok(())
    }

    /// Notes what the charts show of this slot.
    pub(super) fn record(&mut self, slot: usize) -> Result<()> {
        let first = slot % self.slots.per_epoch == 0;
        let touched = std::mem::take(&mut self.touched);
        for i in 0..self.nodes.len() {
            let id = self.nodes[i].id;
            let list = self.fleet.nodes[i].price.0;
            let quote = if touched.contains(&self.nodes[i].zone) {
                match self.net.view(self.net.suite.market().quote(id, CLASS, 1))? {
                    Ok(quote) => quote,
                    // Nothing is left to be reserved: the zone is at its dearest.
                    Err(_) => {
                        let highest = self.net.view(self.net.suite.market().params())?.max_multiplier;
                        list * Amount::from(highest) / Amount::from(shared::ONE_BPS)
                    }
                }
            } else {
                self.report.nodes[i].quote.last().copied().unwrap_or(list)
            };
            // Stake changes by claims, where epochs start; whatever else changes it notes it (`note_stake`).
            let stake = match self.report.nodes[i].stake.last() {
                Some(stake) if !first => *stake,
                _ => self.stake(id)?,
            };
            let node = &mut self.report.nodes[i];
            node.quote.push(quote);
            node.stake.push(stake);
            node.earnings.push(self.nodes[i].collected + self.nodes[i].due);
            node.rewards.push(node.availability + node.usage);
        }
        self.report.slots = slot + 1;
        Ok(())
    }

    /// Something changed a node's stake: the charts show it from this slot on, which is recorded later.
    pub(super) fn note_stake(&mut self, node: usize) -> Result<()> {
        let stake = self.stake(self.nodes[node].id)?;
        if let Some(last) = self.report.nodes[node].stake.last_mut() {
            *last = stake;
        }
        Ok(())
    }

    /// Stake in a node's pool.
    fn stake(&mut self, id: NodeId) -> Result<Amount> {
        let pool = self.net.view(self.net.suite.staking().pool(id))?.context("a node without a pool")?;
        Ok(pool.active + pool.joining.iter().map(|t| t.tokens).sum::<Amount>())
    }
}
