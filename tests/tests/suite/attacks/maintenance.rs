//! Attacks with maintenance: on slots that were missed, on the budget, on rewards.

use interfaces::registry::{NodeStatus, RegistryError};
use shared::{Slot, TOKEN};
use tests::{Node, TestNetwork};

fn alive(w: &mut TestNetwork) -> Node {
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.to(1, 0);
    w.beat(&node);
    node
}

fn at(index: u8) -> Slot {
    Slot { epoch: 1, index }
}

#[test]
fn maintenance_declared_after_the_fact_overlapping_or_endless_is_refused() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let (nora, registry) = (node.owner, w.registry());
    let announce = |from, slots| registry.announce_maintenance(node.id, from, slots);
    w.to(1, 10);
    assert_eq!(w.status(node.id), NodeStatus::Offline);

    // After the fact: slots that were missed, the running one, one nearer than the notice.
    for from in [Slot { epoch: 0, index: 0 }, at(1), at(9), at(10), at(11)] {
        w.refuses(nora, announce(from, 4), RegistryError::ShortNotice);
    }
    assert_eq!(w.status(node.id), NodeStatus::Offline);

    // Overlapping: one window at a time, wherever the other one is.
    w.announce(&node, at(12), 4);
    assert_eq!(w.status(node.id), NodeStatus::Offline, "what is ahead excuses nothing yet");
    for from in [at(12), at(14), at(40), Slot { epoch: 9, index: 0 }] {
        w.refuses(nora, announce(from, 2), RegistryError::MaintenancePending);
    }
    w.to(1, 15);
    w.refuses(nora, announce(at(40), 2), RegistryError::MaintenancePending);
    w.refuses(nora, registry.extend_maintenance(node.id, 1), RegistryError::ShortNotice);

    // Endless: neither at once, nor in many windows, nor by extension.
    w.to(1, 16);
    for slots in [45, 48, 49, 1_000, u16::MAX] {
        w.refuses(nora, announce(at(20), slots), RegistryError::OverBudget);
    }
    w.announce(&node, at(18), 30);
    for more in [15, u16::MAX] {
        w.refuses(nora, registry.extend_maintenance(node.id, more), RegistryError::OverBudget);
    }
    w.extend(&node, 14);
    w.refuses(nora, registry.extend_maintenance(node.id, 1), RegistryError::OverBudget);
}

#[test]
fn announcing_and_calling_off_makes_no_budget() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    for _ in 0..5 {
        w.announce(&node, at(40), 48);
        w.call_off(&node);
    }
    assert_eq!(w.liveness(node.id).budget, 48);
    w.announce(&node, at(3), 48);
    w.to(1, 30);
    assert_eq!(w.call_off(&node), 20);
    w.to(1, 31);
    let used = w.registry().announce_maintenance(node.id, at(40), 21);
    w.refuses(node.owner, used, RegistryError::OverBudget);
}

/// Windows that a node can have within 30 epochs.
const MAX_WINDOWS: u32 = 32;

#[test]
fn many_short_windows_are_bounded_like_one_long_one() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let mut excused = 0;
    // A window as often as there can be one, for ten epochs.
    for slot in 50..50 + 10 * 48u32 {
        let Slot { epoch, index } = Slot::from_number(slot);
        w.to(epoch, index);
        let from = Slot::from_number(slot + 2);
        let message = w.registry().announce_maintenance(node.id, from, 1);
        if w.net.send(node.owner, message).is_ok() {
            excused += 1;
        }
    }
    assert_eq!(excused, MAX_WINDOWS, "no more windows than can be looked through");
}

#[test]
fn maintenance_earns_nothing_and_costs_others_nothing() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let olaf = w.person("olaf");
    let other = w.register(olaf);
    w.bond(olaf, &other, 100 * TOKEN);
    w.announce(&node, Slot { epoch: 2, index: 0 }, 48);
    w.to(2, 0);
    w.beat_for(&[&node, &other], 2);
    w.to(3, 0);
    let all = w.view(w.rewards().emission(2)).availability;
    assert_eq!(w.claim(olaf, &other, 32).availability, all);
    let first = w.view(w.rewards().emission(1)).availability;
    assert_eq!(w.claim(node.owner, &node, 32).availability, first, "of epoch 1, and nothing of epoch 2");
}
