//! Maintenance, message by message.

use super::harness::*;
use crate::registry::Registry;
use interfaces::registry::Registry as _;
use interfaces::registry::*;
use shared::clock::SLOTS_PER_EPOCH;

#[ink::test]
fn maintenance_excuses_silence_and_earns_nothing() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(accounts().eve);
    assert_eq!(registry.announce_maintenance(9, slot(10, 5), 4), Err(RegistryError::UnknownNode));
    assert_eq!(registry.announce_maintenance(node, slot(10, 5), 4), Err(RegistryError::NotNodeOwner));
    caller(accounts().charlie);
    assert_eq!(
        registry.announce_maintenance(node, slot(10, SLOTS_PER_EPOCH), 4),
        Err(RegistryError::OutOfRange)
    );
    assert_eq!(registry.announce_maintenance(node, slot(10, 1), 4), Err(RegistryError::ShortNotice));
    assert_eq!(registry.announce_maintenance(node, slot(10, 2), 4), Ok(()));
    let window = |registry: &Registry| registry.liveness(node).unwrap().maintenance;
    assert_eq!(window(&registry), Some(Window { from: slot(10, 2), slots: 4 }));
    caller(accounts().bob);
    assert_eq!(registry.announce_maintenance(node, slot(10, 20), 4), Err(RegistryError::MaintenancePending));
    assert_eq!(registry.extend_maintenance(node, 2), Ok(()));
    assert_eq!(registry.liveness(node).unwrap().budget, 42);
    for (index, expected) in
        [(1, NodeStatus::Active), (2, NodeStatus::Maintenance), (7, NodeStatus::Maintenance)]
    {
        at(10, index);
        assert_eq!(status(&registry, node), expected, "{index}");
    }
    beat(&mut registry, node);
    assert_eq!(registry.credit(node, 10), 100, "an excused slot earns nothing");
    caller(accounts().bob);
    assert_eq!(registry.extend_maintenance(node, 1), Err(RegistryError::ShortNotice));
    // Slots 8 and 9 may be missed, 10 is one too many.
    at(10, 9);
    assert_eq!(status(&registry, node), NodeStatus::Active);
    at(10, 10);
    assert_eq!(status(&registry, node), NodeStatus::Offline);
    assert_eq!(registry.cancel_maintenance(node), Err(RegistryError::NoMaintenance));
}

#[ink::test]
fn silence_through_maintenance_counts_only_around_it() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(accounts().bob);
    registry.announce_maintenance(node, slot(10, 2), 40).unwrap();
    at(10, 42);
    assert_eq!(status(&registry, node), NodeStatus::Active, "slot 1 and this one");
    at(10, 43);
    assert_eq!(status(&registry, node), NodeStatus::Offline);
}

#[ink::test]
fn a_window_called_off_excuses_what_is_past() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(accounts().bob);
    registry.announce_maintenance(node, slot(10, 2), 10).unwrap();
    at(10, 4);
    caller(accounts().bob);
    assert_eq!(registry.cancel_maintenance(node), Ok(()));
    let liveness = registry.liveness(node).unwrap();
    assert_eq!((liveness.excused, liveness.budget), (0b11100, 45));
    registry.announce_maintenance(node, slot(10, 6), 1).unwrap_err();
    at(10, 5);
    registry.announce_maintenance(node, slot(10, 7), 1).unwrap();
    assert_eq!(registry.liveness(node).unwrap().excused, 0b1001_1100);
    assert_eq!(registry.cancel_maintenance(node), Ok(()));
    let liveness = registry.liveness(node).unwrap();
    assert_eq!((liveness.excused, liveness.maintenance, liveness.budget), (0b11100, None, 45));
}
