//! What a fault costs a pool, and when its node leaves jail.

use crate::position::drop_void;
use crate::shares::are_too_many;
use interfaces::staking::{Penalty, Pool, Slashed, StakingError, StakingParams, FOR_EVER};
use shared::math::{lower, part, raise};
use shared::{Amount, ArithmeticError, Bps, Rounding, Shares, Timestamp};

/// What a penalty did to a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Punishment {
    /// Part of the pool that was to be taken, after the parameters' cap.
    pub fraction: Bps,
    /// Tokens that were taken, by bucket.
    pub cut: Cut,
    /// The same tokens, by receiver.
    pub slashed: Slashed,
}

/// Tokens that a slash took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Of the active ones.
    pub active: Amount,
    /// Of those in tranches.
    pub pending: Amount,
    /// Of the thawing ones.
    pub thawing: Amount,
}

impl Cut {
    /// Divides the tokens up: `reporter_share` of them for a reporter, rounded down, and the rest to be
    /// burned.
    ///
    /// # Errors
    /// When a number would not fit.
    pub fn divide(&self, reporter_share: Bps) -> Result<Slashed, ArithmeticError> {
        let mut burned = self.active;
        raise(&mut burned, self.pending)?;
        raise(&mut burned, self.thawing)?;
        let rewarded = part(burned, reporter_share, Rounding::Down)?;
        lower(&mut burned, rewarded)?;
        Ok(Slashed { burned, rewarded })
    }
}

/// Slashes the pool and jails its node at `now`, both as `penalty` demands and the parameters allow.
///
/// # Errors
/// When a number would not fit.
pub fn punish(
    pool: &mut Pool,
    penalty: &Penalty,
    now: Timestamp,
    params: &StakingParams,
) -> Result<Punishment, ArithmeticError> {
    let fraction = penalty.fraction.min(params.max_slash);
    let cut = slash(pool, fraction)?;
    jail(pool, now, penalty.jail_ms, params.max_jail_ms);
    let reporter_share = if penalty.reporter.is_some() { params.reporter_share } else { 0 };
    Ok(Punishment { fraction, cut, slashed: cut.divide(reporter_share)? })
}

/// Takes `fraction` of every bucket's tokens, each rounded down.
///
/// A bucket that is left with [too many shares](crate::shares::MAX_SHARES_PER_UNIT) is emptied: what is
/// active goes with all tranches, and raises the share nonce, so that the shares of both obtained before
/// are worth nothing; what thaws goes alone. Otherwise, shares could be so many for a unit of the token that
/// those of the next bond do not fit a number.
///
/// # Errors
/// When `fraction` is above one.
pub fn slash(pool: &mut Pool, fraction: Bps) -> Result<Cut, ArithmeticError> {
    let mut taken = Cut::default();
    let mut emptied = cut(&mut pool.active, pool.shares, fraction, &mut taken.active)?;
    for tranche in &mut pool.tranches {
        emptied |= cut(&mut tranche.tokens, tranche.shares, fraction, &mut taken.pending)?;
    }
    if emptied {
        raise(&mut taken.active, core::mem::take(&mut pool.active))?;
        for tranche in pool.tranches.drain(..) {
            raise(&mut taken.pending, tranche.tokens)?;
        }
        pool.shares = Shares::ZERO;
        pool.converted.clear();
        pool.share_nonce = pool.share_nonce.wrapping_add(1);
    }
    if cut(&mut pool.thawing, pool.thawing_shares, fraction, &mut taken.thawing)? {
        raise(&mut taken.thawing, core::mem::take(&mut pool.thawing))?;
        pool.thawing_shares = Shares::ZERO;
        pool.thaw_nonce = pool.thaw_nonce.wrapping_add(1);
    }
    drop_void(&mut pool.owner_position, pool.share_nonce, pool.thaw_nonce);
    Ok(taken)
}

/// Moves `fraction` of a bucket's tokens to those taken. Returns whether too few are left for its shares.
#[inline(never)]
fn cut(
    tokens: &mut Amount,
    shares: Shares,
    fraction: Bps,
    taken: &mut Amount,
) -> Result<bool, ArithmeticError> {
    let part = part(*tokens, fraction, Rounding::Down)?;
    lower(tokens, part)?;
    raise(taken, part)?;
    Ok(are_too_many(shares, *tokens))
}

/// Jails the node for `jail_ms` from `now` on, at most for `max_ms` unless for ever; 0 is not at all. A
/// longer sentence stays.
pub fn jail(pool: &mut Pool, now: Timestamp, jail_ms: u64, max_ms: u64) {
    let until = match jail_ms {
        0 => None,
        FOR_EVER => Some(FOR_EVER),
        _ => Some(now.saturating_add(jail_ms.min(max_ms))),
    };
    pool.jailed_until = pool.jailed_until.max(until);
}

/// Lets the node out of jail at `now`, if its stake `counts`.
///
/// # Errors
/// `NotJailed`, `Tombstoned`, `StillJailed`, `BelowMinimum`.
pub fn unjail(pool: &mut Pool, now: Timestamp, counts: bool) -> Result<(), StakingError> {
    match pool.jailed_until {
        None => Err(StakingError::NotJailed),
        Some(FOR_EVER) => Err(StakingError::Tombstoned),
        Some(until) if until > now => Err(StakingError::StillJailed),
        Some(_) if !counts => Err(StakingError::BelowMinimum),
        Some(_) => {
            pool.jailed_until = None;
            Ok(())
        }
    }
}
