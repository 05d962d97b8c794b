//! Maintenance: announced ahead, within a budget, and neither earned nor missed.

use interfaces::market::MarketError;
use interfaces::metering::MeteringError;
use interfaces::registry::{NodeStatus, RegistryError, Uptime};
use shared::{Slot, TOKEN};
use tests::{Node, TestNetwork};

/// Returns a slot of epoch 1.
fn at(index: u8) -> Slot {
    Slot { epoch: 1, index }
}

/// Registers a node that was alive in the first slot of epoch 1.
fn alive(w: &mut TestNetwork) -> Node {
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.to(1, 0);
    w.beat(&node);
    node
}

#[test]
fn announced_silence_is_excused_and_not_a_slot_more() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    w.announce(&node, at(2), 4);
    w.to(1, 1);
    assert_eq!(w.status(node.id), NodeStatus::Active);
    w.to(1, 2);
    assert_eq!(w.status(node.id), NodeStatus::Maintenance);
    w.to(1, 3);
    w.extend(&node, 2);
    w.to(1, 7);
    assert_eq!(w.status(node.id), NodeStatus::Maintenance);
    // Slots 1 and 8 were missed, the six in between were not.
    w.to(1, 8);
    assert_eq!(w.status(node.id), NodeStatus::Active);
    w.to(1, 9);
    assert_eq!(w.status(node.id), NodeStatus::Offline);
    assert_eq!(w.liveness(node.id).excused, 0b1111_1100);
    w.next_epoch();
    let seen = Uptime { beats: 1, excused: 6 };
    assert_eq!(w.view(w.registry().uptime(node.id, 1, 2)), [seen, Uptime::default()], "it is on record");
}

#[test]
fn beats_in_maintenance_earn_nothing() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    w.announce(&node, at(2), 2);
    for slot in 1..=4 {
        w.to(1, slot);
        w.beat(&node);
    }
    assert_eq!(w.credit(&node, 1), 3 * 100 * TOKEN, "slots 0, 1 and 4");
    assert_eq!(w.view(w.registry().total_credit(1)), 3 * 100 * TOKEN);
}

#[test]
fn a_window_runs_over_the_end_of_an_epoch() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    w.announce(&node, at(46), 4);
    w.to(1, 45);
    w.beat(&node);
    w.to(2, 1);
    assert_eq!(w.status(node.id), NodeStatus::Maintenance);
    assert_eq!(w.liveness(node.id).excused, 0b11);
    w.to(2, 2);
    assert_eq!(w.status(node.id), NodeStatus::Active);
    w.beat(&node);
    let uptime = w.view(w.registry().uptime(node.id, 1, 2));
    assert_eq!(uptime[0], Uptime { beats: 1 | (1 << 45), excused: 2 });
    assert_eq!(uptime[1], Uptime { beats: 0b100, excused: 2 });
}

#[test]
fn what_has_not_begun_is_called_off_and_its_budget_comes_back() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    assert_eq!(w.liveness(node.id).budget, 48);
    w.announce(&node, at(10), 20);
    assert_eq!(w.call_off(&node), 20);
    assert_eq!(w.liveness(node.id).budget, 48);
    w.announce(&node, at(10), 20);
    w.to(1, 12);
    assert_eq!(w.call_off(&node), 17, "three slots have begun");
    assert_eq!(w.status(node.id), NodeStatus::Maintenance, "to the end of the running one");
    w.to(1, 13);
    assert_eq!(w.status(node.id), NodeStatus::Offline);
    w.refuses(node.owner, w.registry().cancel_maintenance(node.id), RegistryError::NoMaintenance);
    // The next one can be announced at once.
    w.announce(&node, at(15), 1);
}

#[test]
fn the_budget_refills_within_thirty_epochs() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    w.announce(&node, at(2), 48);
    assert_eq!(w.liveness(node.id).budget, 0);
    // Each slot comes back thirty epochs after it was used.
    for (epoch, slot, budget) in [(16, 0, 0), (31, 2, 0), (31, 12, 10), (32, 1, 47), (32, 2, 48), (99, 0, 48)]
    {
        w.to(epoch, slot);
        assert_eq!(w.liveness(node.id).budget, budget, "epoch {epoch}, slot {slot}");
    }
    w.announce(&node, Slot { epoch: 99, index: 2 }, 40);
    w.to(101, 0);
    let soon = Slot { epoch: 101, index: 2 };
    let more = w.registry().announce_maintenance(node.id, soon, 9);
    w.refuses(node.owner, more, RegistryError::OverBudget);
    w.announce(&node, soon, 8);
}

#[test]
fn the_controller_announces_as_well_and_nobody_else() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let dana = w.person("dana");
    let announce = w.registry().announce_maintenance(node.id, at(5), 1);
    w.refuses(dana, announce.clone(), RegistryError::NotNodeOwner);
    w.send(node.controller, announce);
    w.refuses(dana, w.registry().extend_maintenance(node.id, 1), RegistryError::NotNodeOwner);
    w.send(node.controller, w.registry().extend_maintenance(node.id, 1));
    w.refuses(dana, w.registry().cancel_maintenance(node.id), RegistryError::NotNodeOwner);
    w.send(node.controller, w.registry().cancel_maintenance(node.id));
}

#[test]
fn a_node_in_maintenance_is_not_leased_and_its_leases_go_on() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    w.offer(&node, 100, 0, TOKEN / 100);
    let paul = w.person("paul");
    w.deposit(paul, 500 * TOKEN);
    let lease = w.open(paul, &node);
    w.announce(&node, at(2), 2);
    w.to(1, 2);
    let terms = w.terms(&node);
    w.refuses(paul, w.metering().open(terms.clone()), MeteringError::Market(MarketError::NoMatch));
    w.pay(&node, &lease, 100);
    w.to(1, 4);
    w.send(paul, w.metering().open(terms));
}
