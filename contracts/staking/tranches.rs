//! How tranches, the tokens bonded in one epoch, become shares of the pool.
//!
//! Rewards of an epoch belong to those who had shares in it, and are claimed after it. So a tranche is
//! converted when the claims of all epochs up to its own are in, or when it has waited for them long enough.
//!
//! What it became stays on record until all its members have taken over their shares: in the pool, where
//! whoever reads the pool finds it, or, if the pool has more than [`MAX_CONVERTED`] of them, in a group of old
//! ones beside it. So members who never come back cost the others no more than those few bytes.

use crate::shares::{mint_shares, pro_rata, raise_shares, redeem_for_shares};
use ink::prelude::vec::Vec;
use interfaces::staking::{ConvertedTranche, PendingStake, Pool, Position, Tranche, MAX_CONVERTED};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::math::raise;
use shared::{Amount, ArithmeticError, Epoch, Shares};

/// Epochs whose old tranches share an item: at most 4.6 KB. More than a position waits for at once, so that it
/// finds all its old tranches in two; and so many that bonds far apart cannot spread what a message puts aside
/// over many items.
const GROUP_EPOCHS: Epoch = 128;

const _: () = assert!(GROUP_EPOCHS > JOIN_GRACE_EPOCHS);

/// The converted tranches of one pool that it does not keep itself, in groups of epochs.
pub trait OldTranches {
    /// Returns the old tranches of a group of epochs, to be changed. None has no members left.
    fn group(&mut self, number: u32) -> &mut Vec<ConvertedTranche>;
}

/// Converts the tranches of epochs before `before` into shares at today's price, oldest first.
///
/// # Errors
/// When a number would not fit.
pub fn convert(pool: &mut Pool, before: Epoch, old: &mut impl OldTranches) -> Result<(), ArithmeticError> {
    while oldest_epoch(pool) < before {
        let Tranche { epoch, tokens, shares: tranche_shares } = pool.tranches.remove(0);
        let shares = mint_shares(tokens, tranche_shares, &mut pool.active, &mut pool.shares)?;
        let mut tranche = ConvertedTranche { epoch, shares, tranche_shares };
        // The owner's position is in the pool, so it takes over at once. It did so with older tranches.
        let owner = &mut pool.owner_position;
        if let Some(pending) = take_oldest(&mut owner.pending, epoch.saturating_add(1)) {
            redeem(&mut tranche, pending.tranche_shares, &mut owner.shares)?;
        }
        if !tranche.tranche_shares.is_zero() {
            pool.converted.push(tranche);
            if pool.converted.len() > MAX_CONVERTED {
                put_aside(&mut pool.converted, old);
            }
        }
    }
    Ok(())
}

/// Moves the oldest half of a pool's converted tranches, or those of it that are in one group, to that group:
/// what does not fit is written once in many epochs.
#[inline(never)]
fn put_aside(converted: &mut Vec<ConvertedTranche>, old: &mut impl OldTranches) {
    let group = group_of(converted.first().map_or(0, |tranche| tranche.epoch));
    let half = converted.iter().take(MAX_CONVERTED / 2);
    let count = half.take_while(|tranche| group_of(tranche.epoch) == group).count();
    old.group(group).extend(converted.drain(..count));
}

fn group_of(epoch: Epoch) -> u32 {
    epoch / GROUP_EPOCHS
}

/// Adds the pool's shares of a member with `pending` stake in a converted tranche to its `shares`; the last
/// member gets all that is left, and the tranche goes.
///
/// # Errors
/// When the tranche has fewer shares.
#[inline(never)]
pub fn take_over(
    pool: &mut Pool,
    pending: &PendingStake,
    shares: &mut Shares,
    old: &mut impl OldTranches,
) -> Result<(), ArithmeticError> {
    // All that are old are older than those in the pool.
    let in_pool = pool.converted.first().is_some_and(|first| first.epoch <= pending.epoch);
    let converted = if in_pool { &mut pool.converted } else { old.group(group_of(pending.epoch)) };
    let at = converted.iter().position(|tranche| tranche.epoch == pending.epoch).ok_or(ArithmeticError)?;
    let tranche = converted.get_mut(at).ok_or(ArithmeticError)?;
    redeem(tranche, pending.tranche_shares, shares)?;
    if tranche.tranche_shares.is_zero() {
        converted.remove(at);
    }
    Ok(())
}

/// Takes `tranche_shares` out of a converted tranche and adds what they stand for to `shares`.
fn redeem(
    tranche: &mut ConvertedTranche,
    tranche_shares: Shares,
    shares: &mut Shares,
) -> Result<(), ArithmeticError> {
    let taken = redeem_for_shares(tranche_shares, &mut tranche.shares, &mut tranche.tranche_shares)?;
    raise_shares(shares, taken)
}

/// Returns the epoch before which tranches no longer wait for claims when the epoch is `now`.
pub fn overdue_before(now: Epoch) -> Epoch {
    now.saturating_sub(JOIN_GRACE_EPOCHS)
}

/// Returns the epoch of the pool's oldest tranche; all older ones are converted.
pub fn oldest_epoch(pool: &Pool) -> Epoch {
    pool.tranches.first().map_or(Epoch::MAX, |tranche| tranche.epoch)
}

/// Returns the tokens that a position has in tranches of epochs before `before`, rounded down.
///
/// # Errors
/// When a number would not fit.
#[inline(never)]
pub fn pending_value(pool: &Pool, position: &Position, before: Epoch) -> Result<Amount, ArithmeticError> {
    let mut total = 0;
    for tranche in pool.tranches.iter().filter(|tranche| tranche.epoch < before) {
        for pending in position.pending.iter().filter(|pending| pending.epoch == tranche.epoch) {
            raise(&mut total, pro_rata(pending.tranche_shares, tranche.tokens, tranche.shares)?)?;
        }
    }
    Ok(total)
}

/// Removes the oldest of what a position has in tranches, if it was bonded before epoch `before`. Returns it.
pub fn take_oldest(pending: &mut Vec<PendingStake>, before: Epoch) -> Option<PendingStake> {
    let oldest = pending.first()?;
    (oldest.epoch < before).then(|| pending.remove(0))
}

/// Adds to what a position has in tranches, which stays in the order of epochs.
///
/// # Errors
/// When the sum does not fit.
#[inline(never)]
pub fn merge_pending(pending: &mut Vec<PendingStake>, more: PendingStake) -> Result<(), ArithmeticError> {
    let at = pending.iter().position(|stake| stake.epoch >= more.epoch).unwrap_or(pending.len());
    match pending.get_mut(at) {
        Some(stake) if stake.epoch == more.epoch => {
            raise_shares(&mut stake.tranche_shares, more.tranche_shares)
        }
        _ => {
            pending.insert(at, more);
            Ok(())
        }
    }
}
