//! Pages of offers against a plain map, and that a page takes no more bytes than its records.

use crate::page::{page_of, OfferPage, RECORD_LEN};
use interfaces::market::{Offer, MAX_CAPACITY, MAX_PRICE};
use proptest::prelude::*;
use scale::{Decode, Encode};
use shared::NodeId;
use std::collections::BTreeMap;

fn offers() -> impl Strategy<Value = Offer> {
    let units = || prop_oneof![Just(0), Just(MAX_CAPACITY), 0..=MAX_CAPACITY];
    let price = prop_oneof![Just(MAX_PRICE), 0..=MAX_PRICE];
    (units(), units(), units(), price, any::<u64>(), any::<u16>()).prop_map(
        |(capacity, burst, committed, price, zone, country)| Offer {
            capacity,
            burst,
            committed,
            price,
            zone,
            country,
        },
    )
}

#[test]
fn a_node_has_its_place_in_one_page() {
    assert_eq!([0, 31, 32, 63, 64, NodeId::MAX].map(page_of), [0, 0, 1, 1, 2, NodeId::MAX / 32]);
}

#[test]
fn an_empty_record_is_no_offer() {
    let mut page = OfferPage::default();
    let none = Offer { capacity: 0, burst: 0, committed: 0, price: 3, zone: 7, country: 1 };
    page.put(35, &none);
    assert_eq!((page.record(35).map(|offer| *offer), page.offer(35)), (Some(none), None));
    assert!(!page.is_empty());
    let burst = Offer { burst: 1, ..none };
    page.put(35, &burst);
    assert_eq!(page.offer(35).map(|offer| *offer), Some(burst));
}

#[test]
fn a_full_page_is_the_longest() {
    let offer =
        Offer { capacity: MAX_CAPACITY, burst: 0, committed: 0, price: MAX_PRICE, zone: 7, country: 1 };
    let mut page = OfferPage::default();
    for node in 0..32 {
        page.put(node, &offer);
    }
    page.put(7, &offer);
    assert_eq!(page.encode().len(), 4 + 2 + 32 * RECORD_LEN);
}

proptest! {
    /// Whatever is put and removed, in any order: a page is a map, of its records' length.
    #[test]
    fn a_page_is_a_map(
        steps in prop::collection::vec((0..32 as NodeId, prop::option::weighted(0.7, offers())), 0..80),
        first in (0..1_000u32).prop_map(|page| page * 32),
    ) {
        let (mut page, mut map) = (OfferPage::default(), BTreeMap::new());
        for (index, offer) in steps {
            let node = first + index;
            match offer {
                Some(offer) => {
                    page.put(node, &offer);
                    map.insert(node, offer);
                }
                None => {
                    page.remove(node);
                    map.remove(&node);
                }
            }
            for node in first..first + 32 {
                prop_assert_eq!(page.record(node).map(|offer| *offer), map.get(&node).copied());
            }
            prop_assert_eq!(page.is_empty(), map.is_empty());
            let bytes = page.encode();
            let prefix = if map.len() * RECORD_LEN < 64 { 1 } else { 2 };
            prop_assert_eq!(bytes.len(), 4 + prefix + map.len() * RECORD_LEN);
            prop_assert_eq!(OfferPage::decode(&mut &bytes[..]), Ok(page.clone()));
        }
    }
}
