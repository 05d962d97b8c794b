//! Storage beside the root: nodes, their windows, their pages, and what is left of ended epochs.
//!
//! Messages that count beats or claim open pages in the running epoch ([`crate::open_pages::OpenPages`]): what was
//! earned before moves to its own items when a page is first opened in a later epoch. Others change one entry
//! as it is stored ([`Store::update`]). Views read pages as they are stored.

use crate::credits::Credits;
use crate::epoch_group::{group_end, group_of, EpochGroup};
use crate::history::{History, HISTORY_GROUPS};
use crate::layout::Entry;
use crate::maintenance::Windows;
use crate::page::Page;
use core::{cmp::Ordering, ops::Range};
use ink::prelude::{boxed::Box, vec::Vec};
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::registry::{CreditShare, Node, RegistryError, Uptime};
use shared::pages::{index_of, page_of};
use shared::{Accrual, ArithmeticError, Credit, Epoch, NodeId, PublicKey};

/// Nodes, their liveness, and what they earned with it.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    /// All nodes' credit in the latest epoch that any page was opened in.
    credit: Accrual,
    /// Node → its record. Boxed, because it is moved often and is not small.
    nodes: Mapping<NodeId, Box<Node>, ManualKey<0x2000_0002>>,
    /// Node → its maintenance windows of the last 30 epochs.
    windows: Mapping<NodeId, Windows, ManualKey<0x2000_0003>>,
    /// Page → the entries of its 32 nodes.
    pages: Mapping<u32, Page, ManualKey<0x2000_0010>>,
    /// Page and group of epochs → what the page's nodes have not claimed.
    credits: Mapping<(u32, u32), Credits, ManualKey<0x2000_0011>>,
    /// Group of epochs → all nodes' credit in each of them.
    totals: Mapping<u32, Box<EpochGroup>, ManualKey<0x2000_0012>>,
    /// Page and group of epochs, the latter modulo [`HISTORY_GROUPS`] → presence of the page's nodes.
    history: Mapping<(u32, u32), History, ManualKey<0x2000_0013>>,
}

/// Nodes.
impl Store {
    /// Reads a node's record.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn node(&self, node: NodeId) -> Result<Box<Node>, RegistryError> {
        self.nodes.get(node).ok_or(RegistryError::UnknownNode)
    }

    /// Reads a node's record, if `caller` owns the node.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`.
    pub fn owned_node(&self, node: NodeId, caller: &AccountId) -> Result<Box<Node>, RegistryError> {
        let record = self.node(node)?;
        (record.owner == *caller).then_some(record).ok_or(RegistryError::NotNodeOwner)
    }

    /// Writes a node's record.
    pub fn put_node(&mut self, node: NodeId, record: &Node) {
        self.nodes.insert(node, record);
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
    /// Reads the page that `node` is in, as it is stored.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn page(&self, node: NodeId) -> Result<Page, RegistryError> {
        self.read_page(page_of(node)).ok_or(RegistryError::UnknownNode)
    }

    /// Adds the entry of `node`, which follows the one added before.
    pub fn push(&mut self, node: NodeId, controller: &AccountId, device_key: &PublicKey, now: Epoch) {
        let page = if index_of(node) == 0 { None } else { self.page(node).ok() };
        let mut page = page.unwrap_or_else(|| Page::new(now));
        page.push(controller, device_key, now);
        self.put_page(page_of(node), &page);
    }

    /// Changes a node's entry in its page as it is stored. Returns what `change` returns.
    ///
    /// # Errors
    /// `UnknownNode`; what `change` returns: then nothing is written.
    pub fn update<T>(
        &mut self,
        node: NodeId,
        change: impl FnOnce(&mut Entry<'_>) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        let mut page = self.page(node)?;
        let done = change(&mut page.entry_of(node)?)?;
        self.put_page(page_of(node), &page);
        Ok(done)
    }

    /// Advances all nodes' credit to epoch `now`: that of the epoch before moves to an item of its own.
    pub fn advance_total(&mut self, now: Epoch) {
        if let Some((epoch, total)) = self.credit.advance_epoch(now) {
            let mut totals = self.totals.get(group_of(epoch)).unwrap_or_default();
            totals.set(epoch, total);
            self.totals.insert(group_of(epoch), &totals);
        }
    }

    /// Reads page `number`, as it is stored.
    pub fn read_page(&self, number: u32) -> Option<Page> {
        self.pages.get(number)
    }

    /// Reads page `number` and advances it to epoch `now`: what its nodes earned before, and who was alive,
    /// moves to items of their own. Returns the page, and whether it advanced: then it has to be written,
    /// whatever becomes of the message, so that nothing moves twice.
    pub fn read_advanced(&mut self, number: u32, now: Epoch) -> Option<(Page, bool)> {
        let mut page = self.read_page(number)?;
        let epoch = page.epoch;
        let (earned, presence) = page.advance_epoch(now);
        if !earned.is_empty() {
            let key = (number, group_of(epoch));
            let mut credits = self.credits.get(key).unwrap_or_default();
            credits.add(epoch, &earned);
            self.credits.insert(key, &credits);
        }
        if !presence.is_empty() {
            let mut history = self.history(number, epoch);
            history.set(epoch, &presence);
            self.history.insert(history_key(number, epoch), &history);
        }
        Some((page, epoch != now))
    }

    /// Writes page `number`.
    pub fn put_page(&mut self, number: u32, page: &Page) {
        self.pages.insert(number, page);
    }

    /// Adds what nodes earned in the epoch that pages were last opened in.
    ///
    /// # Errors
    /// When the total would not fit.
    pub fn add_credit(&mut self, earned: Credit) -> Result<(), ArithmeticError> {
        self.credit.add(earned)
    }
}

/// What is left of ended epochs.
impl Store {
    /// Removes and returns what `node` earned in `epochs`. They have ended, and the node's page was opened
    /// since.
    pub fn take_credit(&mut self, node: NodeId, epochs: Range<Epoch>) -> Vec<CreditShare> {
        let mut shares = Vec::new();
        let mut from = epochs.start;
        while from < epochs.end {
            let to = group_end(from).min(epochs.end);
            let key = (page_of(node), group_of(from));
            let mut credits = self.credits.get(key).unwrap_or_default();
            let taken = credits.take(entry_index(node), from..to);
            let mut totals = Box::<EpochGroup>::default();
            if !taken.is_zero() {
                totals = self.totals.get(key.1).unwrap_or_default();
                if credits.is_empty() {
                    self.credits.remove(key);
                } else {
                    self.credits.insert(key, &credits);
                }
            }
            for epoch in from..to {
                let credit = taken.get(epoch);
                // Without credit nobody looks at the total, and it may not have been read.
                let total = if credit > 0 { totals.get(epoch) } else { 0 };
                shares.push(CreditShare { credit, total });
            }
            from = to;
        }
        shares
    }

    /// Reads what `node` earned in `epoch` and has not claimed.
    pub fn credit(&self, node: NodeId, epoch: Epoch) -> Option<Credit> {
        let mut page = self.page(node).ok()?;
        if page.epoch == epoch {
            return Some(page.entry_of(node).ok()?.credit());
        }
        let mut credits = self.credits.get((page_of(node), group_of(epoch)))?;
        Some(credits.take(entry_index(node), epoch..epoch.saturating_add(1)).get(epoch))
    }

    /// Reads what all nodes earned in `epoch`.
    pub fn total_credit(&self, epoch: Epoch) -> Credit {
        if self.credit.epoch == epoch {
            return self.credit.value;
        }
        self.totals.get(group_of(epoch)).unwrap_or_default().get(epoch)
    }

    /// Reads the history of page `number` in the group that `epoch` is in; empty if its item is of another
    /// group.
    fn history(&self, number: u32, epoch: Epoch) -> History {
        self.history.get(history_key(number, epoch)).unwrap_or_default().of(epoch)
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

/// Returns the index of `node` in its page.
fn entry_index(node: NodeId) -> u8 {
    let [low, ..] = index_of(node).to_le_bytes();
    low
}
