//! Storage beside the root: nodes, their windows, their pages, and what is left of ended epochs.
//!
//! Messages that count beats or claim open pages in the running epoch ([`crate::open_pages::OpenPages`]): what was
//! earned before moves to its own items when a page is first opened in a later epoch. Others change one page
//! as it is stored ([`Store::update`]). Views read pages as they are stored.
//!
//! What a chain charges for is operations on items. So whatever a message of another contract or a heartbeat needs
//! of a node is in the node's page, and all nodes' credit of the last eight epochs is in the root.

use crate::credits::Credits;
use crate::history::{History, HISTORY_GROUPS};
use crate::maintenance::Windows;
use crate::page::{entry_index, Page};
use core::{cmp::Ordering, ops::Range};
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::registry::{Node, RegistryError, Uptime};
use shared::epoch_groups::group_of;
use shared::pages::{index_of, page_of};
use shared::{Cell, Country, Credit, Epoch, EpochGroup, NodeId, RecentEpochs, Timestamp};

/// Nodes, their liveness, and what they earned with it.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    /// All nodes' credit in the latest epoch that any page was opened in, and in the eight before.
    pub totals: RecentEpochs,
    /// Node → what is known of it besides its page, and seldom asked for.
    records: Mapping<NodeId, Record, ManualKey<0x2000_0002>>,
    /// Node → its maintenance windows of the last 30 epochs.
    windows: Mapping<NodeId, Windows, ManualKey<0x2000_0003>>,
    /// Page → the entries of its 32 nodes.
    pages: Mapping<u32, Page, ManualKey<0x2000_0010>>,
    /// Page and group of epochs → what the page's nodes have not claimed.
    credits: Mapping<(u32, u32), Credits, ManualKey<0x2000_0011>>,
    /// Group of epochs before those in `totals` → all nodes' credit in each of them.
    past_totals: Mapping<u32, EpochGroup, ManualKey<0x2000_0012>>,
    /// Page and group of epochs, the latter modulo [`HISTORY_GROUPS`] → presence of the page's nodes.
    history: Mapping<(u32, u32), History, ManualKey<0x2000_0013>>,
}

/// What is known of a node besides its page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Record {
    /// H3 cell of resolution 2 to 7.
    pub cell: Cell,
    /// ISO 3166-1 numeric country code.
    pub country: Country,
    /// When it was registered, in milliseconds.
    pub registered_at: Timestamp,
    /// Where to find out more.
    pub metadata: Vec<u8>,
}

impl Record {
    /// Returns the node that this is the record of, with its owner.
    pub fn of(self, owner: AccountId) -> Node {
        let Self { cell, country, registered_at, metadata } = self;
        Node { owner, cell, country, registered_at, metadata }
    }
}

/// Nodes.
impl Store {
    /// Reads a node's record.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn record(&self, node: NodeId) -> Result<Record, RegistryError> {
        self.records.get(node).ok_or(RegistryError::UnknownNode)
    }

    /// Writes a node's record.
    pub fn put_record(&mut self, node: NodeId, record: &Record) {
        self.records.insert(node, record);
    }

    /// Reads a node's maintenance windows.
    pub fn windows(&self, node: NodeId) -> Windows {
        self.windows.get(node).unwrap_or_default()
    }

    /// Writes a node's maintenance windows.
    pub fn put_windows(&mut self, node: NodeId, windows: &Windows) {
        self.windows.insert(node, windows);
    }
}

/// Pages.
impl Store {
    /// Reads page `number`, as it is stored.
    pub fn read_page(&self, number: u32) -> Option<Page> {
        self.pages.get(number)
    }

    /// Writes page `number`.
    pub fn put_page(&mut self, number: u32, page: &Page) {
        self.pages.insert(number, page);
    }

    /// Reads the page that `node` is in, as it is stored.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn page(&self, node: NodeId) -> Result<Page, RegistryError> {
        self.read_page(page_of(node)).ok_or(RegistryError::UnknownNode)
    }

    /// Reads the page that `node` will be in, which follows the node added before; a new one in epoch `now` if
    /// it is the first of its page.
    pub fn page_for(&self, node: NodeId, now: Epoch) -> Page {
        let page = if index_of(node) == 0 { None } else { self.page(node).ok() };
        page.unwrap_or_else(|| Page::new(now))
    }

    /// Changes the page that `node` is in as it is stored. Returns what `change` returns.
    ///
    /// # Errors
    /// `UnknownNode`; what `change` returns: then nothing is written.
    pub fn update<T>(
        &mut self,
        node: NodeId,
        change: impl FnOnce(&mut Page) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        let mut page = self.page(node)?;
        let done = change(&mut page)?;
        self.put_page(page_of(node), &page);
        Ok(done)
    }
}

/// What is left of ended epochs.
impl Store {
    /// Returns all nodes' credit in epoch `now`, to be changed. If `now` is in a later group of epochs, groups that
    /// are no longer recent move to items of their own.
    pub fn total(&mut self, now: Epoch) -> &mut Credit {
        let Self { totals, past_totals, .. } = self;
        totals.advance(now, |group, amounts| {
            past_totals.insert(group, amounts);
        })
    }

    /// Reads all nodes' credit in the epochs of `group`.
    pub fn totals_of(&self, group: u32) -> EpochGroup {
        let mut recent = self.totals;
        if recent.is_past(group) {
            self.past_totals.get(group).unwrap_or_default()
        } else {
            recent.group(group).copied().unwrap_or_default()
        }
    }

    /// Reads what the nodes of page `number` have not claimed of the epochs of `group`.
    pub fn credits(&self, number: u32, group: u32) -> Credits {
        self.credits.get((number, group)).unwrap_or_default()
    }

    /// Writes what the nodes of page `number` have not claimed of the epochs of `group`.
    pub fn put_credits(&mut self, number: u32, group: u32, credits: &Credits) {
        if credits.is_empty() {
            self.credits.remove((number, group));
        } else {
            self.credits.insert((number, group), credits);
        }
    }

    /// Reads what `node` earned in `epoch` and has not claimed.
    pub fn credit(&self, node: NodeId, epoch: Epoch) -> Option<Credit> {
        let mut page = self.page(node).ok()?;
        if page.epoch == epoch {
            return Some(page.entry_of(node).ok()?.credit());
        }
        let mut credits = self.credits(page_of(node), group_of(epoch));
        Some(credits.take(entry_index(node), epoch..epoch.saturating_add(1)).get(epoch))
    }

    /// Reads the history of page `number` in the group that `epoch` is in; empty if its item is of another
    /// group.
    pub fn history(&self, number: u32, epoch: Epoch) -> History {
        self.history.get(history_key(number, epoch)).unwrap_or_default().of(epoch)
    }

    /// Writes the history of page `number` in the group that `epoch` is in.
    pub fn put_history(&mut self, number: u32, epoch: Epoch, history: &History) {
        self.history.insert(history_key(number, epoch), history);
    }

    /// Reads `node`'s presence in each of `epochs`; each item of history is read once.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn presence(&self, node: NodeId, epochs: Range<Epoch>) -> Result<Vec<Uptime>, RegistryError> {
        let mut page = self.page(node)?;
        let (current, entry) = (page.epoch, page.entry_of(node)?);
        let mut uptimes = Vec::with_capacity(epochs.len());
        let (mut history, mut group) = (History::default(), None);
        for epoch in epochs {
            if epoch < current && group != Some(group_of(epoch)) {
                group = Some(group_of(epoch));
                history = self.history(page_of(node), epoch);
            }
            uptimes.push(match epoch.cmp(&current) {
                Ordering::Less => history.get(epoch, entry_index(node)),
                Ordering::Equal => entry.uptime(),
                Ordering::Greater => Uptime::default(),
            });
        }
        Ok(uptimes)
    }
}

/// Returns the key of page `number`'s history in `epoch`.
fn history_key(number: u32, epoch: Epoch) -> (u32, u32) {
    (number, group_of(epoch) % HISTORY_GROUPS)
}
