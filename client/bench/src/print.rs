//! The figures as tables for people.

use super::aims::{Verdict, OTHERS};
use super::figures::{Bound, Figures, Row};
use super::model::{FRAME, READ, TOPIC, WRITE};
use super::numbers::{grouped, kilobytes, millions, native};
use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent};
use gridshare_sdk::Cost;
use std::fmt::Write;

/// Formats all tables, with the meaning of their numbers. The first pallet is the yardstick.
pub fn tables(figures: &[Figures], verdicts: &[Verdict]) -> String {
    let Some((yardstick, others)) = figures.split_first() else { return String::new() };
    let (extrinsic, block) = (yardstick.limits.extrinsic, yardstick.limits.block);
    let met = verdicts.iter().filter(|verdict| verdict.met).count();
    let mut text = format!(
        "What users pay for, measured on {pallet}\n\n\
         time: ref_time in 10^6 ps; proof: in kB; deposit: in native tokens, 0.1 for an item and 0.000005 for a byte,\n\
         − for what comes back. The extrinsic around a call ({base} and {base_proof}) comes on top; a block has room\n\
         for {block} and {block_proof} of both. \"in a block\": how many such calls fit, and what runs out first.\n\
         What the proof comes from: code of all frames; frames beyond the first ({frame} B each); reads ({read} B),\n\
         writes and removals ({write} B), topics ({topic} B); and the bytes of values that were read or replaced.\n\n\
         {messages}\n\n\
         Release builds of others on pallet-contracts 38, where they do comparable work:\n\n\
         {others}\n\n\
         {code}\n\n\
         {met} of {all} aims are met (✓).",
        pallet = figures.iter().map(|figures| figures.pallet.clone()).collect::<Vec<_>>().join(", and on "),
        base = millions(extrinsic.ref_time),
        base_proof = kilobytes(extrinsic.proof_size),
        block = millions(block.ref_time),
        block_proof = kilobytes(block.proof_size),
        frame = grouped(FRAME as i64),
        read = grouped(READ as i64),
        write = grouped(WRITE as i64),
        topic = grouped(TOPIC as i64),
        messages = messages(yardstick, others, verdicts),
        others = comparable(yardstick),
        code = code(yardstick),
        all = verdicts.len(),
    );
    for Verdict { of, figure, aim, measured, .. } in verdicts.iter().filter(|verdict| !verdict.met) {
        let over = (*measured as f64 / *aim as f64 - 1.0) * 100.0;
        let (measured, aim) = (grouped(*measured), grouped(*aim));
        let _ = write!(text, "\n  ✗ {of}: {figure} {measured} for {aim} (+{over:.1} %)");
    }
    text
}

/// Makes a table; columns `numbers` are aligned to the right.
pub fn table(header: Vec<String>, numbers: std::ops::Range<usize>) -> Table {
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

/// Makes the head of a table.
pub fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Makes the table of messages.
fn messages(yardstick: &Figures, others: &[Figures], verdicts: &[Verdict]) -> Table {
    let mut names = header(&["message", "time", "proof", "deposit", "each further", "in a block"]);
    names.extend(header(&["frames", "code", "reads", "writes", "topics", "values"]));
    for other in others {
        let version = other.pallet.split(' ').nth(1).unwrap_or_default();
        names.extend([format!("time on {version}"), format!("proof on {version}")]);
    }
    let numbers = 1..names.len();
    names.extend(header(&["aim", "measured with"]));
    let mut table = table(names, numbers);
    for row in &yardstick.rows {
        let Cost { ref_time, proof_size, deposit } = row.cost;
        let further = row
            .further
            .map(|further| format!("{} · {}", millions(further.ref_time), kilobytes(further.proof_size)));
        let mut cells = vec![
            row.name(),
            millions(ref_time),
            kilobytes(proof_size),
            native(deposit),
            further.unwrap_or_default(),
            per_block(row, yardstick),
        ];
        cells.extend(operations(row));
        for other in others {
            let cost = other.row(&row.name()).map(|row| row.cost);
            cells.push(cost.map(|cost| millions(cost.ref_time)).unwrap_or_default());
            cells.push(cost.map(|cost| kilobytes(cost.proof_size)).unwrap_or_default());
        }
        cells.extend([aims(&row.name(), verdicts), row.note.to_owned()]);
        table.add_row(cells);
    }
    table
}

/// Formats how many such calls fit in a block, and what bounds that.
fn per_block(row: &Row, figures: &Figures) -> String {
    let (calls, bound) = row.per_block(figures.limits);
    let bound = match bound {
        Bound::Time => "time",
        Bound::Proof => "proof",
    };
    match row.items {
        Some(items) if items > 1 => format!("{} × {items}, {bound}", grouped(calls)),
        _ => format!("{}, {bound}", grouped(calls)),
    }
}

/// Formats the operations of a row.
fn operations(row: &Row) -> [String; 6] {
    let Some(operations) = row.operations else { return Default::default() };
    [
        operations.frames.to_string(),
        kilobytes(operations.code_bytes),
        operations.reads.to_string(),
        (operations.writes + operations.removals).to_string(),
        operations.topics.to_string(),
        kilobytes(operations.value_bytes()),
    ]
}

/// Formats the aims for one row, and whether they are met.
fn aims(of: &str, verdicts: &[Verdict]) -> String {
    let aims = verdicts.iter().filter(|verdict| verdict.of == of).map(|verdict| {
        let bound = match verdict.figure {
            "ref_time" => millions(verdict.aim),
            "proof_size" => kilobytes(verdict.aim),
            "further_ref_time" => format!("each {}", millions(verdict.aim)),
            _ => format!("each {}", kilobytes(verdict.aim)),
        };
        format!("≤ {bound} {}", if verdict.met { "✓" } else { "✗" })
    });
    aims.collect::<Vec<_>>().join(", ")
}

/// Makes the table of code sizes.
fn code(figures: &Figures) -> Table {
    let mut table = table(header(&["contract", "bytes of code"]), 1..2);
    for (name, bytes) in &figures.code {
        table.add_row([(*name).to_owned(), grouped(*bytes)]);
    }
    table
}

/// Makes the table of comparable work of other projects.
fn comparable(figures: &Figures) -> Table {
    let mut table = table(header(&["ours", "time", "proof", "theirs", "time", "proof"]), 1..3);
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
            kilobytes(row.cost.proof_size),
            other.name.to_owned(),
            grouped(other.ref_time_e6),
            kilobytes(other.proof_hundreds * 100),
        ]);
    }
    table
}
