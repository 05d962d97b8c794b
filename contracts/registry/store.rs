//! The storage of liveness: pages, and the ledger that credits of finished epochs go to.

use crate::ledger::{block_end, block_of, Block, Credits, History, HISTORY_BLOCKS};
use crate::liveness::Page;
use core::ops::Range;
use ink::prelude::{boxed::Box, vec::Vec};
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::registry::{CreditShare, RegistryError, Uptime, MAX_PAGES};
use shared::pages::{index_of, page_of};
use shared::{Accrual, Amount, ArithmeticError, Epoch, NodeId, PublicKey};

/// The liveness of all nodes, and what they earned with it.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    /// Everybody's credit in the running epoch.
    credit: Accrual,
    /// Page → the liveness of its 32 nodes.
    pages: Mapping<u32, Page, ManualKey<0x2000_0010>>,
    /// Page and block of epochs → what the page's nodes have not claimed.
    credits: Mapping<(u32, u32), Credits, ManualKey<0x2000_0011>>,
    /// Block of epochs → everybody's credit in each of them.
    totals: Mapping<u32, Box<Block>, ManualKey<0x2000_0012>>,
    /// Page and block of epochs, the latter modulo [`HISTORY_BLOCKS`] → who was there.
    history: Mapping<(u32, u32), History, ManualKey<0x2000_0013>>,
}

impl Store {
    /// The page that `node` is in.
    pub fn page(&self, node: NodeId) -> Option<Page> {
        self.pages.get(page_of(node))
    }

    /// Writes the page that `node` is in.
    pub fn put(&mut self, node: NodeId, page: &Page) {
        self.pages.insert(page_of(node), page);
    }

    /// Adds `node`, which follows the one added before.
    pub fn push(&mut self, node: NodeId, controller: &AccountId, device_key: &PublicKey, now: Epoch) {
        let page = if index_of(node) == 0 { None } else { self.page(node) };
        let mut page = page.unwrap_or_else(|| Page::new(now));
        page.push(controller, device_key, now);
        self.put(node, &page);
    }

    /// Turns the total to epoch `now`. To be done before any page turns.
    pub fn turn(&mut self, now: Epoch) {
        if let Some((epoch, total)) = self.credit.roll(now) {
            let mut totals = self.totals.get(block_of(epoch)).unwrap_or_default();
            totals.set(epoch, total);
            self.totals.insert(block_of(epoch), &totals);
        }
    }

    /// The page that `node` is in, as it is stored.
    ///
    /// # Errors
    /// `UnknownNode`; `TooMany` pages.
    pub fn look<'a>(&self, pages: &'a mut Pages, node: NodeId) -> Result<&'a mut Page, RegistryError> {
        let number = page_of(node);
        let at = match pages.find(number) {
            Some(at) => at,
            None => {
                let page = self.pages.get(number);
                pages.add(page.map(|page| OpenPage { number, page, changed: false }))?
            }
        };
        Ok(&mut pages.at(at)?.page)
    }

    /// The page that `node` is in, turned to epoch `now`.
    ///
    /// # Errors
    /// `UnknownNode`; `TooMany` pages.
    pub fn open<'a>(
        &mut self,
        pages: &'a mut Pages,
        node: NodeId,
        now: Epoch,
    ) -> Result<&'a mut OpenPage, RegistryError> {
        let number = page_of(node);
        let at = match pages.find(number) {
            Some(at) => at,
            None => pages.add(self.turned(number, now))?,
        };
        pages.at(at)
    }

    /// Page `number`, turned to epoch `now`: what its nodes earned before is in the ledger. If it turned
    /// it has to be written, whatever becomes of the beats, so that nothing is put into the ledger twice.
    fn turned(&mut self, number: u32, now: Epoch) -> Option<OpenPage> {
        let mut page = self.pages.get(number)?;
        let epoch = page.epoch;
        let (earned, presence) = page.roll(now);
        if !earned.is_empty() {
            let key = (number, block_of(epoch));
            let mut credits = self.credits.get(key).unwrap_or_default();
            credits.add(epoch, &earned);
            self.credits.insert(key, &credits);
        }
        if !presence.is_empty() {
            let mut history = self.history(number, epoch);
            history.set(epoch, &presence);
            self.history.insert(history_key(number, epoch), &history);
        }
        Some(OpenPage { number, page, changed: epoch != now })
    }

    /// Adds what nodes earned in the epoch that the total was turned to.
    ///
    /// # Errors
    /// When the total would not fit.
    pub fn earn(&mut self, earned: Amount) -> Result<(), ArithmeticError> {
        self.credit.add(earned)
    }

    /// Writes the pages that changed.
    pub fn save(&mut self, pages: &Pages) {
        for open in pages.0.iter().filter(|open| open.changed) {
            self.pages.insert(open.number, &open.page);
        }
    }

    /// Takes what `node` earned in `epochs`. They have ended, and total and page were turned.
    pub fn take(&mut self, node: NodeId, epochs: Range<Epoch>) -> Vec<CreditShare> {
        let mut shares = Vec::new();
        let mut from = epochs.start;
        while from < epochs.end {
            let to = block_end(from).min(epochs.end);
            let key = (page_of(node), block_of(from));
            let mut credits = self.credits.get(key).unwrap_or_default();
            let taken = credits.take(place(node), from..to);
            let mut totals = Box::<Block>::default();
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

    /// What `node` earned in `epoch` and has not claimed.
    pub fn credit(&self, node: NodeId, epoch: Epoch) -> Option<Amount> {
        let mut page = self.page(node)?;
        if page.epoch == epoch {
            return Some(page.entry(index_of(node))?.credit());
        }
        let mut credits = self.credits.get((page_of(node), block_of(epoch)))?;
        Some(credits.take(place(node), epoch..epoch.saturating_add(1)).get(epoch))
    }

    /// Who of page `number` was there in the block that `epoch` is in, before the page's own epoch.
    pub fn history(&self, number: u32, epoch: Epoch) -> History {
        self.history.get(history_key(number, epoch)).unwrap_or_default().of(epoch)
    }

    /// Calls `see` with `node`'s presence in each of `epochs`, in order. None if there is no such node.
    pub fn look_back(
        &self,
        node: NodeId,
        epochs: Range<Epoch>,
        mut see: impl FnMut(Epoch, Uptime),
    ) -> Option<()> {
        let mut page = self.page(node)?;
        let current = page.epoch;
        let entry = page.entry(index_of(node))?;
        let mut history: Option<History> = None;
        for epoch in epochs {
            if epoch == current {
                let [excused, ..] = entry.excused().count_ones().to_le_bytes();
                see(epoch, Uptime { beats: entry.beats(), excused });
                continue;
            }
            let mut uptime = Uptime::default();
            if epoch < current {
                let known = history.take().filter(|history| history.is_of(epoch));
                let known = known.unwrap_or_else(|| self.history(page_of(node), epoch));
                uptime = known.get(epoch, place(node));
                history = Some(known);
            }
            see(epoch, uptime);
        }
        Some(())
    }

    /// What everybody earned in `epoch`.
    pub fn total(&self, epoch: Epoch) -> Amount {
        if self.credit.epoch == epoch {
            return self.credit.value;
        }
        self.totals.get(block_of(epoch)).unwrap_or_default().get(epoch)
    }
}

/// Where the presence of page `number` in `epoch` is.
fn history_key(number: u32, epoch: Epoch) -> (u32, u32) {
    (number, block_of(epoch) % HISTORY_BLOCKS)
}

/// Where in its page `node` is.
fn place(node: NodeId) -> u8 {
    let [low, ..] = index_of(node).to_le_bytes();
    low
}

/// Pages that a message has open, so that each is read once and written once.
#[derive(Default)]
pub struct Pages(Vec<OpenPage>);

/// A page, and whether it has to be written.
pub struct OpenPage {
    number: u32,
    /// The page.
    pub page: Page,
    /// Set when the page differs from what is stored.
    pub changed: bool,
}

impl Pages {
    /// Where the page is, if it is open. Page numbers often repeat, so the latest is looked at first.
    fn find(&self, number: u32) -> Option<usize> {
        self.0.iter().rposition(|open| open.number == number)
    }

    /// Adds a page that was read, and says where it is.
    fn add(&mut self, page: Option<OpenPage>) -> Result<usize, RegistryError> {
        let page = page.ok_or(RegistryError::UnknownNode)?;
        let at = self.0.len();
        if at >= MAX_PAGES {
            return Err(RegistryError::TooMany);
        }
        self.0.push(page);
        Ok(at)
    }

    fn at(&mut self, at: usize) -> Result<&mut OpenPage, RegistryError> {
        self.0.get_mut(at).ok_or(RegistryError::UnknownNode)
    }
}
