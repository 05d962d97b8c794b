//! Parameters' values as people write them, by their units.

use gridshare_sdk::params::Parameter;
use gridshare_sdk::words::{self, count, part, show_duration, show_multiple, Misread, Namer};
use shared::Unit;

/// Writes a parameter's value as people do.
pub fn show(namer: &Namer, unit: Unit, value: u128) -> String {
    let shown = match unit {
        Unit::Amount => Some(namer.amount(value)),
        Unit::Bps => value.try_into().ok().map(part),
        Unit::Multiplier => value.try_into().ok().map(show_multiple),
        Unit::Milliseconds => value.try_into().ok().map(show_duration),
        Unit::Slots | Unit::Epochs | Unit::Times => None,
    };
    let counted = |one: &str, many: &str| format!("{}{}", count(value), if value == 1 { one } else { many });
    shown.unwrap_or_else(|| match unit {
        Unit::Slots => counted(" slot", " slots"),
        Unit::Epochs => counted(" epoch", " epochs"),
        Unit::Times => counted("×", "×"),
        _ => count(value),
    })
}

/// Reads a parameter's value as people write it.
///
/// # Errors
/// When it is none of that unit.
pub fn parse(unit: Unit, text: &str) -> Result<u128, Misread> {
    let counted = |names: [&str; 2]| {
        let number = names.iter().find_map(|name| text.trim().strip_suffix(name)).unwrap_or(text);
        words::parse_count(number.trim_end())
    };
    match unit {
        Unit::Amount => words::parse_amount(text),
        Unit::Bps => words::parse_bps(text).map(u128::from),
        Unit::Multiplier => words::parse_multiple(text).map(u128::from),
        Unit::Milliseconds => words::parse_duration(text).map(u128::from),
        Unit::Slots => counted(["slots", "slot"]),
        Unit::Epochs => counted(["epochs", "epoch"]),
        Unit::Times => counted(["×", "x"]),
    }
}

/// Says between which bounds a parameter can be.
pub fn bounds(namer: &Namer, parameter: &Parameter) -> String {
    let show = |value| show(namer, parameter.unit, value);
    format!("{} to {}", show(parameter.min), show(parameter.max))
}

/// Breaks a text into lines of at most `width` letters, between words.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{DAY_MS, TOKEN};

    #[test]
    fn values_are_read_as_they_are_shown() {
        for (unit, value) in [
            (Unit::Amount, 25 * TOKEN / 2),
            (Unit::Bps, 125),
            (Unit::Multiplier, 42_500),
            (Unit::Milliseconds, u128::from(DAY_MS) + 1),
            (Unit::Slots, 12_345),
            (Unit::Slots, 1),
            (Unit::Epochs, 400),
            (Unit::Times, 16),
            (Unit::Bps, 10_000),
        ] {
            assert_eq!(parse(unit, &show(&Namer::default(), unit, value)), Ok(value), "{unit:?}");
        }
    }

    #[test]
    fn texts_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("incomprehensible", 7), ["incomprehensible"]);
    }
}
