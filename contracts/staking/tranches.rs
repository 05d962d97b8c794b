//! How tranches, the tokens bonded in one epoch, become shares of the pool.
//!
//! Rewards of an epoch belong to those who had shares in it, and are claimed after it. So a tranche is
//! converted when the claims of all epochs up to its own are in, or when it has waited for them long enough.

use crate::shares::{mint_shares, pro_rata, raise_shares, redeem_for_shares};
use ink::prelude::vec::Vec;
use interfaces::staking::{PendingStake, Pool, Position, Tranche};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::math::raise;
use shared::{Amount, ArithmeticError, Epoch, Shares};

/// A tranche that became shares of the pool, less what its members have taken over into their positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct ConvertedTranche {
    /// Shares of the pool.
    pub shares: Shares,
    /// The members' shares of the tranche, which those stand for.
    pub tranche_shares: Shares,
}

impl ConvertedTranche {
    /// Adds the pool's shares of a member with so many `tranche_shares` to its `shares`; the last member gets
    /// all that is left.
    ///
    /// # Errors
    /// When the tranche has fewer shares.
    pub fn take_over(&mut self, tranche_shares: Shares, shares: &mut Shares) -> Result<(), ArithmeticError> {
        let taken = redeem_for_shares(tranche_shares, &mut self.shares, &mut self.tranche_shares)?;
        raise_shares(shares, taken)
    }
}

/// The converted tranches of one pool, by the epoch in which their tokens were bonded.
pub trait ConvertedTranches {
    /// Returns the converted tranche of `epoch`, if it has members that did not take their shares over.
    fn get(&self, epoch: Epoch) -> Option<ConvertedTranche>;
    /// Writes the converted tranche of `epoch`, or removes it when none of its shares is left.
    fn set(&mut self, epoch: Epoch, tranche: ConvertedTranche);
}

/// Converts the tranches of epochs before `before` into shares at today's price, oldest first.
///
/// # Errors
/// When a number would not fit.
pub fn convert(
    pool: &mut Pool,
    before: Epoch,
    converted: &mut impl ConvertedTranches,
) -> Result<(), ArithmeticError> {
    while oldest_epoch(pool) < before {
        let Tranche { epoch, tokens, shares: tranche_shares } = pool.tranches.remove(0);
        let shares = mint_shares(tokens, tranche_shares, &mut pool.active, &mut pool.shares)?;
        let mut tranche = ConvertedTranche { shares, tranche_shares };
        // The owner's position is in the pool, so it takes over at once. It did so with older tranches.
        let owner = &mut pool.owner_position;
        if let Some(pending) = take_oldest(&mut owner.pending, epoch.saturating_add(1)) {
            tranche.take_over(pending.tranche_shares, &mut owner.shares)?;
        }
        if !tranche.tranche_shares.is_zero() {
            converted.set(epoch, tranche);
        }
    }
    Ok(())
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
