//! Where legs are kept: in their node's pages, 128 to a page, which is what fits a storage item. The node's account
//! is at the head of its first page, because nearly every message that touches a leg touches the account too.
//!
//! Entries that no leg is in any more make up a list that starts in the account; the next legs take them before new
//! entries are made.

use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::metering::{Leg, LegIndex, MeteringError, NodeAccount, MAX_LEG_PAGES};
use kit::{OpenPage, PageCache};
use shared::pages::MAX_VALUE_LEN;
use shared::{Amount, LeaseId, NodeId, RecentEpochs, Records};

/// Nodes' pages, by node and number of the page.
pub type Pages = Mapping<(NodeId, u32), Page, ManualKey<0x4000_0012>>;

/// Entries: each keeps a leg, or is free.
pub type Legs = Records<Leg>;

/// Stands for an entry or for none: its index plus one, or zero.
type Link = u32;

/// What a node has besides its legs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Head {
    /// Tokens earned and not withdrawn.
    pub earnings: Amount,
    /// Tokens burned of its settlements in recent epochs, as far as they were not taken.
    pub usage: RecentEpochs,
    /// How many entries its pages have.
    leg_count: u32,
    /// The first of the list of free entries.
    free: Link,
}

impl Head {
    /// Bytes of the encoding.
    pub const SIZE: usize = 16 + RecentEpochs::SIZE + 2 * 4;

    /// Returns the account as the view shows it.
    pub fn account(&self) -> NodeAccount {
        let Self { earnings, leg_count, free, .. } = *self;
        NodeAccount { earnings, leg_count, free_head: free.checked_sub(1) }
    }
}

/// One of a node's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Page {
    /// The node's account if this is its first page, or else nothing but zeros.
    pub head: Head,
    /// The entries.
    pub legs: Legs,
}

const _: () = assert!(Head::SIZE.wrapping_add(Legs::MAX_LEN) < MAX_VALUE_LEN);

/// The pages of one node that a message touches: each is read once, and written once if it changed.
#[derive(Debug)]
pub struct NodePages {
    node: NodeId,
    first: OpenPage<Page>,
    others: PageCache<Page>,
}

fn read(node: NodeId, number: u32) -> OpenPage<Page> {
    OpenPage { number, page: Pages::new().get((node, number)).unwrap_or_default(), changed: false }
}

fn write(node: NodeId, open: &OpenPage<Page>) {
    if open.changed {
        Pages::new().insert((node, open.number), &open.page);
    }
}

impl NodePages {
    /// Reads the first page of `node`; empty if it was never written.
    pub fn read(node: NodeId) -> Self {
        Self { node, first: read(node, 0), others: PageCache::default() }
    }

    /// Returns the node.
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// Returns how many pages were read.
    pub fn count(&self) -> usize {
        self.others.len().saturating_add(1)
    }

    /// Returns the node's account.
    pub fn head(&self) -> &Head {
        &self.first.page.head
    }

    /// Returns the node's account, to be changed.
    pub fn change_head(&mut self) -> &mut Head {
        self.first.changed = true;
        &mut self.first.page.head
    }

    /// Returns the page that entry `leg_index` is on, or would be. Whoever changes it marks it as changed.
    ///
    /// # Errors
    /// `TooMany` pages.
    pub fn open(&mut self, leg_index: LegIndex) -> Result<&mut OpenPage<Page>, MeteringError> {
        let number = Legs::page_of(leg_index);
        if number == 0 {
            return Ok(&mut self.first);
        }
        let at = match self.others.find(number) {
            Some(at) => at,
            None if self.count() < MAX_LEG_PAGES => self.others.add(read(self.node, number)),
            None => return Err(MeteringError::TooMany),
        };
        self.others.get_mut(at).ok_or(MeteringError::TooMany)
    }

    /// Returns whether the node has an entry `leg_index`.
    pub fn has_entry(&self, leg_index: LegIndex) -> bool {
        leg_index < self.head().leg_count
    }

    /// Puts `leg` into an entry: the first free one, or else a new one behind all others. Returns its index.
    ///
    /// # Errors
    /// `Arithmetic` when the node can have no further entry, or the list of free entries is broken.
    pub fn occupy(&mut self, leg: &Leg) -> Result<LegIndex, MeteringError> {
        let Head { free, leg_count, .. } = *self.head();
        let leg_index = free.checked_sub(1).unwrap_or(leg_count);
        let open = self.open(leg_index)?;
        // A leg must never be overwritten, whatever the list says.
        let next = match open.page.legs.get(Legs::index_of(leg_index)) {
            None if free == 0 => 0,
            Some(Leg { lease: 0, generation: next, .. }) if free > 0 => next,
            _ => return Err(MeteringError::Arithmetic),
        };
        open.changed = put(&mut open.page.legs, leg_index, leg);
        let end = leg_index.checked_add(1).filter(|_| open.changed).ok_or(MeteringError::Arithmetic)?;
        let head = self.change_head();
        head.free = next;
        head.leg_count = leg_count.max(end);
        Ok(leg_index)
    }

    /// Takes the leg of `lease` out of its entry, which becomes the first of the list of free entries.
    ///
    /// # Errors
    /// `UnknownLease` if that is not where it is kept.
    pub fn vacate(&mut self, lease: LeaseId, leg_index: LegIndex) -> Result<Leg, MeteringError> {
        let next = self.head().free;
        let open = self.open(leg_index)?;
        let leg = find(&open.page.legs, lease, leg_index).ok_or(MeteringError::UnknownLease)?;
        open.changed = put(&mut open.page.legs, leg_index, &free_entry(next));
        // It fits: an entry's index is below their number.
        self.change_head().free = leg_index.wrapping_add(1);
        Ok(leg)
    }

    /// Writes the pages that changed.
    pub fn write(&self) {
        write(self.node, &self.first);
        self.others.changed().for_each(|open| write(self.node, open));
    }
}

/// Returns a free entry: a leg of no lease, as their numbers start at 1, with the next free entry in the place of
/// the generation.
fn free_entry(next: Link) -> Leg {
    Leg { lease: 0, session_key: [0; 32], generation: next, price: 0, paid_units: 0, deposit: 0 }
}

/// Reads the leg in an entry of a node's, if there is one.
pub fn read_leg(node: NodeId, leg_index: LegIndex) -> Option<Leg> {
    let page = read(node, Legs::page_of(leg_index)).page;
    page.legs.get(Legs::index_of(leg_index)).filter(|leg| leg.lease > 0)
}

/// Changes the leg of `lease` in entry `leg_index` of a node's. No other page is read.
///
/// # Errors
/// `UnknownLease` if that is not where it is kept; what `change` returns: then nothing is written.
pub fn update_leg(
    node: NodeId,
    lease: LeaseId,
    leg_index: LegIndex,
    change: impl FnOnce(&mut Leg) -> Result<(), MeteringError>,
) -> Result<(), MeteringError> {
    let mut open = read(node, Legs::page_of(leg_index));
    let mut leg = find(&open.page.legs, lease, leg_index).ok_or(MeteringError::UnknownLease)?;
    change(&mut leg)?;
    open.changed = put(&mut open.page.legs, leg_index, &leg);
    write(node, &open);
    Ok(())
}

/// Returns the leg of `lease`, if that is what is kept in the entry `leg_index`, which is on this page.
// Inlined, because the leg would be moved once more for every voucher.
#[inline(always)]
pub fn find(legs: &Legs, lease: LeaseId, leg_index: LegIndex) -> Option<Leg> {
    legs.get(Legs::index_of(leg_index)).filter(|leg| leg.lease == lease && lease > 0)
}

/// Writes the entry `leg_index`, which is on this page: one that exists, or the next one. Returns whether it is one
/// of these.
#[must_use]
pub fn put(legs: &mut Legs, leg_index: LegIndex, leg: &Leg) -> bool {
    legs.set(Legs::index_of(leg_index), leg)
}
