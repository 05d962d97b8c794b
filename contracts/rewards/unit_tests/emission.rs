//! The schedule, and what a node earns by it.

use crate::emission::{earnings, emission, for_availability, for_usage, Earnings};
use interfaces::metering::{MeteringParams, UsageShare};
use interfaces::registry::CreditShare;
use interfaces::rewards::{Claimed, Emission, EmissionSchedule, MAX_BURN_REBATE};
use proptest::prelude::*;
use shared::math::part;
use shared::{ArithmeticError, Epoch, Parameters, Rounding, ONE_BPS, TOKEN};

fn schedules() -> impl Strategy<Value = EmissionSchedule> {
    (0..=1_000_000_000 * TOKEN, 1..=36_500u32, 0..=ONE_BPS).prop_map(
        |(initial, halving_epochs, availability)| EmissionSchedule { initial, halving_epochs, availability },
    )
}

#[test]
fn emission_halves_and_ends() {
    let schedule = EmissionSchedule { initial: 1_001, halving_epochs: 10, availability: 6_000 };
    let at = |epoch| emission(&schedule, epoch).unwrap();
    assert_eq!(at(0), Emission { availability: 600, usage: 401 });
    assert_eq!(at(9), at(0));
    assert_eq!(at(10), Emission { availability: 300, usage: 200 });
    assert_eq!(at(99), Emission { availability: 0, usage: 1 });
    for epoch in [100, 1_279, 1_280, 1_281, Epoch::MAX] {
        assert_eq!(at(epoch), Emission { availability: 0, usage: 0 }, "{epoch}");
    }
}

#[test]
fn a_schedule_without_halving_is_an_error_and_no_panic() {
    let schedule = EmissionSchedule { halving_epochs: 0, ..Default::default() };
    assert_eq!(emission(&schedule, 1), Err(ArithmeticError));
}

#[test]
fn who_did_nothing_earns_nothing_even_where_nobody_did_anything() {
    assert_eq!(for_availability(1_000, &CreditShare { credit: 0, total: 0 }), Ok(0));
    assert_eq!(for_usage(1_000, &UsageShare { burned: 0, total: 0 }, 9_000), Ok(0));
}

#[test]
fn more_than_all_is_refused() {
    assert_eq!(for_availability(1_000, &CreditShare { credit: 3, total: 2 }), Err(ArithmeticError));
    assert_eq!(for_usage(1_000, &UsageShare { burned: 3, total: 2 }, 9_000), Err(ArithmeticError));
}

#[test]
fn usage_is_bounded_by_the_pool_and_by_what_was_burned() {
    let half = UsageShare { burned: 500, total: 1_000 };
    assert_eq!(for_usage(600, &half, 9_000), Ok(300));
    assert_eq!(for_usage(6_000, &half, 9_000), Ok(450));
    assert_eq!(for_usage(6_000, &half, 0), Ok(0));
}

#[test]
fn a_claim_adds_up_its_epochs() {
    let schedule = EmissionSchedule { initial: 1_000, halving_epochs: 10, availability: 6_000 };
    let credit = [CreditShare { credit: 1, total: 2 }, CreditShare { credit: 0, total: 0 }];
    let usage = [UsageShare { burned: 500, total: 1_000 }, UsageShare { burned: 100, total: 100 }];
    // Epoch 9 emits 600 and 400, epoch 10 half of it.
    let earned = earnings(&schedule, 9, &credit, &usage, 9_000);
    let claimed = Claimed { first: 9, epochs: 2, availability: 300, usage: 290 };
    assert_eq!(earned, Ok(Earnings { claimed, total: 590, amounts: vec![500, 90] }));

    let nothing = Claimed { first: 9, epochs: 0, availability: 0, usage: 0 };
    let earned = earnings(&schedule, 9, &[], &[], 9_000);
    assert_eq!(earned, Ok(Earnings { claimed: nothing, total: 0, amounts: vec![] }));
}

proptest! {
    /// All that can ever be minted is at most twice the first period's emission.
    #[test]
    fn the_whole_emission_is_bounded(schedule in schedules()) {
        let mut sum = 0u128;
        for period in 0..130u32 {
            let e = emission(&schedule, period * schedule.halving_epochs).unwrap();
            sum += (e.availability + e.usage) * u128::from(schedule.halving_epochs);
        }
        prop_assert!(sum <= 2 * schedule.initial * u128::from(schedule.halving_epochs));
    }

    /// Within a period each epoch emits the same.
    #[test]
    fn an_epoch_emits_what_its_period_does(schedule in schedules(), epoch in 0..1_000_000u32) {
        let start = epoch - epoch % schedule.halving_epochs;
        prop_assert_eq!(emission(&schedule, epoch), emission(&schedule, start));
    }

    /// However credit and burn are split, claims of one epoch in sum never exceed its emission.
    #[test]
    fn claims_of_an_epoch_stay_within_its_emission(
        schedule in schedules(),
        epoch in 0..100_000u32,
        split in prop::collection::vec((0..=u128::MAX >> 8, 0..=u128::MAX >> 8), 1..40),
        max_burn_rebate in 0..=MAX_BURN_REBATE,
    ) {
        let e = emission(&schedule, epoch).unwrap();
        let total: u128 = split.iter().map(|s| s.0).sum();
        let burned_total: u128 = split.iter().map(|s| s.1).sum();
        let mut availability = 0u128;
        let mut usage = 0u128;
        for (credit, burned) in split {
            availability += for_availability(e.availability, &CreditShare { credit, total }).unwrap();
            let share = UsageShare { burned, total: burned_total };
            let earned = for_usage(e.usage, &share, max_burn_rebate).unwrap();
            prop_assert!(earned <= part(burned, max_burn_rebate, Rounding::Down).unwrap());
            usage += earned;
        }
        prop_assert!(availability <= e.availability);
        prop_assert!(usage <= e.usage);
    }

    /// A node that pays itself any value and is alone in the usage pool is poorer afterwards, whatever
    /// fees and σ within their bounds: −burn − treasury + σ × burn < 0.
    #[test]
    fn buying_from_oneself_always_loses(
        value in 1..=u128::MAX >> 32,
        burn in 10..=3_000u16,
        treasury in 0..=3_000u16,
        max_burn_rebate in 0..=MAX_BURN_REBATE,
    ) {
        let params = MeteringParams { burn, treasury, ..Default::default() };
        prop_assert!(params.in_bounds());
        // What metering charges is rounded up.
        let burned = part(value, burn, Rounding::Up).unwrap();
        let fee = part(value, treasury, Rounding::Up).unwrap();
        let share = UsageShare { burned, total: burned };
        let earned = for_usage(u128::MAX >> 1, &share, max_burn_rebate).unwrap();
        prop_assert!(burned > 0 && earned < burned + fee);
    }
}
