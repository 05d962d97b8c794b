//! A node settles: batches of vouchers, each with its own outcome.

use super::dapp::alive;
use gridshare_sdk::keys::Key;
use interfaces::metering::{LeaseTerms, MeteringError, Settled, Voucher};
use shared::{DAY_MS, TOKEN};
use tests::{Channel, TestNetwork};

/// Returns a voucher that is signed by the wrong key.
fn forged(w: &TestNetwork, channel: &Channel, units: u128) -> Voucher {
    let Channel { lease, node, leg_index, .. } = *channel;
    let signature = Key::from_name("forger").sign_voucher(&w.net.suite, lease, node, 0, units);
    Voucher { lease, leg_index, units, signature }
}

#[test]
fn every_voucher_of_a_batch_has_its_own_outcome() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 200 * TOKEN);
    let rich = w.open(paul, &node);
    let terms = LeaseTerms { deposit: TOKEN, ..w.terms(&node) };
    let poor = w.open_on(paul, terms);
    w.pay(&node, &rich, 50);

    let session = rich.session.clone();
    let endless = Voucher {
        units: u128::MAX,
        signature: session.sign_voucher(&w.net.suite, rich.lease, node.id, 0, u128::MAX),
        ..w.sign(&rich, 0)
    };
    let batch = vec![
        w.sign(&rich, 40),
        forged(&w, &rich, 90),
        w.sign(&rich, 80),
        w.sign(&poor, 300),
        endless,
        Voucher { lease: 99, ..w.sign(&rich, 100) },
        Voucher { leg_index: 9, ..w.sign(&rich, 100) },
        w.sign(&rich, 80),
        w.sign(&rich, 100),
    ];
    let outcomes = w.settle(node.controller, node.id, batch);
    let price = TOKEN / 100;
    assert_eq!(
        outcomes,
        [
            Settled::AlreadyPaid,
            Settled::BadSignature,
            Settled::Paid { units: 30, value: 30 * price },
            Settled::DepositExhausted { units: 100, value: 100 * price },
            Settled::Overflow,
            Settled::UnknownLeg,
            Settled::UnknownLeg,
            Settled::AlreadyPaid,
            Settled::Paid { units: 20, value: 20 * price },
        ]
    );
    assert_eq!(w.leg(node.id, rich.leg_index).paid_units, 100);
    assert_eq!(w.leg(node.id, poor.leg_index).paid_units, 100);
}

#[test]
fn a_batch_in_which_nothing_is_paid_changes_nothing() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let lease = w.open(paul, &node);
    w.pay(&node, &lease, 50);
    let batch = vec![w.sign(&lease, 50), forged(&w, &lease, 60)];
    let before = w.net.chain.state_root();
    let outcomes = w.send(paul, w.metering().settle(node.id, batch)).value;
    assert_eq!(outcomes, [Settled::AlreadyPaid, Settled::BadSignature]);
    assert_eq!(w.net.chain.state_root(), before);
}

#[test]
fn batches_are_bounded() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let lease = w.open(paul, &node);
    let vouchers: Vec<_> = (1..=129).map(|units| w.sign(&lease, units)).collect();
    w.refuses(paul, w.metering().settle(node.id, vec![]), MeteringError::ZeroAmount);
    w.refuses(paul, w.metering().settle(node.id, vouchers.clone()), MeteringError::TooMany);
    let outcomes = w.settle(paul, node.id, vouchers[..128].to_vec());
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Settled::Paid { units: 1, .. })));
}

#[test]
fn legs_fill_pages_and_freed_entries_are_taken_again() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    w.offer(&node, 1_000, 0, TOKEN / 100);
    let paul = w.person("paul");
    w.deposit(paul, 1_000 * TOKEN);
    let mut leases: Vec<Channel> = (0..66)
        .map(|_| {
            let terms = LeaseTerms { deposit: 10 * TOKEN, ..w.terms(&node) };
            w.open_on(paul, terms)
        })
        .collect();
    assert_eq!(leases.iter().map(|lease| lease.leg_index).collect::<Vec<_>>(), (0..66).collect::<Vec<_>>());

    // One batch over three pages, back to front.
    let batch = leases.iter().rev().map(|lease| w.sign(lease, 7)).collect();
    let outcomes = w.settle(paul, node.id, batch);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Settled::Paid { units: 7, .. })));

    // Two are ended, and their entries are the next ones taken, the latest freed first.
    for at in [3, 40] {
        w.close(paul, &leases[at]);
    }
    w.wait(DAY_MS);
    for at in [3, 40] {
        w.finalize(paul, &leases[at]);
    }
    w.beat(&node);
    let old = w.sign(&leases[40], 10);
    for leg_index in [40, 3, 66] {
        let lease = w.open(paul, &node);
        assert_eq!(lease.leg_index, leg_index);
        leases.push(lease);
    }
    assert_eq!(w.settle(paul, node.id, vec![old]), [Settled::UnknownLeg], "the entry is another lease's now");
    let new = w.sign(&leases[66], 5);
    assert!(matches!(w.settle(paul, node.id, vec![new])[..], [Settled::Paid { units: 5, .. }]));
}

#[test]
fn anyone_submits_vouchers_and_the_node_is_paid() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let (paul, anyone) = (w.person("paul"), w.stranger("anyone"));
    w.deposit(paul, 100 * TOKEN);
    let lease = w.open(paul, &node);
    let voucher = w.sign(&lease, 100);
    w.settle(anyone, node.id, vec![voucher]);
    assert_eq!(w.collect(anyone, &node), TOKEN / 100 * 93);
    assert_eq!(w.wallet(anyone), 0);
}
