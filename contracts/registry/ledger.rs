//! What is left of epochs that are over: credit until it is claimed, and who was there.
//!
//! The finished values of eight epochs share a storage item, one item per page for its nodes' credits, one
//! for their presence, and one for the totals: a claim of 32 epochs touches five of each at most.

use core::ops::Range;
use ink::prelude::vec::Vec;
use ink::scale::{Compact, Decode, Error, Input};
use interfaces::registry::{Uptime, HISTORY_EPOCHS};
use shared::pages::PAGE_LEN;
use shared::{Amount, Epoch};

/// Credit of one page entry in an epoch that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earned {
    /// The entry.
    pub index: u8,
    /// Its credit; not zero.
    pub credit: Amount,
}

/// Reads bytes, and leaves room behind them for `room` more. A contract's memory is never freed, and a call
/// turns up to 64 pages: what grows in place is not there twice.
fn read_with_room<I: Input>(input: &mut I, room: usize) -> Result<Vec<u8>, Error> {
    let Compact(len) = Compact::<u32>::decode(input)?;
    let len = usize::try_from(len).map_err(|_| "too long")?;
    let mut bytes = Vec::with_capacity(len.saturating_add(room));
    bytes.resize(len, 0);
    input.read(&mut bytes)?;
    Ok(bytes)
}

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
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Credits(Vec<u8>);

impl Decode for Credits {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        read_with_room(input, (PAGE_LEN as usize).saturating_mul(CREDIT_LEN)).map(Self)
    }
}

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

/// Bytes of one entry's presence in an epoch: a bit for each of the 48 slots in which it was seen, and in the
/// highest byte how many were excused.
const PRESENCE_LEN: usize = 8;
/// Bytes of a page's presence in an epoch.
const PAGE_PRESENCE: usize = PAGE_LEN as usize * PRESENCE_LEN;

/// In which slots of an epoch a page's nodes were there.
pub struct Presence([u8; PAGE_PRESENCE]);

impl Default for Presence {
    fn default() -> Self {
        Self([0; PAGE_PRESENCE])
    }
}

impl Presence {
    /// Sets entry `index`: the slots in which it was seen, and those that were excused.
    pub fn set(&mut self, index: u8, beats: u64, excused: u64) {
        let packed = (beats & SLOTS) | u64::from((excused & SLOTS).count_ones()).wrapping_shl(56);
        let at = usize::from(index).wrapping_mul(PRESENCE_LEN);
        if let Some(place) = self.0.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
            *place = packed.to_le_bytes();
        }
    }

    /// Whether nobody was there, and nothing was excused.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }
}

/// A bit for each slot of an epoch.
const SLOTS: u64 = (1 << 48) - 1;

/// Presence of a page's nodes in a block's epochs. Items are used again once their epochs are no longer asked
/// for, so that a page never has more of them than [`HISTORY_BLOCKS`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct History {
    /// The block whose epochs it holds.
    block: u32,
    /// For each of its epochs so far, the page's presence.
    bytes: Vec<u8>,
}

impl Decode for History {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let block = u32::decode(input)?;
        Ok(Self { block, bytes: read_with_room(input, PAGE_PRESENCE)? })
    }
}

/// Items of presence that a page has at most: one more than those of [`HISTORY_EPOCHS`], of which the oldest
/// and the latest block may both be partly in use.
pub const HISTORY_BLOCKS: u32 = HISTORY_EPOCHS / 8 + 1;

impl History {
    /// For the epochs of the block that `epoch` is in; forgets those of another block.
    pub fn of(self, epoch: Epoch) -> Self {
        if self.is_of(epoch) {
            self
        } else {
            Self { block: block_of(epoch), bytes: Vec::new() }
        }
    }

    /// Whether `epoch` is in this block.
    pub fn is_of(&self, epoch: Epoch) -> bool {
        self.block == block_of(epoch)
    }

    /// Sets the presence in `epoch`, which is in this block.
    pub fn set(&mut self, epoch: Epoch, presence: &Presence) {
        let at = usize::from(place_of(epoch)).wrapping_mul(PAGE_PRESENCE);
        let end = at.wrapping_add(PAGE_PRESENCE);
        if self.bytes.len() < end {
            self.bytes.reserve_exact(end.wrapping_sub(self.bytes.len()));
            self.bytes.resize(end, 0);
        }
        if let Some(place) = self.bytes.get_mut(at..end) {
            place.copy_from_slice(&presence.0);
        }
    }

    /// Presence of entry `index` in `epoch`, which is in this block.
    pub fn get(&self, epoch: Epoch, index: u8) -> Uptime {
        let at = usize::from(place_of(epoch)).wrapping_mul(PAGE_PRESENCE);
        let at = at.wrapping_add(usize::from(index).wrapping_mul(PRESENCE_LEN));
        let packed: Option<&[u8; PRESENCE_LEN]> = self.bytes.get(at..).and_then(|rest| rest.first_chunk());
        let packed = packed.copied().unwrap_or_default();
        let [.., excused] = packed;
        Uptime { beats: u64::from_le_bytes(packed) & SLOTS, excused }
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn presence_is_kept_for_each_epoch_of_a_block() {
        let mut presence = Presence::default();
        assert!(presence.is_empty());
        presence.set(31, SLOTS, 0b11);
        presence.set(0, 1, 0);
        let mut history = History::default().of(21);
        history.set(21, &presence);
        assert_eq!(history.get(21, 31), Uptime { beats: SLOTS, excused: 2 });
        assert_eq!(history.get(21, 0), Uptime { beats: 1, excused: 0 });
        assert_eq!((history.get(20, 31), history.get(22, 31)), (Uptime::default(), Uptime::default()));
        history.set(23, &presence);
        assert_eq!(history.clone().of(23).get(21, 0).beats, 1);
        assert_eq!(history.of(24).get(29, 0), Uptime::default(), "another block's item is taken over");
    }

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
