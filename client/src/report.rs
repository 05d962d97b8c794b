//! What a replay found out, and the three ways of telling it: [`summary`] for a terminal, [`json`] for a
//! program, [`html`] for a browser.
//!
//! A [`Report`] is plain data: nothing here asks a chain.

mod cards;
mod chart;
mod course;
mod format;
pub mod html;
pub mod json;
mod map;
mod people;
pub mod summary;
mod supply;
mod svg;
mod tables;

pub(crate) use format::{part, whole};
pub use people::{DappReport, DelegatorReport, VoteReport};
pub use supply::{
    AttestationReport, CommissionReport, FactReport, MaintenanceReport, Presence, SlashReport, TransferReport,
};

use crate::chain::Cost;
use serde::Serialize;
use shared::{Amount, NodeId, Timestamp};
use std::path::Path;

/// A replay that came to its end.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Name of the fleet.
    pub fleet: String,
    /// Where the requests come from.
    pub source: String,
    /// Every choice left to chance followed from it.
    pub seed: u64,
    /// Which pallet ran the contracts.
    pub pallet: String,
    /// When the traffic starts, in milliseconds since 1970: the charts' left edge.
    pub start_ms: Timestamp,
    /// Length of a slot in milliseconds.
    pub slot_ms: u64,
    /// Slots in an epoch.
    pub slots_per_epoch: usize,
    /// Slots that the charts show: all with traffic and those of closing down.
    pub slots: usize,
    /// Sums.
    pub totals: Totals,
    /// The nodes, in the fleet's order.
    pub nodes: Vec<NodeReport>,
    /// The dApps.
    pub dapps: Vec<DappReport>,
    /// The delegators.
    pub delegators: Vec<DelegatorReport>,
    /// Maintenance windows, in the order in which they were announced.
    pub maintenance: Vec<MaintenanceReport>,
    /// Nodes of which something is attested, or whose region counts for more.
    pub attestations: Vec<AttestationReport>,
    /// Pools with terms of their own.
    pub commissions: Vec<CommissionReport>,
    /// The fault that was punished.
    pub slash: Option<SlashReport>,
    /// The node that changed hands.
    pub transfer: Option<TransferReport>,
    /// The vote on the parameter change.
    pub vote: VoteReport,
    /// What changed the course of a chart.
    pub marks: Vec<Mark>,
    /// What happened, in order.
    pub timeline: Vec<Moment>,
    /// What the messages took, dearest in sum first.
    pub costs: Vec<MessageCost>,
    /// What must always hold, and whether it did.
    pub invariants: Vec<Invariant>,
}

/// Sums over the whole run. Amounts are in the token's smallest unit.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Requests of the workload.
    pub requests: u64,
    /// Requests that had to wait for a node to come back.
    pub delayed: u64,
    /// Units of the workload.
    pub units_in_trace: u64,
    /// Units that metering paid for.
    pub units_settled: u64,
    /// What dApps paid for them, fees included.
    pub value_settled: Amount,
    /// Burned of it.
    pub burned: Amount,
    /// Paid to the treasury of it.
    pub treasury: Amount,
    /// Paid to the nodes' owners of it.
    pub node_earnings: Amount,
    /// Minted by claims.
    pub minted: Amount,
    /// The most that could have been minted.
    pub emission: Amount,
    /// Epochs with traffic.
    pub epochs: u32,
    /// Calls that changed the chain.
    pub calls: u64,
    /// What they took.
    pub cost: Cost,
    /// Seconds the run took.
    pub wall_s: f64,
    /// Vouchers that session keys signed: one for each request.
    pub vouchers_signed: u64,
    /// Vouchers that nodes settled: the latest of each leg is worth all before it.
    pub vouchers_submitted: u64,
    /// The most vouchers in one settlement.
    pub largest_batch: u64,
    /// Leases opened.
    pub leases: u64,
    /// Top-ups of leases that ran low.
    pub top_ups: u64,
    /// Heartbeats sent by controllers and counted.
    pub beats_by_controller: u64,
    /// Heartbeats signed by devices and counted.
    pub beats_by_device: u64,
}

/// A node's part.
#[derive(Clone, Debug, Default)]
pub struct NodeReport {
    /// Its number on the chain.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Hardware and model.
    pub model: String,
    /// Its owner.
    pub owner: String,
    /// Its uptime habit, in words.
    pub habit: String,
    /// Whether its device signs its beats.
    pub device: bool,
    /// How the registry saw it when the traffic ended.
    pub status: String,
    /// Requests it answered.
    pub requests: u64,
    /// Units settled.
    pub units: u64,
    /// What dApps paid for them.
    pub value: Amount,
    /// Paid to its owner of it.
    pub earned: Amount,
    /// Minted for its availability.
    pub availability: Amount,
    /// Minted for its usage.
    pub usage: Amount,
    /// List price of one unit.
    pub price: Amount,
    /// For each slot, units of the requests it was sent.
    pub load: Vec<u64>,
    /// For each slot, what those units cost at the leases' locked prices.
    pub paid: Vec<Amount>,
    /// For each slot, the price of one unit for a new lease: list price times the zone's multiplier.
    pub quote: Vec<Amount>,
    /// For each slot, what it earned of settlements so far.
    pub earnings: Vec<Amount>,
    /// For each slot, what was minted for it so far.
    pub rewards: Vec<Amount>,
    /// For each slot, the stake in its pool.
    pub stake: Vec<Amount>,
    /// For each slot, whether the registry counted a beat.
    pub beats: Vec<bool>,
    /// For each slot, how it stood.
    pub presence: Vec<Presence>,
}

impl NodeReport {
    /// Part of the slots that it was seen in, those aside that maintenance excused.
    pub fn uptime(&self) -> f64 {
        let seen = self.beats.iter().filter(|b| **b).count();
        let counted = self.presence.len() - self.slots(Presence::Maintenance);
        seen as f64 / counted.max(1) as f64
    }

    /// Slots in which it stood like that.
    pub fn slots(&self, presence: Presence) -> usize {
        self.presence.iter().filter(|p| **p == presence).count()
    }

    /// What was minted for it.
    pub fn minted(&self) -> Amount {
        self.availability + self.usage
    }
}

/// A chart over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Units asked for.
    Load,
    /// Prices paid and asked.
    Price,
    /// Zones' price multipliers.
    Multiplier,
    /// Money that came in.
    Earnings,
    /// Stake in pools.
    Stake,
    /// Nodes that were seen.
    Alive,
}

/// A note in a chart.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The chart.
    pub metric: Metric,
    /// The slot.
    pub slot: usize,
    /// A few words.
    pub text: String,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// When, in milliseconds since 1970.
    pub at_ms: Timestamp,
    /// What.
    pub text: String,
}

/// What the calls of one message took.
#[derive(Clone, Debug, Default)]
pub struct MessageCost {
    /// Contract and message.
    pub message: String,
    /// Calls.
    pub calls: u64,
    /// What one took on average.
    pub mean: Cost,
    /// The most that one took.
    pub max: Cost,
    /// What all took.
    pub total: Cost,
}

/// Something that must always hold.
#[derive(Clone, Debug, Default)]
pub struct Invariant {
    /// Its name.
    pub name: String,
    /// How often it was checked.
    pub checks: u32,
    /// When and how it was broken first.
    pub broken: Option<String>,
}

impl Report {
    /// Whether everything held that must always hold.
    pub fn holds(&self) -> bool {
        self.invariants.iter().all(|i| i.broken.is_none())
    }

    /// Sums a series over all nodes.
    fn sum<T: Copy + std::iter::Sum<T>>(&self, series: impl Fn(&NodeReport) -> &[T]) -> Vec<T> {
        let at = |slot: usize| self.nodes.iter().filter_map(|n| series(n).get(slot).copied()).sum();
        (0..self.slots).map(at).collect()
    }
}

/// Writes a file whole or not at all: readers of `path` never see a part of it.
///
/// # Errors
/// When the folder cannot be written to.
pub fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let part = Path::new(&part);
    std::fs::write(part, text).and_then(|()| std::fs::rename(part, path)).inspect_err(|_| {
        // What was to be written is gone either way; the first error is the one to tell.
        let _ = std::fs::remove_file(part);
    })
}
