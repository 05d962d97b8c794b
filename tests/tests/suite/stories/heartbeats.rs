//! Heartbeats: by a controller over many pages, and in batches that devices signed.

use interfaces::registry::{BeatOutcome, Registration, RegistryError};
use shared::TOKEN;
use tests::{Node, TestNetwork};

/// Registers many nodes of one owner under one controller.
fn fleet(w: &mut TestNetwork, count: u32) -> Vec<Node> {
    let nora = w.person("nora");
    let hub = w.stranger("hub");
    let mut nodes = Vec::new();
    for _ in 0..count {
        let node = w.register(nora);
        w.send(nora, w.registry().set_keys(node.id, hub, node.device.public()));
        nodes.push(Node { controller: hub, generation: 1, ..node });
    }
    nodes
}

#[test]
fn a_controller_beats_for_its_nodes_on_many_pages_in_one_call() {
    let mut w = TestNetwork::new();
    let nodes = fleet(&mut w, 70);
    let hub = nodes[0].controller;
    for node in &nodes[..3] {
        w.bond(node.owner, node, 100 * TOKEN);
    }
    w.next_epoch();
    // From the last to the first, and the first one twice.
    let ids: Vec<_> = nodes.iter().rev().map(|node| node.id).chain([0]).collect();
    assert_eq!(w.send(hub, w.registry().heartbeat(ids.clone())).value, 70);
    assert_eq!(w.send(hub, w.registry().heartbeat(ids.clone())).value, 0, "the slot had its beats");
    for node in &nodes {
        let liveness = w.view(w.registry().liveness(node.id)).unwrap();
        assert_eq!((liveness.beats, liveness.last_seen), (1, Some(w.slot())));
    }
    assert_eq!(w.view(w.registry().total_credit(1)), 300 * TOKEN);
    w.next_slot();
    assert_eq!(w.send(hub, w.registry().heartbeat(ids)).value, 70);
    assert_eq!(w.view(w.registry().total_credit(1)), 600 * TOKEN);
}

#[test]
fn one_wrong_node_and_no_beat_counts() {
    let mut w = TestNetwork::new();
    let nodes = fleet(&mut w, 33);
    let hub = nodes[0].controller;
    let others = w.person("olaf");
    let other = w.register(others);
    w.refuses(hub, w.registry().heartbeat(vec![0, 32, other.id]), RegistryError::NotController);
    w.refuses(hub, w.registry().heartbeat(vec![0, 32, 34]), RegistryError::UnknownNode);
    w.refuses(hub, w.registry().heartbeat(vec![0, 320]), RegistryError::UnknownNode);
    assert_eq!(w.view(w.registry().liveness(0)).unwrap().last_seen, None);
}

#[test]
fn every_device_signed_beat_has_its_own_outcome() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let nodes: Vec<_> = (0..4).map(|_| w.register(nora)).collect();
    for node in &nodes {
        w.bond(nora, node, 100 * TOKEN);
    }
    w.to(1, 10);
    w.beat(&nodes[0]);
    let mut unknown = w.signed_beat(&nodes[1], 10);
    unknown.node = 99;
    let mut stolen = w.signed_beat(&nodes[1], 10);
    stolen.node = nodes[2].id;
    let batch = vec![
        w.signed_beat(&nodes[0], 10),
        w.signed_beat(&nodes[0], 9),
        w.signed_beat(&nodes[0], 8),
        w.signed_beat(&nodes[0], 11),
        w.signed_beat(&nodes[1], 10),
        w.signed_beat(&nodes[1], 10),
        unknown,
        stolen,
        w.signed_beat_of(&nodes[3], 0, 10),
        w.signed_beat(&nodes[3], 10),
    ];
    let anyone = w.stranger("anyone");
    use BeatOutcome::{BadSignature, Counted, Duplicate, UnknownNode, WrongSlot};
    assert_eq!(
        w.submit(anyone, batch),
        [
            Duplicate,
            Counted,
            WrongSlot,
            WrongSlot,
            Counted,
            Duplicate,
            UnknownNode,
            BadSignature,
            BadSignature,
            Counted,
        ]
    );
    assert_eq!(w.credit(&nodes[0], 1), 200 * TOKEN);
    assert_eq!(w.credit(&nodes[1], 1), 100 * TOKEN);
    assert_eq!(w.credit(&nodes[2], 1), 0);
    assert_eq!(w.credit(&nodes[3], 1), 100 * TOKEN);
    assert_eq!(w.view(w.registry().total_credit(1)), 400 * TOKEN);
}

#[test]
fn an_epochs_beats_are_final_when_it_ends() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.to(1, 47);
    let late = w.signed_beat(&node, 47);
    w.to(2, 0);
    assert_eq!(w.submit(nora, vec![late]), [BeatOutcome::WrongSlot]);
    assert_eq!(w.view(w.registry().total_credit(1)), 0);
}

#[test]
fn an_epoch_has_forty_eight_slots_and_all_count() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.to(1, 0);
    w.beat_for(&[&node], 48);
    assert_eq!(w.view(w.registry().liveness(node.id)).unwrap().beats, (1 << 48) - 1);
    assert_eq!(w.credit(&node, 1), 4_800 * TOKEN);
    w.to(2, 0);
    assert_eq!(w.view(w.registry().liveness(node.id)).unwrap().beats, 0);
    assert_eq!(w.credit(&node, 1), 4_800 * TOKEN, "until it is claimed");
}

#[test]
fn batches_are_bounded() {
    let mut w = TestNetwork::new();
    let nodes = fleet(&mut w, 2);
    let hub = nodes[0].controller;
    let beat = w.signed_beat(&nodes[0], 0);
    w.refuses(hub, w.registry().heartbeat(vec![]), RegistryError::ZeroAmount);
    w.refuses(hub, w.registry().heartbeat(vec![0; 257]), RegistryError::TooMany);
    w.refuses(hub, w.registry().submit_beats(vec![]), RegistryError::ZeroAmount);
    w.refuses(hub, w.registry().submit_beats(vec![beat; 129]), RegistryError::TooMany);
    assert_eq!(w.send(hub, w.registry().heartbeat(vec![0; 256])).value, 1);
    let beat = w.signed_beat(&nodes[1], 0);
    let outcomes = w.submit(hub, vec![beat; 128]);
    assert_eq!(outcomes[0], BeatOutcome::Counted);
    assert_eq!(outcomes[1..], [BeatOutcome::Duplicate; 127]);
}

#[test]
fn nodes_are_listed_page_by_page() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node: Registration = w.registration();
    for _ in 0..66 {
        w.send(nora, w.registry().register(node.clone()));
    }
    let ids = |w: &mut TestNetwork, from, limit| -> Vec<_> {
        w.view(w.registry().nodes(from, limit)).into_iter().map(|(id, ..)| id).collect()
    };
    assert_eq!(ids(&mut w, 0, 3), [0, 1, 2]);
    assert_eq!(ids(&mut w, 0, u32::MAX), (0..64).collect::<Vec<_>>());
    assert_eq!(ids(&mut w, 64, 64), [64, 65]);
    assert_eq!(ids(&mut w, u32::MAX, 64), [0; 0]);
}
