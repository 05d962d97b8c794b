//! A reservation: the cheapest legs among its candidates, one leg after the other.

use crate::zones::Conditions;
use ink::prelude::{boxed::Box, vec::Vec};
use ink::primitives::AccountId;
use interfaces::market::{
    Constraints, Grant, MarketError, MarketParams, Offer, ReserveRequest, Zone, MAX_CANDIDATES, MAX_LEGS,
};
use shared::{Amount, NodeId};

/// Checks what can be checked of a request without reading anything.
///
/// # Errors
/// `Nothing`, `TooMany`, `DuplicateCandidate`, `NoMatch` when there are fewer candidates than legs.
pub fn check(request: &ReserveRequest) -> Result<(), MarketError> {
    let candidates = &request.candidates;
    if request.units == 0 || request.legs == 0 {
        return Err(MarketError::Nothing);
    }
    if request.legs > MAX_LEGS || candidates.len() > MAX_CANDIDATES {
        return Err(MarketError::TooMany);
    }
    for (at, node) in candidates.iter().enumerate() {
        if candidates.iter().take(at).any(|earlier| earlier == node) {
            return Err(MarketError::DuplicateCandidate);
        }
    }
    if candidates.len() < usize::from(request.legs) {
        return Err(MarketError::NoMatch);
    }
    Ok(())
}

/// Whether an offer is where the request wants it.
pub fn is_there(constraints: &Constraints, offer: &Offer) -> bool {
    constraints.zone.is_none_or(|zone| zone == offer.zone)
        && constraints.country.is_none_or(|country| country == offer.country)
}

/// A node that satisfies the request in everything but capacity and price.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate<'a> {
    node: NodeId,
    offer: Box<Offer>,
    /// Whom no further leg may belong to once this node has one.
    owner: Option<&'a AccountId>,
    /// Which of the zones it is in.
    zone: usize,
    granted: bool,
    /// Granted, or another node of its owner's was.
    excluded: bool,
}

/// A zone in which candidates are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    cell: u64,
    zone: Zone,
    /// What one more leg there meets.
    conditions: Option<Conditions>,
    granted: bool,
}

/// The choice among the candidates of one reservation.
pub struct Choice<'a> {
    units: u64,
    params: &'a MarketParams,
    candidates: Vec<Candidate<'a>>,
    places: Vec<Place>,
}

impl<'a> Choice<'a> {
    /// For legs of `units` each.
    pub fn new(units: u64, params: &'a MarketParams) -> Self {
        Self { units, params, candidates: Vec::new(), places: Vec::new() }
    }

    /// Adds a candidate, with its owner if legs have to be on nodes of different owners. `read` gives its
    /// zone, which is asked for once.
    pub fn add(
        &mut self,
        node: NodeId,
        offer: Box<Offer>,
        owner: Option<&'a AccountId>,
        read: impl FnOnce() -> Zone,
    ) {
        let known = self.places.iter().position(|place| place.cell == offer.zone);
        let zone = known.unwrap_or_else(|| {
            let zone = read();
            let conditions = Conditions::after(&zone, self.units, self.params);
            self.places.push(Place { cell: offer.zone, zone, conditions, granted: false });
            self.places.len().saturating_sub(1)
        });
        self.candidates.push(Candidate { node, offer, owner, zone, granted: false, excluded: false });
    }

    /// Commits units on `legs` candidates: the cheapest one, the lower number among equals, then again
    /// with the prices that its zone has now.
    ///
    /// # Errors
    /// `NoMatch` when fewer have the capacity at `max_price`. Nothing may be stored then.
    pub fn grant(&mut self, legs: u8, max_price: Amount) -> Result<Vec<Grant>, MarketError> {
        let mut grants = Vec::with_capacity(usize::from(legs));
        for _ in 0..legs {
            let mut cheapest: Option<(Amount, NodeId, usize)> = None;
            for (at, candidate) in self.candidates.iter().enumerate() {
                let Some(price) = self.price(candidate).filter(|price| *price <= max_price) else { continue };
                if cheapest.is_none_or(|(best, node, _)| (price, candidate.node) < (best, node)) {
                    cheapest = Some((price, candidate.node, at));
                }
            }
            let (price, node, at) = cheapest.ok_or(MarketError::NoMatch)?;
            self.commit(at).ok_or(MarketError::NoMatch)?;
            grants.push(Grant { node, price });
        }
        Ok(grants)
    }

    /// The offers with a leg, as they are now.
    pub fn offers(&self) -> impl Iterator<Item = (NodeId, &Offer)> {
        self.candidates.iter().filter(|candidate| candidate.granted).map(|c| (c.node, &*c.offer))
    }

    /// The zones with a leg, as they are now.
    pub fn zones(&self) -> impl Iterator<Item = (u64, &Zone)> {
        self.places.iter().filter(|place| place.granted).map(|place| (place.cell, &place.zone))
    }

    /// What a leg on the candidate costs now, if it can have one.
    fn price(&self, candidate: &Candidate) -> Option<Amount> {
        let conditions = self.places.get(candidate.zone)?.conditions?;
        let free = !candidate.excluded && conditions.has_left(&candidate.offer, self.units);
        free.then_some(candidate.offer.price).and_then(|price| conditions.price(price))
    }

    fn commit(&mut self, at: usize) -> Option<()> {
        let candidate = self.candidates.get_mut(at)?;
        candidate.granted = true;
        candidate.excluded = true;
        candidate.offer.committed = candidate.offer.committed.checked_add(self.units)?;
        let (owner, zone) = (candidate.owner, candidate.zone);
        for other in self.candidates.iter_mut().filter(|other| owner.is_some() && other.owner == owner) {
            other.excluded = true;
        }
        let place = self.places.get_mut(zone)?;
        place.granted = true;
        place.zone.committed = place.zone.committed.checked_add(self.units)?;
        place.conditions = Conditions::after(&place.zone, self.units, self.params);
        Some(())
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PARAMS: MarketParams = MarketParams { kink: 8_000, max_multiplier: 40_000 };

    fn request(legs: u8, candidates: Vec<NodeId>) -> ReserveRequest {
        ReserveRequest { class: 0, units: 1, legs, candidates, constraints: Constraints::up_to(10) }
    }

    fn offer(zone: u64, capacity: u64, price: Amount) -> Box<Offer> {
        Box::new(Offer { capacity, burst: 0, committed: 0, price, zone, country: 1 })
    }

    fn nodes(grants: &[Grant]) -> Vec<NodeId> {
        grants.iter().map(|grant| grant.node).collect()
    }

    #[test]
    fn requests_are_bounded() {
        assert_eq!(check(&request(1, vec![3])), Ok(()));
        assert_eq!(check(&request(8, (0..16).collect())), Ok(()));
        assert_eq!(check(&request(0, vec![3])), Err(MarketError::Nothing));
        assert_eq!(check(&ReserveRequest { units: 0, ..request(1, vec![3]) }), Err(MarketError::Nothing));
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
        assert!(is_there(&any, &offer));
        assert!(is_there(&Constraints { zone: Some(7), country: Some(1), ..any.clone() }, &offer));
        assert!(!is_there(&Constraints { zone: Some(8), ..any.clone() }, &offer));
        assert!(!is_there(&Constraints { country: Some(2), ..any }, &offer));
    }

    #[test]
    fn the_cheapest_win_and_the_lower_number_among_equals() {
        let mut choice = Choice::new(1, &PARAMS);
        for (node, price) in [(4, 5), (9, 3), (2, 5), (1, 8)] {
            choice.add(node, offer(7, 10, price), None, || Zone { capacity: 1_000, burst: 0, committed: 0 });
        }
        assert_eq!(nodes(&choice.grant(3, 8).unwrap()), [9, 2, 4]);
        assert_eq!(
            choice.offers().map(|(node, o)| (node, o.committed)).collect::<Vec<_>>(),
            [(4, 1), (9, 1), (2, 1)]
        );
        assert_eq!(choice.zones().map(|(cell, z)| (cell, z.committed)).collect::<Vec<_>>(), [(7, 3)]);
    }

    /// The first leg lifts zone 1 over its kink, so that the next ones are cheaper in zone 2.
    #[test]
    fn each_leg_sees_the_prices_that_the_one_before_made() {
        let mut choice = Choice::new(10, &PARAMS);
        for (node, zone, price) in [(0, 1, 100), (1, 1, 100), (2, 2, 120)] {
            choice.add(node, offer(zone, 50, price), None, || Zone {
                capacity: 100,
                burst: 0,
                committed: 70,
            });
        }
        let grants = choice.grant(3, 1_000).unwrap();
        assert_eq!(
            grants.iter().map(|g| (g.node, g.price)).collect::<Vec<_>>(),
            [(0, 100), (2, 120), (1, 250)]
        );
    }

    #[test]
    fn all_legs_or_none() {
        let zone = || Zone { capacity: 100, burst: 0, committed: 0 };
        let mut choice = Choice::new(10, &PARAMS);
        choice.add(0, offer(1, 10, 5), None, zone);
        choice.add(1, offer(1, 9, 5), None, zone);
        choice.add(2, offer(1, 10, 6), None, zone);
        assert_eq!(choice.grant(2, 5), Err(MarketError::NoMatch), "one too small, one too dear");
    }

    #[test]
    fn a_zone_that_cannot_count_further_spoils_no_reservation() {
        let mut choice = Choice::new(1, &PARAMS);
        choice.add(0, offer(1, 10, 5), None, || Zone { capacity: 1, burst: 0, committed: 0 });
        choice.add(1, offer(1, 10, 6), None, || unreachable!("the zone is known"));
        choice.add(2, offer(2, 10, 1), None, || Zone { capacity: 1, burst: 0, committed: u64::MAX });
        assert_eq!(nodes(&choice.grant(1, Amount::MAX).unwrap()), [0]);
    }

    /// Node 0's owner has the cheapest two; one of them is enough, and the next leg goes to somebody else.
    #[test]
    fn legs_of_distinct_owners() {
        let owners = [1, 1, 2, 2, 3].map(|n| AccountId::from([n; 32]));
        let zone = || Zone { capacity: 1_000, burst: 0, committed: 0 };
        let with = |legs, max_price| {
            let mut choice = Choice::new(1, &PARAMS);
            for ((node, owner), price) in (0..).zip(&owners).zip([1, 2, 9, 4, 5]) {
                choice.add(node, offer(7, 10, price), Some(owner), zone);
            }
            choice.grant(legs, max_price).map(|grants| nodes(&grants))
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
            offers in prop::collection::vec((0usize..3, 0u64..20, 0u64..5, 1u128..50), 1..=16),
            units in 1u64..15, legs in 1u8..=8, max_price in 1u128..200,
        ) {
            let mut zones = [Zone::default(); 3];
            for (zone, capacity, burst, _) in &offers {
                zones[*zone].capacity += capacity;
                zones[*zone].burst += burst;
            }
            let mut choice = Choice::new(units, &PARAMS);
            for (node, (zone, capacity, burst, price)) in (0..).zip(&offers) {
                let mut offer = offer(*zone as u64, *capacity, *price);
                offer.burst = *burst;
                choice.add(node, offer, None, || zones[*zone]);
            }
            let Ok(grants) = choice.grant(legs, max_price) else { return Ok(()) };
            prop_assert_eq!(grants.len(), usize::from(legs));
            let mut committed = [0; 3];
            for (node, offer) in choice.offers() {
                prop_assert!(grants.iter().filter(|grant| grant.node == node).count() == 1);
                prop_assert_eq!(offer.committed, units);
                prop_assert!(offer.committed <= offer.capacity + offer.burst);
                committed[usize::try_from(offer.zone).unwrap()] += units;
            }
            for (cell, zone) in choice.zones() {
                prop_assert_eq!(zone.committed, committed[usize::try_from(cell).unwrap()]);
                prop_assert!(zone.committed <= zone.capacity + zone.burst);
            }
            prop_assert_eq!(committed.iter().sum::<u64>(), units * u64::from(legs));
            prop_assert!(grants.iter().all(|grant| grant.price <= max_price));
        }
    }
}
