//! Epochs and slots, computed from a block's timestamp. Nobody has to close an epoch.

use crate::types::{Epoch, Timestamp, DAY_MS};

/// Slots in an epoch. A slot is the period in which a node shows once that it is alive.
pub const SLOTS_PER_EPOCH: u8 = 48;

/// The shortest epoch: slots of one second.
pub const MIN_EPOCH_MS: u64 = 48_000;
/// The longest epoch.
pub const MAX_EPOCH_MS: u64 = 30 * DAY_MS;

/// Where the suite's time starts and how long an epoch is. The same in every contract of a suite, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Clock {
    /// Timestamp at which epoch 0 starts. Earlier times count as its first slot.
    pub genesis: Timestamp,
    /// Length of an epoch in milliseconds: a multiple of [`SLOTS_PER_EPOCH`] between [`MIN_EPOCH_MS`]
    /// and [`MAX_EPOCH_MS`].
    pub epoch_ms: u64,
}

/// A slot: its epoch and its number within it, `0..48`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Slot {
    /// The epoch it belongs to.
    pub epoch: Epoch,
    /// Its number within the epoch.
    pub index: u8,
}

impl Clock {
    /// Whether the epoch's length is within its bounds and divides into slots.
    pub fn is_valid(&self) -> bool {
        (MIN_EPOCH_MS..=MAX_EPOCH_MS).contains(&self.epoch_ms) && self.epoch_ms % 48 == 0
    }

    /// Length of a slot in milliseconds; at least 1, whatever the epoch's length.
    pub fn slot_ms(&self) -> u64 {
        // Never a division by zero: the divisor is a constant.
        (self.epoch_ms / 48).max(1)
    }

    /// The slot that `now` falls into.
    pub fn slot(&self, now: Timestamp) -> Slot {
        let since = now.saturating_sub(self.genesis);
        let slots = since.checked_div(self.slot_ms()).unwrap_or(0);
        // 2^32 of the shortest epochs are 6 500 years.
        let epoch = Epoch::try_from(slots / 48).unwrap_or(Epoch::MAX);
        let index = u8::try_from(slots % 48).unwrap_or(0);
        Slot { epoch, index }
    }

    /// The epoch that `now` falls into.
    pub fn epoch(&self, now: Timestamp) -> Epoch {
        self.slot(now).epoch
    }

    /// How many slots start before `time`, counted from genesis. So those that start at or after one time
    /// and before another have the numbers from what this is for the first to before what it is for the other.
    pub fn slots_before(&self, time: Timestamp) -> u32 {
        let slots = time.saturating_sub(self.genesis).div_ceil(self.slot_ms());
        u32::try_from(slots).unwrap_or(u32::MAX)
    }

    /// When `epoch` starts.
    pub fn epoch_start(&self, epoch: Epoch) -> Timestamp {
        self.genesis.saturating_add(u64::from(epoch).saturating_mul(self.epoch_ms))
    }
}

impl Slot {
    /// The slot's number counted from genesis.
    pub fn number(&self) -> u32 {
        self.epoch.saturating_mul(u32::from(SLOTS_PER_EPOCH)).saturating_add(u32::from(self.index))
    }

    /// The slot of that number.
    pub fn from_number(number: u32) -> Self {
        let index = u8::try_from(number % 48).unwrap_or(0);
        Self { epoch: number / 48, index }
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
    fn slots_and_epochs_turn_on_their_first_millisecond() {
        let slot = DAY_MS / 48;
        assert_eq!(CLOCK.slot(1_000 + slot - 1), Slot { epoch: 0, index: 0 });
        assert_eq!(CLOCK.slot(1_000 + slot), Slot { epoch: 0, index: 1 });
        assert_eq!(CLOCK.slot(1_000 + DAY_MS - 1), Slot { epoch: 0, index: 47 });
        assert_eq!(CLOCK.slot(1_000 + DAY_MS), Slot { epoch: 1, index: 0 });
        assert_eq!(CLOCK.epoch_start(1), 1_000 + DAY_MS);
    }

    #[test]
    fn slots_that_start_before_a_time() {
        let slot = DAY_MS / 48;
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
        for epoch_ms in [0, 1, MIN_EPOCH_MS - 48, MIN_EPOCH_MS + 1, MAX_EPOCH_MS + 48] {
            assert!(!Clock { genesis: 0, epoch_ms }.is_valid(), "{epoch_ms}");
        }
        assert!(CLOCK.is_valid());
        assert!(Clock { genesis: 0, epoch_ms: MIN_EPOCH_MS }.is_valid());
    }
}
