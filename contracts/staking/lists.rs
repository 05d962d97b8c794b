//! The pools that each account has something in, in pages of [`POSITIONS_PAGE`]. The last pool moves to an
//! index that becomes free, so that lists have no gaps, nothing ever looks through one, and nothing of it
//! outlives its last pool.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::staking::POSITIONS_PAGE;
use kit::storage;
use shared::NodeId;

/// A page of one account's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Page {
    /// In page 0: how many pools are in all pages, which is the index of the last one, counted from 1.
    len: u32,
    /// Pools in this page.
    nodes: Vec<NodeId>,
}

/// The lists of all accounts.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Lists {
    pub(crate) pages: Mapping<(AccountId, u32), Page, ManualKey<0x3000_0016>>,
}

impl Lists {
    /// Adds a pool to an account's list. Returns its index, counted from 1.
    pub fn add(&mut self, account: &AccountId, node: NodeId) -> u32 {
        let mut head = self.page(account, 0);
        head.len = head.len.saturating_add(1);
        let list_index = head.len;
        self.replace(account, &mut head, list_index, Some(node));
        self.write(account, 0, &head);
        list_index
    }

    /// Removes the pool at `list_index`. Returns the pool that moved there, if another one was the last.
    pub fn remove(&mut self, account: &AccountId, list_index: u32) -> Option<NodeId> {
        let mut head = self.page(account, 0);
        let last = head.len;
        let moved = self.replace(account, &mut head, last, None).filter(|_| list_index < last);
        if moved.is_some() {
            self.replace(account, &mut head, list_index, moved);
        }
        head.len = last.saturating_sub(1);
        self.write(account, 0, &head);
        moved
    }

    /// Reads one page of an account's list; an empty one behind the last.
    pub fn nodes(&self, account: &AccountId, page: u32) -> Vec<NodeId> {
        self.page(account, page).nodes
    }

    #[inline(never)]
    fn page(&self, account: &AccountId, number: u32) -> Page {
        storage::get(&self.pages, (account, number)).unwrap_or_default()
    }

    #[inline(never)]
    fn write(&mut self, account: &AccountId, number: u32, page: &Page) {
        if page.nodes.is_empty() {
            storage::remove(&mut self.pages, (account, number));
        } else {
            storage::insert(&mut self.pages, (account, number), page);
        }
    }

    /// Puts a pool at an index of the list whose page 0 is `head`, or without one removes the pool at the
    /// last index. Returns the pool that was there. Page 0 is left to the caller to write.
    #[inline(never)]
    fn replace(
        &mut self,
        account: &AccountId,
        head: &mut Page,
        list_index: u32,
        node: Option<NodeId>,
    ) -> Option<NodeId> {
        let index = list_index.saturating_sub(1);
        let (number, index) = (index / POSITIONS_PAGE, index % POSITIONS_PAGE);
        if number == 0 {
            return head.replace(index, node);
        }
        let mut page = self.page(account, number);
        let before = page.replace(index, node);
        self.write(account, number, &page);
        before
    }
}

impl Page {
    fn replace(&mut self, index: u32, node: Option<NodeId>) -> Option<NodeId> {
        let Some(node) = node else { return self.nodes.pop() };
        match usize::try_from(index).ok().and_then(|index| self.nodes.get_mut(index)) {
            Some(entry) => Some(core::mem::replace(entry, node)),
            None => {
                self.nodes.push(node);
                None
            }
        }
    }
}
