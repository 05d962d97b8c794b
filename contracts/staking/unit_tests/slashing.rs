//! What a slash takes, what it leaves, and jail.

use super::harness::{account, counts, PoolHarness, ANN, BOB, OWNER, PARAMS};
use crate::penalty::{self, Cut};
use crate::pool;
use crate::pool::is_tombstoned;
use crate::shares::MAX_SHARES_PER_UNIT;
use interfaces::staking::{Slashed, StakingError, Tranche, FOR_EVER};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::{Shares, Timestamp};

#[test]
fn a_slash_takes_of_all_buckets_alike() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(ANN, Shares(2_000_001)).unwrap();
    h.bond(BOB, 3_000_003).unwrap();
    let cut = h.slash(1_000);
    assert_eq!(cut, Cut { active: 1_399_999, pending: 300_000, thawing: 200_000 }, "each rounded down");
    assert_eq!((h.stake(OWNER), h.stake(BOB)), (9_000_000, 2_700_003));
    assert_eq!(h.stake(ANN), 3_599_999 + 1_800_001);
    assert_eq!(h.stake_weight(), counts(12_600_000, 15_300_003));
    let taken = cut.divide(PARAMS.reporter_share).unwrap();
    assert_eq!(taken, Slashed { burned: 1_710_000, rewarded: 189_999 });
    assert_eq!(cut.divide(0), Ok(Slashed { burned: 1_899_999, rewarded: 0 }));
}

#[test]
fn a_slash_of_nothing_takes_nothing() {
    let mut h = PoolHarness::new();
    assert_eq!(h.slash(10_000), Cut::default());
    assert_eq!((h.pool.share_nonce, h.pool.thaw_nonce), (0, 0));
    let mut h = PoolHarness::with_delegator();
    assert_eq!(h.slash(0), Cut::default());
}

#[test]
fn unbonding_does_not_dodge_a_slash() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(ANN, Shares(6_000_000)).unwrap();
    h.slash(5_000);
    assert_eq!((h.stake(OWNER), h.stake(ANN)), (5_000_000, 3_000_000));
    h.epoch += 5;
    assert_eq!(h.withdraw(ANN), Ok(3_000_000));
}

#[test]
fn overdue_tranches_are_slashed_as_active() {
    let mut h = PoolHarness::with_owner();
    h.bond(ANN, 6_000_000).unwrap();
    h.epoch += JOIN_GRACE_EPOCHS + 1;
    let cut = h.slash(1_000);
    assert_eq!((cut.active, cut.pending), (1_600_000, 0));
    assert_eq!(h.stake(ANN), 5_400_000);
}

#[test]
fn bonding_to_a_slashed_tranche_costs_what_it_is_worth() {
    let mut h = PoolHarness::with_owner();
    h.bond(ANN, 4_000_000).unwrap();
    h.slash(2_500);
    h.bond(BOB, 3_000_000).unwrap();
    assert_eq!(h.pool.tranches, [Tranche { epoch: h.epoch, tokens: 6_000_000, shares: Shares(8_000_000) }]);
    assert_eq!((h.stake(ANN), h.stake(BOB)), (3_000_000, 3_000_000));
    h.epoch += 2;
    h.deposit(h.epoch - 1, &[13_500_000]);
    assert_eq!((h.stake(OWNER), h.stake(ANN), h.stake(BOB)), (15_000_000, 6_000_000, 6_000_000));
}

#[test]
fn a_slash_of_everything_leaves_a_pool_that_starts_anew() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(ANN, Shares(2_000_000)).unwrap();
    h.bond(BOB, 3_000_000).unwrap();
    let cut = h.slash(10_000);
    assert_eq!(cut, Cut { active: 14_000_000, pending: 3_000_000, thawing: 2_000_000 });
    assert_eq!((h.held, h.pool.share_nonce, h.pool.thaw_nonce), (0, 1, 1));
    assert_eq!(h.stake_weight(), counts(0, 0));
    // Rewards that come late are nobody's gain but the owner's.
    h.deposit(h.epoch - 1, &[500]);
    assert_eq!((h.unallocated, h.held), (500, 0));
    // Newcomers, in the same epoch too, share with nobody from before, whoever comes first.
    h.bond(3, 4_000_000).unwrap();
    assert_eq!(h.unbond(BOB, Shares(1)), Err(StakingError::InsufficientShares));
    h.bond(BOB, 1_000_000).unwrap();
    h.bond(OWNER, 5_000_000).unwrap();
    h.epoch += 2;
    h.deposit(h.epoch - 1, &[0]);
    assert_eq!([OWNER, ANN, BOB, 3].map(|who| h.stake(who)), [5_000_000, 0, 1_000_000, 4_000_000]);
    assert_eq!((h.pool.active, h.pool.shares), (10_000_000, Shares(10_000_000)));
    assert_eq!(h.withdraw(ANN), Ok(0), "her position is gone");
    assert!(!h.positions.contains_key(&ANN));
}

#[test]
fn what_thaws_goes_by_itself() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(ANN, Shares(2_000_000)).unwrap();
    // Half as many shares as there may be.
    h.pool.thawing_shares.0 *= MAX_SHARES_PER_UNIT / 2;
    let thaw = h.positions.get_mut(&ANN).unwrap().thaws.first_mut().unwrap();
    thaw.shares.0 *= MAX_SHARES_PER_UNIT / 2;
    let cut = h.slash(9_999);
    assert_eq!((cut.thawing, h.pool.thaw_nonce, h.pool.share_nonce), (2_000_000, 1, 0));
    assert_eq!(h.view(ANN).thaws, []);
    assert_eq!(h.view(ANN).value, 400);
    assert_eq!(h.withdraw(ANN), Err(StakingError::StillThawing), "she still has shares");
}

#[test]
fn too_many_shares_for_a_token_are_none() {
    let mut h = PoolHarness::new();
    h.bond(OWNER, 30 * MAX_SHARES_PER_UNIT).unwrap();
    for left in [3_000_000, 300, 1] {
        h.slash(9_999);
        assert_eq!(h.pool.tranches.first().map_or(1, |t| t.tokens), left);
    }
    // One unit would be left of 30 × 10^9. Thirty would do.
    assert_eq!((h.held, h.pool.share_nonce), (0, 1));
    let mut h = PoolHarness::new();
    h.bond(OWNER, 30 * MAX_SHARES_PER_UNIT).unwrap();
    for fraction in [9_999, 9_999, 9_000] {
        h.slash(fraction);
    }
    assert_eq!((h.held, h.pool.share_nonce), (30, 0));
    h.epoch += JOIN_GRACE_EPOCHS + 1;
    assert_eq!(h.unbond_part(OWNER, 100), Ok(30));
}

#[test]
fn the_first_shares_are_as_many_as_the_tranche_s_however_little_they_are_worth() {
    let mut h = PoolHarness::new();
    h.bond(OWNER, 10_000_000_000).unwrap();
    h.slash(9_999);
    h.slash(9_999);
    h.epoch += 1;
    h.bond(ANN, 5_000_000).unwrap();
    h.epoch += 1;
    // A share that is worth a million times as much afterwards is still too small to round anything away.
    h.deposit(h.epoch - 2, &[0, 100_000_000]);
    assert_eq!(h.pool.shares, Shares(10_000_000_000));
    h.epoch += 1;
    h.deposit(h.epoch - 1, &[0]);
    assert!(h.stake(ANN) >= 5_000_000 - 1);
}

#[test]
fn a_sentence_is_never_cut_short() {
    let mut pool = pool::empty(account(OWNER), 0);
    let longest = PARAMS.max_jail_ms;
    let mut jail = |now: Timestamp, ms| {
        penalty::jail(&mut pool, now, ms, longest);
        pool.jailed_until
    };
    assert_eq!(jail(5, 0), None);
    assert_eq!(jail(5, 100), Some(105));
    assert_eq!(jail(50, 20), Some(105));
    assert_eq!(jail(50, 60), Some(110));
    assert_eq!(jail(60, longest + 1), Some(60 + longest));
    assert_eq!(jail(60, FOR_EVER), Some(FOR_EVER));
    assert_eq!(jail(70, 10), Some(FOR_EVER));
    assert!(is_tombstoned(&pool));
}

#[test]
fn a_node_leaves_jail_when_its_time_is_over_and_it_counts() {
    let mut pool = pool::empty(account(OWNER), 0);
    assert_eq!(penalty::unjail(&mut pool, 9, true), Err(StakingError::NotJailed));
    pool.jailed_until = Some(10);
    assert_eq!(penalty::unjail(&mut pool, 9, true), Err(StakingError::StillJailed));
    assert_eq!(penalty::unjail(&mut pool, 10, false), Err(StakingError::BelowMinimum));
    assert_eq!(penalty::unjail(&mut pool, 10, true), Ok(()));
    assert_eq!(pool.jailed_until, None);
    pool.jailed_until = Some(FOR_EVER);
    assert_eq!(penalty::unjail(&mut pool, FOR_EVER, true), Err(StakingError::Tombstoned));
}

#[test]
fn a_tombstoned_pool_lets_out_and_not_in() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(ANN, Shares(2_000_000)).unwrap();
    h.pool.jailed_until = Some(FOR_EVER);
    assert!(h.stake_weight().jailed);
    assert_eq!(h.bond(OWNER, 10_000_000), Err(StakingError::Tombstoned));
    assert_eq!(h.cancel_unbond(ANN, 0), Err(StakingError::Tombstoned));
    h.unbond(ANN, Shares(4_000_000)).unwrap();
    h.epoch += 5;
    assert_eq!(h.withdraw(ANN), Ok(6_000_000));
    // Jail alone keeps nobody out: the owner may need to bond more to be let go.
    h.pool.jailed_until = Some(1);
    h.bond(OWNER, 10_000_000).unwrap();
}
