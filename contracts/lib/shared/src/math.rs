//! Checked sums and ratios of amounts. A ratio does not overflow in between, and its caller says which way it
//! is rounded.

use crate::types::{Amount, Bps, ONE_BPS};

/// A result does not fit, or a ratio has no denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArithmeticError;

/// Which way a ratio is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards zero, for what is paid out.
    Down,
    /// Away from zero, for what is charged.
    Up,
}

/// Returns `a × b / c`, with a product of 256 bits in between.
///
/// # Errors
/// When `c` is zero or the result does not fit.
pub fn mul_div(a: Amount, b: Amount, c: Amount, rounding: Rounding) -> Result<Amount, ArithmeticError> {
    if c == 0 {
        return Err(ArithmeticError);
    }
    let (quotient, remainder) = match a.checked_mul(b) {
        Some(product) => (product.checked_div(c).ok_or(ArithmeticError)?, product.checked_rem(c) != Some(0)),
        None => wide_mul_div(a, b, c)?,
    };
    match rounding {
        Rounding::Up if remainder => quotient.checked_add(1).ok_or(ArithmeticError),
        _ => Ok(quotient),
    }
}

/// Returns `a × b / c`, rounded down, and whether there is a remainder, for a product beyond 128 bits; `c` is
/// not zero.
///
/// Horner's scheme over the bits of `b`, highest first: before each step, `quotient × c + remainder` is `a`
/// times the bits seen so far, and `remainder < c`. It takes 128 short steps; a 256-bit library would be
/// faster here, and cost every call of every contract 3.4 KB of code for a case that hardly occurs.
#[inline(never)]
fn wide_mul_div(a: Amount, b: Amount, c: Amount) -> Result<(Amount, bool), ArithmeticError> {
    let whole = a.checked_div(c).ok_or(ArithmeticError)?;
    let rest = a.checked_rem(c).ok_or(ArithmeticError)?;
    let (mut quotient, mut remainder): (Amount, Amount) = (0, 0);
    // `quotient × c + remainder` grows by `q × c + r`, with `r < c`.
    let mut grow = |q: Amount, r: Amount, double: bool| -> Result<(), ArithmeticError> {
        let (q, r) = if double { (quotient, remainder) } else { (q, r) };
        let room = sub(c, r)?;
        let carry = remainder >= room;
        remainder = if carry { sub(remainder, room)? } else { add(remainder, r)? };
        quotient = add(add(quotient, q)?, Amount::from(carry))?;
        Ok(())
    };
    let mut bit = 1u128.rotate_right(1);
    while bit > 0 {
        grow(0, 0, true)?;
        if b & bit != 0 {
            grow(whole, rest, false)?;
        }
        bit >>= 1;
    }
    Ok((quotient, remainder != 0))
}

/// Returns `amount × share` for a share of at most one, so that the result fits.
///
/// # Errors
/// When `share` is above one.
pub fn part(amount: Amount, share: Bps, rounding: Rounding) -> Result<Amount, ArithmeticError> {
    if share > ONE_BPS {
        return Err(ArithmeticError);
    }
    scale(amount, share, rounding)
}

/// Returns `amount × factor / 10 000`, for a factor in basis points that may be above one.
///
/// Long division in limbs of 32 bits: the compiler's division of 128-bit numbers would be a twentieth of a
/// contract's code.
///
/// # Errors
/// When the result does not fit.
#[inline(never)]
pub fn scale(amount: Amount, factor: u16, rounding: Rounding) -> Result<Amount, ArithmeticError> {
    const ONE: u64 = ONE_BPS as u64;
    /// Limbs of 32 bits in an amount.
    const LIMBS: u8 = 4;
    let factor = u64::from(factor);
    // `amount = whole × ONE + rest` of the limbs seen so far, with `whole` times the factor.
    let (mut whole, mut rest) = (0u128, 0u64);
    let mut left = amount;
    for _ in 0..LIMBS {
        let limb = u64::try_from(left >> 96).map_err(|_| ArithmeticError)?;
        left <<= 32;
        // `rest` is below 2^14, so this is below 2^46, and its whole part below 2^33, times 16 bits.
        let limbs = (rest << 32) | limb;
        let product = (limbs / ONE).wrapping_mul(factor);
        if whole >> 96 != 0 {
            return Err(ArithmeticError);
        }
        whole = (whole << 32).checked_add(product.into()).ok_or(ArithmeticError)?;
        rest = limbs % ONE;
    }
    let rest = rest.wrapping_mul(factor);
    let last = match rounding {
        Rounding::Down => rest / ONE,
        Rounding::Up => rest.div_ceil(ONE),
    };
    whole.checked_add(last.into()).ok_or(ArithmeticError)
}

/// Returns `a + b`.
///
/// # Errors
/// When the sum does not fit.
pub fn add(a: Amount, b: Amount) -> Result<Amount, ArithmeticError> {
    a.checked_add(b).ok_or(ArithmeticError)
}

/// Returns `a − b`.
///
/// # Errors
/// When `b` is more than `a`.
pub fn sub(a: Amount, b: Amount) -> Result<Amount, ArithmeticError> {
    a.checked_sub(b).ok_or(ArithmeticError)
}

/// Adds `by` to `total`, in place.
///
/// # Errors
/// When the sum does not fit; then nothing is added.
#[inline(never)]
pub fn raise(total: &mut Amount, by: Amount) -> Result<(), ArithmeticError> {
    *total = add(*total, by)?;
    Ok(())
}

/// Subtracts `by` from `total`, in place.
///
/// # Errors
/// When `total` is less; then nothing is subtracted.
#[inline(never)]
pub fn lower(total: &mut Amount, by: Amount) -> Result<(), ArithmeticError> {
    *total = sub(*total, by)?;
    Ok(())
}

/// Moves `amount` from one total to another.
///
/// # Errors
/// When `from` is less: then nothing changes. When `to` would not fit: then `from` is lowered all the same,
/// and the message has to be reverted.
pub fn shift(from: &mut Amount, to: &mut Amount, amount: Amount) -> Result<(), ArithmeticError> {
    lower(from, amount)?;
    raise(to, amount)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "U256 is wide enough for every product here")]
mod tests {
    use super::*;
    use primitive_types::U256;
    use proptest::prelude::*;

    #[test]
    fn the_product_may_exceed_128_bits() {
        assert_eq!(mul_div(u128::MAX, u128::MAX, u128::MAX, Rounding::Down), Ok(u128::MAX));
        assert_eq!(mul_div(u128::MAX, 3, 2, Rounding::Down), Err(ArithmeticError));
        assert_eq!(mul_div(u128::MAX, u128::MAX - 1, u128::MAX, Rounding::Up), Ok(u128::MAX - 1));
        assert_eq!(mul_div(1, 1, 0, Rounding::Up), Err(ArithmeticError));
    }

    #[test]
    fn totals_change_in_place_or_not_at_all() {
        let mut total = u128::MAX - 2;
        assert_eq!((raise(&mut total, 3), total), (Err(ArithmeticError), u128::MAX - 2));
        assert_eq!((raise(&mut total, 2), total), (Ok(()), u128::MAX));
        let mut total = 2;
        assert_eq!((lower(&mut total, 3), total), (Err(ArithmeticError), 2));
        assert_eq!((lower(&mut total, 2), total), (Ok(()), 0));
    }

    #[test]
    fn an_amount_moves_from_one_total_to_another() {
        let (mut from, mut to) = (5, 1);
        assert_eq!(shift(&mut from, &mut to, 6), Err(ArithmeticError));
        assert_eq!((from, to), (5, 1));
        assert_eq!(shift(&mut from, &mut to, 5), Ok(()));
        assert_eq!((from, to), (0, 6));
        (from, to) = (1, u128::MAX);
        assert_eq!(shift(&mut from, &mut to, 1), Err(ArithmeticError));
    }

    #[test]
    fn shares_above_one_are_refused() {
        assert_eq!(part(100, 10_001, Rounding::Down), Err(ArithmeticError));
        assert_eq!(part(u128::MAX, 10_000, Rounding::Up), Ok(u128::MAX));
    }

    proptest! {
        /// quotient × c + remainder = a × b, with the remainder below c; rounding up adds one unless exact.
        #[test]
        fn floor_and_ceiling_enclose_the_ratio(a: u128, b: u128, c in 1u128..) {
            let floor = mul_div(a, b, c, Rounding::Down);
            let ceiling = mul_div(a, b, c, Rounding::Up);
            let product = U256::from(a) * U256::from(b);
            match floor {
                Ok(q) => {
                    let rest = product - U256::from(q) * U256::from(c);
                    prop_assert!(rest < U256::from(c));
                    let up = if rest.is_zero() { Ok(q) } else { q.checked_add(1).ok_or(ArithmeticError) };
                    prop_assert_eq!(ceiling, up);
                }
                Err(_) => prop_assert!(product / U256::from(c) > U256::from(u128::MAX)),
            }
        }

        #[test]
        fn scaling_is_the_ratio_to_ten_thousand(amount: u128, shift in 0u32..128, factor: u16) {
            for rounding in [Rounding::Down, Rounding::Up] {
                let amount = amount >> shift;
                prop_assert_eq!(
                    scale(amount, factor, rounding),
                    mul_div(amount, factor.into(), ONE_BPS.into(), rounding)
                );
            }
        }

        #[test]
        fn a_part_rounds_by_less_than_one_unit(amount in 0u128..=u128::MAX / 10_000, share in 0u16..=10_000) {
            let down = part(amount, share, Rounding::Down).unwrap();
            let up = part(amount, share, Rounding::Up).unwrap();
            prop_assert!(down <= up && up - down <= 1);
            prop_assert!(up <= amount);
        }
    }
}
