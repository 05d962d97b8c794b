//! After the last slot: the accounts are closed.

use super::observed::epoch;
use super::{commission, delegating, earnings, end_checks, handover, Plan, Replay};
use crate::report::{MessageCost, Report};
use anyhow::{Context, Result};
use gridshare_sdk::{Chain, Spent};
use shared::Amount;

impl Replay<'_> {
    /// Waits for the vote, for the last epoch's end and for what thaws, then pays out everything that can be paid out
    /// and checks all invariants, those of the replay's end included.
    pub(super) fn close(&mut self) -> Result<()> {
        let plan = self.plan;
        let fleet = plan.fleet;
        let Self { chain, state, fault, voting, journal, .. } = self;
        journal.progress.stage("closing the accounts");
        journal.tell(&mut chain.net, "all leases are finalized".into());
        handover::retire(fleet, &mut chain.net, &state.nodes, journal)
            .context("nodes are taken out of service")?;
        voting.finish(plan, &mut chain.net, state, journal).context("the vote comes to its end")?;
        let last = epoch(&mut chain.net);
        let ended = chain.net.suite.clock.epoch_start(last + 1);
        let waits = state.delegators.iter().filter_map(|d| d.ready_at).chain(fault.sentence());
        let thawed = waits.fold(ended, u64::max);
        chain.net.chain.advance_to(ended);
        journal.check(chain);
        earnings::claim_all(&mut chain.net, &state.nodes, &mut journal.report)
            .context("owners claim the last epoch")?;
        earnings::collect_all(&mut chain.net, &mut state.nodes, &mut journal.report)?;
        earnings::sweep(&mut chain.net, &mut state.unswept, &mut journal.report)?;
        commission::pay_out_commission(&mut chain.net, journal).context("commission is paid out")?;
        chain.net.chain.advance_to(thawed);
        fault
            .end_sentence(fleet, &mut chain.net, &state.nodes, journal)
            .context("a node is let out of jail")?;
        for (i, of) in fleet.delegators.iter().enumerate() {
            delegating::pay_out(fleet, chain, state, i, journal)
                .with_context(|| format!("{} is paid out", of.name))?;
        }
        for (dapp, entry) in state.dapps.iter().zip(&mut journal.report.dapps) {
            if dapp.balance > 0 {
                chain.net.send(dapp.account, chain.net.suite.metering().withdraw(dapp.balance))?;
                entry.refunded += dapp.balance;
            }
        }
        journal.tell(&mut chain.net, "dApps took back what they did not spend".into());
        journal.check(chain);
        end_checks::check(plan, &mut chain.net, &state.nodes, journal)
    }

    /// Returns the report, without the seconds that the replay took.
    pub(super) fn into_report(self) -> Report {
        let Self { plan: Plan { fleet, .. }, chain, journal, .. } = self;
        let (net, mut report) = (chain.net, journal.into_report());
        report.pallet = net.chain.pallet();
        report.totals.epochs = fleet.network.epochs;
        report.totals.calls = net.costs.calls();
        report.totals.cost = net.costs.total();
        report.totals.emission = fleet.network.emission.0 * Amount::from(fleet.network.epochs + 1);
        let cost = |(message, spent): (&'static str, &Spent)| MessageCost {
            message: message.into(),
            calls: spent.calls,
            mean: spent.mean(),
            max: spent.max,
            total: spent.total,
        };
        report.costs = net.costs.iter().filter(|(_, s)| s.calls > 0).map(cost).collect();
        report.costs.sort_by_key(|c| std::cmp::Reverse(c.total.ref_time));
        report
    }
}
