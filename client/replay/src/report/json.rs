//! The report as one JSON object. Counts and units are numbers; amounts of GRID are strings of digits in the smallest
//! unit (12 decimals), because many JSON readers keep numbers of 53 bits only.

mod history_keys;

use super::{Presence, Report, TimelineEntry};
use history_keys::NodeHistory;
use serde::Serialize;
use shared::Amount;
use std::collections::BTreeMap;

/// The object that `--json` prints.
#[derive(Serialize)]
struct Json<'a> {
    requests: u64,
    units_in_trace: u64,
    units_settled: u64,
    value_settled: String,
    burned: String,
    treasury: String,
    node_earnings: String,
    minted: String,
    epochs: u32,
    calls: u64,
    ref_time_total: u64,
    wall_s: f64,
    invariants: BTreeMap<&'a str, bool>,
    broken: BTreeMap<&'a str, &'a str>,
    fleet: &'a str,
    source: &'a str,
    seed: u64,
    pallet: &'a str,
    requests_delayed: u64,
    vouchers_signed: u64,
    vouchers_submitted: u64,
    largest_batch: u64,
    leases: u64,
    top_ups: u64,
    beats_by_controller: u64,
    beats_by_device: u64,
    proof_size_total: u64,
    emission: String,
    per_node: Vec<Node<'a>>,
    per_dapp: Vec<Dapp<'a>>,
    per_delegator: Vec<Delegator<'a>>,
    #[serde(flatten)]
    history: NodeHistory<'a>,
    per_message: Vec<Message<'a>>,
    vote: Vote<'a>,
    timeline: &'a [TimelineEntry],
}

#[derive(Serialize)]
struct Node<'a> {
    id: u32,
    name: &'a str,
    place: &'a str,
    model: &'a str,
    owner: &'a str,
    status: &'a str,
    uptime: f64,
    /// Number of slots by presence.
    slots: BTreeMap<&'static str, usize>,
    requests: u64,
    units: u64,
    value: String,
    earned: String,
    minted_availability: String,
    minted_usage: String,
    stake: String,
}

#[derive(Serialize)]
struct Dapp<'a> {
    name: &'a str,
    leases: u64,
    requests: u64,
    units: u64,
    deposited: String,
    spent: String,
    refunded: String,
}

#[derive(Serialize)]
struct Delegator<'a> {
    name: &'a str,
    nodes: &'a [String],
    staked: String,
    worth: String,
    left_in_epoch: Option<u32>,
    moved_in_epoch: Option<u32>,
    moved_to: Option<&'a str>,
    sponsor: Option<&'a str>,
}

#[derive(Serialize)]
struct Message<'a> {
    message: &'a str,
    calls: u64,
    ref_time_mean: u64,
    ref_time_max: u64,
    ref_time_total: u64,
    proof_size_mean: u64,
}

#[derive(Serialize)]
struct Vote<'a> {
    title: &'a str,
    status: &'a str,
    voters: u64,
    r#for: String,
    against: String,
    abstain: String,
    quorum: String,
}

/// Formats an amount as digits in the smallest unit.
fn amount(amount: Amount) -> String {
    amount.to_string()
}

/// Formats the report as a JSON object, ending with a newline.
pub fn object(report: &Report) -> String {
    let t = &report.totals;
    let json = Json {
        requests: t.requests,
        units_in_trace: t.units_in_trace,
        units_settled: t.units_settled,
        value_settled: amount(t.value_settled),
        burned: amount(t.burned),
        treasury: amount(t.treasury),
        node_earnings: amount(t.node_earnings),
        minted: amount(t.minted),
        epochs: t.epochs,
        calls: t.calls,
        ref_time_total: t.cost.ref_time,
        wall_s: (t.wall_s * 1_000.0).round() / 1_000.0,
        invariants: report.invariants.iter().map(|i| (i.name.as_str(), i.broken.is_none())).collect(),
        broken: report
            .invariants
            .iter()
            .filter_map(|i| Some((i.name.as_str(), i.broken.as_deref()?)))
            .collect(),
        fleet: &report.fleet,
        source: &report.source,
        seed: report.seed,
        pallet: &report.pallet,
        requests_delayed: t.delayed,
        vouchers_signed: t.vouchers_signed,
        vouchers_submitted: t.vouchers_submitted,
        largest_batch: t.largest_batch,
        leases: t.leases,
        top_ups: t.top_ups,
        beats_by_controller: t.beats_by_controller,
        beats_by_device: t.beats_by_device,
        proof_size_total: t.cost.proof_size,
        emission: amount(t.emission),
        per_node: report
            .nodes
            .iter()
            .map(|n| Node {
                id: n.id,
                name: &n.name,
                place: &n.place,
                model: &n.model,
                owner: &n.owner,
                status: &n.status,
                slots: Presence::ALL.iter().map(|p| (p.word(), n.slots(*p))).collect(),
                uptime: (n.uptime() * 10_000.0).round() / 10_000.0,
                requests: n.requests,
                units: n.units,
                value: amount(n.value),
                earned: amount(n.earned),
                minted_availability: amount(n.availability),
                minted_usage: amount(n.usage),
                stake: amount(n.stake.last().copied().unwrap_or(0)),
            })
            .collect(),
        per_dapp: report
            .dapps
            .iter()
            .map(|d| Dapp {
                name: &d.name,
                leases: d.leases,
                requests: d.requests,
                units: d.units,
                deposited: amount(d.deposited),
                spent: amount(d.spent),
                refunded: amount(d.refunded),
            })
            .collect(),
        per_delegator: report
            .delegators
            .iter()
            .map(|d| Delegator {
                name: &d.name,
                nodes: &d.nodes,
                staked: amount(d.staked),
                worth: amount(d.worth),
                left_in_epoch: d.left,
                moved_in_epoch: d.moved.as_ref().map(|(epoch, _)| *epoch),
                moved_to: d.moved.as_ref().map(|(_, to)| to.as_str()),
                sponsor: d.sponsor.as_deref(),
            })
            .collect(),
        history: NodeHistory::of(report),
        per_message: report
            .costs
            .iter()
            .map(|c| Message {
                message: &c.message,
                calls: c.calls,
                ref_time_mean: c.mean.ref_time,
                ref_time_max: c.max.ref_time,
                ref_time_total: c.total.ref_time,
                proof_size_mean: c.mean.proof_size,
            })
            .collect(),
        vote: Vote {
            title: &report.vote.title,
            status: &report.vote.status,
            voters: report.vote.voters,
            r#for: amount(report.vote.for_),
            against: amount(report.vote.against),
            abstain: amount(report.vote.abstain),
            quorum: amount(report.vote.quorum),
        },
        timeline: &report.timeline,
    };
    // Strings, numbers, lists and maps with string keys can always be serialized.
    let mut text = serde_json::to_string_pretty(&json).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Invariant, Totals};

    #[test]
    fn counts_are_numbers_and_amounts_are_strings() {
        let totals = Totals { requests: 7, value_settled: u128::MAX, wall_s: 1.5, ..Totals::default() };
        let invariants = vec![
            Invariant { name: "a".into(), checks: 1, broken: None },
            Invariant { name: "b".into(), checks: 1, broken: Some("how".into()) },
        ];
        let report = Report { totals, invariants, ..Report::default() };
        let json: serde_json::Value = serde_json::from_str(&object(&report)).unwrap();
        assert_eq!(json["requests"], 7);
        assert_eq!(json["value_settled"], u128::MAX.to_string());
        assert_eq!(json["invariants"], serde_json::json!({"a": true, "b": false}));
        assert_eq!(json["broken"]["b"], "how");
        assert!(json["wall_s"].is_f64());
    }
}
