//! Credit of epochs that are over, until it is claimed.

use crate::decode::decode_with_room;
use core::ops::Range;
use ink::prelude::vec::Vec;
use ink::scale::{Decode, Error, Input};
use shared::epoch_groups::{group_start, index_in_group};
use shared::pages::PAGE_LEN;
use shared::{Credit, Epoch, EpochGroup};

/// What one entry of a page earned in an epoch that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryCredit {
    /// Index of the entry in its page.
    pub index: u8,
    /// Its credit; not zero.
    pub credit: Credit,
}

/// Bytes of one credit: its tag, which is `32 × index of the epoch in its group + index of the entry`, and
/// the amount, little-endian.
const CREDIT_LEN: usize = 17;

/// Unclaimed credits of a page's nodes in a group's epochs, in no order. They are kept as bytes: a claim
/// looks at one byte of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Credits(Vec<u8>);

impl Decode for Credits {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        decode_with_room(input, (PAGE_LEN as usize).saturating_mul(CREDIT_LEN)).map(Self)
    }
}

impl Credits {
    /// Returns whether everything has been claimed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what a page's entries earned in `epoch`, which is in this group and was not added before.
    pub fn add(&mut self, epoch: Epoch, credits: &[EntryCredit]) {
        self.0.reserve_exact(credits.len().saturating_mul(CREDIT_LEN));
        for EntryCredit { index, credit } in credits {
            self.0.push(index_in_group(epoch).wrapping_shl(5) | (index % 32));
            self.0.extend_from_slice(&credit.to_le_bytes());
        }
    }

    /// Removes and returns what entry `index` earned in `epochs`, which are in this group.
    pub fn take(&mut self, index: u8, epochs: Range<Epoch>) -> EpochGroup {
        let mut taken = EpochGroup::default();
        let mut at = 0usize;
        while let Some([tag, credit @ ..]) =
            self.0.get(at..).and_then(|rest| rest.first_chunk::<CREDIT_LEN>())
        {
            let epoch = group_start(epochs.start) | u32::from(tag / 32);
            if tag % 32 == index && epochs.contains(&epoch) {
                taken.set(epoch, Credit::from_le_bytes(*credit));
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

    fn earned(credits: &[(u8, Credit)]) -> Vec<EntryCredit> {
        credits.iter().map(|&(index, credit)| EntryCredit { index, credit }).collect()
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
    fn a_full_group_fits_a_storage_item() {
        let mut credits = Credits::default();
        for epoch in 0..8 {
            credits.add(epoch, &(0..32).map(|index| EntryCredit { index, credit: 1 }).collect::<Vec<_>>());
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
                credits.add(epoch + 16, &[EntryCredit { index, credit }]);
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
