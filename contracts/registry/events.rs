//! What the registry tells of.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::registry::RegistryParams;
use shared::{Epoch, NodeId, Slot};

/// Ownership was taken up.
#[ink::event]
pub struct OwnershipTransferred {
    /// The previous owner.
    pub from: AccountId,
    /// The owner from here on.
    pub to: AccountId,
}

/// Parameters will change.
#[ink::event]
pub struct ParamsAnnounced {
    /// In force until then.
    pub current: RegistryParams,
    /// In force from then on.
    pub next: RegistryParams,
    /// The epoch in which `next` takes over.
    pub from_epoch: Epoch,
}

/// A node was registered.
#[ink::event]
pub struct NodeRegistered {
    /// Its number.
    #[ink(topic)]
    pub node: NodeId,
    /// Its owner.
    pub owner: AccountId,
    /// Its H3 cell.
    pub cell: u64,
    /// Its ISO 3166-1 numeric country code.
    pub country: u16,
}

/// A node's keys were replaced.
#[ink::event]
pub struct KeysSet {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// Number of the new device key.
    pub generation: u32,
}

/// Where to find out more about a node was replaced.
#[ink::event]
pub struct MetadataSet {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// An endpoint, a hash: at most 128 bytes.
    pub metadata: Vec<u8>,
}

/// Maintenance was announced, extended or called off.
#[ink::event]
pub struct MaintenanceSet {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// The first slot that is excused.
    pub from: Slot,
    /// How many are; none if it was called off before it began.
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

/// A node left for ever.
#[ink::event]
pub struct NodeRetired {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
}
