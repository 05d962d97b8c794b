//! What accrues per epoch, kept in a record that is written anyway.

use crate::math::ArithmeticError;
use crate::types::{Amount, Epoch};

/// The running epoch's value. The first touch of a later epoch takes the finished value out; whoever
/// owns the record then stores it under its epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Accrual {
    /// The epoch that `value` belongs to.
    pub epoch: Epoch,
    /// What accrued in it so far.
    pub value: Amount,
}

impl Accrual {
    /// Turns to epoch `now`. Returns the finished epoch and its value, if there was any.
    #[must_use = "the finished value exists nowhere else afterwards"]
    pub fn roll(&mut self, now: Epoch) -> Option<(Epoch, Amount)> {
        if now <= self.epoch {
            return None;
        }
        let finished = (self.epoch, self.value);
        *self = Self { epoch: now, value: 0 };
        (finished.1 > 0).then_some(finished)
    }

    /// Adds to the running epoch.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn add(&mut self, value: Amount) -> Result<(), ArithmeticError> {
        self.value = self.value.checked_add(value).ok_or(ArithmeticError)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finished_value_comes_out_once() {
        let mut a = Accrual::default();
        assert_eq!(a.roll(0), None);
        a.add(5).unwrap();
        a.add(7).unwrap();
        assert_eq!(a.roll(0), None);
        assert_eq!(a.roll(3), Some((0, 12)));
        assert_eq!(a.roll(4), None, "nothing accrued in epoch 3");
        assert_eq!(a, Accrual { epoch: 4, value: 0 });
    }

    #[test]
    fn an_earlier_epoch_never_comes_back() {
        let mut a = Accrual { epoch: 4, value: 9 };
        assert_eq!(a.roll(3), None);
        assert_eq!(a, Accrual { epoch: 4, value: 9 });
    }
}
