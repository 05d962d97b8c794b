//! Two payers race for the last unit.

use interfaces::metering::{LeaseTerms, MeteringError};
use interfaces::registry::RegistryError;
use shared::{DAY_MS, TOKEN};
use tests::World;

#[test]
fn two_payers_race_for_the_last_unit_and_one_gets_it() {
    let mut w = World::new();
    let node = super::dapp::alive(&mut w);
    w.offer(&node, 10, 0, TOKEN / 100);
    let (paul, petra) = (w.person("paul"), w.person("petra"));
    for payer in [paul, petra] {
        w.deposit(payer, 200 * TOKEN);
    }
    let most = LeaseTerms { units: 9, ..w.terms(&node) };
    let last = LeaseTerms { units: 1, ..w.terms(&node) };
    w.open_on(paul, most);
    // Both were told the same price, and send the same terms.
    w.view(w.registry().quote(node.id, 0, 1)).expect("one unit is left");
    let won = w.open_on(paul, last.clone());
    let full = MeteringError::Registry(RegistryError::NoMatch);
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

#[test]
fn the_cheapest_candidate_that_satisfies_the_terms_wins() {
    let mut w = World::new();
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
    let zone = w.view(w.registry().offer(2, 0)).unwrap().zone;
    let all = LeaseTerms { candidates: (0..6).collect(), deposit: 0, units: 1, ..w.terms(&nodes[0]) };
    let mut chosen = |terms: LeaseTerms| {
        let session_key = w.terms(&nodes[0]).session_key;
        w.open_on(paul, LeaseTerms { session_key, ..terms }).node
    };
    assert_eq!(chosen(all.clone()), 5, "the cheapest that is alive");
    assert_eq!(chosen(LeaseTerms { country: Some(840), ..all.clone() }), 1, "ties go to the lower number");
    assert_eq!(chosen(LeaseTerms { zone: Some(zone), min_stake: 300 * TOKEN, ..all.clone() }), 2);
    assert_eq!(chosen(LeaseTerms { min_stake: 301 * TOKEN, ..all.clone() }), 0);
    assert_eq!(chosen(LeaseTerms { candidates: vec![0, 3, 4], ..all.clone() }), 3);

    let nothing = MeteringError::Registry(RegistryError::NoMatch);
    for terms in [
        LeaseTerms { max_price: 2 * TOKEN - 1, ..all.clone() },
        LeaseTerms { country: Some(1), ..all.clone() },
        LeaseTerms { zone: Some(1), ..all.clone() },
        LeaseTerms { min_stake: 501 * TOKEN, ..all.clone() },
        LeaseTerms { units: 1_001, ..all.clone() },
        LeaseTerms { candidates: vec![4], ..all.clone() },
        LeaseTerms { candidates: vec![], ..all.clone() },
        LeaseTerms { candidates: vec![99], ..all },
    ] {
        w.refuses(paul, w.metering().open(terms), nothing);
    }
}
