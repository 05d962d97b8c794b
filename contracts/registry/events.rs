//! The registry's events.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::registry::RegistryParams;
use shared::{Cell, Country, Epoch, NodeId, Slot};

/// The contract has a new owner.
#[ink::event]
pub struct OwnershipTransferred {
    /// The owner until now.
    pub from: AccountId,
    /// The owner from now on.
    pub to: AccountId,
}

/// Parameters were announced.
#[ink::event]
pub struct ParamsAnnounced {
    /// In force before `from_epoch`.
    pub current: RegistryParams,
    /// In force from `from_epoch` on.
    pub next: RegistryParams,
    /// The epoch in which `next` takes over.
    pub from_epoch: Epoch,
}

/// A node was registered.
#[ink::event]
pub struct NodeRegistered {
    /// The node's number.
    #[ink(topic)]
    pub node: NodeId,
    /// The node's owner.
    pub owner: AccountId,
    /// The H3 cell it stands in, of resolution 2 to 7.
    pub cell: Cell,
    /// The ISO 3166-1 numeric code of its country.
    pub country: Country,
}

/// A node's controller and device key were replaced.
#[ink::event]
pub struct KeysSet {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// Generation of the new device key; signatures of earlier generations are worthless.
    pub generation: u32,
}

/// A node's metadata was replaced.
#[ink::event]
pub struct MetadataSet {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// Where to find out more (an endpoint, a hash), at most 128 bytes.
    pub metadata: Vec<u8>,
}

/// Maintenance was announced, extended or cancelled.
#[ink::event]
pub struct MaintenanceSet {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// The first slot that is excused.
    pub from: Slot,
    /// How many slots are excused; 0 if maintenance was cancelled before it began.
    pub slots: u16,
}

/// A node has a new owner.
#[ink::event]
pub struct NodeTransferred {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// The owner until now.
    pub from: AccountId,
    /// The owner from now on.
    pub to: AccountId,
}

/// A node was retired, for ever.
#[ink::event]
pub struct NodeRetired {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
}
