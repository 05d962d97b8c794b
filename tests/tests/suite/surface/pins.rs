//! Selectors and storage keys, pinned: callers depend on the ones, live state on the others.

use std::collections::BTreeMap;
use std::fmt::Write;
use tests::metadata::CONTRACTS;
use tests::snapshot::pinned;

#[test]
fn snapshots_of_selectors_are_kept_and_all_distinct_within_a_contract() {
    let mut lines = String::new();
    for contract in CONTRACTS.iter() {
        let mut seen = BTreeMap::new();
        let constructors = contract.constructors().into_iter().map(|entry| (entry, "makes"));
        let messages = contract.messages().into_iter().map(|entry| {
            let does = if entry.mutates { "changes" } else { "reads" };
            (entry, does)
        });
        let mut entries: Vec<_> = constructors.chain(messages).collect();
        entries.sort_by(|(one, _), (other, _)| one.label.cmp(&other.label));
        for (entry, does) in entries {
            let [a, b, c, d] = entry.selector;
            writeln!(lines, "{} 0x{a:02x}{b:02x}{c:02x}{d:02x} {does} {}", contract.contract, entry.label)
                .unwrap();
            let twin = seen.insert(entry.selector, entry.label.clone());
            assert_eq!(
                twin,
                None,
                "{} has the selector of {}",
                entry.label,
                twin.as_deref().unwrap_or_default()
            );
        }
    }
    pinned("selectors.txt", &lines);
}

#[test]
fn snapshots_of_storage_keys_are_kept_and_all_distinct_within_a_contract() {
    let mut lines = String::new();
    for contract in CONTRACTS.iter() {
        let mut seen = BTreeMap::new();
        for (path, key) in contract.storage() {
            writeln!(lines, "{key} {path}").unwrap();
            let twin = seen.insert(key, path.clone());
            assert_eq!(twin, None, "{path} has the key of {}", twin.as_deref().unwrap_or_default());
        }
        assert!(seen.contains_key("0x00000000"), "{} has a root", contract.contract);
    }
    pinned("storage.txt", &lines);
}
