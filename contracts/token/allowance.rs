//! Spending and changing allowances: PSP22's rules, and one more for an allowance without limit.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::token::PSP22Error;
use psp22::{PSP22Data, PSP22Event};
use shared::Amount;

/// The allowance, in tokens, that is without limit: spending under it leaves it as it is.
pub const UNLIMITED: Amount = Amount::MAX;

/// Moves `value` tokens from `from` to `to` on behalf of `caller`, out of the allowance that `from` gave it.
/// The rules are PSP22's, except that an [`UNLIMITED`] allowance is not lowered and makes no `Approval`.
/// Returns the events of the transfer and of the allowance.
///
/// It reads the allowance once; a check in front of `PSP22Data::transfer_from` would read it a second time.
///
/// # Errors
/// `InsufficientAllowance`, or else `InsufficientBalance`. Either way `data` is as it was.
pub fn transfer_from(
    data: &mut PSP22Data,
    caller: AccountId,
    from: AccountId,
    to: AccountId,
    value: Amount,
) -> Result<[Vec<PSP22Event>; 2], PSP22Error> {
    // PSP22 needs no allowance where nothing is moved, nor for the caller's own account.
    let allowance =
        if caller == from || from == to || value == 0 { UNLIMITED } else { data.allowance(from, caller) };
    let rest = allowance.checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)?;
    let moved = data.transfer(from, to, value)?;
    let spent = if allowance == UNLIMITED { Vec::new() } else { data.approve(from, caller, rest)? };
    Ok([moved, spent])
}

/// Raises (`up`; at most to [`UNLIMITED`]) or lowers the allowance that `owner` gave `spender` by `delta`
/// tokens, as PSP22 does. Returns the event to emit; none if nothing changes by PSP22's rules.
///
/// # Errors
/// `InsufficientAllowance`.
pub fn change_allowance(
    data: &mut PSP22Data,
    owner: AccountId,
    spender: AccountId,
    delta: Amount,
    up: bool,
) -> Result<Vec<PSP22Event>, PSP22Error> {
    if owner == spender || delta == 0 {
        return Ok(Vec::new());
    }
    let allowance = data.allowance(owner, spender);
    let allowance = if up {
        allowance.saturating_add(delta)
    } else {
        allowance.checked_sub(delta).ok_or(PSP22Error::InsufficientAllowance)?
    };
    data.approve(owner, spender, allowance)
}
