#![allow(clippy::arithmetic_side_effects)]

use crate::earnings::{announce, rate};
use crate::model::Pair;
use crate::penalty::{self, is_tombstoned, Cut};
use crate::pool::{self, SHARES_PER_TOKEN};
use crate::seat::LEAST_SHARES;
use crate::world::{account, World, ACCOUNTS, EPOCH_MS, OWNER, PARAMS, THAW_MS};
use interfaces::registry::StakeNote;
use interfaces::staking::{
    PoolTerms, Slashed, StakingError, Tranche, FOR_EVER, MAX_COMMISSION_STEPS, MAX_THAWS,
};
use proptest::prelude::*;
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::{Amount, Bps, Timestamp};

const ANN: u8 = 1;
const BOB: u8 = 2;

fn note(now: Amount, next: Amount) -> StakeNote {
    StakeNote { now, next, jailed: false }
}

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
    assert_eq!(w.note(), note(0, 10_000_000));
    w.epoch += 1;
    w.bond(ANN, 4_000_000).unwrap();
    assert_eq!(w.note(), note(10_000_000, 14_000_000));
}

#[test]
fn stake_counts_up_to_a_multiple_of_the_owners() {
    let mut w = running();
    w.bond(ANN, 50_000_000).unwrap();
    assert_eq!(w.note(), note(10_000_000, 30_000_000));
    w.unbond(OWNER, 4_000_000).unwrap();
    assert_eq!(w.note(), note(6_000_000, 18_000_000));
    w.unbond(OWNER, 2_000_000).unwrap();
    assert_eq!(w.note(), note(0, 0), "below the owner's minimum");
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
    assert_eq!(w.note(), note(5_000_000, 7_000_000));
    assert_eq!(w.pool.own.thaws.len(), 1);
    // One that is below the minimum has to thaw.
    w.unbond(OWNER, 999_999).unwrap();
    assert_eq!(w.cancel(OWNER, 1), Err(StakingError::BelowMinimum));
}

/// A pool in which the owner has 10 000 000 and Ann 6 000 000 shares, each worth a token.
fn shared() -> World {
    let mut w = running();
    w.bond(ANN, 6_000_000).unwrap();
    w.epoch += 2;
    w.deposit(w.epoch - 1, &[0]);
    w
}

#[test]
fn a_slash_takes_of_all_buckets_alike() {
    let mut w = shared();
    w.unbond(ANN, 2_000_001).unwrap();
    w.bond(BOB, 3_000_003).unwrap();
    let cut = w.slash(1_000);
    assert_eq!(cut, Cut { active: 1_399_999, joining: 300_000, thawing: 200_000 }, "each rounded down");
    assert_eq!((w.stake(OWNER), w.stake(BOB)), (9_000_000, 2_700_003));
    assert_eq!(w.stake(ANN), 3_599_999 + 1_800_001);
    assert_eq!(w.note(), note(12_600_000, 15_300_003));
    let taken = cut.divide(PARAMS.reporter_share).unwrap();
    assert_eq!(taken, Slashed { burned: 1_710_000, rewarded: 189_999 });
    assert_eq!(cut.divide(0), Ok(Slashed { burned: 1_899_999, rewarded: 0 }));
}

#[test]
fn a_slash_of_nothing_takes_nothing() {
    let mut w = World::new();
    assert_eq!(w.slash(10_000), Cut::default());
    assert_eq!((w.pool.era, w.pool.thaw_era), (0, 0));
    let mut w = shared();
    assert_eq!(w.slash(0), Cut::default());
}

#[test]
fn unbonding_does_not_dodge_a_slash() {
    let mut w = shared();
    w.unbond(ANN, 6_000_000).unwrap();
    w.slash(5_000);
    assert_eq!((w.stake(OWNER), w.stake(ANN)), (5_000_000, 3_000_000));
    w.epoch += 5;
    assert_eq!(w.withdraw(ANN), Ok(3_000_000));
}

#[test]
fn overdue_tranches_are_slashed_as_what_they_turned_into() {
    let mut w = running();
    w.bond(ANN, 6_000_000).unwrap();
    w.epoch += JOIN_GRACE_EPOCHS + 1;
    let cut = w.slash(1_000);
    assert_eq!((cut.active, cut.joining), (1_600_000, 0));
    assert_eq!(w.stake(ANN), 5_400_000);
}

#[test]
fn joining_what_was_slashed_costs_what_it_is_worth() {
    let mut w = running();
    w.bond(ANN, 4_000_000).unwrap();
    w.slash(2_500);
    w.bond(BOB, 3_000_000).unwrap();
    assert_eq!(w.pool.joining, [Tranche { epoch: w.epoch, tokens: 6_000_000, parts: 8_000_000 }]);
    assert_eq!((w.stake(ANN), w.stake(BOB)), (3_000_000, 3_000_000));
    w.epoch += 2;
    w.deposit(w.epoch - 1, &[13_500_000]);
    assert_eq!((w.stake(OWNER), w.stake(ANN), w.stake(BOB)), (15_000_000, 6_000_000, 6_000_000));
}

#[test]
fn a_slash_of_everything_leaves_a_pool_that_starts_anew() {
    let mut w = shared();
    w.unbond(ANN, 2_000_000).unwrap();
    w.bond(BOB, 3_000_000).unwrap();
    let cut = w.slash(10_000);
    assert_eq!(cut, Cut { active: 14_000_000, joining: 3_000_000, thawing: 2_000_000 });
    assert_eq!((w.held, w.pool.era, w.pool.thaw_era), (0, 1, 1));
    assert_eq!(w.note(), note(0, 0));
    // Rewards that come late are nobody's gain but the owner's.
    w.deposit(w.epoch - 1, &[500]);
    assert_eq!((w.aside, w.held), (500, 0));
    // Newcomers, in the same epoch too, share with nobody from before, whoever comes first.
    w.bond(3, 4_000_000).unwrap();
    assert_eq!(w.unbond(BOB, 1), Err(StakingError::InsufficientShares));
    w.bond(BOB, 1_000_000).unwrap();
    w.bond(OWNER, 5_000_000).unwrap();
    w.epoch += 2;
    w.deposit(w.epoch - 1, &[0]);
    assert_eq!([OWNER, ANN, BOB, 3].map(|who| w.stake(who)), [5_000_000, 0, 1_000_000, 4_000_000]);
    assert_eq!((w.pool.active, w.pool.shares), (10_000_000, 10_000_000));
    assert_eq!(w.withdraw(ANN), Ok(0), "her position is gone");
    assert!(!w.positions.contains_key(&ANN));
}

#[test]
fn what_thaws_goes_by_itself() {
    let mut w = shared();
    w.unbond(ANN, 2_000_000).unwrap();
    // Half as many shares as there may be.
    w.pool.thawing_shares *= SHARES_PER_TOKEN / 2;
    let thaw = w.positions.get_mut(&ANN).unwrap().thaws.first_mut().unwrap();
    thaw.shares *= SHARES_PER_TOKEN / 2;
    let cut = w.slash(9_999);
    assert_eq!((cut.thawing, w.pool.thaw_era, w.pool.era), (2_000_000, 1, 0));
    assert_eq!(w.view(ANN).thaws, []);
    assert_eq!(w.view(ANN).value, 400);
    assert_eq!(w.withdraw(ANN), Err(StakingError::NotReady), "she still has shares");
}

#[test]
fn too_many_shares_for_a_token_are_none() {
    let mut w = World::new();
    w.bond(OWNER, 30 * SHARES_PER_TOKEN).unwrap();
    for left in [3_000_000, 300, 1] {
        w.slash(9_999);
        assert_eq!(w.pool.joining.first().map_or(1, |t| t.tokens), left);
    }
    // One unit would be left of 30 × 10^9. Thirty would do.
    assert_eq!((w.held, w.pool.era), (0, 1));
    let mut w = World::new();
    w.bond(OWNER, 30 * SHARES_PER_TOKEN).unwrap();
    for fraction in [9_999, 9_999, 9_000] {
        w.slash(fraction);
    }
    assert_eq!((w.held, w.pool.era), (30, 0));
    w.epoch += JOIN_GRACE_EPOCHS + 1;
    assert_eq!(w.unbond_part(OWNER, 100), Ok(30));
}

#[test]
fn the_first_shares_are_as_many_as_parts_however_little_they_are_worth() {
    let mut w = World::new();
    w.bond(OWNER, 10_000_000_000).unwrap();
    w.slash(9_999);
    w.slash(9_999);
    w.epoch += 1;
    w.bond(ANN, 5_000_000).unwrap();
    w.epoch += 1;
    // A share that is worth a million times as much afterwards is still too small to round anything away.
    w.deposit(w.epoch - 2, &[0, 100_000_000]);
    assert_eq!(w.pool.shares, 10_000_000_000);
    w.epoch += 1;
    w.deposit(w.epoch - 1, &[0]);
    assert!(w.stake(ANN) >= 5_000_000 - 1);
}

#[test]
fn the_last_unit_can_leave() {
    let mut w = shared();
    w.slash(9_999);
    w.slash(9_999);
    assert_eq!((w.pool.active, w.pool.shares), (1, 16_000_000));
    assert_eq!(w.unbond(ANN, 5_999_999), Err(StakingError::Zero), "a part of hers is worth nothing");
    assert_eq!(w.unbond(ANN, 6_000_000), Ok(0), "nor is all of it, but it can leave");
    assert!(!w.positions.contains_key(&ANN));
    assert_eq!(w.unbond(OWNER, 10_000_000), Ok(1));
    w.epoch += 5;
    assert_eq!((w.withdraw(OWNER), w.held), (Ok(1), 0));
}

#[test]
fn a_last_unit_that_thaws_goes_to_the_last_one_out() {
    let mut w = shared();
    w.unbond(ANN, 6_000_000).unwrap();
    w.unbond(OWNER, 10_000_000).unwrap();
    w.slash(9_999);
    w.slash(9_999);
    assert_eq!((w.pool.thawing, w.held), (1, 1));
    w.epoch += 5;
    assert_eq!((w.withdraw(OWNER), w.withdraw(ANN), w.held), (Ok(0), Ok(1), 0));
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
    assert_eq!(penalty::unjail(&mut pool, 9, true), Err(StakingError::NotReady));
    assert_eq!(penalty::unjail(&mut pool, 10, false), Err(StakingError::BelowMinimum));
    assert_eq!(penalty::unjail(&mut pool, 10, true), Ok(()));
    assert_eq!(pool.jailed_until, None);
    pool.jailed_until = Some(FOR_EVER);
    assert_eq!(penalty::unjail(&mut pool, FOR_EVER, true), Err(StakingError::Tombstoned));
}

#[test]
fn a_tombstoned_pool_lets_out_and_not_in() {
    let mut w = shared();
    w.unbond(ANN, 2_000_000).unwrap();
    w.pool.jailed_until = Some(FOR_EVER);
    assert!(w.note().jailed);
    assert_eq!(w.bond(OWNER, 10_000_000), Err(StakingError::Tombstoned));
    assert_eq!(w.cancel(ANN, 0), Err(StakingError::Tombstoned));
    w.unbond(ANN, 4_000_000).unwrap();
    w.epoch += 5;
    assert_eq!(w.withdraw(ANN), Ok(6_000_000));
    // Jail alone keeps nobody out: the owner may need to bond more to be let go.
    w.pool.jailed_until = Some(1);
    w.bond(OWNER, 10_000_000).unwrap();
}

#[test]
fn commission_rises_slowly_and_falls_at_once_from_the_next_epoch() {
    let mut pool = pool::empty(account(OWNER), 0);
    let mut set = |rate, now| announce(&mut pool, rate, now, 500);
    assert_eq!(set(501, 10), Err(StakingError::InvalidCommission));
    assert_eq!(set(500, 10), Ok(11));
    assert_eq!(set(501, 10), Err(StakingError::InvalidCommission), "above what is in force now");
    assert_eq!(set(300, 10), Ok(11), "in place of the other");
    assert_eq!(set(800, 11), Ok(12));
    assert_eq!(set(0, 12), Ok(13));
    assert_eq!([10, 11, 12, 13, 99].map(|epoch| rate(&pool, epoch)), [0, 300, 800, 0, 0]);
    pool.commission = vec![(3, 9_900)];
    assert_eq!(announce(&mut pool, 10_001, 10, 500), Err(StakingError::InvalidCommission));
    assert_eq!(announce(&mut pool, 10_000, 10, 500), Ok(11));
}

#[test]
fn commission_changes_as_often_as_rewards_can_follow() {
    let mut w = running();
    let first = w.epoch;
    for _ in 0..MAX_COMMISSION_STEPS {
        announce(&mut w.pool, 100, w.epoch, 500).unwrap();
        w.epoch += 1;
    }
    assert_eq!(announce(&mut w.pool, 200, w.epoch, 500), Err(StakingError::InvalidCommission));
    // It is asked what was announced for the next epoch, not how much was announced.
    announce(&mut w.pool, 200, w.epoch - 1, 500).unwrap();
    w.deposit(first, &[0]);
    assert_eq!(w.pool.commission.len(), MAX_COMMISSION_STEPS, "the first is for the next epoch");
    w.deposit(first + 1, &[0, 0]);
    assert_eq!(w.pool.commission.len(), MAX_COMMISSION_STEPS - 2);
    assert_eq!(announce(&mut w.pool, 300, w.epoch, 500), Ok(w.epoch + 1));
}

#[test]
fn rewards_pay_the_commission_of_the_epoch_they_were_earned_in() {
    let mut w = shared();
    w.pool.terms.payout = Some(account(3));
    let first = w.epoch;
    announce(&mut w.pool, 400, first, 500).unwrap();
    w.epoch += 1;
    announce(&mut w.pool, 800, w.epoch, 500).unwrap();
    w.epoch += 5;
    w.deposit(first, &[16_000, 16_001, 16_000]);
    assert_eq!(w.owed, 640 + 1_280);
    let shared = 48_001 - w.owed;
    assert_eq!(w.pool.active, 16_000_000 + shared);
    assert_eq!(w.stake(ANN), 6_000_000 + shared * 6 / 16);
}

#[test]
fn commission_that_compounds_is_bought_at_the_price_of_all() {
    let mut w = shared();
    announce(&mut w.pool, 500, w.epoch - 1, 500).unwrap();
    w.deposit(w.epoch, &[16_000_000]);
    // 15 200 000 for all make a share worth 1.95; the owner gets 800 000 more.
    assert_eq!(w.owed, 0);
    assert_eq!(w.stake(ANN), 11_700_000);
    assert_eq!(w.stake(OWNER), 19_500_000 + 800_000 - 1, "less than a share is the others'");
    assert_eq!(w.pool.active, 32_000_000);
    // What a share costs is never lowered by it.
    announce(&mut w.pool, 10_000, w.epoch, 10_000).unwrap();
    let ann = w.stake(ANN);
    w.deposit(w.epoch + 1, &[1]);
    w.deposit(w.epoch + 2, &[777_777]);
    assert!((ann..=ann + 2).contains(&w.stake(ANN)));
}

#[test]
fn an_owner_without_shares_gets_commission_paid_out() {
    let mut w = shared();
    w.unbond(OWNER, 10_000_000).unwrap();
    w.bond(OWNER, 5_000_000).unwrap();
    announce(&mut w.pool, 500, w.epoch - 1, 500).unwrap();
    // A few shares by commission could be made so dear that they round away what joins.
    w.deposit(w.epoch, &[1_000]);
    assert_eq!((w.owed, w.pool.own.shares, w.pool.active), (50, 0, 6_000_950));
}

#[test]
fn a_closed_pool_grows_by_its_owner_alone() {
    let mut w = shared();
    w.unbond(ANN, 3_000_000).unwrap();
    w.pool.terms.closed = true;
    assert_eq!(w.bond(ANN, 1_000_000), Err(StakingError::PoolClosed));
    assert_eq!(w.bond_for(OWNER, BOB, 1_000_000), Err(StakingError::PoolClosed));
    w.bond(OWNER, 1_000_000).unwrap();
    w.bond_for(BOB, OWNER, 1_000_000).unwrap();
    assert_eq!(w.cancel(ANN, 0), Ok(3_000_000), "she was in it");
}

#[test]
fn what_others_bond_for_an_account_touches_nothing_of_it() {
    let mut w = shared();
    for _ in 0..MAX_THAWS {
        w.unbond(ANN, 100_000).unwrap();
    }
    let before = w.position(ANN);
    for _ in 0..20 {
        w.bond_for(BOB, ANN, 1_000_000).unwrap();
        w.epoch += 1;
    }
    let after = w.position(ANN);
    assert_eq!((after.thaws, w.view(ANN).ready), (before.thaws, 800_000));
    assert!(after.joining.len() <= JOIN_GRACE_EPOCHS as usize + 1, "nor can they fill it up");
    assert_eq!(w.withdraw(ANN), Ok(800_000));
    assert_eq!(w.stake(ANN), 25_200_000);
}

#[test]
fn a_node_takes_its_owners_stake_along() {
    let mut w = shared();
    w.unbond(OWNER, 1_000_000).unwrap();
    w.epoch += 1;
    w.unbond(ANN, 2_000_000).unwrap();
    w.bond(OWNER, 1_500_000).unwrap();
    w.bond(ANN, 2_500_000).unwrap();
    w.epoch += 1;
    w.bond(ANN, 3_500_000).unwrap();
    w.unbond(OWNER, 500_000).unwrap();
    w.pool.terms = PoolTerms { payout: Some(account(BOB)), closed: true };
    let at = [w.epoch - 2, w.epoch - 1, w.epoch].map(|epoch| u64::from(epoch) * EPOCH_MS + THAW_MS);
    w.take_over(ANN).unwrap();

    let own = &w.pool.own;
    assert_eq!(
        (w.pool.owner, w.pool.owner_since, w.pool.terms),
        (account(ANN), w.now(), PoolTerms::default())
    );
    assert_eq!(own.shares, 8_500_000 + 4_000_000);
    let joining: Vec<_> = own.joining.iter().map(|own| (own.epoch, own.parts)).collect();
    assert_eq!(joining, [(w.epoch - 1, 4_000_000), (w.epoch, 3_500_000)]);
    let thaws: Vec<_> = own.thaws.iter().map(|thaw| (thaw.ready_at, thaw.shares)).collect();
    assert_eq!(thaws, [(at[0], 1_000_000), (at[1], 2_000_000), (at[2], 500_000)]);
    assert!(w.positions.is_empty() && w.stake(OWNER) == 0);
    // It votes from now on, on what is proposed from now on.
    assert_eq!(w.votes(ANN, w.now() + 1), 12_500_000);
    assert_eq!(w.votes(ANN, w.now()), 0, "nor on what was proposed in the same block");
}

#[test]
fn a_node_does_not_change_hands_with_more_thaws_than_one_can_have() {
    let mut w = shared();
    for who in [OWNER, ANN].repeat(4) {
        w.unbond(who, 100_000).unwrap();
    }
    w.clone().take_over(ANN).unwrap();
    w.unbond(OWNER, 100_000).unwrap();
    assert_eq!(w.take_over(ANN), Err(StakingError::TooManyThaws));
    w.slash(10_000);
    w.take_over(ANN).unwrap();
    assert_eq!(w.stake(ANN), 0, "what slashing took does not come back");
}

#[test]
fn views_need_nobody_to_act_first() {
    let mut w = World::new();
    w.bond(OWNER, 10_000_000).unwrap();
    w.bond(ANN, 6_000_000).unwrap();
    w.epoch += JOIN_GRACE_EPOCHS;
    assert_eq!((w.view(ANN).shares, w.view(ANN).joining, w.votes(ANN, 0)), (0, 6_000_000, 0));
    w.epoch += 1;
    assert_eq!((w.view(ANN).shares, w.view(ANN).value, w.view(ANN).joining), (6_000_000, 6_000_000, 0));
    let since = w.now() + 1;
    assert_eq!((w.votes(ANN, since), w.votes(OWNER, since)), (0, 0), "the total does not count it either");
    w.unbond(ANN, 1_000_000).unwrap();
    assert_eq!((w.votes(ANN, since), w.votes(OWNER, since)), (5_000_000, 10_000_000));
    w.epoch += 1;
    w.unbond(ANN, 1_000_000).unwrap();
    w.epoch += 4;
    assert_eq!((w.view(ANN).thaws.len(), w.view(ANN).ready), (2, 1_000_000));
}

#[derive(Clone, Debug)]
enum Op {
    Bond(u8, u8, Amount),
    Unbond(u8, u8),
    Cancel(u8, u8),
    Withdraw(u8),
    Rebond(u8),
    Epochs(u32),
    Claim(Vec<Amount>),
    Slash(Bps),
    Commission(Bps),
    Payout(bool),
    TakeOver(u8),
}

fn op() -> impl Strategy<Value = Op> {
    let who = 0..ACCOUNTS;
    let amount = prop_oneof![
        1 => 1..1_000_000u128,
        5 => 1_000_000..5_000_000u128,
        3 => 5_000_000..30_000_000u128,
        1 => 1_000_000_000..1_000_000_000_000u128,
    ];
    let earned = prop_oneof![Just(0u128), 1..1_000u128, 1..90_000_000u128];
    let fraction =
        prop_oneof![3 => 0..=10_000u16, 2 => 9_990..10_000u16, 1 => Just(10_000u16), 3 => 1..1_000u16];
    prop_oneof![
        4 => (who.clone(), amount.clone()).prop_map(|(who, amount)| Op::Bond(who, who, amount)),
        2 => (who.clone(), who.clone(), amount).prop_map(|(payer, who, amount)| Op::Bond(payer, who, amount)),
        3 => (who.clone(), prop_oneof![Just(100), 0..=100u8]).prop_map(|(who, part)| Op::Unbond(who, part)),
        1 => (who.clone(), 0..3u8).prop_map(|(who, index)| Op::Cancel(who, index)),
        2 => who.clone().prop_map(Op::Withdraw),
        2 => who.clone().prop_map(Op::Rebond),
        4 => prop_oneof![4 => 1..3u32, 1 => 3..20u32].prop_map(Op::Epochs),
        4 => prop::collection::vec(earned, 1..5).prop_map(Op::Claim),
        2 => fraction.prop_map(Op::Slash),
        1 => (0..=10_000u16).prop_map(Op::Commission),
        1 => any::<bool>().prop_map(Op::Payout),
        1 => who.prop_map(Op::TakeOver),
    ]
}

/// Everybody leaves a pool, and nothing stays.
fn empty_out(w: &mut World) -> Result<(), TestCaseError> {
    w.epoch += JOIN_GRACE_EPOCHS + 1;
    // Whose part of a tranche is less than a share may get one yet, as the last of its members to go.
    for _ in 0..ACCOUNTS {
        for who in 0..ACCOUNTS {
            match w.unbond_part(who, 100) {
                Ok(_) | Err(StakingError::Zero) => (),
                Err(error) => prop_assert!(false, "{who} cannot leave: {error:?}"),
            }
        }
        w.epoch += u32::try_from(THAW_MS / EPOCH_MS).unwrap();
        for who in 0..ACCOUNTS {
            match w.withdraw(who) {
                Ok(_) => (),
                Err(error) => prop_assert!(w.view(who).shares > 0, "{who} is not paid: {error:?}"),
            }
        }
    }
    prop_assert_eq!(w.held, 0);
    prop_assert_eq!((w.pool.active, w.pool.shares, w.pool.thawing, w.pool.thawing_shares), (0, 0, 0, 0));
    prop_assert!(w.pool.joining.is_empty() && w.positions.is_empty() && w.nothing_turned());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Whatever stakers, owners and slashers do at two pools and whenever claims come: [`World::check`] holds,
    /// everybody has what the [model](crate::model) says but for rounding, and when all have left nothing is
    /// left.
    #[test]
    fn every_token_finds_its_way_out(ops in prop::collection::vec((any::<bool>(), op()), 8..48)) {
        let mut pools = [Pair::new(), Pair::new()];
        for (second, op) in ops {
            let at = usize::from(second);
            let pair = &mut pools[at];
            // Refusals are fine; what they must not do, the world checks.
            match op {
                Op::Bond(payer, who, amount) => drop(pair.bond_for(payer, who, amount)),
                Op::Unbond(who, part) => drop(pair.unbond(who, part)),
                Op::Cancel(who, index) => drop(pair.cancel(who, index)),
                Op::Withdraw(who) => drop(pair.withdraw(who)),
                Op::Rebond(who) => {
                    let before = pools.clone();
                    let moved = pools[at].withdraw(who);
                    if moved.and_then(|amount| pools[1 - at].bond_for(who, who, amount)).is_err() {
                        pools = before;
                    }
                }
                Op::Epochs(n) => pools.iter_mut().for_each(|pair| pair.world.epoch += n),
                Op::Claim(amounts) => pair.claim(&amounts),
                Op::Slash(fraction) => pair.slash(fraction),
                Op::Commission(rate) => pair.commission(rate),
                Op::Payout(paid) => pair.world.pool.terms.payout = paid.then(|| account(3)),
                Op::TakeOver(who) => drop(pair.take_over(who)),
            }
        }
        for mut pair in pools {
            empty_out(&mut pair.world)?;
        }
    }

    /// A pool as slashing can have left it takes and gives back whatever there can be of the token.
    #[test]
    fn no_supply_is_too_large_for_what_slashing_left(
        zeros in 0u32..29, price in 1..=SHARES_PER_TOKEN, bonds in prop::collection::vec(0u32..29, 1..4),
    ) {
        let active = 10u128.pow(zeros);
        let mut w = running();
        (w.pool.active, w.pool.shares, w.pool.own.shares) = (active, active * price, active * price);
        (w.pool.thawing, w.pool.thawing_shares) = (active, active * price);
        (w.held, w.pool.joining) = (active, vec![Tranche { epoch: w.epoch, tokens: active, parts: active * price }]);
        let mut left = 10u128.pow(29) - 3 * active;
        for zeros in bonds {
            let tokens = 10u128.pow(zeros).min(left);
            left -= tokens;
            let epoch = w.epoch;
            let joined = w.sit(ANN, |seat| seat.bond(tokens, epoch, &PARAMS));
            prop_assert!(matches!(joined, Ok(()) | Err(StakingError::BelowMinimum)), "{:?}", joined);
            w.epoch += 1;
        }
        w.epoch += JOIN_GRACE_EPOCHS;
        for who in [OWNER, ANN] {
            let left = w.sit(who, |seat| seat.unbond(seat.position.shares, 0, PARAMS.min_bond));
            prop_assert!(!matches!(left, Err(StakingError::Arithmetic)));
        }
    }
}
