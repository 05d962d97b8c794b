//! What a node earned.

use super::estimate::{Claimable, EpochShare};
use crate::commands::node::liveness;
use crate::context::Context;
use crate::output::{table, Answer};
use crate::show::{next_json, next_text, rough, Next};
use gridshare_sdk::words::grid;
use serde_json::{json, Value};
use shared::{Amount, NodeId};

/// Shows what a node earned in each epoch that is not claimed.
///
/// # Errors
/// When there is no such node, or the chain cannot be asked.
pub fn show(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let (suite, now) = (ctx.suite().clone(), ctx.now()?);
    let epoch = suite.clock.epoch(now);
    let liveness = liveness(ctx, node)?;
    let claimable = Claimable::read(ctx, node, liveness.claimed_to, epoch)?;
    let rebate = ctx.view(suite.rewards().params())?.max_burn_rebate;
    let running = EpochShare::read(ctx, node, epoch, rebate)?;
    let ends_in = rough(suite.clock.epoch_start(epoch.saturating_add(1)).saturating_sub(now));

    let rows = claimable.shares.iter().map(|share| row(share, share.epoch.to_string()));
    let rows = rows.chain([row(&running, format!("{epoch}, so far"))]);
    let heads = ["epoch", ">credit", ">for credit", ">burned", ">for use", ">together"];
    let mut text = format!(
        "node {node}, not claimed from epoch {} on\n\n{}\n\ncan be claimed: {} in {}",
        liveness.claimed_to,
        table(heads, rows),
        ctx.tokens(claimable.total()),
        claimable.unclaimed.one_call().says(),
    );
    let further = claimable.unclaimed.count.saturating_sub(claimable.unclaimed.one_call().count);
    if further > 0 {
        text += &format!(", and what {further} further epochs come to");
    }
    text += &format!("\nepoch {epoch} ends in {ends_in}; what it comes to is an estimate until then");
    let mut next = Vec::new();
    if claimable.unclaimed.count > 0 {
        let says = format!("claim {}", claimable.unclaimed.says());
        next.push(Next::command(says, format!("gridshare reward claim {node}")));
    }
    let json = json!({
        "node": node,
        "claimed_to": liveness.claimed_to,
        "unclaimed": claimable.unclaimed.count,
        "epochs": claimable.shares.iter().map(share_json).collect::<Vec<_>>(),
        "claimable": claimable.total().to_string(),
        "running": share_json(&running),
        "next": next_json(&next),
    });
    ctx.print(&Answer::new(format!("{text}\n\n{}", next_text(&next)), json))
}

fn row(share: &EpochShare, epoch: String) -> [String; 6] {
    [
        epoch,
        fraction(share.credit.credit, share.credit.total),
        grid(share.for_availability),
        fraction(share.usage.burned, share.usage.total),
        grid(share.for_usage),
        grid(share.total()),
    ]
}

/// Shows a part of a whole in percent with two decimals, rounded down.
fn fraction(own: Amount, all: Amount) -> String {
    match shared::math::mul_div(own, 10_000, all, shared::Rounding::Down) {
        Ok(bps) => format!("{}.{:02} %", bps / 100, bps % 100),
        Err(_) => "–".to_owned(),
    }
}

/// Returns a node's part in an epoch for programs.
pub fn share_json(share: &EpochShare) -> Value {
    json!({
        "epoch": share.epoch,
        "credit": share.credit.credit.to_string(),
        "total_credit": share.credit.total.to_string(),
        "burned": share.usage.burned.to_string(),
        "total_burned": share.usage.total.to_string(),
        "for_availability": share.for_availability.to_string(),
        "for_usage": share.for_usage.to_string(),
        "total": share.total().to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_percent() {
        assert_eq!([fraction(1, 3), fraction(3, 3), fraction(0, 0)], ["33.33 %", "100.00 %", "–"]);
    }
}
