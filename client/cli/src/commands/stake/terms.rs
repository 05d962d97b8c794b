//! What a node's owner sets of its pool, and what a slasher takes of it.

use crate::context::Context;
use crate::failure::Failure;
use gridshare_sdk::words::{part, show_duration};
use interfaces::staking::{Penalty, PoolTerms, FOR_EVER};
use shared::{Bps, NodeId};

/// Announces a commission.
///
/// # Errors
/// When staking or the chain refuses.
pub fn commission(ctx: &mut Context, node: NodeId, rate: Bps) -> anyhow::Result<()> {
    let from = ctx.epoch()?.saturating_add(1);
    let message = ctx.suite().staking().set_commission(node, rate);
    ctx.send(
        format!("take {} of node {node}'s rewards as commission from epoch {from} on", part(rate)),
        message,
    )?;
    Ok(())
}

/// Sets a pool's terms; those that are not given stay as they are. `payout` is an account or `none`.
///
/// # Errors
/// When there is no pool, or staking or the chain refuses.
pub fn set(
    ctx: &mut Context,
    node: NodeId,
    payout: Option<&str>,
    closed: Option<bool>,
) -> anyhow::Result<()> {
    let staking = ctx.suite().staking();
    let Some(pool) = ctx.view(staking.pool(node))? else {
        return Err(no_pool(node).into());
    };
    let payout = match payout {
        None => pool.terms.payout,
        Some("none") => None,
        Some(account) => Some(ctx.account(account)?),
    };
    let terms = PoolTerms { payout, closed: closed.unwrap_or(pool.terms.closed) };
    let what = format!("set the terms of node {node}'s pool: {}", says(ctx, &terms));
    ctx.send(what, staking.set_terms(node, terms))?;
    Ok(())
}

/// Says a pool's terms.
fn says(ctx: &Context, terms: &PoolTerms) -> String {
    let open = if terms.closed { "only the owner may bond" } else { "everybody may bond" };
    match &terms.payout {
        Some(payout) => format!("{open}, commission goes to {}", ctx.namer().account(payout)),
        None => format!("{open}, commission is added to the owner's stake"),
    }
}

/// What to say of a node that has no pool.
pub fn no_pool(node: NodeId) -> Failure {
    let next = format!("its owner opens it with the first bond: `gridshare stake bond {node} AMOUNT`");
    Failure::refused(format!("node {node} has no pool"), next)
}

/// Slashes a pool.
///
/// # Errors
/// When staking or the chain refuses.
pub fn slash(
    ctx: &mut Context,
    node: NodeId,
    fraction: Bps,
    jail_ms: u64,
    reporter: Option<&str>,
) -> anyhow::Result<()> {
    let reporter = reporter.map(|account| ctx.account(account)).transpose()?;
    let jail = match jail_ms {
        0 => String::new(),
        FOR_EVER => ", and jail it for ever".to_owned(),
        _ => format!(", and jail it for {}", show_duration(jail_ms)),
    };
    let what = format!("slash {} of node {node}'s pool{jail}", part(fraction));
    let message = ctx.suite().staking().slash(node, Penalty { fraction, jail_ms, reporter });
    ctx.send(what, message)?;
    Ok(())
}
