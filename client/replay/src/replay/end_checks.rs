//! Invariants of a replay that came to its end: nothing is left over, and the contracts know what happened.

use super::journal::Journal;
use super::observed::Net;
use super::state::Node;
use super::{Plan, CLASS};
use crate::fleet::Fleet;
use crate::report::{Report, Totals};
use anyhow::Result;
use gridshare_audit::Outcome;
use interfaces::governance::ProposalStatus;
use interfaces::market::Zone;
use interfaces::metering::MeteringParams;
use interfaces::registry::MAX_VIEW;
use shared::Cell;
use std::collections::BTreeSet;

/// Checks all of them and notes their outcomes.
pub(super) fn check(plan: Plan, net: &mut Net, nodes: &[Node], journal: &mut Journal) -> Result<()> {
    let totals = &journal.report.totals;
    let (units, payments) = (all_units_are_settled(totals), payments_are_shared_out(totals));
    journal.note_invariant(net, "all_units_are_settled", units);
    journal.note_invariant(net, "payments_are_shared_out_exactly", payments);
    let voted = vote_is_in_force(plan.fleet, net, &journal.report)?;
    journal.note_invariant(net, "what_was_voted_is_in_force", voted);
    let free = nothing_is_committed(net, nodes)?;
    journal.note_invariant(net, "no_commitment_outlives_its_lease", free);
    let seen = uptime_is_what_was_seen(plan, net, nodes, &journal.report)?;
    journal.note_invariant(net, "uptime_history_is_what_was_seen", seen);
    Ok(())
}

/// Checks that all units of the workload are settled, and that each request was signed for.
fn all_units_are_settled(t: &Totals) -> Outcome {
    (t.units_settled == t.units_in_trace && t.vouchers_signed == t.requests).then_some(()).ok_or(format!(
        "{} of {} units settled, {} of {} requests signed for",
        t.units_settled, t.units_in_trace, t.vouchers_signed, t.requests
    ))
}

/// Checks that burn, treasury and nodes got every payment, to the last unit of the token.
fn payments_are_shared_out(t: &Totals) -> Outcome {
    let parts = t.burned + t.treasury + t.node_earnings;
    (t.value_settled == parts).then_some(()).ok_or(format!("{} paid, {parts} shared out", t.value_settled))
}

/// Checks that the burn is the proposed one if the vote passed, else the default.
fn vote_is_in_force(fleet: &Fleet, net: &mut Net, report: &Report) -> Result<Outcome> {
    let burn = net.view(net.suite.metering().params())?.burn;
    let executed = report.vote.status == format!("{:?}", ProposalStatus::Executed);
    let expected = if executed { fleet.proposal.burn } else { MeteringParams::default().burn };
    Ok((burn == expected).then_some(()).ok_or(format!("the burn is {burn} instead of {expected} bps")))
}

/// Checks that no zone has units committed.
fn nothing_is_committed(net: &mut Net, nodes: &[Node]) -> Result<Outcome> {
    let zones: BTreeSet<Cell> = nodes.iter().map(|n| n.zone).collect();
    for zone in zones {
        let Zone { committed, .. } = net.view(net.suite.market().zone(CLASS, zone))?;
        if committed > 0 {
            return Ok(Err(format!("zone {zone:x} has {committed} units committed")));
        }
    }
    Ok(Ok(()))
}

/// Checks that the registry's history has every beat, and every slot that maintenance excused.
fn uptime_is_what_was_seen(plan: Plan, net: &mut Net, nodes: &[Node], report: &Report) -> Result<Outcome> {
    let (slots, registry) = (plan.slots, net.suite.registry());
    let (from, to) = (slots.start(0), slots.start(report.slots));
    for (Node { id, .. }, entry) in nodes.iter().zip(&report.nodes) {
        let (id, name) = (*id, &entry.name);
        let seen = entry.beats.iter().filter(|b| **b).count();
        let bits =
            |beats: &[bool]| (0..).zip(beats).filter(|(_, b)| **b).fold(0, |a, (n, _)| a | (1u64 << n));
        let expected: Vec<u64> = entry.beats.chunks(slots.per_epoch).map(bits).collect();
        let excused: usize =
            report.maintenance.iter().filter(|m| m.node == *name).map(|m| usize::from(m.slots)).sum();
        let history = net.view(registry.uptime(id, 1, MAX_VIEW))?;
        let noted: Vec<u64> = history.iter().map(|u| u.beats).take(expected.len()).collect();
        if noted != expected {
            return Ok(Err(format!("{name} was seen in {expected:?}, the registry says {noted:?}")));
        }
        let noted: usize = history.iter().map(|u| usize::from(u.excused)).sum();
        if noted != excused {
            return Ok(Err(format!("{name} had {excused} slots excused, the registry says {noted}")));
        }
        let live = net.view(registry.live_slots(id, from, to))?;
        if live != Ok(u32::try_from(seen)?) {
            return Ok(Err(format!("{name} was seen in {seen} slots, the registry says {live:?}")));
        }
    }
    Ok(Ok(()))
}
