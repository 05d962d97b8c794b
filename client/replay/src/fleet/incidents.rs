//! Planned incidents: maintenance, a fault, a node that is sold, stake that moves.
//!
//! Maintenance after the last epoch with traffic does not take place; every other incident then happens while leases
//! are closed.

use super::amount::Part;
use serde::Deserialize;

/// A maintenance window, in which a node is down as its controller announced.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    /// The node's name.
    pub node: String,
    /// Epoch in which it goes down.
    pub epoch: u32,
    /// Hour of the epoch in which it goes down.
    #[serde(default)]
    pub hour: u32,
    /// Announced length in hours.
    pub hours: u32,
    /// Hours by which the window is extended while it runs.
    #[serde(default)]
    pub extended: u32,
    /// Whether it is cancelled before it begins.
    #[serde(default)]
    pub cancelled: bool,
}

/// A fault that somebody proves: part of the pool is slashed, the node is jailed, and its owner unjails it when the
/// sentence is over.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slash {
    /// The node's name.
    pub node: String,
    /// Epoch in which the fault is proven.
    pub epoch: u32,
    /// Hour of the epoch in which it goes down.
    #[serde(default)]
    pub hour: u32,
    /// Part of the pool that is slashed.
    pub fraction: Part,
    /// Hours in jail.
    pub jail_hours: u64,
    /// Who proved it, and gets a part of the slash.
    pub reporter: Option<String>,
}

/// The transfer of a node, with its pool and its leases, to another owner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The node's name.
    pub node: String,
    /// Epoch in the middle of which it is transferred.
    pub epoch: u32,
    /// The new owner.
    pub to: String,
}

/// A move of stake: the delegator unbonds it from one node and, once it has thawed, rebonds it to another.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Epoch in the middle of which it unbonds.
    pub epoch: u32,
    /// Name of the node that the stake leaves.
    pub from: String,
    /// Name of the node that it goes to.
    pub to: String,
}
