//! Fleet files: the participants of a replay, their locations and behaviour, and what happens to them.
//!
//! A fleet file is TOML. Every key is described at its field here and by example in `fleets/default.toml`.
//! [`Fleet::parse`] refuses a fleet that cannot be played, naming file, line and reason.
//!
//! - `participants`: nodes, attesters, delegators, dApps;
//! - `incidents`: maintenance, the slash, the transfer, moves of stake;
//! - `amount`: amounts, prices and parts, read exactly; `location`: H3 cells of locations;
//! - `check`: refuses fleets that cannot be played.

mod amount;
mod check;
mod incidents;
mod location;
mod participants;

pub use amount::{Grid, Part, Price};
pub use check::MAX_EPOCHS;
pub use incidents::{Maintenance, Move, Slash, Transfer};
pub use participants::{Attester, Dapp, Delegator, Kind, Node, Relayer, Route, UptimeProfile, Vote};

use crate::input::InputError;
use serde::Deserialize;
use shared::{Bps, Cell};
use std::path::Path;

/// The fleet that ships with the client.
pub const DEFAULT: &str = include_str!("../fleets/default.toml");
/// Its name in error messages.
pub const DEFAULT_NAME: &str = "fleets/default.toml";

/// A fleet that passed its checks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fleet {
    /// The chain's clock and the suite's parameters.
    pub network: Network,
    /// How to generate a workload when no trace is given.
    pub workload: Generator,
    /// The parameter change that is voted on.
    #[serde(default)]
    pub proposal: Proposal,
    /// Resource classes. The first one is traded.
    #[serde(rename = "class")]
    pub classes: Vec<Class>,
    /// Under-served regions, in which nodes get a boost.
    #[serde(rename = "region", default)]
    pub regions: Vec<Region>,
    /// Attesters and the kinds of facts that they attest.
    #[serde(rename = "attester", default)]
    pub attesters: Vec<Attester>,
    /// Machines.
    #[serde(rename = "node")]
    pub nodes: Vec<Node>,
    /// Delegators, who stake on other people's nodes.
    #[serde(rename = "delegator", default)]
    pub delegators: Vec<Delegator>,
    /// Buyers.
    #[serde(rename = "dapp")]
    pub dapps: Vec<Dapp>,
    /// Maintenance windows, in which nodes are down as announced.
    #[serde(rename = "maintenance", default)]
    pub maintenance: Vec<Maintenance>,
    /// The fault that is slashed.
    pub slash: Option<Slash>,
    /// The node that gets another owner.
    pub transfer: Option<Transfer>,
}

/// The chain's clock and the suite's parameters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Name of the fleet, for the report.
    pub name: String,
    /// Epochs with traffic. One more, for setting up, comes before them.
    pub epochs: u32,
    /// Length of an epoch in hours.
    #[serde(default = "hours_24")]
    pub epoch_hours: u64,
    /// When generated traffic starts, with an offset: `2025-03-03T00:00:00Z`. A trace has times of its own.
    pub start: toml::value::Datetime,
    /// Seed of all random choices.
    #[serde(default)]
    pub seed: u64,
    /// Emission of an epoch in GRID.
    pub emission: Grid,
    /// Least stake of a node's owner in GRID.
    pub min_owner_bond: Grid,
    /// Hours from closing a lease to its end.
    #[serde(default = "hours_6")]
    pub settlement_window_hours: u64,
    /// Hours that a vote runs.
    #[serde(default = "hours_24")]
    pub voting_hours: u64,
    /// Hours from the end of a vote to execution.
    #[serde(default = "hours_24")]
    pub timelock_hours: u64,
}

/// A workload to generate: requests whose rate follows the hour of the day, with log-normal sizes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// Requests of an average epoch.
    pub requests_per_epoch: u32,
    /// Hour of the day (UTC) at which most requests come.
    pub peak_hour: f64,
    /// Requests at the quietest hour, as part of those at the busiest: 0 to 1.
    pub trough: f64,
    /// LLM tokens of a request.
    pub context: Sizes,
    /// LLM tokens of the answer.
    pub generated: Sizes,
}

/// Log-normal sizes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Median, in LLM tokens.
    pub median: u32,
    /// Standard deviation of their logarithm: 0 to 3.
    pub spread: f64,
    /// Upper bound, in LLM tokens.
    pub max: u32,
}

/// The parameter change that stakers vote on: the part of every settlement that is burned.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Epoch in which it is proposed; 1 is the first with traffic.
    pub epoch: u32,
    /// The burn proposed, in bps.
    pub burn: Bps,
}

impl Default for Proposal {
    fn default() -> Self {
        Self { epoch: 2, burn: 600 }
    }
}

/// A resource class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Name of the resource and its unit.
    pub name: String,
    /// How it is billed.
    pub billing: Billing,
}

/// How a class is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Billing {
    /// By units that vouchers account for.
    Metered,
    /// By time reserved.
    Reserved,
}

/// An under-served region: the stake of nodes in its zone counts for more.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its name, for the report.
    pub name: String,
    /// Latitude of a place in it, in degrees.
    pub lat: f64,
    /// Longitude of that place, in degrees.
    pub lon: f64,
    /// Part by which it raises the weight of a node's stake: 0 to 1.
    pub boost: Part,
}

impl Region {
    /// Returns the cell of its zone; zero for a location that the check refuses.
    pub fn cell(&self) -> Cell {
        location::zone_cell(self.lat, self.lon).unwrap_or(0)
    }
}

fn hours_24() -> u64 {
    24
}

fn hours_6() -> u64 {
    6
}

impl Fleet {
    /// Reads the fleet file at `path`.
    ///
    /// # Errors
    /// When the file cannot be read, or the fleet cannot be played.
    pub fn load(path: &Path) -> Result<Self, InputError> {
        let text = std::fs::read_to_string(path).map_err(|e| InputError::whole(path, e))?;
        Self::parse(path, &text)
    }

    /// Reads the fleet that ships with the client.
    ///
    /// # Errors
    /// Never, while the tests pass.
    pub fn shipped() -> Result<Self, InputError> {
        Self::parse(Path::new(DEFAULT_NAME), DEFAULT)
    }

    /// Reads a fleet from `text`; `path` is for messages only.
    ///
    /// # Errors
    /// When `text` is not a fleet, or one that cannot be played.
    pub fn parse(path: &Path, text: &str) -> Result<Self, InputError> {
        let fleet: Self = toml::from_str(text).map_err(|e| check::syntax(path, text, &e))?;
        check::playable(&fleet).map_err(|p| p.locate(path, text))?;
        Ok(fleet)
    }

    /// Returns the first attester of facts of this kind.
    pub fn attester_of(&self, kind: Kind) -> Option<&Attester> {
        self.attesters.iter().find(|a| a.kinds.contains(&kind))
    }

    /// Returns the owners in the order in which they are first named.
    pub fn owners(&self) -> Vec<&str> {
        let mut owners: Vec<&str> = Vec::new();
        for node in &self.nodes {
            if !owners.contains(&node.owner.as_str()) {
                owners.push(&node.owner);
            }
        }
        owners
    }
}

/// Checks a fleet again whose numbers were changed after it was read.
///
/// # Errors
/// Why it cannot be played.
pub fn check_again(fleet: &Fleet) -> Result<(), String> {
    check::playable(fleet).map_err(|p| p.reason)
}

/// Converts a date and time with offset to milliseconds since 1970.
fn start_ms(start: &toml::value::Datetime) -> Option<u64> {
    let start =
        time::OffsetDateTime::parse(&start.to_string(), &time::format_description::well_known::Rfc3339)
            .ok()?;
    u64::try_from(start.unix_timestamp_nanos() / 1_000_000).ok()
}

impl Network {
    /// Returns when generated traffic starts, in milliseconds since 1970.
    pub fn start_ms(&self) -> u64 {
        start_ms(&self.start).unwrap_or(0)
    }

    /// Returns the length of an epoch in milliseconds.
    pub fn epoch_ms(&self) -> u64 {
        self.epoch_hours * 3_600_000
    }
}
