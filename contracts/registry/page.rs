//! Pages: the entries of 32 nodes in one storage item.

use crate::credits::EntryCredit;
use crate::history::Presence;
use crate::layout::{Entry, ENTRY_LEN};
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::registry::RegistryError;
use kit::OpenPage;
use shared::pages::{index_of, PAGE_LEN};
use shared::{Epoch, NodeId, PublicKey};

/// The entries of up to 32 nodes. Nodes are numbered without gaps and never removed, so a page only grows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Page {
    /// The epoch that beats and credits belong to.
    pub epoch: Epoch,
    /// The entries, each [`ENTRY_LEN`] bytes.
    entries: Vec<u8>,
}

impl Page {
    /// Returns a page without entries.
    pub fn new(epoch: Epoch) -> Self {
        Self { epoch, entries: Vec::new() }
    }

    /// Adds the entry of the next node, which can claim from epoch `now` on. The page has fewer than
    /// [`PAGE_LEN`].
    pub fn push(&mut self, controller: &AccountId, device_key: &PublicKey, now: Epoch) {
        let mut bytes = [0; ENTRY_LEN];
        Entry(&mut bytes).start(controller, device_key, now);
        self.entries.extend_from_slice(&bytes);
        debug_assert!(self.entries.len() <= (PAGE_LEN as usize).saturating_mul(ENTRY_LEN));
    }

    /// Returns entry `index`, if the page has so many.
    // Called for every beat.
    #[inline(always)]
    pub fn entry(&mut self, index: u32) -> Option<Entry<'_>> {
        let start = usize::try_from(index).ok()?.checked_mul(ENTRY_LEN)?;
        self.entries.get_mut(start..)?.first_chunk_mut().map(Entry)
    }

    /// Returns the entry of `node`, whose page this is.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn entry_of(&mut self, node: NodeId) -> Result<Entry<'_>, RegistryError> {
        self.entry(index_of(node)).ok_or(RegistryError::UnknownNode)
    }

    /// Advances to epoch `now`, if that is a later one: beats and credits start again from nothing. Returns
    /// what was earned, and who was alive, in the epoch that the page held until then.
    #[must_use = "what was earned is written nowhere else afterwards"]
    pub fn advance_epoch(&mut self, now: Epoch) -> (Vec<EntryCredit>, Presence) {
        let (mut credits, mut presence) = (Vec::new(), Presence::default());
        if now <= self.epoch {
            return (credits, presence);
        }
        self.epoch = now;
        // All the room at once, because a contract's memory is never freed.
        credits.reserve_exact(PAGE_LEN as usize);
        for index in 0u8..32 {
            let Some(mut entry) = self.entry(index.into()) else { break };
            let credit = entry.credit();
            if credit > 0 {
                credits.push(EntryCredit { index, credit });
            }
            presence.set(index, entry.beats(), entry.excused());
            entry.start_epoch(now);
        }
        (credits, presence)
    }
}

/// The pages that a message touches, advanced to the running epoch: each is read once, and written once if it
/// changed.
pub trait Pages {
    /// Returns the page that `node` is in. Whoever changes it marks it as changed.
    ///
    /// # Errors
    /// `UnknownNode`; `TooMany` pages.
    fn open(&mut self, node: NodeId) -> Result<&mut OpenPage<Page>, RegistryError>;

    /// Marks the page that `node` is in as changed, and returns the node's entry.
    ///
    /// # Errors
    /// `UnknownNode`; `TooMany` pages.
    fn change(&mut self, node: NodeId) -> Result<Entry<'_>, RegistryError> {
        let open = self.open(node)?;
        open.changed = true;
        open.page.entry_of(node)
    }
}
