//! Progress of a long job on standard error: a bar on a terminal, plain lines elsewhere.

use gridshare_sdk::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Shows progress on standard error.
pub enum Terminal {
    /// Shows nothing.
    Silent,
    /// Prints a line for each stage and note.
    Lines,
    /// Keeps a bar in the last line.
    Bar(ProgressBar),
}

impl Terminal {
    /// Chooses nothing if `quiet`, else a bar if standard error is a terminal, else lines.
    pub fn new(quiet: bool) -> Self {
        if quiet {
            return Self::Silent;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines;
        }
        let bar = ProgressBar::new(1);
        let style = ProgressStyle::with_template("{elapsed:>4} {bar:32} {percent:>3} %  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(250));
        Self::Bar(bar)
    }
}

impl Progress for Terminal {
    fn stage(&self, text: &str) {
        match self {
            Self::Silent => (),
            Self::Lines => eprintln!("{text}"),
            Self::Bar(bar) => bar.set_message(text.to_owned()),
        }
    }

    fn note(&self, text: &str) {
        match self {
            Self::Silent => (),
            Self::Lines => eprintln!("  {text}"),
            Self::Bar(bar) => bar.println(format!("  {text}")),
        }
    }

    fn at(&self, done: usize, whole: usize) {
        if let Self::Bar(bar) = self {
            bar.set_length(whole as u64);
            bar.set_position(done as u64);
        }
    }

    fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
