//! Where supply and demand of a class meet: a zone's price multiplier, and how much of an offer it opens.
//!
//! The multiplier is 1 while at most the kink's part of the capacity is committed, then rises linearly to
//! its maximum at full use, and stays there while burst capacity is in use.

use interfaces::registry::{Offer, RegistryParams, Zone};
use shared::{Amount, ONE_BPS};

/// A zone as it is once some further units are committed in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Market {
    /// Price multiplier, in basis points of one.
    multiplier: u16,
    /// Whether more than the kink's part of the capacity is committed, so that burst capacity counts.
    past_kink: bool,
}

impl Market {
    /// The market that a reservation of `units` in `zone` meets: prices see its own demand.
    /// None if the zone cannot count so many.
    pub fn after(zone: &Zone, units: u64, params: &RegistryParams) -> Option<Self> {
        let committed = zone.committed.checked_add(units)?;
        // Both in units × basis points.
        let used = times(committed, ONE_BPS);
        let kink = times(zone.capacity, params.kink);
        let Some(above) = used.checked_sub(kink).filter(|above| *above > 0) else {
            return Some(Self { multiplier: ONE_BPS, past_kink: false });
        };
        let mut multiplier = params.max_multiplier;
        if committed < zone.capacity {
            let rise = params.max_multiplier.checked_sub(ONE_BPS)?;
            let range = times(zone.capacity, ONE_BPS).checked_sub(kink)?;
            // `above` is below `range`, which has at most 78 bits.
            let rise = div_up(above.wrapping_mul(rise.into()), range)?;
            multiplier = ONE_BPS.checked_add(u16::try_from(rise).ok()?)?;
        }
        Some(Self { multiplier, past_kink: true })
    }

    /// Whether `offer` has `units` left.
    pub fn has_left(&self, offer: &Offer, units: u64) -> bool {
        let limit =
            if self.past_kink { offer.capacity.checked_add(offer.burst) } else { Some(offer.capacity) };
        limit.zip(offer.committed.checked_add(units)).is_some_and(|(limit, committed)| committed <= limit)
    }

    /// An offer's price times the multiplier, rounded up. Fits, because offers' prices are bounded.
    pub fn price(&self, price: Amount) -> Option<Amount> {
        if self.multiplier == ONE_BPS {
            return Some(price);
        }
        div_up(price.checked_mul(self.multiplier.into())?, ONE_BPS.into())
    }
}

/// 64 and 16 bits always fit 128.
fn times(units: u64, share: u16) -> u128 {
    u128::from(units).wrapping_mul(share.into())
}

/// `a / b`, rounded up; none if that would not fit.
fn div_up(a: u128, b: u128) -> Option<u128> {
    a.checked_add(b.checked_sub(1)?)?.checked_div(b)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PARAMS: RegistryParams = RegistryParams { offline_after: 2, kink: 8_000, max_multiplier: 40_000 };

    fn zone(capacity: u64, committed: u64) -> Zone {
        Zone { capacity, burst: 0, committed }
    }

    fn multiplier(capacity: u64, committed: u64) -> u16 {
        Market::after(&zone(capacity, 0), committed, &PARAMS).unwrap().multiplier
    }

    #[test]
    fn the_multiplier_rises_from_the_kink_to_full_use() {
        assert_eq!([0, 1, 80].map(|used| multiplier(100, used)), [10_000; 3]);
        assert_eq!([81, 90, 99].map(|used| multiplier(100, used)), [11_500, 25_000, 38_500]);
        assert_eq!([100, 101, u64::MAX].map(|used| multiplier(100, used)), [40_000; 3]);
        // Without any capacity, the first unit is past full use.
        assert_eq!([0, 1].map(|used| multiplier(0, used)), [10_000, 40_000]);
        assert_eq!(multiplier(u64::MAX, u64::MAX - 1), 40_000, "rounded up");
        assert_eq!(Market::after(&zone(1, u64::MAX), 1, &PARAMS), None);
    }

    #[test]
    fn prices_round_up() {
        let market = Market::after(&zone(100, 80), 1, &PARAMS).unwrap();
        assert_eq!([0, 1, 2, 1_000].map(|price| market.price(price).unwrap()), [0, 2, 3, 1_150]);
        assert_eq!(market.price(Amount::MAX), None);
    }

    #[test]
    fn burst_counts_past_the_kink_only() {
        let offer = Offer { capacity: 10, burst: 5, committed: 4, price: 1, zone: 0, country: 1 };
        let calm = Market::after(&zone(100, 79), 1, &PARAMS).unwrap();
        assert_eq!([6, 7, u64::MAX].map(|units| calm.has_left(&offer, units)), [true, false, false]);
        let busy = Market::after(&zone(100, 80), 1, &PARAMS).unwrap();
        assert_eq!([11, 12, u64::MAX].map(|units| busy.has_left(&offer, units)), [true, false, false]);
        // Back below the kink, burst that is in use still stands.
        assert!(!calm.has_left(&Offer { committed: 12, ..offer }, 0));
    }

    fn params() -> impl Strategy<Value = RegistryParams> {
        (1_000u16..=9_900, 10_000u16..=60_000).prop_map(|(kink, max_multiplier)| RegistryParams {
            offline_after: 1,
            kink,
            max_multiplier,
        })
    }

    proptest! {
        #[test]
        fn prices_stay_between_one_and_the_maximum_and_never_fall_with_demand(
            capacity: u64, committed in any::<u64>(), more in any::<u64>(), params in params(),
            price in 0..Amount::MAX >> 16,
        ) {
            let less = Market::after(&zone(capacity, 0), committed, &params).unwrap();
            let more = Market::after(&zone(capacity, 0), committed.saturating_add(more), &params).unwrap();
            let (low, high) = (less.price(price).unwrap(), more.price(price).unwrap());
            prop_assert!(price <= low && low <= high);
            let max = u128::from(params.max_multiplier);
            prop_assert!(less.multiplier <= more.multiplier && u128::from(more.multiplier) <= max);
            prop_assert!(high <= price / 10_000 * max + (price % 10_000 * max).div_ceil(10_000));
            prop_assert!(less.past_kink <= more.past_kink);
        }

        /// No jump at the kink or at full use: one more unit raises the multiplier by the slope, rounded.
        #[test]
        fn the_multiplier_is_continuous(capacity in 1u64..1 << 50, at in any::<u64>(), params in params()) {
            let kink = capacity / 10_000 * u64::from(params.kink);
            for committed in [at % capacity, kink, capacity - 1] {
                let here = Market::after(&zone(capacity, 0), committed, &params).unwrap().multiplier;
                let next = Market::after(&zone(capacity, 0), committed + 1, &params).unwrap().multiplier;
                let slope = (u128::from(params.max_multiplier) - 10_000) * 10_000;
                let range = u128::from(capacity) * u128::from(10_000 - params.kink);
                prop_assert!(u128::from(next - here) <= slope.div_ceil(range) + 1);
            }
        }
    }
}
