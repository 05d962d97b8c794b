//! Where the value of a settlement goes.

use interfaces::metering::{Holdings, MeteringParams};
use shared::math::{lower, part, raise, sub};
use shared::{Amount, ArithmeticError, Rounding};

/// A settlement's value in tokens, divided. The parts add up to it exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// To be burned.
    pub burn: Amount,
    /// For the treasury.
    pub treasury: Amount,
    /// For the node.
    pub node: Amount,
}

/// Divides `gross`: fees round up, so that no series of small settlements avoids them, and the node gets
/// what is left. Burning comes first where rounding leaves too little for both fees.
///
/// # Errors
/// When a fee's share is above one, which the parameters' bounds exclude.
pub fn split(gross: Amount, params: &MeteringParams) -> Result<Split, ArithmeticError> {
    let burn = part(gross, params.burn, Rounding::Up)?;
    let rest = sub(gross, burn)?;
    let treasury = part(gross, params.treasury, Rounding::Up)?.min(rest);
    Ok(Split { burn, treasury, node: sub(rest, treasury)? })
}

/// Books a settlement of `gross`: out of what is prepaid, into what is held for each part.
///
/// # Errors
/// When less is prepaid or a sum does not fit, which is never while the books are true.
pub fn book(holdings: &mut Holdings, gross: Amount, split: &Split) -> Result<(), ArithmeticError> {
    lower(&mut holdings.prepaid, gross)?;
    raise(&mut holdings.earnings, split.node)?;
    raise(&mut holdings.burn, split.burn)?;
    raise(&mut holdings.treasury, split.treasury)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn params(burn: u16, treasury: u16) -> MeteringParams {
        MeteringParams { burn, treasury, ..Default::default() }
    }

    #[test]
    fn fees_round_up_and_the_node_gets_the_rest() {
        assert_eq!(split(10_000, &params(500, 200)), Ok(Split { burn: 500, treasury: 200, node: 9_300 }));
        assert_eq!(split(10_001, &params(500, 200)), Ok(Split { burn: 501, treasury: 201, node: 9_299 }));
        assert_eq!(split(2, &params(500, 200)), Ok(Split { burn: 1, treasury: 1, node: 0 }));
        assert_eq!(split(1, &params(500, 200)), Ok(Split { burn: 1, treasury: 0, node: 0 }));
        assert_eq!(split(0, &params(500, 200)), Ok(Split { burn: 0, treasury: 0, node: 0 }));
    }

    proptest! {
        #[test]
        fn the_parts_add_up_exactly(gross: u128, burn in 10u16..=3_000, treasury in 0u16..=3_000) {
            let s = split(gross, &params(burn, treasury)).unwrap();
            // In this order: no partial sum can exceed `gross`.
            prop_assert_eq!(gross - s.burn - s.treasury, s.node);
            prop_assert!(gross == 0 || s.burn > 0, "a settlement is never free of the burn");
        }

        #[test]
        fn booking_moves_and_never_makes(
            prepaid in 0u128..=u128::MAX / 2,
            share in 0u16..=10_000,
            burn in 10u16..=3_000,
            treasury in 0u16..=3_000,
        ) {
            let gross = part(prepaid, share, Rounding::Down).unwrap();
            let mut h = Holdings { prepaid, earnings: 7, burn: 11, treasury: 13 };
            let sum = |h: &Holdings| h.prepaid + h.earnings + h.burn + h.treasury;
            let before = sum(&h);
            book(&mut h, gross, &split(gross, &params(burn, treasury)).unwrap()).unwrap();
            prop_assert_eq!(sum(&h), before);
            prop_assert_eq!(h.prepaid, prepaid - gross);
        }
    }

    #[test]
    fn what_is_not_there_is_not_booked() {
        let mut h = Holdings { prepaid: 3, ..Default::default() };
        assert_eq!(book(&mut h, 4, &split(4, &params(500, 200)).unwrap()), Err(ArithmeticError));
        assert_eq!(h, Holdings { prepaid: 3, ..Default::default() });
    }
}
