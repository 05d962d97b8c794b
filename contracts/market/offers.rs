//! Offers: what may be written, and what that does to the zone.
//!
//! A zone carries the sum of its offers, so that Σ committed = the zone's commitment ≤ capacity + burst.

use interfaces::market::{MarketError, Offer, OfferTerms, Zone, MAX_CAPACITY, MAX_PRICE};

/// Puts new terms in the place of `offer`, and the difference into its zone.
///
/// # Errors
/// `ZeroPrice`, `BelowCommitted`; `Arithmetic` above the highest price or capacity.
pub fn change(offer: &mut Offer, terms: &OfferTerms, zone: &mut Zone) -> Result<(), MarketError> {
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
    resize(offer, zone, terms.capacity, terms.burst)
}

/// Takes out of `offer`, and of its zone, all that is not committed.
///
/// # Errors
/// `Arithmetic`.
pub fn strike(offer: &mut Offer, zone: &mut Zone) -> Result<(), MarketError> {
    let capacity = offer.capacity.min(offer.committed);
    let burst = offer.committed.saturating_sub(capacity);
    resize(offer, zone, capacity, burst)
}

/// Whether an offer is none: withdrawn, or never made. Nothing is committed then.
pub fn is_none(offer: &Offer) -> bool {
    (offer.capacity, offer.burst) == (0, 0)
}

/// Gives `units` back.
///
/// # Errors
/// `UnknownOffer` when fewer are committed.
pub fn release(offer: &mut Offer, zone: &mut Zone, units: u64) -> Result<(), MarketError> {
    offer.committed = offer.committed.checked_sub(units).ok_or(MarketError::UnknownOffer)?;
    zone.committed = zone.committed.checked_sub(units).ok_or(MarketError::UnknownOffer)?;
    Ok(())
}

fn resize(offer: &mut Offer, zone: &mut Zone, capacity: u64, burst: u64) -> Result<(), MarketError> {
    zone.capacity = moved(zone.capacity, offer.capacity, capacity)?;
    zone.burst = moved(zone.burst, offer.burst, burst)?;
    offer.capacity = capacity;
    offer.burst = burst;
    Ok(())
}

/// `sum`, with `new` in it in place of `old`.
fn moved(sum: u64, old: u64, new: u64) -> Result<u64, MarketError> {
    let moved = sum.checked_sub(old).and_then(|rest| rest.checked_add(new));
    moved.ok_or(MarketError::Arithmetic)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: Offer = Offer { capacity: 0, burst: 0, committed: 0, price: 0, zone: 0, country: 0 };

    fn terms(capacity: u64, burst: u64, price: u128) -> OfferTerms {
        OfferTerms { capacity, burst, price }
    }

    #[test]
    fn terms_are_bounded() {
        let (mut offer, mut zone) = (NONE, Zone::default());
        let mut refused = |terms| change(&mut offer, &terms, &mut zone).unwrap_err();
        assert_eq!(refused(terms(1, 0, 0)), MarketError::ZeroPrice);
        assert_eq!(refused(terms(0, 1, 0)), MarketError::ZeroPrice);
        assert_eq!(refused(terms(1, 0, MAX_PRICE + 1)), MarketError::Arithmetic);
        assert_eq!(refused(terms(MAX_CAPACITY, 1, 1)), MarketError::Arithmetic);
        assert_eq!(refused(terms(u64::MAX, 1, 1)), MarketError::Arithmetic);
        assert_eq!((offer, zone), (NONE, Zone::default()));
        assert_eq!(change(&mut offer, &terms(MAX_CAPACITY, 0, MAX_PRICE), &mut zone), Ok(()));
    }

    #[test]
    fn capacity_stays_above_what_is_committed() {
        let mut offer = Offer { capacity: 10, burst: 5, committed: 12, price: 3, ..NONE };
        let mut zone = Zone { capacity: 110, burst: 5, committed: 12 };
        assert_eq!(change(&mut offer, &terms(7, 4, 3), &mut zone), Err(MarketError::BelowCommitted));
        assert_eq!(change(&mut offer, &terms(0, 0, 0), &mut zone), Err(MarketError::BelowCommitted));
        assert_eq!(change(&mut offer, &terms(8, 4, 3), &mut zone), Ok(()));
        assert_eq!(zone, Zone { capacity: 108, burst: 4, committed: 12 });
        assert_eq!(release(&mut offer, &mut zone, 13), Err(MarketError::UnknownOffer));
        assert_eq!(release(&mut offer, &mut zone, 12), Ok(()));
        assert_eq!(change(&mut offer, &terms(0, 0, 0), &mut zone), Ok(()));
        assert!(is_none(&offer));
        assert_eq!(zone, Zone { capacity: 100, burst: 0, committed: 0 });
    }

    #[test]
    fn what_is_struck_leaves_what_is_committed() {
        for (committed, left) in [(0, (0, 0)), (4, (4, 0)), (10, (10, 0)), (12, (10, 2)), (15, (10, 5))] {
            let mut offer = Offer { capacity: 10, burst: 5, committed, price: 3, ..NONE };
            let mut zone = Zone { capacity: 110, burst: 6, committed: 50 };
            assert_eq!(strike(&mut offer, &mut zone), Ok(()));
            assert_eq!((offer.capacity, offer.burst), left);
            assert_eq!((offer.committed, offer.price), (committed, 3));
            assert_eq!(zone, Zone { capacity: 100 + left.0, burst: 1 + left.1, committed: 50 });
            assert_eq!(is_none(&offer), committed == 0);
            let before = (offer, zone);
            assert_eq!(strike(&mut offer, &mut zone), Ok(()));
            assert_eq!((offer, zone), before, "once more changes nothing");
        }
    }

    proptest! {
        /// Whatever is set, committed, released and struck: a zone is the sum of its offers.
        #[test]
        fn a_zone_is_the_sum_of_its_offers(
            steps in prop::collection::vec((0usize..4, 0u64..20, 0u64..10, 0u128..3, 0u8..5), 0..60),
        ) {
            let (mut offers, mut zone) = ([NONE; 4], Zone::default());
            for (at, a, b, price, what) in steps {
                let offer = &mut offers[at];
                let (before, zone_before) = (*offer, zone);
                let done = match what {
                    0 | 1 => change(offer, &terms(a, b, price), &mut zone).is_ok(),
                    2 => release(offer, &mut zone, b).is_ok(),
                    3 => strike(offer, &mut zone).is_ok(),
                    _ if offer.committed + b <= offer.capacity + offer.burst => {
                        offer.committed += b;
                        zone.committed += b;
                        true
                    }
                    _ => true,
                };
                if !done {
                    // An error reverts the message.
                    (*offer, zone) = (before, zone_before);
                }
                let sum = |part: fn(&Offer) -> u64| offers.iter().map(part).sum::<u64>();
                prop_assert_eq!(zone.capacity, sum(|offer| offer.capacity));
                prop_assert_eq!(zone.burst, sum(|offer| offer.burst));
                prop_assert_eq!(zone.committed, sum(|offer| offer.committed));
                prop_assert!(offers.iter().all(|offer| offer.committed <= offer.capacity + offer.burst));
            }
        }
    }
}
