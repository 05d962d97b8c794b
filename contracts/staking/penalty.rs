//! What a fault costs a pool, and when its node is let out again.

use crate::pool::{lower, raise, renew, SHARES_PER_TOKEN};
use interfaces::staking::{Pool, Slashed, StakingError, FOR_EVER};
use shared::math::part;
use shared::{Amount, ArithmeticError, Bps, Rounding, Timestamp};

/// Tokens that a slash took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Of the active ones.
    pub active: Amount,
    /// Of those that were joining.
    pub joining: Amount,
    /// Of those that were thawing.
    pub thawing: Amount,
}

impl Cut {
    /// Divides it up: `reporter_share` of it for a reporter, rounded down, and the rest to be burned.
    ///
    /// # Errors
    /// When a number would not fit.
    pub fn divide(&self, reporter_share: Bps) -> Result<Slashed, ArithmeticError> {
        let mut burned = self.active;
        raise(&mut burned, self.joining)?;
        raise(&mut burned, self.thawing)?;
        let rewarded = part(burned, reporter_share, Rounding::Down)?;
        lower(&mut burned, rewarded)?;
        Ok(Slashed { burned, rewarded })
    }
}

/// Takes `fraction` of every bucket, each rounded down.
///
/// A bucket that is left with more than [`SHARES_PER_TOKEN`] is emptied: what is active goes with all that
/// joins, and starts a new era, in which earlier shares and parts are worth nothing; what thaws goes alone.
/// Without it, shares could be so many for a token that those of the next bond do not fit a number.
///
/// # Errors
/// When `fraction` is above one.
pub fn slash(pool: &mut Pool, fraction: Bps) -> Result<Cut, ArithmeticError> {
    let mut taken = Cut::default();
    let mut emptied = cut(&mut pool.active, pool.shares, fraction, &mut taken.active)?;
    for tranche in &mut pool.joining {
        emptied |= cut(&mut tranche.tokens, tranche.parts, fraction, &mut taken.joining)?;
    }
    if emptied {
        raise(&mut taken.active, core::mem::take(&mut pool.active))?;
        for tranche in pool.joining.drain(..) {
            raise(&mut taken.joining, tranche.tokens)?;
        }
        pool.shares = 0;
        pool.era = pool.era.wrapping_add(1);
    }
    if cut(&mut pool.thawing, pool.thawing_shares, fraction, &mut taken.thawing)? {
        raise(&mut taken.thawing, core::mem::take(&mut pool.thawing))?;
        pool.thawing_shares = 0;
        pool.thaw_era = pool.thaw_era.wrapping_add(1);
    }
    renew(&mut pool.own, pool.era, pool.thaw_era);
    Ok(taken)
}

/// Moves `fraction` of a bucket's tokens to those taken. Returns whether too few are left for its shares.
#[inline(never)]
fn cut(
    tokens: &mut Amount,
    shares: Amount,
    fraction: Bps,
    taken: &mut Amount,
) -> Result<bool, ArithmeticError> {
    let part = part(*tokens, fraction, Rounding::Down)?;
    lower(tokens, part)?;
    raise(taken, part)?;
    Ok(tokens.saturating_mul(SHARES_PER_TOKEN) < shares)
}

/// Jails the node for `jail_ms`, at most for `longest` unless for ever; 0 is not at all. A longer sentence
/// stays.
pub fn jail(pool: &mut Pool, now: Timestamp, jail_ms: u64, longest: u64) {
    let until = match jail_ms {
        0 => None,
        FOR_EVER => Some(FOR_EVER),
        _ => Some(now.saturating_add(jail_ms.min(longest))),
    };
    pool.jailed_until = pool.jailed_until.max(until);
}

/// Whether the node is jailed for ever.
pub fn is_tombstoned(pool: &Pool) -> bool {
    pool.jailed_until == Some(FOR_EVER)
}

/// Lets the node out of jail; `counts` is whether its owner's stake makes it count.
///
/// # Errors
/// `NotJailed`, `Tombstoned`, `NotReady`, `BelowMinimum`.
pub fn unjail(pool: &mut Pool, now: Timestamp, counts: bool) -> Result<(), StakingError> {
    match pool.jailed_until {
        None => Err(StakingError::NotJailed),
        Some(FOR_EVER) => Err(StakingError::Tombstoned),
        Some(until) if until > now => Err(StakingError::NotReady),
        Some(_) if !counts => Err(StakingError::BelowMinimum),
        Some(_) => {
            pool.jailed_until = None;
            Ok(())
        }
    }
}
