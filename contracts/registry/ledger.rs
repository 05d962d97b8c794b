//! Credit of epochs that are over, until it is claimed.
//!
//! The finished values of eight epochs share a storage item, one item per page for its nodes' credits and
//! one for the totals: a claim of 32 epochs touches five of each at most.

use crate::liveness::Earned;
use core::ops::Range;
use ink::prelude::vec::Vec;
use shared::{Amount, Epoch};

/// The block of eight epochs that `epoch` is in.
pub fn block_of(epoch: Epoch) -> u32 {
    epoch / 8
}

/// The first epoch after the block that `epoch` is in.
pub fn block_end(epoch: Epoch) -> Epoch {
    (epoch | 7).saturating_add(1)
}

/// Where in its block `epoch` is.
fn place_of(epoch: Epoch) -> u8 {
    let [low, ..] = epoch.to_le_bytes();
    low % 8
}

/// One amount for each epoch of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Block([Amount; 8]);

impl Block {
    /// The amount of `epoch`, which is in this block.
    pub fn get(&self, epoch: Epoch) -> Amount {
        self.0[usize::from(place_of(epoch))]
    }

    /// Sets the amount of `epoch`, which is in this block.
    pub fn set(&mut self, epoch: Epoch, amount: Amount) {
        self.0[usize::from(place_of(epoch))] = amount;
    }

    /// Whether every amount is zero.
    pub fn is_zero(&self) -> bool {
        self.0 == [0; 8]
    }
}

/// Bytes of one credit: `32 × place of the epoch + entry`, and the amount, little-endian.
const CREDIT_LEN: usize = 17;

/// Unclaimed credits of a page's nodes in a block's epochs, in no order. Kept as bytes: a claim looks at
/// one byte of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Credits(Vec<u8>);

impl Credits {
    /// Whether everything has been claimed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what a page's nodes earned in `epoch`, which is in this block and was not added before.
    pub fn add(&mut self, epoch: Epoch, earned: &[Earned]) {
        self.0.reserve_exact(earned.len().saturating_mul(CREDIT_LEN));
        for Earned { index, credit } in earned {
            self.0.push(place_of(epoch).wrapping_shl(5) | (index % 32));
            self.0.extend_from_slice(&credit.to_le_bytes());
        }
    }

    /// Takes what entry `index` earned in `epochs`, which are in this block.
    pub fn take(&mut self, index: u8, epochs: Range<Epoch>) -> Block {
        let mut taken = Block::default();
        let mut at = 0usize;
        while let Some([tag, amount @ ..]) =
            self.0.get(at..).and_then(|rest| rest.first_chunk::<CREDIT_LEN>())
        {
            let epoch = (epochs.start & !7) | u32::from(tag / 32);
            if tag % 32 == index && epochs.contains(&epoch) {
                taken.set(epoch, Amount::from_le_bytes(*amount));
                // The last one moves into the gap and is looked at next.
                let last = self.0.len().saturating_sub(CREDIT_LEN);
                self.0.copy_within(last.., at);
                self.0.truncate(last);
            } else {
                at = at.saturating_add(CREDIT_LEN);
            }
        }
        taken
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn earned(credits: &[(u8, Amount)]) -> Vec<Earned> {
        credits.iter().map(|&(index, credit)| Earned { index, credit }).collect()
    }

    #[test]
    fn blocks_are_of_eight_epochs() {
        assert_eq!((block_of(7), block_of(8), block_of(Epoch::MAX)), (0, 1, Epoch::MAX / 8));
        assert_eq!((block_end(0), block_end(15), block_end(Epoch::MAX)), (8, 16, Epoch::MAX));
        let mut block = Block::default();
        assert!(block.is_zero());
        block.set(13, 5);
        assert_eq!((block.get(13), block.get(12), block.is_zero()), (5, 0, false));
    }

    #[test]
    fn a_credit_is_taken_once() {
        let mut credits = Credits::default();
        credits.add(8, &earned(&[(0, 1), (31, 2)]));
        credits.add(15, &earned(&[(31, 3)]));
        let taken = credits.take(31, 8..15);
        assert_eq!((taken.get(8), taken.get(15)), (2, 0));
        assert!(credits.take(31, 8..15).is_zero());
        assert_eq!(credits.take(31, 8..16).get(15), 3);
        assert!(!credits.is_empty());
        assert_eq!(credits.take(0, 8..9).get(8), 1);
        assert!(credits.is_empty());
    }

    #[test]
    fn a_full_block_fits_a_storage_item() {
        let mut credits = Credits::default();
        for epoch in 0..8 {
            credits.add(epoch, &(0..32).map(|index| Earned { index, credit: 1 }).collect::<Vec<_>>());
        }
        assert!(scale::Encode::encoded_size(&credits) < 4_400);
    }

    proptest! {
        /// Whatever is taken in whatever order: every credit comes out once, at its epoch.
        #[test]
        fn credits_come_out_as_they_went_in(
            amounts in prop::collection::btree_map((0u32..8, 0u8..32), 1u128.., 0..256),
            takes in prop::collection::vec((0u8..32, 0u32..8, 0u32..8), 0..64),
        ) {
            let mut credits = Credits::default();
            for (&(epoch, index), &credit) in &amounts {
                credits.add(epoch + 16, &[Earned { index, credit }]);
            }
            let mut left = amounts;
            let every = (0..32).map(|index| (index, 0, 7));
            for (index, first, last) in takes.into_iter().chain(every) {
                let taken = credits.take(index, first + 16..last + 17);
                for epoch in 0..8 {
                    let expected =
                        if (first..=last).contains(&epoch) { left.remove(&(epoch, index)) } else { None };
                    prop_assert_eq!(taken.get(epoch + 16), expected.unwrap_or(0));
                }
            }
            prop_assert!(credits.is_empty());
        }
    }
}
