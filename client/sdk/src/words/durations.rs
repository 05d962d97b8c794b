//! Durations: `3d`, `12h 30m`.

use super::Misread;
use shared::DAY_MS;

/// A duration without end, in milliseconds, as contracts write it.
pub const FOR_EVER_MS: u64 = u64::MAX;
/// How it is shown.
pub(super) const FOR_EVER: &str = "for ever";

const UNITS: [(&str, u64); 6] =
    [("w", 7 * DAY_MS), ("d", DAY_MS), ("h", DAY_MS / 24), ("m", 60_000), ("s", 1_000), ("ms", 1)];
const EXAMPLE: &str = "3d, 12h30m or 90s";

/// Reads a duration: `3d`, `12h30m`, `1w`, `90s`, `500ms`, the larger units first, each once; or `for ever`.
/// Returns milliseconds.
///
/// # Errors
/// When it is none, or does not fit.
pub fn parse_duration(text: &str) -> Result<u64, Misread> {
    let wrong = || Misread::new(text, "is not a duration", EXAMPLE);
    let mut rest = text.trim();
    if rest.eq_ignore_ascii_case(FOR_EVER) {
        return Ok(FOR_EVER_MS);
    }
    let (mut total, mut units) = (Some(0u64), UNITS.as_slice());
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letters = rest[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let (number, unit) = (&rest[..digits], &rest[digits..digits + letters]);
        let at = units.iter().position(|(name, _)| *name == unit).filter(|_| digits > 0).ok_or_else(wrong)?;
        let ms = number.parse::<u64>().ok().and_then(|n| n.checked_mul(units[at].1));
        total = total.zip(ms).and_then(|(total, ms)| total.checked_add(ms));
        units = &units[at + 1..];
        rest = rest[digits + letters..].trim_start();
    }
    total.ok_or_else(|| Misread::new(text, "is too long a duration; give one", EXAMPLE))
}

/// Shows a duration in milliseconds: `21d`, `12h 30m`.
pub fn show_duration(ms: u64) -> String {
    match ms {
        0 => return "0s".to_owned(),
        FOR_EVER_MS => return FOR_EVER.to_owned(),
        _ => {}
    }
    let mut rest = ms;
    // Three weeks are said as 21 days.
    let parts = UNITS.iter().skip(1).filter_map(|(name, unit)| {
        let n = rest / unit;
        rest %= unit;
        (n > 0).then(|| format!("{n}{name}"))
    });
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_are_read_and_shown() {
        for (text, ms) in [
            ("3d", 3 * DAY_MS),
            ("12h30m", 45_000_000),
            ("12h 30m", 45_000_000),
            ("1w", 7 * DAY_MS),
            ("90s", 90_000),
            ("500ms", 500),
            ("0s", 0),
        ] {
            assert_eq!(parse_duration(text), Ok(ms), "{text}");
        }
        let shown = [show_duration(21 * DAY_MS), show_duration(45_000_000), show_duration(90_500)];
        assert_eq!(shown, ["21d", "12h 30m", "1m 30s 500ms"]);
        assert_eq!(show_duration(FOR_EVER_MS), "for ever");
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in ["", "3", "d", "3 d", "-3d", "1m1h", "1d1d", "1.5h", "3x", "99999999999999999w", "３d"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(ms: u64, text in ".{0,12}") {
            prop_assert_eq!(parse_duration(&show_duration(ms)), Ok(ms));
            let _ = parse_duration(&text);
        }
    }
}
