//! The price multiplier and what a zone opens of an offer, against their definitions.

use crate::zones::{used, Conditions};
use interfaces::market::{MarketParams, Offer, Zone, MAX_PRICE};
use proptest::prelude::*;
use shared::Units;

/// More than any zone holds: all nodes there can be, with the largest offer each, have 2^72 units.
const LARGEST: Units = 1 << 100;
const PARAMS: MarketParams = MarketParams { kink: 8_000, max_multiplier: 40_000 };

fn conditions(capacity: Units, committed: Units, params: &MarketParams) -> Conditions {
    Conditions::after(&Zone { capacity, burst: 0, committed: 0 }, committed, params).unwrap()
}

fn multiplier_of(capacity: Units, committed: Units, params: &MarketParams) -> u16 {
    conditions(capacity, committed, params).multiplier
}

fn multiplier(capacity: Units, committed: Units) -> u16 {
    multiplier_of(capacity, committed, &PARAMS)
}

#[test]
fn the_multiplier_rises_from_the_kink_to_full_use() {
    assert_eq!([0, 1, 80].map(|used| multiplier(100, used)), [10_000; 3]);
    assert_eq!([81, 90, 99].map(|used| multiplier(100, used)), [11_500, 25_000, 38_500]);
    assert_eq!([100, 101, Units::MAX].map(|used| multiplier(100, used)), [40_000; 3]);
    // Without any capacity, the first unit is full use.
    assert_eq!([0, 1].map(|used| multiplier(0, used)), [10_000, 40_000]);
    let full = Zone { capacity: 1, burst: 0, committed: Units::MAX };
    assert_eq!(Conditions::after(&full, 1, &PARAMS), None);
}

#[test]
fn use_rounds_up() {
    assert_eq!(used(1, 1_000_000), 1);
    assert_eq!(used(999_999, 1_000_000), 10_000);
    assert_eq!(used(1, LARGEST), 1);
    assert_eq!(used(LARGEST - 1, LARGEST), 10_000);
}

#[test]
fn prices_round_up() {
    let conditions = conditions(100, 81, &PARAMS);
    assert_eq!([0, 1, 2, 1_000].map(|price| conditions.price(price)), [0, 2, 3, 1_150].map(Some));
}

#[test]
fn burst_counts_past_the_kink_only() {
    let offer = Offer { capacity: 10, burst: 5, committed: 4, price: 1, zone: 0, country: 1 };
    let calm = conditions(100, 80, &PARAMS);
    assert_eq!([6, 7, Units::MAX].map(|units| calm.has_left(&offer, units)), [true, false, false]);
    let busy = conditions(100, 81, &PARAMS);
    assert_eq!([11, 12, Units::MAX].map(|units| busy.has_left(&offer, units)), [true, false, false]);
    // Back below the kink, burst that is in use still stands.
    assert!(!calm.has_left(&Offer { committed: 12, ..offer }, 0));
}

fn params() -> impl Strategy<Value = MarketParams> {
    (1_000u16..=9_900, 10_000u16..=60_000)
        .prop_map(|(kink, max_multiplier)| MarketParams { kink, max_multiplier })
}

proptest! {
    #[test]
    fn use_is_exact_to_a_basis_point(
        capacity in 1..=LARGEST, committed in 0..=LARGEST, shift in 0u32..100, less in 0u32..100,
    ) {
        // Zones of all sizes.
        let capacity = (capacity >> shift).max(1);
        for committed in [committed, committed >> shift, (committed >> shift) >> less] {
            let exact = (committed * 10_000).div_ceil(capacity).min(10_000);
            prop_assert_eq!(Units::from(used(committed, capacity)), exact);
        }
    }

    #[test]
    fn prices_lie_between_one_and_the_maximum_and_never_fall_with_demand(
        capacity in 0..=LARGEST, committed: Units, more: Units, params in params(), price in 0..=MAX_PRICE,
    ) {
        let less = conditions(capacity, committed, &params);
        let more = conditions(capacity, committed.saturating_add(more), &params);
        let (less_price, more_price) = (less.price(price).unwrap(), more.price(price).unwrap());
        prop_assert!(price <= less_price && less_price <= more_price);
        let most = (price * u128::from(params.max_multiplier)).div_ceil(10_000);
        prop_assert!(more_price <= most);
        prop_assert!(less.past_kink <= more.past_kink);
    }

    /// No jump at the kink, at full use or between: a step of one basis point of use, and no other,
    /// raises the multiplier by the slope.
    #[test]
    fn the_multiplier_is_continuous(capacity in 1u128..1 << 40, at: Units, params in params()) {
        let kink = capacity * Units::from(params.kink) / 10_000;
        for committed in [at % capacity, kink, capacity - 1] {
            let steps = used(committed + 1, capacity) - used(committed, capacity);
            let (here, next) = (conditions(capacity, committed, &params), conditions(capacity, committed + 1, &params));
            let slope = u32::from(params.max_multiplier - 10_000).div_ceil(u32::from(10_000 - params.kink));
            prop_assert!(u32::from(next.multiplier - here.multiplier) <= slope * steps);
        }
    }

    /// The line itself, in fractions: 1 up to the kink, `max` at full use. What rounding adds to it is at
    /// most a basis point of use and one of the multiplier.
    #[test]
    fn the_multiplier_is_the_line_from_the_kink_to_full_use(
        capacity in 1u128..1 << 50, committed in 0u128..1 << 50, params in params(),
    ) {
        let rise = u128::from(multiplier_of(capacity, committed, &params) - 10_000);
        let (kink, range) = (u128::from(params.kink), u128::from(params.max_multiplier - 10_000));
        let committed = committed.min(capacity);
        if 10_000 * committed <= kink * capacity {
            prop_assert_eq!(rise, 0);
        } else {
            let denominator = (10_000 - kink) * capacity;
            let line = range * (10_000 * committed - kink * capacity);
            prop_assert!(line <= rise * denominator);
            prop_assert!(rise * denominator < line + range * capacity + denominator);
            prop_assert!(committed < capacity || rise == range);
        }
    }
}
