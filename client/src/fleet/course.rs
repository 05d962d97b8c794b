//! What happens in the course of a run: maintenance, a fault, a node that is sold, stake that moves.
//!
//! Where a run is shorter than the file expects, maintenance after its end does not take place; everything else
//! happens while leases are wound up.

use super::amount::Part;
use serde::Deserialize;

/// A node is down, as its controller announced.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    /// The node's name.
    pub node: String,
    /// Epoch in which it goes down.
    pub epoch: u32,
    /// Hour of the epoch.
    #[serde(default)]
    pub hour: u32,
    /// Hours it is to be down.
    pub hours: u32,
    /// Hours by which the window is extended while it runs.
    #[serde(default)]
    pub extended: u32,
    /// Whether it is called off before it begins.
    #[serde(default)]
    pub cancelled: bool,
}

/// A fault that somebody proves: part of the pool is taken, the node is jailed, and its owner has it let out
/// when the sentence is over.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slash {
    /// The node's name.
    pub node: String,
    /// Epoch in which the fault is proven.
    pub epoch: u32,
    /// Hour of the epoch.
    #[serde(default)]
    pub hour: u32,
    /// Part of the pool that is taken.
    pub fraction: Part,
    /// Hours in jail.
    pub jail_hours: u64,
    /// Who proved it, and gets a part of what is taken.
    pub reporter: Option<String>,
}

/// A node is handed over to another owner, with its pool and its leases.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The node's name.
    pub node: String,
    /// Epoch in the middle of which it changes hands.
    pub epoch: u32,
    /// The new owner.
    pub to: String,
}

/// A delegator takes its stake from one node to another: it unbonds, and once the stake has thawed, bonds it
/// again without ever holding the tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Epoch in the middle of which it unbonds.
    pub epoch: u32,
    /// The node's name.
    pub from: String,
    /// The other node's.
    pub to: String,
}
