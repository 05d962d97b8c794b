//! Fleet files: who takes part in a replay, where they stand, and how they behave.
//!
//! A fleet file is TOML. Every key is described at its field here and by example in `fleets/default.toml`.
//! [`Fleet::parse`] refuses what cannot be played, naming file, line and reason.

mod amount;
mod cast;
mod check;
mod course;

pub use amount::{Grid, Part, Price};
pub use cast::{Attester, Carrier, Dapp, Delegator, Habit, Kind, Node, Route, Vote};
pub use check::MAX_EPOCHS;
pub use course::{Maintenance, Move, Slash, Transfer};

use crate::input::InputError;
use serde::Deserialize;
use shared::Bps;
use std::path::Path;

/// The fleet that ships with the client.
pub const DEFAULT: &str = include_str!("../fleets/default.toml");
/// How it is called in messages.
pub const DEFAULT_NAME: &str = "fleets/default.toml";

/// A fleet that can be played.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fleet {
    /// The chain's clock and the suite's parameters.
    pub network: Network,
    /// The workload that is generated when no trace is given.
    pub workload: Generator,
    /// The parameter change that is voted on.
    #[serde(default)]
    pub proposal: Proposal,
    /// What is sold. The first class is the one that is traded.
    #[serde(rename = "class")]
    pub classes: Vec<Class>,
    /// Where nodes count for more.
    #[serde(rename = "region", default)]
    pub regions: Vec<Region>,
    /// Who attests what of nodes.
    #[serde(rename = "attester", default)]
    pub attesters: Vec<Attester>,
    /// The machines.
    #[serde(rename = "node")]
    pub nodes: Vec<Node>,
    /// Who stakes on other people's nodes.
    #[serde(rename = "delegator", default)]
    pub delegators: Vec<Delegator>,
    /// Who buys.
    #[serde(rename = "dapp")]
    pub dapps: Vec<Dapp>,
    /// When nodes are down by announcement.
    #[serde(rename = "maintenance", default)]
    pub maintenance: Vec<Maintenance>,
    /// The fault that is punished.
    pub slash: Option<Slash>,
    /// The node that changes hands.
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
    /// When generated traffic starts (a trace brings its own time), with an offset: `2025-03-03T00:00:00Z`.
    pub start: toml::value::Datetime,
    /// Every choice left to chance follows from it.
    #[serde(default)]
    pub seed: u64,
    /// Emission of an epoch.
    pub emission: Grid,
    /// Least stake of a node's owner.
    pub min_owner_bond: Grid,
    /// From closing a lease to its end.
    #[serde(default = "hours_6")]
    pub settlement_window_hours: u64,
    /// How long a vote runs.
    #[serde(default = "hours_24")]
    pub voting_hours: u64,
    /// From the end of a vote to execution.
    #[serde(default = "hours_24")]
    pub timelock_hours: u64,
}

/// A workload to generate: requests that come and go with the hour, their sizes log-normal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// Requests of an average epoch.
    pub requests_per_epoch: u32,
    /// Hour of the day (UTC) at which most requests come.
    pub peak_hour: f64,
    /// Requests at the quietest hour, as part of those at the busiest: 0 to 1.
    pub trough: f64,
    /// Tokens of a request.
    pub context: Sizes,
    /// Tokens of the answer.
    pub generated: Sizes,
}

/// Log-normal sizes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Half of them are smaller.
    pub median: u32,
    /// Standard deviation of their logarithm: 0 to 3.
    pub spread: f64,
    /// None is larger.
    pub max: u32,
}

/// The parameter change that stakers vote on: the part of every settlement that is burned.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Epoch in which it is made; 1 is the first with traffic.
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

/// An under-served region: nodes in its zone count for more.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its name, for the report.
    pub name: String,
    /// Latitude of a place in it, in degrees.
    pub lat: f64,
    /// Longitude of that place, in degrees.
    pub lon: f64,
    /// By how much the weight of a node's stake rises there: 0 to 1.
    pub boost: Part,
}

impl Region {
    /// Its H3 cell, a zone's; zero for a place that the file's check refuses.
    pub fn cell(&self) -> u64 {
        check::zone_of(self.lat, self.lon).unwrap_or(0)
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
    /// When it cannot be read or not be played.
    pub fn load(path: &Path) -> Result<Self, InputError> {
        let text = std::fs::read_to_string(path).map_err(|e| InputError::whole(path, e))?;
        Self::parse(path, &text)
    }

    /// The fleet that ships with the client.
    ///
    /// # Errors
    /// Never, while the tests pass.
    pub fn shipped() -> Result<Self, InputError> {
        Self::parse(Path::new(DEFAULT_NAME), DEFAULT)
    }

    /// Reads a fleet from `text`; `path` is for messages only.
    ///
    /// # Errors
    /// When it is not a fleet, or one that cannot be played.
    pub fn parse(path: &Path, text: &str) -> Result<Self, InputError> {
        let fleet: Self = toml::from_str(text).map_err(|e| check::syntax(path, text, &e))?;
        check::playable(&fleet).map_err(|p| p.locate(path, text))?;
        Ok(fleet)
    }

    /// The first who attests facts of this kind.
    pub fn attester_of(&self, kind: Kind) -> Option<&Attester> {
        self.attesters.iter().find(|a| a.kinds.contains(&kind))
    }

    /// Owners in the order in which they are first named.
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

/// Whether a fleet can be played whose numbers were changed after it was read.
///
/// # Errors
/// What is wrong with them.
pub fn check_again(fleet: &Fleet) -> Result<(), String> {
    check::playable(fleet).map_err(|p| p.reason)
}

/// Milliseconds since 1970 of a date and time with offset.
fn start_ms(start: &toml::value::Datetime) -> Option<u64> {
    let start =
        time::OffsetDateTime::parse(&start.to_string(), &time::format_description::well_known::Rfc3339)
            .ok()?;
    u64::try_from(start.unix_timestamp_nanos() / 1_000_000).ok()
}

impl Network {
    /// When generated traffic starts, in milliseconds since 1970.
    pub fn start_ms(&self) -> u64 {
        start_ms(&self.start).unwrap_or(0)
    }

    /// Length of an epoch in milliseconds.
    pub fn epoch_ms(&self) -> u64 {
        self.epoch_hours * 3_600_000
    }
}
