//! The figures as tables for people and as one JSON object for programs.

use super::aims::{Verdict, OTHERS};
use super::baseline::Comparison;
use super::{Figures, Row, BLOCK, EXTRINSIC};
use crate::chain::Cost;
use anyhow::Result;
use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent};
use serde_json::{json, Value};
use std::fmt::Write;

/// A native token's smallest units, on the chain whose deposits the embedded chain has.
const NATIVE: u128 = 1_000_000_000_000;

/// Digits in groups of three.
pub fn grouped(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Reference time in millions; small ones with a decimal.
fn millions(ref_time: u64) -> String {
    if ref_time < 100_000_000 {
        return format!("{:.1}", ref_time as f64 / 1e6);
    }
    grouped(ref_time.saturating_add(500_000) / 1_000_000)
}

/// A deposit in native tokens. Six places show a byte's.
fn native(deposit: i128) -> String {
    let sign = match deposit {
        0 => return "0".to_owned(),
        1.. => '+',
        _ => '−',
    };
    let amount = deposit.unsigned_abs();
    format!("{sign}{}.{:06}", amount / NATIVE, amount % NATIVE / 1_000_000)
}

/// All tables, with what their numbers mean.
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

/// The aims for one row, and whether they are met.
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

/// One object with everything.
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

fn cost(cost: Cost) -> Result<Value> {
    let deposit = i64::try_from(cost.deposit)?;
    Ok(json!({ "ref_time": cost.ref_time, "proof_size": cost.proof_size, "deposit": deposit }))
}

fn of<'a>(name: &str, verdicts: &'a [Verdict]) -> Vec<&'a Verdict> {
    verdicts.iter().filter(|verdict| verdict.of == name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_in_groups_of_three() {
        let text: Vec<String> = [0i64, 12, 999, 1_000, 1_234_567, -1_000].map(grouped).into();
        assert_eq!(text, ["0", "12", "999", "1 000", "1 234 567", "-1 000"]);
    }

    #[test]
    fn small_times_have_a_decimal() {
        assert_eq!(millions(11_960_000), "12.0");
        assert_eq!(millions(2_200_499_999), "2 200");
    }

    #[test]
    fn deposits_show_every_byte_and_their_direction() {
        assert_eq!(native(100_005_000_000), "+0.100005");
        assert_eq!(native(-5_000_000), "−0.000005");
        assert_eq!(native(0), "0");
    }
}
