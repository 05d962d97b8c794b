//! What a pool is worth and what it counts for, in plain Rust.
//!
//! A pool keeps its tokens in buckets, and divides each into shares (see [`crate::shares`]): what is active,
//! what was bonded in each epoch (a [`interfaces::staking::Tranche`], see [`crate::tranches`]), what thaws.
//! What must hold after every function here, in [`crate::position`], [`crate::earnings`] and
//! [`crate::penalty`]:
//! - what came in − what went out = Σ tokens of all buckets, to the unit;
//! - a bucket's shares = Σ shares of the positions with the same nonce; the active ones' with Σ
//!   [`interfaces::staking::ConvertedTranche`] that nobody took over yet;
//! - a bucket has tokens exactly when it has shares, and at most [`crate::shares::MAX_SHARES_PER_UNIT`]
//!   shares for each unit: no price divides by zero, and no sum overflows as long as there are at most 10^29
//!   units of the token.

use crate::shares::pro_rata;
use crate::tranches::pending_value;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{Pool, PoolTerms, Position, StakingParams, FOR_EVER};
use shared::math::{lower, raise};
use shared::{Amount, ArithmeticError, Epoch, Shares, Timestamp};

/// What the minimum of the owner's stake is divided by: a stake that is short of it by no more than the
/// result is taken to be short by rounding only.
const ROUNDING: Amount = 1_000;

/// A pool that nobody has bonded to, opened at `now`.
pub fn empty(owner: AccountId, now: Timestamp) -> Pool {
    Pool {
        owner,
        owner_since: now,
        active: 0,
        shares: Shares::ZERO,
        tranches: Vec::new(),
        converted: Vec::new(),
        thawing: 0,
        thawing_shares: Shares::ZERO,
        share_nonce: 0,
        thaw_nonce: 0,
        owner_position: Position::default(),
        commission: Vec::new(),
        terms: PoolTerms::default(),
        jailed_until: None,
    }
}

/// Returns the tokens that the pool counts for in `epoch`: those bonded before it, up to the multiple of the
/// owner's, or none while the owner has less than its minimum.
///
/// # Errors
/// When a number would not fit.
pub fn weight(pool: &Pool, epoch: Epoch, params: &StakingParams) -> Result<Amount, ArithmeticError> {
    let mut owners = value(pool.owner_position.shares, pool)?;
    raise(&mut owners, pending_value(pool, &pool.owner_position, epoch)?)?;
    // Shares are rounded down; an owner who bonded exactly the minimum has it all the same.
    let mut least = params.min_owner_bond;
    lower(&mut least, params.min_owner_bond / ROUNDING)?;
    if owners < least {
        return Ok(0);
    }
    let mut stake = pool.active;
    for tranche in pool.tranches.iter().filter(|tranche| tranche.epoch < epoch) {
        raise(&mut stake, tranche.tokens)?;
    }
    let most = owners.checked_mul(Amount::from(params.max_leverage)).ok_or(ArithmeticError)?;
    Ok(stake.min(most))
}

/// Returns the tokens that `shares` of the pool's active tokens are worth, rounded down.
///
/// # Errors
/// When the pool has no shares, but some were asked for.
pub fn value(shares: Shares, pool: &Pool) -> Result<Amount, ArithmeticError> {
    pro_rata(shares, pool.active, pool.shares)
}

/// Returns whether the pool's node is jailed for ever.
pub fn is_tombstoned(pool: &Pool) -> bool {
    pool.jailed_until == Some(FOR_EVER)
}
