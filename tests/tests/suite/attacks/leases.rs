//! Attacks on vouchers and leases.

use crate::stories::dapp::alive;
use interfaces::market::{Constraints, MarketError};
use interfaces::metering::{LeaseTerms, MeteringError, Settled, Voucher};
use shared::{Amount, DAY_MS, TOKEN};
use tests::{Channel, Node, TestNetwork};

fn leased() -> (TestNetwork, Node, Channel) {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 500 * TOKEN);
    let lease = w.open(paul, &node);
    (w, node, lease)
}

#[test]
fn an_old_voucher_pays_nothing_and_does_not_block_the_good_ones() {
    let (mut w, node, lease) = leased();
    w.pay(&node, &lease, 100);
    let batch = [10, 110, 20, 120, 0].map(|units| w.sign(&lease, units)).to_vec();
    let (ten, price) = (10, lease.price);
    let paid = Settled::Paid { units: ten, value: ten * price };
    assert_eq!(
        w.settle(node.owner, node.id, batch),
        [Settled::AlreadyPaid, paid, Settled::AlreadyPaid, paid, Settled::AlreadyPaid]
    );
}

#[test]
fn units_near_the_largest_number_are_an_error_and_consume_nothing() {
    let (mut w, node, lease) = leased();
    let before = w.leg(node.id, lease.leg_index);
    let largest = Amount::MAX / lease.price;
    for units in [u128::MAX, u128::MAX - 1, largest + 1] {
        let signature = lease.session.sign_voucher(&w.net.suite, lease.lease, node.id, 0, units);
        let voucher = Voucher { lease: lease.lease, leg_index: lease.leg_index, units, signature };
        assert_eq!(w.settle(node.owner, node.id, vec![voucher]), [Settled::Overflow]);
        assert_eq!(w.leg(node.id, lease.leg_index), before);
    }
    // The most that a price can be multiplied with pays what is there.
    let short = Settled::DepositExhausted { units: 10_000, value: 100 * TOKEN };
    assert_eq!(w.pay(&node, &lease, largest), short);
}

#[test]
fn a_short_deposit_pays_what_is_there_and_the_rest_stays_claimable() {
    let (mut w, node, lease) = leased();
    let voucher = w.sign(&lease, 15_000);
    let short = Settled::DepositExhausted { units: 10_000, value: 100 * TOKEN };
    assert_eq!(w.settle(node.owner, node.id, vec![voucher]), [short]);
    let empty = Settled::DepositExhausted { units: 0, value: 0 };
    assert_eq!(w.settle(node.owner, node.id, vec![voucher]), [empty]);
    w.top_up(lease.payer, &lease, 20 * TOKEN);
    let more = Settled::DepositExhausted { units: 2_000, value: 20 * TOKEN };
    assert_eq!(w.settle(node.owner, node.id, vec![voucher]), [more]);
    w.top_up(lease.payer, &lease, 40 * TOKEN);
    let rest = Settled::Paid { units: 3_000, value: 30 * TOKEN };
    assert_eq!(w.settle(node.owner, node.id, vec![voucher]), [rest]);
}

#[test]
fn a_payer_that_closes_first_still_pays() {
    let (mut w, node, lease) = leased();
    let voucher = w.sign(&lease, 5_000);
    w.close(lease.payer, &lease);
    w.refuses(lease.payer, w.metering().finalize(lease.lease), MeteringError::WindowNotOver);
    w.wait(DAY_MS - 1);
    w.refuses(lease.payer, w.metering().finalize(lease.lease), MeteringError::WindowNotOver);
    let paid = Settled::Paid { units: 5_000, value: 50 * TOKEN };
    assert_eq!(w.settle(node.owner, node.id, vec![voucher]), [paid], "to the last moment of the window");
    w.wait(1);
    assert_eq!(w.finalize(lease.payer, &lease), 50 * TOKEN);
    let late = w.sign(&lease, 6_000);
    assert_eq!(w.settle(node.owner, node.id, vec![late]), [Settled::UnknownLeg]);
}

#[test]
fn a_shorter_window_does_not_cut_one_that_runs() {
    let (mut w, node, lease) = leased();
    w.next_epoch();
    w.claim(node.owner, &node, 32);
    let params = interfaces::metering::MeteringParams { settlement_window_ms: 60_000, ..Default::default() };
    let call = w.metering().set_params(params).proposed();
    let id = w.pass(node.owner, vec![call], &[node.id]);
    w.next_slot();
    w.close(lease.payer, &lease);
    w.execute(node.owner, id);
    let (closed, window) = (w.now(), DAY_MS);
    w.next_epoch();
    assert_eq!(w.view(w.metering().params()).settlement_window_ms, 60_000);
    assert!(w.now() < closed + window, "the window runs still");
    w.refuses(lease.payer, w.metering().finalize(lease.lease), MeteringError::WindowNotOver);
    w.wait_until(closed + window);
    w.finalize(lease.payer, &lease);
}

#[test]
fn deposits_cannot_be_withdrawn_twice() {
    let (mut w, _, lease) = leased();
    let paul = lease.payer;
    w.withdraw_balance(paul, 400 * TOKEN);
    let empty = MeteringError::InsufficientBalance;
    w.refuses(paul, w.metering().withdraw(1), empty);
    w.refuses(paul, w.metering().top_up(lease.lease, lease.leg(), 1), empty);
    w.close(paul, &lease);
    w.wait(DAY_MS);
    w.finalize(paul, &lease);
    w.refuses(paul, w.metering().finalize(lease.lease), MeteringError::UnknownLease);
    w.refuses(paul, w.metering().close(lease.lease), MeteringError::UnknownLease);
    w.refuses(paul, w.metering().withdraw(100 * TOKEN + 1), empty);
    w.withdraw_balance(paul, 100 * TOKEN);
}

#[test]
fn donations_to_metering_are_nobodys_to_take() {
    let (mut w, node, lease) = leased();
    let (mallory, metering) = (w.person("mallory"), w.net.suite.metering);
    w.send(mallory, w.token().transfer(metering, 70 * TOKEN));
    w.history.note_donation(metering, 70 * TOKEN);
    w.refuses(mallory, w.metering().withdraw(1), MeteringError::InsufficientBalance);
    w.pay(&node, &lease, 100);
    w.collect(node.owner, &node);
    w.sweep(mallory);
    assert_eq!(w.view(w.metering().balance_of(mallory)), 0);
}

#[test]
fn a_lease_that_costs_more_than_its_ceiling_is_not_opened() {
    let (mut w, node, lease) = leased();
    // The node raises its price between the payer's look and its call.
    w.offer(&node, 100, 20, TOKEN / 100 + 1);
    let terms = LeaseTerms { constraints: Constraints::up_to(lease.price), ..w.terms(&node) };
    let refused = MeteringError::Market(MarketError::NoMatch);
    w.refuses(lease.payer, w.metering().open(terms), refused);
}

#[test]
fn a_batch_of_small_settlements_does_not_avoid_the_fees() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    w.offer(&node, 100, 20, 1);
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let lease = w.open(paul, &node);
    let batch: Vec<_> = (1..=20).map(|units| w.sign(&lease, units)).collect();
    for voucher in batch {
        w.settle(paul, node.id, vec![voucher]);
    }
    let held = w.view(w.metering().holdings());
    // A unit of value each: nothing is left of it for the node.
    assert_eq!((held.burn, held.treasury, held.earnings), (20, 0, 0));
}

#[test]
fn withdrawing_earnings_pays_nobody_but_the_nodes_owner() {
    let (mut w, node, lease) = leased();
    w.pay(&node, &lease, 1_000);
    let mallory = w.person("mallory");
    let before = w.wallet(mallory);
    w.collect(mallory, &node);
    assert_eq!(w.wallet(mallory), before);
    w.refuses(mallory, w.metering().withdraw_earnings(node.id), MeteringError::NothingToClaim);
    w.refuses(mallory, w.metering().withdraw_earnings(99), MeteringError::NothingToClaim);
}
