//! Pages of offers: what 32 nodes offer of one class, in one storage item.
//!
//! The candidates of a reservation often are neighbours: one item read and one written then serve all of them,
//! and an item costs far more than its bytes. Most nodes do not offer a class, so a page holds offers of those
//! that do and of no other: a bit for each node, then the records in the order of the nodes, of
//! [`RECORD_LEN`] bytes each. A change moves bytes of one record, and decodes no other.

use crate::offers;
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::market::{Offer, MAX_CAPACITY};
use shared::{NodeId, Units};

/// Nodes to a page.
const PAGE_LEN: u32 = 32;

// Where the numbers of a record start, little-endian; units have 8 bytes there.
const CAPACITY: usize = 0;
const BURST: usize = 8;
const COMMITTED: usize = 16;
const PRICE: usize = 24;
const ZONE: usize = 40;
const COUNTRY: usize = 48;
/// Bytes of a record.
pub const RECORD_LEN: usize = 50;

const _: () = assert!(MAX_CAPACITY <= u64::MAX as Units);

/// Returns the number of the page that a node's offers are in.
pub fn page_of(node: NodeId) -> u32 {
    node / PAGE_LEN
}

/// The offers of one class from up to 32 nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct OfferPage {
    /// Which nodes have a record: bit `n` for the node with index `n` in the page.
    present: u32,
    /// Their records, by index of the node.
    records: Vec<u8>,
}

impl OfferPage {
    /// Returns whether no node has a record.
    pub fn is_empty(&self) -> bool {
        self.present == 0
    }

    /// Returns what a node's record holds, if it has one: its offer, or an empty one once it was delisted.
    /// Boxed, because it is moved often and is not small.
    #[inline(never)]
    pub fn record(&self, node: NodeId) -> Option<Box<Offer>> {
        if !self.has(node) {
            return None;
        }
        let record: &[u8; RECORD_LEN] = self.records.get(self.start(node)..)?.first_chunk()?;
        Some(Box::new(Offer {
            capacity: units(record, CAPACITY),
            burst: units(record, BURST),
            committed: units(record, COMMITTED),
            price: u128::from_le_bytes(field(record, PRICE)),
            zone: u64::from_le_bytes(field(record, ZONE)),
            country: u16::from_le_bytes(field(record, COUNTRY)),
        }))
    }

    /// Returns a node's offer, if it has one that was not delisted.
    pub fn offer(&self, node: NodeId) -> Option<Box<Offer>> {
        self.record(node).filter(|offer| !offers::is_empty(offer))
    }

    /// Writes a node's record. Its units are within the bounds of an offer's terms.
    #[inline(never)]
    pub fn put(&mut self, node: NodeId, offer: &Offer) {
        let Offer { capacity, burst, committed, price, zone, country } = *offer;
        debug_assert!(capacity.max(burst).max(committed) <= MAX_CAPACITY);
        let start = self.start(node);
        if !self.has(node) {
            self.replace(start, 0, &[0; RECORD_LEN]);
            self.present |= bit(node);
        }
        let place = self.records.get_mut(start..).and_then(<[u8]>::first_chunk_mut);
        let Some(record): Option<&mut [u8; RECORD_LEN]> = place else { return };
        record[CAPACITY..BURST].copy_from_slice(&capacity.to_le_bytes()[..8]);
        record[BURST..COMMITTED].copy_from_slice(&burst.to_le_bytes()[..8]);
        record[COMMITTED..PRICE].copy_from_slice(&committed.to_le_bytes()[..8]);
        record[PRICE..ZONE].copy_from_slice(&price.to_le_bytes());
        record[ZONE..COUNTRY].copy_from_slice(&zone.to_le_bytes());
        record[COUNTRY..].copy_from_slice(&country.to_le_bytes());
    }

    /// Removes a node's record, if it has one.
    pub fn remove(&mut self, node: NodeId) {
        if self.has(node) {
            self.replace(self.start(node), RECORD_LEN, &[]);
            self.present &= !bit(node);
        }
    }

    /// Replaces `len` bytes from `start` on by others, and moves what is behind them.
    #[inline(never)]
    fn replace(&mut self, start: usize, len: usize, bytes: &[u8]) {
        let behind = self.records.split_off(start);
        self.records.extend_from_slice(bytes);
        self.records.extend_from_slice(behind.get(len..).unwrap_or_default());
    }

    /// Returns whether a node has a record.
    fn has(&self, node: NodeId) -> bool {
        self.present & bit(node) != 0
    }

    /// Returns where a node's record starts, or would start.
    #[inline(never)]
    fn start(&self, node: NodeId) -> usize {
        // The nodes before it: at most 31, so that nothing overflows.
        let before = self.present & bit(node).wrapping_sub(1);
        (before.count_ones() as usize).wrapping_mul(RECORD_LEN)
    }
}

/// Returns the bit that stands for a node in its page.
fn bit(node: NodeId) -> u32 {
    1u32.wrapping_shl(node % PAGE_LEN)
}

/// Returns the bytes of a record's number that starts at `at`.
fn field<const N: usize>(record: &[u8; RECORD_LEN], at: usize) -> [u8; N] {
    record[at..].first_chunk().copied().unwrap_or([0; N])
}

/// Returns the units that start at `at` of a record.
fn units(record: &[u8; RECORD_LEN], at: usize) -> Units {
    u64::from_le_bytes(field(record, at)).into()
}
