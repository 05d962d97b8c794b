//! How a command fails: what is said, what to do next, and with which code the program ends.

use gridshare_sdk::refusals::Refusals;
use gridshare_sdk::ChainError;
use std::fmt;

/// What the program ends with when all went well.
pub const EXIT_CODES: &str = "\
Exit codes:
  0    done, or nothing to do
  1    failed: a check did not hold, or something unforeseen
  2    arguments or files cannot be used
  3    a contract refused; nothing changed
  4    the chain cannot be reached, or did not execute the call
  5    sent, but what became of it is not known
  130  interrupted before anything was sent";

/// What the program ends with when a contract refused.
const REFUSED: u8 = 3;

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    /// The program's exit code.
    pub code: u8,
    /// What went wrong, as a sentence without a full stop.
    pub says: String,
    /// What to do next.
    pub next: Option<String>,
}

impl Failure {
    /// Arguments or files that cannot be used.
    pub fn usage(says: impl Into<String>, next: impl Into<String>) -> Self {
        Self { code: 2, says: says.into(), next: Some(next.into()) }
    }

    /// A file that cannot be used, in the words of whoever read it, who says what to do as well.
    pub fn file(error: impl fmt::Display) -> Self {
        Self { code: 2, says: error.to_string(), next: None }
    }

    /// Something that did not hold, or that nobody foresaw.
    pub fn failed(says: impl Into<String>) -> Self {
        Self { code: 1, says: says.into(), next: None }
    }

    /// A contract's refusal.
    pub fn refused(says: String, next: String) -> Self {
        Self { code: REFUSED, says, next: Some(next) }
    }

    /// Returns whether a contract refused.
    pub fn is_refusal(&self) -> bool {
        self.code == REFUSED
    }

    /// What the chain did not execute.
    pub fn chain(error: &ChainError, refusals: &Refusals) -> Self {
        let code = match error {
            ChainError::OutcomeUnknown { .. } => 5,
            ChainError::Interrupted => 130,
            ChainError::NoKey(_) => 2,
            _ => 4,
        };
        Self { code, says: error.to_string(), next: Some(refusals.chain(error)) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)?;
        match &self.next {
            Some(next) => write!(f, "\n  next: {next}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}
