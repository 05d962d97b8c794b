//! Pinned files under `tests/snapshots`, which change on purpose only.

use std::path::Path;

/// Compares `actual` with the pinned file `name`.
///
/// # Panics
/// When they differ. With `UPDATE_SNAPSHOTS=1` in the environment the file is written instead.
pub fn pinned(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        std::fs::write(&path, actual).expect("the snapshot can be written");
        return;
    }
    let pinned = std::fs::read_to_string(&path).unwrap_or_default();
    let changes = differences(&pinned, actual);
    assert!(
        changes.is_empty(),
        "{name} is not what is pinned:\n{changes}\
         Callers and live contracts depend on it. If the change is meant, run\n    \
         UPDATE_SNAPSHOTS=1 cargo test -p tests --test suite snapshots"
    );
}

/// Returns the lines that are only in one of the two, as a diff.
fn differences(pinned: &str, actual: &str) -> String {
    let gone = pinned.lines().filter(|line| !actual.lines().any(|other| other == *line));
    let new = actual.lines().filter(|line| !pinned.lines().any(|other| other == *line));
    let gone = gone.map(|line| format!("- {line}\n"));
    gone.chain(new.map(|line| format!("+ {line}\n"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_told_line_by_line() {
        assert_eq!(differences("a\nb\n", "a\nb\n"), "");
        assert_eq!(differences("a\nb\n", "a\nc\n"), "- b\n+ c\n");
    }
}
