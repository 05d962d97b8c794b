//! Allowances: what a contract of the suite may take of an account's tokens, given just before it takes them for the
//! first time. The contracts take from nobody but their caller, and only what the call says; so an allowance without
//! a limit gives away nothing that a limited one keeps, and saves every later call its own: a step to confirm, and
//! 0.57e9 of reference time and 18.7 KB of proof in the call itself, which then need not count the allowance down.

use crate::context::Context;
use crate::failure::Failure;
use crate::steps::Step;
use gridshare_sdk::{AccountId, CallError, ChainError, Decode, Message};
use shared::Amount;
use std::fmt::Debug;

/// Returns the step that lets `spender`, a contract of the suite, take `amount` of the acting account's tokens: none if
/// it may already. With `--exact-allowance` it may take just that much afterwards, else any amount.
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
    let (contract, tokens) = (ctx.namer().account(&spender), ctx.tokens(amount));
    let (what, allowed) = if ctx.global.exact_allowance {
        (format!("allow {contract} to take {tokens}"), amount)
    } else {
        let what = format!(
            "allow {contract} to take what your calls of it say, now {tokens} (once and for all, which makes each \
             later call cheaper; --exact-allowance allows this amount alone)"
        );
        (what, Amount::MAX)
    };
    Ok(Some(Step::new(what, token.approve(spender, allowed))))
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
