//! Random sequences of verbs at two pools.

use super::harness::{account, PoolHarness, ACCOUNTS, ANN, EPOCH_MS, OWNER, PARAMS, THAW_MS};
use super::model::CheckedPool;
use crate::shares::MAX_SHARES_PER_UNIT;
use interfaces::staking::{StakingError, Tranche};
use proptest::prelude::*;
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::{Amount, Bps, Shares};

#[derive(Clone, Debug)]
enum Op {
    Bond(u8, u8, Amount),
    Unbond(u8, u8),
    CancelUnbond(u8, u8),
    Withdraw(u8),
    Rebond(u8),
    Crowd(u8, u32),
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
        1 => (who.clone(), 0..3u8).prop_map(|(who, index)| Op::CancelUnbond(who, index)),
        2 => who.clone().prop_map(Op::Withdraw),
        2 => who.clone().prop_map(Op::Rebond),
        1 => (who.clone(), 1..=JOIN_GRACE_EPOCHS).prop_map(|(who, n)| Op::Crowd(who, n)),
        4 => prop_oneof![4 => 1..3u32, 1 => 3..20u32].prop_map(Op::Epochs),
        4 => prop::collection::vec(earned, 1..5).prop_map(Op::Claim),
        2 => fraction.prop_map(Op::Slash),
        1 => (0..=10_000u16).prop_map(Op::Commission),
        1 => any::<bool>().prop_map(Op::Payout),
        1 => who.prop_map(Op::TakeOver),
    ]
}

/// Everybody leaves a pool, and nothing stays.
fn empty_out(h: &mut PoolHarness) -> Result<(), TestCaseError> {
    h.epoch += JOIN_GRACE_EPOCHS + 1;
    // Whose part of a tranche is less than a share may get one yet, as the last of its members to go.
    for _ in 0..ACCOUNTS {
        for who in 0..ACCOUNTS {
            match h.unbond_part(who, 100) {
                Ok(_) | Err(StakingError::ZeroAmount) => (),
                Err(error) => prop_assert!(false, "{who} cannot leave: {error:?}"),
            }
        }
        h.epoch += u32::try_from(THAW_MS / EPOCH_MS).unwrap();
        for who in 0..ACCOUNTS {
            match h.withdraw(who) {
                Ok(_) => (),
                Err(error) => prop_assert!(!h.view(who).shares.is_zero(), "{who} is not paid: {error:?}"),
            }
        }
    }
    prop_assert_eq!(h.held, 0);
    prop_assert_eq!((h.pool.active, h.pool.shares.0, h.pool.thawing, h.pool.thawing_shares.0), (0, 0, 0, 0));
    prop_assert!(h.pool.tranches.is_empty() && h.positions.is_empty() && h.converted().is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Whatever stakers, owners and slashers do at two pools and whenever claims come: [`PoolHarness::check`]
    /// holds, everybody has what the [model](super::model) says but for rounding, and when all have left
    /// nothing is left.
    #[test]
    fn every_token_finds_its_way_out(ops in prop::collection::vec((any::<bool>(), op()), 8..48)) {
        let mut pools = [CheckedPool::new(), CheckedPool::new()];
        for (second, op) in ops {
            let at = usize::from(second);
            let checked = &mut pools[at];
            // Refusals are fine; what they must not do, the harness checks.
            match op {
                Op::Bond(payer, who, amount) => drop(checked.bond_for(payer, who, amount)),
                Op::Unbond(who, part) => drop(checked.unbond(who, part)),
                Op::CancelUnbond(who, index) => drop(checked.cancel_unbond(who, index)),
                Op::Withdraw(who) => drop(checked.withdraw(who)),
                Op::Rebond(who) => {
                    let before = pools.clone();
                    let moved = pools[at].withdraw(who);
                    if moved.and_then(|amount| pools[1 - at].bond_for(who, who, amount)).is_err() {
                        pools = before;
                    }
                }
                // One that bonds in each epoch and is not seen before all of it is converted: two of them, and
                // the pool has more converted tranches than it keeps.
                Op::Crowd(who, n) => {
                    for _ in 0..n {
                        if pools[at].bond_for(who, who, 1_000_000).is_err() {
                            break;
                        }
                        pools.iter_mut().for_each(|checked| checked.harness.epoch += 1);
                    }
                    pools[at].claim(&vec![0; n as usize + 10]);
                }
                Op::Epochs(n) => pools.iter_mut().for_each(|checked| checked.harness.epoch += n),
                Op::Claim(amounts) => checked.claim(&amounts),
                Op::Slash(fraction) => checked.slash(fraction),
                Op::Commission(rate) => checked.commission(rate),
                Op::Payout(paid) => checked.harness.pool.terms.payout = paid.then(|| account(3)),
                Op::TakeOver(who) => drop(checked.take_over(who)),
            }
        }
        for mut checked in pools {
            empty_out(&mut checked.harness)?;
        }
    }

    /// A pool as slashing can have left it takes and gives back whatever there can be of the token.
    #[test]
    fn no_supply_is_too_large_for_what_slashing_left(
        zeros in 0u32..29, price in 1..=MAX_SHARES_PER_UNIT, bonds in prop::collection::vec(0u32..29, 1..4),
    ) {
        let active = 10u128.pow(zeros);
        let mut h = PoolHarness::with_owner();
        let shares = Shares(active * price);
        (h.pool.active, h.pool.shares, h.pool.owner_position.shares) = (active, shares, shares);
        (h.pool.thawing, h.pool.thawing_shares) = (active, shares);
        (h.held, h.pool.tranches) = (active, vec![Tranche { epoch: h.epoch, tokens: active, shares }]);
        let mut left = 10u128.pow(29) - 3 * active;
        for zeros in bonds {
            let tokens = 10u128.pow(zeros).min(left);
            left -= tokens;
            let epoch = h.epoch;
            let joined = h.with_position(ANN, |position| position.bond(tokens, epoch, &PARAMS));
            prop_assert!(matches!(joined, Ok(()) | Err(StakingError::BelowMinimum)), "{:?}", joined);
            h.epoch += 1;
        }
        h.epoch += JOIN_GRACE_EPOCHS;
        for who in [OWNER, ANN] {
            let left = h.with_position(who, |opened| {
                opened.unbond(opened.position.shares, 0, PARAMS.min_bond)
            });
            prop_assert!(!matches!(left, Err(StakingError::Arithmetic)));
        }
    }
}
