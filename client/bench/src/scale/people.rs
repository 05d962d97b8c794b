//! The people of a fleet, what is whose, and the keys. All of it follows from numbers of pages.

use gridshare_sdk::keys::Key;
use gridshare_sdk::AccountId;
use interfaces::metering::LegRef;
use shared::{LeaseId, NodeId};

/// Nodes to a page.
pub const PAGE_LEN: u32 = 32;
/// Nodes of one owner, which also share a delegator and a payer.
pub const GROUP_LEN: u32 = 4;
/// Owners, delegators and payers to a page.
pub const GROUPS: u32 = PAGE_LEN / GROUP_LEN;

/// Leases of a page's first node.
pub const LEGS: u32 = 32;
/// Leases of a page.
pub const LEASES: u32 = PAGE_LEN + LEGS - 1;

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Owns four nodes.
    Owner = 1,
    /// Stakes with four nodes.
    Delegator,
    /// Leases of four nodes.
    Payer,
    /// Sends heartbeats.
    Controller,
}

/// Returns somebody's account. Accounts of the same role and group count up from page to page, as numbers of nodes
/// do; nobody has their keys.
pub fn person(role: Role, group: u32, page: u32) -> AccountId {
    let mut bytes = [0x6d; 32];
    bytes[0] = role as u8;
    bytes[1..5].copy_from_slice(&group.to_le_bytes());
    bytes[8..12].copy_from_slice(&page.to_le_bytes());
    bytes.into()
}

/// Returns the node of that index on a page.
pub fn node_of(page: u32, index: u32) -> NodeId {
    page * PAGE_LEN + index
}

/// A lease, its payer, and where its leg is.
pub struct LeasedLeg {
    /// Its number.
    pub lease: LeaseId,
    /// Where its leg is.
    pub leg: LegRef,
    /// Who pays.
    pub payer: AccountId,
}

/// Returns the lease that is the `number`th of a page, counted from 0.
pub fn leased(page: u32, number: u32) -> LeasedLeg {
    let lease = LeaseId::from(page) * LeaseId::from(LEASES) + LeaseId::from(number) + 1;
    let (index, leg_index) = if number < PAGE_LEN { (number, 0) } else { (0, number - PAGE_LEN + 1) };
    let leg = LegRef { node: node_of(page, index), leg_index };
    LeasedLeg { lease, leg, payer: person(Role::Payer, index / GROUP_LEN, page) }
}

/// Returns the number of the group that a node is in.
pub fn group_of(node: NodeId) -> u32 {
    node % PAGE_LEN / GROUP_LEN
}

/// Returns the owner of a node.
pub fn owner_of(page: u32, node: NodeId) -> AccountId {
    person(Role::Owner, group_of(node), page)
}

/// The keys that sign. Keys do not count up, so all pages have the same.
pub struct Keys {
    /// Signs vouchers of all leases.
    pub session: Key,
    devices: Vec<Key>,
}

impl Keys {
    /// Makes them.
    pub fn new() -> Self {
        let device = |index| Key::from_name(&format!("scale device {index}"));
        Self { session: Key::from_name("scale session"), devices: (0..PAGE_LEN).map(device).collect() }
    }

    /// Returns the device key of a node.
    pub fn device(&self, node: NodeId) -> &Key {
        &self.devices[(node % PAGE_LEN) as usize]
    }
}
