//! Units as people write them, read and shown: `12.5 GRID`, `5 %`, `3d`, `2026-11-21 10:00`, addresses, cells, countries.
//!
//! What is shown can be read again, and is the same then, except where a doc says that it is rounded.

mod accounts;
mod countries;
mod durations;
mod namer;
mod numbers;
mod places;
mod times;

pub use accounts::{parse_account, parse_hash, show_account, show_account_as, SUBSTRATE_PREFIX};
pub use durations::{parse_duration, show_duration, FOR_EVER_MS};
pub use namer::Namer;
pub use numbers::{
    count, grid, parse_amount, parse_bps, parse_count, parse_decimal, parse_multiple, part, show_amount,
    show_multiple, show_native,
};
pub use places::{parse_cell, parse_country, show_cell, show_country};
pub use times::{date_time, parse_slot, parse_time, show_slot, show_time};

/// A text that is not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` {wrong}, such as {example}")]
pub struct Misread {
    /// The text.
    pub given: String,
    /// What is wrong with it, as `is not an amount`, `is more than such an amount can be`.
    pub wrong: &'static str,
    /// What would be right.
    pub example: &'static str,
}

impl Misread {
    fn new(given: &str, wrong: &'static str, example: &'static str) -> Self {
        Self { given: given.trim().to_owned(), wrong, example }
    }
}

/// Removes what people group digits with: narrow and other spaces that do not break, and `_` between digits.
fn ungrouped(text: &str) -> Option<String> {
    let text = text.trim();
    let grouping = |c: char| matches!(c, '_' | ' ' | '\u{202f}' | '\u{a0}' | '\u{2009}');
    let between_digits = text.char_indices().all(|(i, c)| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        !grouping(c) || (digit(text[..i].chars().next_back()) && digit(text[i..].chars().nth(1)))
    });
    between_digits.then(|| text.chars().filter(|c| !grouping(*c)).collect())
}
