//! Ratios of amounts, without overflow in between and with the rounding said out loud.

use crate::types::{Amount, Bps, ONE_BPS};
use primitive_types::U256;

/// A result does not fit, or a ratio has no denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArithmeticError;

/// Which way a ratio is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards zero: what is paid out.
    Down,
    /// Away from zero: what is charged.
    Up,
}

/// `a × b / c` with a 256-bit product.
///
/// # Errors
/// When `c` is zero or the result does not fit.
pub fn mul_div(a: Amount, b: Amount, c: Amount, rounding: Rounding) -> Result<Amount, ArithmeticError> {
    if c == 0 {
        return Err(ArithmeticError);
    }
    let (quotient, remainder) = match a.checked_mul(b) {
        Some(product) => (product.checked_div(c), product.checked_rem(c) != Some(0)),
        None => {
            // Two 128-bit factors always fit 256 bits, and `c` is not zero.
            let product = U256::from(a).full_mul(U256::from(b));
            let product = U256::try_from(product).map_err(|_| ArithmeticError)?;
            let (quotient, remainder) = product.div_mod(U256::from(c));
            (Amount::try_from(quotient).ok(), !remainder.is_zero())
        }
    };
    let quotient = quotient.ok_or(ArithmeticError)?;
    match rounding {
        Rounding::Up if remainder => quotient.checked_add(1).ok_or(ArithmeticError),
        _ => Ok(quotient),
    }
}

/// `amount × share`, for a share of at most one, which therefore fits.
///
/// # Errors
/// When `share` is above one.
pub fn part(amount: Amount, share: Bps, rounding: Rounding) -> Result<Amount, ArithmeticError> {
    if share > ONE_BPS {
        return Err(ArithmeticError);
    }
    mul_div(amount, Amount::from(share), Amount::from(ONE_BPS), rounding)
}

/// `a + b`.
///
/// # Errors
/// When the sum does not fit.
pub fn add(a: Amount, b: Amount) -> Result<Amount, ArithmeticError> {
    a.checked_add(b).ok_or(ArithmeticError)
}

/// `a − b`.
///
/// # Errors
/// When `b` is more than `a`.
pub fn sub(a: Amount, b: Amount) -> Result<Amount, ArithmeticError> {
    a.checked_sub(b).ok_or(ArithmeticError)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_product_may_exceed_128_bits() {
        assert_eq!(mul_div(u128::MAX, u128::MAX, u128::MAX, Rounding::Down), Ok(u128::MAX));
        assert_eq!(mul_div(u128::MAX, 3, 2, Rounding::Down), Err(ArithmeticError));
        assert_eq!(mul_div(u128::MAX, u128::MAX - 1, u128::MAX, Rounding::Up), Ok(u128::MAX - 1));
        assert_eq!(mul_div(1, 1, 0, Rounding::Up), Err(ArithmeticError));
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
        fn a_part_rounds_by_less_than_one_unit(amount in 0u128..=u128::MAX / 10_000, share in 0u16..=10_000) {
            let down = part(amount, share, Rounding::Down).unwrap();
            let up = part(amount, share, Rounding::Up).unwrap();
            prop_assert!(down <= up && up - down <= 1);
            prop_assert!(up <= amount);
        }
    }
}
