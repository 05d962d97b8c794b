//! Values that change at an epoch's boundary, never in the middle of one.

use crate::types::Epoch;

/// A value in force and, once a change was announced, the one that follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Scheduled<P> {
    /// In force until `next` takes over.
    current: P,
    /// The latest change: the first epoch that it is in force in, and the value.
    next: Option<(Epoch, P)>,
}

impl<P: Clone> Scheduled<P> {
    /// Returns a value that is in force from the start.
    pub fn new(current: P) -> Self {
        Self { current, next: None }
    }

    /// Returns what is in force in `epoch`, which is not before the running one.
    pub fn at(&self, epoch: Epoch) -> &P {
        match &self.next {
            Some((from, next)) if epoch >= *from => next,
            _ => &self.current,
        }
    }

    /// Returns the change that is not in force yet in `now`: the epoch in which it takes over, and the value.
    pub fn announced(&self, now: Epoch) -> Option<&(Epoch, P)> {
        self.next.as_ref().filter(|(from, _)| now < *from)
    }

    /// Announces `value` for the epoch after `now`, in place of a change that is not in force yet. Returns
    /// what is in force in `now` and the epoch in which `value` takes over.
    pub fn announce(&mut self, value: P, now: Epoch) -> (P, Epoch) {
        let current = self.at(now).clone();
        let from = now.saturating_add(1);
        *self = Self { current: current.clone(), next: Some((from, value)) };
        (current, from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_waits_for_the_next_epoch() {
        let mut s = Scheduled::new(1);
        assert_eq!(s.announce(2, 5), (1, 6));
        assert_eq!((*s.at(5), *s.at(6)), (1, 2));
        assert_eq!(s.announced(5), Some(&(6, 2)));
        assert_eq!(s.announced(6), None);
    }

    #[test]
    fn a_second_announcement_replaces_the_first_and_keeps_what_is_in_force() {
        let mut s = Scheduled::new(1);
        let _ = s.announce(2, 5);
        assert_eq!(s.announce(3, 5), (1, 6));
        assert_eq!((*s.at(5), *s.at(6)), (1, 3));
        assert_eq!(s.announce(4, 8), (3, 9));
        assert_eq!((*s.at(8), *s.at(9)), (3, 4));
    }
}
