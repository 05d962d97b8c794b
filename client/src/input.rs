//! What is wrong with a file that was given: which file, which line, why.

use std::fmt;
use std::path::{Path, PathBuf};

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1, where one can be named.
    pub line: Option<u64>,
    /// What is wrong with it.
    pub reason: String,
}

impl InputError {
    /// Something wrong with the file as a whole.
    pub fn whole(file: &Path, reason: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line: None, reason: reason.to_string() }
    }

    /// Something wrong in one line, counted from 1.
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
