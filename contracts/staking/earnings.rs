//! What rewards do to a pool, and what of them is the owner's commission.

use crate::pool::{convert, lower, raise, share, Joins};
use interfaces::staking::{Pool, StakingError, MAX_COMMISSION_STEPS};
use shared::math::part;
use shared::{Amount, ArithmeticError, Bps, Epoch, Rounding, ONE_BPS};

/// What of a deposit did not raise the price of shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earnings {
    /// Commission, however it is paid.
    pub commission: Amount,
    /// The part of the commission that is owed; the rest is in the owner's shares.
    pub owed: Amount,
    /// What no shares were there for.
    pub aside: Amount,
}

/// The commission on what is earned in `epoch`.
pub fn rate(pool: &Pool, epoch: Epoch) -> Bps {
    pool.commission.iter().rev().find(|(from, _)| *from <= epoch).map_or(0, |(_, rate)| *rate)
}

/// Announces a commission when it is `now`, in place of what was announced in the same epoch. Returns the epoch
/// from which on it counts.
///
/// # Errors
/// `InvalidCommission` when it is above one, or above today's by more than `most`, or when there are too many
/// steps that rewards have not caught up with.
pub fn announce(pool: &mut Pool, rate: Bps, now: Epoch, most: Bps) -> Result<Epoch, StakingError> {
    let highest = self::rate(pool, now).saturating_add(most).min(ONE_BPS);
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

/// Raises the price by what the node earned in each epoch from `first` on, less that epoch's commission.
/// Whoever joined in an epoch or later has no share yet of what that epoch earned.
///
/// Commission that is not to be paid out buys the owner shares at the price that the rest left behind. It does
/// so only for an owner who has shares, because whatever has any has enough of them: see
/// [`crate::seat::LEAST_SHARES`].
///
/// # Errors
/// When a number would not fit.
pub fn deposit(
    pool: &mut Pool,
    first: Epoch,
    amounts: &[Amount],
    joins: &mut impl Joins,
) -> Result<Earnings, ArithmeticError> {
    let mut earnings = Earnings::default();
    let mut epoch = first;
    for &amount in amounts {
        convert(pool, epoch, joins)?;
        if pool.shares == 0 {
            raise(&mut earnings.aside, amount)?;
        } else {
            let commission = part(amount, rate(pool, epoch), Rounding::Down)?;
            raise(&mut earnings.commission, commission)?;
            raise(&mut pool.active, amount)?;
            lower(&mut pool.active, commission)?;
            if pool.terms.payout.is_some() || pool.own.shares == 0 {
                raise(&mut earnings.owed, commission)?;
            } else {
                let shares = share(commission, pool.shares, pool.active)?;
                raise(&mut pool.active, commission)?;
                raise(&mut pool.shares, shares)?;
                raise(&mut pool.own.shares, shares)?;
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
