//! Times and slots.

use super::durations::{parse_duration, FOR_EVER};
use super::Misread;
use shared::clock::SLOTS_PER_EPOCH;
use shared::{Clock, Epoch, Slot, Timestamp};
use time::format_description::well_known::Rfc3339;
use time::format_description::FormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

const MINUTES: &[FormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]");
const SECONDS: &[FormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
const MILLIS: &[FormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:3]");
const DAY: &[FormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// Reads a time: `2026-11-21`, `2026-11-21 10:00` (UTC), RFC 3339, `+3d` (from `now`), `epoch 12` (its start),
/// `now`, or `for ever`. Returns milliseconds.
///
/// # Errors
/// When it is none.
pub fn parse_time(text: &str, now: Timestamp, clock: &Clock) -> Result<Timestamp, Misread> {
    let given = text.trim();
    let wrong = || Misread::new(text, "is not a time", "2026-11-21 10:00, +3d or epoch 12");
    if let Some(duration) = given.strip_prefix('+') {
        return parse_duration(duration)?.checked_add(now).ok_or_else(wrong);
    }
    if let Some(epoch) = given.strip_prefix("epoch") {
        return epoch.trim().parse::<Epoch>().map(|epoch| clock.epoch_start(epoch)).map_err(|_| wrong());
    }
    match given {
        "now" => return Ok(now),
        FOR_EVER => return Ok(Timestamp::MAX),
        _ => {}
    }
    if let Some(ms) = given.strip_suffix("ms since 1970") {
        return ms.trim().parse().map_err(|_| wrong());
    }
    let utc = given.strip_suffix("UTC").map_or(given, str::trim_end);
    let at = OffsetDateTime::parse(given, &Rfc3339).ok().or_else(|| date(utc)).ok_or_else(wrong)?;
    Timestamp::try_from(at.unix_timestamp_nanos() / 1_000_000).map_err(|_| wrong())
}

/// Reads a date with or without a time of day, in UTC.
fn date(text: &str) -> Option<OffsetDateTime> {
    let times = [MINUTES, SECONDS, MILLIS].into_iter();
    let found = times.filter_map(|form| PrimitiveDateTime::parse(text, form).ok()).next();
    found.or_else(|| Date::parse(text, DAY).ok().map(Date::midnight)).map(PrimitiveDateTime::assume_utc)
}

/// Shows a time exactly, in UTC: `2026-11-21 10:00`, with seconds and milliseconds if there are any.
pub fn show_time(at_ms: Timestamp) -> String {
    let form = match (at_ms % 60_000, at_ms % 1_000) {
        (0, _) => MINUTES,
        (_, 0) => SECONDS,
        _ => MILLIS,
    };
    match (at_ms, format(at_ms, form)) {
        (Timestamp::MAX, _) => FOR_EVER.to_owned(),
        (_, Some(text)) => text,
        (ms, None) => format!("{ms} ms since 1970"),
    }
}

/// Shows a time in UTC to the minute, rounded down: `2025-03-03 14:30`.
pub fn date_time(at_ms: Timestamp) -> String {
    format(at_ms, MINUTES).unwrap_or_default()
}

fn format(at_ms: Timestamp, form: &[FormatItem<'_>]) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000).ok()?;
    at.format(form).ok()
}

/// Reads a slot, its epoch and its index in it: `12/30`.
///
/// # Errors
/// When it is none; an epoch has slots 0 to 47.
pub fn parse_slot(text: &str) -> Result<Slot, Misread> {
    let parsed = text.trim().split_once('/').and_then(|(epoch, index)| {
        Some(Slot { epoch: epoch.trim().parse().ok()?, index: index.trim().parse().ok()? })
    });
    let slot = parsed.filter(|slot| slot.index < SLOTS_PER_EPOCH);
    slot.ok_or_else(|| Misread::new(text, "is not an epoch and a slot of 0 to 47 in it", "12/30"))
}

/// Shows a slot: `12/30`.
pub fn show_slot(slot: Slot) -> String {
    format!("{}/{}", slot.epoch, slot.index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shared::DAY_MS;

    const CLOCK: Clock = Clock { genesis: 1_000, epoch_ms: DAY_MS };
    const NOW: Timestamp = 1_740_960_000_000;

    fn read(text: &str) -> Option<Timestamp> {
        parse_time(text, NOW, &CLOCK).ok()
    }

    #[test]
    fn times_are_read_in_many_forms() {
        for text in [
            "2025-03-03",
            "2025-03-03 00:00",
            "2025-03-03 00:00 UTC",
            "2025-03-03 00:00:00",
            "2025-03-03T00:00:00Z",
            "2025-03-03T01:00:00+01:00",
            "now",
        ] {
            assert_eq!(read(text), Some(NOW), "{text}");
        }
        assert_eq!(read("+3d"), Some(NOW + 3 * DAY_MS));
        assert_eq!(read("epoch 12"), Some(1_000 + 12 * DAY_MS));
        for text in ["", "tomorrow", "2025-13-01", "1960-01-01", "+", "epoch", "10:00"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_shown_as_exactly_as_needed() {
        assert_eq!(show_time(NOW), "2025-03-03 00:00");
        assert_eq!(show_time(NOW + 1_000), "2025-03-03 00:00:01");
        assert_eq!(show_time(NOW + 1), "2025-03-03 00:00:00.001");
        assert_eq!(date_time(NOW + 1), "2025-03-03 00:00");
        assert_eq!(show_time(Timestamp::MAX), "for ever");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(
            ms: Timestamp, near in 0..4_000_000_000_000u64, epoch: Epoch, index in 0..SLOTS_PER_EPOCH,
            text in ".{0,24}"
        ) {
            for ms in [ms, near, near / 1_000 * 1_000, near / 60_000 * 60_000] {
                prop_assert_eq!(read(&show_time(ms)), Some(ms));
            }
            let slot = Slot { epoch, index };
            prop_assert_eq!(parse_slot(&show_slot(slot)), Ok(slot));
            let _ = (read(&text), parse_slot(&text));
        }
    }
}
