//! What a node's entry remembers, and how it changes: keys, stake, beats and credit, maintenance. Its accounts and
//! what is attested of the node are the page's.

use crate::layout::{at, Entry, JAILED, RETIRED};
use crate::span::{slot_bit, Span};
use core::ops::Range;
use interfaces::registry::{RegistryError, StakeWeight, Uptime};
use shared::limits::{CLAIM_GRACE_EPOCHS, MAX_CLAIM_EPOCHS};
use shared::{math, ArithmeticError, Bps, Credit, Epoch, PublicKey, Rounding, Slot, Weight};

/// Keys.
impl Entry<'_> {
    /// Fills the entry of a new node, which can claim from epoch `now` on.
    pub fn start(&mut self, device_key: &PublicKey, now: Epoch) {
        self.set::<{ at::DEVICE_KEY }, 32>(*device_key);
        self.set_u32::<{ at::CLAIMED_TO }>(now);
    }

    /// Returns the key that signs beats.
    pub fn device_key(&self) -> PublicKey {
        self.get::<{ at::DEVICE_KEY }, 32>()
    }

    /// Returns the generation of the device key.
    pub fn generation(&self) -> u32 {
        self.u32::<{ at::GENERATION }>()
    }

    /// Replaces the device key. What the previous one signed is worthless from here on. Returns the generation
    /// of the new one.
    ///
    /// # Errors
    /// When the generations are used up; then nothing changes.
    pub fn set_device_key(&mut self, device_key: &PublicKey) -> Result<u32, ArithmeticError> {
        let generation = self.generation().checked_add(1).ok_or(ArithmeticError)?;
        self.set::<{ at::DEVICE_KEY }, 32>(*device_key);
        self.set_u32::<{ at::GENERATION }>(generation);
        Ok(generation)
    }
}

/// Stake and what makes it count.
impl Entry<'_> {
    /// Returns the stake that counts in `epoch`, which is not before the running one.
    pub fn stake_at(&self, epoch: Epoch) -> Weight {
        if self.u32::<{ at::NEXT_FROM }>() <= epoch {
            self.u128::<{ at::NEXT_STAKE }>()
        } else {
            self.u128::<{ at::STAKE }>()
        }
    }

    /// Notes what the pool counts for, in epoch `now` and from the next one on, and whether the node is
    /// jailed.
    ///
    /// # Errors
    /// When the epochs are used up.
    pub fn note_stake(&mut self, weight: &StakeWeight, now: Epoch) -> Result<(), ArithmeticError> {
        let from = now.checked_add(1).ok_or(ArithmeticError)?;
        self.set_u128::<{ at::STAKE }>(weight.now);
        self.set_u128::<{ at::NEXT_STAKE }>(weight.next);
        self.set_u32::<{ at::NEXT_FROM }>(from);
        self.set_flag(JAILED, weight.jailed);
        Ok(())
    }

    /// Returns whether staking jailed the node.
    pub fn is_jailed(&self) -> bool {
        self.flags() & JAILED != 0
    }

    /// Returns whether the node is retired.
    pub fn is_retired(&self) -> bool {
        self.flags() & RETIRED != 0
    }

    /// Retires the node, for ever.
    ///
    /// # Errors
    /// `Retired` when it is already.
    pub fn retire(&mut self) -> Result<(), RegistryError> {
        if self.is_retired() {
            return Err(RegistryError::Retired);
        }
        self.set_flag(RETIRED, true);
        Ok(())
    }

    /// Returns the part by which attestations raise the stake's weight, and the first epoch in which they no
    /// longer do.
    pub fn boost(&self) -> (Bps, Epoch) {
        (Bps::from_le_bytes(self.get::<{ at::BOOST }, 2>()), self.u32::<{ at::BOOST_UNTIL }>())
    }

    /// Notes the part by which attestations raise the stake's weight, before epoch `until`.
    pub fn set_boost(&mut self, boost: Bps, until: Epoch) {
        self.set::<{ at::BOOST }, 2>(boost.to_le_bytes());
        self.set_u32::<{ at::BOOST_UNTIL }>(until);
    }

    /// Returns the part by which attestations raise the stake's weight in `epoch`.
    pub fn boost_at(&self, epoch: Epoch) -> Bps {
        let (boost, until) = self.boost();
        if epoch < until {
            boost
        } else {
            0
        }
    }
}

/// Beats and the credit they earn.
impl Entry<'_> {
    /// Returns the credit earned in the page's epoch.
    pub fn credit(&self) -> Credit {
        self.u128::<{ at::CREDIT }>()
    }

    /// Returns the slots of the page's epoch in which the node was seen, slot 0 in the lowest bit.
    pub fn beats(&self) -> u64 {
        self.slots::<{ at::BEATS }>()
    }

    /// Returns whether the node was seen in slot `index` of the page's epoch.
    pub fn was_seen(&self, index: u8) -> bool {
        self.beats() & slot_bit(index) != 0
    }

    /// Returns the number of the latest slot in which the node was seen.
    pub fn last_seen(&self) -> Option<u32> {
        self.u32::<{ at::LAST_SEEN }>().checked_sub(1)
    }

    /// Returns the credit that a beat in `slot` earns: the stake, raised by its boost. A node that is jailed
    /// or retired earns nothing, and no node earns in a slot that is excused.
    fn credit_for(&self, slot: Slot) -> Result<Credit, ArithmeticError> {
        if self.flags() != 0 || self.excused() & slot_bit(slot.index) != 0 {
            return Ok(0);
        }
        let stake = self.stake_at(slot.epoch);
        match self.boost_at(slot.epoch) {
            0 => Ok(stake),
            boost => math::add(stake, math::scale(stake, boost, Rounding::Down)?),
        }
    }

    /// Counts a beat in `slot`, which is of the page's epoch. Returns the credit that it earned; `None`, and
    /// nothing changes, if the node was seen in this slot before.
    ///
    /// # Errors
    /// When the credit or the slot's number would not fit; then nothing changes.
    pub fn beat(&mut self, slot: Slot) -> Result<Option<Credit>, ArithmeticError> {
        if self.was_seen(slot.index) {
            return Ok(None);
        }
        let earned = self.credit_for(slot)?;
        let credit = math::add(self.credit(), earned)?;
        let seen = slot.number().checked_add(1).ok_or(ArithmeticError)?;
        self.set_u128::<{ at::CREDIT }>(credit);
        self.set_slots::<{ at::BEATS }>(self.beats() | slot_bit(slot.index));
        self.set_u32::<{ at::LAST_SEEN }>(seen.max(self.u32::<{ at::LAST_SEEN }>()));
        Ok(Some(earned))
    }

    /// Starts epoch `now`: no beat and no credit yet, and the slots excused that maintenance covers.
    pub fn start_epoch(&mut self, now: Epoch) {
        self.set_u128::<{ at::CREDIT }>(0);
        self.set_slots::<{ at::BEATS }>(0);
        self.set_slots::<{ at::EXCUSED }>(self.maintenance().bits_in(now));
    }

    /// Returns the first epoch that has not been claimed.
    pub fn claimed_to(&self) -> Epoch {
        self.u32::<{ at::CLAIMED_TO }>()
    }

    /// Marks the oldest unclaimed epochs as claimed, at most `count` (and [`MAX_CLAIM_EPOCHS`]) of those that
    /// ended before epoch `now`, and returns them; none if there are none. Whoever is not `entitled` can claim
    /// those only that ended [`CLAIM_GRACE_EPOCHS`] ago.
    pub fn claim(&mut self, entitled: bool, count: u32, now: Epoch) -> Range<Epoch> {
        let grace = if entitled { 0 } else { CLAIM_GRACE_EPOCHS };
        let first = self.claimed_to();
        let end = first.saturating_add(count.min(MAX_CLAIM_EPOCHS)).min(now.saturating_sub(grace));
        if end <= first {
            return first..first;
        }
        self.set_u32::<{ at::CLAIMED_TO }>(end);
        first..end
    }
}

/// Maintenance.
impl Entry<'_> {
    /// Returns the latest maintenance window; an empty one if there is none.
    pub fn maintenance(&self) -> Span {
        Span { from: self.u32::<{ at::WINDOW_FROM }>(), to: self.u32::<{ at::WINDOW_TO }>() }
    }

    /// Replaces the latest maintenance window in the slot `now`, which is of the page's epoch. What the
    /// previous one excused of this epoch before `now` stays excused.
    pub fn set_maintenance(&mut self, window: Span, now: Slot) {
        let past = Span { from: 0, to: now.number() }.bits_in(now.epoch);
        let excused = (self.excused() & past) | window.bits_in(now.epoch);
        self.set_slots::<{ at::EXCUSED }>(excused);
        self.set_u32::<{ at::WINDOW_FROM }>(window.from);
        self.set_u32::<{ at::WINDOW_TO }>(window.to);
    }

    /// Returns the slots of the page's epoch that maintenance excuses, slot 0 in the lowest bit.
    pub fn excused(&self) -> u64 {
        self.slots::<{ at::EXCUSED }>()
    }
}

/// Views.
impl Entry<'_> {
    /// Returns the node's presence in the page's epoch.
    pub fn uptime(&self) -> Uptime {
        let [excused, ..] = self.excused().count_ones().to_le_bytes();
        Uptime { beats: self.beats(), excused }
    }
}
