#![allow(clippy::arithmetic_side_effects)]

use crate::usage::*;
use interfaces::metering::{MeteringError, UsageClaim, UsageShare};
use proptest::prelude::*;
use shared::{Amount, Epoch, NodeId, RecentEpochs};
use std::cell::Cell;
use std::collections::BTreeMap;

fn share(burned: Amount, total: Amount) -> UsageShare {
    UsageShare { burned, total }
}

#[test]
fn only_ended_epochs_are_taken_and_at_most_32() {
    let ended = |first, count, now| ended_epochs(&UsageClaim { node: 0, first, count }, now);
    assert_eq!(ended(0, 33, 99), Err(MeteringError::TooMany));
    assert_eq!(ended(0, 32, 32), Ok(0..32));
    assert_eq!(ended(0, 32, 31), Err(MeteringError::EpochNotEnded));
    assert_eq!(ended(5, 1, 5), Err(MeteringError::EpochNotEnded));
    assert_eq!(ended(5, 1, 6), Ok(5..6));
    assert_eq!(ended(5, 0, 5), Ok(5..5));
    assert_eq!(ended(Epoch::MAX, 1, Epoch::MAX), Err(MeteringError::EpochNotEnded));
}

#[ink::test]
fn usage_is_found_in_its_epoch_and_taken_once() {
    let (mut usage, mut a, mut b) = (Usage::default(), RecentEpochs::default(), RecentEpochs::default());
    usage.accrue(1, &mut a, 3, 5).unwrap();
    usage.accrue(2, &mut b, 3, 7).unwrap();
    usage.accrue(1, &mut a, 6, 1).unwrap();
    assert_eq!([3, 4, 6].map(|epoch| usage.total(epoch)), [12, 0, 1]);
    assert_eq!([3, 4, 6].map(|epoch| usage.of_node(1, a, epoch)), [5, 0, 1]);
    assert_eq!(usage.of_node(2, b, 3), 7);
    let mut take =
        |node, of_node: &mut RecentEpochs, epochs| usage.take(node, of_node, epochs, &mut Totals::default());
    assert_eq!(take(1, &mut a, 3..3), []);
    assert_eq!(take(1, &mut a, 2..5), [share(0, 0), share(5, 12), share(0, 0)]);
    assert_eq!(take(2, &mut b, 3..4), [share(7, 12)]);
    assert_eq!(take(1, &mut a, 3..7), [share(0, 0), share(0, 0), share(0, 0), share(1, 1)]);
    assert_eq!(take(2, &mut b, 0..32), [share(0, 0); 32]);
    assert_eq!((b, usage.total(3)), (*RecentEpochs::default().group(0).map(|_| &b).unwrap(), 12));
}

#[ink::test]
fn nothing_in_items_is_touched_while_epochs_are_recent() {
    let (mut usage, mut node) = (Usage::default(), RecentEpochs::default());
    for epoch in 0..16 {
        usage.accrue(1, &mut node, epoch, 1).unwrap();
    }
    let mut totals = Totals::default();
    let taken = usage.take(1, &mut node, 0..16, &mut totals);
    assert_eq!((taken, totals.len()), (vec![share(1, 1); 16], 0));
    assert_eq!(node.group(0).map(|group| group.is_zero()), Some(true));
}

#[ink::test]
fn totals_of_older_groups_are_read_once_for_all_nodes() {
    let mut usage = Usage::default();
    let mut nodes = [RecentEpochs::default(); 3];
    for epoch in 0..40 {
        for (node, of_node) in (0..).zip(&mut nodes) {
            usage.accrue(node, of_node, epoch, 1 + Amount::from(node)).unwrap();
        }
    }
    let mut totals = Totals::default();
    for (node, of_node) in (0..).zip(&mut nodes) {
        let taken = usage.take(node, of_node, 4..36, &mut totals);
        assert_eq!(taken, vec![share(1 + Amount::from(node), 6); 32]);
        assert_eq!(totals.len(), 3, "groups 0, 1 and 2 are not in the root");
        // What was not claimed stays.
        let left = (0..40).map(|epoch| usage.of_node(node, *of_node, epoch)).sum::<Amount>();
        assert_eq!(left, 8 * (1 + Amount::from(node)));
    }
}

/// Whatever settles and claims when: every amount is taken once, at its epoch, beside everybody's; nothing is lost
/// between the root, the accounts and the items.
#[ink::test]
fn usage_is_conserved() {
    let base = Cell::new(0);
    proptest!(ProptestConfig::with_cases(64), |(
        steps in prop::collection::vec((0u32..12, 0u32..3, 1u128..100, any::<bool>(), 0u32..33), 1..80),
    )| {
        // Items of everybody's usage are shared by all cases, so each has epochs of its own.
        base.set(base.get() + 1);
        let start = base.get() * 8_192;
        let (mut usage, mut nodes) = (Usage::default(), [RecentEpochs::default(); 3]);
        let mut burned = BTreeMap::<(NodeId, Epoch), Amount>::new();
        let mut total = BTreeMap::<Epoch, Amount>::new();
        let (mut now, mut claimed) = (start, [start; 3]);
        for (passed, node, amount, settles, count) in steps {
            now += passed;
            let at = node as usize;
            if settles {
                usage.accrue(node, &mut nodes[at], now, amount).unwrap();
                *burned.entry((node, now)).or_default() += amount;
                *total.entry(now).or_default() += amount;
            } else {
                let epochs = claimed[at]..claimed[at].saturating_add(count).min(now);
                let shares = usage.take(node, &mut nodes[at], epochs.clone(), &mut Totals::default());
                prop_assert_eq!(shares.len(), epochs.len());
                for (epoch, taken) in epochs.clone().zip(shares) {
                    let expected = burned.remove(&(node, epoch)).unwrap_or_default();
                    let everybody = if expected > 0 { total[&epoch] } else { 0 };
                    prop_assert_eq!(taken, share(expected, everybody));
                }
                claimed[at] = epochs.end;
            }
            for node in 0..3 {
                for epoch in now.saturating_sub(40).max(start)..=now + 1 {
                    let left = burned.get(&(node, epoch)).copied().unwrap_or_default();
                    prop_assert_eq!(usage.of_node(node, nodes[node as usize], epoch), left);
                    prop_assert_eq!(usage.total(epoch), total.get(&epoch).copied().unwrap_or_default());
                }
            }
        }
    });
}
