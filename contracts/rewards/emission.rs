//! What an epoch emits, and which part of it a node earned.
//!
//! An epoch's emission is split once, by the schedule, into what is for availability and what is for usage.
//! Every share is rounded down, so that all nodes' claims for an epoch in sum never exceed its emission;
//! what nobody earned is never minted.

use ink::prelude::vec::Vec;
use interfaces::metering::UsageShare;
use interfaces::registry::CreditShare;
use interfaces::rewards::{Claimed, Emission, EmissionSchedule};
use shared::math::{add, mul_div, part, raise, sub};
use shared::{Amount, ArithmeticError, Bps, Epoch, Rounding};

/// What a node earned in the epochs of a claim, in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earnings {
    /// In all epochs, by pool.
    pub claimed: Claimed,
    /// In all epochs, both pools together.
    pub total: Amount,
    /// In each epoch, both pools together.
    pub amounts: Vec<Amount>,
}

/// Returns what a node earned by its shares of all nodes' credit and burn, which both have an entry for each
/// epoch from `first` on. `max_burn_rebate` (σ) is the largest part of its own burn that a node gets back.
///
/// # Errors
/// When the schedule is outside its bounds, a share or σ is above one, or a sum does not fit.
pub fn earnings(
    schedule: &EmissionSchedule,
    first: Epoch,
    credit: &[CreditShare],
    usage: &[UsageShare],
    max_burn_rebate: Bps,
) -> Result<Earnings, ArithmeticError> {
    let epochs = u32::try_from(credit.len()).map_err(|_| ArithmeticError)?;
    let mut claimed = Claimed { first, epochs, availability: 0, usage: 0 };
    let mut amounts = Vec::with_capacity(credit.len());
    for ((credit, usage), epoch) in credit.iter().zip(usage).zip(first..) {
        let pools = emission(schedule, epoch)?;
        let availability = for_availability(pools.availability, credit)?;
        let usage = for_usage(pools.usage, usage, max_burn_rebate)?;
        raise(&mut claimed.availability, availability)?;
        raise(&mut claimed.usage, usage)?;
        amounts.push(add(availability, usage)?);
    }
    Ok(Earnings { claimed, total: add(claimed.availability, claimed.usage)?, amounts })
}

/// Returns the emission of `epoch`, in tokens: `initial / 2^(epoch / halving_epochs)`, split by the schedule.
///
/// # Errors
/// When the schedule is outside its bounds.
pub fn emission(schedule: &EmissionSchedule, epoch: Epoch) -> Result<Emission, ArithmeticError> {
    let halvings = epoch.checked_div(schedule.halving_epochs).ok_or(ArithmeticError)?;
    // After as many halvings as an amount has bits, nothing is left.
    let all = schedule.initial.checked_shr(halvings).unwrap_or(0);
    let availability = part(all, schedule.availability, Rounding::Down)?;
    Ok(Emission { availability, usage: sub(all, availability)? })
}

/// Returns the tokens that a node earned of the availability pool A: `A × credit / total`, rounded down.
///
/// # Errors
/// When the share is above one.
pub fn for_availability(pool: Amount, share: &CreditShare) -> Result<Amount, ArithmeticError> {
    portion(pool, share.credit, share.total)
}

/// Returns the tokens that a node earned of the usage pool U: `min(U × burned / total, σ × burned)`, each
/// rounded down. With σ below one, a node that buys from itself to earn this always loses:
/// `−burn − treasury + σ × burn < 0`.
///
/// # Errors
/// When the share or σ is above one.
pub fn for_usage(pool: Amount, share: &UsageShare, max_burn_rebate: Bps) -> Result<Amount, ArithmeticError> {
    let earned = portion(pool, share.burned, share.total)?;
    Ok(earned.min(part(share.burned, max_burn_rebate, Rounding::Down)?))
}

/// Returns `pool × own / all`, rounded down, and zero if `own` is zero. A share above one is refused, so that
/// an epoch's emission bounds its claims whatever the other contracts answer.
fn portion(pool: Amount, own: Amount, all: Amount) -> Result<Amount, ArithmeticError> {
    if own == 0 {
        return Ok(0);
    }
    if own > all {
        return Err(ArithmeticError);
    }
    mul_div(pool, own, all, Rounding::Down)
}
