//! State of the participants during a replay.

use crate::workload::Request;
use anyhow::{Context, Result};
use gridshare_sdk::keys::Key;
use gridshare_sdk::AccountId;
use interfaces::metering::LegIndex;
use interfaces::registry::NodeStatus;
use shared::{Amount, Cell, LeaseId, NodeId, Signature, Timestamp, Units};
use std::collections::{BTreeSet, VecDeque};

/// State of all participants. Nodes, dApps and delegators have the order of the fleet file; fields that name one of
/// them hold its index there.
#[derive(Default)]
pub(super) struct FleetState {
    pub(super) nodes: Vec<Node>,
    pub(super) dapps: Vec<Dapp>,
    pub(super) delegators: Vec<Delegator>,
    /// Leases that are not finalized.
    pub(super) leases: Vec<Lease>,
    /// Zones in which something was reserved or released in this slot.
    pub(super) changed_zones: BTreeSet<Cell>,
    /// Whether anything was settled since the last sweep.
    pub(super) unswept: bool,
}

/// A node.
pub(super) struct Node {
    pub(super) id: NodeId,
    pub(super) owner: AccountId,
    pub(super) controller: AccountId,
    pub(super) device: Key,
    /// Number of the device key.
    pub(super) generation: u32,
    /// Cell of its zone.
    pub(super) zone: Cell,
    /// For each slot, whether it is on.
    pub(super) on: Vec<bool>,
    /// Its status when the registry was last asked.
    pub(super) status: NodeStatus,
    /// Earnings that its owner collected so far.
    pub(super) collected: Amount,
    /// Earnings on its account with metering.
    pub(super) due: Amount,
}

impl Node {
    /// Returns whether it can be sent requests in this slot.
    pub(super) fn serves(&self, slot: usize) -> bool {
        self.on[slot] && self.status == NodeStatus::Active
    }
}

/// A dApp.
pub(super) struct Dapp {
    pub(super) account: AccountId,
    pub(super) session: Key,
    /// Tokens on its own account.
    pub(super) wallet: Amount,
    /// Its free balance with metering.
    pub(super) balance: Amount,
    /// Requests that wait for a node.
    pub(super) waiting: VecDeque<Request>,
}

/// A delegator.
pub(super) struct Delegator {
    pub(super) account: AccountId,
    /// Nodes on which it stakes.
    pub(super) nodes: Vec<usize>,
    /// When the stake that it unbonded has thawed, once it left or started to move.
    pub(super) ready_at: Option<Timestamp>,
    /// Tokens paid out to it so far.
    pub(super) paid: Amount,
}

/// A lease that is not finalized.
pub(super) struct Lease {
    pub(super) id: LeaseId,
    pub(super) dapp: usize,
    pub(super) node: usize,
    pub(super) leg_index: LegIndex,
    /// Locked price of a unit.
    pub(super) price: Amount,
    /// Tokens paid into it so far.
    pub(super) deposit: Amount,
    /// Units that the session key signed for, and its signature.
    pub(super) signed: Units,
    pub(super) signature: Option<Signature>,
    /// Units that the node was paid for.
    pub(super) settled: Units,
    /// The slot from which on it is to be replaced.
    pub(super) renew_at: usize,
    /// End of its settlement window, once closed.
    pub(super) closing: Option<Timestamp>,
}

impl Lease {
    /// Returns whether it was not closed.
    pub(super) fn is_open(&self) -> bool {
        self.closing.is_none()
    }

    /// Returns whether its node could be paid for more units.
    pub(super) fn is_unsettled(&self) -> bool {
        self.settled < self.signed
    }
}

/// Returns the index of the fleet's node of that name.
pub(super) fn node_named(fleet: &crate::fleet::Fleet, name: &str) -> Result<usize> {
    let index = fleet.nodes.iter().position(|n| n.name == name);
    index.with_context(|| format!("there is no node `{name}`"))
}
