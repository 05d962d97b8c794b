//! Amounts by epoch, eight epochs to a group. A chain charges for items touched, so a group of what is over is one
//! storage item, and the latest two groups lie in a record that is read anyway.

use crate::types::{Amount, Epoch};
use core::ops::Range;

/// Epochs in a group.
pub const EPOCHS_PER_GROUP: u32 = 8;

/// Returns the number of the group that `epoch` is in.
pub fn group_of(epoch: Epoch) -> u32 {
    epoch / EPOCHS_PER_GROUP
}

/// Returns the first epoch of the group that `epoch` is in.
pub fn group_start(epoch: Epoch) -> Epoch {
    epoch & !(EPOCHS_PER_GROUP - 1)
}

/// Returns the first epoch after the group that `epoch` is in.
pub fn group_end(epoch: Epoch) -> Epoch {
    (epoch | (EPOCHS_PER_GROUP - 1)).saturating_add(1)
}

/// Returns the index of `epoch` in its group, below [`EPOCHS_PER_GROUP`].
pub fn index_in_group(epoch: Epoch) -> u8 {
    let [low, ..] = (epoch % EPOCHS_PER_GROUP).to_le_bytes();
    low
}

/// An amount, in the token's smallest unit, for each epoch of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct EpochGroup([Amount; EPOCHS_PER_GROUP as usize]);

impl EpochGroup {
    /// Returns the amount of `epoch`, which is in this group.
    pub fn get(&self, epoch: Epoch) -> Amount {
        self.0[usize::from(index_in_group(epoch))]
    }

    /// Returns the amount of `epoch`, which is in this group, to be changed.
    pub fn get_mut(&mut self, epoch: Epoch) -> &mut Amount {
        &mut self.0[usize::from(index_in_group(epoch))]
    }

    /// Sets the amount of `epoch`, which is in this group.
    pub fn set(&mut self, epoch: Epoch, amount: Amount) {
        *self.get_mut(epoch) = amount;
    }

    /// Removes and returns the amounts of `epochs`, which are in this group.
    pub fn take(&mut self, epochs: Range<Epoch>) -> Self {
        let mut taken = Self::default();
        for epoch in epochs {
            *taken.get_mut(epoch) = core::mem::take(self.get_mut(epoch));
        }
        taken
    }

    /// Returns whether every amount is zero.
    pub fn is_zero(&self) -> bool {
        self.0 == [0; EPOCHS_PER_GROUP as usize]
    }
}

/// The groups of the latest epoch that anything was written in, and of the eight epochs before: the last eight
/// epochs that ended before it are always among them. Older groups have items of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct RecentEpochs {
    /// Number of the latest group.
    group: u32,
    /// The group before the latest.
    earlier: EpochGroup,
    /// The latest group.
    latest: EpochGroup,
}

impl RecentEpochs {
    /// Bytes of the encoding.
    pub const SIZE: usize = 4 + 2 * 16 * EPOCHS_PER_GROUP as usize;

    /// Returns the group of number `number`, unless it is older than these. Groups that are ahead are empty, and
    /// not here either.
    pub fn group(&mut self, number: u32) -> Option<&mut EpochGroup> {
        match self.group.checked_sub(number) {
            Some(0) => Some(&mut self.latest),
            Some(1) => Some(&mut self.earlier),
            _ => None,
        }
    }

    /// Returns whether the group of number `number` is older than these, so that it has an item if it has any amount.
    pub fn is_past(&self, number: u32) -> bool {
        number.saturating_add(1) < self.group
    }

    /// Advances to epoch `now`, if that is in a later group, and returns the amount of the epoch, to be changed.
    /// Gives `store` the number and the amounts of each group that makes room and is not zero; it was never given
    /// before.
    pub fn advance(&mut self, now: Epoch, mut store: impl FnMut(u32, &EpochGroup)) -> &mut Amount {
        let group = group_of(now);
        // After two steps nothing is left to make room.
        for _ in 0..2 {
            if self.group < group {
                if !self.earlier.is_zero() {
                    // Never below zero: nothing is earlier than group 0.
                    store(self.group.wrapping_sub(1), &self.earlier);
                }
                self.earlier = core::mem::take(&mut self.latest);
                self.group = self.group.wrapping_add(1);
            }
        }
        self.group = self.group.max(group);
        self.latest.get_mut(now)
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scale::Encode;
    use std::collections::BTreeMap;

    #[test]
    fn groups_are_of_eight_epochs() {
        assert_eq!((group_of(7), group_of(8), group_of(Epoch::MAX)), (0, 1, Epoch::MAX / 8));
        assert_eq!((group_end(0), group_end(15), group_end(Epoch::MAX)), (8, 16, Epoch::MAX));
        assert_eq!((group_start(7), group_start(8), index_in_group(13)), (0, 8, 5));
        let mut group = EpochGroup::default();
        assert!(group.is_zero());
        group.set(13, 5);
        assert_eq!((group.get(13), group.get(12), group.is_zero()), (5, 0, false));
        assert!(group.take(8..13).is_zero());
        assert_eq!((group.take(12..16).get(13), group.is_zero()), (5, true));
    }

    #[test]
    fn sizes_are_as_stated() {
        let mut recent = RecentEpochs::default();
        assert_eq!(recent.encode().len(), RecentEpochs::SIZE);
        *recent.advance(Epoch::MAX, |_, _| {}) = u128::MAX;
        assert_eq!(recent.encode().len(), RecentEpochs::SIZE);
    }

    #[test]
    fn the_last_eight_epochs_are_here() {
        let mut recent = RecentEpochs::default();
        for epoch in 0..40 {
            *recent.advance(epoch, |_, _| {}) = u128::from(epoch) + 1;
            for at in epoch.saturating_sub(8)..=epoch {
                let group = recent.group(group_of(at)).map(|group| group.get(at));
                assert_eq!(group, Some(u128::from(at) + 1), "epoch {at} in epoch {epoch}");
            }
        }
        for (group, is_here, is_past) in
            [(2, false, true), (3, true, false), (4, true, false), (5, false, false)]
        {
            assert_eq!((recent.group(group).is_some(), recent.is_past(group)), (is_here, is_past), "{group}");
        }
    }

    proptest! {
        /// Whatever epochs pass between writes: every amount is in exactly one place, and no group leaves twice.
        #[test]
        fn nothing_is_lost_and_nothing_is_twice(
            steps in prop::collection::vec((0u32..30, 1u128..1_000), 1..60),
        ) {
            let (mut recent, mut stored, mut expected) =
                (RecentEpochs::default(), BTreeMap::new(), BTreeMap::<Epoch, Amount>::new());
            let mut now = 0;
            for (passed, amount) in steps {
                now += passed;
                let mut twice = false;
                *recent.advance(now, |number, group| twice |= stored.insert(number, *group).is_some()) += amount;
                prop_assert!(!twice);
                *expected.entry(now).or_default() += amount;
                for epoch in 0..=now + 8 {
                    let number = group_of(epoch);
                    let here = recent.group(number).map(|group| group.get(epoch));
                    let there = stored.get(&number).map(|group| group.get(epoch));
                    prop_assert!(here.is_none() || there.is_none());
                    let found = here.or(there).unwrap_or_default();
                    prop_assert_eq!(found, expected.get(&epoch).copied().unwrap_or_default());
                }
            }
        }
    }
}
