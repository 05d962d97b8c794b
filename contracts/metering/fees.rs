//! Where the value of a settlement goes, and the books of what is held for whom.

use interfaces::metering::{Holdings, MeteringParams};
use shared::math::sub;
use shared::{Amount, ArithmeticError, Bps, ONE_BPS};

/// A settlement's value, divided. The parts add up to it exactly.
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
/// When the shares exceed one, which the parameters' bounds exclude.
pub fn split(gross: Amount, params: &MeteringParams) -> Result<Split, ArithmeticError> {
    let burn = part(gross, params.burn)?;
    let rest = sub(gross, burn)?;
    let treasury = part(gross, params.treasury)?.min(rest);
    Ok(Split { burn, treasury, node: sub(rest, treasury)? })
}

/// `amount × share`, rounded up, in steps of 32 bits: the product may need 144, and dividing 128 bits by 128
/// is a kilobyte of code that every settlement would pay for.
///
/// # Errors
/// When `share` is above one.
fn part(amount: Amount, share: Bps) -> Result<Amount, ArithmeticError> {
    if share > ONE_BPS {
        return Err(ArithmeticError);
    }
    let mut limbs = [0; 5];
    let mut left = amount;
    // One less than the divisor is added, so that the quotient is rounded up.
    let mut carry = 9_999_u64;
    for limb in &mut limbs {
        let low = u64::try_from(left & 0xffff_ffff).map_err(|_| ArithmeticError)?;
        // Below 2^46 each: nothing wraps.
        carry = carry.wrapping_add(low.wrapping_mul(share.into()));
        *limb = carry & 0xffff_ffff;
        carry >>= 32;
        left >>= 32;
    }
    let mut quotient: Amount = 0;
    let mut rest = 0;
    for limb in limbs.iter().rev() {
        let dividend = (rest << 32) | limb;
        quotient = (quotient << 32) | Amount::from(dividend / 10_000);
        rest = dividend % 10_000;
    }
    Ok(quotient)
}

const _: () = assert!(ONE_BPS == 10_000);

/// Raises a book. Every book is raised and lowered here, because 128 bits in place are twenty instructions.
///
/// # Errors
/// When the sum does not fit.
#[inline(never)]
pub fn raise(book: &mut Amount, by: Amount) -> Result<(), ArithmeticError> {
    *book = book.checked_add(by).ok_or(ArithmeticError)?;
    Ok(())
}

/// Lowers a book.
///
/// # Errors
/// When it holds less.
#[inline(never)]
pub fn lower(book: &mut Amount, by: Amount) -> Result<(), ArithmeticError> {
    *book = book.checked_sub(by).ok_or(ArithmeticError)?;
    Ok(())
}

/// Books a settlement: out of the deposits, into what is held for each part.
///
/// # Errors
/// When the books do not hold what is moved, which is never while they are true.
pub fn book(holdings: &mut Holdings, gross: Amount, split: &Split) -> Result<(), ArithmeticError> {
    lower(&mut holdings.deposits, gross)?;
    raise(&mut holdings.earnings, split.node)?;
    raise(&mut holdings.burn, split.burn)?;
    raise(&mut holdings.treasury, split.treasury)
}

/// Moves `amount` from one book to another.
///
/// # Errors
/// When `from` holds less, or the sum does not fit.
pub fn shift(from: &mut Amount, to: &mut Amount, amount: Amount) -> Result<(), ArithmeticError> {
    lower(from, amount)?;
    raise(to, amount)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shared::Rounding;

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
        fn a_part_is_the_general_one(amount: u128, share in 0u16..=10_000) {
            prop_assert_eq!(part(amount, share), shared::math::part(amount, share, Rounding::Up));
        }

        #[test]
        fn the_parts_add_up_exactly(gross: u128, burn in 10u16..=3_000, treasury in 0u16..=3_000) {
            let s = split(gross, &params(burn, treasury)).unwrap();
            // In this order: no partial sum can exceed `gross`.
            prop_assert_eq!(gross - s.burn - s.treasury, s.node);
            prop_assert!(gross == 0 || s.burn > 0, "a settlement is never free of the burn");
        }

        #[test]
        fn booking_moves_and_never_makes(
            deposits in 0u128..=u128::MAX / 2,
            share in 0u16..=10_000,
            burn in 10u16..=3_000,
            treasury in 0u16..=3_000,
        ) {
            let gross = shared::math::part(deposits, share, Rounding::Down).unwrap();
            let mut h = Holdings { balances: 5, deposits, earnings: 7, burn: 11, treasury: 13 };
            let sum = |h: &Holdings| h.balances + h.deposits + h.earnings + h.burn + h.treasury;
            let before = sum(&h);
            book(&mut h, gross, &split(gross, &params(burn, treasury)).unwrap()).unwrap();
            prop_assert_eq!(sum(&h), before);
            shift(&mut h.earnings, &mut h.balances, 7).unwrap();
            prop_assert_eq!(sum(&h), before);
        }
    }

    #[test]
    fn what_is_not_there_is_not_moved() {
        let (mut a, mut b) = (3, 0);
        assert_eq!(shift(&mut a, &mut b, 4), Err(ArithmeticError));
        assert_eq!((a, b), (3, 0));
    }
}
