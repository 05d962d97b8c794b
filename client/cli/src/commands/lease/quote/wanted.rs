//! What a dApp asks of a node.

use crate::values::{Land, Part, Tokens, UnitCount, ZoneCell};
use clap::{Args, ValueEnum};
use interfaces::attestations::Kind;
use interfaces::market::Constraints;
use shared::Amount;

/// What a dApp asks of a node.
#[derive(Args, Clone, Debug)]
pub struct Wanted {
    /// The class, by number or name
    #[arg(long, value_name = "N|NAME")]
    pub class: String,
    /// Units to reserve, such as 1000 or 10k
    #[arg(long, value_name = "N")]
    pub units: UnitCount,
    /// Only nodes of this country, such as DE
    #[arg(long)]
    pub country: Option<Land>,
    /// Only nodes in the zone around this H3 cell, or this place such as 52.52,13.40
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    pub cell: Option<ZoneCell>,
    /// Only nodes with this much stake
    #[arg(long, value_name = "TOKENS")]
    pub min_stake: Option<Tokens>,
    /// Only nodes with this attested share of renewable energy, such as 50%
    #[arg(long, value_name = "PART")]
    pub min_renewable: Option<Part>,
    /// Only nodes of which this is attested; can be given several times
    #[arg(long, value_name = "KIND")]
    pub attested: Vec<KindName>,
    /// At most so many tokens for one unit, the zone's multiplier included
    #[arg(long, value_name = "TOKENS")]
    pub max_price: Option<Tokens>,
}

/// What can be attested of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindName {
    /// The machine
    Hardware,
    /// Renewable energy
    Renewable,
    /// The country
    Jurisdiction,
    /// Who runs it
    Identity,
}

impl KindName {
    fn kind(self) -> Kind {
        match self {
            Self::Hardware => Kind::Hardware,
            Self::Renewable => Kind::Renewable,
            Self::Jurisdiction => Kind::Jurisdiction,
            Self::Identity => Kind::Identity,
        }
    }
}

impl Wanted {
    /// Returns the constraints with this price of one unit at most.
    pub fn constraints(&self, max_price: Amount) -> Constraints {
        Constraints {
            zone: self.cell.map(|cell| cell.0),
            country: self.country.map(|country| country.0),
            min_stake: self.min_stake.map_or(0, |stake| stake.0),
            min_renewable: self.min_renewable.map_or(0, |part| part.0),
            attested: self.attested.iter().fold(0, |bits, kind| bits | kind.kind().bit()),
            ..Constraints::up_to(max_price)
        }
    }
}
