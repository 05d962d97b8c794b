#![allow(clippy::arithmetic_side_effects)]

use super::leg;
use crate::node_pages::*;
use interfaces::metering::{Leg, LegIndex, MeteringError};
use proptest::prelude::*;
use scale::Encode;
use shared::pages::{Record, MAX_VALUE_LEN};
use shared::{LeaseId, NodeId};
use std::cell::Cell;
use std::collections::BTreeSet;

/// Opens leases of these numbers on `node`, in one message each. Returns where their legs are.
fn open(node: NodeId, leases: impl IntoIterator<Item = LeaseId>) -> Vec<LegIndex> {
    let open = |lease| {
        let mut pages = NodePages::read(node);
        let leg_index = pages.occupy(&leg(lease, 1, lease.into())).unwrap();
        pages.write();
        leg_index
    };
    leases.into_iter().map(open).collect()
}

/// Frees the entry of a lease's leg on `node`, in one message.
fn free(node: NodeId, lease: LeaseId, leg_index: LegIndex) -> Result<Leg, MeteringError> {
    let mut pages = NodePages::read(node);
    let leg = pages.vacate(lease, leg_index)?;
    pages.write();
    Ok(leg)
}

fn stored(node: NodeId, number: u32) -> Option<Page> {
    Pages::new().get((node, number))
}

#[test]
fn a_full_page_fits_a_storage_item() {
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
    assert_eq!(Head::default().encode().len(), Head::SIZE);
    let mut page = Page::default();
    for leg_index in 0..128 {
        assert!(put(&mut page.legs, leg_index, &full));
    }
    assert_eq!(page.legs.len(), 128);
    assert_eq!(page.encode().len(), Head::SIZE + 128 * Leg::SIZE + 2);
    assert!(page.encode().len() < MAX_VALUE_LEN);
}

#[ink::test]
fn the_128th_leg_is_on_the_first_page_and_the_129th_on_the_second() {
    assert_eq!(open(5, 1..=129), (0..129).collect::<Vec<_>>());
    let (first, second) = (stored(5, 0).unwrap(), stored(5, 1).unwrap());
    assert_eq!((first.legs.len(), second.legs.len()), (128, 1));
    assert_eq!(first.head.account().leg_count, 129);
    assert_eq!(second.head, Head::default(), "the account is on the first page alone");
    for (lease, leg_index) in [(1, 0), (128, 127), (129, 128)] {
        assert_eq!(read_leg(5, leg_index), Some(leg(lease, 1, lease.into())));
    }
    assert_eq!((read_leg(5, 129), read_leg(5, 256), read_leg(6, 0)), (None, None, None));
}

#[ink::test]
fn what_did_not_change_is_not_written() {
    let mut pages = NodePages::read(5);
    pages.open(0).unwrap();
    pages.open(300).unwrap();
    pages.write();
    assert_eq!((pages.count(), stored(5, 0), stored(5, 2)), (2, None, None));
    open(5, 1..=200);
    let mut pages = NodePages::read(5);
    pages.change_head().earnings = 3;
    Pages::new().remove((5, 1));
    pages.open(130).unwrap();
    pages.write();
    assert_eq!((stored(5, 0).unwrap().head.earnings, stored(5, 1)), (3, None));
}

#[ink::test]
fn a_free_entry_is_no_leg_of_lease_0() {
    open(5, [1]);
    assert_eq!(free(5, 2, 0), Err(MeteringError::UnknownLease));
    assert_eq!(free(5, 1, 1), Err(MeteringError::UnknownLease));
    assert_eq!(free(5, 1, 0), Ok(leg(1, 1, 1)));
    assert_eq!(read_leg(5, 0), None);
    for lease in [0, 1] {
        assert_eq!(find(&stored(5, 0).unwrap().legs, lease, 0), None);
        assert_eq!(free(5, lease, 0), Err(MeteringError::UnknownLease));
        let raised = update_leg(5, lease, 0, |_| panic!("there is none"));
        assert_eq!(raised, Err(MeteringError::UnknownLease));
    }
}

#[ink::test]
fn freed_entries_are_taken_again_before_new_ones() {
    open(5, 1..=130);
    free(5, 1, 0).unwrap();
    free(5, 130, 129).unwrap();
    free(5, 3, 2).unwrap();
    assert_eq!(stored(5, 0).unwrap().head.account().free_head, Some(2));
    assert_eq!(open(5, 131..=134), [2, 129, 0, 130]);
    let account = stored(5, 0).unwrap().head.account();
    assert_eq!((account.leg_count, account.free_head), (131, None));
    assert_eq!(read_leg(5, 129), Some(leg(132, 1, 132)));
}

#[ink::test]
fn one_leg_is_changed_and_no_other() {
    open(5, 1..=130);
    let before = stored(5, 0);
    update_leg(5, 130, 129, |leg| {
        leg.deposit += 7;
        Ok(())
    })
    .unwrap();
    assert_eq!(read_leg(5, 129).unwrap().deposit, 137);
    assert_eq!((read_leg(5, 128), stored(5, 0)), (Some(leg(129, 1, 129)), before));
    assert_eq!(update_leg(5, 130, 129, |_| Err(MeteringError::Arithmetic)), Err(MeteringError::Arithmetic));
    assert_eq!(update_leg(5, 129, 129, |_| Ok(())), Err(MeteringError::UnknownLease));
}

#[ink::test]
fn a_broken_list_hands_out_nothing() {
    let refuses = |node, page: &Page| {
        Pages::new().insert((node, 0), page);
        let mut pages = NodePages::read(node);
        assert_eq!(pages.occupy(&leg(9, 1, 0)), Err(MeteringError::Arithmetic));
    };
    open(5, [1, 2]);
    let sound = stored(5, 0).unwrap();
    // A list that starts with an entry that keeps a leg.
    free(5, 2, 1).unwrap();
    let mut broken = sound.clone();
    broken.head = stored(5, 0).unwrap().head;
    refuses(5, &broken);
    // A new entry where there is one.
    let mut broken = sound.clone();
    broken.head = Page::default().head;
    refuses(5, &broken);
    // A page with a hole.
    let mut broken = sound;
    broken.legs = Legs::default();
    refuses(5, &broken);
}

/// Leases come and go: no entry is handed out twice, every lease finds its leg where it was put, its number makes
/// earlier leases' vouchers worthless, and new entries are made only when none is free.
#[ink::test]
fn no_entry_is_handed_out_while_it_is_taken() {
    let node = Cell::new(0);
    proptest!(ProptestConfig::with_cases(48), |(
        full in prop::bool::ANY,
        steps in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..60),
    )| {
        node.set(node.get() + 1);
        let node = node.get();
        // From nothing, or across the border between two pages.
        let first: LeaseId = if full { 126 } else { 0 };
        let mut taken: Vec<(LeaseId, LegIndex)> = (1..=first).zip(open(node, 1..=first)).collect();
        let mut finished = Vec::new();
        let (mut most, mut next) = (taken.len(), first + 1);
        for (opens, which) in steps {
            if opens || taken.is_empty() {
                let [leg_index] = open(node, [next])[..] else { panic!() };
                prop_assert!(taken.iter().all(|(_, other)| *other != leg_index));
                taken.push((next, leg_index));
                next += 1;
            } else {
                let (lease, leg_index) = taken.swap_remove(which.index(taken.len()));
                prop_assert_eq!(free(node, lease, leg_index), Ok(leg(lease, 1, lease.into())));
                finished.push((lease, leg_index));
            }
            most = most.max(taken.len());
        }
        let mut pages = NodePages::read(node);
        for (lease, leg_index) in &taken {
            prop_assert!(find(&pages.open(*leg_index).unwrap().page.legs, *lease, *leg_index).is_some());
        }
        for (lease, leg_index) in &finished {
            prop_assert_eq!(find(&pages.open(*leg_index).unwrap().page.legs, *lease, *leg_index), None);
        }
        let account = pages.head().account();
        prop_assert_eq!(account.leg_count as usize, most);
        // The list runs through every free entry once.
        let mut free = BTreeSet::new();
        let mut head = account.free_head;
        while let Some(leg_index) = head {
            prop_assert!(free.insert(leg_index), "a loop");
            let entry = pages.open(leg_index).unwrap().page.legs.get(Legs::index_of(leg_index)).unwrap();
            prop_assert_eq!(entry.lease, 0);
            head = entry.generation.checked_sub(1);
        }
        prop_assert_eq!(free.len() + taken.len(), account.leg_count as usize);
    });
}
