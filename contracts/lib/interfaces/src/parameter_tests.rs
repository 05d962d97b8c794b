//! Bounds, defaults and encodings of all parameters, and the sum of an emission schedule.

use crate::attestations::AttestationsParams;
use crate::governance::GovernanceParams;
use crate::market::MarketParams;
use crate::metering::MeteringParams;
use crate::registry::RegistryParams;
use crate::rewards::{EmissionSchedule, RewardsParams};
use crate::staking::StakingParams;
use scale::Encode;
use shared::{Amount, Described, DAY_MS, TOKEN};

/// Checks that each parameter can be set to its bounds and to nothing beyond, and is found by its name.
fn check_bounds<P: Described + PartialEq + std::fmt::Debug>() {
    assert!(P::default().in_bounds(), "the defaults are within bounds");
    for field in P::fields() {
        let name = field.name;
        assert!(!field.doc.is_empty() && field.min <= field.default && field.default <= field.max, "{name}");
        assert_eq!(P::default().get(name), Some(field.default), "{name}");
        let set = |value: Option<u128>| {
            let mut params = P::default();
            let fits = value.is_some_and(|value| params.set(name, value));
            assert!(!fits || params.get(name) == value, "{name}");
            fits && params.in_bounds()
        };
        assert!(set(Some(field.min)) && set(Some(field.max)), "{name} at its bounds");
        assert!(!set(field.min.checked_sub(1)), "{name} below its least");
        assert!(!set(field.max.checked_add(1)), "{name} above its most");
        assert!(!set(Some(u128::MAX)), "{name} at what fits no field");
    }
    let mut params = P::default();
    assert!(params.get("nothing").is_none() && !params.set("nothing", 0));
    assert_eq!(params, P::default());
}

#[test]
fn every_parameter_can_be_set_to_its_bounds_and_not_beyond() {
    check_bounds::<RegistryParams>();
    check_bounds::<MarketParams>();
    check_bounds::<AttestationsParams>();
    check_bounds::<StakingParams>();
    check_bounds::<MeteringParams>();
    check_bounds::<RewardsParams>();
    check_bounds::<EmissionSchedule>();
    check_bounds::<GovernanceParams>();
}

/// What is stored, sent and proposed: type, order and default of every field.
#[test]
fn parameters_encode_as_their_fields_in_order() {
    const HOUR_MS: u64 = DAY_MS / 24;
    assert_eq!(RegistryParams::default().encode(), (2u8, 2u16, 48u16).encode());
    assert_eq!(MarketParams::default().encode(), (8_000u16, 40_000u16).encode());
    assert_eq!(AttestationsParams::default().encode(), (2_000u16, 1_000u16, 5_000u16, 400u16).encode());
    let staking = (100 * TOKEN, TOKEN, 16u16, 21 * 24 * HOUR_MS, 500u16, 5_000u16, 1_000u16, 720 * HOUR_MS);
    assert_eq!(StakingParams::default().encode(), staking.encode());
    let metering = (500u16, 200u16, 24 * HOUR_MS, 90 * DAY_MS, 0u128);
    assert_eq!(MeteringParams::default().encode(), metering.encode());
    assert_eq!(RewardsParams::default().encode(), 9_000u16.encode());
    assert_eq!(EmissionSchedule::default().encode(), (100_000 * TOKEN, 1_460u32, 6_000u16).encode());
    let governance = (5 * DAY_MS, 2 * DAY_MS, 14 * DAY_MS, 2_000u16, 100u16, 100 * TOKEN);
    assert_eq!(GovernanceParams::default().encode(), governance.encode());
}

#[test]
fn a_schedule_emits_in_total_what_its_epochs_emit() {
    let odd = (0..64).map(|i| (1u128 << i) - 1 + i % 3);
    for initial in
        odd.chain([0, 1, 2, 3, 100_000 * TOKEN, 1_000_000_000 * TOKEN, 123_456_789_012_345_678_901])
    {
        for halving_epochs in [1, 2, 1_460, 36_500] {
            let schedule = EmissionSchedule { initial, halving_epochs, availability: 6_000 };
            // Epochs that emit the same are summed up as one product.
            let halvings = (0..Amount::BITS).map(|k| (initial >> k) * Amount::from(halving_epochs));
            assert_eq!(schedule.total(), halvings.sum::<Amount>(), "{initial} {halving_epochs}");
        }
    }
    let beyond = EmissionSchedule { initial: Amount::MAX, halving_epochs: u32::MAX, availability: 0 };
    assert_eq!(beyond.total(), Amount::MAX);
}
