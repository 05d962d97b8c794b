//! A dApp pays in advance, leases, its session key signs; the node settles; the rest is refunded.

use crate::by_ink::client::{account, market, metering, registry};
use crate::by_ink::deployment::Deployment;
use crate::node::with_node;
use gridshare_sdk::keys::Key;
use gridshare_sdk::Suite;
use ink::codegen::TraitCallBuilder;
use ink_e2e::{bob, charlie, dave};
use interfaces::market::{Constraints, Market, MarketError, OfferTerms};
use interfaces::metering::{LeaseTerms, Metering, MeteringError, Settled, Voucher};
use interfaces::registry::Registry;
use shared::{Amount, Units, TOKEN};

const PRICE: Amount = TOKEN / 100;

#[test]
fn a_dapp_leases_and_a_node_settles() {
    with_node(|node| story(Deployment::on(node)));
}

fn story(mut deployed: Deployment) {
    let Suite { registry: at_registry, market: at_market, metering: at, governance, .. } = deployed.suite;
    let (nora, paul, relayer) = (bob(), charlie(), dave());
    deployed.fund(&nora, 1_000);
    deployed.fund(&paul, 1_000);
    let node = deployed.stake(&nora, 1_000);
    let terms = OfferTerms { capacity: 100, burst: 0, price: PRICE };
    deployed.ink.send(&nora, &market(at_market).call_mut().set_offer(node, 0, terms));
    deployed.to(1, 0);
    let d = &mut deployed.ink;
    d.send(&nora, &registry(at_registry).call_mut().heartbeat(vec![node]));

    // Paul's dApp pays in advance and leases ten units for a week.
    d.send(&paul, &metering(at).call_mut().deposit(500 * TOKEN));
    let key = Key::from_name("session");
    let until = deployed.suite.clock.epoch_start(8);
    let lease = |max_price| LeaseTerms {
        class_id: 0,
        units: 10,
        candidates: vec![node],
        constraints: Constraints { country: Some(840), min_stake: 1, ..Constraints::up_to(max_price) },
        session_key: key.public(),
        deposit: 100 * TOKEN,
        until,
    };
    let too_cheap = metering(at).call_mut().open(lease(PRICE - 1));
    assert_eq!(d.refused(&paul, &too_cheap), MeteringError::Market(MarketError::NoMatch));
    let opened = d.send(&paul, &metering(at).call_mut().open(lease(PRICE))).value;
    assert_eq!((opened.lease, opened.leg.node, opened.price), (1, node, PRICE));

    // A relayer submits vouchers: a good one, the same again, and one that another key signed.
    let suite = deployed.suite.clone();
    let voucher = |key: &Key, units: Units| {
        let signature = key.sign_voucher(&suite, 1, node, 0, units);
        Voucher { lease: 1, leg_index: opened.leg.leg_index, units, signature }
    };
    let (good, forged) = (voucher(&key, 2_000), voucher(&Key::from_name("other"), 3_000));
    let settle = metering(at).call_mut().settle(node, vec![good, good, forged]);
    let settled = d.send(&relayer, &settle);
    let value = 2_000 * PRICE;
    let paid = Settled::Paid { units: 2_000, value };
    assert_eq!(settled.value, [paid, Settled::AlreadyPaid, Settled::BadSignature]);
    let (burned, treasury) = (value / 20, value / 50);
    let event: (u32, u32, Units, Amount, Amount, Amount) = settled.event(at);
    assert_eq!(event, (node, 1, 2_000, value, burned, treasury));

    // What was paid goes to the node, is burned, or goes to the treasury: nothing is lost.
    let earned = value - burned - treasury;
    assert_eq!(d.send(&relayer, &metering(at).call_mut().withdraw_earnings(node)).value, earned);
    assert_eq!(d.send(&relayer, &metering(at).call_mut().sweep()).value, (burned, treasury));
    assert_eq!(deployed.wallet(account(&nora)), earned);
    assert_eq!(deployed.wallet(governance), treasury);

    // Paul ends it and has the rest of the deposit back.
    let d = &mut deployed.ink;
    assert_eq!(d.refused(&relayer, &metering(at).call_mut().close(1)), MeteringError::NotPayer);
    d.send(&paul, &metering(at).call_mut().close(1));
    let finalize = metering(at).call_mut().finalize(1);
    assert_eq!(d.refused(&paul, &finalize), MeteringError::WindowNotOver);
    deployed.to(2, 1);
    let d = &mut deployed.ink;
    d.send(&paul, &finalize);
    assert_eq!(d.view(&paul, &metering(at).call().lease(1)), None);
    d.send(&paul, &metering(at).call_mut().withdraw(500 * TOKEN - value));
    assert_eq!(deployed.wallet(account(&paul)), 1_000 * TOKEN - value);
    assert_eq!(deployed.wallet(at), 0);
}
