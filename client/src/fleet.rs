//! Fleet files: who takes part in a replay, where they stand, and how they behave.
//!
//! A fleet file is TOML. Every key is described at its field here and by example in `fleets/default.toml`.
//! [`Fleet::parse`] refuses what cannot be played, naming file, line and reason.

mod amount;
mod check;

pub use amount::{Grid, Price};
pub use check::MAX_EPOCHS;

use crate::input::InputError;
use serde::Deserialize;
use shared::{Amount, Bps};
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
    /// The machines.
    #[serde(rename = "node")]
    pub nodes: Vec<Node>,
    /// Who stakes on other people's nodes.
    #[serde(rename = "delegator", default)]
    pub delegators: Vec<Delegator>,
    /// Who buys.
    #[serde(rename = "dapp")]
    pub dapps: Vec<Dapp>,
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

/// A machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its name, unique.
    pub name: String,
    /// Where it stands, in words.
    pub place: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// ISO 3166-1 numeric country code.
    pub country: u16,
    /// Hardware and model.
    pub model: String,
    /// Who owns it. An owner of several nodes is named at each.
    pub owner: String,
    /// Price of 1 000 units.
    pub price: Price,
    /// Units that can be reserved at any time.
    pub capacity: u64,
    /// Further units while its zone is busy.
    #[serde(default)]
    pub burst: u64,
    /// The owner's stake.
    pub stake: Grid,
    /// Its uptime habit.
    #[serde(default)]
    pub uptime: Habit,
    /// Who proves that it is alive.
    #[serde(default)]
    pub carrier: Carrier,
}

/// An uptime habit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(tag = "habit", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Habit {
    /// Always on.
    #[default]
    Steady,
    /// Drops out by chance.
    Flaky {
        /// Part of the slots that it misses: 0 to 0.9.
        miss: f64,
        /// Slots that it is away for on average; at least 1.
        #[serde(default = "two")]
        run: f64,
    },
    /// Off for some hours of each day (UTC); `from` may be later than `to`.
    Nightly {
        /// First hour off.
        from: u8,
        /// First hour on again.
        to: u8,
    },
    /// Away once, for a while.
    Outage {
        /// Epoch in which it goes.
        epoch: u32,
        /// Hours it is away.
        hours: u32,
    },
}

/// Who proves that a node is alive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// Its controller, in one call for all nodes of an owner.
    #[default]
    Controller,
    /// Its device signs; somebody else carries the signatures in.
    Device,
}

/// Somebody who stakes on other people's nodes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegator {
    /// Its name, unique.
    pub name: String,
    /// Its stake on each of the nodes.
    pub stake: Grid,
    /// Names of the nodes.
    pub nodes: Vec<String>,
    /// How it votes.
    #[serde(default)]
    pub vote: Vote,
    /// Epoch in which it takes out everything.
    pub leaves_at_epoch: Option<u32>,
}

/// How to vote on the proposal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vote {
    /// For.
    #[default]
    For,
    /// Against.
    Against,
    /// Counts for the quorum only.
    Abstain,
    /// Not at all.
    None,
}

/// A buyer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dapp {
    /// Its name, unique.
    pub name: String,
    /// Its share of all requests, against the others' shares.
    pub share: f64,
    /// Deposit of each of its leases, and what it tops up with.
    pub deposit: Grid,
    /// Highest price of 1 000 units, the zone's multiplier included.
    pub max_price: Price,
    /// How many nodes it leases at a time.
    pub leases: usize,
    /// Units it reserves on each.
    pub units: u64,
    /// Hours after which it replaces a lease. Without it, leases last to the end.
    pub lease_hours: Option<u32>,
    /// Which nodes it prefers.
    #[serde(default)]
    pub route: Route,
    /// Where its users are; needed for `nearest`.
    pub lat: Option<f64>,
    /// Where its users are; needed for `nearest`.
    pub lon: Option<f64>,
    /// Takes nodes of this country only.
    pub country: Option<u16>,
    /// Takes nodes with at least this stake only.
    #[serde(default)]
    pub min_stake: Grid,
}

/// Which nodes a dApp prefers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// The cheapest.
    #[default]
    Cheapest,
    /// The nearest to its users.
    Nearest,
}

fn hours_24() -> u64 {
    24
}

fn hours_6() -> u64 {
    6
}

fn two() -> f64 {
    2.0
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

impl Price {
    /// Price of `units`.
    pub fn of(self, units: u64) -> Amount {
        self.0 * Amount::from(units)
    }
}

impl Node {
    /// The H3 cell it registers; zero for a place that the file's check refuses.
    pub fn cell(&self) -> u64 {
        check::cell(self).unwrap_or(0)
    }

    /// What it registers as metadata.
    pub fn metadata(&self) -> String {
        format!("{}, {}", self.model, self.place)
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
