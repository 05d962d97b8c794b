//! Converted tranches in their pool and beside it: whoever comes for its shares gets what it would get if each
//! tranche were on record by itself.

use super::harness::{account, OldGroups, OWNER};
use crate::pool;
use crate::shares::redeem_for_shares;
use crate::tranches::{convert, take_over};
use interfaces::staking::{PendingStake, Pool, Tranche, MAX_CONVERTED};
use proptest::prelude::*;
use shared::{Epoch, Shares};
use std::collections::BTreeMap;

/// A pool whose tranches of ten tokens and two members each are converted up to and in `last`.
fn converted(epochs: core::ops::RangeInclusive<Epoch>) -> (Pool, OldGroups) {
    let (mut pool, mut old) = (pool::empty(account(OWNER), 0), OldGroups::default());
    for epoch in epochs {
        pool.tranches.push(Tranche { epoch, tokens: 10, shares: Shares(10) });
        convert(&mut pool, epoch + 1, &mut old).unwrap();
    }
    (pool, old)
}

fn kept(pool: &Pool) -> Vec<Epoch> {
    pool.converted.iter().map(|tranche| tranche.epoch).collect()
}

#[test]
fn the_sixteenth_is_kept_and_the_seventeenth_puts_the_oldest_aside() {
    let (pool, old) = converted(32..=47);
    assert_eq!(kept(&pool), (32..=47).collect::<Vec<_>>());
    assert!(old.0.is_empty());
    let (pool, old) = converted(32..=48);
    assert_eq!(kept(&pool), (40..=48).collect::<Vec<_>>());
    let aside: Vec<_> = old.0[&0].iter().map(|tranche| tranche.epoch).collect();
    assert_eq!((old.0.len(), aside), (1, (32..=39).collect()));
    // One group at a time: 126 and 127 are the last of theirs.
    let (pool, old) = converted(126..=142);
    assert_eq!((kept(&pool), old.0[&0].len(), old.0.len()), ((128..=142).collect(), 2, 1));
}

/// However many tranches have members that never come, a pool has at most 16, and writes groups seldom.
#[test]
fn who_never_comes_back_makes_no_pool_larger_nor_its_calls_dearer() {
    let (mut pool, mut old) = converted(0..=0);
    let mut writes = 0;
    for epoch in 1..1_000 {
        pool.tranches.push(Tranche { epoch, tokens: 10, shares: Shares(10) });
        let before = old.0.values().map(Vec::len).sum::<usize>();
        convert(&mut pool, epoch + 1, &mut old).unwrap();
        writes += usize::from(old.0.values().map(Vec::len).sum::<usize>() > before);
        assert!(pool.converted.len() <= MAX_CONVERTED);
    }
    assert!(writes <= 1_000 / 7, "{writes} groups were written");
    assert!(old.0.values().all(|group| group.len() <= 128));
}

#[test]
fn whoever_is_on_no_record_gets_nothing() {
    let (mut pool, mut old) = converted(32..=48);
    for epoch in [31, 49, 33] {
        let pending = PendingStake { epoch, tranche_shares: Shares(10) };
        let mut shares = Shares::ZERO;
        let taken = take_over(&mut pool, &pending, &mut shares, &mut old);
        assert_eq!((taken.is_ok(), shares.0), (epoch == 33, if epoch == 33 { 10 } else { 0 }));
        assert!(take_over(&mut pool, &pending, &mut shares, &mut old).is_err(), "nor twice");
    }
    let pending = PendingStake { epoch: 40, tranche_shares: Shares(11) };
    assert!(take_over(&mut pool, &pending, &mut Shares::default(), &mut old).is_err(), "nor too much");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Tranches of any sizes at any price, epochs with gaps, members that come in any order, early or late.
    #[test]
    fn each_member_gets_what_a_record_of_its_own_would_give(
        tranches in prop::collection::vec(
            (prop_oneof![4 => 1u32..6, 1 => 6u32..200], prop::collection::vec(1u128..1_000_000, 1..4), 0u128..3_000_000, 0usize..4), 1..60,
        ),
        order in prop::collection::vec(any::<prop::sample::Index>(), 240),
    ) {
        let (mut pool, mut old) = (pool::empty(account(OWNER), 0), OldGroups::default());
        let mut records: BTreeMap<Epoch, (Shares, Shares)> = BTreeMap::new();
        let (mut epoch, mut waiting, mut order) = (0, Vec::new(), order.into_iter());
        let mut come = |pool: &mut Pool, old: &mut OldGroups, records: &mut BTreeMap<_, _>, waiting: &mut Vec<_>| {
            let Some(index) = order.next().filter(|_| !waiting.is_empty()) else { return Ok(()) };
            let pending: PendingStake = waiting.remove(index.index(waiting.len()));
            let (shares, all): &mut (Shares, Shares) = records.get_mut(&pending.epoch).unwrap();
            let expected = redeem_for_shares(pending.tranche_shares, shares, all).unwrap();
            let mut taken = Shares::ZERO;
            take_over(pool, &pending, &mut taken, old).unwrap();
            prop_assert_eq!(taken, expected);
            Ok(())
        };
        for (gap, members, reward, leave) in tranches {
            epoch += gap;
            let tokens = members.iter().sum();
            pool.tranches.push(Tranche { epoch, tokens, shares: Shares(tokens) });
            let before = pool.shares;
            convert(&mut pool, epoch + 1, &mut old).unwrap();
            records.insert(epoch, (Shares(pool.shares.0 - before.0), Shares(tokens)));
            pool.active += reward;
            waiting.extend(members.iter().map(|part| PendingStake { epoch, tranche_shares: Shares(*part) }));
            for _ in 0..leave {
                come(&mut pool, &mut old, &mut records, &mut waiting)?;
            }
            prop_assert!(pool.converted.len() <= MAX_CONVERTED);
        }
        while !waiting.is_empty() {
            come(&mut pool, &mut old, &mut records, &mut waiting)?;
        }
        prop_assert!(pool.converted.is_empty() && old.0.values().all(Vec::is_empty), "tranches go with their last member");
    }
}
