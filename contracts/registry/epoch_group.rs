//! Groups of eight epochs. What is left of ended epochs lies in one storage item for each page and group, so
//! that a claim of 32 epochs touches five of them at most.

use ink::prelude::vec::Vec;
use ink::scale::{Compact, Decode, Error, Input};
use shared::{Credit, Epoch};

/// Epochs in a group.
pub const EPOCHS_PER_GROUP: u32 = 8;

/// Returns the number of the group that `epoch` is in.
pub fn group_of(epoch: Epoch) -> u32 {
    epoch / EPOCHS_PER_GROUP
}

/// Returns the first epoch after the group that `epoch` is in.
pub fn group_end(epoch: Epoch) -> Epoch {
    (epoch | (EPOCHS_PER_GROUP - 1)).saturating_add(1)
}

/// Returns the first epoch of the group that `epoch` is in.
pub fn group_start(epoch: Epoch) -> Epoch {
    epoch & !(EPOCHS_PER_GROUP - 1)
}

/// Returns the index of `epoch` in its group, below [`EPOCHS_PER_GROUP`].
pub fn index_in_group(epoch: Epoch) -> u8 {
    let [low, ..] = (epoch % EPOCHS_PER_GROUP).to_le_bytes();
    low
}

/// A credit for each epoch of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct EpochGroup([Credit; EPOCHS_PER_GROUP as usize]);

impl EpochGroup {
    /// Returns the credit of `epoch`, which is in this group.
    pub fn get(&self, epoch: Epoch) -> Credit {
        self.0[usize::from(index_in_group(epoch))]
    }

    /// Sets the credit of `epoch`, which is in this group.
    pub fn set(&mut self, epoch: Epoch, credit: Credit) {
        self.0[usize::from(index_in_group(epoch))] = credit;
    }

    /// Returns whether every credit is zero.
    pub fn is_zero(&self) -> bool {
        self.0 == [0; EPOCHS_PER_GROUP as usize]
    }
}

/// Decodes a list of bytes, with room behind them for `room` more. A contract's memory is never freed, and a
/// call advances up to 64 pages: a list that grows in place is not in memory twice.
pub fn decode_with_room<I: Input>(input: &mut I, room: usize) -> Result<Vec<u8>, Error> {
    let Compact(len) = Compact::<u32>::decode(input)?;
    let len = usize::try_from(len).map_err(|_| "too long")?;
    let mut bytes = Vec::with_capacity(len.saturating_add(room));
    bytes.resize(len, 0);
    input.read(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_of_eight_epochs() {
        assert_eq!((group_of(7), group_of(8), group_of(Epoch::MAX)), (0, 1, Epoch::MAX / 8));
        assert_eq!((group_end(0), group_end(15), group_end(Epoch::MAX)), (8, 16, Epoch::MAX));
        assert_eq!((group_start(7), group_start(8), index_in_group(13)), (0, 8, 5));
        let mut group = EpochGroup::default();
        assert!(group.is_zero());
        group.set(13, 5);
        assert_eq!((group.get(13), group.get(12), group.is_zero()), (5, 0, false));
    }
}
