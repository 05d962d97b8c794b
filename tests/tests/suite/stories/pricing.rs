//! A zone's price: one up to the kink, then rising to its maximum at full use.

use interfaces::market::{Constraints, MarketError};
use interfaces::metering::{LeaseTerms, MeteringError};
use shared::{Amount, DAY_MS, TOKEN};
use tests::{TestNetwork, INFERENCE};

#[test]
fn the_price_rises_past_the_kink_and_the_quote_is_what_open_charges() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let paul = w.person("paul");
    w.offer(&node, 100, 20, 1_000);
    w.deposit(paul, 100 * TOKEN);
    let mut prices: Vec<Amount> = Vec::new();
    // Committed afterwards: 80, 81, 90, 100, 110, 120 of 100.
    for units in [80, 1, 9, 10, 10, 10] {
        let quote = w.view(w.market().quote(node.id, INFERENCE, units)).expect("there is that much left");
        let terms = LeaseTerms { units, deposit: 0, ..w.terms(&node) };
        let short = LeaseTerms { constraints: Constraints::up_to(quote - 1), ..terms.clone() };
        w.refuses(paul, w.metering().open(short), MeteringError::Market(MarketError::NoMatch));
        let lease = w.open_on(paul, LeaseTerms { constraints: Constraints::up_to(quote), ..terms });
        assert_eq!(lease.price, quote);
        prices.push(quote);
    }
    assert_eq!(prices, [1_000, 1_150, 2_500, 4_000, 4_000, 4_000]);
    assert_eq!(w.view_refused(w.market().quote(node.id, INFERENCE, 1)), MarketError::NoMatch);
}

#[test]
fn burst_capacity_counts_only_past_the_kink() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let nora = node.owner;
    let other = w.register(nora);
    w.bond(nora, &other, 100 * TOKEN);
    w.offer(&node, 10, 10, 1_000);
    w.offer(&other, 90, 0, 1_000);
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let mut more = LeaseTerms { units: 11, deposit: 0, ..w.terms(&node) };
    w.refuses(paul, w.metering().open(more.clone()), MeteringError::Market(MarketError::NoMatch));

    // Demand elsewhere in the zone opens the burst.
    w.next_epoch();
    w.beat_for(&[&node, &other], 1);
    let busy = LeaseTerms { units: 80, deposit: 0, ..w.terms(&other) };
    w.open_on(paul, busy);
    more.until = w.now() + DAY_MS;
    more.session_key = w.terms(&node).session_key;
    assert_eq!(w.open_on(paul, more).price, 1_000 + 1_000 * 3 * 11 / 20, "91 of 100 are in use");
}

#[test]
fn the_price_falls_again_when_leases_end() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    w.offer(&node, 100, 0, 1_000);
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let terms = LeaseTerms { units: 90, deposit: TOKEN, ..w.terms(&node) };
    let lease = w.open_on(paul, terms);
    assert_eq!(lease.price, 2_500);
    assert_eq!(w.view(w.market().quote(node.id, INFERENCE, 10)), Ok(4_000));
    w.close(paul, &lease);
    w.wait(DAY_MS);
    w.finalize(paul, &lease);
    assert_eq!(w.view(w.market().quote(node.id, INFERENCE, 10)), Ok(1_000));
    let zone = w.view(w.market().offer(node.id, INFERENCE)).unwrap().zone;
    assert_eq!(w.view(w.market().zone(INFERENCE, zone)).committed, 0, "nothing is committed any more");
}
