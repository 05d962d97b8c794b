//! Nodes settle vouchers; where an epoch starts, owners claim rewards and collect earnings.

use super::commission::note_commission;
use super::observed::Net;
use super::state::{FleetState, Node};
use super::{accounts, SETTLE_EVERY};
use crate::report::Report;
use anyhow::{ensure, Result};
use interfaces::metering::{Settled, Voucher, MAX_VOUCHERS};
use shared::limits::MAX_CLAIM_EPOCHS;

/// Settles for the nodes whose turn it is in this slot and that are on.
pub(super) fn settle_in_turn(
    net: &mut Net,
    state: &mut FleetState,
    report: &mut Report,
    slot: usize,
) -> Result<()> {
    for node in 0..state.nodes.len() {
        if (slot + node) % SETTLE_EVERY == 0 && state.nodes[node].on[slot] {
            settle(net, state, report, node)?;
        }
    }
    Ok(())
}

/// Settles the latest voucher of each lease of a node that has unpaid units, in one call.
pub(super) fn settle(net: &mut Net, state: &mut FleetState, report: &mut Report, node: usize) -> Result<()> {
    let FleetState { nodes, leases, unswept, .. } = state;
    let Node { id, controller, .. } = nodes[node];
    let due: Vec<usize> =
        (0..leases.len()).filter(|i| leases[*i].node == node && leases[*i].is_unsettled()).collect();
    for due in due.chunks(MAX_VOUCHERS) {
        let voucher = |i: &usize| {
            let lease = &leases[*i];
            let signature = lease.signature?;
            Some(Voucher { lease: lease.id, leg_index: lease.leg_index, units: lease.signed, signature })
        };
        let vouchers: Vec<Voucher> = due.iter().filter_map(voucher).collect();
        let batch = vouchers.len() as u64;
        let outcomes = net.send(controller, net.suite.metering().settle(id, vouchers))?.value;
        ensure!(outcomes.len() == due.len(), "{} answers to {batch} vouchers", outcomes.len());
        for (i, outcome) in due.iter().zip(outcomes) {
            let lease = &mut leases[*i];
            let units = lease.signed - lease.settled;
            let value = units * lease.price;
            let expected = Settled::Paid { units, value };
            ensure!(outcome == expected, "lease {}: {outcome:?} instead of {expected:?}", lease.id);
            lease.settled = lease.signed;
            report.totals.units_settled += u64::try_from(units)?;
            report.totals.value_settled += value;
            report.nodes[node].units += u64::try_from(units)?;
            report.nodes[node].value += value;
        }
        report.totals.vouchers_submitted += batch;
        report.totals.largest_batch = report.totals.largest_batch.max(batch);
        *unswept = true;
    }
    if !due.is_empty() {
        nodes[node].due = net.view(net.suite.metering().account(id))?.earnings;
    }
    Ok(())
}

/// Claims for each node what it earned of emission in all ended epochs.
pub(super) fn claim_all(net: &mut Net, nodes: &[Node], report: &mut Report) -> Result<()> {
    for (i, Node { id, owner, .. }) in nodes.iter().enumerate() {
        let claimed = net.send(*owner, net.suite.rewards().claim(*id, MAX_CLAIM_EPOCHS))?.value;
        report.nodes[i].availability += claimed.availability;
        report.nodes[i].usage += claimed.usage;
        report.totals.minted += claimed.availability + claimed.usage;
        note_commission(report, i, &claimed);
    }
    Ok(())
}

/// Collects for each node what it earned of dApps.
pub(super) fn collect_all(net: &mut Net, nodes: &mut [Node], report: &mut Report) -> Result<()> {
    (0..nodes.len()).try_for_each(|node| collect(net, nodes, report, node))
}

/// Withdraws what a node earned of dApps to its owner.
pub(super) fn collect(net: &mut Net, nodes: &mut [Node], report: &mut Report, node: usize) -> Result<()> {
    let Node { id, owner, due, .. } = nodes[node];
    if due == 0 {
        return Ok(());
    }
    let paid = net.send(owner, net.suite.metering().withdraw_earnings(id))?.value;
    nodes[node].collected += paid;
    nodes[node].due = 0;
    report.nodes[node].earned += paid;
    report.totals.node_earnings += paid;
    Ok(())
}

/// Burns the part of settlements that is to be burned and pays the treasury its part, if there is anything to sweep.
pub(super) fn sweep(net: &mut Net, unswept: &mut bool, report: &mut Report) -> Result<()> {
    if !std::mem::take(unswept) {
        return Ok(());
    }
    let (burned, treasury) = net.send(accounts::relayer(), net.suite.metering().sweep())?.value;
    report.totals.burned += burned;
    report.totals.treasury += treasury;
    Ok(())
}
