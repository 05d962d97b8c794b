//! The figures as one JSON object for programs.

use super::aims::{Verdict, OTHERS};
use super::comparison::Comparison;
use super::figures::{Bound, Figures, Row};
use super::model;
use anyhow::Result;
use gridshare_embedded::pallets::Limits;
use gridshare_embedded::Operations;
use gridshare_sdk::Cost;
use serde_json::{json, Value};

/// Formats everything: the figures of each pallet, the aims for the first one's, and how all compare.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn json(figures: &[Figures], verdicts: &[Verdict], comparisons: Option<&[Comparison]>) -> Result<String> {
    let pallets = figures.iter().map(pallet).collect::<Result<Vec<_>>>()?;
    let code = figures.first().map_or(&[][..], |figures| &figures.code);
    let contracts: Vec<Value> =
        code.iter().map(|(name, bytes)| json!({ "contract": name, "code_bytes": bytes })).collect();
    let others: Vec<Value> = OTHERS
        .iter()
        .map(|other| {
            let (ref_time, proof) = (other.ref_time_e6 * 1_000_000, other.proof_hundreds * 100);
            json!({ "ours": other.row, "theirs": other.name, "ref_time": ref_time, "proof_size": proof })
        })
        .collect();
    let baseline = comparisons.map(|comparisons| {
        let ok = comparisons.iter().all(Comparison::is_ok);
        json!({ "ok": ok, "pallets": comparisons })
    });
    Ok(serde_json::to_string_pretty(&json!({
        "pallets": pallets,
        "contracts": contracts,
        "others": others,
        "aims": verdicts,
        "baseline": baseline,
    }))?)
}

/// Makes the object of a pallet.
fn pallet(figures: &Figures) -> Result<Value> {
    let Limits { extrinsic, block } = figures.limits;
    let messages = figures.rows.iter().map(|row| message(row, figures.limits)).collect::<Result<Vec<_>>>()?;
    Ok(json!({
        "pallet": figures.pallet,
        "block": { "ref_time": block.ref_time, "proof_size": block.proof_size },
        "extrinsic": { "ref_time": extrinsic.ref_time, "proof_size": extrinsic.proof_size },
        "messages": messages,
    }))
}

/// Makes the object of a message.
fn message(row: &Row, limits: Limits) -> Result<Value> {
    let (per_block, bound) = row.per_block(limits);
    Ok(json!({
        "name": row.name(),
        "message": row.message,
        "items": row.items,
        "measured_with": row.note,
        "cost": cost(row.cost)?,
        "each_further": row.further.map(cost).transpose()?,
        "per_block": per_block,
        "bound": match bound { Bound::Time => "ref_time", Bound::Proof => "proof_size" },
        "operations": row.operations.map(operations),
    }))
}

/// Makes the object of a call's operations.
fn operations(operations: Operations) -> Value {
    json!({
        "frames": operations.frames,
        "delegations": operations.delegations,
        "code_bytes": operations.code_bytes,
        "reads": operations.reads,
        "read_bytes": operations.read_bytes,
        "writes": operations.writes,
        "removals": operations.removals,
        "written_bytes": operations.written_bytes,
        "replaced_bytes": operations.replaced_bytes,
        "events": operations.events,
        "topics": operations.topics,
        "event_bytes": operations.event_bytes,
        "verifications": operations.verifications,
        "proof_size": model::proof_size(&operations),
    })
}

/// Makes the object of a cost.
fn cost(cost: Cost) -> Result<Value> {
    let deposit = i64::try_from(cost.deposit)?;
    Ok(json!({ "ref_time": cost.ref_time, "proof_size": cost.proof_size, "deposit": deposit }))
}
