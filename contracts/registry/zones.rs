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
        let limit =
            if self.past_kink { offer.capacity.checked_add(offer.burst) } else { Some(offer.capacity) };
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
    let (committed, capacity) = if capacity >> 50 == 0 {
        (committed, capacity)
    } else {
        (committed.div_ceil(1 << 14), capacity >> 14)
    };
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
    use interfaces::registry::MAX_PRICE;
    use proptest::prelude::*;

    const PARAMS: RegistryParams = RegistryParams { offline_after: 2, kink: 8_000, max_multiplier: 40_000 };

    fn market(capacity: u64, committed: u64, params: &RegistryParams) -> Market {
        Market::after(&Zone { capacity, burst: 0, committed: 0 }, committed, params).unwrap()
    }

    fn multiplier(capacity: u64, committed: u64) -> u16 {
        market(capacity, committed, &PARAMS).multiplier
    }

    #[test]
    fn the_multiplier_rises_from_the_kink_to_full_use() {
        assert_eq!([0, 1, 80].map(|used| multiplier(100, used)), [10_000; 3]);
        assert_eq!([81, 90, 99].map(|used| multiplier(100, used)), [11_500, 25_000, 38_500]);
        assert_eq!([100, 101, u64::MAX].map(|used| multiplier(100, used)), [40_000; 3]);
        // Without any capacity, the first unit is full use.
        assert_eq!([0, 1].map(|used| multiplier(0, used)), [10_000, 40_000]);
        let full = Zone { capacity: 1, burst: 0, committed: u64::MAX };
        assert_eq!(Market::after(&full, 1, &PARAMS), None);
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
        let market = market(100, 81, &PARAMS);
        assert_eq!([0, 1, 2, 1_000].map(|price| market.price(price)), [0, 2, 3, 1_150]);
    }

    #[test]
    fn burst_counts_past_the_kink_only() {
        let offer = Offer { capacity: 10, burst: 5, committed: 4, price: 1, zone: 0, country: 1 };
        let calm = market(100, 80, &PARAMS);
        assert_eq!([6, 7, u64::MAX].map(|units| calm.has_left(&offer, units)), [true, false, false]);
        let busy = market(100, 81, &PARAMS);
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
        fn scaling_is_multiplying_and_dividing(price in 0..=MAX_PRICE, share: u16) {
            prop_assert_eq!(scaled(price, share), (price * u128::from(share)).div_ceil(10_000));
        }

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
            let less = market(capacity, committed, &params);
            let more = market(capacity, committed.saturating_add(more), &params);
            prop_assert!(price <= less.price(price) && less.price(price) <= more.price(price));
            prop_assert!(more.price(price) <= scaled(price, params.max_multiplier));
            prop_assert!(less.past_kink <= more.past_kink);
        }

        /// No jump at the kink, at full use or between: a step of one basis point of use, and no other,
        /// raises the multiplier by the slope.
        #[test]
        fn the_multiplier_is_continuous(capacity in 1u64..1 << 40, at: u64, params in params()) {
            let kink = capacity * u64::from(params.kink) / 10_000;
            for committed in [at % capacity, kink, capacity - 1] {
                let steps = used(committed + 1, capacity) - used(committed, capacity);
                let (here, next) = (market(capacity, committed, &params), market(capacity, committed + 1, &params));
                let slope = u32::from(params.max_multiplier - 10_000).div_ceil(u32::from(10_000 - params.kink));
                prop_assert!(u32::from(next.multiplier - here.multiplier) <= slope * steps);
            }
        }
    }
}
