//! Reservations: which candidates of a request get its legs. The cheapest one gets the first, and the prices
//! of its zone follow; then the cheapest one gets the second, and so on.

use crate::zones::Conditions;
use ink::prelude::{boxed::Box, vec::Vec};
use ink::primitives::AccountId;
use interfaces::market::{
    Constraints, Grant, MarketError, MarketParams, Offer, ReserveRequest, Zone, MAX_CANDIDATES, MAX_LEGS,
};
use interfaces::registry::{Vetted, Vetting};
use shared::{Amount, Cell, NodeId, Units};

/// Checks what can be checked of a request without reading anything.
///
/// # Errors
/// `ZeroAmount`, `TooMany`, `DuplicateCandidate`, `NoMatch` when there are fewer candidates than legs.
pub fn check(request: &ReserveRequest) -> Result<(), MarketError> {
    let candidates = &request.candidates;
    if request.units == 0 || request.legs == 0 {
        return Err(MarketError::ZeroAmount);
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

/// Returns whether an offer is in the zone and the country that a request asks for.
pub fn is_located(constraints: &Constraints, offer: &Offer) -> bool {
    constraints.zone.is_none_or(|zone| zone == offer.zone)
        && constraints.country.is_none_or(|country| country == offer.country)
}

/// Returns what to ask the registry about the nodes of `offers`, for a request of `legs` legs.
///
/// # Errors
/// `NoMatch` when they are fewer than the legs.
pub fn vetting(
    offers: &[(NodeId, Box<Offer>)],
    legs: u8,
    constraints: &Constraints,
) -> Result<Vetting, MarketError> {
    if offers.len() < usize::from(legs) {
        return Err(MarketError::NoMatch);
    }
    Ok(Vetting {
        nodes: offers.iter().map(|(node, _)| *node).collect(),
        min_stake: constraints.min_stake,
        min_renewable: constraints.min_renewable,
        attested: constraints.attested,
        owners: constraints.distinct_owners && legs > 1,
    })
}

/// A node that satisfies the request in everything but capacity and price.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate<'a> {
    node: NodeId,
    offer: Box<Offer>,
    /// Its owner, if legs have to be on nodes of different owners.
    owner: Option<&'a AccountId>,
    /// Index of its zone among those of the selection.
    zone: usize,
    /// Whether it has a leg.
    granted: bool,
    /// Whether it cannot get a leg any more: it has one, or another node of its owner's has.
    excluded: bool,
}

/// A zone in which candidates are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CandidateZone {
    cell: Cell,
    zone: Zone,
    /// Conditions of one more leg there.
    conditions: Option<Conditions>,
    /// Whether a node there has a leg.
    granted: bool,
}

/// The candidates of one reservation, and which of them have a leg.
pub struct Selection<'a> {
    /// Units on each leg.
    units: Units,
    params: &'a MarketParams,
    candidates: Vec<Candidate<'a>>,
    zones: Vec<CandidateZone>,
}

impl<'a> Selection<'a> {
    /// Starts without candidates, for legs of `units` each.
    pub fn new(units: Units, params: &'a MarketParams) -> Self {
        Self { units, params, candidates: Vec::new(), zones: Vec::new() }
    }

    /// Adds those candidates that the registry found fit, with their owners if these have to be `distinct`.
    /// Each zone is read once.
    ///
    /// # Errors
    /// `PeerFailed` when the registry names owners though they need not be distinct, or too few.
    pub fn add_fit(
        &mut self,
        offers: Vec<(NodeId, Box<Offer>)>,
        vetted: &'a Vetted,
        distinct: bool,
        read_zone: impl Fn(Cell) -> Zone,
    ) -> Result<(), MarketError> {
        let (mut fit, mut owners) = (vetted.fit, vetted.owners.iter());
        for (node, offer) in offers {
            let is_fit = fit & 1 == 1;
            fit >>= 1;
            if !is_fit {
                continue;
            }
            let owner = owners.next();
            if owner.is_some() != distinct {
                return Err(MarketError::PeerFailed);
            }
            self.add(node, offer, owner, &read_zone);
        }
        Ok(())
    }

    /// Adds a candidate, with its owner if legs have to be on nodes of different owners. Its zone is read
    /// unless another candidate's was the same.
    pub fn add(
        &mut self,
        node: NodeId,
        offer: Box<Offer>,
        owner: Option<&'a AccountId>,
        read_zone: impl FnOnce(Cell) -> Zone,
    ) {
        let known = self.zones.iter().position(|known| known.cell == offer.zone);
        let zone = known.unwrap_or_else(|| {
            let zone = read_zone(offer.zone);
            let conditions = Conditions::after(&zone, self.units, self.params);
            self.zones.push(CandidateZone { cell: offer.zone, zone, conditions, granted: false });
            self.zones.len().saturating_sub(1)
        });
        self.candidates.push(Candidate { node, offer, owner, zone, granted: false, excluded: false });
    }

    /// Commits units on `legs` candidates: on the cheapest one, the lower number among equals, then again
    /// with the prices that its zone has now. Returns them with their prices of one unit.
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

    /// Returns the offers with a leg, their new units included.
    pub fn offers(&self) -> impl Iterator<Item = (NodeId, &Offer)> {
        self.candidates.iter().filter(|candidate| candidate.granted).map(|c| (c.node, &*c.offer))
    }

    /// Returns the zones with a leg, their new units included.
    pub fn zones(&self) -> impl Iterator<Item = (Cell, &Zone)> {
        self.zones.iter().filter(|zone| zone.granted).map(|zone| (zone.cell, &zone.zone))
    }

    /// Returns the price of one unit of a leg on the candidate, if it can have one.
    fn price(&self, candidate: &Candidate) -> Option<Amount> {
        let conditions = self.zones.get(candidate.zone)?.conditions?;
        if candidate.excluded {
            return None;
        }
        conditions.quote(&candidate.offer, self.units)
    }

    /// Gives a leg to the candidate with index `at`. `None` if a number would not fit.
    fn commit(&mut self, at: usize) -> Option<()> {
        let candidate = self.candidates.get_mut(at)?;
        candidate.granted = true;
        candidate.excluded = true;
        candidate.offer.committed = candidate.offer.committed.checked_add(self.units)?;
        let (owner, zone) = (candidate.owner, candidate.zone);
        for other in self.candidates.iter_mut().filter(|other| owner.is_some() && other.owner == owner) {
            other.excluded = true;
        }
        let there = self.zones.get_mut(zone)?;
        there.granted = true;
        there.zone.committed = there.zone.committed.checked_add(self.units)?;
        there.conditions = Conditions::after(&there.zone, self.units, self.params);
        Some(())
    }
}
