//! The figures as tables for people and as one JSON object for programs.

use super::aims::{Verdict, OTHERS};
use super::comparison::Comparison;
use super::figures::{Figures, Row, BLOCK, EXTRINSIC};
use super::numbers::{grouped, millions, native};
use anyhow::Result;
use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent};
use gridshare_sdk::Cost;
use serde_json::{json, Value};
use std::fmt::Write;

/// Formats all tables, with the meaning of their numbers.
pub fn tables(figures: &Figures, verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    let met = verdicts.iter().filter(|verdict| verdict.met).count();
    let _ = write!(
        text,
        "What users pay for, measured on {pallet}\n\n\
         ref_time in 10^6 ps; proof in bytes; deposit in native tokens, 0.1 for an item and 0.000005 for a byte,\n\
         − for what comes back. The extrinsic around a call ({base} and {base_proof} B) comes on top; a block has\n\
         room for {block} and {block_proof} B of both. \"each further\": what an item beyond the first takes.\n\n\
         {messages}\n\n\
         {code}\n\n\
         Release builds of others on the same pallet, where they do comparable work:\n\n\
         {others}\n\n\
         {met} of {all} aims are met (✓).",
        pallet = figures.pallet,
        base = millions(EXTRINSIC.ref_time),
        base_proof = grouped(EXTRINSIC.proof_size),
        block = millions(BLOCK.ref_time),
        block_proof = grouped(BLOCK.proof_size),
        messages = messages(figures, verdicts),
        code = code(figures, verdicts),
        others = others(figures),
        all = verdicts.len(),
    );
    for Verdict { of, figure, aim, measured, .. } in verdicts.iter().filter(|verdict| !verdict.met) {
        let over = (*measured as f64 / *aim as f64 - 1.0) * 100.0;
        let _ =
            write!(text, "\n  ✗ {of}: {figure} {} for {} (+{over:.1} %)", grouped(*measured), grouped(*aim));
    }
    text
}

/// Makes a table; columns `numbers` are aligned to the right.
fn table(header: &[&str], numbers: std::ops::Range<usize>) -> Table {
    let mut table = Table::new();
    table.load_preset(comfy_table::presets::NOTHING);
    for line in [TableComponent::HeaderLines, TableComponent::MiddleHeaderIntersections] {
        table.set_style(line, '─');
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    for index in numbers {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Makes the table of messages.
fn messages(figures: &Figures, verdicts: &[Verdict]) -> Table {
    let header =
        ["message", "ref_time", "proof", "deposit", "each further", "in a block", "aim", "measured with"];
    let mut table = table(&header, 1..6);
    for row in &figures.rows {
        let Cost { ref_time, proof_size, deposit } = row.cost;
        let further = row
            .further
            .map(|further| format!("{} · {} B", millions(further.ref_time), grouped(further.proof_size)));
        let calls = row.per_block();
        let block = match row.items {
            Some(items) if items > 1 => format!("{} × {items}", grouped(calls)),
            _ => grouped(calls),
        };
        table.add_row([
            row.name(),
            millions(ref_time),
            grouped(proof_size),
            native(deposit),
            further.unwrap_or_default(),
            block,
            aims(&row.name(), verdicts),
            row.note.to_owned(),
        ]);
    }
    table
}

/// Formats the aims for one row, and whether they are met.
fn aims(of: &str, verdicts: &[Verdict]) -> String {
    let aims = verdicts.iter().filter(|verdict| verdict.of == of).map(|verdict| {
        let bound = match verdict.figure {
            "ref_time" => millions(verdict.aim),
            "proof_size" => format!("{} B", grouped(verdict.aim)),
            "further_ref_time" => format!("each {}", millions(verdict.aim)),
            "further_proof_size" => format!("each {} B", grouped(verdict.aim)),
            _ => format!("{} KiB", verdict.aim / 1_024),
        };
        format!("≤ {bound} {}", if verdict.met { "✓" } else { "✗" })
    });
    aims.collect::<Vec<_>>().join(", ")
}

/// Makes the table of code sizes.
fn code(figures: &Figures, verdicts: &[Verdict]) -> Table {
    let mut table = table(&["contract", "bytes", "KiB", "ref_time of each load", "aim"], 1..4);
    for (name, bytes) in &figures.code {
        // What the pallet charges for a byte of code in every call to the contract.
        let load = millions(bytes * 33_471);
        let kib = format!("{:.1}", *bytes as f64 / 1_024.0);
        table.add_row([(*name).to_owned(), grouped(*bytes), kib, load, aims(name, verdicts)]);
    }
    table
}

/// Makes the table of comparable work of other projects.
fn others(figures: &Figures) -> Table {
    let mut table = table(&["ours", "ref_time", "proof", "theirs", "ref_time", "proof"], 1..3);
    for index in 4..6 {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for other in &OTHERS {
        let Some(row) = figures.row(other.row) else { continue };
        table.add_row([
            row.name(),
            millions(row.cost.ref_time),
            grouped(row.cost.proof_size),
            other.name.to_owned(),
            grouped(other.ref_time_e6),
            other.proof_kb.map(|kb| grouped(kb * 1_000)).unwrap_or_default(),
        ]);
    }
    table
}

/// Formats everything as one JSON object.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn json(figures: &Figures, verdicts: &[Verdict], comparison: Option<&Comparison>) -> Result<String> {
    let messages: Vec<Value> =
        figures.rows.iter().map(|row| message(row, verdicts)).collect::<Result<_>>()?;
    let contracts: Vec<Value> = figures
        .code
        .iter()
        .map(|(name, bytes)| json!({ "contract": name, "code_bytes": bytes, "aims": of(name, verdicts) }))
        .collect();
    let others: Vec<Value> = OTHERS
        .iter()
        .map(|other| {
            let proof = other.proof_kb.map(|kb| kb * 1_000);
            let ref_time = other.ref_time_e6 * 1_000_000;
            json!({ "ours": other.row, "theirs": other.name, "ref_time": ref_time, "proof_size": proof })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&json!({
        "pallet": figures.pallet,
        "block": { "ref_time": BLOCK.ref_time, "proof_size": BLOCK.proof_size },
        "extrinsic": { "ref_time": EXTRINSIC.ref_time, "proof_size": EXTRINSIC.proof_size },
        "messages": messages,
        "contracts": contracts,
        "others": others,
        "aims_met": verdicts.iter().filter(|verdict| verdict.met).count(),
        "aims": verdicts.len(),
        "baseline": comparison.map(|comparison| json!({ "ok": comparison.is_ok(), "changes": comparison })),
    }))?)
}

/// Makes the object of a message.
fn message(row: &Row, verdicts: &[Verdict]) -> Result<Value> {
    Ok(json!({
        "name": row.name(),
        "message": row.message,
        "items": row.items,
        "measured_with": row.note,
        "cost": cost(row.cost)?,
        "each_further": row.further.map(cost).transpose()?,
        "per_block": row.per_block(),
        "aims": of(&row.name(), verdicts),
    }))
}

/// Makes the object of a cost.
fn cost(cost: Cost) -> Result<Value> {
    let deposit = i64::try_from(cost.deposit)?;
    Ok(json!({ "ref_time": cost.ref_time, "proof_size": cost.proof_size, "deposit": deposit }))
}

/// Returns the verdicts on one row or contract.
fn of<'a>(name: &str, verdicts: &'a [Verdict]) -> Vec<&'a Verdict> {
    verdicts.iter().filter(|verdict| verdict.of == name).collect()
}
