//! Which candidates get the legs of a reservation, and at which price.

use crate::reservation::{check, is_located, vetting, Selection};
use ink::primitives::AccountId;
use interfaces::market::{Constraints, Grant, MarketError, MarketParams, Offer, ReserveRequest, Zone};
use interfaces::registry::Vetted;
use proptest::prelude::*;
use shared::{Amount, Cell, NodeId, Units};

const PARAMS: MarketParams = MarketParams { kink: 8_000, max_multiplier: 40_000 };

fn request(legs: u8, candidates: Vec<NodeId>) -> ReserveRequest {
    ReserveRequest { class_id: 0, units: 1, legs, candidates, constraints: Constraints::up_to(10) }
}

fn offer(zone: Cell, capacity: Units, price: Amount) -> Box<Offer> {
    Box::new(Offer { capacity, burst: 0, committed: 0, price, zone, country: 1 })
}

fn nodes(grants: &[Grant]) -> Vec<NodeId> {
    grants.iter().map(|grant| grant.node).collect()
}

#[test]
fn requests_are_bounded() {
    assert_eq!(check(&request(1, vec![3])), Ok(()));
    assert_eq!(check(&request(8, (0..16).collect())), Ok(()));
    assert_eq!(check(&request(0, vec![3])), Err(MarketError::ZeroAmount));
    assert_eq!(check(&ReserveRequest { units: 0, ..request(1, vec![3]) }), Err(MarketError::ZeroAmount));
    assert_eq!(check(&request(9, (0..16).collect())), Err(MarketError::TooMany));
    assert_eq!(check(&request(1, (0..17).collect())), Err(MarketError::TooMany));
    assert_eq!(check(&request(1, vec![3, 4, 3])), Err(MarketError::DuplicateCandidate));
    assert_eq!(check(&request(1, vec![])), Err(MarketError::NoMatch));
    assert_eq!(check(&request(2, vec![3])), Err(MarketError::NoMatch));
}

#[test]
fn a_request_may_name_zone_and_country() {
    let offer = offer(7, 1, 1);
    let any = Constraints::up_to(10);
    assert!(is_located(&any, &offer));
    assert!(is_located(&Constraints { zone: Some(7), country: Some(1), ..any.clone() }, &offer));
    assert!(!is_located(&Constraints { zone: Some(8), ..any.clone() }, &offer));
    assert!(!is_located(&Constraints { country: Some(2), ..any }, &offer));
}

/// Offers of nodes 4, 9 and 2, the second of them the cheapest, then the third.
fn three_offers() -> Vec<(NodeId, Box<Offer>)> {
    [(4, 5), (9, 3), (2, 4)].map(|(node, price)| (node, offer(7, 10, price))).to_vec()
}

#[test]
fn the_registry_is_asked_for_owners_when_they_have_to_differ() {
    let distinct = Constraints { distinct_owners: true, ..Constraints::up_to(10) };
    let vetting = |legs, constraints: &Constraints| vetting(&three_offers(), legs, constraints);
    assert_eq!(
        vetting(3, &distinct).map(|vetting| (vetting.nodes, vetting.owners)),
        Ok((vec![4, 9, 2], true))
    );
    assert!(!vetting(1, &distinct).unwrap().owners, "one leg has one owner");
    assert!(!vetting(2, &Constraints::up_to(10)).unwrap().owners);
    assert_eq!(vetting(4, &distinct), Err(MarketError::NoMatch));
}

#[test]
fn only_what_the_registry_found_fit_is_selected() {
    let with = |fit, owners: &[u8], distinct| {
        let vetted = Vetted { fit, owners: owners.iter().map(|n| AccountId::from([*n; 32])).collect() };
        let mut selection = Selection::new(1, &PARAMS);
        let zone = |_| Zone { capacity: 1_000, burst: 0, committed: 0 };
        selection.add_fit(three_offers(), &vetted, distinct, zone)?;
        selection.grant(2, 10).map(|grants| nodes(&grants))
    };
    assert_eq!(with(0b111, &[], false), Ok(vec![9, 2]));
    assert_eq!(with(0b101, &[], false), Ok(vec![2, 4]));
    assert_eq!(with(0b001, &[], false), Err(MarketError::NoMatch));
    assert_eq!(with(0b111, &[1, 2, 2], true), Ok(vec![9, 4]), "the other node of an owner is left out");
    assert_eq!(with(0b101, &[1, 1], true), Err(MarketError::NoMatch));
    assert_eq!(with(0b111, &[1, 2], true), Err(MarketError::PeerFailed), "an owner is missing");
    assert_eq!(with(0b111, &[1], false), Err(MarketError::PeerFailed), "nobody asked for owners");
}

#[test]
fn the_cheapest_win_and_the_lower_number_among_equals() {
    let mut selection = Selection::new(1, &PARAMS);
    for (node, price) in [(4, 5), (9, 3), (2, 5), (1, 8)] {
        selection.add(node, offer(7, 10, price), None, |_| Zone { capacity: 1_000, burst: 0, committed: 0 });
    }
    assert_eq!(nodes(&selection.grant(3, 8).unwrap()), [9, 2, 4]);
    assert_eq!(
        selection.offers().map(|(node, o)| (node, o.committed)).collect::<Vec<_>>(),
        [(4, 1), (9, 1), (2, 1)]
    );
    assert_eq!(selection.zones().map(|(cell, z)| (cell, z.committed)).collect::<Vec<_>>(), [(7, 3)]);
}

/// The first leg lifts zone 1 over its kink, so that the next ones are cheaper in zone 2.
#[test]
fn each_leg_sees_the_prices_that_the_one_before_made() {
    let mut selection = Selection::new(10, &PARAMS);
    for (node, zone, price) in [(0, 1, 100), (1, 1, 100), (2, 2, 120)] {
        selection.add(node, offer(zone, 50, price), None, |_| Zone {
            capacity: 100,
            burst: 0,
            committed: 70,
        });
    }
    let grants = selection.grant(3, 1_000).unwrap();
    assert_eq!(grants.iter().map(|g| (g.node, g.price)).collect::<Vec<_>>(), [(0, 100), (2, 120), (1, 250)]);
}

#[test]
fn all_legs_or_none() {
    let zone = |_| Zone { capacity: 100, burst: 0, committed: 0 };
    let mut selection = Selection::new(10, &PARAMS);
    selection.add(0, offer(1, 10, 5), None, zone);
    selection.add(1, offer(1, 9, 5), None, zone);
    selection.add(2, offer(1, 10, 6), None, zone);
    assert_eq!(selection.grant(2, 5), Err(MarketError::NoMatch), "one too small, one too dear");
}

#[test]
fn a_zone_that_cannot_count_further_spoils_no_reservation() {
    let mut selection = Selection::new(1, &PARAMS);
    selection.add(0, offer(1, 10, 5), None, |_| Zone { capacity: 1, burst: 0, committed: 0 });
    selection.add(1, offer(1, 10, 6), None, |_| unreachable!("the zone is known"));
    selection.add(2, offer(2, 10, 1), None, |_| Zone { capacity: 1, burst: 0, committed: Units::MAX });
    assert_eq!(nodes(&selection.grant(1, Amount::MAX).unwrap()), [0]);
}

/// Node 0's owner has the cheapest two; one of them is enough, and the next leg goes to somebody else.
#[test]
fn legs_of_distinct_owners() {
    let owners = [1, 1, 2, 2, 3].map(|n| AccountId::from([n; 32]));
    let zone = |_| Zone { capacity: 1_000, burst: 0, committed: 0 };
    let with = |legs, max_price| {
        let mut selection = Selection::new(1, &PARAMS);
        for ((node, owner), price) in (0..).zip(&owners).zip([1, 2, 9, 4, 5]) {
            selection.add(node, offer(7, 10, price), Some(owner), zone);
        }
        selection.grant(legs, max_price).map(|grants| nodes(&grants))
    };
    assert_eq!(with(1, 10), Ok(vec![0]));
    assert_eq!(with(2, 10), Ok(vec![0, 3]));
    assert_eq!(with(3, 10), Ok(vec![0, 3, 4]));
    assert_eq!(with(4, 10), Err(MarketError::NoMatch), "three owners");
    assert_eq!(with(3, 4), Err(MarketError::NoMatch), "one too dear");
}

proptest! {
    /// Zones carry exactly what their offers do, nobody is granted twice or over its limit, and no
    /// candidate that was passed over would have been cheaper at the end.
    #[test]
    fn grants_are_what_is_committed(
        offers in prop::collection::vec((0usize..3, 0u128..20, 0u128..5, 1u128..50), 1..=16),
        units in 1u128..15, legs in 1u8..=8, max_price in 1u128..200,
    ) {
        let mut zones = [Zone::default(); 3];
        for (zone, capacity, burst, _) in &offers {
            zones[*zone].capacity += capacity;
            zones[*zone].burst += burst;
        }
        let mut selection = Selection::new(units, &PARAMS);
        for (node, (zone, capacity, burst, price)) in (0..).zip(&offers) {
            let mut offer = offer(*zone as u64, *capacity, *price);
            offer.burst = *burst;
            selection.add(node, offer, None, |_| zones[*zone]);
        }
        let Ok(grants) = selection.grant(legs, max_price) else { return Ok(()) };
        prop_assert_eq!(grants.len(), usize::from(legs));
        let mut committed = [0; 3];
        for (node, offer) in selection.offers() {
            prop_assert!(grants.iter().filter(|grant| grant.node == node).count() == 1);
            prop_assert_eq!(offer.committed, units);
            prop_assert!(offer.committed <= offer.capacity + offer.burst);
            committed[usize::try_from(offer.zone).unwrap()] += units;
        }
        for (cell, zone) in selection.zones() {
            prop_assert_eq!(zone.committed, committed[usize::try_from(cell).unwrap()]);
            prop_assert!(zone.committed <= zone.capacity + zone.burst);
        }
        prop_assert_eq!(committed.iter().sum::<Units>(), units * Units::from(legs));
        prop_assert!(grants.iter().all(|grant| grant.price <= max_price));
    }
}
