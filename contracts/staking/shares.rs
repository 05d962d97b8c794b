//! Shares and what they are worth: the only place where tokens become shares, and shares tokens.
//!
//! A pool keeps its tokens in buckets: what is active, what was bonded in each epoch (a tranche), what thaws.
//! Each bucket is divided into shares of its own. What must hold after every function here:
//! - a bucket has tokens exactly when it has shares (a slash takes tokens alone: there, [`crate::penalty`]
//!   sees to it);
//! - rounding is against whoever moves, in favour of those who stay; whoever is last takes all that is left.

use shared::math::{lower, mul_div, raise};
use shared::{Amount, ArithmeticError, Rounding, Shares};

/// Most shares that a bucket can have for each unit of the token in it. A share starts at one unit, or at
/// what the others' are worth; slashing makes it cheaper, and a bucket with more shares than this is emptied.
pub const MAX_SHARES_PER_UNIT: u128 = 1_000_000_000;

/// Returns whether a bucket has too many shares for the tokens that a slash left in it.
pub fn are_too_many(shares: Shares, tokens: Amount) -> bool {
    tokens.saturating_mul(MAX_SHARES_PER_UNIT) < shares.0
}

/// Returns the shares that `tokens` become in an empty tranche or thaw: one for each unit.
pub fn one_per_unit(tokens: Amount) -> Shares {
    Shares(tokens)
}

/// Returns the tokens that `shares` of a bucket with `held` tokens and `all` shares are worth, rounded down.
/// All shares are worth all tokens.
///
/// # Errors
/// When the bucket has no shares, but some were asked for.
pub fn pro_rata(shares: Shares, held: Amount, all: Shares) -> Result<Amount, ArithmeticError> {
    ratio(shares.0, held, all.0)
}

/// Returns the shares that `tokens` are worth in a bucket with `held` tokens and `all` shares, rounded down.
///
/// # Errors
/// When the bucket has no tokens, but some were asked for; when the shares would not fit.
pub fn shares_worth(tokens: Amount, held: Amount, all: Shares) -> Result<Shares, ArithmeticError> {
    Ok(Shares(ratio(tokens, all.0, held)?))
}

/// Puts more than zero `tokens` into a bucket of `held` tokens and `shares`. Returns the shares minted: at
/// the bucket's price, rounded down, or `first` when it is empty.
///
/// At least one share is minted, because the tokens would otherwise be a gift to the others. It can only be
/// needed when the price rose a millionfold since they joined (see [`crate::position::LEAST_SHARES`]).
///
/// # Errors
/// When a number would not fit.
#[inline(never)]
pub fn mint_shares(
    tokens: Amount,
    first: Shares,
    held: &mut Amount,
    shares: &mut Shares,
) -> Result<Shares, ArithmeticError> {
    let minted = if shares.is_zero() { first } else { shares_worth(tokens, *held, *shares)?.max(Shares(1)) };
    raise(held, tokens)?;
    raise_shares(shares, minted)?;
    Ok(minted)
}

/// Takes `redeemed` of a bucket's `shares` out of it, with what they are worth. Returns the tokens.
///
/// # Errors
/// When there are not that many shares.
#[inline(never)]
pub fn redeem_shares(
    redeemed: Shares,
    held: &mut Amount,
    shares: &mut Shares,
) -> Result<Amount, ArithmeticError> {
    let tokens = pro_rata(redeemed, *held, *shares)?;
    lower(held, tokens)?;
    lower_shares(shares, redeemed)?;
    Ok(tokens)
}

/// Takes `redeemed` of a converted tranche's `shares` out of it. Returns the shares of the pool that they
/// stand for: what such a tranche holds is `held` shares instead of tokens.
///
/// # Errors
/// When there are not that many shares.
pub fn redeem_for_shares(
    redeemed: Shares,
    held: &mut Shares,
    shares: &mut Shares,
) -> Result<Shares, ArithmeticError> {
    Ok(Shares(redeem_shares(redeemed, &mut held.0, shares)?))
}

/// Adds `by` to `total`, in place.
///
/// # Errors
/// When the sum does not fit.
pub fn raise_shares(total: &mut Shares, by: Shares) -> Result<(), ArithmeticError> {
    raise(&mut total.0, by.0)
}

/// Takes `by` from `total`, in place.
///
/// # Errors
/// When there are fewer.
pub fn lower_shares(total: &mut Shares, by: Shares) -> Result<(), ArithmeticError> {
    lower(&mut total.0, by.0)
}

/// Returns `a × b / c`, rounded down.
#[inline(never)]
fn ratio(a: u128, b: u128, c: u128) -> Result<u128, ArithmeticError> {
    // Most buckets were neither slashed nor rewarded: at a price of one nothing has to be divided.
    if a == 0 || b == c && c > 0 {
        return Ok(a);
    }
    mul_div(a, b, c, Rounding::Down)
}
