//! Allowances: what a contract may take of an account's tokens, given just before it takes them.

use crate::context::Context;
use crate::failure::Failure;
use crate::steps::Step;
use gridshare_sdk::{AccountId, CallError, ChainError, Decode, Message};
use shared::Amount;
use std::fmt::Debug;

/// Returns the step that lets `spender` take `amount` of the acting account's tokens: none if it may already. What
/// it may take afterwards is exactly that much.
///
/// # Errors
/// When the account has fewer tokens, or the chain cannot be asked.
pub fn step(ctx: &mut Context, spender: AccountId, amount: Amount) -> anyhow::Result<Option<Step>> {
    let (from, token) = (ctx.from()?, ctx.suite().token());
    let balance = ctx.view(token.balance_of(from))?;
    if balance < amount {
        let says = format!("this takes {}, and the account has {}", ctx.tokens(amount), ctx.tokens(balance));
        let next = "take less, or send tokens to it: `gridshare account transfer AMOUNT --to ACCOUNT`";
        return Err(Failure::refused(says, next.into()).into());
    }
    if ctx.view(token.allowance(from, spender))? >= amount {
        return Ok(None);
    }
    let what = format!("allow {} to take {}", ctx.namer().account(&spender), ctx.tokens(amount));
    Ok(Some(Step::new(what, token.approve(spender, amount))))
}

/// Fails if a message would be refused for anything else than the allowance that is still to be given, so that no
/// allowance is given in vain; `is_allowance` tells that error from others.
///
/// # Errors
/// When the contract would refuse, with its sentence, or the chain cannot be asked.
pub fn check<R: Decode, E: Decode + Debug>(
    ctx: &mut Context,
    message: &Message<Result<R, E>>,
    is_allowance: impl FnOnce(&E) -> bool,
) -> anyhow::Result<()> {
    let from = ctx.from()?;
    match ctx.net.dry_run(from, message.clone()) {
        Err(CallError::Refused { error, .. }) if !is_allowance(&error) => {
            ctx.ask(message.clone()).map(|_| ())
        }
        Err(CallError::Chain { error, .. }) => Err(chain(ctx, &error)),
        _ => Ok(()),
    }
}

fn chain(ctx: &Context, error: &ChainError) -> anyhow::Error {
    Failure::chain(error, &ctx.refusals).into()
}
