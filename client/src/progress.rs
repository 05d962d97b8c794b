//! How far a long job is, on standard error: a bar where somebody watches, plain lines where a log is kept.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Tells how far a job is.
pub enum Progress {
    /// Says nothing.
    Silent,
    /// A line for each stage.
    Lines,
    /// A bar that stays in its line.
    Bar(ProgressBar),
}

impl Progress {
    /// Nothing if `quiet`, else what suits standard error.
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

    /// What is being done now.
    pub fn stage(&self, text: &str) {
        match self {
            Self::Silent => (),
            Self::Lines => eprintln!("{text}"),
            Self::Bar(bar) => bar.set_message(text.to_owned()),
        }
    }

    /// Something that happened and is worth a line of its own.
    pub fn note(&self, text: &str) {
        match self {
            Self::Silent => (),
            Self::Lines => eprintln!("  {text}"),
            Self::Bar(bar) => bar.println(format!("  {text}")),
        }
    }

    /// `done` of `whole` steps are done.
    pub fn at(&self, done: usize, whole: usize) {
        if let Self::Bar(bar) = self {
            bar.set_length(whole as u64);
            bar.set_position(done as u64);
        }
    }

    /// Everything is done.
    pub fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
