//! What brings tokens into a pool.

use crate::approval;
use crate::context::Context;
use crate::steps::Step;
use gridshare_sdk::AccountId;
use interfaces::staking::StakingError;
use shared::{Amount, NodeId};

/// Bonds tokens of the acting account's, for itself or for `account`, after allowing staking to take them.
///
/// # Errors
/// When staking or the chain refuses.
pub fn bond(
    ctx: &mut Context,
    node: NodeId,
    account: Option<AccountId>,
    amount: Amount,
) -> anyhow::Result<()> {
    let staking = ctx.suite().staking();
    let (what, message) = match account {
        None => (format!("bond {} to node {node}", ctx.tokens(amount)), staking.bond(node, amount)),
        Some(account) => {
            let whose = ctx.namer().account(&account);
            let what = format!("bond {} to node {node} for {whose}", ctx.tokens(amount));
            (what, staking.bond_for(node, account, amount))
        }
    };
    approval::check(ctx, &message, |error| *error == StakingError::TransferFailed)?;
    let mut steps: Vec<Step> = approval::step(ctx, staking.address(), amount)?.into_iter().collect();
    steps.push(Step::new(what, message));
    ctx.run(steps)?;
    Ok(())
}

/// Takes a thaw request back.
///
/// # Errors
/// When staking or the chain refuses.
pub fn cancel(ctx: &mut Context, node: NodeId, index: u8) -> anyhow::Result<()> {
    let (from, staking) = (ctx.from()?, ctx.suite().staking());
    let position = ctx.view(staking.position(node, from))?;
    let amount =
        position.and_then(|position| position.thaws.get(usize::from(index)).map(|(amount, _)| *amount));
    let tokens = amount.map_or_else(|| format!("thaw {index}"), |amount| ctx.tokens(amount));
    ctx.send(format!("bond {tokens} that thaw to node {node} again"), staking.cancel_unbond(node, index))?;
    Ok(())
}

/// Moves what has thawed at one node to another.
///
/// # Errors
/// When staking or the chain refuses.
pub fn move_stake(ctx: &mut Context, source: NodeId, target: NodeId) -> anyhow::Result<()> {
    let (from, staking) = (ctx.from()?, ctx.suite().staking());
    let ready = ctx.view(staking.position(source, from))?.map_or(0, |position| position.ready);
    let what = format!("move {} that thawed at node {source} to node {target}", ctx.tokens(ready));
    ctx.send(what, staking.rebond(source, target))?;
    Ok(())
}

/// Has the registry count a pool as it is now.
///
/// # Errors
/// When staking or the chain refuses.
pub fn sync(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let message = ctx.suite().staking().sync(node);
    ctx.send(format!("have the stake of node {node} counted as it is now"), message)?;
    Ok(())
}
