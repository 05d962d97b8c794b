//! Figures as text.

/// One native token in its smallest unit, on the chain whose deposits the embedded chain has.
const NATIVE: u128 = 1_000_000_000_000;

/// Formats a number in groups of three digits.
pub fn grouped(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Formats reference time in millions of picoseconds; below 100 of them with a decimal.
pub fn millions(ref_time: u64) -> String {
    if ref_time < 100_000_000 {
        return format!("{:.1}", ref_time as f64 / 1e6);
    }
    grouped(ref_time.saturating_add(500_000) / 1_000_000)
}

/// Formats bytes in thousands, with a decimal.
pub fn kilobytes(bytes: u64) -> String {
    let tenths = bytes.saturating_add(50) / 100;
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

/// Formats a deposit in native tokens with its sign. Six decimals show that of a byte.
pub fn native(deposit: i128) -> String {
    let sign = match deposit {
        0 => return "0".to_owned(),
        1.. => '+',
        _ => '−',
    };
    let amount = deposit.unsigned_abs();
    format!("{sign}{}.{:06}", amount / NATIVE, amount % NATIVE / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_in_groups_of_three() {
        let text: Vec<String> = [0i64, 12, 999, 1_000, 1_234_567, -1_000].map(grouped).into();
        assert_eq!(text, ["0", "12", "999", "1 000", "1 234 567", "-1 000"]);
    }

    #[test]
    fn small_times_have_a_decimal() {
        assert_eq!(millions(11_960_000), "12.0");
        assert_eq!(millions(2_200_499_999), "2 200");
    }

    #[test]
    fn bytes_are_in_thousands() {
        assert_eq!([49, 50, 10_258, 1_310_720].map(kilobytes), ["0.0", "0.1", "10.3", "1 310.7"]);
    }

    #[test]
    fn deposits_show_every_byte_and_their_direction() {
        assert_eq!(native(100_005_000_000), "+0.100005");
        assert_eq!(native(-5_000_000), "−0.000005");
        assert_eq!(native(0), "0");
    }
}
