//! The network's clock.

use super::TestNetwork;
use shared::{Epoch, Slot, Timestamp};

impl TestNetwork {
    /// Returns the timestamp of the block that calls run in, in milliseconds.
    pub fn now(&mut self) -> Timestamp {
        self.net.chain.now()
    }

    /// Returns the slot that calls run in.
    pub fn slot(&mut self) -> Slot {
        let now = self.now();
        self.net.suite.clock.slot(now)
    }

    /// Returns the epoch that calls run in.
    pub fn epoch(&mut self) -> Epoch {
        self.slot().epoch
    }

    /// Advances to the start of a slot.
    ///
    /// # Panics
    /// When that is in the past.
    pub fn to(&mut self, epoch: Epoch, slot: u8) {
        let clock = self.net.suite.clock;
        let at = clock.epoch_start(epoch) + u64::from(slot) * clock.slot_ms();
        self.net.chain.advance_to(at);
    }

    /// Advances to the start of the next slot.
    pub fn next_slot(&mut self) {
        let next = Slot::from_number(self.slot().number() + 1);
        self.to(next.epoch, next.index);
    }

    /// Advances to the start of the next epoch.
    pub fn next_epoch(&mut self) {
        let next = self.epoch() + 1;
        self.to(next, 0);
    }

    /// Advances by so many milliseconds.
    pub fn wait(&mut self, ms: u64) {
        self.net.chain.advance_by(ms);
    }

    /// Advances to a timestamp, in milliseconds.
    pub fn wait_until(&mut self, at: Timestamp) {
        self.net.chain.advance_to(at);
    }
}
