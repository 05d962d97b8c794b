//! What is shown in more than one place: times from now, addresses in tables, names of statuses, what to do next.

use crate::context::Context;
use crate::output::{paint, Colour};
use gridshare_sdk::words::{self, show_duration};
use gridshare_sdk::AccountId;
use interfaces::registry::NodeStatus;
use serde_json::{json, Value};
use shared::{Timestamp, DAY_MS};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

/// Shows a duration in milliseconds as roughly as people say it: `20d 3h`, `3h 20m`, `12m`, `40s`. Rounded down.
pub fn rough(ms: u64) -> String {
    let unit = match ms {
        u64::MAX => 1,
        DAY_MS.. => HOUR_MS,
        MINUTE_MS.. => MINUTE_MS,
        1_000.. => 1_000,
        _ => 1,
    };
    show_duration(ms / unit * unit)
}

/// Shows a time and how far off it is: `2026-11-21 14:00 (in 3h 20m)`, in UTC.
pub fn when(at: Timestamp, now: Timestamp) -> String {
    if at == Timestamp::MAX {
        return words::show_time(at);
    }
    let far = match at.checked_sub(now) {
        Some(0) => "now".to_owned(),
        Some(ahead) => format!("in {}", rough(ahead)),
        None => format!("{} ago", rough(now - at)),
    };
    format!("{} ({far})", words::date_time(at))
}

/// Says until when something lasts: `until 2026-11-21 14:00 (in 3h 20m)`, `for ever`.
pub fn until(at: Timestamp, now: Timestamp) -> String {
    if at == Timestamp::MAX {
        return words::show_time(at);
    }
    format!("until {}", when(at, now))
}

/// Shows an account in a table: by its name, or by the ends of its address, `5Grwva…utQY`.
pub fn short(ctx: &Context, account: &AccountId) -> String {
    let namer = ctx.namer();
    if let Some(name) = namer.name(account) {
        return name.to_owned();
    }
    let address = namer.address(account);
    match (address.get(..6), address.len().checked_sub(4).and_then(|at| address.get(at..))) {
        (Some(head), Some(tail)) => format!("{head}…{tail}"),
        _ => address,
    }
}

/// Shows a text that somebody else wrote, with what would confuse a terminal written out: `\\u{1b}`.
pub fn foreign(text: &[u8]) -> String {
    let escaped = |c: char| -> String {
        match c {
            '"' | '\'' | '\\' => c.to_string(),
            _ => c.escape_debug().collect(),
        }
    };
    String::from_utf8_lossy(text).chars().map(escaped).collect()
}

/// Returns the name of a node's status, for people and for programs.
pub fn status(status: NodeStatus) -> &'static str {
    match status {
        NodeStatus::Retired => "retired",
        NodeStatus::Jailed => "jailed",
        NodeStatus::Unbonded => "unbonded",
        NodeStatus::Maintenance => "maintenance",
        NodeStatus::Offline => "offline",
        NodeStatus::Active => "active",
    }
}

/// Colours a node's status.
pub fn painted_status(of: NodeStatus) -> String {
    let colour = match of {
        NodeStatus::Active => Colour::Green,
        NodeStatus::Maintenance | NodeStatus::Unbonded => Colour::Yellow,
        NodeStatus::Offline | NodeStatus::Jailed => Colour::Red,
        NodeStatus::Retired => Colour::Grey,
    };
    paint(status(of), colour)
}

/// Something to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// Why, as a sentence without a full stop.
    pub says: String,
    /// The command that does it, if there is one.
    pub command: Option<String>,
}

impl Next {
    /// Something that a command does.
    pub fn command(says: impl Into<String>, command: impl Into<String>) -> Self {
        Self { says: says.into(), command: Some(command.into()) }
    }

    /// Something to wait for or to know.
    pub fn note(says: impl Into<String>) -> Self {
        Self { says: says.into(), command: None }
    }
}

/// Shows what to do next, each with its command below.
pub fn next_text(next: &[Next]) -> String {
    let mut lines = vec!["Next".to_owned()];
    for Next { says, command } in next {
        lines.push(format!("  - {says}"));
        lines.extend(command.iter().map(|command| format!("      {command}")));
    }
    if next.is_empty() {
        lines.push("  nothing to do".to_owned());
    }
    lines.join("\n")
}

/// Returns the same for programs.
pub fn next_json(next: &[Next]) -> Value {
    next.iter().map(|Next { says, command }| json!({ "says": says, "command": command })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_roughly() {
        for (ms, text) in [
            (20 * DAY_MS + 3 * HOUR_MS + 59 * MINUTE_MS, "20d 3h"),
            (3 * HOUR_MS + 20 * MINUTE_MS + 59_999, "3h 20m"),
            (12 * MINUTE_MS + 1, "12m"),
            (40_999, "40s"),
            (999, "999ms"),
        ] {
            assert_eq!(rough(ms), text);
        }
    }

    #[test]
    fn times_are_ahead_or_past() {
        let noon = 1_740_960_000_000;
        assert_eq!(when(noon, noon - HOUR_MS), "2025-03-03 00:00 (in 1h)");
        assert_eq!(when(noon, noon + DAY_MS), "2025-03-03 00:00 (1d ago)");
        assert_eq!(when(Timestamp::MAX, noon), "for ever");
        assert_eq!(until(Timestamp::MAX, noon), "for ever");
        assert_eq!(until(noon, noon), "until 2025-03-03 00:00 (now)");
    }

    #[test]
    fn foreign_texts_do_not_move_the_cursor() {
        assert_eq!(foreign(b"https://a.example/\"x\""), "https://a.example/\"x\"");
        assert_eq!(foreign("\u{1b}[2J\u{202e}é".as_bytes()), "\\u{1b}[2J\\u{202e}é");
    }

    #[test]
    fn what_is_next_has_its_command_below() {
        let next = [Next::command("claim", "gridshare reward claim 0"), Next::note("wait")];
        assert_eq!(next_text(&next), "Next\n  - claim\n      gridshare reward claim 0\n  - wait");
        assert_eq!(next_text(&[]), "Next\n  nothing to do");
    }
}
