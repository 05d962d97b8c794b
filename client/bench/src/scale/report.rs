//! The figures at each size: as tables for people, and as one JSON object for programs.

use super::capacity::{Beats, BLOCKS};
use super::measure::Sample;
use super::state::{PerHead, Share};
use super::{AtSize, Scale};
use crate::figures::Bound;
use crate::numbers::{grouped, kilobytes, millions, native};
use crate::print::{header, table};
use comfy_table::Table;
use gridshare_sdk::Cost;
use serde_json::{json, Value};

/// By how much a message's figures may differ from size to size and from place to place.
pub const TOLERANCE: f64 = 0.01;

/// What one message costs at every size and in every place.
pub struct Row<'a> {
    /// Message and what distinguishes it from others of its name.
    pub name: &'a str,
    /// The highest cost at each size.
    pub sizes: Vec<Cost>,
    /// By which part the highest reference time exceeds the lowest, and the same of proof.
    pub spread: (f64, f64),
}

impl Row<'_> {
    /// Returns whether the message costs the same everywhere, as far as it has to.
    pub fn is_flat(&self) -> bool {
        self.spread.0.max(self.spread.1) <= TOLERANCE
    }
}

/// Returns a row for each message.
pub fn rows(sizes: &[AtSize]) -> Vec<Row<'_>> {
    let Some(first) = sizes.first() else { return Vec::new() };
    let row = |sample: &'_ Sample| -> (Vec<Cost>, Vec<Cost>) {
        let of_size = |at: &AtSize| at.samples.iter().find(|other| other.name == sample.name).cloned();
        let all: Vec<Sample> = sizes.iter().filter_map(of_size).collect();
        (
            all.iter().map(Sample::highest).collect(),
            all.into_iter().flat_map(|sample| sample.places).collect(),
        )
    };
    let rows = first.samples.iter().map(|sample| {
        let (sizes, all) = row(sample);
        let spread = |of: fn(&Cost) -> u64| {
            let (lowest, highest) = (all.iter().map(of).min(), all.iter().map(of).max());
            let (lowest, highest) = (lowest.unwrap_or_default(), highest.unwrap_or_default());
            (highest - lowest) as f64 / lowest.max(1) as f64
        };
        Row {
            name: &sample.name,
            sizes,
            spread: (spread(|cost| cost.ref_time), spread(|cost| cost.proof_size)),
        }
    });
    rows.collect()
}

/// Formats all tables, with the meaning of their numbers.
pub fn tables(scale: &Scale) -> String {
    let rows = rows(&scale.sizes);
    let flat = rows.iter().filter(|row| row.is_flat()).count();
    let block = scale.limits.block;
    format!(
        "What messages cost in networks of any size, on {pallet}\n\n\
         time: ref_time in 10^6 ps; proof: in kB; both without the extrinsic around a call. Each figure is the highest\n\
         of three places: on nodes at the start, in the middle and at the end. \"difference\": between the lowest and\n\
         the highest of all sizes and places, of time and of proof.\n\n\
         {messages}\n\n\
         {flat} of {all} messages cost the same at every size, within {tolerance} %. Items are as long at every size,\n\
         and no message reads more of them. What differs is arithmetic: a claim divides the epoch's emission by the\n\
         credit of all nodes, and a division of other numbers takes some instructions more or less.\n\n\
         How the networks came to be: {base} nodes by messages, all others written into storage as the same messages\n\
         would have; page by page of 32 nodes, {items} items and {bytes} kB of values each, which makes\n\
         {sizes}.\n\
         What was checked:\n\
         {checks}\n\n\
         What one of each has in storage. Items that several share are divided among them; deposits, in native tokens,\n\
         are those that the pallet took:\n\n\
         {state}\n\n\
         How many nodes one parachain carries: 48 beats a day, {blocks} blocks of 6 s, in each of which calls have\n\
         {time} of time and {proof} of proof, extrinsics included. The first beats of a day put the last day's aside\n\
         and cost more, which is counted.\n\n\
         {beats}",
        pallet = scale.pallet,
        messages = messages(scale, &rows),
        all = rows.len(),
        tolerance = TOLERANCE * 100.0,
        base = scale.made,
        items = scale.page_items,
        bytes = kilobytes(scale.page_bytes as u64),
        sizes = scale.sizes.iter().map(items).collect::<Vec<_>>().join(", "),
        checks = scale.checks.iter().map(|check| format!("- {check}")).collect::<Vec<_>>().join("\n"),
        state = state(&scale.per_head),
        blocks = grouped(BLOCKS as i64),
        time = millions(block.ref_time),
        proof = kilobytes(block.proof_size),
        beats = beats(scale),
    )
}

/// Says how many items the nodes have at one size.
fn items(at: &AtSize) -> String {
    format!("{} items of {} nodes", grouped(at.items), grouped(at.nodes))
}

/// Makes the table of messages.
fn messages(scale: &Scale, rows: &[Row]) -> Table {
    let mut names = header(&["message"]);
    for at in &scale.sizes {
        names.extend([format!("{} nodes: time", grouped(at.nodes)), "proof".into()]);
    }
    names.push("difference".into());
    let mut table = table(names, 1..2 + 2 * scale.sizes.len());
    for row in rows {
        let mut cells = vec![row.name.to_owned()];
        cells.extend(row.sizes.iter().flat_map(|cost| [millions(cost.ref_time), kilobytes(cost.proof_size)]));
        cells.push(difference(row));
        table.add_row(cells);
    }
    table
}

fn difference(row: &Row) -> String {
    let part = |part: f64| if part == 0.0 { "0".into() } else { format!("{:.4} %", part * 100.0) };
    let mark = if row.is_flat() { "" } else { " ✗" };
    format!("{} · {}{mark}", part(row.spread.0), part(row.spread.1))
}

/// Makes the table of what nodes, leases and delegators have in storage.
fn state(per_head: &[PerHead]) -> Table {
    let mut table = table(header(&["", "items", "bytes", "deposit"]), 1..4);
    for head in per_head {
        let name = describe(head.share);
        let figures =
            [format!("{:.2}", head.items()), format!("{:.0}", head.bytes()), native(head.deposit())];
        table.add_row([name.to_owned()].into_iter().chain(figures));
    }
    table
}

fn describe(share: Share) -> &'static str {
    match share {
        Share::Node => "node, bonded and offering, after two days of beats; with a quarter of its owner",
        Share::Lease => "lease, settled daily; with its part of the payer and of the node's account",
        Share::Delegator => "delegator with stake in four pools",
    }
}

/// Makes the table of nodes that a chain carries.
fn beats(scale: &Scale) -> Table {
    let mut names = header(&["beats sent by", "nodes at most", "bound"]);
    names.extend(scale.sizes.iter().map(|at| format!("{} nodes take", grouped(at.nodes))));
    names.extend(scale.sizes.iter().map(|at| format!("{} leave", grouped(at.nodes))));
    let numbers = 1..names.len();
    let mut table = table(names, numbers);
    for beats in &scale.beats {
        let mut cells = vec![beats.call.clone(), grouped(beats.most_nodes() as i128), bound(beats).into()];
        let taken = scale.sizes.iter().map(|at| beats.taken(at.nodes));
        let taken: Vec<f64> = taken.map(|(time, proof)| time.max(proof)).collect();
        cells.extend(taken.iter().map(|part| format!("{:.1} %", part * 100.0)));
        let left = taken.iter().map(|part| 1.0 - part);
        cells.extend(left.map(|left| if left < 0.0 { "–".into() } else { format!("{:.1} %", left * 100.0) }));
        table.add_row(cells);
    }
    table
}

fn bound(beats: &Beats) -> &'static str {
    match beats.bound() {
        Bound::Time => "time",
        Bound::Proof => "proof",
    }
}

/// Formats everything as one JSON object.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn json(scale: &Scale) -> anyhow::Result<String> {
    let rows = rows(&scale.sizes);
    let message = |row: &Row| {
        let sizes = scale.sizes.iter().zip(&row.sizes).map(|(at, cost)| {
            json!({ "nodes": at.nodes, "ref_time": cost.ref_time, "proof_size": cost.proof_size })
        });
        json!({
            "message": row.name,
            "sizes": sizes.collect::<Vec<Value>>(),
            "difference": { "ref_time": row.spread.0, "proof_size": row.spread.1 },
            "ok": row.is_flat(),
        })
    };
    let state = |head: &PerHead| {
        json!({
            "of": format!("{:?}", head.share).to_lowercase(),
            "items": head.items(),
            "bytes": head.bytes(),
            "deposit": head.deposit().to_string(),
        })
    };
    let carried = |beats: &Beats| {
        let sizes = scale.sizes.iter().map(|at| {
            let (time, proof) = beats.taken(at.nodes);
            json!({ "nodes": at.nodes, "ref_time": time, "proof_size": proof })
        });
        json!({
            "call": beats.call,
            "nodes_in_call": beats.nodes,
            "nodes_at_most": beats.most_nodes(),
            "bound": bound(beats),
            "parts_taken": sizes.collect::<Vec<Value>>(),
        })
    };
    let sizes = scale.sizes.iter().map(|at| json!({ "nodes": at.nodes, "items": at.items }));
    let block = scale.limits.block;
    Ok(serde_json::to_string_pretty(&json!({
        "pallet": scale.pallet,
        "ok": rows.iter().all(Row::is_flat),
        "sizes": sizes.collect::<Vec<Value>>(),
        "messages": rows.iter().map(message).collect::<Vec<_>>(),
        "made_by_messages": scale.made,
        "checks": scale.checks,
        "state": scale.per_head.iter().map(state).collect::<Vec<_>>(),
        "blocks_a_day": BLOCKS,
        "block": { "ref_time": block.ref_time, "proof_size": block.proof_size },
        "beats": scale.beats.iter().map(carried).collect::<Vec<_>>(),
    }))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_flat_within_one_percent() {
        let at = |nodes, proofs: [u64; 2]| {
            let cost = |proof_size| Cost { ref_time: 500, proof_size, deposit: 0 };
            let sample = Sample { name: "a".into(), items: 1, places: proofs.map(cost).into() };
            AtSize { nodes, items: 0, samples: vec![sample] }
        };
        let sizes = [at(32, [1_000, 1_001]), at(64, [1_010, 1_000])];
        let row = &rows(&sizes)[0];
        assert_eq!((row.spread, row.is_flat()), ((0.0, 0.01), true));
        assert_eq!(row.sizes.iter().map(|cost| cost.proof_size).collect::<Vec<_>>(), [1_001, 1_010]);
        let sizes = [at(32, [1_000, 1_000]), at(64, [1_011, 1_000])];
        assert!(!rows(&sizes)[0].is_flat());
    }
}
