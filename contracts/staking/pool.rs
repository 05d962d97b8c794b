//! The rules of a pool, in plain Rust: how stake joins, what it is worth, what it counts for.
//!
//! What must hold after every function here and in [`crate::seat`]:
//! - tokens: what came in − what went out = `active` + Σ `joining` + `thawing`, to the unit;
//! - shares: `shares` = Σ shares of all positions + Σ shares of [`Joined`] that nobody took over yet;
//! - `active ≥ shares`, and one is zero exactly when the other is: a share starts at one token and never
//!   gets cheaper, so the price never divides by zero;
//! - rounding is against whoever moves, in favour of those who stay, and whoever is last takes it all.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{Pool, Position, PositionView, StakingParams, Tranche};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::math::mul_div;
use shared::{Amount, ArithmeticError, Epoch, Rounding};

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
    /// Tokens they were minted for.
    pub tokens: Amount,
}

impl Joined {
    /// Moves the part of a member that came with `tokens` to its `shares`; the last one gets all that is left.
    ///
    /// # Errors
    /// When the tranche never had that many tokens.
    pub fn hand_over(&mut self, tokens: Amount, shares: &mut Amount) -> Result<(), ArithmeticError> {
        let part = share(tokens, self.shares, self.tokens)?;
        lower(&mut self.shares, part)?;
        lower(&mut self.tokens, tokens)?;
        raise(shares, part)
    }
}

/// Where a pool's [`Joined`] are kept, by the epoch of their tranche.
pub trait Joins {
    /// What the tranche of `epoch` turned into.
    fn get(&self, epoch: Epoch) -> Option<Joined>;
    /// Keeps it, or forgets it once no tokens are left to hand over.
    fn set(&mut self, epoch: Epoch, joined: Joined);
}

/// A pool that nobody has bonded to.
pub fn empty(owner: AccountId) -> Pool {
    Pool {
        owner,
        active: 0,
        shares: 0,
        joining: Vec::new(),
        thawing: 0,
        thawing_shares: 0,
        own: Position::default(),
    }
}

/// Whether nothing is in a position.
pub fn is_empty(position: &Position) -> bool {
    position.shares == 0 && position.joining.is_empty() && position.thaws.is_empty()
}

/// Turns the tranches that joined before epoch `before` into shares at today's price, oldest first.
///
/// # Errors
/// When a number would not fit.
pub fn convert(pool: &mut Pool, before: Epoch, joins: &mut impl Joins) -> Result<(), ArithmeticError> {
    while let Some(Tranche { epoch, tokens }) = take_first(&mut pool.joining, before) {
        let mut joined = Joined { shares: mint(tokens, pool.active, pool.shares)?, tokens };
        raise(&mut pool.active, tokens)?;
        raise(&mut pool.shares, joined.shares)?;
        // The owner's position is in the pool, so it takes over at once. Its older tranches did before.
        if let Some(own) = take_first(&mut pool.own.joining, epoch.saturating_add(1)) {
            joined.hand_over(own.tokens, &mut pool.own.shares)?;
        }
        if joined.tokens > 0 {
            joins.set(epoch, joined);
        }
    }
    Ok(())
}

/// Tranches of earlier epochs than this one no longer wait for claims when it is `now`.
pub fn overdue_before(now: Epoch) -> Epoch {
    now.saturating_sub(JOIN_GRACE_EPOCHS)
}

/// Raises the price by what the node earned in each epoch from `first` on. Whoever joined in an epoch or
/// later has no share yet of what that epoch earned. Returns what no shares were there for.
///
/// # Errors
/// When a number would not fit.
pub fn deposit(
    pool: &mut Pool,
    first: Epoch,
    amounts: &[Amount],
    joins: &mut impl Joins,
) -> Result<Amount, ArithmeticError> {
    let mut aside = 0;
    for (&amount, epoch) in amounts.iter().zip(first..) {
        convert(pool, epoch, joins)?;
        raise(if pool.shares > 0 { &mut pool.active } else { &mut aside }, amount)?;
    }
    Ok(aside)
}

/// What the pool counts for in `epoch`: the stake that joined before it, up to the multiple of the owner's.
///
/// # Errors
/// When a number would not fit.
pub fn weight(pool: &Pool, epoch: Epoch, params: &StakingParams) -> Result<Amount, ArithmeticError> {
    let mut own = value(pool.own.shares, pool)?;
    sum_up(&mut own, &pool.own.joining, epoch)?;
    // Shares are rounded down; an owner who bonded exactly the minimum has it all the same.
    let mut least = params.min_owner_bond;
    lower(&mut least, params.min_owner_bond / ROUNDING)?;
    if own < least {
        return Ok(0);
    }
    let mut stake = pool.active;
    sum_up(&mut stake, &pool.joining, epoch)?;
    let bound = own.checked_mul(Amount::from(params.max_leverage)).ok_or(ArithmeticError)?;
    Ok(stake.min(bound))
}

/// Shares of a position, with those that its tranches turned into and that it did not yet take over.
///
/// # Errors
/// When a number would not fit.
pub fn shares_of(
    pool: &Pool,
    position: &Position,
    joined: impl Fn(Epoch) -> Option<Joined>,
) -> Result<Amount, ArithmeticError> {
    let before = first_joining(pool);
    let mut shares = position.shares;
    for tranche in position.joining.iter().filter(|t| t.epoch < before) {
        let mut whole = joined(tranche.epoch).ok_or(ArithmeticError)?;
        whole.hand_over(tranche.tokens, &mut shares)?;
    }
    Ok(shares)
}

/// What a position with so many shares ([`shares_of`]) is worth.
///
/// # Errors
/// When a number would not fit.
pub fn view(pool: &Pool, position: &Position, shares: Amount) -> Result<PositionView, ArithmeticError> {
    let mut joining = 0;
    let mut joined = 0;
    sum_up(&mut joining, &position.joining, Epoch::MAX)?;
    sum_up(&mut joined, &position.joining, first_joining(pool))?;
    lower(&mut joining, joined)?;
    let mut thaws = Vec::with_capacity(position.thaws.len());
    for thaw in &position.thaws {
        thaws.push((share(thaw.shares, pool.thawing, pool.thawing_shares)?, thaw.ready_at));
    }
    Ok(PositionView { shares, value: value(shares, pool)?, joining, thaws })
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
pub fn share(shares: Amount, tokens: Amount, all: Amount) -> Result<Amount, ArithmeticError> {
    if shares == 0 {
        return Ok(0);
    }
    mul_div(shares, tokens, all, Rounding::Down)
}

/// Shares for more than zero `tokens` at the price of the `shares` that stand for `held`: rounded down, but
/// at least one, because they would otherwise be a gift to the others. That can only happen when the price
/// rose a millionfold since they joined (see [`crate::seat::LEAST_SHARES`]).
///
/// # Errors
/// When a number would not fit.
pub fn mint(tokens: Amount, held: Amount, shares: Amount) -> Result<Amount, ArithmeticError> {
    if shares == 0 {
        return Ok(tokens);
    }
    Ok(share(tokens, shares, held)?.max(1))
}

/// The epoch of the oldest tranche that still joins; members of older ones hold shares.
pub fn first_joining(pool: &Pool) -> Epoch {
    pool.joining.first().map_or(Epoch::MAX, |tranche| tranche.epoch)
}

/// Takes the oldest tranche, if it joined before epoch `before`.
pub fn take_first(tranches: &mut Vec<Tranche>, before: Epoch) -> Option<Tranche> {
    let first = *tranches.first()?;
    (first.epoch < before).then(|| tranches.remove(0))
}

/// Adds tokens to the tranche of `epoch`, the latest one there can be.
///
/// # Errors
/// When a number would not fit.
pub fn add_to(tranches: &mut Vec<Tranche>, epoch: Epoch, tokens: Amount) -> Result<(), ArithmeticError> {
    match tranches.last_mut() {
        Some(last) if last.epoch == epoch => raise(&mut last.tokens, tokens),
        _ => {
            tranches.push(Tranche { epoch, tokens });
            Ok(())
        }
    }
}

/// Adds up the tokens that joined before epoch `before`.
///
/// # Errors
/// When a number would not fit.
pub fn sum_up(total: &mut Amount, tranches: &[Tranche], before: Epoch) -> Result<(), ArithmeticError> {
    for tranche in tranches.iter().filter(|t| t.epoch < before) {
        raise(total, tranche.tokens)?;
    }
    Ok(())
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
