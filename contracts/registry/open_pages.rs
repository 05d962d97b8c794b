//! The pages that one message touches, and what their nodes earned in ended epochs: each item is read once, and
//! written once if it changed.

use crate::credits::Credits;
use crate::page::{entry_index, Page, Pages};
use crate::store::Store;
use core::ops::Range;
use ink::prelude::vec::Vec;
use interfaces::registry::{CreditShare, RegistryError, MAX_CLAIM_ITEMS, MAX_PAGES};
use kit::{OpenPage, PageCache};
use shared::epoch_groups::{group_end, group_of};
use shared::pages::page_of;
use shared::{math, Credit, Epoch, EpochGroup, NodeId};

/// Pages advanced to the running epoch, for messages that count beats or claim.
pub struct OpenPages<'a> {
    store: &'a mut Store,
    now: Epoch,
    pages: PageCache<Page>,
    credits: Vec<OpenCredits>,
    /// How many items of history were read and written.
    histories: usize,
    /// All nodes' credit in groups of epochs, by number.
    totals: Vec<(u32, EpochGroup)>,
}

/// What the nodes of a page have not claimed of a group of epochs.
struct OpenCredits {
    page: u32,
    group: u32,
    credits: Credits,
    changed: bool,
}

impl Pages for OpenPages<'_> {
    fn open(&mut self, node: NodeId) -> Result<&mut OpenPage<Page>, RegistryError> {
        let number = page_of(node);
        let at = match self.pages.find(number) {
            Some(at) => at,
            None => {
                let page = self.store.page(node)?;
                if self.pages.len() >= MAX_PAGES {
                    return Err(RegistryError::TooMany);
                }
                let open = self.advanced(number, page);
                self.pages.add(open)
            }
        };
        self.pages.get_mut(at).ok_or(RegistryError::UnknownNode)
    }
}

impl<'a> OpenPages<'a> {
    /// Starts with no page open in epoch `now`.
    pub fn new(store: &'a mut Store, now: Epoch) -> Self {
        let (pages, credits, totals) = (PageCache::default(), Vec::new(), Vec::new());
        Self { store, now, pages, credits, histories: 0, totals }
    }

    /// Returns the store, to read other items.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Advances a page to the running epoch: what its nodes earned before, and who was alive, moves to items of
    /// their own. A page that advanced has to be written, whatever becomes of the message, so that nothing moves
    /// twice.
    fn advanced(&mut self, number: u32, mut page: Page) -> OpenPage<Page> {
        let epoch = page.epoch;
        let (earned, presence) = page.advance_epoch(self.now);
        if !earned.is_empty() {
            let open = self.credits(number, group_of(epoch));
            open.credits.add(epoch, &earned);
            open.changed = true;
        }
        if !presence.is_empty() {
            let mut history = self.store.history(number, epoch);
            history.set(epoch, &presence);
            self.store.put_history(number, epoch, &history);
            self.histories = self.histories.saturating_add(1);
        }
        OpenPage { number, page, changed: epoch != self.now }
    }

    /// Returns what the nodes of a page have not claimed of a group of epochs.
    fn credits(&mut self, page: u32, group: u32) -> &mut OpenCredits {
        let found = self.credits.iter().position(|open| (open.page, open.group) == (page, group));
        let at = found.unwrap_or(self.credits.len());
        if found.is_none() {
            let credits = self.store.credits(page, group);
            self.credits.push(OpenCredits { page, group, credits, changed: false });
        }
        &mut self.credits[at]
    }

    /// Returns all nodes' credit in the epochs of `group`.
    fn totals(&mut self, group: u32) -> EpochGroup {
        if let Some((_, totals)) = self.totals.iter().find(|(number, _)| *number == group) {
            return *totals;
        }
        let totals = self.store.totals_of(group);
        self.totals.push((group, totals));
        totals
    }

    /// Removes and returns what `node` earned in `epochs`, which have ended; its page is open.
    ///
    /// # Errors
    /// `TooMany` items.
    pub fn take_credit(
        &mut self,
        node: NodeId,
        epochs: Range<Epoch>,
    ) -> Result<Vec<CreditShare>, RegistryError> {
        let mut shares = Vec::new();
        let mut from = epochs.start;
        while from < epochs.end {
            let (group, to) = (group_of(from), group_end(from).min(epochs.end));
            let open = self.credits(page_of(node), group);
            let taken = open.credits.take(entry_index(node), from..to);
            open.changed |= !taken.is_zero();
            // Without credit nobody looks at the totals, and they are not read.
            let totals = if taken.is_zero() { EpochGroup::default() } else { self.totals(group) };
            for epoch in from..to {
                let credit = taken.get(epoch);
                shares.push(CreditShare { credit, total: if credit > 0 { totals.get(epoch) } else { 0 } });
            }
            from = to;
        }
        let items = self.pages.len().saturating_add(self.credits.len()).saturating_add(self.histories);
        (items <= MAX_CLAIM_ITEMS).then_some(shares).ok_or(RegistryError::TooMany)
    }

    /// Writes what changed, and adds what nodes earned to all nodes' credit in this epoch.
    ///
    /// # Errors
    /// When the total would not fit.
    pub fn save(self, earned: Credit) -> Result<(), RegistryError> {
        for open in self.pages.changed() {
            self.store.put_page(open.number, &open.page);
        }
        for open in self.credits.iter().filter(|open| open.changed) {
            self.store.put_credits(open.page, open.group, &open.credits);
        }
        if earned > 0 {
            let total = self.store.total(self.now);
            *total = math::add(*total, earned)?;
        }
        Ok(())
    }
}

/// Pages as they are stored, for views of at most 64 nodes.
pub struct StoredPages<'a> {
    store: &'a Store,
    pages: PageCache<Page>,
}

impl<'a> StoredPages<'a> {
    /// Starts with no page read.
    pub fn new(store: &'a Store) -> Self {
        Self { store, pages: PageCache::default() }
    }

    /// Returns the page that `node` is in.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn page(&mut self, node: NodeId) -> Result<&mut Page, RegistryError> {
        let number = page_of(node);
        let at = match self.pages.find(number) {
            Some(at) => at,
            None => {
                let page = self.store.page(node)?;
                self.pages.add(OpenPage { number, page, changed: false })
            }
        };
        self.pages.get_mut(at).map(|open| &mut open.page).ok_or(RegistryError::UnknownNode)
    }
}
