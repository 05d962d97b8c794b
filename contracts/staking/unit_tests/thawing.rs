//! How stake leaves a pool, down to the last unit.

use super::harness::{counts, PoolHarness, ANN, EPOCH_MS, OWNER, THAW_MS};
use interfaces::staking::{StakingError, MAX_THAWS};
use shared::Shares;

#[test]
fn thawing_takes_its_time_and_pays_exactly() {
    let mut h = PoolHarness::with_owner();
    h.deposit(h.epoch, &[3]);
    let tokens = h.unbond(OWNER, Shares(3_333_333)).unwrap();
    assert_eq!(tokens, 3_333_333);
    assert_eq!(h.withdraw(OWNER), Err(StakingError::StillThawing));
    h.epoch += 1;
    h.unbond(OWNER, Shares(6_666_667)).unwrap();
    h.epoch += u32::try_from(THAW_MS / EPOCH_MS).unwrap() - 1;
    assert_eq!(h.withdraw(OWNER), Ok(3_333_333));
    h.epoch += 1;
    assert_eq!(h.withdraw(OWNER), Ok(6_666_670), "the last one takes it all, also without any shares");
    assert_eq!(h.held, 0);
}

#[test]
fn the_ninth_thaw_joins_the_latest() {
    let mut h = PoolHarness::with_owner();
    for n in 0..=MAX_THAWS {
        h.unbond(OWNER, Shares(100_000 + n as u128)).unwrap();
        h.epoch += 1;
    }
    let thaws = &h.pool.owner_position.thaws;
    assert_eq!(thaws.len(), MAX_THAWS);
    let latest = thaws[MAX_THAWS - 1];
    assert_eq!((latest.shares, latest.ready_at), (Shares(200_015), h.now() - EPOCH_MS + THAW_MS));
}

#[test]
fn a_thaw_taken_back_is_bonded_again() {
    let mut h = PoolHarness::with_owner();
    h.unbond(OWNER, Shares(2_000_000)).unwrap();
    h.unbond(OWNER, Shares(3_000_000)).unwrap();
    assert_eq!(h.cancel_unbond(OWNER, 2), Err(StakingError::UnknownThaw));
    assert_eq!(h.cancel_unbond(OWNER, 0), Ok(2_000_000));
    assert_eq!(h.stake_weight(), counts(5_000_000, 7_000_000));
    assert_eq!(h.pool.owner_position.thaws.len(), 1);
    // One that is below the minimum has to thaw.
    h.unbond(OWNER, Shares(999_999)).unwrap();
    assert_eq!(h.cancel_unbond(OWNER, 1), Err(StakingError::BelowMinimum));
}

#[test]
fn the_last_unit_can_leave() {
    let mut h = PoolHarness::with_delegator();
    h.slash(9_999);
    h.slash(9_999);
    assert_eq!((h.pool.active, h.pool.shares), (1, Shares(16_000_000)));
    assert_eq!(
        h.unbond(ANN, Shares(5_999_999)),
        Err(StakingError::ZeroAmount),
        "a part of hers is worth nothing"
    );
    assert_eq!(h.unbond(ANN, Shares(6_000_000)), Ok(0), "nor is all of it, but it can leave");
    assert!(!h.positions.contains_key(&ANN));
    assert_eq!(h.unbond(OWNER, Shares(10_000_000)), Ok(1));
    h.epoch += 5;
    assert_eq!((h.withdraw(OWNER), h.held), (Ok(1), 0));
}

#[test]
fn a_last_unit_that_thaws_goes_to_the_last_one_out() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(ANN, Shares(6_000_000)).unwrap();
    h.unbond(OWNER, Shares(10_000_000)).unwrap();
    h.slash(9_999);
    h.slash(9_999);
    assert_eq!((h.pool.thawing, h.held), (1, 1));
    h.epoch += 5;
    assert_eq!((h.withdraw(OWNER), h.withdraw(ANN), h.held), (Ok(0), Ok(1), 0));
}
