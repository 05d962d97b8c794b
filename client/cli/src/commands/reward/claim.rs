//! Claims.

use super::estimate::{EpochShare, Unclaimed};
use crate::commands::node::liveness;
use crate::context::Context;
use crate::output::Answer;
use crate::show::rough;
use crate::steps::Step;
use serde_json::json;
use shared::limits::CLAIM_GRACE_EPOCHS;
use shared::{Amount, Epoch, NodeId};

/// Claims a node's oldest epochs, `epochs` of them or all that the acting account may claim.
///
/// # Errors
/// When there is no such node, or rewards or the chain refuses.
pub fn claim(ctx: &mut Context, node: NodeId, epochs: Option<u32>) -> anyhow::Result<()> {
    let (suite, from, now) = (ctx.suite().clone(), ctx.from()?, ctx.epoch()?);
    let liveness = liveness(ctx, node)?;
    let owner = ctx.ask(suite.registry().owner_of(node))?;
    let is_entitled = owner == from || liveness.controller == from;
    let unclaimed = Unclaimed::of(liveness.claimed_to, now);
    let mine = if is_entitled { unclaimed } else { unclaimed.for_anyone() };
    let calls = mine.at_most(epochs.unwrap_or(u32::MAX)).calls();
    if calls.is_empty() {
        return nothing(ctx, node, unclaimed, is_entitled, now);
    }
    let rebate = ctx.view(suite.rewards().params())?.max_burn_rebate;
    let mut steps = Vec::new();
    for call in calls {
        let mut total: Amount = 0;
        for epoch in call.epochs() {
            total = total.saturating_add(EpochShare::read(ctx, node, epoch, rebate)?.total());
        }
        let what = format!("claim {} that node {node} earned in {}", ctx.tokens(total), call.says());
        steps.push(Step::new(what, suite.rewards().claim(node, call.count)));
    }
    ctx.run(steps)?;
    Ok(())
}

/// Says why there is nothing to claim.
fn nothing(
    ctx: &mut Context,
    node: NodeId,
    unclaimed: Unclaimed,
    is_entitled: bool,
    now: Epoch,
) -> anyhow::Result<()> {
    let clock = ctx.suite().clock;
    let waits = if is_entitled || unclaimed.count == 0 { 0 } else { CLAIM_GRACE_EPOCHS };
    // An epoch can be claimed once it is over, by others so many epochs later.
    let from = unclaimed.first.saturating_add(waits).saturating_add(1).max(now.saturating_add(1));
    let in_time = rough(clock.epoch_start(from).saturating_sub(ctx.now()?));
    let text = match unclaimed.count {
        0 => format!("nothing to claim from node {node}: the running epoch ends in {in_time}"),
        _ => format!(
            "nothing to claim yet: for {CLAIM_GRACE_EPOCHS} epochs only owner and controller may, you in {in_time}"
        ),
    };
    ctx.print(&Answer::new(text, json!({ "sent": false, "steps": [] })))
}
