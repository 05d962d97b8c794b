//! Rules of pages: whom their nodes name, what is attested of them, and what they earned, epoch by epoch.

use super::harness::{page, slot, weight};
use crate::credits::EntryCredit;
use ink::primitives::AccountId;
use interfaces::attestations::{Attested, Fact};
use interfaces::registry::RegistryError;
use proptest::prelude::*;
use scale::Encode;
use shared::clock::SLOTS_PER_EPOCH;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

#[test]
fn accounts_change_one_node_at_a_time() {
    let mut page = page(3, 0);
    assert_eq!((page.owner(1), page.controller(1)), (Ok(account(41)), Ok(account(1))));
    assert_eq!(page.owner(3), Err(RegistryError::UnknownNode));
    page.set_owner(1, &account(2)).unwrap();
    page.set_controller(0, &account(2)).unwrap();
    assert_eq!([0, 1, 2].map(|node| page.owner(node)), [40, 2, 42].map(|n| Ok(account(n))));
    assert_eq!([0, 1, 2].map(|node| page.controller(node)), [2, 1, 2].map(|n| Ok(account(n))));
    assert_eq!((page.is_owner(1, &account(2)), page.is_owner(1, &account(41))), (Ok(true), Ok(false)));
    assert_eq!(
        (page.is_controller(0, &account(2)), page.is_controller(0, &account(0))),
        (Ok(true), Ok(false))
    );
    assert_eq!(page.set_owner(3, &account(2)), Err(RegistryError::UnknownNode));
}

#[test]
fn a_page_s_size_is_bounded() {
    let mut page = page(32, 0);
    // All 64 accounts differ. Each is replaced by a new one, then by the next node's.
    for node in 0..32u8 {
        page.set_owner(node.into(), &account(150 + node)).unwrap();
        page.set_controller(node.into(), &account(190 + node)).unwrap();
    }
    for node in 0..32u8 {
        let facts = [Fact { value: 1, until: 9 }; 4];
        page.set_attested(node.into(), &Attested { facts, boost: 3, boost_until: 4 }).unwrap();
        assert_eq!(page.owner(node.into()), Ok(account(150 + node)));
        assert_eq!(page.controller(node.into()), Ok(account(190 + node)));
        assert_eq!(page.view(node.into(), 0, 0).unwrap().attested.facts, facts);
    }
    let full = page.encoded_size();
    assert_eq!(full, 4 + (2 + 32 * 125) + (2 + 64 * 32) + (2 + 32 * 4 * 7));
    for node in 0..32u32 {
        page.set_owner(node, &account(1)).unwrap();
        page.set_controller(node, &account(1)).unwrap();
        page.set_attested(node, &Attested::default()).unwrap();
    }
    assert_eq!(page.encoded_size(), full, "it never shrinks");
    assert!((0..32).all(|node| page.owner(node) == Ok(account(1)) && page.controller(node) == Ok(account(1))));
}

#[test]
fn a_new_epoch_takes_what_was_earned_and_clears_the_slots() {
    let mut page = page(3, 3);
    page.entry(1).unwrap().note_stake(&weight(5, 6), 3).unwrap();
    for index in 0..3 {
        page.entry(index).unwrap().beat(slot(3, 9)).unwrap();
    }
    assert_eq!(page.advance_epoch(3).0, vec![]);
    assert_eq!(page.advance_epoch(5).0, vec![EntryCredit { index: 1, credit: 5 }]);
    assert_eq!(page.epoch, 5);
    for index in 0..3 {
        let entry = page.entry(index).unwrap();
        assert_eq!((entry.credit(), entry.beats()), (0, 0));
        assert_eq!(entry.last_seen(), Some(slot(3, 9).number()));
    }
    assert_eq!(page.advance_epoch(6).0, vec![]);
    assert_eq!(page.entry(1).unwrap().beat(slot(6, 9)), Ok(Some(6)));
}

proptest! {
    /// Whoever is named by whom: a page answers as a plain list of accounts does, and has at most 64 of them.
    #[test]
    fn accounts_are_as_a_list_s(
        changes in prop::collection::vec((0u32..32, any::<bool>(), 0u8..200), 0..400),
    ) {
        let mut page = page(32, 0);
        let mut expected: Vec<_> = (0..32).map(|n| [account(n + 40), account(n)]).collect();
        for (node, is_owner, n) in changes {
            let [owner, controller] = &mut expected[node as usize];
            if is_owner {
                page.set_owner(node, &account(n)).unwrap();
                *owner = account(n);
            } else {
                page.set_controller(node, &account(n)).unwrap();
                *controller = account(n);
            }
            prop_assert!(page.encoded_size() <= 4 + (2 + 32 * 125) + (2 + 64 * 32) + 1);
        }
        for (node, [owner, controller]) in (0..).zip(expected) {
            prop_assert_eq!((page.owner(node), page.controller(node)), (Ok(owner), Ok(controller)));
        }
    }

    /// An entry's credit is the sum of what its beats returned, and the next epoch hands over just that.
    #[test]
    fn credits_are_what_beats_earned(
        stakes in prop::collection::vec(0u64.., 1..=32),
        beats in prop::collection::vec((0u32..32, 0u8..SLOTS_PER_EPOCH), 0..200),
    ) {
        let mut page = page(u8::try_from(stakes.len()).unwrap(), 1);
        for (index, stake) in (0..).zip(&stakes) {
            let weight = weight((*stake).into(), 0);
            page.entry(index).unwrap().note_stake(&weight, 1).unwrap();
        }
        let mut earned = [0; 32];
        let mut seen = std::collections::BTreeSet::new();
        for (index, at) in beats {
            let Some(mut entry) = page.entry(index) else { continue };
            let got = entry.beat(slot(1, at)).unwrap();
            prop_assert_eq!(got.is_some(), seen.insert((index, at)));
            earned[index as usize] += got.unwrap_or(0);
        }
        let expected: Vec<_> = (0u8..).zip(earned)
            .filter(|(_, credit)| *credit > 0)
            .map(|(index, credit)| EntryCredit { index, credit })
            .collect();
        prop_assert_eq!(page.advance_epoch(2).0, expected);
    }
}
