//! How a pool moves with its node to another owner.

use super::harness::{account, PoolHarness, ANN, BOB, EPOCH_MS, OWNER, THAW_MS};
use interfaces::staking::{PoolTerms, StakingError};
use shared::Shares;

#[test]
fn a_node_takes_its_owners_stake_along() {
    let mut h = PoolHarness::with_delegator();
    h.unbond(OWNER, Shares(1_000_000)).unwrap();
    h.epoch += 1;
    h.unbond(ANN, Shares(2_000_000)).unwrap();
    h.bond(OWNER, 1_500_000).unwrap();
    h.bond(ANN, 2_500_000).unwrap();
    h.epoch += 1;
    h.bond(ANN, 3_500_000).unwrap();
    h.unbond(OWNER, Shares(500_000)).unwrap();
    h.pool.terms = PoolTerms { payout: Some(account(BOB)), closed: true };
    let at = [h.epoch - 2, h.epoch - 1, h.epoch].map(|epoch| u64::from(epoch) * EPOCH_MS + THAW_MS);
    h.take_over(ANN).unwrap();

    let position = &h.pool.owner_position;
    assert_eq!(
        (h.pool.owner, h.pool.owner_since, h.pool.terms),
        (account(ANN), h.now(), PoolTerms::default())
    );
    assert_eq!(position.shares, Shares(8_500_000 + 4_000_000));
    let pending: Vec<_> = position.pending.iter().map(|own| (own.epoch, own.tranche_shares.0)).collect();
    assert_eq!(pending, [(h.epoch - 1, 4_000_000), (h.epoch, 3_500_000)]);
    let thaws: Vec<_> = position.thaws.iter().map(|thaw| (thaw.ready_at, thaw.shares.0)).collect();
    assert_eq!(thaws, [(at[0], 1_000_000), (at[1], 2_000_000), (at[2], 500_000)]);
    assert!(h.positions.is_empty() && h.stake(OWNER) == 0);
    // It votes from now on, on what is proposed from now on.
    assert_eq!(h.votes(ANN, h.now() + 1), 12_500_000);
    assert_eq!(h.votes(ANN, h.now()), 0, "nor on what was proposed in the same block");
}

#[test]
fn a_node_does_not_change_hands_with_more_thaws_than_one_can_have() {
    let mut h = PoolHarness::with_delegator();
    for who in [OWNER, ANN].repeat(4) {
        h.unbond(who, Shares(100_000)).unwrap();
    }
    h.clone().take_over(ANN).unwrap();
    h.unbond(OWNER, Shares(100_000)).unwrap();
    assert_eq!(h.take_over(ANN), Err(StakingError::TooManyThaws));
    h.slash(10_000);
    h.take_over(ANN).unwrap();
    assert_eq!(h.stake(ANN), 0, "what slashing took does not come back");
}
