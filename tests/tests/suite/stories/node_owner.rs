//! A node owner: from registering to collected earnings and rewards, and out again.

use interfaces::market::OfferTerms;
use interfaces::metering::Settled;
use interfaces::registry::NodeStatus;
use interfaces::rewards::Claimed;
use shared::{DAY_MS, TOKEN};
use tests::network::WALLET;
use tests::{TestNetwork, INFERENCE};

#[test]
fn from_registering_to_collected_earnings_and_rewards() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 1_000 * TOKEN);
    w.offer(&node, 100, 0, TOKEN / 100);
    w.beat(&node);
    assert_eq!(w.status(node.id), NodeStatus::Unbonded, "stake counts from the next epoch");
    assert_eq!(w.credit(&node, 0), 0);

    // Epoch 1: it is staked, and alive once it says so.
    w.next_epoch();
    assert_eq!(w.status(node.id), NodeStatus::Offline);
    w.beat_for(&[&node], 5);
    assert_eq!(w.status(node.id), NodeStatus::Active);
    assert_eq!(w.credit(&node, 1), 5 * 1_000 * TOKEN);

    // It is leased, used and paid: of 20 tokens 5 % are burned, and 2 % are the treasury's.
    let paul = w.person("paul");
    w.deposit(paul, 500 * TOKEN);
    let lease = w.open(paul, &node);
    let value = 20 * TOKEN;
    assert_eq!(w.pay(&node, &lease, 2_000), Settled::Paid { units: 2_000, value });
    let earned = value / 100 * 93;
    assert_eq!(w.collect(nora, &node), earned);
    assert_eq!(w.sweep(nora), (value / 100 * 5, value / 100 * 2));

    // Epoch 2: the only node there is earned all that is for availability, and for usage 90 % of its burn.
    w.next_epoch();
    let availability = w.view(w.rewards().emission(1)).availability;
    let usage = value / 100 * 5 / 10 * 9;
    let claimed = w.claim(nora, &node, 32);
    assert_eq!(claimed, Claimed { first: 0, epochs: 2, availability, usage });
    let stake = 1_000 * TOKEN + availability + usage;
    assert_eq!(w.position(&node, nora).value, stake);

    // And out: nothing of it is lost.
    let shares = w.position(&node, nora).shares;
    assert_eq!(w.unbond(nora, &node, shares), stake);
    assert_eq!(w.status(node.id), NodeStatus::Unbonded);
    w.wait(21 * DAY_MS);
    assert_eq!(w.withdraw_stake(nora, &node), stake);
    assert_eq!(w.wallet(nora), WALLET + earned + availability + usage);
}

#[test]
fn silence_turns_a_node_offline_and_a_beat_brings_it_back() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.next_epoch();
    w.beat(&node);
    for _ in 0..2 {
        w.next_slot();
        assert_eq!(w.status(node.id), NodeStatus::Active);
    }
    w.next_slot();
    assert_eq!(w.status(node.id), NodeStatus::Offline, "two slots are over");
    w.beat(&node);
    assert_eq!(w.status(node.id), NodeStatus::Active);
}

#[test]
fn an_offer_is_made_changed_and_withdrawn_and_the_zone_keeps_count() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.offer(&node, 100, 20, 5);
    let zone = w.view(w.market().offer(node.id, INFERENCE)).unwrap().zone;
    let sums = |w: &mut TestNetwork| {
        let zone = w.view(w.market().zone(INFERENCE, zone));
        (zone.capacity, zone.burst, zone.committed)
    };
    assert_eq!(sums(&mut w), (100, 20, 0));
    w.offer(&node, 60, 0, 7);
    assert_eq!(sums(&mut w), (60, 0, 0));
    assert_eq!(w.view(w.market().classes_of(node.id)), [INFERENCE]);

    let withdrawn = OfferTerms { capacity: 0, burst: 0, price: 0 };
    w.send(nora, w.market().set_offer(node.id, INFERENCE, withdrawn));
    assert_eq!(w.view(w.market().offer(node.id, INFERENCE)), None);
    assert_eq!(w.view(w.market().classes_of(node.id)), [0; 0]);
    assert_eq!(sums(&mut w), (0, 0, 0));
}

#[test]
fn new_keys_replace_the_old_ones_at_once() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let mut node = w.register(nora);
    let old = node.clone();
    let device = gridshare_sdk::keys::Key::from_name("new device");
    let controller = w.stranger("new controller");
    w.send(nora, w.registry().set_keys(node.id, controller, device.public()));
    (node.controller, node.device, node.generation) = (controller, device, 1);

    let error = interfaces::registry::RegistryError::NotController;
    w.refuses(old.controller, w.registry().heartbeat(vec![node.id]), error);
    w.beat(&node);
    w.next_slot();
    let slot = w.slot().index;
    let (stale, fresh) = (w.signed_beat(&old, slot), w.signed_beat(&node, slot));
    use interfaces::registry::BeatOutcome::{BadSignature, Counted};
    assert_eq!(w.submit(nora, vec![stale, fresh]), [BadSignature, Counted]);
}

#[test]
fn a_nodes_weight_is_bounded_by_its_owners_stake() {
    let mut w = TestNetwork::new();
    let (nora, dana) = (w.person("nora"), w.person("dana"));
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.bond(dana, &node, 5_000 * TOKEN);
    w.next_epoch();
    w.beat(&node);
    assert_eq!(w.credit(&node, 1), 16 * 100 * TOKEN);
}
