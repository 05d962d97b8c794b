//! Who gets what a node earned, and how much of it is commission.

use super::harness::{account, PoolHarness, ACCOUNTS, ANN, BOB, OWNER};
use crate::earnings::{announce_commission, commission_rate};
use crate::pool;
use interfaces::staking::{StakingError, MAX_COMMISSION_STEPS};
use shared::Shares;

#[test]
fn whoever_bonds_late_earns_nothing_of_what_was_earned_before() {
    let mut h = PoolHarness::with_owner();
    let bonded_in = h.epoch;
    h.bond(ANN, 10_000_000).unwrap();
    h.epoch += 3;
    h.deposit(bonded_in - 1, &[500, 500]);
    assert_eq!((h.stake(OWNER), h.stake(ANN)), (10_001_000, 10_000_000));
    // Of the epoch after, both earn by what they have.
    h.deposit(bonded_in + 1, &[2_000_100]);
    assert_eq!((h.stake(OWNER), h.stake(ANN)), (11_001_100, 10_999_999));
}

#[test]
fn one_deposit_of_many_epochs_is_as_good_as_many_of_one() {
    let amounts = [700, 0, 800, 900, 1_000];
    let mut many = PoolHarness::with_owner();
    let first = many.epoch;
    for (who, amount) in [(ANN, 3_000_000), (BOB, 4_000_001), (ANN, 5_000_002)] {
        many.bond(who, amount).unwrap();
        many.epoch += 1;
    }
    many.epoch += 5;
    let mut one = many.clone();
    one.deposit(first, &amounts);
    for (amount, epoch) in amounts.iter().zip(first..) {
        many.deposit(epoch, &[*amount]);
    }
    assert_eq!(one.pool, many.pool);
    for who in 0..ACCOUNTS {
        assert_eq!(one.stake(who), many.stake(who));
    }
}

#[test]
fn rewards_without_shares_are_unallocated() {
    let mut h = PoolHarness::new();
    h.bond(OWNER, 10_000_000).unwrap();
    h.epoch += 2;
    h.deposit(h.epoch - 2, &[300, 500]);
    assert_eq!((h.unallocated, h.pool.active), (300, 10_000_500), "the bond earns from the epoch after it");
    h.unbond_part(OWNER, 100).unwrap();
    h.deposit(h.epoch, &[900]);
    assert_eq!((h.unallocated, h.pool.active), (1_200, 0), "and no gift to the next one in");
}

#[test]
fn commission_rises_slowly_and_falls_at_once_from_the_next_epoch() {
    let mut pool = pool::empty(account(OWNER), 0);
    let mut set = |rate, now| announce_commission(&mut pool, rate, now, 500);
    assert_eq!(set(501, 10), Err(StakingError::InvalidCommission));
    assert_eq!(set(500, 10), Ok(11));
    assert_eq!(set(501, 10), Err(StakingError::InvalidCommission), "above what is in force now");
    assert_eq!(set(300, 10), Ok(11), "in place of the other");
    assert_eq!(set(800, 11), Ok(12));
    assert_eq!(set(0, 12), Ok(13));
    assert_eq!([10, 11, 12, 13, 99].map(|epoch| commission_rate(&pool, epoch)), [0, 300, 800, 0, 0]);
    pool.commission = vec![(3, 9_900)];
    assert_eq!(announce_commission(&mut pool, 10_001, 10, 500), Err(StakingError::InvalidCommission));
    assert_eq!(announce_commission(&mut pool, 10_000, 10, 500), Ok(11));
}

#[test]
fn commission_changes_as_often_as_rewards_can_follow() {
    let mut h = PoolHarness::with_owner();
    let first = h.epoch;
    for _ in 0..MAX_COMMISSION_STEPS {
        announce_commission(&mut h.pool, 100, h.epoch, 500).unwrap();
        h.epoch += 1;
    }
    assert_eq!(announce_commission(&mut h.pool, 200, h.epoch, 500), Err(StakingError::InvalidCommission));
    // It is asked what was announced for the next epoch, not how much was announced.
    announce_commission(&mut h.pool, 200, h.epoch - 1, 500).unwrap();
    h.deposit(first, &[0]);
    assert_eq!(h.pool.commission.len(), MAX_COMMISSION_STEPS, "the first is for the next epoch");
    h.deposit(first + 1, &[0, 0]);
    assert_eq!(h.pool.commission.len(), MAX_COMMISSION_STEPS - 2);
    assert_eq!(announce_commission(&mut h.pool, 300, h.epoch, 500), Ok(h.epoch + 1));
}

#[test]
fn rewards_pay_the_commission_of_the_epoch_they_were_earned_in() {
    let mut h = PoolHarness::with_delegator();
    h.pool.terms.payout = Some(account(3));
    let first = h.epoch;
    announce_commission(&mut h.pool, 400, first, 500).unwrap();
    h.epoch += 1;
    announce_commission(&mut h.pool, 800, h.epoch, 500).unwrap();
    h.epoch += 5;
    h.deposit(first, &[16_000, 16_001, 16_000]);
    assert_eq!(h.owed, 640 + 1_280);
    let shared = 48_001 - h.owed;
    assert_eq!(h.pool.active, 16_000_000 + shared);
    assert_eq!(h.stake(ANN), 6_000_000 + shared * 6 / 16);
}

#[test]
fn commission_that_compounds_is_bought_at_the_price_of_all() {
    let mut h = PoolHarness::with_delegator();
    announce_commission(&mut h.pool, 500, h.epoch - 1, 500).unwrap();
    h.deposit(h.epoch, &[16_000_000]);
    // 15 200 000 for all make a share worth 1.95; the owner gets 800 000 more.
    assert_eq!(h.owed, 0);
    assert_eq!(h.stake(ANN), 11_700_000);
    assert_eq!(h.stake(OWNER), 19_500_000 + 800_000 - 1, "less than a share is the others'");
    assert_eq!(h.pool.active, 32_000_000);
    // What a share costs is never lowered by it.
    announce_commission(&mut h.pool, 10_000, h.epoch, 10_000).unwrap();
    let ann = h.stake(ANN);
    h.deposit(h.epoch + 1, &[1]);
    h.deposit(h.epoch + 2, &[777_777]);
    assert!((ann..=ann + 2).contains(&h.stake(ANN)));
}

#[test]
fn an_owner_without_shares_gets_commission_paid_out() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(OWNER, Shares(10_000_000)).unwrap();
    h.bond(OWNER, 5_000_000).unwrap();
    announce_commission(&mut h.pool, 500, h.epoch - 1, 500).unwrap();
    // A few shares by commission could be made so dear that they round away what joins.
    h.deposit(h.epoch, &[1_000]);
    assert_eq!((h.owed, h.pool.owner_position.shares, h.pool.active), (50, Shares::ZERO, 6_000_950));
}
