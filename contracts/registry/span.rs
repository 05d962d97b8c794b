//! Consecutive slots, and the bits that stand for the slots of one epoch.

use interfaces::registry::Window;
use shared::clock::SLOTS_PER_EPOCH;
use shared::{Epoch, Slot};

/// Slots from number `from` to before number `to`, counted from genesis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Span {
    /// Number of the first slot.
    pub from: u32,
    /// Number of the first slot after them.
    pub to: u32,
}

impl Span {
    /// Returns how many slots these are.
    pub fn len(&self) -> u32 {
        self.to.saturating_sub(self.from)
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether the slot of number `slot` is one of them.
    pub fn contains(&self, slot: u32) -> bool {
        (self.from..self.to).contains(&slot)
    }

    /// Returns those that are in `other` as well.
    pub fn overlap(&self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }

    /// Returns those in `epoch`, one bit for each of its slots, slot 0 in the lowest.
    pub fn bits_in(&self, epoch: Epoch) -> u64 {
        let first = Slot { epoch, index: 0 }.number();
        let all = Self { from: first, to: first.saturating_add(SLOTS_PER_EPOCH.into()) };
        let Self { from, to } = self.overlap(all);
        low_bits(to.saturating_sub(first)) & !low_bits(from.saturating_sub(first))
    }

    /// Returns them as a view shows them.
    pub fn window(&self) -> Window {
        let slots = u16::try_from(self.len()).unwrap_or(u16::MAX);
        Window { from: Slot::from_number(self.from), slots }
    }
}

/// Returns a number of which the lowest `count` bits are set.
fn low_bits(count: u32) -> u64 {
    u64::MAX.checked_shr(64u32.saturating_sub(count)).unwrap_or(0)
}

/// Returns the bit that stands for slot `index` of an epoch.
pub fn slot_bit(index: u8) -> u64 {
    1u64.wrapping_shl(u32::from(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: u32, to: u32) -> Span {
        Span { from, to }
    }

    #[test]
    fn bits_of_an_epoch() {
        assert_eq!(span(46, 50).bits_in(0), 0b11 << 46);
        assert_eq!(span(46, 50).bits_in(1), 0b11);
        assert_eq!(span(46, 50).bits_in(2), 0);
        assert_eq!(span(0, 500).bits_in(3), (1 << SLOTS_PER_EPOCH) - 1);
        assert_eq!(span(7, 7).bits_in(0), 0);
        assert_eq!((low_bits(0), low_bits(1), low_bits(64)), (0, 1, u64::MAX));
    }
}
