//! What an epoch emits, and which part of it a node earned.
//!
//! An epoch's emission is split once, by the schedule, into what is for availability and what is for usage.
//! Every share is rounded down, so that all nodes' claims for an epoch in sum never exceed its emission;
//! what nobody earned is never minted.

use interfaces::metering::UsageShare;
use interfaces::registry::CreditShare;
use interfaces::rewards::{Emission, EmissionSchedule};
use shared::math::{mul_div, part, sub};
use shared::{Amount, ArithmeticError, Bps, Epoch, Rounding};

/// Emission of `epoch`: `initial / 2^(epoch / halving_epochs)`, split by the schedule.
///
/// # Errors
/// When the schedule is outside its bounds.
pub fn emission(schedule: &EmissionSchedule, epoch: Epoch) -> Result<Emission, ArithmeticError> {
    let halvings = epoch.checked_div(schedule.halving_epochs).ok_or(ArithmeticError)?;
    // After as many halvings as an amount has bits, nothing is left.
    let all = schedule.initial.checked_shr(halvings).unwrap_or(0);
    let availability = part(all, schedule.availability, Rounding::Down)?;
    Ok(Emission { availability, usage: sub(all, availability)? })
}

/// `A × credit / total`, rounded down.
///
/// # Errors
/// When the share is above one.
pub fn for_availability(pool: Amount, share: &CreditShare) -> Result<Amount, ArithmeticError> {
    portion(pool, share.credit, share.total)
}

/// `min(U × burned / total, σ × burned)`, each rounded down. With σ below one, a node that buys from itself
/// to earn this always loses: `−burn − treasury + σ × burn < 0`.
///
/// # Errors
/// When the share or σ is above one.
pub fn for_usage(pool: Amount, share: &UsageShare, sigma: Bps) -> Result<Amount, ArithmeticError> {
    let earned = portion(pool, share.burned, share.total)?;
    Ok(earned.min(part(share.burned, sigma, Rounding::Down)?))
}

/// The emission bound holds whatever the other contracts answer: nobody has more than everybody.
fn portion(pool: Amount, own: Amount, all: Amount) -> Result<Amount, ArithmeticError> {
    if own == 0 {
        return Ok(0);
    }
    if own > all {
        return Err(ArithmeticError);
    }
    mul_div(pool, own, all, Rounding::Down)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use interfaces::metering::MeteringParams;
    use interfaces::rewards::MAX_SIGMA;
    use proptest::prelude::*;
    use shared::{ONE_BPS, TOKEN};

    fn schedules() -> impl Strategy<Value = EmissionSchedule> {
        (0..=1_000_000_000 * TOKEN, 1..=36_500u32, 0..=ONE_BPS).prop_map(
            |(initial, halving_epochs, availability)| EmissionSchedule {
                initial,
                halving_epochs,
                availability,
            },
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
            sigma in 0..=MAX_SIGMA,
        ) {
            let e = emission(&schedule, epoch).unwrap();
            let total: u128 = split.iter().map(|s| s.0).sum();
            let burned_total: u128 = split.iter().map(|s| s.1).sum();
            let mut availability = 0u128;
            let mut usage = 0u128;
            for (credit, burned) in split {
                availability += for_availability(e.availability, &CreditShare { credit, total }).unwrap();
                let share = UsageShare { burned, total: burned_total };
                let earned = for_usage(e.usage, &share, sigma).unwrap();
                prop_assert!(earned <= part(burned, sigma, Rounding::Down).unwrap());
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
            sigma in 0..=MAX_SIGMA,
        ) {
            let params = MeteringParams { burn, treasury, ..Default::default() };
            prop_assert!(params.check().is_ok());
            // What metering charges is rounded up.
            let burned = part(value, burn, Rounding::Up).unwrap();
            let fee = part(value, treasury, Rounding::Up).unwrap();
            let share = UsageShare { burned, total: burned };
            let earned = for_usage(u128::MAX >> 1, &share, sigma).unwrap();
            prop_assert!(burned > 0 && earned < burned + fee);
        }
    }
}
