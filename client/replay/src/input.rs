//! Errors in files that a user gave: file, line and reason.

use std::fmt;
use std::path::{Path, PathBuf};

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1, if one is to blame.
    pub line: Option<u64>,
    /// Why it cannot be used.
    pub reason: String,
}

impl InputError {
    /// Makes an error of the file as a whole.
    pub fn whole(file: &Path, reason: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line: None, reason: reason.to_string() }
    }

    /// Makes an error of one line, counted from 1.
    pub fn at(file: &Path, line: u64, reason: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line: Some(line), reason: reason.to_string() }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for InputError {}
