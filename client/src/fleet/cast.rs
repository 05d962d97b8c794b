//! Who takes part: machines and their habits, attesters, delegators, dApps.

use super::amount::{Grid, Part, Price};
use super::check;
use super::course::Move;
use interfaces::attestations::Kind as Attestable;
use serde::Deserialize;

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
    /// Share of renewable energy that is attested of it.
    pub renewable: Option<Part>,
    /// What else is attested of it.
    #[serde(default)]
    pub attested: Vec<Kind>,
    /// The owner's commission on what the pool earns. It is reached in steps, as fast as staking allows.
    #[serde(default)]
    pub commission: Part,
    /// Whom commission is paid out to; without anybody it is added to the owner's stake.
    pub commission_to: Option<String>,
    /// Whether nobody but the owner may stake on it.
    #[serde(default)]
    pub closed: bool,
    /// Whether its owner takes it out of service once its last lease is over.
    #[serde(default)]
    pub retires: bool,
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

/// Somebody who attests facts of nodes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attester {
    /// Its name, unique.
    pub name: String,
    /// What it is trusted to attest.
    pub kinds: Vec<Kind>,
    /// Epochs for which what it attests holds, epoch 0 included. It does not attest twice.
    #[serde(default = "ninety")]
    pub epochs: u16,
}

/// What can be attested of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The machine is of the model that it says.
    Hardware,
    /// It runs on this share of renewable energy.
    Renewable,
    /// It stands in the country that it says.
    Jurisdiction,
    /// Its owner is known.
    Identity,
}

impl Kind {
    /// What the contracts call it.
    pub fn attestable(self) -> Attestable {
        match self {
            Self::Hardware => Attestable::Hardware,
            Self::Renewable => Attestable::Renewable,
            Self::Jurisdiction => Attestable::Jurisdiction,
            Self::Identity => Attestable::Identity,
        }
    }
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
    /// How it takes its stake from one node to another.
    pub moves: Option<Move>,
    /// Who pays for its stake and bonds it in its name; itself, if nobody is named.
    pub sponsor: Option<String>,
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
    /// Takes nodes with at least this attested share of renewable energy only.
    #[serde(default)]
    pub min_renewable: Part,
    /// Takes nodes only of which all this is attested.
    #[serde(default)]
    pub attested: Vec<Kind>,
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

fn ninety() -> u16 {
    90
}

fn two() -> f64 {
    2.0
}

impl Node {
    /// The H3 cell it registers; zero for a place that the file's check refuses.
    pub fn cell(&self) -> u64 {
        check::cell(self).unwrap_or(0)
    }

    /// Everything that is attested of it.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.renewable.map(|_| Kind::Renewable).into_iter().chain(self.attested.iter().copied())
    }

    /// What it registers as metadata.
    pub fn metadata(&self) -> String {
        format!("{}, {}", self.model, self.place)
    }
}
