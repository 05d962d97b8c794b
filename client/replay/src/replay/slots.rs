//! The slots of a run.

/// An hour in milliseconds.
pub(super) const HOUR_MS: u64 = 3_600_000;

/// The slots of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    /// When the first one starts, in milliseconds since 1970.
    pub(super) start_ms: u64,
    /// Length of one in milliseconds.
    pub(super) slot_ms: u64,
    /// Slots in an epoch.
    pub(super) per_epoch: usize,
    /// Number of slots.
    pub(super) count: usize,
}

impl Slots {
    /// Returns when slot `n` starts, in milliseconds since 1970.
    pub(super) fn start(&self, n: usize) -> u64 {
        self.start_ms + n as u64 * self.slot_ms
    }

    /// Returns the slot in which `hour` of `epoch` begins; the first epoch with traffic is 1.
    pub(super) fn of_hour(&self, epoch: u32, hour: u32) -> usize {
        let hour = usize::try_from(u64::from(hour) * HOUR_MS / self.slot_ms).unwrap_or(usize::MAX);
        (epoch.saturating_sub(1) as usize * self.per_epoch).saturating_add(hour)
    }

    /// Returns the same for the first `epochs` epochs, and the second slot after the traffic for later ones.
    pub(super) fn reached(&self, epoch: u32, hour: u32, epochs: u32) -> usize {
        if epoch > epochs {
            return self.of_hour(epochs + 1, 0) + 1;
        }
        self.of_hour(epoch, hour)
    }

    /// Returns the slot in the middle of `epoch`, or the second slot after the traffic for an epoch after it.
    pub(super) fn middle(&self, epoch: u32, epochs: u32) -> usize {
        let half = if epoch > epochs { 0 } else { self.per_epoch / 2 };
        self.reached(epoch, 0, epochs) + half
    }

    /// Returns the number of slots in `hours`, at least one.
    pub(super) fn in_hours(&self, hours: u64) -> usize {
        usize::try_from((hours * HOUR_MS).div_ceil(self.slot_ms)).unwrap_or(usize::MAX).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Slots, HOUR_MS};
    use shared::clock::SLOTS_PER_EPOCH;

    const PER_EPOCH: usize = SLOTS_PER_EPOCH as usize;
    const SLOTS: Slots =
        Slots { start_ms: 0, slot_ms: HOUR_MS / 2, per_epoch: PER_EPOCH, count: PER_EPOCH * 200 };

    #[test]
    fn what_lies_behind_a_short_run_happens_right_after_it() {
        assert_eq!([SLOTS.of_hour(1, 0), SLOTS.of_hour(2, 10)], [0, 68]);
        assert_eq!([SLOTS.reached(2, 10, 6), SLOTS.reached(4, 10, 2)], [68, 97]);
        assert_eq!([SLOTS.middle(2, 6), SLOTS.middle(4, 2)], [72, 97]);
    }
}
