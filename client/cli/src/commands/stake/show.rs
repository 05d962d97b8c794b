//! What an account has in all pools.

use crate::context::Context;
use crate::output::{table, Answer};
use crate::show::{next_json, next_text, rough, when, Next};
use gridshare_sdk::words::grid;
use gridshare_sdk::AccountId;
use interfaces::staking::{PositionView, POSITIONS_PAGE};
use serde_json::{json, Value};
use shared::{Amount, NodeId, Timestamp};

/// Returns the nodes in whose pools an account has something, in ascending order.
///
/// # Errors
/// When the chain cannot be asked.
pub fn pools_of(ctx: &mut Context, account: AccountId) -> anyhow::Result<Vec<NodeId>> {
    let staking = ctx.suite().staking();
    let mut nodes = Vec::new();
    for page in 0.. {
        let found = ctx.view(staking.positions(account, page))?;
        nodes.extend(&found);
        if found.len() < POSITIONS_PAGE as usize {
            break;
        }
    }
    nodes.sort_unstable();
    Ok(nodes)
}

/// Shows what an account has in all pools.
///
/// # Errors
/// When nobody is named, or the chain cannot be asked.
pub fn show(ctx: &mut Context, account: Option<&str>) -> anyhow::Result<()> {
    let account = ctx.account_or_from(account)?;
    let (staking, now) = (ctx.suite().staking(), ctx.now()?);
    let mut positions = Vec::new();
    for node in pools_of(ctx, account)? {
        positions.extend(ctx.view(staking.position(node, account))?.map(|position| (node, position)));
    }
    let payout = ctx.view(staking.payout(account))?;
    let next = next(ctx, &positions, payout, now);
    let text = text(ctx, &account, &positions, payout, now);
    let json = json!({
        "account": ctx.namer().address(&account),
        "positions": positions.iter().map(|(node, position)| position_json(*node, position)).collect::<Vec<_>>(),
        "payout": payout.to_string(),
        "next": next_json(&next),
    });
    ctx.print(&Answer::new(format!("{text}\n\n{}", next_text(&next)), json))
}

fn text(
    ctx: &Context,
    account: &AccountId,
    positions: &[(NodeId, PositionView)],
    payout: Amount,
    now: Timestamp,
) -> String {
    let who = ctx.namer().account(account);
    let mut parts = vec![match positions.is_empty() {
        true => format!("{who} has no stake"),
        false => {
            let rows = positions.iter().map(|(node, position)| {
                [
                    node.to_string(),
                    grid(position.value),
                    grid(position.pending),
                    grid(thawing(position).saturating_sub(position.ready)),
                    grid(position.ready),
                ]
            });
            format!("{who}\n\n{}", table(["node", ">active", ">pending", ">thawing", ">ready"], rows))
        }
    }];
    let thaws = positions.iter().flat_map(|(node, position)| {
        position.thaws.iter().enumerate().map(move |(index, (amount, ready_at))| {
            [node.to_string(), index.to_string(), grid(*amount), when(*ready_at, now)]
        })
    });
    let thaws: Vec<_> = thaws.collect();
    if !thaws.is_empty() {
        parts.push(table(["node", ">thaw", ">amount", "can be withdrawn"], thaws));
    }
    if payout > 0 {
        parts.push(format!("to be paid out: {}", ctx.tokens(payout)));
    }
    parts.join("\n\n")
}

fn thawing(position: &PositionView) -> Amount {
    position.thaws.iter().map(|(amount, _)| amount).sum()
}

fn position_json(node: NodeId, position: &PositionView) -> Value {
    let thaws = position.thaws.iter().enumerate().map(|(index, (amount, ready_at))| {
        json!({ "index": index, "amount": amount.to_string(), "ready_at": ready_at })
    });
    json!({
        "node": node,
        "shares": position.shares.0.to_string(),
        "active": position.value.to_string(),
        "pending": position.pending.to_string(),
        "thaws": thaws.collect::<Vec<_>>(),
        "ready": position.ready.to_string(),
    })
}

/// What whoever has these positions can do next.
fn next(ctx: &Context, positions: &[(NodeId, PositionView)], payout: Amount, now: Timestamp) -> Vec<Next> {
    let mut next = Vec::new();
    for (node, position) in positions {
        if position.ready > 0 {
            let says = format!("{} of node {node} have thawed", ctx.tokens(position.ready));
            next.push(Next::command(says, format!("gridshare stake withdraw {node}")));
        }
        if let Some((_, ready_at)) = position.thaws.iter().find(|(_, ready_at)| *ready_at > now) {
            next.push(Next::note(format!("node {node}: the next thaw is over in {}", rough(ready_at - now))));
        }
        if position.pending > 0 {
            let pending = ctx.tokens(position.pending);
            next.push(Next::note(format!(
                "node {node}: {pending} are pending until a claim of a later epoch"
            )));
        }
    }
    if payout > 0 {
        let says = format!("{} are owed besides pools", ctx.tokens(payout));
        next.push(Next::command(says, "gridshare stake payout"));
    }
    next
}
