//! Offers: which terms are allowed, and how a change of an offer changes its zone.
//!
//! A zone is the sum of its offers in each of its fields, and no offer has more committed than its capacity
//! and burst; so a zone's commitment is at most its capacity and burst together.

use interfaces::market::{MarketError, Offer, OfferTerms, Zone, MAX_CAPACITY, MAX_PRICE};
use shared::{math, Units};

/// Checks terms that an offer is to have, and sets its price. Capacity and burst follow with [`resize`], if
/// they differ.
///
/// # Errors
/// `ZeroPrice`, `BelowCommitted`; `Arithmetic` above the highest price or capacity.
pub fn reprice(offer: &mut Offer, terms: &OfferTerms) -> Result<(), MarketError> {
    let limit = terms.capacity.checked_add(terms.burst).filter(|sum| *sum <= MAX_CAPACITY);
    let limit = limit.ok_or(MarketError::Arithmetic)?;
    if limit > 0 && terms.price == 0 {
        return Err(MarketError::ZeroPrice);
    }
    if terms.price > MAX_PRICE {
        return Err(MarketError::Arithmetic);
    }
    if limit < offer.committed {
        return Err(MarketError::BelowCommitted);
    }
    offer.price = terms.price;
    Ok(())
}

/// Removes all units that are not committed from an offer and its zone.
///
/// # Errors
/// `Arithmetic`.
pub fn delist(offer: &mut Offer, zone: &mut Zone) -> Result<(), MarketError> {
    let capacity = offer.capacity.min(offer.committed);
    let burst = offer.committed.saturating_sub(capacity);
    resize(offer, zone, capacity, burst)
}

/// Returns whether an offer has neither capacity nor burst: it was withdrawn, or never made. Nothing of it is
/// committed.
pub fn is_empty(offer: &Offer) -> bool {
    (offer.capacity, offer.burst) == (0, 0)
}

/// Frees `units` that are committed of an offer.
///
/// # Errors
/// `UnknownOffer` when fewer are committed.
pub fn release(offer: &mut Offer, zone: &mut Zone, units: Units) -> Result<(), MarketError> {
    math::lower(&mut offer.committed, units).map_err(|_| MarketError::UnknownOffer)?;
    math::lower(&mut zone.committed, units).map_err(|_| MarketError::UnknownOffer)
}

/// Sets an offer's capacity and burst, and changes its zone by the difference.
///
/// # Errors
/// `Arithmetic`, never for a zone that is the sum of its offers.
pub fn resize(offer: &mut Offer, zone: &mut Zone, capacity: Units, burst: Units) -> Result<(), MarketError> {
    math::lower(&mut zone.capacity, offer.capacity)?;
    math::raise(&mut zone.capacity, capacity)?;
    math::lower(&mut zone.burst, offer.burst)?;
    math::raise(&mut zone.burst, burst)?;
    offer.capacity = capacity;
    offer.burst = burst;
    Ok(())
}
