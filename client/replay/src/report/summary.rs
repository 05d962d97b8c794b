//! The report as text, for a terminal.

mod history_text;

use super::format::{bytes, count, grid, percent, short, whole};
use super::tables::{mean_price, story};
use super::Report;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent};
use std::fmt::Write;

/// Makes a table without lines, as wide as the terminal allows.
fn plain() -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table
}

/// Returns a node's name, with its town if the name does not contain it.
fn name_with_town(name: &str, place: &str) -> String {
    let town = place.split(',').next().unwrap_or(place);
    if name.contains(town) {
        name.to_owned()
    } else {
        format!("{name}, {town}")
    }
}

/// Makes a table whose columns from index `numbers` on hold numbers.
fn table(title: &str, numbers: usize, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = plain();
    table.set_header(heads);
    for line in [TableComponent::HeaderLines, TableComponent::MiddleHeaderIntersections] {
        table.set_style(line, '─');
    }
    for (i, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        if i >= numbers {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.add_rows(rows);
    format!("\n{title}\n{table}\n")
}

/// Formats the report as text.
pub fn text(report: &Report) -> String {
    let t = &report.totals;
    let mut out = format!("Gridshare replay: {} · {}\n", report.fleet, report.source);
    let totals = [
        ("requests", count(t.requests), format!("{} waited for a node to come back", count(t.delayed))),
        ("tokens settled", count(t.units_settled), format!("of {} in the workload", count(t.units_in_trace))),
        ("paid by dApps", grid(t.value_settled), "GRID".into()),
        ("  to nodes", grid(t.node_earnings), "GRID".into()),
        ("  burned", grid(t.burned), "GRID".into()),
        ("  to the treasury", grid(t.treasury), "GRID".into()),
        ("minted", grid(t.minted), format!("GRID, of {} that could have been", whole(t.emission))),
        (
            "vouchers",
            count(t.vouchers_signed),
            format!(
                "signed, {} settled in batches of up to {}",
                count(t.vouchers_submitted),
                t.largest_batch
            ),
        ),
        ("leases", count(t.leases), format!("with {} top-ups", count(t.top_ups))),
        (
            "heartbeats",
            count(t.beats_by_controller + t.beats_by_device),
            format!("{} of them signed by devices", count(t.beats_by_device)),
        ),
        ("epochs", count(t.epochs), "with traffic".into()),
        ("calls", count(t.calls), format!("{} ref_time on {}", short(t.cost.ref_time as f64), report.pallet)),
        ("took", format!("{:.1} s", t.wall_s), "deployment included".into()),
    ];
    let rows = totals.into_iter().map(|(name, value, note)| vec![name.to_owned(), value, note]);
    let mut network = plain();
    network.add_rows(rows);
    if let Some(column) = network.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let _ = writeln!(out, "\n{network}");
    out.push_str(&table(
        "Nodes (prices for 1 000 tokens, amounts in GRID)",
        3,
        &["node", "model", "status", "alive", "requests", "tokens", "paid", "earned", "minted", "stake"],
        report.nodes.iter().map(|n| {
            vec![
                name_with_town(&n.name, &n.place),
                n.model.clone(),
                n.status.clone(),
                percent(n.uptime()),
                count(n.requests),
                count(n.units),
                mean_price(n.value, n.units),
                grid(n.earned),
                grid(n.minted()),
                whole(n.stake.last().copied().unwrap_or(0)),
            ]
        }),
    ));
    out.push_str(&table(
        "dApps",
        2,
        &["dApp", "chooses", "leases", "requests", "tokens", "spent", "paid in", "paid back"],
        report.dapps.iter().map(|d| {
            vec![
                d.name.clone(),
                d.route.clone(),
                count(d.leases),
                count(d.requests),
                count(d.units),
                grid(d.spent),
                grid(d.deposited),
                grid(d.refunded),
            ]
        }),
    ));
    out.push_str(&table(
        "Delegators",
        3,
        &["delegator", "on", "what it did", "staked", "worth"],
        report
            .delegators
            .iter()
            .map(|d| vec![d.name.clone(), d.nodes.join(", "), story(d), grid(d.staked), grid(d.worth)]),
    ));
    out.push_str(&history_text::text(report));
    out.push_str(&table(
        "What it took",
        1,
        &["message", "calls", "ref_time, mean", "most", "proof, mean"],
        report.costs.iter().map(|c| {
            vec![
                c.message.clone(),
                count(c.calls),
                short(c.mean.ref_time as f64),
                short(c.max.ref_time as f64),
                bytes(c.mean.proof_size),
            ]
        }),
    ));
    let v = &report.vote;
    let _ = writeln!(
        out,
        "\nVote: {}: {} ({} for, {} against, {} abstained, quorum {} GRID)",
        v.title,
        v.status.to_lowercase(),
        whole(v.for_),
        whole(v.against),
        whole(v.abstain),
        whole(v.quorum),
    );
    let _ = writeln!(out, "\nWhat must always hold");
    for i in &report.invariants {
        let _ = match &i.broken {
            None => writeln!(out, "  ✓ {} ({}×)", i.name.replace('_', " "), i.checks),
            Some(how) => writeln!(out, "  ✗ {}: {how}", i.name.replace('_', " ")),
        };
    }
    // The tables pad their last column.
    out.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}
