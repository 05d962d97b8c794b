//! What is typed on a command line, read into the suite's units: thin adapters of [`gridshare_sdk::words`] for clap.

use gridshare_sdk::words::{self, Misread};
use shared::h3::ZONE_RESOLUTION;
use shared::{Amount, Bps, Cell, Clock, Country, Timestamp, Units};
use std::str::FromStr;

/// Tokens of the network: `12.5`, `"12.5 GRID"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens(pub Amount);

/// Tokens of the network, or `all` of what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokensOrAll {
    /// So many.
    Tokens(Amount),
    /// All.
    All,
}

/// A part of a whole, in basis points: `5%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(pub Bps);

/// A time that passes, in milliseconds: `3d`, `12h30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub u64);

/// A point in time: after a while (`3d`), or at a date (`"2026-11-21 10:00"`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// So many milliseconds from now.
    In(u64),
    /// At this time in milliseconds.
    At(Timestamp),
}

/// The H3 cell of a zone, named by any cell in it or by a place: `821f1ffffffffff`, `52.52,13.40`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneCell(pub Cell);

/// A country of ISO 3166-1, by its letters or its number: `DE`, `276`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Land(pub Country);

/// Units of a resource: `1000`, `10k`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitCount(pub Units);

impl Moment {
    /// Returns the point in time, in milliseconds, as seen at `now`.
    pub fn after(self, now: Timestamp) -> Timestamp {
        match self {
            Self::In(ms) => now.saturating_add(ms),
            Self::At(time) => time,
        }
    }
}

impl FromStr for Tokens {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        words::parse_amount(text).map(Self)
    }
}

impl FromStr for TokensOrAll {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        match text {
            "all" => Ok(Self::All),
            _ => words::parse_amount(text).map(Self::Tokens),
        }
    }
}

impl FromStr for Part {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        words::parse_bps(text).map(Self)
    }
}

impl FromStr for Span {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        words::parse_duration(text).map(Self)
    }
}

impl FromStr for Moment {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        // Epochs are only known once the network is: a clock without any reads none.
        const NO_CLOCK: Clock = Clock { genesis: Timestamp::MAX, epoch_ms: 0 };
        match words::parse_duration(text.trim().trim_start_matches('+')) {
            Ok(ms) => Ok(Self::In(ms)),
            Err(misread) if text.trim().starts_with("epoch") => Err(misread),
            Err(_) => words::parse_time(text, 0, &NO_CLOCK).map(Self::At),
        }
    }
}

impl FromStr for ZoneCell {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        let cell = words::parse_cell(text, ZONE_RESOLUTION)?;
        match shared::h3::is_cell(cell) {
            true => Ok(Self(shared::h3::zone_of(cell))),
            false => Err(Misread {
                given: text.to_owned(),
                wrong: "is not a cell of resolution 2 to 7",
                example: "821f1ffffffffff or 52.52,13.40",
            }),
        }
    }
}

impl FromStr for Land {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        words::parse_country(text).map(Self)
    }
}

impl FromStr for UnitCount {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        words::parse_count(text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_after_a_while_or_at_a_date() {
        let read = |text: &str| text.parse::<Moment>().ok().map(|moment| moment.after(1_000));
        assert_eq!((read("3s"), read("+3s")), (Some(4_000), Some(4_000)));
        assert_eq!(read("2025-03-03"), Some(1_740_960_000_000));
        assert_eq!((read("tomorrow"), read("epoch 3")), (None, None));
    }

    #[test]
    fn every_cell_names_its_zone() {
        let read = |text: &str| text.parse::<ZoneCell>().ok().map(|cell| cell.0);
        assert_eq!(read("85283473fffffff"), Some(0x0822_837f_ffff_ffff));
        assert_eq!(read("37.77,-122.42"), Some(0x0822_837f_ffff_ffff));
        assert_eq!(read("8029fffffffffff"), None, "coarser than a zone");
    }

    #[test]
    fn all_is_an_amount_where_that_makes_sense() {
        assert_eq!("all".parse(), Ok(TokensOrAll::All));
        assert_eq!("0.5 GRID".parse(), Ok(TokensOrAll::Tokens(shared::TOKEN / 2)));
        assert!("all".parse::<Tokens>().is_err());
    }
}
