//! The rules of a pool, in plain Rust: how stake joins, is priced, leaves and is paid out.
//!
//! What must hold after every function here:
//! - tokens: what came in − what went out = `active` + Σ `joining` + `thawing`, to the unit;
//! - shares: `shares` = Σ shares of all positions + Σ shares of [`Joined`] that nobody took over yet;
//! - `active ≥ shares`, and one is zero exactly when the other is: a share starts at one token and never
//!   gets cheaper, so the price never divides by zero;
//! - rounding is against whoever moves, in favour of those who stay, and whoever is last takes it all.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::registry::StakeNote;
use interfaces::staking::{Pool, Position, PositionView, StakingError, StakingParams, Tranche};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::math::{add, mul_div, sub};
use shared::{Amount, ArithmeticError, Epoch, Rounding};

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
    /// Takes over the part of a member that came with `tokens`; the last one gets all that is left.
    pub(crate) fn take(&mut self, tokens: Amount) -> Result<Amount, ArithmeticError> {
        let shares = mul_div(tokens, self.shares, self.tokens, Rounding::Down)?;
        self.shares = sub(self.shares, shares)?;
        self.tokens = sub(self.tokens, tokens)?;
        Ok(shares)
    }
}

/// An owner's bond that is short of the minimum by less than this part of it is taken to be short by
/// rounding only.
const ROUNDING: Amount = 1_000;

/// Where a pool's [`Joined`] are kept, by the epoch of their tranche.
pub trait Joins {
    /// What the tranche of `epoch` turned into.
    fn get(&self, epoch: Epoch) -> Option<Joined>;
    /// Keeps it, or forgets it once no tokens are left to take over.
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
/// `Arithmetic`.
pub fn convert(pool: &mut Pool, before: Epoch, joins: &mut impl Joins) -> Result<(), StakingError> {
    while let Some(Tranche { epoch, tokens }) = take_first(&mut pool.joining, before) {
        let mut joined = Joined { shares: mint(tokens, pool.active, pool.shares)?, tokens };
        pool.active = add(pool.active, tokens)?;
        pool.shares = add(pool.shares, joined.shares)?;
        // The owner's position is in the pool, so it takes over at once. Its older tranches did before.
        if let Some(own) = take_first(&mut pool.own.joining, epoch.saturating_add(1)) {
            pool.own.shares = add(pool.own.shares, joined.take(own.tokens)?)?;
        }
        if joined.tokens > 0 {
            joins.set(epoch, joined);
        }
    }
    Ok(())
}

/// Tranches of earlier epochs than this one no longer wait for claims when it is `now`.
pub(crate) fn overdue_before(now: Epoch) -> Epoch {
    now.saturating_sub(JOIN_GRACE_EPOCHS)
}

/// Raises the price by what the node earned in each epoch from `first` on. Whoever joined in an epoch or
/// later has no share yet of what that epoch earned. Returns what no shares were there for.
///
/// # Errors
/// `Arithmetic`.
pub fn deposit(
    pool: &mut Pool,
    first: Epoch,
    amounts: &[Amount],
    joins: &mut impl Joins,
) -> Result<Amount, StakingError> {
    let mut aside = 0;
    let mut epoch = first;
    for &amount in amounts {
        convert(pool, epoch, joins)?;
        let to = if pool.shares > 0 { &mut pool.active } else { &mut aside };
        *to = add(*to, amount)?;
        epoch = epoch.saturating_add(1);
    }
    Ok(aside)
}

/// What the pool counts for in the registry, in the epoch `now` and from the next one on, with the
/// parameters of each.
///
/// # Errors
/// `Arithmetic`.
pub fn note(
    pool: &Pool,
    now: Epoch,
    params: &StakingParams,
    next_params: &StakingParams,
) -> Result<StakeNote, StakingError> {
    let own = value(pool.own.shares, pool)?;
    let weight = |before: Epoch, params: &StakingParams| -> Result<Amount, StakingError> {
        let own = add(own, sum(&pool.own.joining, before)?)?;
        // Shares are rounded down; an owner who bonded exactly the minimum has it all the same.
        let least = sub(params.min_owner_bond, params.min_owner_bond / ROUNDING)?;
        if own < least {
            return Ok(0);
        }
        let stake = add(pool.active, sum(&pool.joining, before)?)?;
        let bound = own.checked_mul(Amount::from(params.max_leverage)).ok_or(ArithmeticError)?;
        Ok(stake.min(bound))
    };
    Ok(StakeNote { now: weight(now, params)?, next: weight(now.saturating_add(1), next_params)? })
}

/// Shares of a position, with those that its tranches turned into and that it did not yet take over.
///
/// # Errors
/// `Arithmetic`.
pub fn shares_of(
    pool: &Pool,
    position: &Position,
    joined: impl Fn(Epoch) -> Option<Joined>,
) -> Result<Amount, StakingError> {
    let before = first_joining(pool);
    let mut shares = position.shares;
    for tranche in position.joining.iter().filter(|t| t.epoch < before) {
        let mut whole = joined(tranche.epoch).ok_or(ArithmeticError)?;
        shares = add(shares, whole.take(tranche.tokens)?)?;
    }
    Ok(shares)
}

/// What a position with so many shares of its own ([`shares_of`]) is worth.
///
/// # Errors
/// `Arithmetic`.
pub fn view(pool: &Pool, position: &Position, shares: Amount) -> Result<PositionView, StakingError> {
    let value = value(shares, pool)?;
    let all = sum(&position.joining, Epoch::MAX)?;
    let joining = sub(all, sum(&position.joining, first_joining(pool))?)?;
    let mut thaws = Vec::with_capacity(position.thaws.len());
    for thaw in &position.thaws {
        thaws.push((share(thaw.shares, pool.thawing, pool.thawing_shares)?, thaw.ready_at));
    }
    Ok(PositionView { shares, value, joining, thaws })
}

/// Tokens that `shares` of the pool are worth, rounded down.
///
/// # Errors
/// `Arithmetic`.
pub fn value(shares: Amount, pool: &Pool) -> Result<Amount, ArithmeticError> {
    share(shares, pool.active, pool.shares)
}

/// The part of `tokens` that `shares` of `all` stand for, rounded down; all shares are worth all tokens.
pub(crate) fn share(shares: Amount, tokens: Amount, all: Amount) -> Result<Amount, ArithmeticError> {
    if shares == 0 {
        return Ok(0);
    }
    mul_div(shares, tokens, all, Rounding::Down)
}

/// Shares for more than zero `tokens` at the price of the `shares` that stand for `held`: rounded down, but
/// at least one, because they would otherwise be a gift to the others. That can only happen when the price
/// rose a millionfold since they joined (see [`crate::seat::LEAST_SHARES`]).
pub(crate) fn mint(tokens: Amount, held: Amount, shares: Amount) -> Result<Amount, ArithmeticError> {
    if shares == 0 {
        return Ok(tokens);
    }
    Ok(mul_div(tokens, shares, held, Rounding::Down)?.max(1))
}

/// The epoch of the oldest tranche that still joins; members of older ones hold shares.
pub(crate) fn first_joining(pool: &Pool) -> Epoch {
    pool.joining.first().map_or(Epoch::MAX, |tranche| tranche.epoch)
}

/// Takes the oldest tranche, if it joined before epoch `before`.
pub(crate) fn take_first(tranches: &mut Vec<Tranche>, before: Epoch) -> Option<Tranche> {
    let first = *tranches.first()?;
    (first.epoch < before).then(|| tranches.remove(0))
}

/// Adds tokens to the tranche of `epoch`, the latest one there can be.
pub(crate) fn add_to(
    tranches: &mut Vec<Tranche>,
    epoch: Epoch,
    tokens: Amount,
) -> Result<(), ArithmeticError> {
    match tranches.last_mut() {
        Some(last) if last.epoch == epoch => last.tokens = add(last.tokens, tokens)?,
        _ => tranches.push(Tranche { epoch, tokens }),
    }
    Ok(())
}

/// Takes tokens out of the tranche that they are in.
pub(crate) fn take_from(tranches: &mut Vec<Tranche>, part: Tranche) -> Result<(), ArithmeticError> {
    let at = tranches.iter().position(|t| t.epoch == part.epoch).ok_or(ArithmeticError)?;
    let whole = &mut tranches[at];
    whole.tokens = sub(whole.tokens, part.tokens)?;
    if whole.tokens == 0 {
        tranches.remove(at);
    }
    Ok(())
}

/// Tokens that joined before epoch `before`.
pub(crate) fn sum(tranches: &[Tranche], before: Epoch) -> Result<Amount, ArithmeticError> {
    let mut tokens = 0;
    for tranche in tranches.iter().filter(|t| t.epoch < before) {
        tokens = add(tokens, tranche.tokens)?;
    }
    Ok(tokens)
}
