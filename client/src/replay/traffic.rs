//! Requests: each goes to a leased node that is on and active, and the dApp's session key signs for it.

use super::*;
use rand::distributions::{Distribution, WeightedIndex};

impl Replay<'_> {
    /// Serves the slot's requests, those first that waited.
    pub(super) fn serve(&mut self, slot: usize, requests: &[Request]) -> Result<()> {
        for node in &mut self.report.nodes {
            node.load.push(0);
            node.paid.push(0);
        }
        let shares =
            WeightedIndex::new(self.fleet.dapps.iter().map(|d| d.share)).context("shares of traffic")?;
        for request in requests {
            let dapp = shares.sample(&mut self.rng);
            self.dapps[dapp].waiting.push_back(*request);
            self.report.dapps[dapp].requests += 1;
        }
        for dapp in 0..self.dapps.len() {
            // Where there is no node, requests wait for the next slot.
            let Some((leases, router)) = self.router(dapp, slot) else {
                let from = slot as u64 * self.slots.slot_ms;
                let new = self.dapps[dapp].waiting.iter().filter(|r| r.at_ms >= from).count();
                self.report.totals.delayed += new as u64;
                continue;
            };
            while let Some(request) = self.dapps[dapp].waiting.pop_front() {
                let lease = leases[router.sample(&mut self.rng)];
                self.answer(slot, lease, &request)?;
            }
        }
        Ok(())
    }

    /// Whether a node can be sent requests in this slot.
    pub(super) fn serves(&self, node: usize, slot: usize) -> bool {
        self.nodes[node].on[slot] && self.nodes[node].status == NodeStatus::Active
    }

    /// The dApp's leases whose nodes serve, and how to spread requests over them: as capacity and price
    /// speak for each.
    fn router(&self, dapp: usize, slot: usize) -> Option<(Vec<usize>, WeightedIndex<f64>)> {
        let usable = |l: &Lease| l.dapp == dapp && l.is_open() && self.serves(l.node, slot);
        let leases: Vec<usize> = (0..self.leases.len()).filter(|i| usable(&self.leases[*i])).collect();
        let weight = |i: &usize| {
            let lease = &self.leases[*i];
            self.fleet.nodes[lease.node].capacity as f64 / lease.price.max(1) as f64
        };
        let router = WeightedIndex::new(leases.iter().map(weight)).ok()?;
        Some((leases, router))
    }

    /// One request: the lease is topped up if it runs low, and the session key signs for all its units so far.
    fn answer(&mut self, slot: usize, lease: usize, request: &Request) -> Result<()> {
        let units = request.units();
        let Lease { id, dapp, node, price, deposit, signed, .. } = self.leases[lease];
        let signed = signed + u128::from(units);
        let value = signed * price;
        // A tenth is kept in reserve.
        let enough = value + value / 9;
        if enough > deposit {
            let amount = (enough - deposit).max(self.fleet.dapps[dapp].deposit.0);
            self.reserve_balance(dapp, amount)?;
            let payer = self.dapps[dapp].account;
            self.net.send(payer, self.net.suite.metering().top_up(id, amount))?;
            self.dapps[dapp].balance -= amount;
            self.leases[lease].deposit += amount;
            self.report.totals.top_ups += 1;
        }
        let id_of_node = self.nodes[node].id;
        // Session keys are never rotated here, so they are still the first.
        let signature = self.dapps[dapp].session.sign_voucher(&self.net.suite, id, id_of_node, 0, signed);
        self.leases[lease].signed = signed;
        self.leases[lease].signature = Some(signature);
        self.known.signed.insert((id, id_of_node), signed);
        self.report.totals.vouchers_signed += 1;
        let report = &mut self.report.nodes[node];
        report.requests += 1;
        report.load[slot] += units;
        report.paid[slot] += Amount::from(units) * price;
        Ok(())
    }
}
