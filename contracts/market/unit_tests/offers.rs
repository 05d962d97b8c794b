//! Which terms are allowed, and that a zone stays the sum of its offers.

use crate::offers::{delist, is_empty, release, reprice, resize};
use interfaces::market::{MarketError, Offer, OfferTerms, Zone, MAX_CAPACITY, MAX_PRICE};
use proptest::prelude::*;
use shared::{Amount, Units};

const EMPTY: Offer = Offer { capacity: 0, burst: 0, committed: 0, price: 0, zone: 0, country: 0 };

fn terms(capacity: Units, burst: Units, price: Amount) -> OfferTerms {
    OfferTerms { capacity, burst, price }
}

/// New terms, as `set_offer` applies them.
fn change(offer: &mut Offer, terms: &OfferTerms, zone: &mut Zone) -> Result<(), MarketError> {
    reprice(offer, terms)?;
    resize(offer, zone, terms.capacity, terms.burst)
}

#[test]
fn terms_are_bounded() {
    let (mut offer, mut zone) = (EMPTY, Zone::default());
    let mut refused = |terms| change(&mut offer, &terms, &mut zone).unwrap_err();
    assert_eq!(refused(terms(1, 0, 0)), MarketError::ZeroPrice);
    assert_eq!(refused(terms(0, 1, 0)), MarketError::ZeroPrice);
    assert_eq!(refused(terms(1, 0, MAX_PRICE + 1)), MarketError::Arithmetic);
    assert_eq!(refused(terms(MAX_CAPACITY, 1, 1)), MarketError::Arithmetic);
    assert_eq!(refused(terms(Units::MAX, 1, 1)), MarketError::Arithmetic);
    assert_eq!((offer, zone), (EMPTY, Zone::default()));
    assert_eq!(change(&mut offer, &terms(MAX_CAPACITY, 0, MAX_PRICE), &mut zone), Ok(()));
}

#[test]
fn capacity_stays_above_what_is_committed() {
    let mut offer = Offer { capacity: 10, burst: 5, committed: 12, price: 3, ..EMPTY };
    let mut zone = Zone { capacity: 110, burst: 5, committed: 12 };
    assert_eq!(change(&mut offer, &terms(7, 4, 3), &mut zone), Err(MarketError::BelowCommitted));
    assert_eq!(change(&mut offer, &terms(0, 0, 0), &mut zone), Err(MarketError::BelowCommitted));
    assert_eq!(change(&mut offer, &terms(8, 4, 3), &mut zone), Ok(()));
    assert_eq!(zone, Zone { capacity: 108, burst: 4, committed: 12 });
    assert_eq!(release(&mut offer, &mut zone, 13), Err(MarketError::UnknownOffer));
    assert_eq!(release(&mut offer, &mut zone, 12), Ok(()));
    assert_eq!(change(&mut offer, &terms(0, 0, 0), &mut zone), Ok(()));
    assert!(is_empty(&offer));
    assert_eq!(zone, Zone { capacity: 100, burst: 0, committed: 0 });
}

#[test]
fn what_is_committed_cannot_be_withdrawn() {
    let mut offer = Offer { capacity: 10, burst: 5, committed: 1, price: 3, ..EMPTY };
    let mut zone = Zone { capacity: 110, burst: 6, committed: 50 };
    assert_eq!(change(&mut offer, &terms(0, 0, 0), &mut zone), Err(MarketError::BelowCommitted));
    release(&mut offer, &mut zone, 1).unwrap();
    assert_eq!(change(&mut offer, &terms(0, 0, 0), &mut zone), Ok(()));
    assert!(is_empty(&offer));
    assert_eq!(zone, Zone { capacity: 100, burst: 1, committed: 49 });
}

#[test]
fn what_is_delisted_leaves_what_is_committed() {
    for (committed, left) in [(0, (0, 0)), (4, (4, 0)), (10, (10, 0)), (12, (10, 2)), (15, (10, 5))] {
        let mut offer = Offer { capacity: 10, burst: 5, committed, price: 3, ..EMPTY };
        let mut zone = Zone { capacity: 110, burst: 6, committed: 50 };
        assert_eq!(delist(&mut offer, &mut zone), Ok(()));
        assert_eq!((offer.capacity, offer.burst), left);
        assert_eq!((offer.committed, offer.price), (committed, 3));
        assert_eq!(zone, Zone { capacity: 100 + left.0, burst: 1 + left.1, committed: 50 });
        assert_eq!(is_empty(&offer), committed == 0);
        let before = (offer, zone);
        assert_eq!(delist(&mut offer, &mut zone), Ok(()));
        assert_eq!((offer, zone), before, "once more changes nothing");
    }
}

proptest! {
    /// Whatever is set, committed, released and delisted: a zone is the sum of its offers.
    #[test]
    fn a_zone_is_the_sum_of_its_offers(
        steps in prop::collection::vec((0usize..4, 0u128..20, 0u128..10, 0u128..3, 0u8..5), 0..60),
    ) {
        let (mut offers, mut zone) = ([EMPTY; 4], Zone::default());
        for (at, a, b, price, what) in steps {
            let offer = &mut offers[at];
            let (before, zone_before) = (*offer, zone);
            let done = match what {
                0 | 1 => change(offer, &terms(a, b, price), &mut zone).is_ok(),
                2 => release(offer, &mut zone, b).is_ok(),
                3 => delist(offer, &mut zone).is_ok(),
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
            let sum = |part: fn(&Offer) -> Units| offers.iter().map(part).sum::<Units>();
            prop_assert_eq!(zone.capacity, sum(|offer| offer.capacity));
            prop_assert_eq!(zone.burst, sum(|offer| offer.burst));
            prop_assert_eq!(zone.committed, sum(|offer| offer.committed));
            prop_assert!(offers.iter().all(|offer| offer.committed <= offer.capacity + offer.burst));
        }
    }
}
