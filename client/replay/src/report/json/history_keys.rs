//! Keys for maintenance, attestations, commission, the slash and the transfer.

use super::amount;
use crate::report::{
    AttestationReport, CommissionReport, FactReport, MaintenanceReport, Report, SlashReport, TransferReport,
};
use serde::Serialize;
use shared::{Bps, Epoch};

/// Keys of the report's object; the last two are null if nothing of that kind happened.
#[derive(Serialize)]
pub(super) struct NodeHistory<'a> {
    maintenance: Vec<Maintenance<'a>>,
    attestations: Vec<Attestations<'a>>,
    commissions: Vec<Commission<'a>>,
    slash: Option<Slash<'a>>,
    transfer: Option<Transfer<'a>>,
}

impl<'a> NodeHistory<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        Self {
            maintenance: report.maintenance.iter().map(Maintenance::of).collect(),
            attestations: report.attestations.iter().map(Attestations::of).collect(),
            commissions: report.commissions.iter().map(Commission::of).collect(),
            slash: report.slash.as_ref().map(Slash::of),
            transfer: report.transfer.as_ref().map(Transfer::of),
        }
    }
}

#[derive(Serialize)]
struct Maintenance<'a> {
    node: &'a str,
    announced_at_ms: u64,
    from_ms: u64,
    announced_slots: u16,
    excused_slots: u16,
    budget_left: u16,
}

impl<'a> Maintenance<'a> {
    fn of(m: &'a MaintenanceReport) -> Self {
        Self {
            node: &m.node,
            announced_at_ms: m.announced_at,
            from_ms: m.from,
            announced_slots: m.announced,
            excused_slots: m.slots,
            budget_left: m.budget,
        }
    }
}

#[derive(Serialize)]
struct Attestations<'a> {
    node: &'a str,
    facts: Vec<Fact<'a>>,
    region: Option<&'a str>,
    region_boost_bps: Bps,
    boosts: Vec<Step>,
}

impl<'a> Attestations<'a> {
    fn of(a: &'a AttestationReport) -> Self {
        Self {
            node: &a.node,
            facts: a.facts.iter().map(Fact::of).collect(),
            region: a.region.as_ref().map(|(name, _)| name.as_str()),
            region_boost_bps: a.region.as_ref().map_or(0, |(_, boost)| *boost),
            boosts: steps(&a.boosts),
        }
    }
}

#[derive(Serialize)]
struct Fact<'a> {
    kind: &'a str,
    value: &'a str,
    attester: &'a str,
    until_epoch: Epoch,
}

impl<'a> Fact<'a> {
    fn of(f: &'a FactReport) -> Self {
        Self { kind: &f.kind, value: &f.value, attester: &f.attester, until_epoch: f.until }
    }
}

/// A rate and the first epoch in which it holds.
#[derive(Serialize)]
struct Step {
    from_epoch: Epoch,
    bps: Bps,
}

fn steps(steps: &[(Epoch, Bps)]) -> Vec<Step> {
    steps.iter().map(|&(from_epoch, bps)| Step { from_epoch, bps }).collect()
}

#[derive(Serialize)]
struct Commission<'a> {
    node: &'a str,
    rates: Vec<Step>,
    paid_to: Option<&'a str>,
    earned: String,
    closed: bool,
}

impl<'a> Commission<'a> {
    fn of(c: &'a CommissionReport) -> Self {
        Self {
            node: &c.node,
            rates: steps(&c.rates),
            paid_to: c.to.as_deref(),
            earned: amount(c.earned),
            closed: c.closed,
        }
    }
}

#[derive(Serialize)]
struct Slash<'a> {
    node: &'a str,
    at_ms: u64,
    fraction_bps: Bps,
    active: String,
    joining: String,
    thawing: String,
    burned: String,
    rewarded: String,
    reporter: Option<&'a str>,
    jailed_until_ms: u64,
    unjailed_at_ms: Option<u64>,
    leases_moved: u64,
}

impl<'a> Slash<'a> {
    fn of(s: &'a SlashReport) -> Self {
        Self {
            node: &s.node,
            at_ms: s.at,
            fraction_bps: s.fraction,
            active: amount(s.active),
            joining: amount(s.joining),
            thawing: amount(s.thawing),
            burned: amount(s.burned),
            rewarded: amount(s.rewarded),
            reporter: s.reporter.as_deref(),
            jailed_until_ms: s.jailed_until,
            unjailed_at_ms: s.unjailed_at,
            leases_moved: s.moved,
        }
    }
}

#[derive(Serialize)]
struct Transfer<'a> {
    node: &'a str,
    at_ms: u64,
    from: &'a str,
    to: &'a str,
    stake: String,
}

impl<'a> Transfer<'a> {
    fn of(t: &'a TransferReport) -> Self {
        Self { node: &t.node, at_ms: t.at, from: &t.from, to: &t.to, stake: amount(t.stake) }
    }
}
