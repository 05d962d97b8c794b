//! Accounts that the nodes of a page name: each once, because nodes are often registered one after the other by
//! the same owner for the same controller. What an owner adds to the page stays there: a page never shrinks, so
//! nobody collects the storage deposit of another one's bytes.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;

/// Bytes of an account.
const ACCOUNT_LEN: usize = 32;

/// Up to 64 accounts by number: an owner and a controller for each of 32 nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Accounts(Vec<u8>);

impl Accounts {
    /// Returns account `number`, if there are so many.
    // Called for every heartbeat.
    #[inline(always)]
    pub fn get(&self, number: u8) -> Option<&[u8; ACCOUNT_LEN]> {
        self.0.get(usize::from(number).wrapping_mul(ACCOUNT_LEN)..)?.first_chunk()
    }

    /// Returns the number of `account`. It takes the place of an account that is not `in_use` if it is not here and
    /// there is such a place.
    pub fn put(&mut self, account: &AccountId, in_use: impl Fn(u8) -> bool) -> u8 {
        let account: &[u8; ACCOUNT_LEN] = account.as_ref();
        let (mut number, mut free) = (0, None);
        while let Some(other) = self.get(number) {
            if other == account {
                return number;
            }
            if free.is_none() && !in_use(number) {
                free = Some(number);
            }
            // At most 64: a new account takes a place that none of 63 names keeps, before it gets a new one.
            number = number.wrapping_add(1);
        }
        let number = free.unwrap_or(number);
        let start = usize::from(number).wrapping_mul(ACCOUNT_LEN);
        match self.0.get_mut(start..).and_then(|rest| rest.first_chunk_mut()) {
            Some(place) => *place = *account,
            None => self.0.extend_from_slice(account),
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_here_once() {
        let mut accounts = Accounts::default();
        assert_eq!(accounts.get(0), None);
        for (n, number) in [(7, 0), (9, 1), (7, 0), (8, 2), (9, 1)] {
            assert_eq!(accounts.put(&[n; 32].into(), |_| true), number);
            assert_eq!(accounts.get(number), Some(&[n; 32]));
        }
        assert_eq!(accounts.get(3), None);
    }

    #[test]
    fn what_nobody_names_makes_room() {
        let mut accounts = Accounts::default();
        for n in 0..64 {
            assert_eq!(accounts.put(&[n; 32].into(), |_| true), n);
        }
        assert_eq!(accounts.put(&[70; 32].into(), |number| number != 40), 40);
        assert_eq!(
            accounts.put(&[63; 32].into(), |number| number != 3),
            63,
            "one that is here needs no room"
        );
        assert_eq!((accounts.get(3), accounts.get(40)), (Some(&[3; 32]), Some(&[70; 32])));
        assert_eq!(accounts.0.len(), 64 * 32);
    }
}
