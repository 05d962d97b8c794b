#![allow(clippy::arithmetic_side_effects)]

use super::leg;
use crate::leg_entries::*;
use interfaces::metering::{Leg, LegIndex, NodeAccount};
use proptest::prelude::*;
use scale::{Decode, Encode};
use shared::pages::{index_of, page_of, Record};
use shared::{ArithmeticError, LeaseId};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn an_entry_always_has_the_same_length_and_comes_back_as_it_was() {
    let full = Leg {
        lease: u64::MAX,
        session_key: [255; 32],
        generation: u32::MAX,
        price: u128::MAX,
        paid_units: u128::MAX,
        deposit: u128::MAX,
    };
    for leg in [leg(0, 0, 0), full] {
        assert_eq!(leg.encode().len(), Leg::SIZE);
    }
    let free = [None, Some(0), Some(u32::MAX)].map(|next| Entry::Free { next });
    for entry in [Entry::Leg(leg(0, 0, 0)), Entry::Leg(full)].into_iter().chain(free) {
        let encoded = entry.encode();
        assert_eq!(encoded.len(), Entry::SIZE);
        assert_eq!(Entry::decode(&mut &encoded[..]), Ok(entry));
    }
    assert!(Entry::decode(&mut &[2; Entry::SIZE][..]).is_err());
}

#[test]
fn a_free_entry_is_no_leg_of_lease_0() {
    let mut account = NodeAccount::default();
    let mut page = Page::default();
    occupy(&mut account, &mut page, &leg(1, 1, 5)).unwrap();
    assert_eq!(vacate(&mut account, &mut page, 2, 0), None);
    assert_eq!(vacate(&mut account, &mut page, 1, 0), Some(leg(1, 1, 5)));
    assert_eq!(find(&page, 0, 0), None);
    assert_eq!(leg_at(&page, 0), None);
    assert_eq!(vacate(&mut account, &mut page, 0, 0), None);
    assert_eq!(vacate(&mut account, &mut page, 1, 0), None);
}

#[test]
fn freed_entries_are_taken_again_before_new_ones() {
    let mut account = NodeAccount::default();
    let mut page = Page::default();
    for lease in 1..=3 {
        occupy(&mut account, &mut page, &leg(lease, 1, 0)).unwrap();
    }
    vacate(&mut account, &mut page, 1, 0).unwrap();
    vacate(&mut account, &mut page, 3, 2).unwrap();
    for (lease, leg_index) in [(4, 2), (5, 0), (6, 3)] {
        assert_eq!(next_leg_index(&account), leg_index);
        occupy(&mut account, &mut page, &leg(lease, 1, 0)).unwrap();
        assert_eq!(find(&page, lease, leg_index), Some(leg(lease, 1, 0)));
    }
    assert_eq!((account.leg_count, account.free_head), (4, None));
}

#[test]
fn a_broken_list_hands_out_nothing() {
    let mut page = Page::default();
    assert!(put(&mut page, 0, &leg(1, 1, 5)));
    let mut occupied = NodeAccount { leg_count: 1, free_head: Some(0), ..Default::default() };
    assert_eq!(occupy(&mut occupied, &mut page, &leg(2, 1, 0)), Err(ArithmeticError));
    let mut full = NodeAccount { leg_count: u32::MAX, ..Default::default() };
    assert_eq!(occupy(&mut full, &mut page, &leg(2, 1, 0)), Err(ArithmeticError));
    assert_eq!(leg_at(&page, 0), Some(leg(1, 1, 5)));
}

proptest! {
    /// Leases come and go: no entry is handed out twice, every lease finds its leg where it was put,
    /// and new entries are made only when none is free.
    #[test]
    fn no_entry_is_handed_out_while_it_is_taken(
        steps in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..200),
    ) {
        let mut account = NodeAccount::default();
        let mut pages = BTreeMap::<u32, Page>::new();
        let mut open = Vec::<(LeaseId, LegIndex)>::new();
        let mut most = 0;
        let mut next = 1;
        for (opens, which) in steps {
            if opens || open.is_empty() {
                let leg_index = next_leg_index(&account);
                prop_assert!(open.iter().all(|(_, taken)| *taken != leg_index));
                let page = pages.entry(page_of(leg_index)).or_default();
                occupy(&mut account, page, &leg(next, 1, u128::from(next))).unwrap();
                open.push((next, leg_index));
                next += 1;
            } else {
                let (lease, leg_index) = open.swap_remove(which.index(open.len()));
                let page = pages.get_mut(&page_of(leg_index)).unwrap();
                let freed = vacate(&mut account, page, lease, leg_index).unwrap();
                prop_assert_eq!(freed.deposit, u128::from(lease));
                prop_assert_eq!(find(page, lease, leg_index), None);
            }
            most = most.max(open.len());
            prop_assert_eq!(account.leg_count as usize, most);
            for (lease, leg_index) in &open {
                prop_assert!(find(&pages[&page_of(*leg_index)], *lease, *leg_index).is_some());
            }
            // The list runs through every free entry once.
            let mut free = BTreeSet::new();
            let mut head = account.free_head;
            while let Some(leg_index) = head {
                prop_assert!(free.insert(leg_index), "a loop");
                let entry = pages[&page_of(leg_index)].get(index_of(leg_index)).unwrap();
                let Entry::Free { next } = entry else { panic!("no free entry: {entry:?}") };
                head = next;
            }
            prop_assert_eq!(free.len() + open.len(), account.leg_count as usize);
        }
    }
}
