//! Zones, where supply and demand of a class meet: a zone's price multiplier, and when burst capacity counts.
//!
//! The multiplier is 1 while at most the kink's part of the capacity is committed, then rises linearly to
//! its maximum at full use, and stays there while burst capacity is in use. Use is counted in basis
//! points, rounded up.

use interfaces::market::{MarketParams, Offer, Zone};
use shared::math::scale;
use shared::{Amount, Rounding, Units, ONE_BPS};

/// What a zone's use means for a reservation there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// Price multiplier, in basis points of one.
    pub multiplier: u16,
    /// Whether more than the kink's part of the capacity is committed, so that burst capacity counts.
    pub past_kink: bool,
}

impl Conditions {
    /// Returns the conditions of a reservation of `units` in `zone`, which sees its own demand: those once
    /// the units are committed. `None` if the zone cannot count so many.
    pub fn after(zone: &Zone, units: Units, params: &MarketParams) -> Option<Self> {
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

    /// Returns whether `offer` has `units` left under these conditions.
    pub fn has_left(&self, offer: &Offer, units: Units) -> bool {
        let burst = if self.past_kink { offer.burst } else { 0 };
        let (limit, committed) = (offer.capacity.checked_add(burst), offer.committed.checked_add(units));
        limit.zip(committed).is_some_and(|(limit, committed)| committed <= limit)
    }

    /// Returns the tokens for one unit of a reservation of `units` of `offer`; `None` if it has not that much
    /// left.
    pub fn quote(&self, offer: &Offer, units: Units) -> Option<Amount> {
        self.has_left(offer, units).then(|| self.price(offer.price)).flatten()
    }

    /// Returns an offer's price of one unit times the multiplier, rounded up. It fits for every price that
    /// may be offered.
    pub fn price(&self, price: Amount) -> Option<Amount> {
        scale(price, self.multiplier, Rounding::Up).ok()
    }
}

/// Returns the use of a capacity in basis points, rounded up; full use if there is no capacity.
///
/// Long division, one step for each of the 14 bits that 10 000 has, because the compiler's division of
/// 128-bit numbers would be a twentieth of the contract's code. After each step, `used × capacity + rest` is
/// `committed` times the bits of 10 000 seen so far, and `rest < capacity`. Before it subtracts, a step at
/// most triples what is below `capacity`. That fits for every zone: 2^32 nodes of at most 2^40 units each
/// have 2^72.
pub fn used(committed: Units, capacity: Units) -> u32 {
    const ONE: u32 = ONE_BPS as u32;
    if committed == 0 {
        return 0;
    }
    if committed >= capacity {
        return ONE;
    }
    let (mut used, mut rest): (u32, Units) = (0, 0);
    for bit in (0..14).rev() {
        used <<= 1;
        rest <<= 1;
        if (ONE >> bit) & 1 == 1 {
            rest = rest.wrapping_add(committed);
        }
        while rest >= capacity {
            rest = rest.wrapping_sub(capacity);
            used = used.wrapping_add(1);
        }
    }
    // At most 10 000, because `committed < capacity`.
    used.wrapping_add((rest > 0).into())
}
