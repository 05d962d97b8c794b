//! Costs of the suite's messages to their users, measured: reference time, proof size and storage deposit of each
//! message, the cost of a batch's further items, and the size of each contract's code.
//!
//! Gas repeats exactly: for the same code in the same state every figure is the same in every run. So the figures are
//! compared with committed ones, and a rise of more than 2 % fails.
//!
//! - `fixture`: the state in which messages are measured, and the measurements;
//! - `figures`: what was measured;
//! - `aims`: upper bounds for figures, and figures of other projects;
//! - `baseline`, `comparison`: committed figures, and how others compare with them;
//! - `numbers`, `print`: figures as text, as tables and as a JSON object.

mod aims;
mod baseline;
mod comparison;
mod figures;
mod fixture;
mod numbers;
mod print;

pub use figures::{Figures, Row, BLOCK, EXTRINSIC};

use anyhow::{bail, Context, Result};
use baseline::Baseline;
use comparison::Comparison;
use gridshare_sdk::{Artifacts, Progress};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to do with the figures.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Compares with the figures in this file: a rise of more than 2 % in reference time, proof size or code
    /// size fails, as does a message that is new or gone.
    pub baseline: Option<PathBuf>,
    /// Writes the measured figures to the baseline file.
    pub accept: bool,
    /// Prints one JSON object instead of the tables.
    pub json: bool,
}

/// Measures all messages on an embedded chain of its own.
///
/// # Errors
/// When a contract refuses a call.
pub fn measure(artifacts: &Artifacts, progress: &dyn Progress) -> Result<Figures> {
    let (pallet, rows) = fixture::measure(artifacts, progress)?;
    let code = artifacts.iter().map(|contract| (contract.name, contract.code.len() as u64)).collect();
    Ok(Figures { pallet, rows, code })
}

/// Measures, prints, and compares with the baseline or replaces it. Returns the exit code.
///
/// # Errors
/// When a contract refuses a call, or the baseline cannot be read or written. A rise is no error: the exit code tells.
pub fn run(options: &Options, progress: &dyn Progress) -> Result<ExitCode> {
    // Read before measuring, so that a mistyped path is reported at once.
    let before = match &options.baseline {
        Some(path) => Baseline::read(path)?,
        None => None,
    };
    let artifacts = Artifacts::load();
    let figures = artifacts.and_then(|artifacts| measure(&artifacts, progress));
    progress.finish();
    let figures = figures?;
    let now = Baseline::of(&figures)?;
    let verdicts = aims::judge(&figures)?;
    let comparison = before.as_ref().map(|before| Comparison::of(before, &now));

    let text = if options.json {
        print::json(&figures, &verdicts, comparison.as_ref())?
    } else {
        print::tables(&figures, &verdicts)
    };
    writeln!(std::io::stdout(), "{text}").context("cannot write to standard output")?;
    let Some(path) = &options.baseline else { return Ok(ExitCode::SUCCESS) };
    gate(path, &now, comparison, options.accept)
}

/// Prints how the figures compare, and writes them to the baseline if they are accepted. Returns the exit code.
fn gate(path: &Path, now: &Baseline, comparison: Option<Comparison>, accept: bool) -> Result<ExitCode> {
    if let Some(comparison) = &comparison {
        eprintln!("{comparison}");
    }
    if accept {
        now.write(path).with_context(|| format!("cannot write {}", path.display()))?;
        eprintln!("{} now holds these figures: commit it with what changed them.", path.display());
        return Ok(ExitCode::SUCCESS);
    }
    match comparison {
        None => bail!("there is no {}: run scripts/bench --accept and commit it", path.display()),
        Some(comparison) if comparison.is_ok() => Ok(ExitCode::SUCCESS),
        Some(_) => {
            eprintln!(
                "If that is meant to be, run scripts/bench --accept and commit {} in the same commit.",
                path.display()
            );
            Ok(ExitCode::FAILURE)
        }
    }
}
