//! Presence of nodes, message by message.

use super::harness::*;
use interfaces::registry::Registry as _;
use interfaces::registry::*;

#[ink::test]
fn presence_is_known_for_128_epochs() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(accounts().bob);
    registry.announce_maintenance(node, slot(10, 46), 4).unwrap();
    at(10, 1);
    beat(&mut registry, node);
    for epoch in 12..=137 {
        at(epoch, 3);
        beat(&mut registry, node);
    }
    let up = |beats, excused| Uptime { beats, excused };
    assert_eq!(registry.uptime(node, 10, 4), vec![up(0b11, 2), up(0, 0), up(0b1000, 0), up(0b1000, 0)]);
    assert_eq!(registry.uptime(node, 137, 9), vec![up(0b1000, 0)], "up to the running epoch");
    assert_eq!(registry.uptime(99, 10, 4), vec![]);
    let time = |epoch: u64, slot: u64| epoch * EPOCH_MS + slot * 1_000;
    assert_eq!(registry.live_slots(node, time(10, 0), time(137, 4)), Ok(2 + 126));
    assert_eq!(registry.live_slots(node, time(10, 1), time(10, 2)), Ok(1));
    assert_eq!(registry.live_slots(node, time(10, 1) + 1, time(12, 3)), Ok(0));
    assert_eq!(registry.live_slots(node, time(12, 3), time(12, 3)), Ok(0));
    assert_eq!(registry.live_slots(node, time(12, 4), time(12, 3)), Err(RegistryError::OutOfRange));
    assert_eq!(registry.live_slots(node, time(9, 47), time(12, 3)), Err(RegistryError::OutOfRange));
    assert_eq!(registry.live_slots(99, time(10, 0), time(12, 3)), Err(RegistryError::UnknownNode));
    // Nothing is lost by asking for a time in parts.
    let parts: u32 = (10..=137).map(|e| registry.live_slots(node, time(e, 0), time(e + 1, 0)).unwrap()).sum();
    assert_eq!(parts, 2 + 126);
    for epoch in [144, 145] {
        at(epoch, 0);
        beat(&mut registry, node);
    }
    assert_eq!(registry.uptime(node, 10, 1), vec![up(0, 0)], "its item is used again");
}
