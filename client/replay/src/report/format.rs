//! Formats numbers for people.

use shared::{Amount, TOKEN};

pub(crate) use gridshare_sdk::words::part;
pub(super) use gridshare_sdk::words::{count, date_time, grid};

/// Formats an amount in GRID without decimals, rounded down.
pub(crate) fn whole(amount: Amount) -> String {
    count(amount / TOKEN)
}

/// Converts an amount to GRID, for a chart.
pub(super) fn tokens(amount: Amount) -> f64 {
    amount as f64 / TOKEN as f64
}

/// Converts the price of one unit to GRID for 1 000 units.
pub(super) fn per_thousand(price: Amount) -> f64 {
    price as f64 * 1_000.0 / TOKEN as f64
}

/// Formats the price of one unit as GRID for 1 000 units.
pub(super) fn price(price: Amount) -> String {
    format!("{:.3}", per_thousand(price))
}

/// Formats a part of one: `99.4 %`; `100 %` only if it is one.
pub(super) fn percent(part: f64) -> String {
    let rounded = (part * 1_000.0).round() / 10.0;
    let shown = if part < 1.0 { rounded.min(99.9) } else { rounded };
    if shown >= 100.0 {
        "100 %".to_owned()
    } else {
        format!("{shown:.1} %")
    }
}

/// Formats a number in three digits: `18.3 M`, `0.350`, `4.07 G`.
pub(super) fn short(value: f64) -> String {
    const UNITS: [(f64, &str); 5] = [(1e15, " P"), (1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k")];
    let (scale, unit) = UNITS.into_iter().find(|(s, _)| value.abs() >= *s * 0.999_5).unwrap_or((1.0, ""));
    let scaled = value / scale;
    let decimals = match scaled.abs() {
        s if s >= 99.95 || s == 0.0 => 0,
        s if s >= 9.995 => 1,
        s if s < 0.999_5 => 3,
        _ => 2,
    };
    let text = format!("{scaled:.decimals$}");
    if unit.is_empty() && text.contains('.') && scaled.abs() >= 0.999_5 {
        return format!("{}{unit}", text.trim_end_matches('0').trim_end_matches('.'));
    }
    format!("{text}{unit}")
}

/// Formats a number of bytes: `47.6 kB`.
pub(super) fn bytes(n: u64) -> String {
    let text = short(n as f64);
    if n < 1_000 {
        format!("{text} B")
    } else {
        format!("{text}B")
    }
}

/// Escapes text for HTML, attributes included.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_easily() {
        assert_eq!(price(350_000_000), "0.350");
        assert_eq!([bytes(512), bytes(47_600)], ["512 B", "47.6 kB"]);
        assert_eq!(percent(0.999_9), "99.9 %");
        assert_eq!(percent(1.0), "100 %");
    }

    #[test]
    fn short_numbers_have_three_digits() {
        for (value, text) in [
            (0.0, "0"),
            (0.35, "0.350"),
            (1.0, "1"),
            (1.5, "1.5"),
            (12.34, "12.3"),
            (999.0, "999"),
            (1_000.0, "1.00 k"),
            (18_300_000.0, "18.3 M"),
            (4.07e9, "4.07 G"),
            (999_960.0, "1.00 M"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn names_cannot_break_out_of_the_page() {
        assert_eq!(escape("<b a='\"'>&"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;");
    }
}
