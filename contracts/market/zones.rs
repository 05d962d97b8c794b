//! Where supply and demand of a class meet: a zone's price multiplier, and how much of an offer it opens.
//!
//! The multiplier is 1 while at most the kink's part of the capacity is committed, then rises linearly to
//! its maximum at full use, and stays there while burst capacity is in use. Use is counted in basis
//! points, rounded up.

use interfaces::market::{MarketParams, Offer, Zone};
use shared::math::scale;
use shared::{Amount, Rounding, ONE_BPS};

/// What a zone is like once some further units are committed in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// Price multiplier, in basis points of one.
    multiplier: u16,
    /// Whether more than the kink's part of the capacity is committed, so that burst capacity counts.
    past_kink: bool,
}

impl Conditions {
    /// The conditions that a reservation of `units` in `zone` meets: prices see its own demand.
    /// None if the zone cannot count so many.
    pub fn after(zone: &Zone, units: u64, params: &MarketParams) -> Option<Self> {
        let used = used(zone.committed.checked_add(units)?, zone.capacity);
        let Some(above) = used.checked_sub(params.kink.into()).filter(|above| *above > 0) else {
            return Some(Self { multiplier: ONE_BPS, past_kink: false });
        };
        let range = u32::from(ONE_BPS.checked_sub(params.kink)?);
        let rise = u32::from(params.max_multiplier.checked_sub(ONE_BPS)?);
        // At most 10 000 × 50 000.
        let rise = above.wrapping_mul(rise).div_ceil(range);
        let multiplier = ONE_BPS.checked_add(u16::try_from(rise).ok()?)?;
        Some(Self { multiplier, past_kink: true })
    }

    /// Whether `offer` has `units` left.
    pub fn has_left(&self, offer: &Offer, units: u64) -> bool {
        let limit =
            if self.past_kink { offer.capacity.checked_add(offer.burst) } else { Some(offer.capacity) };
        limit.zip(offer.committed.checked_add(units)).is_some_and(|(limit, committed)| committed <= limit)
    }

    /// An offer's price times the multiplier, rounded up. It fits for every price that may be offered.
    pub fn price(&self, price: Amount) -> Option<Amount> {
        scale(price, self.multiplier, Rounding::Up).ok()
    }
}

/// Use of a capacity in basis points, rounded up; full use if there is none.
fn used(committed: u64, capacity: u64) -> u32 {
    const ONE: u32 = ONE_BPS as u32;
    if committed == 0 {
        return 0;
    }
    if committed >= capacity {
        return ONE;
    }
    // In a zone of 2^50 units, 2^14 of them are nothing: so the product fits.
    let (committed, capacity) = if capacity >> 50 == 0 {
        (committed, capacity)
    } else {
        (committed.div_ceil(1 << 14), capacity >> 14)
    };
    let used = committed.wrapping_mul(ONE.into()).div_ceil(capacity);
    u32::try_from(used).unwrap_or(ONE).min(ONE)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use interfaces::market::MAX_PRICE;
    use proptest::prelude::*;

    const PARAMS: MarketParams = MarketParams { kink: 8_000, max_multiplier: 40_000 };

    fn conditions(capacity: u64, committed: u64, params: &MarketParams) -> Conditions {
        Conditions::after(&Zone { capacity, burst: 0, committed: 0 }, committed, params).unwrap()
    }

    fn multiplier_of(capacity: u64, committed: u64, params: &MarketParams) -> u16 {
        conditions(capacity, committed, params).multiplier
    }

    fn multiplier(capacity: u64, committed: u64) -> u16 {
        multiplier_of(capacity, committed, &PARAMS)
    }

    #[test]
    fn the_multiplier_rises_from_the_kink_to_full_use() {
        assert_eq!([0, 1, 80].map(|used| multiplier(100, used)), [10_000; 3]);
        assert_eq!([81, 90, 99].map(|used| multiplier(100, used)), [11_500, 25_000, 38_500]);
        assert_eq!([100, 101, u64::MAX].map(|used| multiplier(100, used)), [40_000; 3]);
        // Without any capacity, the first unit is full use.
        assert_eq!([0, 1].map(|used| multiplier(0, used)), [10_000, 40_000]);
        let full = Zone { capacity: 1, burst: 0, committed: u64::MAX };
        assert_eq!(Conditions::after(&full, 1, &PARAMS), None);
    }

    #[test]
    fn use_rounds_up() {
        assert_eq!(used(1, 1_000_000), 1);
        assert_eq!(used(999_999, 1_000_000), 10_000);
        assert_eq!(used(1, u64::MAX), 1);
        assert_eq!(used(u64::MAX - 1, u64::MAX), 10_000);
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
        assert_eq!([6, 7, u64::MAX].map(|units| calm.has_left(&offer, units)), [true, false, false]);
        let busy = conditions(100, 81, &PARAMS);
        assert_eq!([11, 12, u64::MAX].map(|units| busy.has_left(&offer, units)), [true, false, false]);
        // Back below the kink, burst that is in use still stands.
        assert!(!calm.has_left(&Offer { committed: 12, ..offer }, 0));
    }

    fn params() -> impl Strategy<Value = MarketParams> {
        (1_000u16..=9_900, 10_000u16..=60_000)
            .prop_map(|(kink, max_multiplier)| MarketParams { kink, max_multiplier })
    }

    proptest! {
        #[test]
        fn use_is_exact_to_a_basis_point(capacity in 1u64.., committed: u64) {
            let exact = (u128::from(committed) * 10_000).div_ceil(capacity.into()).min(10_000);
            let used = u128::from(used(committed, capacity));
            if capacity < 1 << 50 {
                prop_assert_eq!(used, exact);
            } else {
                prop_assert!(used == exact || used == exact + 1);
            }
        }

        #[test]
        fn prices_lie_between_one_and_the_maximum_and_never_fall_with_demand(
            capacity: u64, committed: u64, more: u64, params in params(), price in 0..=MAX_PRICE,
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
        fn the_multiplier_is_continuous(capacity in 1u64..1 << 40, at: u64, params in params()) {
            let kink = capacity * u64::from(params.kink) / 10_000;
            for committed in [at % capacity, kink, capacity - 1] {
                let steps = used(committed + 1, capacity) - used(committed, capacity);
                let (here, next) = (conditions(capacity, committed, &params), conditions(capacity, committed + 1, &params));
                let slope = u32::from(params.max_multiplier - 10_000).div_ceil(u32::from(10_000 - params.kink));
                prop_assert!(u32::from(next.multiplier - here.multiplier) <= slope * steps);
            }
        }

        /// The line itself, in fractions: 1 up to the kink, `max` at full use. What rounding adds to it is at most
        /// a basis point of use and one of the multiplier.
        #[test]
        fn the_multiplier_is_the_line_from_the_kink_to_full_use(
            capacity in 1u64..1 << 50, committed in 0u64..1 << 50, params in params(),
        ) {
            let rise = u128::from(multiplier_of(capacity, committed, &params) - 10_000);
            let (kink, range) = (u128::from(params.kink), u128::from(params.max_multiplier - 10_000));
            let (capacity, committed) = (u128::from(capacity), u128::from(committed.min(capacity)));
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
}
