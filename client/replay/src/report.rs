//! The report of a replay, and its three forms: [`summary`] for a terminal, [`json`] for a program, [`html`] for a
//! browser.
//!
//! A [`Report`] is plain data: nothing here asks a chain.
//!
//! - `node_history`, `people`: data of nodes, and of dApps, delegators and voters;
//! - `format`: numbers as text;
//! - `tables`, `history_tables`, `cards`, `chart`, `map`, `svg`: parts of the page.

mod cards;
mod chart;
mod format;
mod history_tables;
pub mod html;
pub mod json;
mod map;
mod node_history;
mod people;
pub mod summary;
mod svg;
mod tables;

pub(crate) use format::{part, whole};
pub use node_history::{
    AttestationReport, CommissionReport, FactReport, MaintenanceReport, Presence, SlashReport, TransferReport,
};
pub use people::{DappReport, DelegatorReport, VoteReport};

use gridshare_sdk::Cost;
use serde::Serialize;
use shared::{Amount, NodeId, Timestamp};
use std::path::Path;

/// The report of a replay.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Name of the fleet.
    pub fleet: String,
    /// The origin of the requests, in words.
    pub source: String,
    /// Seed of all random choices.
    pub seed: u64,
    /// Name and version of the pallet that ran the contracts.
    pub pallet: String,
    /// When the traffic and the charts start, in milliseconds since 1970.
    pub start_ms: Timestamp,
    /// Length of a slot in milliseconds.
    pub slot_ms: u64,
    /// Slots in an epoch.
    pub slots_per_epoch: usize,
    /// Number of slots that the charts show: those with traffic and those after it until the last lease ended.
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
    /// Nodes of which something is attested, or whose region is under-served.
    pub attestations: Vec<AttestationReport>,
    /// Pools with terms of their own.
    pub commissions: Vec<CommissionReport>,
    /// The fault that was slashed.
    pub slash: Option<SlashReport>,
    /// The node that was transferred.
    pub transfer: Option<TransferReport>,
    /// The vote on the parameter change.
    pub vote: VoteReport,
    /// Notes in the charts.
    pub marks: Vec<Mark>,
    /// What happened, in the order of time.
    pub timeline: Vec<TimelineEntry>,
    /// Costs by message, the highest sum of reference time first.
    pub costs: Vec<MessageCost>,
    /// Invariants, and whether they held.
    pub invariants: Vec<Invariant>,
}

/// Sums over the whole run. Amounts are in the token's smallest unit.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Requests of the workload.
    pub requests: u64,
    /// Requests that had to wait for a node to serve.
    pub delayed: u64,
    /// Units of the workload.
    pub units_in_trace: u64,
    /// Units that nodes were paid for.
    pub units_settled: u64,
    /// Tokens that dApps paid for them, fees included.
    pub value_settled: Amount,
    /// Burned of that.
    pub burned: Amount,
    /// Paid to the treasury of that.
    pub treasury: Amount,
    /// Paid to the nodes' owners of that.
    pub node_earnings: Amount,
    /// Minted by claims.
    pub minted: Amount,
    /// Emission: the most that could have been minted.
    pub emission: Amount,
    /// Epochs with traffic.
    pub epochs: u32,
    /// Accepted calls.
    pub calls: u64,
    /// Sum of their costs.
    pub cost: Cost,
    /// Seconds that the replay took.
    pub wall_s: f64,
    /// Vouchers that session keys signed: one for each request.
    pub vouchers_signed: u64,
    /// Vouchers that nodes settled: the latest of a leg accounts for all before it.
    pub vouchers_submitted: u64,
    /// Largest number of vouchers in one settlement.
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

/// The report of a node. Series have one value for each slot.
#[derive(Clone, Debug, Default)]
pub struct NodeReport {
    /// Its number.
    pub id: NodeId,
    /// Its name.
    pub name: String,
    /// Its location in words.
    pub place: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Hardware and model.
    pub model: String,
    /// Its owner.
    pub owner: String,
    /// Its uptime profile, in words.
    pub profile: String,
    /// Whether its device signs its heartbeats.
    pub device: bool,
    /// Its status at the registry when the traffic ended.
    pub status: String,
    /// Requests that it answered.
    pub requests: u64,
    /// Units settled.
    pub units: u64,
    /// Tokens that dApps paid for them.
    pub value: Amount,
    /// Paid to its owner of that.
    pub earned: Amount,
    /// Minted for its availability.
    pub availability: Amount,
    /// Minted for its usage.
    pub usage: Amount,
    /// List price of one unit.
    pub price: Amount,
    /// Units of the requests of the slot.
    pub load: Vec<u64>,
    /// Price of those units at the leases' locked prices.
    pub paid: Vec<Amount>,
    /// Price of one unit for a new lease: list price times the zone's multiplier.
    pub quote: Vec<Amount>,
    /// Earnings of settlements up to the slot.
    pub earnings: Vec<Amount>,
    /// Tokens minted for it up to the slot.
    pub rewards: Vec<Amount>,
    /// Active and joining tokens of its pool.
    pub stake: Vec<Amount>,
    /// Whether the registry counted a heartbeat.
    pub beats: Vec<bool>,
    /// Its presence.
    pub presence: Vec<Presence>,
}

impl NodeReport {
    /// Returns the part of the slots in which it was seen, without those that maintenance excused.
    pub fn uptime(&self) -> f64 {
        let seen = self.beats.iter().filter(|b| **b).count();
        let counted = self.presence.len() - self.slots(Presence::Maintenance);
        seen as f64 / counted.max(1) as f64
    }

    /// Returns the number of slots with that presence.
    pub fn slots(&self, presence: Presence) -> usize {
        self.presence.iter().filter(|p| **p == presence).count()
    }

    /// Returns the tokens minted for it.
    pub fn minted(&self) -> Amount {
        self.availability + self.usage
    }
}

/// A chart over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Units of requests.
    Load,
    /// Prices paid and quoted.
    Price,
    /// Zones' price multipliers.
    Multiplier,
    /// Earnings and rewards.
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

/// Something that happened, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TimelineEntry {
    /// When, in milliseconds since 1970.
    pub at_ms: Timestamp,
    /// What.
    pub text: String,
}

/// Costs of one message.
#[derive(Clone, Debug, Default)]
pub struct MessageCost {
    /// Contract and message.
    pub message: String,
    /// Calls.
    pub calls: u64,
    /// Mean cost of a call.
    pub mean: Cost,
    /// Highest cost of a call, in each dimension.
    pub max: Cost,
    /// Cost of all calls.
    pub total: Cost,
}

/// An invariant.
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
    /// Returns whether all invariants held.
    pub fn holds(&self) -> bool {
        self.invariants.iter().all(|i| i.broken.is_none())
    }

    /// Returns the sum of a series over all nodes, for each slot.
    fn sum<T: Copy + std::iter::Sum<T>>(&self, series: impl Fn(&NodeReport) -> &[T]) -> Vec<T> {
        let at = |slot: usize| self.nodes.iter().filter_map(|n| series(n).get(slot).copied()).sum();
        (0..self.slots).map(at).collect()
    }
}

/// Writes a file atomically: readers of `path` never see a part of it.
///
/// # Errors
/// When the folder cannot be written to.
pub fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let part = Path::new(&part);
    std::fs::write(part, text).and_then(|()| std::fs::rename(part, path)).inspect_err(|_| {
        // The first error is the one to report.
        let _ = std::fs::remove_file(part);
    })
}
