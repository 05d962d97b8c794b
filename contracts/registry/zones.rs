//! Where supply and demand of a class meet: a zone's price multiplier, and how much of an offer it opens.
//!
//! The multiplier is 1 while at most the kink's part of the capacity is committed, then rises linearly to
//! its maximum at full use, and stays there while burst capacity is in use. Use is counted in basis
//! points, rounded up.

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
        let limit = if self.past_kink { offer.capacity.checked_add(offer.burst) } else { Some(offer.capacity) };
        limit.zip(offer.committed.checked_add(units)).is_some_and(|(limit, committed)| committed <= limit)
    }

    /// An offer's price times the multiplier, rounded up.
    pub fn price(&self, price: Amount) -> Amount {
        scaled(price, self.multiplier)
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
    let (committed, capacity) =
        if capacity >> 50 == 0 { (committed, capacity) } else { (committed.div_ceil(1 << 14), capacity >> 14) };
    let used = committed.wrapping_mul(ONE.into()).div_ceil(capacity);
    u32::try_from(used).unwrap_or(ONE).min(ONE)
}

/// `price × share`, rounded up, for a price of at most 112 bits. Long division in limbs of 32 bits: the
/// compiler's division of 128-bit numbers would be a twentieth of the contract's code.
fn scaled(price: Amount, share: u16) -> Amount {
    const ONE: u64 = ONE_BPS as u64;
    let share = u64::from(share);
    let (mut whole, mut rest) = (0u128, 0u64);
    for limb in price.to_be_bytes().chunks_exact(4) {
        let limb = limb.iter().fold(0u64, |limb, byte| (limb << 8) | u64::from(*byte));
        let part = (rest << 32) | limb;
        // Below 2^32, times a share of 16 bits.
        whole = (whole << 32).wrapping_add((part / ONE).wrapping_mul(share).into());
        rest = part % ONE;
    }
    whole.wrapping_add(rest.wrapping_mul(share).div_ceil(ONE).into())
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
