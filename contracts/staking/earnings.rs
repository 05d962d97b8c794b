//! What rewards do to a pool, and how much of them is the owner's commission.

use crate::shares::{raise_shares, shares_worth};
use crate::tranches::{convert, OldTranches};
use interfaces::staking::{Pool, StakingError, MAX_COMMISSION_STEPS};
use shared::math::{lower, part, raise};
use shared::{Amount, ArithmeticError, Bps, Epoch, Rounding, ONE_BPS};

/// The tokens of a deposit that did not raise the price of everybody's shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earnings {
    /// Commission, whether it is owed or in the owner's shares.
    pub commission: Amount,
    /// The part of the commission that is owed.
    pub owed: Amount,
    /// Tokens for the node's owner, because the pool had no shares.
    pub unallocated: Amount,
}

impl Earnings {
    /// Sums up what a node without a pool earned.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn without_pool(amounts: &[Amount]) -> Result<Self, ArithmeticError> {
        let mut earnings = Self::default();
        for &amount in amounts {
            raise(&mut earnings.unallocated, amount)?;
        }
        Ok(earnings)
    }
}

/// Returns the commission on what is earned in `epoch`.
pub fn commission_rate(pool: &Pool, epoch: Epoch) -> Bps {
    pool.commission.iter().rev().find(|(from, _)| *from <= epoch).map_or(0, |(_, rate)| *rate)
}

/// Announces a commission in epoch `now`, in place of one announced in the same epoch. Returns the epoch from
/// which on it is taken.
///
/// # Errors
/// `InvalidCommission` when it is above one, or above today's by more than `max_rise`, or when rewards have
/// not caught up with too many changes.
pub fn announce_commission(
    pool: &mut Pool,
    rate: Bps,
    now: Epoch,
    max_rise: Bps,
) -> Result<Epoch, StakingError> {
    let highest = commission_rate(pool, now).saturating_add(max_rise).min(ONE_BPS);
    let from = now.saturating_add(1);
    let steps = &mut pool.commission;
    let again = steps.last().is_some_and(|step| step.0 == from);
    if rate > highest || steps.len() >= MAX_COMMISSION_STEPS && !again {
        return Err(StakingError::InvalidCommission);
    }
    if again {
        steps.pop();
    }
    steps.push((from, rate));
    Ok(from)
}

/// Raises the price of a share by the tokens that the node earned in each epoch from `first` on, less that
/// epoch's commission. Whoever bonded in an epoch or later has no share yet of what that epoch earned.
///
/// Commission that is not to be paid out buys the owner shares at the price that the rest left behind. It
/// does so only for an owner who has shares, because whoever has any has enough of them: see
/// [`crate::position::LEAST_SHARES`].
///
/// # Errors
/// When a number would not fit.
pub fn deposit(
    pool: &mut Pool,
    first: Epoch,
    amounts: &[Amount],
    old: &mut impl OldTranches,
) -> Result<Earnings, ArithmeticError> {
    let mut earnings = Earnings::default();
    let mut epoch = first;
    for &amount in amounts {
        convert(pool, epoch, old)?;
        if pool.shares.is_zero() {
            raise(&mut earnings.unallocated, amount)?;
        } else {
            let commission = part(amount, commission_rate(pool, epoch), Rounding::Down)?;
            raise(&mut earnings.commission, commission)?;
            raise(&mut pool.active, amount)?;
            lower(&mut pool.active, commission)?;
            if pool.terms.payout.is_some() || pool.owner_position.shares.is_zero() {
                raise(&mut earnings.owed, commission)?;
            } else {
                compound(pool, commission)?;
            }
        }
        epoch = epoch.saturating_add(1);
    }
    // Deposits come in the order of epochs: of the steps up to the next one, only the last counts.
    while pool.commission.get(1).is_some_and(|step| step.0 <= epoch) {
        pool.commission.remove(0);
    }
    Ok(earnings)
}

/// Adds tokens to the pool, and the shares that they are worth to the owner's. Unlike a bond, they may be
/// worth less than a share: then they are everybody's.
fn compound(pool: &mut Pool, commission: Amount) -> Result<(), ArithmeticError> {
    let shares = shares_worth(commission, pool.active, pool.shares)?;
    raise(&mut pool.active, commission)?;
    raise_shares(&mut pool.shares, shares)?;
    raise_shares(&mut pool.owner_position.shares, shares)
}
