//! Participants: nodes and their uptime profiles, attesters, delegators, dApps.

use super::amount::{Grid, Part, Price};
use super::incidents::Move;
use super::location::node_cell;
use interfaces::attestations::Kind as Attestable;
use serde::Deserialize;
use shared::{Cell, Country};

/// A machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its name, unique.
    pub name: String,
    /// Its location in words.
    pub place: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// ISO 3166-1 numeric country code.
    pub country: Country,
    /// Hardware and model.
    pub model: String,
    /// Its owner. An owner of several nodes is named at each.
    pub owner: String,
    /// Price of 1 000 units in GRID.
    pub price: Price,
    /// Units that can be reserved at any time.
    pub capacity: u64,
    /// Further units while its zone is busy.
    #[serde(default)]
    pub burst: u64,
    /// The owner's stake in GRID.
    pub stake: Grid,
    /// Its uptime profile.
    #[serde(default)]
    pub uptime: UptimeProfile,
    /// Who sends its heartbeats.
    #[serde(default)]
    pub relayer: Relayer,
    /// Attested share of renewable energy.
    pub renewable: Option<Part>,
    /// Further kinds that are attested of it.
    #[serde(default)]
    pub attested: Vec<Kind>,
    /// The owner's commission on the pool's rewards. It is reached in steps, as fast as staking allows.
    #[serde(default)]
    pub commission: Part,
    /// To whom commission is paid out; if nobody is named, it is added to the owner's stake.
    pub commission_to: Option<String>,
    /// Whether only the owner may stake on it.
    #[serde(default)]
    pub closed: bool,
    /// Whether its owner retires it after its last lease.
    #[serde(default)]
    pub retires: bool,
}

/// When a node is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(tag = "profile", rename_all = "kebab-case", deny_unknown_fields)]
pub enum UptimeProfile {
    /// Always on.
    #[default]
    Steady,
    /// Off at random.
    Flaky {
        /// Part of the slots in which it is off: 0 to 0.9.
        miss: f64,
        /// Mean number of slots in a row in which it is off; at least 1.
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
    /// Off once.
    Outage {
        /// Epoch at whose start it goes off.
        epoch: u32,
        /// Hours for which it is off.
        hours: u32,
    },
}

/// Who sends a node's heartbeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relayer {
    /// The owner's controller, in one call for all nodes of the owner.
    #[default]
    Controller,
    /// A relayer, who submits what the node's device signed.
    Device,
}

/// An attester of facts of nodes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attester {
    /// Its name, unique.
    pub name: String,
    /// Kinds that it may attest.
    pub kinds: Vec<Kind>,
    /// Epochs for which its attestations hold, epoch 0 included. It does not renew them.
    #[serde(default = "ninety")]
    pub epochs: u16,
}

/// A kind of fact that can be attested of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The machine is of the stated model.
    Hardware,
    /// Its share of renewable energy.
    Renewable,
    /// It is located in the stated country.
    Jurisdiction,
    /// Its owner is known.
    Identity,
}

impl Kind {
    /// Returns the contracts' name of this kind.
    pub fn attestable(self) -> Attestable {
        match self {
            Self::Hardware => Attestable::Hardware,
            Self::Renewable => Attestable::Renewable,
            Self::Jurisdiction => Attestable::Jurisdiction,
            Self::Identity => Attestable::Identity,
        }
    }
}

/// A delegator: stakes on other people's nodes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegator {
    /// Its name, unique.
    pub name: String,
    /// Its stake on each of the nodes in GRID.
    pub stake: Grid,
    /// Names of the nodes.
    pub nodes: Vec<String>,
    /// How it votes.
    #[serde(default)]
    pub vote: Vote,
    /// Epoch in which it unbonds everything.
    pub leaves_at_epoch: Option<u32>,
    /// How it moves its stake from one node to another.
    pub moves: Option<Move>,
    /// Who pays for its stake and bonds it in its name; the delegator itself, if nobody is named.
    pub sponsor: Option<String>,
}

/// A delegator's vote on the proposal.
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
    /// Does not vote.
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
    /// Deposit of each of its leases, and least amount of a top-up, in GRID.
    pub deposit: Grid,
    /// Highest price of 1 000 units in GRID, the zone's multiplier included.
    pub max_price: Price,
    /// Number of nodes that it leases at a time.
    pub leases: usize,
    /// Units that it reserves on each.
    pub units: u64,
    /// Hours after which it replaces a lease. Without it, leases last to the end.
    pub lease_hours: Option<u32>,
    /// Which nodes it prefers.
    #[serde(default)]
    pub route: Route,
    /// Latitude of its users in degrees; needed for `nearest`.
    pub lat: Option<f64>,
    /// Longitude of its users in degrees; needed for `nearest`.
    pub lon: Option<f64>,
    /// Leases only nodes of this country.
    pub country: Option<Country>,
    /// Leases only nodes with at least this stake, in GRID.
    #[serde(default)]
    pub min_stake: Grid,
    /// Leases only nodes with at least this attested share of renewable energy.
    #[serde(default)]
    pub min_renewable: Part,
    /// Leases only nodes of which all these kinds are attested.
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
    /// Returns the H3 cell that it registers; zero for a location that the check refuses.
    pub fn cell(&self) -> Cell {
        node_cell(self.lat, self.lon).unwrap_or(0)
    }

    /// Returns all kinds that are attested of it.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.renewable.map(|_| Kind::Renewable).into_iter().chain(self.attested.iter().copied())
    }

    /// Returns the metadata that it registers.
    pub fn metadata(&self) -> String {
        format!("{}, {}", self.model, self.place)
    }
}
