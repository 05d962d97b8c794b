//! Leaving and closing the accounts.

use super::*;
use crate::report::MessageCost;
use interfaces::governance::ProposalStatus;
use interfaces::metering::MeteringParams;
use interfaces::registry::Zone;

impl Replay<'_> {
    /// Delegators leave whose time has come: they unbond everything they have.
    pub(super) fn leave(&mut self, slot: usize) -> Result<()> {
        let last = self.fleet.network.epochs + 1;
        for i in 0..self.delegators.len() {
            let Some(epoch) = self.fleet.delegators[i].leaves_at_epoch else { continue };
            // In the middle of the epoch, or of what is left of the run.
            let start = (epoch.min(last) as usize - 1) * self.slots.per_epoch;
            let at = start + if epoch < last { self.slots.per_epoch / 2 } else { 1 };
            if slot < at || self.delegators[i].ready_at.is_some() {
                continue;
            }
            let who = self.delegators[i].account;
            let mut unbonded = 0;
            for node in self.delegators[i].nodes.clone() {
                let id = self.nodes[node].id;
                let position = self.net.view(self.net.suite.staking().position(id, who))?;
                let shares = position.map_or(0, |p| p.shares);
                if shares > 0 {
                    unbonded += self.net.send(who, self.net.suite.staking().unbond(id, shares))?.value;
                    // The slot is recorded after this.
                    let stake = self.stake(id)?;
                    if let Some(last) = self.report.nodes[node].stake.last_mut() {
                        *last = stake;
                    }
                }
            }
            let thaw = self.net.view(self.net.suite.staking().params())?.thaw_ms;
            self.delegators[i].ready_at = Some(self.net.chain.now() + thaw);
            let name = &self.fleet.delegators[i].name;
            self.report.delegators[i].left = Some(1 + (slot / self.slots.per_epoch) as u32);
            self.tell(format!(
                "{name} leaves: {} GRID thaw for {} days",
                whole(unbonded),
                thaw / shared::DAY_MS
            ));
            self.mark(Metric::Stake, slot, format!("{name} leaves"));
        }
        Ok(())
    }

    /// After the last slot: waits for the vote, for the last epoch's end and for what thaws, then pays out
    /// everything that can be paid out and checks once more.
    pub(super) fn close(&mut self) -> Result<()> {
        self.progress.stage("closing the accounts");
        self.tell("all leases are finalized".into());
        self.conclude_vote().context("the vote comes to its end")?;
        let epoch = self.epoch();
        let ended = self.net.suite.clock.epoch_start(epoch + 1);
        let thawed = self.delegators.iter().filter_map(|d| d.ready_at).fold(ended, u64::max);
        self.net.chain.advance_to(ended);
        self.check();
        self.claim_all().context("owners claim the last epoch")?;
        self.collect_all()?;
        self.sweep()?;
        self.net.chain.advance_to(thawed.max(ended));
        for i in 0..self.delegators.len() {
            self.pay_out(i).with_context(|| format!("{} is paid out", self.fleet.delegators[i].name))?;
        }
        for dapp in 0..self.dapps.len() {
            let Dapp { account, balance, .. } = self.dapps[dapp];
            if balance > 0 {
                self.net.send(account, self.net.suite.metering().withdraw(balance))?;
                self.report.dapps[dapp].refunded += balance;
            }
        }
        self.tell("dApps took back what they did not spend".into());
        self.check();
        let sums = self.sums();
        self.note_invariant("all_units_are_settled", sums.0);
        self.note_invariant("payments_are_shared_out_exactly", sums.1);
        let voted = self.vote_is_in_force()?;
        self.note_invariant("what_was_voted_is_in_force", voted);
        let free = self.nothing_is_committed()?;
        self.note_invariant("no_commitment_outlives_its_lease", free);
        Ok(())
    }

    /// What a delegator has at the end: stake, and what it was paid out when it left.
    fn pay_out(&mut self, i: usize) -> Result<()> {
        let Delegator { account, ready_at, .. } = self.delegators[i];
        for node in self.delegators[i].nodes.clone() {
            let id = self.nodes[node].id;
            let thaws = self
                .net
                .view(self.net.suite.staking().position(id, account))?
                .is_some_and(|p| !p.thaws.is_empty());
            if thaws {
                let paid = self.net.send(account, self.net.suite.staking().withdraw(id))?.value;
                self.delegators[i].paid += paid;
            }
            if let Some(position) = self.net.view(self.net.suite.staking().position(id, account))? {
                self.report.delegators[i].worth += position.value + position.joining;
            }
        }
        let paid = self.delegators[i].paid;
        self.report.delegators[i].worth += paid;
        if ready_at.is_some() {
            let name = &self.fleet.delegators[i].name;
            self.tell(format!("{name} is paid out {} GRID", whole(paid)));
        }
        Ok(())
    }

    /// Units settled are those asked for, and every payment went somewhere.
    fn sums(&self) -> (Result<(), String>, Result<(), String>) {
        let t = &self.report.totals;
        let units = (t.units_settled == t.units_in_trace && t.vouchers_signed == t.requests)
            .then_some(())
            .ok_or(format!(
                "{} of {} units settled, {} of {} requests signed for",
                t.units_settled, t.units_in_trace, t.vouchers_signed, t.requests
            ));
        let parts = t.burned + t.treasury + t.node_earnings;
        let money = (t.value_settled == parts)
            .then_some(())
            .ok_or(format!("{} paid, {parts} shared out", t.value_settled));
        (units, money)
    }

    /// The burn is what the vote made of it.
    fn vote_is_in_force(&mut self) -> Result<Result<(), String>> {
        let burn = self.net.view(self.net.suite.metering().params())?.burn;
        let executed = self.report.vote.status == format!("{:?}", ProposalStatus::Executed);
        let expected = if executed { self.fleet.proposal.burn } else { MeteringParams::default().burn };
        Ok((burn == expected).then_some(()).ok_or(format!("the burn is {burn} instead of {expected} bps")))
    }

    /// No zone has anything committed any more.
    fn nothing_is_committed(&mut self) -> Result<Result<(), String>> {
        let zones: BTreeSet<u64> = self.nodes.iter().map(|n| n.zone).collect();
        for zone in zones {
            let Zone { committed, .. } = self.net.view(self.net.suite.registry().zone(CLASS, zone))?;
            if committed > 0 {
                return Ok(Err(format!("zone {zone:x} has {committed} units committed")));
            }
        }
        Ok(Ok(()))
    }

    /// The report, but for the time it took.
    pub(super) fn into_report(mut self) -> Report {
        let mut report = self.report;
        report.pallet = self.net.chain.pallet().into();
        report.totals.epochs = self.fleet.network.epochs;
        report.totals.calls = self.net.costs.calls();
        report.totals.cost = self.net.costs.total();
        report.totals.emission = self.fleet.network.emission.0 * Amount::from(self.fleet.network.epochs + 1);
        let cost = |(message, spent): (&'static str, &crate::contracts::Spent)| MessageCost {
            message: message.into(),
            calls: spent.calls,
            mean: spent.mean(),
            max: spent.max,
            total: spent.total,
        };
        report.costs = self.net.costs.iter().filter(|(_, s)| s.calls > 0).map(cost).collect();
        report.costs.sort_by_key(|c| std::cmp::Reverse(c.total.ref_time));
        report.invariants = std::mem::take(&mut self.invariants).into_values().collect();
        report
    }
}
