//! The events of attestations.

use ink::primitives::AccountId;
use interfaces::attestations::{AttestationsParams, Kind};
use shared::{Bps, Cell, Epoch, NodeId};

/// The contract has a new owner.
#[ink::event]
pub struct OwnershipTransferred {
    /// The owner until now.
    pub from: AccountId,
    /// The owner from now on.
    pub to: AccountId,
}

/// Parameters will change.
#[ink::event]
pub struct ParamsAnnounced {
    /// In force now.
    pub current: AttestationsParams,
    /// In force from `from_epoch` on.
    pub next: AttestationsParams,
    /// The next epoch.
    pub from_epoch: Epoch,
}

/// An attester was named or dismissed.
#[ink::event]
pub struct AttesterSet {
    /// The kind that it attests.
    pub kind: Kind,
    /// Its account.
    pub attester: AccountId,
    /// Whether it is an attester of the kind from now on.
    pub named: bool,
}

/// A region's boost was set.
#[ink::event]
pub struct RegionSet {
    /// The region: an H3 cell of resolution 2.
    pub cell: Cell,
    /// The boost from now on, in basis points; 0 for none.
    pub boost: Bps,
}

/// Something was attested of a node.
#[ink::event]
pub struct Attested {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// What it is about.
    pub kind: Kind,
    /// The attested value; its unit depends on the kind.
    pub value: u16,
    /// The first epoch in which it no longer holds.
    pub until: Epoch,
    /// Who attests it.
    pub attester: AccountId,
}

/// An attestation was revoked.
#[ink::event]
pub struct Revoked {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// What it was about.
    pub kind: Kind,
    /// Who revoked it: its attester or the contract's owner.
    pub by: AccountId,
}
