//! Epochs and slots, computed from a block's timestamp. Nobody has to close an epoch.

use crate::types::{Epoch, Timestamp, DAY_MS};

/// Slots in an epoch. A slot is the period in which a node shows once that it is alive.
pub const SLOTS_PER_EPOCH: u8 = 48;
/// [`SLOTS_PER_EPOCH`], for arithmetic on times.
const SLOTS: u64 = SLOTS_PER_EPOCH as u64;

/// Length of the shortest epoch in milliseconds: slots of one second.
pub const MIN_EPOCH_MS: u64 = SLOTS * 1_000;
/// Length of the longest epoch in milliseconds.
pub const MAX_EPOCH_MS: u64 = 30 * DAY_MS;

/// Where the suite's time starts and how long an epoch is. The same in every contract of a suite, and fixed
/// when it is deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Clock {
    /// Timestamp at which epoch 0 starts. Earlier times count as its first slot.
    pub genesis: Timestamp,
    /// Length of an epoch in milliseconds: a multiple of [`SLOTS_PER_EPOCH`] between [`MIN_EPOCH_MS`]
    /// and [`MAX_EPOCH_MS`], see [`Clock::is_valid`].
    pub epoch_ms: u64,
}

/// A slot: its epoch and its index in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Slot {
    /// The epoch it belongs to.
    pub epoch: Epoch,
    /// Its index in the epoch, below [`SLOTS_PER_EPOCH`].
    pub index: u8,
}

impl Clock {
    /// Returns whether the epoch's length is within its bounds and divides into slots.
    pub fn is_valid(&self) -> bool {
        (MIN_EPOCH_MS..=MAX_EPOCH_MS).contains(&self.epoch_ms) && self.epoch_ms % SLOTS == 0
    }

    /// Returns the length of a slot in milliseconds; at least 1, also for a clock that is not valid.
    pub fn slot_ms(&self) -> u64 {
        (self.epoch_ms / SLOTS).max(1)
    }

    /// Returns the slot that `now` falls into.
    pub fn slot(&self, now: Timestamp) -> Slot {
        let since = now.saturating_sub(self.genesis);
        let slots = since.checked_div(self.slot_ms()).unwrap_or(0);
        // 2^32 of the shortest epochs are 6 500 years.
        let epoch = Epoch::try_from(slots / SLOTS).unwrap_or(Epoch::MAX);
        let index = u8::try_from(slots % SLOTS).unwrap_or(0);
        Slot { epoch, index }
    }

    /// Returns the epoch that `now` falls into.
    pub fn epoch(&self, now: Timestamp) -> Epoch {
        self.slot(now).epoch
    }

    /// Returns how many slots, counted from genesis, start before `time`: the number of the first slot that
    /// starts at or after it. So the slots that start at or after `from` and before `to` have the numbers
    /// `slots_before(from)..slots_before(to)`.
    pub fn slots_before(&self, time: Timestamp) -> u32 {
        let slots = time.saturating_sub(self.genesis).div_ceil(self.slot_ms());
        u32::try_from(slots).unwrap_or(u32::MAX)
    }

    /// Returns the timestamp at which `epoch` starts.
    pub fn epoch_start(&self, epoch: Epoch) -> Timestamp {
        self.genesis.saturating_add(u64::from(epoch).saturating_mul(self.epoch_ms))
    }
}

impl Slot {
    /// Returns the slot's number, counted from genesis: the first slot of epoch 0 is number 0.
    pub fn number(&self) -> u32 {
        self.epoch.saturating_mul(u32::from(SLOTS_PER_EPOCH)).saturating_add(u32::from(self.index))
    }

    /// Returns the slot of that number.
    pub fn from_number(number: u32) -> Self {
        const SLOTS: u32 = SLOTS_PER_EPOCH as u32;
        let index = u8::try_from(number % SLOTS).unwrap_or(0);
        Self { epoch: number / SLOTS, index }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: Clock = Clock { genesis: 1_000, epoch_ms: DAY_MS };

    #[test]
    fn time_before_genesis_is_the_first_slot() {
        assert_eq!(CLOCK.slot(0), Slot { epoch: 0, index: 0 });
    }

    #[test]
    fn slots_and_epochs_start_on_their_first_millisecond() {
        let slot = DAY_MS / SLOTS;
        assert_eq!(CLOCK.slot(1_000 + slot - 1), Slot { epoch: 0, index: 0 });
        assert_eq!(CLOCK.slot(1_000 + slot), Slot { epoch: 0, index: 1 });
        assert_eq!(CLOCK.slot(1_000 + DAY_MS - 1), Slot { epoch: 0, index: SLOTS_PER_EPOCH - 1 });
        assert_eq!(CLOCK.slot(1_000 + DAY_MS), Slot { epoch: 1, index: 0 });
        assert_eq!(CLOCK.epoch_start(1), 1_000 + DAY_MS);
    }

    #[test]
    fn slots_that_start_before_a_time() {
        let slot = DAY_MS / SLOTS;
        for (time, slots) in [(0, 0), (1_000, 0), (1_001, 1), (1_000 + slot, 1), (1_001 + slot, 2)] {
            assert_eq!(CLOCK.slots_before(time), slots, "{time}");
        }
        assert_eq!(CLOCK.slots_before(Timestamp::MAX), u32::MAX);
    }

    #[test]
    fn slot_numbers_run_on_across_epochs() {
        assert_eq!(Slot { epoch: 2, index: 3 }.number(), 99);
        assert_eq!(Slot::from_number(99), Slot { epoch: 2, index: 3 });
    }

    #[test]
    fn lengths_outside_the_bounds_are_refused() {
        for epoch_ms in [0, 1, MIN_EPOCH_MS - SLOTS, MIN_EPOCH_MS + 1, MAX_EPOCH_MS + SLOTS] {
            assert!(!Clock { genesis: 0, epoch_ms }.is_valid(), "{epoch_ms}");
        }
        assert!(CLOCK.is_valid());
        assert!(Clock { genesis: 0, epoch_ms: MIN_EPOCH_MS }.is_valid());
    }
}
