//! Nodes, classes and offers: what may be written, and what that does to the zone.
//!
//! A zone carries the sum of its offers, so that Σ committed = the zone's commitment ≤ capacity + burst.

use crate::h3;
use interfaces::registry::{
    Offer, OfferTerms, Registration, RegistryError, Zone, MAX_CAPACITY, MAX_PRICE, MAX_TEXT,
};

/// Checks what an owner says of a new node.
///
/// # Errors
/// `InvalidCell`, `InvalidCountry`, `InvalidText`.
pub fn check_node(registration: &Registration) -> Result<(), RegistryError> {
    if !h3::is_cell(registration.cell) {
        return Err(RegistryError::InvalidCell);
    }
    if !(1..=999).contains(&registration.country) {
        return Err(RegistryError::InvalidCountry);
    }
    if registration.metadata.len() > MAX_TEXT {
        return Err(RegistryError::InvalidText);
    }
    Ok(())
}

/// Checks a class' name: its length only, because only the owner adds classes.
///
/// # Errors
/// `InvalidText`.
pub fn check_name(name: &[u8]) -> Result<(), RegistryError> {
    (1..=MAX_TEXT).contains(&name.len()).then_some(()).ok_or(RegistryError::InvalidText)
}

/// Puts new terms in the place of `offer`, and the difference into its zone.
///
/// # Errors
/// `ZeroPrice`, `BelowCommitted`; `Arithmetic` above the highest price or capacity.
pub fn change(offer: &mut Offer, terms: &OfferTerms, zone: &mut Zone) -> Result<(), RegistryError> {
    let limit = terms.capacity.checked_add(terms.burst).filter(|sum| *sum <= MAX_CAPACITY);
    let limit = limit.ok_or(RegistryError::Arithmetic)?;
    if limit > 0 && terms.price == 0 {
        return Err(RegistryError::ZeroPrice);
    }
    if terms.price > MAX_PRICE {
        return Err(RegistryError::Arithmetic);
    }
    if limit < offer.committed {
        return Err(RegistryError::BelowCommitted);
    }
    zone.capacity = moved(zone.capacity, offer.capacity, terms.capacity)?;
    zone.burst = moved(zone.burst, offer.burst, terms.burst)?;
    offer.capacity = terms.capacity;
    offer.burst = terms.burst;
    offer.price = terms.price;
    Ok(())
}

/// Whether an offer is none: withdrawn, or never made. Nothing is committed then.
pub fn is_none(offer: &Offer) -> bool {
    (offer.capacity, offer.burst) == (0, 0)
}

/// Gives `units` back.
///
/// # Errors
/// `UnknownOffer` when fewer are committed.
pub fn release(offer: &mut Offer, zone: &mut Zone, units: u64) -> Result<(), RegistryError> {
    offer.committed = offer.committed.checked_sub(units).ok_or(RegistryError::UnknownOffer)?;
    zone.committed = zone.committed.checked_sub(units).ok_or(RegistryError::UnknownOffer)?;
    Ok(())
}

/// `sum`, with `new` in it in place of `old`.
fn moved(sum: u64, old: u64, new: u64) -> Result<u64, RegistryError> {
    let moved = sum.checked_sub(old).and_then(|rest| rest.checked_add(new));
    moved.ok_or(RegistryError::Arithmetic)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use ink::primitives::AccountId;
    use proptest::prelude::*;

    fn registration() -> Registration {
        Registration {
            controller: AccountId::from([1; 32]),
            device_key: [2; 32],
            cell: 0x85283473fffffff,
            country: 840,
            metadata: vec![b'x'; MAX_TEXT],
        }
    }

    const NONE: Offer = Offer { capacity: 0, burst: 0, committed: 0, price: 0, zone: 0, country: 0 };

    fn terms(capacity: u64, burst: u64, price: u128) -> OfferTerms {
        OfferTerms { capacity, burst, price }
    }

    #[test]
    fn nodes_say_where_they_are() {
        assert_eq!(check_node(&registration()), Ok(()));
        assert_eq!(check_node(&Registration { cell: 5, ..registration() }), Err(RegistryError::InvalidCell));
        for country in [0, 1_000] {
            let wrong = Registration { country, ..registration() };
            assert_eq!(check_node(&wrong), Err(RegistryError::InvalidCountry));
        }
        let long = Registration { metadata: vec![0; MAX_TEXT + 1], ..registration() };
        assert_eq!(check_node(&long), Err(RegistryError::InvalidText));
    }

    #[test]
    fn names_are_neither_empty_nor_long() {
        assert_eq!(check_name("LLM inference, 1 token".as_bytes()), Ok(()));
        for wrong in [&[][..], &[b'x'; MAX_TEXT + 1]] {
            assert_eq!(check_name(wrong), Err(RegistryError::InvalidText));
        }
    }

    #[test]
    fn terms_are_bounded() {
        let (mut offer, mut zone) = (NONE, Zone::default());
        let mut refused = |terms| change(&mut offer, &terms, &mut zone).unwrap_err();
        assert_eq!(refused(terms(1, 0, 0)), RegistryError::ZeroPrice);
        assert_eq!(refused(terms(0, 1, 0)), RegistryError::ZeroPrice);
        assert_eq!(refused(terms(1, 0, MAX_PRICE + 1)), RegistryError::Arithmetic);
        assert_eq!(refused(terms(MAX_CAPACITY, 1, 1)), RegistryError::Arithmetic);
        assert_eq!(refused(terms(u64::MAX, 1, 1)), RegistryError::Arithmetic);
        assert_eq!((offer, zone), (NONE, Zone::default()));
        assert_eq!(change(&mut offer, &terms(MAX_CAPACITY, 0, MAX_PRICE), &mut zone), Ok(()));
    }

    #[test]
    fn capacity_stays_above_what_is_committed() {
        let mut offer = Offer { capacity: 10, burst: 5, committed: 12, price: 3, ..NONE };
        let mut zone = Zone { capacity: 110, burst: 5, committed: 12 };
        assert_eq!(change(&mut offer, &terms(7, 4, 3), &mut zone), Err(RegistryError::BelowCommitted));
        assert_eq!(change(&mut offer, &terms(0, 0, 0), &mut zone), Err(RegistryError::BelowCommitted));
        assert_eq!(change(&mut offer, &terms(8, 4, 3), &mut zone), Ok(()));
        assert_eq!(zone, Zone { capacity: 108, burst: 4, committed: 12 });
        assert_eq!(release(&mut offer, &mut zone, 13), Err(RegistryError::UnknownOffer));
        assert_eq!(release(&mut offer, &mut zone, 12), Ok(()));
        assert_eq!(change(&mut offer, &terms(0, 0, 0), &mut zone), Ok(()));
        assert!(is_none(&offer));
        assert_eq!(zone, Zone { capacity: 100, burst: 0, committed: 0 });
    }

    proptest! {
        /// Whatever is set, committed and released: a zone is the sum of its offers.
        #[test]
        fn a_zone_is_the_sum_of_its_offers(
            steps in prop::collection::vec((0usize..4, 0u64..20, 0u64..10, 0u128..3, any::<bool>()), 0..60),
        ) {
            let (mut offers, mut zone) = ([NONE; 4], Zone::default());
            for (at, a, b, price, sets) in steps {
                let offer = &mut offers[at];
                let (before, zone_before) = (*offer, zone);
                let done = if sets {
                    change(offer, &terms(a, b, price), &mut zone).is_ok()
                } else if a % 2 == 0 {
                    release(offer, &mut zone, b).is_ok()
                } else if offer.committed + b <= offer.capacity + offer.burst {
                    offer.committed += b;
                    zone.committed += b;
                    true
                } else {
                    true
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
