//! A dApp: funds its balance, leases, signs vouchers, tops up, closes, is refunded.

use interfaces::metering::{LeaseTerms, MeteringError, Settled};
use shared::{Amount, DAY_MS, TOKEN};
use tests::network::WALLET;
use tests::{Node, TestNetwork};

/// Registers a node that is alive in epoch 1 and asks 0.01 tokens for a unit.
pub fn alive(w: &mut TestNetwork) -> Node {
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 1_000 * TOKEN);
    w.offer(&node, 100, 20, TOKEN / 100);
    w.next_epoch();
    w.beat(&node);
    node
}

#[test]
fn a_dapp_funds_leases_signs_tops_up_closes_and_is_refunded() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 300 * TOKEN);
    let lease = w.open(paul, &node);
    assert_eq!(lease.price, TOKEN / 100);

    // 100 tokens of deposit are 10 000 units. The last 2 000 of 12 000 wait for a top-up.
    assert_eq!(w.pay(&node, &lease, 9_000), Settled::Paid { units: 9_000, value: 90 * TOKEN });
    assert_eq!(w.pay(&node, &lease, 12_000), Settled::DepositExhausted { units: 1_000, value: 10 * TOKEN });
    w.top_up(paul, &lease, 50 * TOKEN);
    assert_eq!(w.pay(&node, &lease, 12_000), Settled::Paid { units: 2_000, value: 20 * TOKEN });

    // Closed, the node still settles what it holds.
    w.close(paul, &lease);
    assert_eq!(w.pay(&node, &lease, 12_500), Settled::Paid { units: 500, value: 5 * TOKEN });
    w.refuses(paul, w.metering().finalize(lease.lease), MeteringError::WindowNotOver);
    w.wait(DAY_MS);
    assert_eq!(w.finalize(paul, &lease), 25 * TOKEN);
    w.withdraw_balance(paul, 175 * TOKEN);
    assert_eq!(w.wallet(paul), WALLET - 125 * TOKEN, "it paid for 12 500 units");
}

#[test]
fn what_is_not_locked_can_be_withdrawn_at_any_time() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 300 * TOKEN);
    w.open(paul, &node);
    w.refuses(paul, w.metering().withdraw(200 * TOKEN + 1), MeteringError::InsufficientBalance);
    w.withdraw_balance(paul, 200 * TOKEN);
    w.refuses(paul, w.metering().withdraw(1), MeteringError::InsufficientBalance);
}

#[test]
fn anyone_tops_a_lease_up_and_the_payer_is_refunded() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let (paul, petra) = (w.person("paul"), w.person("petra"));
    w.deposit(paul, 100 * TOKEN);
    w.deposit(petra, 10 * TOKEN);
    let lease = w.open(paul, &node);
    w.top_up(petra, &lease, 10 * TOKEN);
    w.close(paul, &lease);
    w.wait(DAY_MS);
    assert_eq!(w.finalize(paul, &lease), 110 * TOKEN);
}

#[test]
fn a_lease_that_ended_is_closed_by_anyone_and_its_capacity_freed_by_anyone_later() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let (paul, anyone) = (w.person("paul"), w.stranger("anyone"));
    w.deposit(paul, 100 * TOKEN);
    let lease = w.open(paul, &node);
    w.wait(7 * DAY_MS - 1);
    w.refuses(anyone, w.metering().close(lease.lease), MeteringError::NotPayer);
    w.wait(1);
    w.close(anyone, &lease);
    w.refuses(paul, w.metering().close(lease.lease), MeteringError::NotOpen);
    w.wait(DAY_MS);
    w.refuses(anyone, w.metering().finalize(lease.lease), MeteringError::NotPayer);
    w.wait(DAY_MS);
    assert_eq!(w.finalize(anyone, &lease), 100 * TOKEN, "the refund is the payer's all the same");
    assert_eq!(w.view(w.metering().balance_of(paul)), 100 * TOKEN);
    w.refuses(paul, w.metering().finalize(lease.lease), MeteringError::UnknownLease);
}

#[test]
fn the_price_of_a_lease_is_locked() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 200 * TOKEN);
    let lease = w.open(paul, &node);
    w.offer(&node, 100, 20, TOKEN);
    assert_eq!(w.pay(&node, &lease, 100), Settled::Paid { units: 100, value: TOKEN });
    assert_eq!(w.open(paul, &node).price, TOKEN, "the next lease has the new one");
}

#[test]
fn a_lease_ends_within_bounds() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let (now, terms) = (w.now(), w.terms(&node));
    for until in [0, now, now + 90 * DAY_MS + 1, u64::MAX] {
        w.refuses(paul, w.metering().open(LeaseTerms { until, ..terms.clone() }), MeteringError::InvalidEnd);
    }
    w.open_on(paul, LeaseTerms { until: now + 90 * DAY_MS, ..terms });
}

#[test]
fn the_treasury_gets_its_part_and_the_burn_is_burned() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let lease = w.open(paul, &node);
    // One unit of the smallest price: fees round up.
    assert_eq!(w.pay(&node, &lease, 333), Settled::Paid { units: 333, value: 3_330_000_000_000 });
    let (burned, treasury): (Amount, Amount) = w.sweep(paul);
    assert_eq!((burned, treasury), (166_500_000_000, 66_600_000_000));
    w.refuses(paul, w.metering().sweep(), MeteringError::NothingToClaim);
}
