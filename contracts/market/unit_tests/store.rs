//! What the store keeps and frees: lists of classes, records, zones.

use crate::reservation::Selection;
use crate::store::Store;
use interfaces::market::{MarketError, MarketParams, OfferTerms, Zone, MAX_OFFERS};
use shared::{Cell, ClassId};

#[ink::test]
fn a_node_lists_sixteen_classes() {
    let mut store = Store::default();
    let terms = OfferTerms { capacity: 1, burst: 0, price: 1 };
    let none = OfferTerms { capacity: 0, burst: 0, price: 0 };
    let classes: Vec<ClassId> = (0..).take(MAX_OFFERS).collect();
    for class_id in &classes {
        assert!(store.set_offer(3, *class_id, (7, 1), &terms).unwrap().is_some());
    }
    // A message that fails undoes what it wrote; here nothing undoes it, so this class is not used again.
    assert_eq!(store.set_offer(3, 18, (7, 1), &terms), Err(MarketError::TooMany));
    assert!(store.set_offer(3, 5, (7, 1), &terms).is_ok(), "a change adds none");
    assert_eq!(store.set_offer(3, 17, (7, 1), &none), Ok(None), "nothing to withdraw");
    assert!(store.set_offer(3, 5, (7, 1), &none).unwrap().is_some());
    assert!(store.set_offer(3, 16, (7, 1), &terms).is_ok());
    assert_eq!(store.classes_of(3).len(), MAX_OFFERS);
    assert_eq!(store.withdraw_all(3).map(|withdrawn| withdrawn.len()), Ok(MAX_OFFERS));
    assert!(store.classes_of(3).is_empty());
    assert_eq!(store.zone(0, 7), Zone::default());
}

#[ink::test]
fn a_node_with_leased_units_cannot_withdraw_all() {
    let mut store = Store::default();
    let terms = OfferTerms { capacity: 5, burst: 0, price: 1 };
    store.set_offer(3, 1, (7, 1), &terms).unwrap();
    store.set_offer(3, 0, (7, 1), &terms).unwrap();
    let params = MarketParams::default();
    let mut selection = Selection::new(2, &params);
    let (mut offers, pages) = store.offers_of(&[3], 1, |_| true);
    selection.add(3, offers.remove(0).1, None, |cell| store.zone(1, cell));
    selection.grant(1, 10).unwrap();
    store.commit(1, pages, &selection);
    assert_eq!(store.withdraw_all(3), Err(MarketError::LegsOpen));
    assert_eq!(store.release(3, 1, 3), Err(MarketError::UnknownOffer), "fewer are committed");
    assert_eq!(store.release(3, 2, 1), Err(MarketError::UnknownOffer), "not offered");
    store.release(3, 1, 2).unwrap();
    assert!(store.withdraw_all(3).is_ok());
}

/// Whoever delists for the node's owner frees nothing: neither the record nor the place in the node's list.
#[ink::test]
fn what_others_delist_stays_until_its_owner_withdraws_it() {
    let mut store = Store::default();
    let terms = OfferTerms { capacity: 5, burst: 1, price: 1 };
    let none = OfferTerms { capacity: 0, burst: 0, price: 0 };
    store.set_offer(3, 1, (7, 1), &terms).unwrap();
    let page = || ink::env::contains_contract_storage(&(0x7000_0011u32, 1 as ClassId, 0u32)).unwrap();
    let before = page();
    store.delist_offer(3, 1).unwrap();
    assert_eq!((store.offer(3, 1), store.classes_of(3)), (None, vec![1]));
    assert_eq!(store.zone(1, 7), Zone::default());
    assert_eq!(page(), before);
    assert_eq!(store.delist_offer(3, 1), Err(MarketError::UnknownOffer), "once more there is nothing");
    assert!(store.offers_of(&[3], 1, |_| true).0.is_empty());

    // Offered again it is in the same place; withdrawn, page and list are gone.
    assert!(store.set_offer(3, 1, (7, 1), &terms).unwrap().is_some());
    assert_eq!((page(), store.classes_of(3)), (before, vec![1]));
    store.delist_offer(3, 1).unwrap();
    assert!(store.set_offer(3, 1, (7, 1), &none).unwrap().is_some());
    assert!(store.classes_of(3).is_empty());
    assert_eq!(ink::env::contains_contract_storage(&(0x7000_0011u32, 1 as ClassId, 0u32)), None);
    assert_eq!(store.set_offer(3, 1, (7, 1), &none), Ok(None));
    assert_eq!(store.withdraw_all(3), Ok(vec![]));
}

/// A new price is a matter of the page alone.
#[ink::test]
fn a_new_price_leaves_the_zone_alone() {
    let mut store = Store::default();
    let terms = OfferTerms { capacity: 5, burst: 1, price: 1 };
    store.set_offer(3, 1, (7, 1), &terms).unwrap();
    ink::env::clear_contract_storage(&(0x7000_0012u32, 1 as ClassId, 7 as Cell));
    store.set_offer(3, 1, (7, 1), &OfferTerms { price: 2, ..terms }).unwrap();
    assert_eq!(ink::env::contains_contract_storage(&(0x7000_0012u32, 1 as ClassId, 7 as Cell)), None);
    assert_eq!(store.offer(3, 1).map(|offer| offer.price), Some(2));
}
