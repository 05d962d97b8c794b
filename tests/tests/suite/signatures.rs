//! Vouchers and beats with every field and every byte changed, and shown where they do not belong.

use crate::stories::dapp::alive;
use gridshare_sdk::keys::Key;
use gridshare_sdk::AccountId;
use interfaces::metering::{LeaseTerms, Settled, Voucher};
use interfaces::registry::{BeatOutcome, SignedBeat};
use scale::Encode;
use shared::signing::Messages;
use shared::TOKEN;
use tests::{Channel, Node, TestNetwork};

/// Opens a lease on a node that is alive.
fn leased() -> (TestNetwork, Node, Channel) {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 500 * TOKEN);
    let lease = w.open(paul, &node);
    (w, node, lease)
}

/// Returns the bytes that a voucher for 100 units is signed over, field by field.
fn voucher_fields(w: &TestNetwork, lease: &Channel) -> Vec<Vec<u8>> {
    vec![
        "gridshare/voucher".encode(),
        1u8.encode(),
        w.net.suite.genesis_hash.encode(),
        w.net.suite.metering.encode(),
        lease.lease.encode(),
        lease.node.encode(),
        0u32.encode(),
        100u128.encode(),
    ]
}

/// Returns the bytes that a beat for the current slot is signed over, field by field.
fn beat_fields(w: &mut TestNetwork, node: &Node) -> Vec<Vec<u8>> {
    let slot = w.slot();
    vec![
        "gridshare/beat".encode(),
        1u8.encode(),
        w.net.suite.genesis_hash.encode(),
        w.net.suite.registry.encode(),
        node.id.encode(),
        node.generation.encode(),
        slot.epoch.encode(),
        slot.index.encode(),
    ]
}

/// Returns the message once for each of its bytes, with that byte changed.
fn flipped(message: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..message.len()).map(|at| {
        let mut changed = message.to_vec();
        changed[at] ^= 1 << (at % 8);
        changed
    })
}

/// Returns the message once for each of its fields left out, doubled, and raised by one.
fn altered(fields: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for at in 0..fields.len() {
        let alter = |change: fn(&[u8]) -> Vec<u8>| {
            let mut fields = fields.to_vec();
            fields[at] = change(&fields[at]);
            fields.concat()
        };
        all.push(alter(|_| Vec::new()));
        all.push(alter(|field| [field, field].concat()));
        all.push(alter(|field| {
            let mut next = field.to_vec();
            // The last byte of a text, the lowest of a number.
            let byte = if field.len() > 16 { field.len() - 1 } else { 0 };
            next[byte] = next[byte].wrapping_add(1);
            next
        }));
    }
    all
}

/// Settles vouchers in batches of at most 128. Returns each one's outcome.
fn judge(w: &mut TestNetwork, node: &Node, vouchers: &[Voucher]) -> Vec<Settled> {
    let batches = vouchers.chunks(128);
    batches.flat_map(|batch| w.settle(node.controller, node.id, batch.to_vec())).collect()
}

#[test]
fn a_voucher_with_any_field_or_byte_changed_is_refused() {
    let (mut w, node, lease) = leased();
    let fields = voucher_fields(&w, &lease);
    let message = fields.concat();
    let mut builder = Messages::vouchers(&w.net.suite.genesis_hash, &w.net.suite.metering);
    assert_eq!(builder.voucher(lease.lease, lease.node, 0, 100), message, "these are the bytes that count");

    let shown = |signature| Voucher { lease: lease.lease, leg_index: lease.leg_index, units: 100, signature };
    let messages = flipped(&message).chain(altered(&fields));
    let vouchers: Vec<_> = messages.map(|message| shown(lease.session.sign(&message))).collect();
    assert_eq!(vouchers.len(), message.len() + 3 * 8);
    let outcomes = judge(&mut w, &node, &vouchers);
    for (at, outcome) in outcomes.iter().enumerate() {
        assert_eq!(*outcome, Settled::BadSignature, "change number {at}");
    }

    w.history.note_signed(lease.lease, lease.node, 100);
    let good = shown(lease.session.sign(&message));
    assert!(matches!(judge(&mut w, &node, &[good])[..], [Settled::Paid { units: 100, .. }]));
}

#[test]
fn a_voucher_whose_signature_is_changed_in_any_byte_is_refused() {
    let (mut w, node, lease) = leased();
    let good = w.sign(&lease, 100);
    let vouchers: Vec<_> = flipped(&good.signature)
        .map(|signature| Voucher { signature: signature.try_into().unwrap(), ..good })
        .collect();
    let outcomes = judge(&mut w, &node, &vouchers);
    assert_eq!(outcomes, [Settled::BadSignature; 64]);
    assert!(matches!(judge(&mut w, &node, &[good])[..], [Settled::Paid { .. }]));
}

#[test]
fn a_voucher_shown_with_other_fields_than_signed_is_refused() {
    let (mut w, node, lease) = leased();
    // A second lease of the same payer on the same node, under the same session key.
    let terms = LeaseTerms { session_key: lease.session.public(), ..w.terms(&node) };
    let twin = w.open_on(lease.payer, terms);
    let good = w.sign(&lease, 100);
    let shown = [
        Voucher { units: 101, ..good },
        Voucher { units: 99, ..good },
        Voucher { units: 100 << 64, ..good },
        Voucher { lease: twin.lease, leg_index: twin.leg_index, ..good },
        Voucher { lease: twin.lease, ..good },
        Voucher { leg_index: twin.leg_index, ..good },
        Voucher { lease: 0, ..good },
    ];
    let refused = Settled::BadSignature;
    let nowhere = Settled::UnknownLeg;
    assert_eq!(judge(&mut w, &node, &shown), [refused, refused, refused, refused, nowhere, nowhere, nowhere]);
}

#[test]
fn a_voucher_is_worth_nothing_at_another_node() {
    let (mut w, node, lease) = leased();
    let other = w.register(node.owner);
    w.bond(node.owner, &other, 100 * TOKEN);
    w.offer(&other, 100, 0, TOKEN / 100);
    w.next_epoch();
    w.beat(&other);
    let good = w.sign(&lease, 100);
    // At the same index of the other node there is nothing yet, then another lease with the same session key.
    assert_eq!(judge(&mut w, &other, &[good]), [Settled::UnknownLeg]);
    let terms = LeaseTerms { session_key: lease.session.public(), ..w.terms(&other) };
    let twin = w.open_on(lease.payer, terms);
    assert_eq!(twin.leg_index, lease.leg_index);
    assert_eq!(judge(&mut w, &other, &[good]), [Settled::UnknownLeg]);
    assert_eq!(judge(&mut w, &other, &[Voucher { lease: twin.lease, ..good }]), [Settled::BadSignature]);
}

#[test]
fn a_voucher_is_worth_nothing_at_another_contract() {
    let (mut w, node, lease) = leased();
    let good = w.sign(&lease, 100);
    let mut second = TestNetwork::new().with_second_suite();
    let twin_node = alive(&mut second);
    let paul = second.person("paul");
    second.deposit(paul, 500 * TOKEN);
    let twin = second.open(paul, &twin_node);
    assert_eq!((twin.lease, twin.node, twin.leg_index), (lease.lease, lease.node, lease.leg_index));
    assert_eq!(twin.session.public(), lease.session.public());
    assert_eq!(second.net.suite.genesis_hash, w.net.suite.genesis_hash);
    assert_ne!(second.net.suite.metering, w.net.suite.metering);
    assert_eq!(judge(&mut second, &twin_node, &[good]), [Settled::BadSignature]);
    assert!(matches!(judge(&mut w, &node, &[good])[..], [Settled::Paid { .. }]));
}

#[test]
fn a_voucher_pays_once_however_often_it_is_shown() {
    let (mut w, node, lease) = leased();
    let good = w.sign(&lease, 100);
    let outcomes = judge(&mut w, &node, &[good, good, good]);
    assert!(matches!(
        outcomes[..],
        [Settled::Paid { units: 100, .. }, Settled::AlreadyPaid, Settled::AlreadyPaid]
    ));
    assert_eq!(judge(&mut w, &node, &[good]), [Settled::AlreadyPaid]);
    w.next_epoch();
    assert_eq!(judge(&mut w, &node, &[good]), [Settled::AlreadyPaid]);
    // The same units signed again make another signature, and pay nothing all the same.
    let again = w.sign(&lease, 100);
    assert_ne!(again.signature, good.signature);
    assert_eq!(judge(&mut w, &node, &[again]), [Settled::AlreadyPaid]);
}

#[test]
fn a_beat_with_any_field_or_byte_changed_is_refused() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    w.next_slot();
    let fields = beat_fields(&mut w, &node);
    let message = fields.concat();
    let slot = w.slot();
    let mut builder = Messages::beats(&w.net.suite.genesis_hash, &w.net.suite.registry);
    assert_eq!(builder.beat(node.id, 0, slot.epoch, slot.index), message, "these are the bytes that count");

    let shown = |signature| SignedBeat { node: node.id, slot: slot.index, signature };
    let messages: Vec<_> = flipped(&message).chain(altered(&fields)).collect();
    for batch in messages.chunks(128) {
        let beats = batch.iter().map(|message| shown(node.device.sign(message))).collect();
        let outcomes = w.submit(node.controller, beats);
        assert_eq!(outcomes, vec![BeatOutcome::BadSignature; batch.len()]);
    }
    let good = node.device.sign(&message);
    let beats = flipped(&good).map(|signature| shown(signature.try_into().unwrap())).collect();
    assert_eq!(w.submit(node.controller, beats), [BeatOutcome::BadSignature; 64]);
    assert_eq!(w.submit(node.controller, vec![shown(good)]), [BeatOutcome::Counted]);
}

#[test]
fn a_beat_is_worth_nothing_elsewhere_or_at_another_time() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let twin = w.register(node.owner);
    w.send(node.owner, w.registry().set_keys(twin.id, twin.controller, node.device.public()));
    w.next_slot();
    let slot = w.slot().index;
    let beat = w.signed_beat(&node, slot);
    let anyone: AccountId = w.stranger("anyone");
    let shown = vec![
        SignedBeat { node: twin.id, ..beat },
        SignedBeat { slot: slot - 1, ..w.signed_beat(&twin, slot) },
    ];
    assert_eq!(
        w.submit(anyone, shown),
        [BeatOutcome::BadSignature; 2],
        "same device key, other node and slot"
    );

    let mut second = TestNetwork::new().with_second_suite();
    let elsewhere = alive(&mut second);
    second.next_slot();
    assert_eq!((elsewhere.id, second.slot()), (node.id, w.slot()));
    assert_eq!(second.submit(anyone, vec![beat]), [BeatOutcome::BadSignature], "another registry");

    w.next_epoch();
    w.to(2, slot);
    assert_eq!(w.submit(anyone, vec![beat]), [BeatOutcome::BadSignature], "the same slot of another epoch");
}

#[test]
fn only_the_key_that_was_named_signs() {
    let (mut w, node, lease) = leased();
    for name in ["paul", "nora", "device 0", "somebody"] {
        let signature = Key::from_name(name).sign_voucher(&w.net.suite, lease.lease, node.id, 0, 5);
        let voucher = Voucher { lease: lease.lease, leg_index: lease.leg_index, units: 5, signature };
        assert_eq!(judge(&mut w, &node, &[voucher]), [Settled::BadSignature], "{name}");
    }
}
