//! Amounts, counts, parts and multiples.

use super::{ungrouped, Misread};
use shared::{Amount, Bps, ONE_BPS, TOKEN};

/// A narrow space at which lines do not break.
const SPACE: char = '\u{202f}';
/// Decimals of the token.
const DECIMALS: u8 = 12;
/// The token's symbol.
const SYMBOL: &str = "GRID";

/// Reads a decimal number exactly, in units of `10^-decimals`. `None` if it is no such number or has more
/// decimals, `Some(None)` if it does not fit.
fn decimal(text: &str, decimals: u8) -> Option<Option<u128>> {
    let text = ungrouped(text)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let width = usize::from(decimals);
    if fraction.len() > width {
        return None;
    }
    let scale = 10u128.checked_pow(decimals.into())?;
    // Never more digits than `scale` has.
    let fraction: u128 = format!("{fraction:0<width$}").parse().unwrap_or(0);
    let whole = whole.parse::<u128>().ok();
    Some(whole.and_then(|w| w.checked_mul(scale)).and_then(|w| w.checked_add(fraction)))
}

/// Shows a decimal number in units of `10^-decimals`, without zeros at its end.
fn show_decimal(n: u128, decimals: u8) -> String {
    // A token of more than 38 decimals would have less than one in all its units.
    let scale = 10u128.saturating_pow(decimals.into());
    let (whole, fraction) = (count(n / scale), n % scale);
    if fraction == 0 {
        return whole;
    }
    let fraction = format!("{fraction:0width$}", width = usize::from(decimals));
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// Cuts a unit from the end of a text, whatever its case, and says whether it was there.
fn cut<'a>(text: &'a str, unit: &str) -> (&'a str, bool) {
    let text = text.trim();
    let head = text.len().checked_sub(unit.len()).filter(|at| text.is_char_boundary(*at));
    match head.map(|at| text.split_at(at)) {
        Some((head, tail)) if tail.eq_ignore_ascii_case(unit) => (head.trim_end(), true),
        _ => (text, false),
    }
}

/// Reads an amount of GRID, exactly: `12.5 GRID`, `12.5`, `1_000`. Returns it in the token's smallest unit.
///
/// # Errors
/// When it is no such number, has more than 12 decimals, or does not fit.
pub fn parse_amount(text: &str) -> Result<Amount, Misread> {
    const EXAMPLE: &str = "12.5 GRID or 1_000";
    let (number, _) = cut(text, SYMBOL);
    match decimal(number, DECIMALS) {
        Some(Some(amount)) => Ok(amount),
        Some(None) => Err(Misread::new(text, "is too large an amount; give one", EXAMPLE)),
        None if decimal(number, 38).is_some() => {
            Err(Misread::new(text, "has more than 12 decimals; give an amount", EXAMPLE))
        }
        None => Err(Misread::new(text, "is not an amount of GRID", EXAMPLE)),
    }
}

/// Shows an amount exactly, without the symbol: `1 234.5`.
pub fn show_amount(amount: Amount) -> String {
    show_decimal(amount, DECIMALS)
}

/// Reads a decimal number exactly, in units of `10^-decimals`.
///
/// # Errors
/// When it is no such number, has more decimals, or does not fit.
pub fn parse_decimal(text: &str, decimals: u8) -> Result<u128, Misread> {
    const EXAMPLE: &str = "12.5 or 1_000";
    match decimal(text, decimals) {
        Some(Some(n)) => Ok(n),
        Some(None) => Err(Misread::new(text, "is too large a number; give one", EXAMPLE)),
        None => Err(Misread::new(text, "is not a number, or has too many decimals; give one", EXAMPLE)),
    }
}

/// Shows native tokens exactly, given their symbol and decimals: `0.0125 UNIT`.
pub fn show_native(amount: u128, native: &(String, u8)) -> String {
    format!("{} {}", show_decimal(amount, native.1), native.0)
}

/// Shows an amount in GRID with two decimals, rounded down, without the symbol: `1 234.56`.
pub fn grid(amount: Amount) -> String {
    format!("{}.{:02}", count(amount / TOKEN), amount % TOKEN / (TOKEN / 100))
}

/// Reads a count: `1_000`, `10k`, `2M`, `1.5G`.
///
/// # Errors
/// When it is no whole number, or does not fit.
pub fn parse_count(text: &str) -> Result<u128, Misread> {
    const EXAMPLE: &str = "1_000, 10k or 2M";
    let scales = [("k", 3), ("M", 6), ("G", 9), ("T", 12)];
    let found = scales.iter().find_map(|(unit, decimals)| match cut(text, unit) {
        (number, true) => Some((number, *decimals)),
        _ => None,
    });
    let (number, decimals) = found.unwrap_or((text, 0));
    match decimal(number, decimals) {
        Some(Some(n)) => Ok(n),
        Some(None) => Err(Misread::new(text, "is too large a number; give one", EXAMPLE)),
        None => Err(Misread::new(text, "is not a whole number", EXAMPLE)),
    }
}

/// Shows a count: `8 819`.
pub fn count(n: impl Into<u128>) -> String {
    let digits = n.into().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(SPACE);
        }
        out.push(digit);
    }
    out
}

/// Reads a part of a whole: `5%`, `0.25 %`, `500 bps`. Returns basis points, at most 10 000.
///
/// # Errors
/// When it is none, is finer than a basis point, or is more than the whole.
pub fn parse_bps(text: &str) -> Result<Bps, Misread> {
    const EXAMPLE: &str = "5%, 0.25% or 500 bps";
    let bps = match (cut(text, "%"), cut(text, "bps")) {
        ((percent, true), _) => decimal(percent, 2),
        (_, (bps, true)) => decimal(bps, 0),
        _ => None,
    };
    let Some(bps) = bps else {
        return Err(Misread::new(text, "is not a part in percent, with at most two decimals", EXAMPLE));
    };
    let fits = bps.and_then(|bps| Bps::try_from(bps).ok()).filter(|bps| *bps <= ONE_BPS);
    fits.ok_or_else(|| Misread::new(text, "is more than the whole; give a part", EXAMPLE))
}

/// Shows a part: `5 %`, `2.5 %`.
pub fn part(bps: Bps) -> String {
    format!("{} %", show_decimal(bps.into(), 2))
}

/// Reads a multiple: `4x`, `2.5×`, `250%`. Returns it in basis points of one.
///
/// # Errors
/// When it is none, is finer than a basis point, or is more than 6.5535 times.
pub fn parse_multiple(text: &str) -> Result<u16, Misread> {
    const EXAMPLE: &str = "4x, 2.5x or 250%";
    let found = match (cut(text, "%"), cut(text, "x"), cut(text, "×")) {
        ((percent, true), ..) => decimal(percent, 2),
        (_, (times, true), _) | (_, _, (times, true)) => decimal(times, 4),
        _ => None,
    };
    let Some(found) = found else { return Err(Misread::new(text, "is not a multiple", EXAMPLE)) };
    let fits = found.and_then(|multiple| u16::try_from(multiple).ok());
    fits.ok_or_else(|| Misread::new(text, "is too large a multiple; give one", EXAMPLE))
}

/// Shows a multiple: `4×`, `2.5×`.
pub fn show_multiple(multiple: u16) -> String {
    format!("{}×", show_decimal(multiple.into(), 4))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str) -> String {
        text.replace(SPACE, " ")
    }

    #[test]
    fn amounts_are_read_exactly() {
        for (text, amount) in [
            ("12.5 GRID", 25 * TOKEN / 2),
            ("12.5", 25 * TOKEN / 2),
            ("12.5grid", 25 * TOKEN / 2),
            ("1_000", 1_000 * TOKEN),
            ("1 000.5", 1_000 * TOKEN + TOKEN / 2),
            ("0.000000000001", 1),
            ("0.0000000000010", 1),
            ("0.1", TOKEN / 10),
        ] {
            assert_eq!(parse_amount(text), Ok(amount), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in
            ["", "-1", "nan", "1e3", "1,5", "1.", ".5", "1__0", "_1", "1.0000000000001", "5 %", "5 EUR"]
        {
            assert!(parse_amount(text).is_err(), "{text}");
        }
        let error = parse_amount("1,5").unwrap_err().to_string();
        assert_eq!(error, "`1,5` is not an amount of GRID, such as 12.5 GRID or 1_000");
        assert!(parse_amount(&"9".repeat(40)).unwrap_err().to_string().contains("too large"));
    }

    #[test]
    fn counts_have_scales() {
        for (text, n) in [("10k", 10_000), ("2M", 2_000_000), ("1.5 G", 1_500_000_000), ("8 819", 8_819)] {
            assert_eq!(parse_count(text), Ok(n), "{text}");
        }
        assert!(parse_count("1.5").is_err());
        assert!(parse_count("1.0005k").is_err());
    }

    #[test]
    fn parts_and_multiples_are_exact() {
        assert_eq!([parse_bps("5%"), parse_bps("0.25 %"), parse_bps("500 bps")], [Ok(500), Ok(25), Ok(500)]);
        for text in ["5", "0.001%", "101%", "-1%", "%"] {
            assert!(parse_bps(text).is_err(), "{text}");
        }
        assert_eq!([parse_multiple("4x"), parse_multiple("250%")], [Ok(40_000), Ok(25_000)]);
        assert_eq!(show_multiple(40_000), "4×");
    }

    #[test]
    fn numbers_read_easily() {
        assert_eq!(plain(&count(8_819u64)), "8 819");
        assert_eq!(count(123u64), "123");
        assert_eq!(plain(&grid(1_234_567 * TOKEN / 1_000)), "1 234.56");
        assert_eq!(plain(&show_amount(1_234_567 * TOKEN / 1_000)), "1 234.567");
        assert_eq!(show_amount(40 * TOKEN), "40");
        assert_eq!(show_native(12_500, &("UNIT".to_owned(), 6)), "0.0125 UNIT");
        assert_eq!(parse_decimal("0.0125", 6), Ok(12_500));
        assert!(parse_decimal("0.0000001", 6).is_err());
        assert_eq!([part(500), part(250), part(1)], ["5 %", "2.5 %", "0.01 %"]);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(n: u128, bps in 0..=ONE_BPS, multiple: u16, text in ".{0,12}") {
            prop_assert_eq!(parse_amount(&show_amount(n)), Ok(n));
            prop_assert_eq!(parse_amount(&format!("{} GRID", show_amount(n))), Ok(n));
            prop_assert_eq!(parse_decimal(&show_native(n, &(String::new(), 9)), 9), Ok(n));
            prop_assert_eq!(parse_count(&count(n)), Ok(n));
            prop_assert_eq!(parse_bps(&part(bps)), Ok(bps));
            prop_assert_eq!(parse_multiple(&show_multiple(multiple)), Ok(multiple));
            // Nothing that a person types makes it panic.
            let _ = (parse_amount(&text), parse_count(&text), parse_bps(&text), parse_multiple(&text));
        }
    }
}
