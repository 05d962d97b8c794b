//! Presence: in which slots of the last 128 epochs a node was alive.

use crate::decode::decode_with_room;
use crate::span::Span;
use core::ops::Range;
use ink::prelude::vec::Vec;
use ink::scale::{Decode, Error, Input};
use interfaces::registry::{RegistryError, Uptime, HISTORY_EPOCHS};
use shared::clock::SLOTS_PER_EPOCH;
use shared::epoch_groups::{group_of, index_in_group, EPOCHS_PER_GROUP};
use shared::pages::PAGE_LEN;
use shared::{Epoch, Slot};

/// Bytes of one entry's presence in an epoch: a bit for each slot in which it was seen, slot 0 in the lowest,
/// and in the highest byte how many slots were excused.
const PRESENCE_LEN: usize = 8;
/// Bytes of a page's presence in an epoch.
const PAGE_PRESENCE: usize = PAGE_LEN as usize * PRESENCE_LEN;
/// A bit for each slot of an epoch.
const SLOT_BITS: u64 = (1 << SLOTS_PER_EPOCH) - 1;

/// In which slots of an epoch a page's nodes were alive.
pub struct Presence([u8; PAGE_PRESENCE]);

impl Default for Presence {
    fn default() -> Self {
        Self([0; PAGE_PRESENCE])
    }
}

impl Presence {
    /// Sets the slots in which entry `index` was seen, and those that were excused, one bit for each.
    pub fn set(&mut self, index: u8, beats: u64, excused: u64) {
        let count = u64::from((excused & SLOT_BITS).count_ones());
        let packed = (beats & SLOT_BITS) | count.wrapping_shl(56);
        let start = usize::from(index).wrapping_mul(PRESENCE_LEN);
        if let Some(bytes) = self.0.get_mut(start..).and_then(|rest| rest.first_chunk_mut()) {
            *bytes = packed.to_le_bytes();
        }
    }

    /// Returns whether no node was seen, and no slot was excused.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }
}

/// Presence of a page's nodes in a group's epochs. An item is used again for a later group, once its epochs
/// are no longer known, so that a page never has more than [`HISTORY_GROUPS`] of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct History {
    /// Number of the group of epochs.
    group: u32,
    /// The page's presence in each of its epochs, up to the last one that was set.
    bytes: Vec<u8>,
}

impl Decode for History {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let group = u32::decode(input)?;
        Ok(Self { group, bytes: decode_with_room(input, PAGE_PRESENCE)? })
    }
}

/// Items of history that a page has at most: one more than [`HISTORY_EPOCHS`] fill, because both the oldest
/// and the latest group may be known in part.
pub const HISTORY_GROUPS: u32 = HISTORY_EPOCHS / EPOCHS_PER_GROUP + 1;

impl History {
    /// Returns the history of the group that `epoch` is in: this one, or an empty one if this is of another
    /// group.
    pub fn of(self, epoch: Epoch) -> Self {
        if self.is_of(epoch) {
            self
        } else {
            Self { group: group_of(epoch), bytes: Vec::new() }
        }
    }

    /// Returns whether `epoch` is in this group.
    pub fn is_of(&self, epoch: Epoch) -> bool {
        self.group == group_of(epoch)
    }

    /// Sets the presence in `epoch`, which is in this group.
    pub fn set(&mut self, epoch: Epoch, presence: &Presence) {
        let start = usize::from(index_in_group(epoch)).wrapping_mul(PAGE_PRESENCE);
        let end = start.wrapping_add(PAGE_PRESENCE);
        if self.bytes.len() < end {
            self.bytes.reserve_exact(end.wrapping_sub(self.bytes.len()));
            self.bytes.resize(end, 0);
        }
        if let Some(bytes) = self.bytes.get_mut(start..end) {
            bytes.copy_from_slice(&presence.0);
        }
    }

    /// Returns the presence of entry `index` in `epoch`, which is in this group.
    pub fn get(&self, epoch: Epoch, index: u8) -> Uptime {
        let start = usize::from(index_in_group(epoch)).wrapping_mul(PAGE_PRESENCE);
        let start = start.wrapping_add(usize::from(index).wrapping_mul(PRESENCE_LEN));
        let packed: Option<&[u8; PRESENCE_LEN]> = self.bytes.get(start..).and_then(|rest| rest.first_chunk());
        let packed = packed.copied().unwrap_or_default();
        let [.., excused] = packed;
        Uptime { beats: u64::from_le_bytes(packed) & SLOT_BITS, excused }
    }
}

/// Returns whether it is known in epoch `now` who was alive in `epoch`.
pub fn is_known(epoch: Epoch, now: Epoch) -> bool {
    epoch.saturating_add(HISTORY_EPOCHS) > now
}

/// Returns the epochs up to `now` that `slots` lie in.
///
/// # Errors
/// `OutOfRange` when the first of them is no longer known.
pub fn epochs_of(slots: Span, now: Epoch) -> Result<Range<Epoch>, RegistryError> {
    let first = Slot::from_number(slots.from).epoch;
    if !is_known(first, now) {
        return Err(RegistryError::OutOfRange);
    }
    let last = Slot::from_number(slots.to).epoch.min(now);
    Ok(first..last.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presence_is_kept_for_each_epoch_of_a_group() {
        let mut presence = Presence::default();
        assert!(presence.is_empty());
        presence.set(31, SLOT_BITS, 0b11);
        presence.set(0, 1, 0);
        let mut history = History::default().of(21);
        history.set(21, &presence);
        assert_eq!(history.get(21, 31), Uptime { beats: SLOT_BITS, excused: 2 });
        assert_eq!(history.get(21, 0), Uptime { beats: 1, excused: 0 });
        assert_eq!((history.get(20, 31), history.get(22, 31)), (Uptime::default(), Uptime::default()));
        history.set(23, &presence);
        assert_eq!(history.clone().of(23).get(21, 0).beats, 1);
        assert_eq!(history.of(24).get(29, 0), Uptime::default(), "another group's item is used again");
    }
}
