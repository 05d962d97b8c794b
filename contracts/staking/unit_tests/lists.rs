//! The lists of pools that accounts have something in.

use crate::lists::Lists;
use ink::primitives::AccountId;
use shared::NodeId;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

#[ink::test]
fn the_last_pool_moves_to_the_index_that_becomes_free() {
    let mut lists = Lists::default();
    let (ann, bob) = (account(1), account(2));
    assert_eq!([7, 5, 9].map(|node| lists.add(&ann, node)), [1, 2, 3]);
    assert_eq!(lists.add(&bob, 7), 1, "each account has its own");
    assert_eq!(lists.remove(&ann, 1), Some(9));
    assert_eq!(lists.nodes(&ann, 0), [9, 5]);
    assert_eq!(lists.remove(&ann, 2), None, "it was the last");
    assert_eq!(lists.add(&ann, 8), 2);
    assert_eq!(lists.nodes(&ann, 0), [9, 8]);
    assert_eq!(lists.nodes(&bob, 0), [7]);
}

#[ink::test]
fn whoever_leaves_the_last_pool_leaves_no_page() {
    let mut lists = Lists::default();
    let ann = account(1);
    for node in [7, 5] {
        lists.add(&ann, node);
    }
    assert_eq!((lists.remove(&ann, 1), lists.remove(&ann, 1)), (Some(5), None));
    assert!(!lists.pages.contains((ann, 0)));
    assert_eq!(lists.add(&ann, 8), 1);
}

#[ink::test]
fn a_list_goes_on_in_further_pages_without_gaps() {
    let mut lists = Lists::default();
    let ann = account(1);
    let nodes: Vec<NodeId> = (100..165).collect();
    for (list_index, node) in (1..).zip(&nodes) {
        assert_eq!(lists.add(&ann, *node), list_index);
    }
    let listed = [0, 1, 2, 3].map(|page| lists.nodes(&ann, page));
    assert_eq!([32, 32, 1, 0], [0, 1, 2, 3].map(|page| listed[page].len()));
    assert_eq!(listed.concat(), nodes);
    // From the first page, from the last one, and from the one that is the last then.
    assert_eq!(lists.remove(&ann, 4), Some(164));
    assert!(!lists.pages.contains((ann, 2)));
    assert_eq!((lists.remove(&ann, 64), lists.remove(&ann, 33)), (None, Some(162)));
    assert_eq!([0, 1, 2].map(|page| lists.nodes(&ann, page).len()), [32, 30, 0]);
    assert_eq!((lists.nodes(&ann, 0)[3], lists.nodes(&ann, 1)[0]), (164, 162));
    for left in (1..=62).rev() {
        let moved = lists.remove(&ann, 1);
        assert_eq!(moved.is_some(), left > 1);
    }
    assert!(lists.nodes(&ann, 0).is_empty());
}
