//! Amounts, prices and parts in a fleet file, read exactly: `12`, `0.35` and `"0.35"` are GRID, the token's unit.

use gridshare_sdk::words::parse_amount;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use shared::{Amount, Bps, ONE_BPS, TOKEN};
use std::fmt;

/// An amount of GRID, in its smallest unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grid(pub Amount);

/// The price of one unit in GRID's smallest unit. Files give the price of 1 000 units in GRID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price(pub Amount);

/// A part of one, in basis points. Files give 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part(pub Bps);

/// Parses a decimal number of GRID. Returns it in the smallest unit.
fn parse(text: &str) -> Result<Amount, String> {
    let amount = parse_amount(text).map_err(|error| error.to_string())?;
    // More than the token's supply would only overflow later, without file and line.
    let fits = (amount <= 1_000_000_000 * TOKEN).then_some(amount);
    fits.ok_or_else(|| format!("`{text}` is too large an amount"))
}

impl<'de> Deserialize<'de> for Grid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Decimal;
        impl Visitor<'_> for Decimal {
            type Value = Grid;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount of GRID, such as 12 or 0.35")
            }
            fn visit_i64<E: Error>(self, v: i64) -> Result<Grid, E> {
                self.visit_str(&v.to_string())
            }
            fn visit_f64<E: Error>(self, v: f64) -> Result<Grid, E> {
                // The shortest text that reads back as the same number is what the file says.
                self.visit_str(&v.to_string())
            }
            fn visit_str<E: Error>(self, v: &str) -> Result<Grid, E> {
                parse(v).map(Grid).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Decimal)
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Grid(per_thousand) = Grid::deserialize(deserializer)?;
        if per_thousand == 0 {
            return Err(D::Error::custom("a price is more than zero"));
        }
        if per_thousand % 1_000 != 0 {
            return Err(D::Error::custom("a price of 1 000 units has at most 9 decimals"));
        }
        Ok(Self(per_thousand / 1_000))
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let part = f64::deserialize(deserializer)?;
        let exact = part * f64::from(ONE_BPS);
        let bps = exact.round();
        // A binary fraction differs from the decimal one by far less than a millionth.
        if !(0.0..=1.0).contains(&part) || (exact - bps).abs() > 1e-6 {
            return Err(D::Error::custom("a part is 0 to 1, with at most 4 decimals"));
        }
        Ok(Self(bps as Bps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize as Derive;

    #[derive(Derive)]
    struct One<T> {
        v: T,
    }

    fn grid(text: &str) -> Result<Amount, toml::de::Error> {
        toml::from_str::<One<Grid>>(&format!("v = {text}")).map(|o| o.v.0)
    }

    #[test]
    fn amounts_are_read_exactly() {
        assert_eq!(grid("12").unwrap(), 12 * TOKEN);
        assert_eq!(grid("0.1").unwrap(), TOKEN / 10);
        assert_eq!(grid("0.3").unwrap(), 3 * TOKEN / 10);
        assert_eq!(grid("\"0.000000000001\"").unwrap(), 1);
        assert_eq!(grid("1_000.5").unwrap(), 1_000 * TOKEN + TOKEN / 2);
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["-1", "nan", "inf", "\"\"", "\"1e3\"", "\"1.0000000000001\"", "9e99", "true"] {
            assert!(grid(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_price_is_for_a_thousand_units() {
        let price = |text: &str| toml::from_str::<One<Price>>(&format!("v = {text}")).map(|o| o.v.0);
        assert_eq!(price("0.4").unwrap(), 400_000_000);
        assert_eq!(price("0.000000001").unwrap(), 1);
        assert!(price("0").is_err());
        assert!(price("\"0.0000000001\"").is_err());
    }

    #[test]
    fn a_part_is_read_in_basis_points() {
        let part = |text: &str| toml::from_str::<One<Part>>(&format!("v = {text}")).map(|o| o.v.0);
        assert_eq!([part("0.95").unwrap(), part("0.0001").unwrap(), part("1").unwrap()], [9_500, 1, 10_000]);
        for text in ["1.5", "-0.1", "nan", "0.00005", "\"x\""] {
            assert!(part(text).is_err(), "{text}");
        }
    }
}
