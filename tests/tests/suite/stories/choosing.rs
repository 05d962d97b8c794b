//! Among candidates the cheapest wins that satisfies every constraint.

use interfaces::market::{Billing, Class, Constraints, MarketError, OfferTerms, ReserveRequest};
use interfaces::metering::{LeaseTerms, MeteringError};
use interfaces::registry::StakeWeight;
use shared::{Amount, TOKEN};
use tests::{IsolatedContracts, TestNetwork};

#[test]
fn the_cheapest_candidate_that_satisfies_the_terms_wins() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    // Price, cell, country, stake; the last but one is never alive.
    let (near, far) = (tests::NEAR_CELL, tests::FAR_CELL);
    let offers = [
        (9, near, 840, 500),
        (5, near, 840, 200),
        (7, far, 250, 300),
        (5, near, 840, 100),
        (1, near, 840, 100),
        (2, far, 250, 100),
    ];
    let nodes: Vec<_> = offers
        .into_iter()
        .map(|(price, cell, country, stake)| {
            let node = w.register_at(nora, cell, country);
            w.bond(nora, &node, stake * TOKEN);
            w.offer(&node, 1_000, 0, price * TOKEN);
            node
        })
        .collect();
    w.next_epoch();
    for node in nodes.iter().filter(|node| node.id != 4) {
        w.beat(node);
    }
    let paul = w.person("paul");
    w.deposit(paul, 1_000 * TOKEN);
    let zone = w.view(w.market().offer(2, 0)).unwrap().zone;
    let any = || Constraints::up_to(Amount::MAX);
    let under = |constraints, terms: &LeaseTerms| LeaseTerms { constraints, ..terms.clone() };
    let all = LeaseTerms { candidates: (0..6).collect(), deposit: 0, units: 1, ..w.terms(&nodes[0]) };
    let mut chosen = |terms: LeaseTerms| {
        let session_key = w.terms(&nodes[0]).session_key;
        w.open_on(paul, LeaseTerms { session_key, ..terms }).node
    };
    assert_eq!(chosen(all.clone()), 5, "the cheapest that is alive");
    assert_eq!(
        chosen(under(Constraints { country: Some(840), ..any() }, &all)),
        1,
        "ties go to the lower number"
    );
    let rich = Constraints { zone: Some(zone), min_stake: 300 * TOKEN, ..any() };
    assert_eq!(chosen(under(rich, &all)), 2);
    assert_eq!(chosen(under(Constraints { min_stake: 301 * TOKEN, ..any() }, &all)), 0);
    assert_eq!(chosen(LeaseTerms { candidates: vec![0, 3, 4], ..all.clone() }), 3);

    let nothing = MeteringError::Market(MarketError::NoMatch);
    for terms in [
        under(Constraints::up_to(2 * TOKEN - 1), &all),
        under(Constraints { country: Some(1), ..any() }, &all),
        under(Constraints { zone: Some(1), ..any() }, &all),
        under(Constraints { min_stake: 501 * TOKEN, ..any() }, &all),
        under(Constraints { min_renewable: 1, ..any() }, &all),
        under(Constraints { attested: 1, ..any() }, &all),
        LeaseTerms { units: 1_001, ..all.clone() },
        LeaseTerms { candidates: vec![4], ..all.clone() },
        LeaseTerms { candidates: vec![], ..all.clone() },
        LeaseTerms { candidates: vec![99], ..all },
    ] {
        w.refuses(paul, w.metering().open(terms), nothing);
    }
}

/// Leases have one leg; the market reserves up to eight.
#[test]
fn replicas_stand_on_nodes_of_different_owners() {
    let mut w = TestNetwork::new().unwatched();
    let contracts = IsolatedContracts::wired(&mut w);
    let (staking, metering) = (w.stranger("staking"), w.stranger("metering"));
    let class = Class { name: b"unit".to_vec(), billing: Billing::Metered };
    w.send(contracts.owner, contracts.market.register_class(class));
    // Owner and price of each node.
    for (owner, price) in [("nora", 1), ("nora", 2), ("nora", 3), ("olaf", 4), ("petra", 5)] {
        let (owner, registration) = (w.stranger(owner), w.registration());
        let controller = registration.controller;
        let node = w.send(owner, contracts.registry.register(registration)).value;
        let note = StakeWeight { now: 9, next: 9, jailed: false };
        w.send(staking, contracts.registry.note_stake(node, note));
        w.send(owner, contracts.market.set_offer(node, 0, OfferTerms { capacity: 100, burst: 0, price }));
        w.send(controller, contracts.registry.heartbeat(vec![node]));
    }
    let mut reserve = |legs, distinct_owners, max_price| {
        let constraints = Constraints { distinct_owners, ..Constraints::up_to(max_price) };
        let request =
            ReserveRequest { class_id: 0, units: 1, legs, candidates: (0..5).collect(), constraints };
        w.net.send(metering, contracts.market.reserve(request)).map(|done| done.value)
    };
    let nodes = |grants: Vec<interfaces::market::Grant>| -> Vec<u32> {
        grants.into_iter().map(|grant| grant.node).collect()
    };
    assert_eq!(reserve(3, false, 9).map(nodes).ok(), Some(vec![0, 1, 2]));
    assert_eq!(reserve(3, true, 9).map(nodes).ok(), Some(vec![0, 3, 4]));
    let refused = |outcome: Result<_, gridshare_sdk::CallError<MarketError>>| outcome.err()?.refusal();
    assert_eq!(refused(reserve(3, true, 4)), Some(MarketError::NoMatch), "all legs or none");
    assert_eq!(refused(reserve(4, true, 9)), Some(MarketError::NoMatch), "three owners are not four");
}
