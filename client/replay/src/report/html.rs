//! The report as a page: one file that needs nothing else, for wide and narrow screens, in light and dark.

use super::format::{count, date_time, escape, grid, short, whole};
use super::{cards, chart, history_tables, map, tables, Report};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Formats the report as a page.
pub fn page(report: &Report) -> String {
    let t = &report.totals;
    let verdict = if report.holds() {
        format!(
            r#"<p class="verdict holds"><b>✓</b> All {} invariants held, from the first epoch to the last call.</p>"#,
            report.invariants.len()
        )
    } else {
        r#"<p class="verdict broken"><b>✗</b> An invariant was broken: see below.</p>"#.to_owned()
    };
    let until = report.start_ms + report.slots as u64 * report.slot_ms;
    let sections: String = [
        section("The network over time", "Epochs on the axis, one value for each slot. Point at a chart to read it.", &format!(r#"<div class="charts">{}</div>"#, chart::network(report))),
        section("Where the nodes stand", "The larger the dot, the more tokens the node answered with.", &map::map(report)),
        section("Heartbeats", &beats(report), &format!(r#"{}<div class="strips">{}</div>"#, cards::legend(report), cards::uptime(report))),
        optional("Maintenance", "Announced ahead by controllers. Excused slots earn nothing and do not count as missed; the budget refills within 30 epochs.", &history_tables::maintenance(report)),
        section("Node by node", "All cards share their scales: load for each slot, price of 1 000 tokens for a new lease, earnings so far, stake in the pool, heartbeats.", &format!(r#"<div class="cards">{}</div>"#, cards::cards(report))),
        section("Nodes", "List price and price paid for 1 000 tokens; earned from dApps, minted for availability and use; all in GRID.", &tables::nodes(report)),
        section("dApps", "Every GRID paid in was spent on tokens or paid back.", &tables::dapps(report)),
        section("Delegators", "Rewards raise what a share of a pool is worth.", &tables::delegators(report)),
        optional("Attestations and boosts", "What trusted accounts say of nodes, and what that and their region make their stake count for.", &history_tables::attestations(report)),
        optional("Commission", "The owner's part of what its pool earns, announced one epoch ahead and raised in steps.", &history_tables::commissions(report)),
        optional("The slash", &history_tables::slashed(report), &history_tables::slash(report)),
        optional("A node changes hands", "", &history_tables::transfer(report)),
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
        from = date_time(report.start_ms),
        until = date_time(until),
        epochs = t.epochs,
        tiles = tiles(report),
        split = split(report),
        pallet = escape(&report.pallet),
        wall = t.wall_s,
        seed = report.seed,
    )
}

/// Makes a section.
fn section(title: &str, sub: &str, body: &str) -> String {
    let sub = if sub.is_empty() { String::new() } else { format!(r#"<p class="sub">{sub}</p>"#) };
    format!("<section><h2>{title}</h2>{sub}{body}</section>")
}

/// Makes a section, or nothing if its body is empty.
fn optional(title: &str, sub: &str, body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    section(title, sub, body)
}

/// Describes the grid of heartbeats.
fn beats(report: &Report) -> String {
    let t = &report.totals;
    format!(
        "A row for each node, a slot of {} min for each step to the right; the bar tells how the registry saw it. {} heartbeats were sent by controllers, {} signed by devices.",
        report.slot_ms / 60_000,
        count(t.beats_by_controller),
        count(t.beats_by_device),
    )
}

/// Makes the tiles with the totals.
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

/// Makes the bar of where payments went.
fn split(report: &Report) -> String {
    let t = &report.totals;
    let parts = [
        ("nodes", "green", t.node_earnings),
        ("burned", "red", t.burned),
        ("treasury", "violet", t.treasury),
    ];
    format!(r#"<h3>Where what dApps paid went</h3>{}"#, tables::bar(&parts))
}

/// Makes the bar and the text of the vote.
fn vote(report: &Report) -> String {
    let v = &report.vote;
    let parts = [("for", "green", v.for_), ("against", "red", v.against), ("abstained", "grey", v.abstain)];
    format!(
        r#"{}<p>{} accounts voted; {} GRID were needed for the quorum. It ended <b>{}</b>.</p>"#,
        tables::bar(&parts),
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
