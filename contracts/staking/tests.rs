#![allow(clippy::arithmetic_side_effects)]

use crate::seat::LEAST_SHARES;
use crate::world::{World, ACCOUNTS, EPOCH_MS, OWNER, THAW_MS};
use interfaces::registry::StakeNote;
use interfaces::staking::{StakingError, MAX_THAWS};
use proptest::prelude::*;
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::Amount;

const ANN: u8 = 1;
const BOB: u8 = 2;

/// A pool in which the owner has 10 000 000 shares, worth as many tokens.
fn running() -> World {
    let mut w = World::new();
    w.bond(OWNER, 10_000_000).unwrap();
    w.epoch += 2;
    w.deposit(w.epoch - 1, &[0]);
    w
}

#[test]
fn stake_counts_from_the_next_epoch() {
    let mut w = World::new();
    w.bond(OWNER, 10_000_000).unwrap();
    assert_eq!(w.note(), StakeNote { now: 0, next: 10_000_000 });
    w.epoch += 1;
    w.bond(ANN, 4_000_000).unwrap();
    assert_eq!(w.note(), StakeNote { now: 10_000_000, next: 14_000_000 });
}

#[test]
fn stake_counts_up_to_a_multiple_of_the_owners() {
    let mut w = running();
    w.bond(ANN, 50_000_000).unwrap();
    assert_eq!(w.note(), StakeNote { now: 10_000_000, next: 30_000_000 });
    w.unbond(OWNER, 4_000_000).unwrap();
    assert_eq!(w.note(), StakeNote { now: 6_000_000, next: 18_000_000 });
    w.unbond(OWNER, 2_000_000).unwrap();
    assert_eq!(w.note(), StakeNote { now: 0, next: 0 }, "below the owner's minimum");
}

#[test]
fn an_owner_who_bonds_the_minimum_keeps_it_when_shares_round_down() {
    let mut w = running();
    w.bond(ANN, 10_000_000).unwrap();
    w.epoch += 2;
    w.deposit(w.epoch - 1, &[7_654_321]);
    w.unbond_part(OWNER, 100).unwrap();
    w.bond(OWNER, 5_000_000).unwrap();
    w.epoch += 2;
    w.deposit(w.epoch - 1, &[0]);
    assert!(w.stake(OWNER) - 10_000_000 - 7_654_321 / 2 < 5_000_000);
    assert!(w.note().now > 0);
}

#[test]
fn whoever_joins_late_earns_nothing_of_what_was_earned_before() {
    let mut w = running();
    let joined_in = w.epoch;
    w.bond(ANN, 10_000_000).unwrap();
    w.epoch += 3;
    w.deposit(joined_in - 1, &[500, 500]);
    assert_eq!((w.stake(OWNER), w.stake(ANN)), (10_001_000, 10_000_000));
    // Of the epoch after, both earn by what they have.
    w.deposit(joined_in + 1, &[2_000_100]);
    assert_eq!((w.stake(OWNER), w.stake(ANN)), (11_001_100, 10_999_999));
}

#[test]
fn one_deposit_of_many_epochs_is_as_good_as_many_of_one() {
    let amounts = [700, 0, 800, 900, 1_000];
    let mut many = running();
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
fn without_claims_stake_joins_after_the_grace() {
    let mut w = World::new();
    w.bond(OWNER, 10_000_000).unwrap();
    w.epoch += JOIN_GRACE_EPOCHS;
    assert_eq!(w.unbond(OWNER, 1), Err(StakingError::InsufficientShares));
    w.epoch += 1;
    assert_eq!(w.unbond(OWNER, 1_000_000), Ok(1_000_000));
}

#[test]
fn rewards_without_shares_are_put_aside() {
    let mut w = World::new();
    w.bond(OWNER, 10_000_000).unwrap();
    w.epoch += 2;
    w.deposit(w.epoch - 2, &[300, 500]);
    assert_eq!((w.aside, w.pool.active), (300, 10_000_500), "the bond earns from the epoch after it");
    w.unbond_part(OWNER, 100).unwrap();
    w.deposit(w.epoch, &[900]);
    assert_eq!((w.aside, w.pool.active), (1_200, 0), "and no gift to the next one in");
}

#[test]
fn what_joins_and_what_stays_is_the_minimum_or_nothing() {
    let mut w = World::new();
    assert_eq!(w.bond(OWNER, 4_999_999), Err(StakingError::BelowMinimum));
    w.bond(OWNER, 5_000_000).unwrap();
    assert_eq!(w.bond(ANN, 999_999), Err(StakingError::BelowMinimum));
    w.bond(ANN, 1_500_000).unwrap();
    assert_eq!(w.bond(ANN, 999_999), Err(StakingError::BelowMinimum), "whatever it has");
    w.epoch += 2;
    w.deposit(w.epoch - 1, &[0]);
    assert_eq!(w.unbond(ANN, 0), Err(StakingError::Zero));
    assert_eq!(w.unbond(ANN, 500_001), Err(StakingError::BelowMinimum));
    assert_eq!(w.unbond(ANN, 1_500_001), Err(StakingError::InsufficientShares));
    w.unbond(ANN, 500_000).unwrap();
    w.unbond(ANN, 1_000_000).unwrap();
    // Its owner may leave a node with less than it needs, which then counts nothing.
    w.unbond(OWNER, 4_000_000).unwrap();
    assert_eq!(w.unbond(OWNER, 1), Err(StakingError::BelowMinimum));
    assert_eq!(w.bond(OWNER, 3_999_999), Err(StakingError::BelowMinimum));
    w.bond(OWNER, 4_000_000).unwrap();
}

#[test]
fn all_shares_can_leave_whatever_still_joins() {
    let mut w = running();
    w.bond(ANN, 1_000_000).unwrap();
    w.epoch += 2;
    w.deposit(w.epoch - 1, &[0]);
    w.bond(ANN, 1_000_000).unwrap();
    assert_eq!(w.unbond(ANN, 1), Err(StakingError::BelowMinimum), "what joins does not count for what stays");
    assert_eq!(w.unbond(ANN, 1_000_000), Ok(1_000_000));
    assert_eq!((w.stake(ANN), w.pool.joining[0].tokens), (2_000_000, 1_000_000));
}

#[test]
fn a_pool_that_all_leave_starts_again_without_harm_to_the_next() {
    let mut w = running();
    // The owner prepares to be the only one with shares, as few as it can ...
    w.bond(OWNER, 1_000_000).unwrap();
    w.epoch += 1;
    w.bond(ANN, 3_000_000).unwrap();
    w.unbond_part(OWNER, 100).unwrap();
    w.epoch += 1;
    // ... when a large reward comes in. Ann joined after it was earned and loses nothing of hers.
    w.deposit(w.epoch - 2, &[0, 90_000_000]);
    w.epoch += 1;
    w.deposit(w.epoch - 1, &[0]);
    assert_eq!(w.price(), 92);
    assert!(w.stake(ANN) >= 3_000_000 - 2 * w.price());
}

#[test]
fn nobody_can_make_the_bonds_of_others_round_to_nothing() {
    let mut w = running();
    w.unbond(OWNER, 9_000_000).unwrap();
    // A pool of 1 000 000 shares grows a thousandfold, and its owner cannot make it small again.
    w.deposit(w.epoch, &[999_000_000]);
    assert_eq!(w.price(), 1_001);
    assert_eq!(w.unbond(OWNER, 1), Err(StakingError::BelowMinimum));
    let least = LEAST_SHARES * 1_000;
    assert_eq!(w.bond(ANN, least - 1), Err(StakingError::BelowMinimum));
    w.bond(ANN, least).unwrap();
}

#[test]
fn thawing_takes_its_time_and_pays_exactly() {
    let mut w = running();
    w.deposit(w.epoch, &[3]);
    let tokens = w.unbond(OWNER, 3_333_333).unwrap();
    assert_eq!(tokens, 3_333_333);
    assert_eq!(w.withdraw(OWNER), Err(StakingError::NotReady));
    w.epoch += 1;
    w.unbond(OWNER, 6_666_667).unwrap();
    w.epoch += u32::try_from(THAW_MS / EPOCH_MS).unwrap() - 1;
    assert_eq!(w.withdraw(OWNER), Ok(3_333_333));
    w.epoch += 1;
    assert_eq!(w.withdraw(OWNER), Ok(6_666_670), "the last one takes it all, also without any shares");
    assert_eq!(w.held, 0);
    assert_eq!(w.withdraw(OWNER), Err(StakingError::NotReady));
}

#[test]
fn the_ninth_thaw_joins_the_latest() {
    let mut w = running();
    for n in 0..=MAX_THAWS {
        w.unbond(OWNER, 100_000 + n as Amount).unwrap();
        w.epoch += 1;
    }
    let thaws = &w.pool.own.thaws;
    assert_eq!(thaws.len(), MAX_THAWS);
    let latest = thaws[MAX_THAWS - 1];
    assert_eq!((latest.shares, latest.ready_at), (200_015, w.now() - EPOCH_MS + THAW_MS));
}

#[test]
fn a_thaw_taken_back_joins_again() {
    let mut w = running();
    w.unbond(OWNER, 2_000_000).unwrap();
    w.unbond(OWNER, 3_000_000).unwrap();
    assert_eq!(w.cancel(OWNER, 2), Err(StakingError::UnknownThaw));
    assert_eq!(w.cancel(OWNER, 0), Ok(2_000_000));
    assert_eq!(w.note(), StakeNote { now: 5_000_000, next: 7_000_000 });
    assert_eq!(w.pool.own.thaws.len(), 1);
    // One that is below the minimum has to thaw.
    w.unbond(OWNER, 999_999).unwrap();
    assert_eq!(w.cancel(OWNER, 1), Err(StakingError::BelowMinimum));
}

#[derive(Clone, Debug)]
enum Op {
    Bond(u8, Amount),
    Unbond(u8, u8),
    Cancel(u8, u8),
    Withdraw(u8),
    Epochs(u32),
    Claim(Vec<Amount>),
}

fn op() -> impl Strategy<Value = Op> {
    let who = 0..ACCOUNTS;
    let amount =
        prop_oneof![1 => 1..1_000_000u128, 5 => 1_000_000..5_000_000u128, 3 => 5_000_000..30_000_000u128];
    let earned = prop_oneof![Just(0u128), 1..1_000u128, 1..90_000_000u128];
    prop_oneof![
        4 => (who.clone(), amount).prop_map(|(who, amount)| Op::Bond(who, amount)),
        3 => (who.clone(), prop_oneof![Just(100), 0..=100u8]).prop_map(|(who, part)| Op::Unbond(who, part)),
        1 => (who.clone(), 0..3u8).prop_map(|(who, index)| Op::Cancel(who, index)),
        2 => who.prop_map(Op::Withdraw),
        3 => prop_oneof![4 => 1..3u32, 1 => 3..20u32].prop_map(Op::Epochs),
        3 => prop::collection::vec(earned, 1..5).prop_map(Op::Claim),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever stakers do and whenever claims come: [`World::check`] holds, nobody loses more than rounding,
    /// late joiners earn nothing of earlier epochs, and when all have left nothing is left.
    #[test]
    fn every_token_finds_its_way_out(ops in prop::collection::vec(op(), 40)) {
        let mut w = World::new();
        let mut claimed_to = w.epoch;
        for op in ops {
            // Refusals are fine; what they must not do, the world checks.
            match op {
                Op::Bond(who, amount) => drop(w.bond(who, amount)),
                Op::Unbond(who, part) => drop(w.unbond_part(who, part)),
                Op::Cancel(who, index) => drop(w.cancel(who, index)),
                Op::Withdraw(who) => drop(w.withdraw(who)),
                Op::Epochs(n) => w.epoch += n,
                Op::Claim(mut amounts) => {
                    amounts.truncate((w.epoch - claimed_to) as usize);
                    if !amounts.is_empty() {
                        w.deposit(claimed_to, &amounts);
                        claimed_to += u32::try_from(amounts.len()).unwrap();
                    }
                }
            }
        }
        w.epoch += JOIN_GRACE_EPOCHS + 1;
        for who in 0..ACCOUNTS {
            match w.unbond_part(who, 100) {
                Ok(_) | Err(StakingError::Zero) => (),
                Err(error) => prop_assert!(false, "{who} cannot leave: {error:?}"),
            }
        }
        w.epoch += u32::try_from(THAW_MS / EPOCH_MS).unwrap();
        for who in 0..ACCOUNTS {
            let _ = w.withdraw(who);
        }
        prop_assert_eq!(w.held, 0);
        prop_assert_eq!((w.pool.active, w.pool.shares, w.pool.thawing, w.pool.thawing_shares), (0, 0, 0, 0));
        prop_assert!(w.pool.joining.is_empty() && w.positions.is_empty() && w.joins.0.is_empty());
    }
}
