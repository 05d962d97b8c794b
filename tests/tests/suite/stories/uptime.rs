//! When a node was alive: by epoch, and by slots between two times, for 128 epochs.

use interfaces::registry::{RegistryError, Uptime, HISTORY_EPOCHS};
use shared::{Epoch, Timestamp, TOKEN};
use tests::{Node, TestNetwork};

fn seen(beats: u64) -> Uptime {
    Uptime { beats, excused: 0 }
}

/// Registers a node that beats in so many slots of each of the epochs.
fn history(w: &mut TestNetwork, epochs: &[(Epoch, u32)]) -> Node {
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    for (epoch, slots) in epochs {
        w.to(*epoch, 0);
        w.beat_for(&[&node], *slots);
    }
    node
}

#[test]
fn presence_is_told_epoch_by_epoch() {
    let mut w = TestNetwork::new();
    let node = history(&mut w, &[(1, 3), (2, 1), (5, 2)]);
    let told = w.view(w.registry().uptime(node.id, 0, 64));
    let expected = [0, 0b111, 0b1, 0, 0, 0b11].map(seen);
    assert_eq!(told, expected, "up to the running epoch");
    assert_eq!(w.view(w.registry().uptime(node.id, 2, 1)), [seen(1)]);
    assert!(w.view(w.registry().uptime(node.id, 6, 9)).is_empty(), "nothing of the future");
    assert!(w.view(w.registry().uptime(99, 0, 9)).is_empty(), "nor of a node that is not there");
}

#[test]
fn live_slots_are_those_that_start_between_two_times() {
    let mut w = TestNetwork::new();
    let node = history(&mut w, &[(1, 48), (2, 3)]);
    let clock = w.net.suite.clock;
    let (start, slot) = (clock.epoch_start(1), clock.slot_ms());
    let mut count = |from: Timestamp, to: Timestamp| w.view(w.registry().live_slots(node.id, from, to));
    assert_eq!(count(start, start), Ok(0));
    assert_eq!(count(start, start + 1), Ok(1), "a slot that starts at the first moment");
    assert_eq!(count(start, start + slot), Ok(1), "and not one that starts at the last");
    assert_eq!(count(start + 1, start + slot), Ok(0));
    assert_eq!(count(start + 1, start + 5 * slot + 1), Ok(5));
    assert_eq!(count(start, start + 48 * slot), Ok(48));
    assert_eq!(count(start + 46 * slot, start + 50 * slot), Ok(4), "over the end of an epoch");
    assert_eq!(count(start - 10 * slot, start + 51 * slot), Ok(51));
    assert_eq!(count(start + slot, start), Err(RegistryError::OutOfRange));
}

#[test]
fn history_goes_back_128_epochs_and_places_are_used_again() {
    let mut w = TestNetwork::new();
    let node = history(&mut w, &[(1, 3), (2, 1), (100, 2)]);
    let clock = w.net.suite.clock;
    let last = HISTORY_EPOCHS;
    w.to(last, 0);
    w.beat_for(&[&node], 4);
    let now = w.now() + 1;
    let since =
        |w: &mut TestNetwork, epoch| w.view(w.registry().live_slots(node.id, clock.epoch_start(epoch), now));
    assert_eq!(w.view(w.registry().uptime(node.id, 1, 2)), [seen(0b111), seen(1)]);
    assert_eq!(since(&mut w, 1), Ok(3 + 1 + 2 + 4));

    // Epoch 129 takes the place of epoch 1.
    w.to(last + 1, 0);
    assert_eq!(w.view(w.registry().uptime(node.id, 1, 2)), [seen(0), seen(1)]);
    assert_eq!(since(&mut w, 1), Err(RegistryError::OutOfRange));
    assert_eq!(since(&mut w, 2), Ok(1 + 2 + 4));
    assert_eq!(w.view(w.registry().uptime(node.id, last + 1, 1)), [seen(0)], "nothing is left of epoch 1");
    w.beat(&node);
    assert_eq!(w.view(w.registry().uptime(node.id, last, 2)), [seen(0b1111), seen(1)]);

    // Long silence: nothing of what was is taken for what is.
    w.to(last + 100, 5);
    assert_eq!(w.view(w.registry().uptime(node.id, last + 90, 64)), vec![seen(0); 11]);
    w.beat(&node);
    assert_eq!(w.view(w.registry().uptime(node.id, last + 99, 2)), [seen(0), seen(1 << 5)]);
    assert_eq!(w.view(w.registry().uptime(node.id, 100, 1)), [seen(0)], "too long ago");
}
