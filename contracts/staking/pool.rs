//! The rules of a pool, in plain Rust: how stake joins, what it is worth, what it counts for.
//!
//! A pool keeps its tokens in buckets: what is active, what joined in each epoch (a [`Tranche`]), what thaws.
//! Whoever brought tokens has shares of their bucket; those of a tranche are called parts. What must hold after
//! every function here and in [`crate::seat`], [`crate::earnings`] and [`crate::penalty`]:
//! - what came in − what went out = Σ tokens of all buckets, to the unit;
//! - a bucket's shares = Σ shares of the positions of the same era; the active ones' with Σ [`Joined`] of that
//!   era that nobody took over yet;
//! - a bucket has tokens exactly when it has shares, and at most [`SHARES_PER_TOKEN`] shares for each: no price
//!   divides by zero, and no sum overflows as long as there are at most 10^29 units of the token;
//! - rounding is against whoever moves, in favour of those who stay, and whoever is last takes it all.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{Joining, Pool, PoolTerms, Position, PositionView, StakingParams, Tranche};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::math::mul_div;
use shared::{Amount, ArithmeticError, Epoch, Rounding, Timestamp};

/// A share starts at one token or what others paid for theirs; slashing makes it cheaper, but a bucket with
/// more shares than this for each token is emptied.
pub const SHARES_PER_TOKEN: Amount = 1_000_000_000;

/// An owner's bond that is short of the minimum by no more than this part of it is taken to be short by
/// rounding only.
const ROUNDING: Amount = 1_000;

/// What a tranche turned into: the part of it that its members did not yet take over into their positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Joined {
    /// Shares minted for it.
    pub shares: Amount,
    /// The tranche's parts that they were minted for.
    pub parts: Amount,
}

impl Joined {
    /// Moves the shares of a member with so many `parts` to its `shares`; the last one gets all that is left.
    ///
    /// # Errors
    /// When the tranche never had that many parts.
    pub fn hand_over(&mut self, parts: Amount, shares: &mut Amount) -> Result<(), ArithmeticError> {
        let minted = take_out(parts, &mut self.shares, &mut self.parts)?;
        raise(shares, minted)
    }
}

/// Where a pool's [`Joined`] are kept, by the epoch of their tranche.
pub trait Joins {
    /// What the tranche of `epoch` turned into.
    fn get(&self, epoch: Epoch) -> Option<Joined>;
    /// Keeps it, or forgets it once no parts are left to hand over.
    fn set(&mut self, epoch: Epoch, joined: Joined);
}

/// A pool that nobody has bonded to, opened `now`.
pub fn empty(owner: AccountId, now: Timestamp) -> Pool {
    Pool {
        owner,
        owner_since: now,
        active: 0,
        shares: 0,
        joining: Vec::new(),
        thawing: 0,
        thawing_shares: 0,
        era: 0,
        thaw_era: 0,
        own: Position::default(),
        commission: Vec::new(),
        terms: PoolTerms::default(),
        jailed_until: None,
    }
}

/// Whether nothing is in a position.
pub fn is_empty(position: &Position) -> bool {
    position.shares == 0 && position.joining.is_empty() && position.thaws.is_empty()
}

/// Takes out of a position what slashing left nothing of.
#[inline(never)]
pub fn renew(position: &mut Position, era: u32, thaw_era: u32) {
    if position.era != era {
        position.era = era;
        position.shares = 0;
        position.joining.clear();
    }
    if position.thaw_era != thaw_era {
        position.thaw_era = thaw_era;
        position.thaws.clear();
    }
}

/// Turns the tranches that joined before epoch `before` into shares at today's price, oldest first.
///
/// # Errors
/// When a number would not fit.
pub fn convert(pool: &mut Pool, before: Epoch, joins: &mut impl Joins) -> Result<(), ArithmeticError> {
    while first_joining(pool) < before {
        let Tranche { epoch, tokens, parts } = pool.joining.remove(0);
        let shares = put_in(tokens, parts, &mut pool.active, &mut pool.shares)?;
        let mut joined = Joined { shares, parts };
        // The owner's position is in the pool, so it takes over at once. Its older tranches did before.
        if let Some(own) = take_first(&mut pool.own.joining, epoch.saturating_add(1)) {
            joined.hand_over(own.parts, &mut pool.own.shares)?;
        }
        if joined.parts > 0 {
            joins.set(epoch, joined);
        }
    }
    Ok(())
}

/// Tranches of earlier epochs than this one no longer wait for claims when it is `now`.
pub fn overdue_before(now: Epoch) -> Epoch {
    now.saturating_sub(JOIN_GRACE_EPOCHS)
}

/// What the pool counts for in `epoch`: the stake that joined before it, up to the multiple of the owner's.
///
/// # Errors
/// When a number would not fit.
pub fn weight(pool: &Pool, epoch: Epoch, params: &StakingParams) -> Result<Amount, ArithmeticError> {
    let mut own = value(pool.own.shares, pool)?;
    raise(&mut own, joining(pool, &pool.own, epoch)?)?;
    // Shares are rounded down; an owner who bonded exactly the minimum has it all the same.
    let mut least = params.min_owner_bond;
    lower(&mut least, params.min_owner_bond / ROUNDING)?;
    if own < least {
        return Ok(0);
    }
    let mut stake = pool.active;
    for tranche in pool.joining.iter().filter(|t| t.epoch < epoch) {
        raise(&mut stake, tranche.tokens)?;
    }
    let bound = own.checked_mul(Amount::from(params.max_leverage)).ok_or(ArithmeticError)?;
    Ok(stake.min(bound))
}

/// Tokens of a position in tranches of epochs before `before`, rounded down.
///
/// # Errors
/// When a number would not fit.
#[inline(never)]
pub fn joining(pool: &Pool, position: &Position, before: Epoch) -> Result<Amount, ArithmeticError> {
    let mut total = 0;
    for tranche in pool.joining.iter().filter(|t| t.epoch < before) {
        for own in position.joining.iter().filter(|own| own.epoch == tranche.epoch) {
            raise(&mut total, share(own.parts, tranche.tokens, tranche.parts)?)?;
        }
    }
    Ok(total)
}

/// What a position that took over everything is worth, and what of it can be withdrawn `now`.
///
/// # Errors
/// When a number would not fit.
pub fn view(pool: &Pool, position: &Position, now: Timestamp) -> Result<PositionView, ArithmeticError> {
    let mut thaws = Vec::with_capacity(position.thaws.len());
    for thaw in &position.thaws {
        thaws.push((share(thaw.shares, pool.thawing, pool.thawing_shares)?, thaw.ready_at));
    }
    Ok(PositionView {
        shares: position.shares,
        value: value(position.shares, pool)?,
        joining: joining(pool, position, Epoch::MAX)?,
        thaws,
        ready: share(ready_shares(position, now)?, pool.thawing, pool.thawing_shares)?,
    })
}

/// What an account's position that took over everything counts for in votes on what was proposed at `since`: its
/// active tokens, unless it took the pool over with the node at that moment or later.
///
/// # Errors
/// When a number would not fit.
pub fn votes(
    pool: &Pool,
    position: &Position,
    account: &AccountId,
    since: Timestamp,
) -> Result<Amount, ArithmeticError> {
    let too_late = pool.owner == *account && pool.owner_since >= since;
    if too_late {
        return Ok(0);
    }
    value(position.shares, pool)
}

/// Shares of the thaw requests that are ready.
///
/// # Errors
/// When the sum does not fit.
pub fn ready_shares(position: &Position, now: Timestamp) -> Result<Amount, ArithmeticError> {
    let mut shares = 0;
    for thaw in position.thaws.iter().filter(|thaw| thaw.ready_at <= now) {
        raise(&mut shares, thaw.shares)?;
    }
    Ok(shares)
}

/// Tokens that `shares` of the pool are worth, rounded down.
///
/// # Errors
/// When there are not that many shares.
pub fn value(shares: Amount, pool: &Pool) -> Result<Amount, ArithmeticError> {
    share(shares, pool.active, pool.shares)
}

/// The part of `tokens` that `shares` of `all` stand for, rounded down; all shares are worth all tokens.
///
/// # Errors
/// When there are no shares at all, but some were asked for.
#[inline(never)]
pub fn share(shares: Amount, tokens: Amount, all: Amount) -> Result<Amount, ArithmeticError> {
    // What was neither slashed nor rewarded is worth what it was, which is cheap to say.
    if shares == 0 || tokens == all && all > 0 {
        return Ok(shares);
    }
    mul_div(shares, tokens, all, Rounding::Down)
}

/// Puts more than zero `tokens` into a bucket of tokens and shares. Returns the shares minted: at the bucket's
/// price, rounded down, or `first` when it is empty.
///
/// It is one at least, because the tokens would otherwise be a gift to the others. That can only happen when
/// the price rose a millionfold since they joined (see [`crate::seat::LEAST_SHARES`]).
///
/// # Errors
/// When a number would not fit.
#[inline(never)]
pub fn put_in(
    tokens: Amount,
    first: Amount,
    held: &mut Amount,
    shares: &mut Amount,
) -> Result<Amount, ArithmeticError> {
    let minted = if *shares == 0 { first } else { share(tokens, *shares, *held)?.max(1) };
    raise(held, tokens)?;
    raise(shares, minted)?;
    Ok(minted)
}

/// Takes `part` of a bucket's shares out of it, with what they are worth. Returns the tokens.
///
/// # Errors
/// When there are not that many shares.
#[inline(never)]
pub fn take_out(part: Amount, held: &mut Amount, shares: &mut Amount) -> Result<Amount, ArithmeticError> {
    let tokens = share(part, *held, *shares)?;
    lower(held, tokens)?;
    lower(shares, part)?;
    Ok(tokens)
}

/// The epoch of the oldest tranche that still joins; members of older ones hold shares.
pub fn first_joining(pool: &Pool) -> Epoch {
    pool.joining.first().map_or(Epoch::MAX, |tranche| tranche.epoch)
}

/// Takes the oldest of what a position has in tranches, if it joined before epoch `before`.
pub fn take_first(joining: &mut Vec<Joining>, before: Epoch) -> Option<Joining> {
    let first = joining.first()?;
    (first.epoch < before).then(|| joining.remove(0))
}

/// Adds to what a position has in tranches.
///
/// # Errors
/// When the sum does not fit.
#[inline(never)]
pub fn add_parts(all: &mut Vec<Joining>, more: Joining) -> Result<(), ArithmeticError> {
    let at = all.iter().position(|own| own.epoch >= more.epoch).unwrap_or(all.len());
    match all.get_mut(at) {
        Some(own) if own.epoch == more.epoch => raise(&mut own.parts, more.parts),
        _ => {
            all.insert(at, more);
            Ok(())
        }
    }
}

/// Adds in place.
///
/// # Errors
/// When the sum does not fit.
#[inline(never)]
pub fn raise(total: &mut Amount, by: Amount) -> Result<(), ArithmeticError> {
    *total = total.checked_add(by).ok_or(ArithmeticError)?;
    Ok(())
}

/// Subtracts in place.
///
/// # Errors
/// When there is less.
#[inline(never)]
pub fn lower(total: &mut Amount, by: Amount) -> Result<(), ArithmeticError> {
    *total = total.checked_sub(by).ok_or(ArithmeticError)?;
    Ok(())
}
