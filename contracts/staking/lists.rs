//! The pools that each account has something in, in pages of 32. The last one moves to a place that becomes
//! free, so that lists have no gaps, nothing ever looks through one, and nothing of it outlives its last pool.

use crate::kept;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::staking::POSITIONS_PAGE;
use shared::NodeId;

/// A page of one account's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Page {
    /// In page 0: pools in all pages, which is the place of the last one. Places are counted from 1.
    last: u32,
    /// Pools in this page.
    nodes: Vec<NodeId>,
}

/// The lists of all accounts.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Lists {
    pages: Mapping<(AccountId, u32), Page, ManualKey<0x3000_0016>>,
}

impl Lists {
    /// Lists a pool. Returns its place.
    pub fn enter(&mut self, account: &AccountId, node: NodeId) -> u32 {
        let mut head = self.page(account, 0);
        head.last = head.last.saturating_add(1);
        let place = head.last;
        self.change(account, &mut head, place, Some(node));
        self.write(account, 0, &head);
        place
    }

    /// Frees a place. Returns the pool that moved there, if another one was the last.
    pub fn leave(&mut self, account: &AccountId, place: u32) -> Option<NodeId> {
        let mut head = self.page(account, 0);
        let last = head.last;
        let moved = self.change(account, &mut head, last, None).filter(|_| place < last);
        if moved.is_some() {
            self.change(account, &mut head, place, moved);
        }
        head.last = last.saturating_sub(1);
        self.write(account, 0, &head);
        moved
    }

    /// One page of an account's list; nothing behind its last page.
    pub fn nodes(&self, account: &AccountId, page: u32) -> Vec<NodeId> {
        self.page(account, page).nodes
    }

    #[inline(never)]
    fn page(&self, account: &AccountId, number: u32) -> Page {
        kept::get(&self.pages, (account, number)).unwrap_or_default()
    }

    #[inline(never)]
    fn write(&mut self, account: &AccountId, number: u32, page: &Page) {
        if page.nodes.is_empty() {
            kept::remove(&mut self.pages, (account, number));
        } else {
            kept::insert(&mut self.pages, (account, number), page);
        }
    }

    /// Puts a pool at a place of the list whose page 0 is `head`, or takes the one at the last place away.
    /// Returns what stood there.
    #[inline(never)]
    fn change(
        &mut self,
        account: &AccountId,
        head: &mut Page,
        place: u32,
        node: Option<NodeId>,
    ) -> Option<NodeId> {
        let index = place.saturating_sub(1);
        let (number, index) = (index / POSITIONS_PAGE, index % POSITIONS_PAGE);
        if number == 0 {
            return head.change(index, node);
        }
        let mut page = self.page(account, number);
        let before = page.change(index, node);
        self.write(account, number, &page);
        before
    }
}

impl Page {
    fn change(&mut self, index: u32, node: Option<NodeId>) -> Option<NodeId> {
        let Some(node) = node else { return self.nodes.pop() };
        match usize::try_from(index).ok().and_then(|index| self.nodes.get_mut(index)) {
            Some(place) => Some(core::mem::replace(place, node)),
            None => {
                self.nodes.push(node);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    #[ink::test]
    fn the_last_pool_moves_to_the_place_that_becomes_free() {
        let mut lists = Lists::default();
        let (ann, bob) = (account(1), account(2));
        assert_eq!([7, 5, 9].map(|node| lists.enter(&ann, node)), [1, 2, 3]);
        assert_eq!(lists.enter(&bob, 7), 1, "each account has its own");
        assert_eq!(lists.leave(&ann, 1), Some(9));
        assert_eq!(lists.nodes(&ann, 0), [9, 5]);
        assert_eq!(lists.leave(&ann, 2), None, "it was the last");
        assert_eq!(lists.enter(&ann, 8), 2);
        assert_eq!(lists.nodes(&ann, 0), [9, 8]);
        assert_eq!(lists.nodes(&bob, 0), [7]);
    }

    #[ink::test]
    fn whoever_leaves_the_last_pool_leaves_no_page() {
        let mut lists = Lists::default();
        let ann = account(1);
        for node in [7, 5] {
            lists.enter(&ann, node);
        }
        assert_eq!((lists.leave(&ann, 1), lists.leave(&ann, 1)), (Some(5), None));
        assert!(!lists.pages.contains((ann, 0)));
        assert_eq!(lists.enter(&ann, 8), 1);
    }

    #[ink::test]
    fn a_list_goes_on_in_further_pages_without_gaps() {
        let mut lists = Lists::default();
        let ann = account(1);
        let nodes: Vec<NodeId> = (100..165).collect();
        for (place, node) in (1..).zip(&nodes) {
            assert_eq!(lists.enter(&ann, *node), place);
        }
        let listed = [0, 1, 2, 3].map(|page| lists.nodes(&ann, page));
        assert_eq!([32, 32, 1, 0], [0, 1, 2, 3].map(|page| listed[page].len()));
        assert_eq!(listed.concat(), nodes);
        // From the first page, from the last one, and from the one that is the last then.
        assert_eq!(lists.leave(&ann, 4), Some(164));
        assert!(!lists.pages.contains((ann, 2)));
        assert_eq!((lists.leave(&ann, 64), lists.leave(&ann, 33)), (None, Some(162)));
        assert_eq!([0, 1, 2].map(|page| lists.nodes(&ann, page).len()), [32, 30, 0]);
        assert_eq!((lists.nodes(&ann, 0)[3], lists.nodes(&ann, 1)[0]), (164, 162));
        for left in (1..=62).rev() {
            let moved = lists.leave(&ann, 1);
            assert_eq!(moved.is_some(), left > 1);
        }
        assert!(lists.nodes(&ann, 0).is_empty());
    }
}
