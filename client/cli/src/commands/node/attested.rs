//! What is attested of a node.

use super::{liveness, record};
use crate::context::Context;
use crate::output::{table, Answer};
use crate::show::{short, when};
use gridshare_sdk::words::{part, show_country};
use interfaces::attestations::Kind;
use serde_json::json;
use shared::h3::zone_of;
use shared::NodeId;

/// Returns a kind's name, for people and for programs.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Hardware => "hardware",
        Kind::Renewable => "renewable",
        Kind::Jurisdiction => "jurisdiction",
        Kind::Identity => "identity",
    }
}

/// Shows the value of a fact: it depends on its kind what it means.
fn value(kind: Kind, value: u16) -> String {
    match kind {
        Kind::Renewable => part(value),
        Kind::Jurisdiction => show_country(value),
        Kind::Hardware | Kind::Identity => value.to_string(),
    }
}

/// Shows what is attested of a node.
///
/// # Errors
/// When there is no such node, or the chain cannot be asked.
pub fn show(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let (suite, now) = (ctx.suite().clone(), ctx.now()?);
    let epoch = suite.clock.epoch(now);
    let (liveness, record) = (liveness(ctx, node)?, record(ctx, node)?);
    let region = ctx.view(suite.attestations().region(zone_of(record.cell)))?;
    let (mut rows, mut facts) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let Some(found) = ctx.view(suite.attestations().attestation(node, kind))? else { continue };
        let ends = suite.clock.epoch_start(found.fact.until);
        let holds = epoch < found.fact.until;
        rows.push([
            name(kind).to_owned(),
            value(kind, found.fact.value),
            short(ctx, &found.attester),
            if holds { when(ends, now) } else { "expired".to_owned() },
        ]);
        facts.push(json!({
            "kind": name(kind),
            "value": found.fact.value,
            "attester": ctx.namer().address(&found.attester),
            "until": found.fact.until,
            "holds": holds,
        }));
    }
    let mut text = match rows.is_empty() {
        true => format!("nothing is attested of node {node}"),
        false => table(["kind", ">value", "attested by", "holds until"], rows),
    };
    text += &format!("\n\nboost: {} of the stake's weight", part(liveness.boost));
    if region > 0 {
        text += &format!("\nits region has {}, which counts with an attestation or a refresh", part(region));
    }
    let json =
        json!({ "node": node, "attestations": facts, "boost": liveness.boost, "region_boost": region });
    ctx.print(&Answer::new(text, json))
}

/// Has a node's boost computed again.
///
/// # Errors
/// When attestations or the chain refuses.
pub fn refresh(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let message = ctx.suite().attestations().refresh(node);
    ctx.send(format!("compute the boost of node {node} again"), message)?;
    Ok(())
}
