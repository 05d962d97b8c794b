//! The storage of attesters, attestations and regions.
//!
//! | item | read by | written by |
//! |---|---|---|
//! | `attesters` | `attest`, `is_attester` | `set_attester` |
//! | `attestations` | `attest`, `revoke`, `refresh`, `attestation` | `attest`, `revoke` |
//! | `regions` | `attest`, `revoke`, `refresh`, `region` | `set_region` |

use crate::facts::Record;
use ink::prelude::boxed::Box;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::attestations::{Attestation, Kind};
use shared::{Bps, Cell, NodeId};

/// Attesters, attestations and regions.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    attesters: Mapping<(Kind, AccountId), (), ManualKey<0x8000_0010>>,
    attestations: Mapping<NodeId, Box<Record>, ManualKey<0x8000_0011>>,
    /// Boosts of under-served regions, in basis points, by cell of resolution 2; never zero.
    regions: Mapping<Cell, Bps, ManualKey<0x8000_0012>>,
}

impl Store {
    /// Returns whether `account` is an attester of a kind.
    pub fn is_attester(&self, kind: Kind, account: &AccountId) -> bool {
        self.attesters.contains((kind, account))
    }

    /// Makes `account` an attester of a kind, or no longer one.
    pub fn update_attester(&mut self, kind: Kind, account: &AccountId, named: bool) {
        if named {
            self.attesters.insert((kind, account), &());
        } else {
            self.attesters.remove((kind, account));
        }
    }

    /// Reads what is kept of a node; nothing before it is first attested of.
    #[inline(never)]
    pub fn record(&self, node: NodeId) -> Option<Box<Record>> {
        self.attestations.get(node)
    }

    /// Writes what is kept of a node.
    #[inline(never)]
    pub fn put_record(&mut self, node: NodeId, record: &Record) {
        self.attestations.insert(node, record);
    }

    /// Reads what was attested of a node in one kind.
    pub fn attestation(&self, node: NodeId, kind: Kind) -> Option<Attestation> {
        self.record(node)?.attestation(kind)
    }

    /// Reads the boost of a region.
    pub fn region_boost(&self, cell: Cell) -> Bps {
        self.regions.get(cell).unwrap_or_default()
    }

    /// Writes the boost of a region; 0 removes it.
    pub fn update_region_boost(&mut self, cell: Cell, boost: Bps) {
        if boost > 0 {
            self.regions.insert(cell, &boost);
        } else {
            self.regions.remove(cell);
        }
    }
}
