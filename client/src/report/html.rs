//! The page: one file with everything in it, for a wide screen and a phone, by day and by night.

use super::format::{count, escape, grid, moment, percent, short, whole};
use super::{cards, chart, map, tables, Report};
use shared::Amount;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The report as a page.
pub fn page(report: &Report) -> String {
    let t = &report.totals;
    let verdict = if report.holds() {
        format!(
            r#"<p class="verdict holds"><b>✓</b> All {} invariants held after every epoch.</p>"#,
            report.invariants.len()
        )
    } else {
        r#"<p class="verdict broken"><b>✗</b> An invariant was broken: see below.</p>"#.to_owned()
    };
    let until = report.start_ms + report.slots as u64 * report.slot_ms;
    let sections: String = [
        section("The network over time", "Epochs on the axis, one value for each slot. Point at a chart to read it.", &format!(r#"<div class="charts">{}</div>"#, chart::network(report))),
        section("Where the nodes stand", "The larger the dot, the more tokens the node answered with.", &map::map(report)),
        section("Heartbeats", &beats(report), &format!(r#"<div class="strips">{}</div>"#, cards::uptime(report))),
        section("Node by node", "All cards share their scales: load for each slot, price of 1 000 tokens for a new lease, earnings so far, stake in the pool, heartbeats.", &format!(r#"<div class="cards">{}</div>"#, cards::cards(report))),
        section("Nodes", "List price and price paid for 1 000 tokens; earned from dApps, minted for availability and use; all in GRID.", &tables::nodes(report)),
        section("dApps", "Every GRID paid in was spent on tokens or paid back.", &tables::dapps(report)),
        section("Delegators", "Rewards raise what a share of a pool is worth.", &tables::delegators(report)),
        section("The vote", &escape(&report.vote.title), &vote(report)),
        section("What must always hold", "", &tables::invariants(report)),
        section("What it took", &format!("{}. ref_time in picoseconds of the reference machine; a block has 1.5 T of it.", escape(&report.pallet)), &tables::costs(report)),
        section("What happened", "Times of the chain's clock, UTC.", &tables::timeline(report)),
    ]
    .concat();
    format!(
        r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Gridshare replay: {fleet}</title><style>{STYLE}</style></head>
<body><header><h1>Gridshare replay</h1><p class="sub">{fleet} · {source}<br>{from} to {until} UTC, {epochs} epochs with traffic</p>{verdict}</header>
<main><section class="first">{tiles}{split}</section>{sections}</main>
<footer>Made by <code>gridshare replay</code>: the contracts' WebAssembly on {pallet}, in {wall:.1} s. Seed {seed}.</footer>
<script>{SCRIPT}</script></body></html>
"#,
        fleet = escape(&report.fleet),
        source = escape(&report.source),
        from = moment(report.start_ms),
        until = moment(until),
        epochs = t.epochs,
        tiles = tiles(report),
        split = split(report),
        pallet = escape(&report.pallet),
        wall = t.wall_s,
        seed = report.seed,
    )
}

fn section(title: &str, sub: &str, body: &str) -> String {
    let sub = if sub.is_empty() { String::new() } else { format!(r#"<p class="sub">{sub}</p>"#) };
    format!("<section><h2>{title}</h2>{sub}{body}</section>")
}

fn beats(report: &Report) -> String {
    let t = &report.totals;
    format!(
        "A row for each node, a slot of {} min for each step to the right; where the bar is broken, no heartbeat came. {} were sent by controllers, {} signed by devices.",
        report.slot_ms / 60_000,
        count(t.beats_by_controller),
        count(t.beats_by_device),
    )
}

fn tiles(report: &Report) -> String {
    let t = &report.totals;
    let settled = if t.units_settled == t.units_in_trace {
        "every one of the workload"
    } else {
        "not all of the workload"
    };
    let tiles = [
        ("Requests", count(t.requests), format!("{} waited for a node", count(t.delayed))),
        ("Tokens settled", count(t.units_settled), settled.to_owned()),
        ("Paid by dApps", grid(t.value_settled), "GRID".to_owned()),
        ("Minted for nodes", grid(t.minted), format!("GRID, of {} that could have been", whole(t.emission))),
        (
            "Vouchers signed",
            count(t.vouchers_signed),
            format!("{} settled, up to {} in a call", count(t.vouchers_submitted), t.largest_batch),
        ),
        ("Leases", count(t.leases), format!("{} top-ups", count(t.top_ups))),
        ("Calls", count(t.calls), format!("{} of ref_time", short(t.cost.ref_time as f64))),
        ("Took", format!("{:.1} s", t.wall_s), "deployment included".to_owned()),
    ];
    let tiles = tiles.map(|(name, value, note)| {
        format!(r#"<div class="tile"><span>{name}</span><b>{value}</b><small>{note}</small></div>"#)
    });
    format!(r#"<div class="tiles">{}</div>"#, tiles.concat())
}

/// A bar of parts of a whole, with a key.
fn bar(parts: &[(&str, &str, Amount)]) -> String {
    let whole: Amount = parts.iter().map(|p| p.2).sum();
    let part = |amount: Amount| amount as f64 / whole.max(1) as f64;
    let bars = parts.iter().filter(|p| p.2 > 0);
    let bars =
        bars.map(|(_, class, a)| format!(r#"<i class="{class}" style="flex-grow:{:.4}"></i>"#, part(*a)));
    let keys = parts.iter().map(|(name, class, a)| {
        format!(r#"<span class="key {class}">{name} <b>{}</b> GRID, {}</span>"#, grid(*a), percent(part(*a)))
    });
    format!(
        r#"<div class="bar">{}</div><p class="legend">{}</p>"#,
        bars.collect::<String>(),
        keys.collect::<String>()
    )
}

fn split(report: &Report) -> String {
    let t = &report.totals;
    let parts = [
        ("nodes", "green", t.node_earnings),
        ("burned", "red", t.burned),
        ("treasury", "violet", t.treasury),
    ];
    format!(r#"<h3>Where what dApps paid went</h3>{}"#, bar(&parts))
}

fn vote(report: &Report) -> String {
    let v = &report.vote;
    let parts = [("for", "green", v.for_), ("against", "red", v.against), ("abstained", "grey", v.abstain)];
    format!(
        r#"{}<p>{} accounts voted; {} GRID were needed for the quorum. It ended <b>{}</b>.</p>"#,
        bar(&parts),
        count(v.voters),
        whole(v.quorum),
        escape(&v.status.to_lowercase()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_needs_nothing_from_outside() {
        let page = page(&Report { fleet: "<i>x</i>".into(), slots_per_epoch: 48, ..Report::default() });
        for outside in ["http:", "https:", "src=", "<link", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(!page.contains("<i>x</i>"));
        assert!(page.contains("prefers-color-scheme") && page.contains("width=device-width"));
    }
}

#[cfg(test)]
mod preview {
    use super::*;
    use crate::report::*;
    #[test]
    #[ignore]
    fn preview() {
        let fleet = crate::fleet::Fleet::shipped().unwrap();
        let w = crate::workload::Workload::generate(&fleet, 1);
        let slots = 300;
        let t = 1_000_000_000_000u128;
        let mut r = Report { fleet: fleet.network.name.clone(), source: w.source.clone(), seed: 1, pallet: "pallet-contracts 31 (embedded)".into(), start_ms: w.start_ms, slot_ms: 1_800_000, slots_per_epoch: 48, slots, ..Report::default() };
        let mut loads = vec![vec![0u64; slots]; 24];
        for (i, q) in w.requests.iter().enumerate() { loads[(i * 7 + i / 3) % 24][(q.at_ms / 1_800_000) as usize] += q.units(); }
        for (i, n) in fleet.nodes.iter().enumerate() {
            let load = loads[i].clone();
            let quote: Vec<u128> = (0..slots).map(|s| n.price.0 * (10 + u128::from((s / 70) % 3 == i % 3) * ((i % 5) as u128) * 3) / 10).collect();
            let paid: Vec<u128> = load.iter().zip(&quote).map(|(l, q)| u128::from(*l) * q).collect();
            let mut e = 0; let earnings: Vec<u128> = paid.iter().map(|p| { e += p; e }).collect();
            let rewards: Vec<u128> = (0..slots).map(|s| (s / 48) as u128 * 150 * t).collect();
            let stake: Vec<u128> = rewards.iter().enumerate().map(|(s, r)| n.stake.0 + r - if i == 2 && s > 170 { 4000 * t } else { 0 }).collect();
            let beats: Vec<bool> = (0..slots).map(|s| !(n.uptime != crate::fleet::Habit::Steady && (s * s + i * 13) % 97 < 12)).collect();
            r.nodes.push(NodeReport { id: i as u32, name: n.name.clone(), place: n.place.clone(), lat: n.lat, lon: n.lon, model: n.model.clone(), owner: n.owner.clone(), habit: format!("{:?}", n.uptime).chars().take(20).collect(), device: false, status: if i == 5 { "Offline".into() } else { "Active".into() }, requests: 250, units: load.iter().sum(), value: e, earned: e * 93 / 100, availability: 700 * t, usage: 5 * t, price: n.price.0, load, paid, quote, earnings, rewards, stake, beats });
        }
        r.marks = vec![Mark { metric: Metric::Stake, slot: 49, text: "vote".into() }, Mark { metric: Metric::Stake, slot: 170, text: "Jonas leaves".into() }, Mark { metric: Metric::Earnings, slot: 192, text: "burn 600 bps".into() }];
        r.totals = Totals { requests: 6000, units_in_trace: w.units(), units_settled: w.units(), value_settled: 4123 * t, burned: 220 * t, treasury: 80 * t, node_earnings: 3823 * t, minted: 20_000 * t, emission: 28_000 * t, epochs: 6, calls: 4321, cost: Cost { ref_time: 9_123_000_000_000, ..Cost::default() }, wall_s: 31.2, vouchers_signed: 6000, vouchers_submitted: 700, largest_batch: 4, leases: 60, top_ups: 12, beats_by_controller: 5000, beats_by_device: 900, delayed: 3 };
        for d in &fleet.dapps { r.dapps.push(DappReport { name: d.name.clone(), route: "the cheapest".into(), leases: 12, requests: 1500, units: 3_000_000, deposited: 2000 * t, spent: 1000 * t, refunded: 1000 * t }); }
        for d in &fleet.delegators { r.delegators.push(DelegatorReport { name: d.name.clone(), nodes: d.nodes.clone(), staked: d.stake.0, worth: d.stake.0 * 11 / 10, left: d.leaves_at_epoch }); }
        r.vote = VoteReport { title: "raise the burn on settlements from 500 to 600 bps".into(), for_: 150_000 * t, against: 5_000 * t, abstain: 3_000 * t, quorum: 40_000 * t, voters: 19, status: "Executed".into() };
        for m in ["token.transfer", "metering.settle", "registry.heartbeat", "staking.bond"] { r.costs.push(MessageCost { message: m.into(), calls: 2400, mean: Cost { ref_time: 1_370_000_000, proof_size: 22_000, deposit: 0 }, max: Cost { ref_time: 2_370_000_000, proof_size: 22_000, deposit: 0 }, total: Cost { ref_time: 2_370_000_000_000, proof_size: 22_000, deposit: 0 } }); }
        for m in ["token_supply", "staking_solvency", "metering_exactness", "paid_at_most_signed", "all_units_are_settled"] { r.invariants.push(Invariant { name: m.into(), checks: 8, broken: None }); }
        for i in 0..8 { r.timeline.push(Moment { at_ms: w.start_ms + i * 30_000_000, text: "12 owners registered 24 nodes and bonded 152 000 GRID".into() }); }
        std::fs::write("/tmp/preview.html", page(&r)).unwrap();
        println!("{}", crate::report::summary::text(&r));
    }
}
