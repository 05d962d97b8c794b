//! What takes tokens out of a pool.

use crate::context::Context;
use crate::failure::Failure;
use crate::show::when;
use crate::values::TokensOrAll;
use interfaces::staking::PositionView;
use shared::math::mul_div;
use shared::{Amount, NodeId, Rounding, Shares};

/// Unbonds tokens, or shares, of the acting account's.
///
/// # Errors
/// When the position holds less, or staking or the chain refuses.
pub fn unbond(
    ctx: &mut Context,
    node: NodeId,
    amount: Option<TokensOrAll>,
    shares: Option<u128>,
) -> anyhow::Result<()> {
    let (from, staking) = (ctx.from()?, ctx.suite().staking());
    let Some(position) = ctx.view(staking.position(node, from))? else {
        return Err(no_position(ctx, node));
    };
    let shares = match (amount, shares) {
        (_, Some(shares)) => Shares(shares),
        (Some(TokensOrAll::Tokens(amount)), None) => match shares_for(amount, &position) {
            Some(shares) => shares,
            None => return Err(too_much(ctx, node, &position)),
        },
        (Some(TokensOrAll::All) | None, None) if position.shares.is_zero() => {
            return Err(too_much(ctx, node, &position))
        }
        (Some(TokensOrAll::All) | None, None) => position.shares,
    };
    let worth =
        mul_div(shares.0, position.value, position.shares.0, Rounding::Down).unwrap_or(position.value);
    let now = ctx.now()?;
    let ready_at = now.saturating_add(ctx.view(staking.params())?.thaw_ms);
    let what =
        format!("unbond {} from node {node}, which thaws until {}", ctx.tokens(worth), when(ready_at, now));
    ctx.send(what, staking.unbond(node, shares))?;
    Ok(())
}

/// Returns the fewest shares of a position that are worth `amount` tokens; `None` if all of them are worth less.
pub fn shares_for(amount: Amount, position: &PositionView) -> Option<Shares> {
    if amount > position.value {
        return None;
    }
    if amount == position.value {
        return Some(position.shares);
    }
    mul_div(amount, position.shares.0, position.value, Rounding::Up).ok().map(Shares)
}

/// What to say to whoever wants to unbond more than is there.
fn too_much(ctx: &Context, node: NodeId, position: &PositionView) -> anyhow::Error {
    let has = format!("no more than {} can be unbonded from node {node}", ctx.tokens(position.value));
    if position.pending == 0 {
        return Failure::refused(
            has,
            "unbond less, or `all`; `gridshare stake show` says what is there".into(),
        )
        .into();
    }
    let says = format!("{has}; {} more are pending", ctx.tokens(position.pending));
    let next = format!(
        "pending stake can be unbonded once the rewards of the epoch after its bond are claimed: \
         `gridshare reward claim {node}`"
    );
    Failure::refused(says, next).into()
}

fn no_position(ctx: &Context, node: NodeId) -> anyhow::Error {
    let who = ctx.from().map_or_else(|_| "the account".to_owned(), |from| ctx.namer().account(&from));
    let next = "see where it has stake: `gridshare stake show`".to_owned();
    Failure::refused(format!("{who} has nothing in the pool of node {node}"), next).into()
}

/// Pays out what has thawed.
///
/// # Errors
/// When staking or the chain refuses.
pub fn withdraw(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let (from, staking) = (ctx.from()?, ctx.suite().staking());
    let Some(position) = ctx.view(staking.position(node, from))? else {
        return Err(no_position(ctx, node));
    };
    if let (0, Some((_, ready_at))) = (position.ready, position.thaws.first()) {
        let now = ctx.now()?;
        let next = "wait until then, or bond it again: `gridshare stake cancel`".to_owned();
        return Err(
            Failure::refused(format!("nothing is ready before {}", when(*ready_at, now)), next).into()
        );
    }
    let what = format!("withdraw {} from node {node}", ctx.tokens(position.ready));
    ctx.send(what, staking.withdraw(node))?;
    Ok(())
}

/// Pays out what the acting account is owed besides pools.
///
/// # Errors
/// When staking or the chain refuses.
pub fn payout(ctx: &mut Context) -> anyhow::Result<()> {
    let (from, staking) = (ctx.from()?, ctx.suite().staking());
    let owed = ctx.view(staking.payout(from))?;
    ctx.send(format!("pay out {}", ctx.tokens(owed)), staking.claim_payout())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(shares: u128, value: Amount) -> PositionView {
        PositionView { shares: Shares(shares), value, pending: 0, thaws: Vec::new(), ready: 0 }
    }

    #[test]
    fn the_fewest_shares_that_are_worth_it() {
        // A share is worth 1.5 units: 3 tokens are 2 shares, 4 need 3.
        let rewarded = position(10, 15);
        for (amount, shares) in [(3, 2), (4, 3), (15, 10)] {
            assert_eq!(shares_for(amount, &rewarded), Some(Shares(shares)), "{amount}");
        }
        assert_eq!(shares_for(16, &rewarded), None);
        // Slashed: a share is worth half a unit.
        assert_eq!(shares_for(1, &position(10, 5)), Some(Shares(2)));
        assert_eq!(shares_for(0, &position(0, 0)), Some(Shares(0)));
    }
}
