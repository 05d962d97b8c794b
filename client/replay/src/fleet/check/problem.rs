//! A problem of a fleet, and the line of the file that states it.

use crate::fleet::{Fleet, Node};
use crate::input::InputError;
use shared::DAY_MS;
use std::path::Path;

/// An hour in milliseconds.
pub(super) const HOUR_MS: u64 = DAY_MS / 24;

/// Why a fleet cannot be played, and the key that says so.
#[derive(Debug)]
pub(in crate::fleet) struct Problem {
    table: &'static str,
    /// Index among the tables of that name; none for a table that occurs once.
    index: Option<usize>,
    key: &'static str,
    pub(in crate::fleet) reason: String,
}

impl Problem {
    /// Finds the key's line. The file is TOML that was parsed before, so headers and keys start lines.
    pub(in crate::fleet) fn locate(self, path: &Path, text: &str) -> InputError {
        let header = match self.index {
            Some(_) => format!("[[{}]]", self.table),
            None => format!("[{}]", self.table),
        };
        let lines = || (1u64..).zip(text.lines()).map(|(n, l)| (n, l.trim_start()));
        let found = lines().filter(|(_, l)| l.starts_with(&header)).nth(self.index.unwrap_or(0));
        let Some((first, _)) = found else { return InputError::whole(path, self.reason) };
        let line = lines()
            .skip_while(|(n, _)| *n <= first)
            .take_while(|(_, l)| !l.starts_with('['))
            .find(|(_, l)| l.strip_prefix(self.key).is_some_and(|rest| rest.trim_start().starts_with('=')))
            .map_or(first, |(n, _)| n);
        InputError::at(path, line, self.reason)
    }
}

/// Converts an error of the TOML parser.
pub(in crate::fleet) fn syntax(path: &Path, text: &str, error: &toml::de::Error) -> InputError {
    let reason = error.message().lines().collect::<Vec<_>>().join("; ");
    let Some(span) = error.span() else { return InputError::whole(path, reason) };
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.bytes().filter(|b| *b == b'\n').count() as u64 + 1;
    InputError::at(path, line, reason)
}

/// A table's name, and its index if several have that name.
#[derive(Clone, Copy)]
pub(super) struct At(pub(super) &'static str, pub(super) Option<usize>);

impl At {
    /// Returns a problem of `key` in this table, if `ok` is false.
    pub(super) fn check(self, ok: bool, key: &'static str, reason: impl Into<String>) -> Result<(), Problem> {
        if ok {
            return Ok(());
        }
        Err(self.problem(key, reason))
    }

    /// Makes a problem of `key` in this table.
    pub(super) fn problem(self, key: &'static str, reason: impl Into<String>) -> Problem {
        Problem { table: self.0, index: self.1, key, reason: reason.into() }
    }

    /// Checks latitude and longitude, in degrees.
    pub(super) fn location(self, lat: f64, lon: f64) -> Result<(), Problem> {
        self.check((-90.0..=90.0).contains(&lat), "lat", "a latitude is -90 to 90 degrees")?;
        self.check((-180.0..=180.0).contains(&lon), "lon", "a longitude is -180 to 180 degrees")
    }

    /// Returns the node of the name that `key` has.
    pub(super) fn named<'a>(
        self,
        key: &'static str,
        name: &str,
        fleet: &'a Fleet,
    ) -> Result<&'a Node, Problem> {
        let found = fleet.nodes.iter().find(|n| n.name == name);
        found.ok_or_else(|| self.problem(key, format!("there is no node `{name}`")))
    }
}
