//! A value that accrues per epoch, kept in a record that is written anyway.

use crate::math::{add, ArithmeticError};
use crate::types::{Amount, Epoch};

/// The value of one epoch: the latest one that anything was written in. Whoever advances it to a later epoch
/// gets the finished value, and stores it under the epoch that it belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Accrual {
    /// The epoch that `value` belongs to.
    pub epoch: Epoch,
    /// What accrued in it so far, in the token's smallest unit.
    pub value: Amount,
}

impl Accrual {
    /// Starts again from zero in epoch `now`, if that is a later one. Returns the finished epoch and its
    /// value, unless that is zero.
    #[must_use = "the finished value exists nowhere else afterwards"]
    pub fn advance_epoch(&mut self, now: Epoch) -> Option<(Epoch, Amount)> {
        if now <= self.epoch {
            return None;
        }
        let finished = (self.epoch, self.value);
        *self = Self { epoch: now, value: 0 };
        (finished.1 > 0).then_some(finished)
    }

    /// Adds `value` to what accrued in the epoch.
    ///
    /// # Errors
    /// When the sum does not fit; then nothing is added.
    pub fn add(&mut self, value: Amount) -> Result<(), ArithmeticError> {
        self.value = add(self.value, value)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finished_value_comes_out_once() {
        let mut a = Accrual::default();
        assert_eq!(a.advance_epoch(0), None);
        a.add(5).unwrap();
        a.add(7).unwrap();
        assert_eq!(a.advance_epoch(0), None);
        assert_eq!(a.advance_epoch(3), Some((0, 12)));
        assert_eq!(a.advance_epoch(4), None, "nothing accrued in epoch 3");
        assert_eq!(a, Accrual { epoch: 4, value: 0 });
    }

    #[test]
    fn an_earlier_epoch_never_comes_back() {
        let mut a = Accrual { epoch: 4, value: 9 };
        assert_eq!(a.advance_epoch(3), None);
        assert_eq!(a, Accrual { epoch: 4, value: 9 });
    }
}
