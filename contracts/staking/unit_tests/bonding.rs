//! What bonding needs, and what a bond counts for.

use super::harness::{counts, PoolHarness, ANN, BOB, OWNER};
use crate::position::LEAST_SHARES;
use interfaces::staking::{StakingError, MAX_THAWS};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::Shares;

#[test]
fn stake_counts_from_the_next_epoch() {
    let mut h = PoolHarness::new();
    h.bond(OWNER, 10_000_000).unwrap();
    assert_eq!(h.stake_weight(), counts(0, 10_000_000));
    h.epoch += 1;
    h.bond(ANN, 4_000_000).unwrap();
    assert_eq!(h.stake_weight(), counts(10_000_000, 14_000_000));
}

#[test]
fn stake_counts_up_to_a_multiple_of_the_owners() {
    let mut h = PoolHarness::with_owner();
    h.bond(ANN, 50_000_000).unwrap();
    assert_eq!(h.stake_weight(), counts(10_000_000, 30_000_000));
    h.unbond(OWNER, Shares(4_000_000)).unwrap();
    assert_eq!(h.stake_weight(), counts(6_000_000, 18_000_000));
    h.unbond(OWNER, Shares(2_000_000)).unwrap();
    assert_eq!(h.stake_weight(), counts(0, 0), "below the owner's minimum");
}

#[test]
fn an_owner_who_bonds_the_minimum_keeps_it_when_shares_round_down() {
    let mut h = PoolHarness::with_owner();
    h.bond(ANN, 10_000_000).unwrap();
    h.epoch += 2;
    h.deposit(h.epoch - 1, &[7_654_321]);
    h.unbond_part(OWNER, 100).unwrap();
    h.bond(OWNER, 5_000_000).unwrap();
    h.epoch += 2;
    h.deposit(h.epoch - 1, &[0]);
    assert!(h.stake(OWNER) - 10_000_000 - 7_654_321 / 2 < 5_000_000);
    assert!(h.stake_weight().now > 0);
}

#[test]
fn without_claims_tranches_are_converted_after_the_grace() {
    let mut h = PoolHarness::new();
    h.bond(OWNER, 10_000_000).unwrap();
    h.epoch += JOIN_GRACE_EPOCHS;
    assert_eq!(h.unbond(OWNER, Shares(1)), Err(StakingError::InsufficientShares));
    h.epoch += 1;
    assert_eq!(h.unbond(OWNER, Shares(1_000_000)), Ok(1_000_000));
}

#[test]
fn what_is_bonded_and_what_stays_is_the_minimum_or_nothing() {
    let mut h = PoolHarness::new();
    assert_eq!(h.bond(OWNER, 4_999_999), Err(StakingError::BelowMinimum));
    h.bond(OWNER, 5_000_000).unwrap();
    assert_eq!(h.bond(ANN, 999_999), Err(StakingError::BelowMinimum));
    h.bond(ANN, 1_500_000).unwrap();
    assert_eq!(h.bond(ANN, 999_999), Err(StakingError::BelowMinimum), "whatever it has");
    h.epoch += 2;
    h.deposit(h.epoch - 1, &[0]);
    assert_eq!(h.unbond(ANN, Shares(0)), Err(StakingError::ZeroAmount));
    assert_eq!(h.unbond(ANN, Shares(500_001)), Err(StakingError::BelowMinimum));
    assert_eq!(h.unbond(ANN, Shares(1_500_001)), Err(StakingError::InsufficientShares));
    h.unbond(ANN, Shares(500_000)).unwrap();
    h.unbond(ANN, Shares(1_000_000)).unwrap();
    // Its owner may leave a node with less than it needs, which then counts nothing.
    h.unbond(OWNER, Shares(4_000_000)).unwrap();
    assert_eq!(h.unbond(OWNER, Shares(1)), Err(StakingError::BelowMinimum));
    assert_eq!(h.bond(OWNER, 3_999_999), Err(StakingError::BelowMinimum));
    h.bond(OWNER, 4_000_000).unwrap();
}

#[test]
fn all_shares_can_leave_whatever_is_pending() {
    let mut h = PoolHarness::with_owner();
    h.bond(ANN, 1_000_000).unwrap();
    h.epoch += 2;
    h.deposit(h.epoch - 1, &[0]);
    h.bond(ANN, 1_000_000).unwrap();
    assert_eq!(
        h.unbond(ANN, Shares(1)),
        Err(StakingError::BelowMinimum),
        "what is pending does not count for what stays"
    );
    assert_eq!(h.unbond(ANN, Shares(1_000_000)), Ok(1_000_000));
    assert_eq!((h.stake(ANN), h.pool.tranches[0].tokens), (2_000_000, 1_000_000));
}

#[test]
fn a_pool_that_all_leave_starts_again_without_harm_to_the_next() {
    let mut h = PoolHarness::with_owner();
    // The owner prepares to be the only one with shares, as few as it can ...
    h.bond(OWNER, 1_000_000).unwrap();
    h.epoch += 1;
    h.bond(ANN, 3_000_000).unwrap();
    h.unbond_part(OWNER, 100).unwrap();
    h.epoch += 1;
    // ... when a large reward comes in. Ann bonded after it was earned and loses nothing of hers.
    h.deposit(h.epoch - 2, &[0, 90_000_000]);
    h.epoch += 1;
    h.deposit(h.epoch - 1, &[0]);
    assert_eq!(h.price(), 92);
    assert!(h.stake(ANN) >= 3_000_000 - 2 * h.price());
}

#[test]
fn nobody_can_make_the_bonds_of_others_round_to_nothing() {
    let mut h = PoolHarness::with_owner();
    h.unbond(OWNER, Shares(9_000_000)).unwrap();
    // A pool of 1 000 000 shares grows a thousandfold, and its owner cannot make it small again.
    h.deposit(h.epoch, &[999_000_000]);
    assert_eq!(h.price(), 1_001);
    assert_eq!(h.unbond(OWNER, Shares(1)), Err(StakingError::BelowMinimum));
    let least = LEAST_SHARES.0 * 1_000;
    assert_eq!(h.bond(ANN, least - 1), Err(StakingError::BelowMinimum));
    h.bond(ANN, least).unwrap();
}

#[test]
fn a_closed_pool_grows_by_its_owner_alone() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(ANN, Shares(3_000_000)).unwrap();
    h.pool.terms.closed = true;
    assert_eq!(h.bond(ANN, 1_000_000), Err(StakingError::PoolClosed));
    assert_eq!(h.bond_for(OWNER, BOB, 1_000_000), Err(StakingError::PoolClosed));
    h.bond(OWNER, 1_000_000).unwrap();
    h.bond_for(BOB, OWNER, 1_000_000).unwrap();
    assert_eq!(h.cancel_unbond(ANN, 0), Ok(3_000_000), "she was in it");
}

#[test]
fn what_others_bond_for_an_account_touches_nothing_of_it() {
    let mut h = PoolHarness::with_delegator();
    for _ in 0..MAX_THAWS {
        h.unbond(ANN, Shares(100_000)).unwrap();
    }
    let before = h.position(ANN);
    for _ in 0..20 {
        h.bond_for(BOB, ANN, 1_000_000).unwrap();
        h.epoch += 1;
    }
    let after = h.position(ANN);
    assert_eq!((after.thaws, h.view(ANN).ready), (before.thaws, 800_000));
    assert!(after.pending.len() <= JOIN_GRACE_EPOCHS as usize + 1, "nor can they fill it up");
    assert_eq!(h.withdraw(ANN), Ok(800_000));
    assert_eq!(h.stake(ANN), 25_200_000);
}

#[test]
fn views_need_nobody_to_act_first() {
    let mut h = PoolHarness::new();
    h.bond(OWNER, 10_000_000).unwrap();
    h.bond(ANN, 6_000_000).unwrap();
    h.epoch += JOIN_GRACE_EPOCHS;
    assert_eq!((h.view(ANN).shares, h.view(ANN).pending, h.votes(ANN, 0)), (Shares::ZERO, 6_000_000, 0));
    h.epoch += 1;
    let view = h.view(ANN);
    assert_eq!((view.shares, view.value, view.pending), (Shares(6_000_000), 6_000_000, 0));
    let since = h.now() + 1;
    assert_eq!((h.votes(ANN, since), h.votes(OWNER, since)), (0, 0), "the total does not count it either");
    h.unbond(ANN, Shares(1_000_000)).unwrap();
    assert_eq!((h.votes(ANN, since), h.votes(OWNER, since)), (5_000_000, 10_000_000));
    h.epoch += 1;
    h.unbond(ANN, Shares(1_000_000)).unwrap();
    h.epoch += 4;
    assert_eq!((h.view(ANN).thaws.len(), h.view(ANN).ready), (2, 1_000_000));
}
