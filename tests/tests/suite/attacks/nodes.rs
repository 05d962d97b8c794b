//! Attacks on the registry and the market.

use interfaces::market::{MarketError, OfferTerms, MAX_CAPACITY, MAX_PRICE};
use interfaces::metering::{LeaseTerms, MeteringError};
use interfaces::registry::{BeatOutcome, Registration, RegistryError};
use shared::{Amount, Units, DAY_MS, TOKEN};
use tests::{TestNetwork, INFERENCE};

#[test]
fn squatting_and_spam_cost_the_caller_its_deposit_and_block_nobody() {
    let mut w = TestNetwork::new();
    let (mallory, nora) = (w.stranger("mallory"), w.person("nora"));
    let before = w.net.chain.native_balance(mallory);
    for _ in 0..40 {
        let registration = w.registration();
        let done = w.send(mallory, w.registry().register(registration));
        assert!(done.cost.deposit > 0, "{:?}", done.cost);
    }
    assert!(w.net.chain.native_balance(mallory) < before);
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.offer(&node, 10, 0, 1);
    w.next_epoch();
    w.beat(&node);
}

#[test]
fn an_offer_cannot_fill_up_a_zones_counters() {
    let mut w = TestNetwork::new();
    let (mallory, nora) = (w.person("mallory"), w.person("nora"));
    let (spam, node) = (w.register(mallory), w.register(nora));
    // Nor without a stake behind it.
    let offer = w.market().set_offer(spam.id, INFERENCE, OfferTerms { capacity: 1, burst: 0, price: 1 });
    w.refuses(mallory, offer, MarketError::NotInService);
    for node in [&spam, &node] {
        w.bond(node.owner, node, 100 * TOKEN);
    }
    for (capacity, burst, price) in [
        (Units::MAX, 0, 1),
        (0, Units::MAX, 1),
        (Units::MAX, Units::MAX, 1),
        (MAX_CAPACITY, 1, 1),
        (1, 0, MAX_PRICE + 1),
        (1, 0, Amount::MAX),
    ] {
        let offer = w.market().set_offer(spam.id, INFERENCE, OfferTerms { capacity, burst, price });
        w.refuses(mallory, offer, MarketError::Arithmetic);
    }
    w.offer(&spam, MAX_CAPACITY, 0, MAX_PRICE);
    w.offer(&node, 10, 0, 1);
}

#[test]
fn beats_for_a_future_slot_an_old_epoch_twice_or_with_an_old_key_are_refused() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let mut node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.to(2, 5);
    let future = w.signed_beat(&node, 6);
    let past = w.signed_beat(&node, 3);
    let old_epoch = w.signed_beat_of(&node, 1, 5);
    let beyond = w.signed_beat(&node, 200);
    let good = w.signed_beat(&node, 5);
    use BeatOutcome::{BadSignature, Counted, Duplicate, WrongSlot};
    assert_eq!(
        w.submit(nora, vec![future, past, old_epoch, beyond, good, good]),
        [WrongSlot, WrongSlot, BadSignature, WrongSlot, Counted, Duplicate]
    );
    w.next_slot();
    let old_key = w.signed_beat(&node, 6);
    let device = gridshare_sdk::keys::Key::from_name("replacement");
    w.send(nora, w.registry().set_keys(node.id, node.controller, device.public()));
    (node.device, node.generation) = (device, 1);
    let new_key = w.signed_beat(&node, 6);
    assert_eq!(w.submit(nora, vec![old_key, new_key]), [BadSignature, Counted]);
}

/// The first message of an epoch that writes a page advances its nodes' credit, and anybody may send it.
#[test]
fn bad_beats_at_the_turn_of_an_epoch_change_nothing_of_what_was_earned() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let nodes: Vec<_> = (0..32).map(|_| w.register(nora)).collect();
    for node in &nodes {
        w.bond(nora, node, 100 * TOKEN);
    }
    w.to(1, 0);
    for node in &nodes {
        w.send(node.controller, w.registry().heartbeat(vec![node.id]));
    }
    w.to(2, 0);
    let mallory = w.stranger("mallory");
    let bad = interfaces::registry::SignedBeat { node: 0, slot: 0, signature: [1; 64] };
    for _ in 0..40 {
        assert_eq!(w.submit(mallory, vec![bad]), [BeatOutcome::BadSignature]);
    }
    // The page still works, and what was earned is there once.
    w.beat(&nodes[1]);
    let each = w.view(w.rewards().emission(1)).availability / 32;
    for node in &nodes[..3] {
        assert_eq!(w.credit(node, 1), 100 * TOKEN);
        assert_eq!(w.claim(nora, node, 32).availability, each);
    }
}

#[test]
fn setting_the_same_device_key_again_makes_its_old_beats_worthless() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node = w.register(nora);
    let beat = w.signed_beat(&node, 0);
    w.send(nora, w.registry().set_keys(node.id, node.controller, node.device.public()));
    assert_eq!(w.submit(nora, vec![beat]), [BeatOutcome::BadSignature]);
}

#[test]
fn a_forged_h3_cell_is_refused() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    for (cell, wrong) in [
        (0, "nothing at all"),
        (u64::MAX, "everything"),
        (tests::NEAR_CELL | (1 << 63), "the reserved bit is set"),
        (tests::NEAR_CELL ^ (3 << 59), "an edge, not a cell"),
        (0x81283ffffffffff, "too coarse"),
        (0x88283472b5fffff, "too fine"),
        (0x82f407fffffffff, "base cell 122"),
        (0x85283773fffffff, "a digit ends too early"),
        (0x852834707ffffff, "a digit too many"),
        (0x82080ffffffffff, "the deleted child of a pentagon"),
    ] {
        let registration = Registration { cell, ..w.registration() };
        let error = w.refused(nora, w.registry().register(registration));
        assert_eq!(error, RegistryError::InvalidCell, "{wrong}");
    }
}

#[test]
fn a_beat_without_stake_earns_nothing_later() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node = w.register(nora);
    w.beat(&node);
    w.bond(nora, &node, 100 * TOKEN);
    assert_eq!(w.credit(&node, 0), 0);
    w.next_epoch();
    assert_eq!(w.claim(nora, &node, 1).availability, 0);
}

#[test]
fn two_payers_race_for_the_last_unit_and_one_gets_it() {
    let mut w = TestNetwork::new();
    let node = crate::stories::dapp::alive(&mut w);
    w.offer(&node, 10, 0, TOKEN / 100);
    let (paul, petra) = (w.person("paul"), w.person("petra"));
    for payer in [paul, petra] {
        w.deposit(payer, 200 * TOKEN);
    }
    let most = LeaseTerms { units: 9, ..w.terms(&node) };
    let last = LeaseTerms { units: 1, ..w.terms(&node) };
    w.open_on(paul, most);
    // Both were told the same price, and send the same terms.
    w.view(w.market().quote(node.id, 0, 1)).expect("one unit is left");
    let won = w.open_on(paul, last.clone());
    let full = MeteringError::Market(MarketError::NoMatch);
    w.refuses(petra, w.metering().open(last.clone()), full);
    assert_eq!(w.view(w.metering().balance_of(petra)), 200 * TOKEN, "losing costs nothing");

    // Once the winner's lease is over, its unit is there again.
    w.close(paul, &won);
    w.wait(DAY_MS);
    w.beat(&node);
    w.refuses(petra, w.metering().open(last.clone()), full);
    w.finalize(paul, &won);
    let last = LeaseTerms { until: w.now() + DAY_MS, ..last };
    w.open_on(petra, last);
}
