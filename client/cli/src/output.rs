//! What is printed: text for people, JSON for programs.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table, TableComponent};
use std::io::{self, IsTerminal, Write};

/// Where there is no terminal to ask for its width.
const USUAL_WIDTH: u16 = 100;

/// What a command has to say: the same, for people and for programs.
pub struct Answer {
    /// For people; empty if all was said already.
    pub text: String,
    /// For programs.
    pub json: serde_json::Value,
}

impl Answer {
    /// Puts text and JSON together.
    pub fn new(text: impl Into<String>, json: serde_json::Value) -> Self {
        Self { text: text.into(), json }
    }
}

/// Prints to standard output. A reader that went away is no failure.
///
/// # Errors
/// When standard output cannot be written.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let ends = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    match write!(out, "{text}{ends}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// Makes a table; columns whose head starts with `>` are numbers and stand right.
pub fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.load_preset(NOTHING);
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if !io::stdout().is_terminal() {
        table.set_width(USUAL_WIDTH);
    }
    table.set_header(head.iter().map(|head| head.trim_start_matches('>')));
    for (column, head) in table.column_iter_mut().zip(head) {
        // The table itself puts one more space between columns.
        column.set_padding((0, 1));
        if head.starts_with('>') {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.add_rows(rows);
    lines(&table)
}

/// Makes a list of names and values.
pub fn list<'a>(rows: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let line = |(name, value): (&str, String)| {
        let space = " ".repeat(width - name.chars().count());
        let mut parts = value.lines();
        let first = format!("{name}{space}  {}", parts.next().unwrap_or_default());
        let rest = parts.map(|part| format!("\n{}  {part}", " ".repeat(width)));
        rest.fold(first.trim_end().to_owned(), |text, part| text + &part)
    };
    rows.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn lines(table: &Table) -> String {
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// Colours text for a terminal, unless `$NO_COLOR` is set.
pub fn paint(text: &str, colour: Colour) -> String {
    let plain =
        !io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain {
        return text.to_owned();
    }
    format!("\u{1b}[{}m{text}\u{1b}[0m", colour as u8)
}

/// The colours there are.
#[derive(Clone, Copy)]
pub enum Colour {
    /// What went wrong.
    Red = 31,
    /// What went well.
    Green = 32,
    /// What to look at.
    Yellow = 33,
    /// What matters less.
    Grey = 90,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_right() {
        let text = table(["node", ">stake"], [["0".into(), "1 000".into()], ["11".into(), "5".into()]]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[2], lines[3]), ("0     1 000", "11        5"));
    }

    #[test]
    fn lists_line_up() {
        assert_eq!(list([("a", "1".into()), ("bcd", "2\n3".into())]), "a    1\nbcd  2\n     3");
    }
}
