//! Closing the accounts.

use super::*;
use crate::report::MessageCost;
use interfaces::governance::ProposalStatus;
use interfaces::market::Zone;
use interfaces::metering::MeteringParams;
use interfaces::registry::MAX_VIEW;

impl Replay<'_> {
    /// After the last slot: waits for the vote, for the last epoch's end and for what thaws, then pays out
    /// everything that can be paid out and checks once more.
    pub(super) fn close(&mut self) -> Result<()> {
        self.progress.stage("closing the accounts");
        self.tell("all leases are finalized".into());
        self.retire().context("nodes are taken out of service")?;
        self.conclude_vote().context("the vote comes to its end")?;
        let epoch = self.epoch();
        let ended = self.net.suite.clock.epoch_start(epoch + 1);
        let waits = self.delegators.iter().filter_map(|d| d.ready_at).chain(self.sentence());
        let thawed = waits.fold(ended, u64::max);
        self.net.chain.advance_to(ended);
        self.check();
        self.claim_all().context("owners claim the last epoch")?;
        self.collect_all()?;
        self.sweep()?;
        self.pay_out_commission().context("commission is paid out")?;
        self.net.chain.advance_to(thawed);
        self.end_sentence().context("a node is let out of jail")?;
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
        let history = self.history_is_what_was_seen()?;
        self.note_invariant("uptime_history_is_what_was_seen", history);
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
            let Zone { committed, .. } = self.net.view(self.net.suite.market().zone(CLASS, zone))?;
            if committed > 0 {
                return Ok(Err(format!("zone {zone:x} has {committed} units committed")));
            }
        }
        Ok(Ok(()))
    }

    /// The registry knows of every beat and of every slot that maintenance excused.
    fn history_is_what_was_seen(&mut self) -> Result<Result<(), String>> {
        let registry = self.net.suite.registry();
        let (from, to) = (self.slots.start(0), self.slots.start(self.report.slots));
        for i in 0..self.nodes.len() {
            let (id, node) = (self.nodes[i].id, &self.report.nodes[i]);
            let name = node.name.clone();
            let seen = node.beats.iter().filter(|b| **b).count();
            let bits =
                |beats: &[bool]| (0..).zip(beats).filter(|(_, b)| **b).fold(0, |a, (n, _)| a | (1u64 << n));
            let expected: Vec<u64> = node.beats.chunks(self.slots.per_epoch).map(bits).collect();
            let excused: usize =
                self.report.maintenance.iter().filter(|m| m.node == name).map(|m| usize::from(m.slots)).sum();
            let history = self.net.view(registry.uptime(id, 1, MAX_VIEW))?;
            let known: Vec<u64> = history.iter().map(|u| u.beats).take(expected.len()).collect();
            if known != expected {
                return Ok(Err(format!("{name} was seen in {expected:?}, the registry says {known:?}")));
            }
            let known: usize = history.iter().map(|u| usize::from(u.excused)).sum();
            if known != excused {
                return Ok(Err(format!("{name} had {excused} slots excused, the registry says {known}")));
            }
            let live = self.net.view(registry.live_slots(id, from, to))?;
            if live != Ok(u32::try_from(seen)?) {
                return Ok(Err(format!("{name} was seen in {seen} slots, the registry says {live:?}")));
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
