use crate::fleet::{Fleet, DEFAULT};
use crate::input::InputError;
use std::path::Path;

/// The shipped fleet with the first `old` replaced by `new`, and the line of the change.
fn broken(old: &str, new: &str) -> (InputError, u64) {
    let at = DEFAULT.find(old).unwrap_or_else(|| panic!("{old} is in the shipped fleet"));
    let line = DEFAULT[..at].matches('\n').count() as u64 + 1;
    let text = DEFAULT.replacen(old, new, 1);
    (Fleet::parse(Path::new("f.toml"), &text).expect_err(new), line)
}

#[test]
fn the_shipped_fleet_is_playable() {
    let fleet = Fleet::shipped().unwrap();
    assert_eq!(fleet.nodes.len(), 24);
    assert!(fleet.owners().len() < 24);
    assert!(fleet.delegators.iter().any(|d| d.leaves_at_epoch.is_some()));
}

#[test]
fn every_refusal_names_its_line() {
    for (old, new, says) in [
        ("epochs = 6", "epochs = 0", "epochs must be"),
        ("epochs = 6", "epochs = ", "invalid"),
        ("lat = 64.1466", "lat = 164.1466", "latitude"),
        ("lat = 64.1466", "lat = nan", "latitude"),
        ("lat = 64.1466", "lattitude = 64.1466", "unknown field `lattitude`"),
        ("country = 352", "country = 1352", "ISO 3166-1"),
        ("country = 352", "country = \"IS\"", "invalid type"),
        ("name = \"Reykjavík\"", "name = \"Luleå\"", "unknown"),
    ] {
        let (error, line) = broken(old, new);
        if says == "unknown" {
            // The second of two equal names is the one that is refused.
            assert!(error.reason.contains("another node"), "{error}");
            continue;
        }
        assert_eq!(error.line, Some(line), "{error}");
        assert!(error.reason.contains(says), "{error}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let (error, line) = broken("price = ", "# price = ");
    assert!(error.reason.contains("missing field `price`"), "{error}");
    let named = error.line.unwrap();
    assert!(named < line && line - named < 12, "the node's table, not line {named} for {line}");
}

#[test]
fn references_and_bounds_across_tables_are_checked() {
    let (error, _) = broken("nodes = [\"", "nodes = [\"Atlantis\", \"");
    assert!(error.to_string().starts_with("f.toml:") && error.reason.contains("Atlantis"), "{error}");
    let (error, line) = broken("min_owner_bond = ", "min_owner_bond = 999_999 #");
    assert!(error.reason.contains("below min_owner_bond") && error.line.unwrap() > line, "{error}");
}

#[test]
fn what_is_attested_needs_an_attester_and_the_course_of_a_run_needs_its_nodes() {
    for (old, new, says) in [
        ("kinds = [\"renewable\"]", "kinds = [\"identity\"]", "nobody attests"),
        ("kinds = [\"renewable\"]", "kinds = []", "attests at least one kind"),
        ("renewable = 0.", "renewable = 7.", "a part is 0 to 1"),
        ("boost = 0.", "boost = 3.", "a part is 0 to 1"),
        ("commission = 0.", "commission = -0.", "a part is 0 to 1"),
        ("hours = 5", "hours = 60", "at most"),
        ("hours = 5", "hours = 0", "at least 1 hour"),
        ("hour = 10", "hour = 24", "hours 0 to 23"),
        ("jail_hours = ", "jail_hours = 9999 #", "1 to 720 hours"),
        ("fraction = 0.", "fraction = 0.9 #", "at most 0.5"),
        ("to = \"Pampa Compute\"", "to = \"Ignacio Rojas\"", "owns it already"),
    ] {
        let (error, _) = broken(old, new);
        assert!(error.line.is_some() && error.reason.contains(says), "{says}: {error}");
    }
}

#[test]
fn a_closed_pool_takes_no_delegators() {
    let (error, _) = broken("nodes = [\"Singapore\"]", "nodes = [\"Reykjavík\"]");
    assert!(error.reason.contains("nobody but its owner"), "{error}");
}
