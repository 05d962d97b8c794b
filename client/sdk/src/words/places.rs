//! Places: H3 cells and countries.

use super::countries::COUNTRIES;
use super::Misread;
use h3o::{CellIndex, LatLng, Resolution};
use shared::{Cell, Country};
use std::str::FromStr;

/// Reads an H3 cell in hexadecimal, or `lat,lng` in degrees, of which it returns the cell of this resolution.
///
/// # Errors
/// When it is neither.
pub fn parse_cell(text: &str, resolution: u8) -> Result<Cell, Misread> {
    let wrong = "is neither an H3 cell nor latitude and longitude in degrees";
    let given = text.trim();
    let found = match given.split_once(',') {
        Some((lat, lng)) => at(lat, lng, resolution),
        None => CellIndex::from_str(given.strip_prefix("0x").unwrap_or(given)).ok(),
    };
    found.map(u64::from).ok_or_else(|| Misread::new(text, wrong, "831f8dfffffffff or 52.52,13.40"))
}

fn at(lat: &str, lng: &str, resolution: u8) -> Option<CellIndex> {
    let (lat, lng): (f64, f64) = (lat.trim().parse().ok()?, lng.trim().parse().ok()?);
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lng) {
        return None;
    }
    Some(LatLng::new(lat, lng).ok()?.to_cell(Resolution::try_from(resolution).ok()?))
}

/// Shows an H3 cell as others write it: in hexadecimal.
pub fn show_cell(cell: Cell) -> String {
    format!("{cell:x}")
}

/// Reads a country: its two letters in ISO 3166-1, or its number there, 1 to 999.
///
/// # Errors
/// When it is neither.
pub fn parse_country(text: &str) -> Result<Country, Misread> {
    let given = text.trim();
    let known =
        COUNTRIES.iter().find(|(code, _)| code.eq_ignore_ascii_case(given)).map(|(_, number)| *number);
    let number =
        given.parse().ok().filter(|n| (1..=999).contains(n) && given.bytes().all(|b| b.is_ascii_digit()));
    let wrong = "is not a country of ISO 3166-1 by letters or number";
    known.or(number).ok_or_else(|| Misread::new(text, wrong, "DE or 276"))
}

/// Shows a country by its letters; by its number if it has none.
pub fn show_country(country: Country) -> String {
    let known = COUNTRIES.iter().find(|(_, number)| *number == country);
    known.map_or_else(|| country.to_string(), |(code, _)| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn cells_are_read_by_name_and_by_place() {
        let berlin = parse_cell("52.52, 13.405", 3).unwrap();
        assert_eq!(parse_cell(&show_cell(berlin), 7), Ok(berlin));
        assert_eq!(parse_cell(&format!("0x{berlin:x}"), 7), Ok(berlin));
        assert_eq!(show_cell(berlin), "831f1dfffffffff");
        assert!(shared::h3::is_cell(berlin));
        for text in ["", "ffff", "91,0", "0,181", "0,0,0", "nan,0", "berlin"] {
            assert!(parse_cell(text, 3).is_err(), "{text}");
        }
    }

    #[test]
    fn countries_are_read_by_letters_and_by_number() {
        assert_eq!(["DE", "de", "276"].map(parse_country), [Ok(276), Ok(276), Ok(276)]);
        assert_eq!([show_country(276), show_country(352), show_country(999)], ["DE", "IS", "999"]);
        for text in ["", "Germany", "0", "1000", "+276", "XX"] {
            assert!(parse_country(text).is_err(), "{text}");
        }
        let numbers: BTreeSet<Country> = COUNTRIES.iter().map(|(_, number)| *number).collect();
        let codes: BTreeSet<&str> = COUNTRIES.iter().map(|(code, _)| *code).collect();
        assert_eq!((numbers.len(), codes.len()), (COUNTRIES.len(), COUNTRIES.len()));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(
            country in 1..=999u16, lat in -90.0..=90.0f64, lng in -180.0..=180.0f64, text in ".{0,16}"
        ) {
            prop_assert_eq!(parse_country(&show_country(country)), Ok(country));
            let cell = parse_cell(&format!("{lat},{lng}"), 5).unwrap();
            prop_assert_eq!(parse_cell(&show_cell(cell), 2), Ok(cell));
            let _ = (parse_country(&text), parse_cell(&text, 4));
        }
    }
}
