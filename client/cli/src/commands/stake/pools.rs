//! Pools of the network.

use super::facts::PoolFacts;
use super::terms::no_pool;
use crate::context::Context;
use crate::output::{list as rows_of, table, Answer};
use crate::show::{painted_status, short, status, until};
use gridshare_sdk::words::{count, grid, part};
use interfaces::registry::MAX_VIEW;
use serde_json::{json, Value};
use shared::{Epoch, NodeId};

/// Shows a node's pool.
///
/// # Errors
/// When it has none, or the chain cannot be asked.
pub fn pool(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let (staking, now, epoch) = (ctx.suite().staking(), ctx.now()?, ctx.epoch()?);
    let params = ctx.view(staking.params())?;
    let Some(facts) = PoolFacts::read(ctx, node, &params)? else {
        return Err(no_pool(node).into());
    };
    let pool = &facts.pool;
    let mut rows = vec![
        ("node", format!("{node}, of {}", ctx.namer().account(&pool.owner))),
        ("active", ctx.tokens(pool.active)),
        ("pending", ctx.tokens(facts.pending())),
        ("thawing", ctx.tokens(pool.thawing)),
        ("owner's", ctx.tokens(facts.own())),
        ("delegated", ctx.tokens(facts.delegated())),
        (
            "counts",
            format!(
                "{} now\n{} from the next epoch on",
                ctx.tokens(facts.counts_in(epoch)),
                ctx.tokens(facts.counts_in(epoch.saturating_add(1)))
            ),
        ),
        ("room", format!("{} more can be delegated and count", ctx.tokens(facts.room()))),
        ("price", price(&facts)),
        ("commission", commission(&facts, epoch)),
        (
            "paid to",
            match &pool.terms.payout {
                Some(payout) => ctx.namer().account(payout),
                None => "the owner's stake".to_owned(),
            },
        ),
        ("open", if pool.terms.closed { "to its owner only" } else { "to everybody" }.to_owned()),
    ];
    if let Some(ends) = pool.jailed_until {
        rows.push(("jailed", until(ends, now)));
    }
    ctx.print(&Answer::new(rows_of(rows), pool_json(ctx, &facts, epoch)))
}

fn price(facts: &PoolFacts) -> String {
    match facts.price_ppm() {
        Some(ppm) => {
            format!("a share is worth {}.{:06} of the token's units", count(ppm / 1_000_000), ppm % 1_000_000)
        }
        None => "no shares yet".to_owned(),
    }
}

/// Says a pool's commission, and the one that is announced.
pub fn commission(facts: &PoolFacts, epoch: Epoch) -> String {
    let now = part(facts.commission(epoch));
    match facts.next_commission(epoch) {
        Some((from, rate)) => format!("{now}, {} from epoch {from} on", part(rate)),
        None => now,
    }
}

/// Returns a pool for programs.
pub fn pool_json(ctx: &Context, facts: &PoolFacts, epoch: Epoch) -> Value {
    let pool = &facts.pool;
    let next = facts.next_commission(epoch).map(|(from, rate)| json!({ "from_epoch": from, "rate": rate }));
    json!({
        "node": facts.node,
        "owner": ctx.namer().address(&pool.owner),
        "active": pool.active.to_string(),
        "shares": pool.shares.0.to_string(),
        "pending": facts.pending().to_string(),
        "thawing": pool.thawing.to_string(),
        "own": facts.own().to_string(),
        "delegated": facts.delegated().to_string(),
        "counts": facts.counts_in(epoch).to_string(),
        "counts_next": facts.counts_in(epoch.saturating_add(1)).to_string(),
        "room": facts.room().to_string(),
        "commission": facts.commission(epoch),
        "next_commission": next,
        "closed": pool.terms.closed,
        "payout": pool.terms.payout.as_ref().map(|account| ctx.namer().address(account)),
        "jailed_until": pool.jailed_until,
    })
}

/// Lists the pools of `limit` nodes from `start` on.
///
/// # Errors
/// When the chain cannot be asked.
pub fn list(ctx: &mut Context, start: NodeId, limit: u32) -> anyhow::Result<()> {
    let (suite, epoch) = (ctx.suite().clone(), ctx.epoch()?);
    let params = ctx.view(suite.staking().params())?;
    let (mut rows, mut pools) = (Vec::new(), Vec::new());
    let (mut from, end) = (start, start.saturating_add(limit));
    while from < end {
        let nodes = ctx.view(suite.registry().nodes(from, MAX_VIEW.min(end - from)))?;
        let Some((last, _, _)) = nodes.last() else { break };
        from = last.saturating_add(1);
        for (node, record, stands) in nodes {
            let Some(facts) = PoolFacts::read(ctx, node, &params)? else { continue };
            rows.push([
                node.to_string(),
                short(ctx, &record.owner),
                painted_status(stands),
                grid(facts.pool.active),
                grid(facts.delegated()),
                part(facts.commission(epoch)),
                if facts.pool.terms.closed { "closed".to_owned() } else { grid(facts.room()) },
            ]);
            let mut json = pool_json(ctx, &facts, epoch);
            json["status"] = json!(status(stands));
            pools.push(json);
        }
    }
    let total = ctx.view(suite.registry().node_count())?;
    let more = from < total;
    let mut text = match rows.is_empty() {
        true => "no pools".to_owned(),
        false => table(["node", "owner", "status", ">active", ">delegated", ">commission", ">room"], rows),
    };
    if more {
        text += &format!("\n\nmore: gridshare stake list --start {from}");
    }
    ctx.print(&Answer::new(text, json!({ "pools": pools, "next": more.then_some(from) })))
}
