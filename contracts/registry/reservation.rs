//! A reservation: the cheapest legs among its candidates, one leg after the other.

use crate::zones::Market;
use ink::prelude::{boxed::Box, vec::Vec};
use interfaces::registry::{
    Grant, Offer, RegistryError, RegistryParams, ReserveRequest, Zone, MAX_CANDIDATES, MAX_LEGS,
};
use shared::{Amount, NodeId};

/// Checks what can be checked of a request without reading anything.
///
/// # Errors
/// `Nothing`, `TooMany`, `DuplicateCandidate`, `NoMatch` when there are fewer candidates than legs.
pub fn check(request: &ReserveRequest) -> Result<(), RegistryError> {
    let candidates = &request.candidates;
    if request.units == 0 || request.legs == 0 {
        return Err(RegistryError::Nothing);
    }
    if request.legs > MAX_LEGS || candidates.len() > MAX_CANDIDATES {
        return Err(RegistryError::TooMany);
    }
    for (at, node) in candidates.iter().enumerate() {
        if candidates.iter().take(at).any(|earlier| earlier == node) {
            return Err(RegistryError::DuplicateCandidate);
        }
    }
    if candidates.len() < usize::from(request.legs) {
        return Err(RegistryError::NoMatch);
    }
    Ok(())
}

/// Whether an offer is where the request wants it.
pub fn is_there(request: &ReserveRequest, offer: &Offer) -> bool {
    request.zone.is_none_or(|zone| zone == offer.zone)
        && request.country.is_none_or(|country| country == offer.country)
}

/// A node that satisfies the request in everything but capacity and price.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate {
    node: NodeId,
    offer: Box<Offer>,
    /// Which of the zones it is in.
    zone: usize,
    granted: bool,
}

/// A zone in which candidates are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    cell: u64,
    zone: Zone,
    /// What one more leg there meets.
    market: Option<Market>,
    granted: bool,
}

/// The choice among the candidates of one reservation.
pub struct Choice<'a> {
    units: u64,
    params: &'a RegistryParams,
    candidates: Vec<Candidate>,
    places: Vec<Place>,
}

impl<'a> Choice<'a> {
    /// For legs of `units` each.
    pub fn new(units: u64, params: &'a RegistryParams) -> Self {
        Self { units, params, candidates: Vec::new(), places: Vec::new() }
    }

    /// Adds a candidate. `read` gives its zone, which is asked for once.
    pub fn add(&mut self, node: NodeId, offer: Box<Offer>, read: impl FnOnce() -> Zone) {
        let known = self.places.iter().position(|place| place.cell == offer.zone);
        let zone = known.unwrap_or_else(|| {
            let zone = read();
            let market = Market::after(&zone, self.units, self.params);
            self.places.push(Place { cell: offer.zone, zone, market, granted: false });
            self.places.len().saturating_sub(1)
        });
        self.candidates.push(Candidate { node, offer, zone, granted: false });
    }

    /// Commits units on `legs` candidates: the cheapest one, the lower number among equals, then again
    /// with the prices that its zone has now.
    ///
    /// # Errors
    /// `NoMatch` when fewer have the capacity at `max_price`. Nothing may be stored then.
    pub fn grant(&mut self, legs: u8, max_price: Amount) -> Result<Vec<Grant>, RegistryError> {
        let mut grants = Vec::with_capacity(usize::from(legs));
        for _ in 0..legs {
            let mut cheapest: Option<(Amount, NodeId, usize)> = None;
            for (at, candidate) in self.candidates.iter().enumerate() {
                let Some(price) = self.price(candidate).filter(|price| *price <= max_price) else { continue };
                if cheapest.is_none_or(|(best, node, _)| (price, candidate.node) < (best, node)) {
                    cheapest = Some((price, candidate.node, at));
                }
            }
            let (price, node, at) = cheapest.ok_or(RegistryError::NoMatch)?;
            self.commit(at).ok_or(RegistryError::NoMatch)?;
            grants.push(Grant { node, price });
        }
        Ok(grants)
    }

    /// The offers with a leg, as they are now.
    pub fn offers(&self) -> impl Iterator<Item = (NodeId, &Box<Offer>)> {
        self.candidates.iter().filter(|candidate| candidate.granted).map(|c| (c.node, &c.offer))
    }

    /// The zones with a leg, as they are now.
    pub fn zones(&self) -> impl Iterator<Item = (u64, &Zone)> {
        self.places.iter().filter(|place| place.granted).map(|place| (place.cell, &place.zone))
    }

    /// What a leg on the candidate costs now, if it can have one.
    fn price(&self, candidate: &Candidate) -> Option<Amount> {
        let market = self.places.get(candidate.zone)?.market?;
        let free = !candidate.granted && market.has_left(&candidate.offer, self.units);
        free.then(|| market.price(candidate.offer.price))
    }

    fn commit(&mut self, at: usize) -> Option<()> {
        let candidate = self.candidates.get_mut(at)?;
        candidate.granted = true;
        candidate.offer.committed = candidate.offer.committed.checked_add(self.units)?;
        let place = self.places.get_mut(candidate.zone)?;
        place.granted = true;
        place.zone.committed = place.zone.committed.checked_add(self.units)?;
        place.market = Market::after(&place.zone, self.units, self.params);
        Some(())
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PARAMS: RegistryParams = RegistryParams { offline_after: 2, kink: 8_000, max_multiplier: 40_000 };

    fn request(legs: u8, candidates: Vec<NodeId>) -> ReserveRequest {
        let (zone, country) = (None, None);
        ReserveRequest { class: 0, units: 1, legs, candidates, max_price: 10, zone, country, min_stake: 0 }
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
        assert_eq!(check(&request(0, vec![3])), Err(RegistryError::Nothing));
        assert_eq!(check(&ReserveRequest { units: 0, ..request(1, vec![3]) }), Err(RegistryError::Nothing));
        assert_eq!(check(&request(9, (0..16).collect())), Err(RegistryError::TooMany));
        assert_eq!(check(&request(1, (0..17).collect())), Err(RegistryError::TooMany));
        assert_eq!(check(&request(1, vec![3, 4, 3])), Err(RegistryError::DuplicateCandidate));
        assert_eq!(check(&request(1, vec![])), Err(RegistryError::NoMatch));
        assert_eq!(check(&request(2, vec![3])), Err(RegistryError::NoMatch));
    }

    #[test]
    fn a_request_may_name_zone_and_country() {
        let offer = offer(7, 1, 1);
        let any = request(1, vec![0]);
        assert!(is_there(&any, &offer));
        assert!(is_there(&ReserveRequest { zone: Some(7), country: Some(1), ..any.clone() }, &offer));
        assert!(!is_there(&ReserveRequest { zone: Some(8), ..any.clone() }, &offer));
        assert!(!is_there(&ReserveRequest { country: Some(2), ..any }, &offer));
    }

    #[test]
    fn the_cheapest_win_and_the_lower_number_among_equals() {
        let mut choice = Choice::new(1, &PARAMS);
        for (node, price) in [(4, 5), (9, 3), (2, 5), (1, 8)] {
            choice.add(node, offer(7, 10, price), || Zone { capacity: 1_000, burst: 0, committed: 0 });
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
            choice.add(node, offer(zone, 50, price), || Zone { capacity: 100, burst: 0, committed: 70 });
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
        choice.add(0, offer(1, 10, 5), zone);
        choice.add(1, offer(1, 9, 5), zone);
        choice.add(2, offer(1, 10, 6), zone);
        assert_eq!(choice.grant(2, 5), Err(RegistryError::NoMatch), "one too small, one too dear");
    }

    #[test]
    fn a_zone_that_cannot_count_further_spoils_no_reservation() {
        let mut choice = Choice::new(1, &PARAMS);
        choice.add(0, offer(1, 10, 5), || Zone { capacity: 1, burst: 0, committed: 0 });
        choice.add(1, offer(1, 10, 6), || unreachable!("the zone is known"));
        choice.add(2, offer(2, 10, 1), || Zone { capacity: 1, burst: 0, committed: u64::MAX });
        assert_eq!(nodes(&choice.grant(1, Amount::MAX).unwrap()), [0]);
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
                choice.add(node, offer, || zones[*zone]);
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
