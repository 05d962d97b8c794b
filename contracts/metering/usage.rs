//! Usage: the tokens burned of settlements, by epoch. Emission is measured by it.

use core::ops::Range;
use ink::storage::traits::{ManualKey, StorageKey};
use ink::storage::Mapping;
use interfaces::metering::{MeteringError, UsageShare};
use shared::limits::MAX_CLAIM_EPOCHS;
use shared::math::raise;
use shared::{Accrual, Amount, ArithmeticError, Epoch, NodeId};

/// A node, or everybody (`None`), and an epoch.
type Key = (Option<NodeId>, Epoch);

/// Everybody's usage, and nodes' usage of ended epochs.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Usage {
    /// Tokens burned of everybody's settlements in the epoch of the latest.
    latest: Accrual,
    /// Tokens burned in an earlier epoch; never zero. A node's stay until rewards takes them; those of the
    /// epoch of its latest settlement are not here but in its account.
    ended: Mapping<Key, Amount, ManualKey<0x4000_0014>>,
}

impl Usage {
    /// Adds tokens burned of a node's settlement in epoch `now`. `latest` is the node's usage in its account.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn accrue(
        &mut self,
        node: NodeId,
        latest: &mut Accrual,
        now: Epoch,
        burned: Amount,
    ) -> Result<(), ArithmeticError> {
        add(&mut self.ended, None, &mut self.latest, now, burned)?;
        add(&mut self.ended, Some(node), latest, now, burned)
    }

    /// Returns the tokens burned of everybody's settlements in `epoch`.
    pub fn total(&self, epoch: Epoch) -> Amount {
        self.find(None, self.latest, epoch)
    }

    /// Returns the tokens burned of a node's settlements in `epoch` that were not taken. `latest` is the
    /// node's usage in its account.
    pub fn of_node(&self, node: NodeId, latest: Accrual, epoch: Epoch) -> Amount {
        self.find(Some(node), latest, epoch)
    }

    fn find(&self, whom: Option<NodeId>, latest: Accrual, epoch: Epoch) -> Amount {
        if latest.epoch == epoch {
            return latest.value;
        }
        self.ended.get((whom, epoch)).unwrap_or_default()
    }

    /// Takes a node's usage of an ended epoch, out of `latest`, the node's usage in its account, if it is
    /// there. Everybody's is not read if the node has none.
    pub fn take(&mut self, node: NodeId, latest: &mut Accrual, epoch: Epoch) -> UsageShare {
        let burned = if latest.epoch == epoch {
            // No settlement followed: there is no item of this epoch, and now there never will be.
            core::mem::take(&mut latest.value)
        } else {
            self.ended.take((Some(node), epoch)).unwrap_or_default()
        };
        UsageShare { burned, total: if burned > 0 { self.total(epoch) } else { 0 } }
    }
}

/// Adds `burned` to `latest` in epoch `now`. What an earlier epoch came to is written to an item of its own.
fn add<At: StorageKey>(
    ended: &mut Mapping<Key, Amount, At>,
    whom: Option<NodeId>,
    latest: &mut Accrual,
    now: Epoch,
    burned: Amount,
) -> Result<(), ArithmeticError> {
    if let Some((epoch, total)) = latest.advance_epoch(now) {
        ended.insert((whom, epoch), &total);
    }
    raise(&mut latest.value, burned)
}

/// Returns the `count` epochs from `first` on, if all have ended in epoch `now`.
///
/// # Errors
/// `ZeroAmount`, `TooMany`, `EpochNotEnded`.
pub fn ended_epochs(first: Epoch, count: u32, now: Epoch) -> Result<Range<Epoch>, MeteringError> {
    match count {
        0 => Err(MeteringError::ZeroAmount),
        1..=MAX_CLAIM_EPOCHS => {
            let end = first.checked_add(count).filter(|end| *end <= now);
            Ok(first..end.ok_or(MeteringError::EpochNotEnded)?)
        }
        _ => Err(MeteringError::TooMany),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ended_epochs_are_taken_and_at_most_32() {
        assert_eq!(ended_epochs(0, 0, 9), Err(MeteringError::ZeroAmount));
        assert_eq!(ended_epochs(0, 33, 99), Err(MeteringError::TooMany));
        assert_eq!(ended_epochs(0, 32, 32), Ok(0..32));
        assert_eq!(ended_epochs(0, 32, 31), Err(MeteringError::EpochNotEnded));
        assert_eq!(ended_epochs(5, 1, 5), Err(MeteringError::EpochNotEnded));
        assert_eq!(ended_epochs(5, 1, 6), Ok(5..6));
        assert_eq!(ended_epochs(Epoch::MAX, 1, Epoch::MAX), Err(MeteringError::EpochNotEnded));
    }

    #[ink::test]
    fn usage_is_found_in_its_epoch_and_taken_once() {
        let (mut usage, mut a, mut b) = (Usage::default(), Accrual::default(), Accrual::default());
        usage.accrue(1, &mut a, 3, 5).unwrap();
        usage.accrue(2, &mut b, 3, 7).unwrap();
        usage.accrue(1, &mut a, 6, 1).unwrap();
        assert_eq!([3, 4, 6].map(|epoch| usage.total(epoch)), [12, 0, 1]);
        assert_eq!([3, 4, 6].map(|epoch| usage.of_node(1, a, epoch)), [5, 0, 1]);
        assert_eq!(usage.of_node(2, b, 3), 7);
        assert_eq!(usage.take(1, &mut a, 3), UsageShare { burned: 5, total: 12 });
        assert_eq!(usage.take(2, &mut b, 3), UsageShare { burned: 7, total: 12 });
        assert_eq!(usage.take(1, &mut a, 3), UsageShare { burned: 0, total: 0 });
        assert_eq!(usage.take(2, &mut b, 3), UsageShare { burned: 0, total: 0 });
        assert_eq!(usage.take(1, &mut a, 4), UsageShare { burned: 0, total: 0 });
        assert_eq!((a, b.value, usage.total(3)), (Accrual { epoch: 6, value: 1 }, 0, 12));
    }
}
