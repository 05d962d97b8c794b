//! Costs of the suite's messages to their users, measured: reference time, proof size and storage deposit of each
//! message, the operations that they come from, the cost of a batch's further items, and the size of each contract's
//! code.
//!
//! Gas repeats exactly: for the same code in the same state every figure is the same in every run. So the figures are
//! compared with committed ones, and a rise of more than 2 % fails.
//!
//! - `fixture`: the state in which messages are measured, and the measurements;
//! - `figures`: what was measured; `model`: how operations add up to it;
//! - `aims`: upper bounds for figures, and figures of other projects;
//! - `baseline`, `comparison`: committed figures, and how others compare with them;
//! - `scale`: what messages cost in networks of up to a million nodes;
//! - `numbers`, `print`, `json`: figures as text, as tables and as a JSON object.

mod aims;
mod baseline;
mod comparison;
mod figures;
mod fixture;
mod json;
mod model;
mod numbers;
mod print;
mod scale;

pub use figures::{Bound, Figures, Row};
pub use scale::{run_scale, ScaleOptions, MAX_NODES, SIZES};

use anyhow::{bail, Context, Result};
use baseline::Baseline;
use comparison::Comparison;
use gridshare_embedded::pallets::Pallets;
use gridshare_sdk::{Artifacts, Progress};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to measure on, and what to do with the figures.
#[derive(Clone)]
pub struct Options {
    /// The pallets. The first one is the yardstick: its figures have aims.
    pub pallets: Vec<&'static dyn Pallets>,
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
pub fn measure(
    pallets: &'static dyn Pallets,
    artifacts: &Artifacts,
    progress: &dyn Progress,
) -> Result<Figures> {
    let rows = fixture::measure(pallets, artifacts, progress)?;
    let code = artifacts.iter().map(|contract| (contract.name, contract.code.len() as u64)).collect();
    Ok(Figures { pallet: pallets.name().into(), limits: pallets.limits(), rows, code })
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
    let figures = measure_all(&options.pallets, progress);
    progress.finish();
    let figures = figures?;
    let now = figures.iter().map(Baseline::of).collect::<Result<Vec<_>>>()?;
    let verdicts = figures.first().map_or(Ok(Vec::new()), aims::judge)?;
    let compare =
        |before: Vec<Baseline>| -> Vec<_> { now.iter().map(|now| Comparison::among(&before, now)).collect() };
    let comparisons = before.map(compare);

    let text = if options.json {
        json::json(&figures, &verdicts, comparisons.as_deref())?
    } else {
        print::tables(&figures, &verdicts)
    };
    writeln!(std::io::stdout(), "{text}").context("cannot write to standard output")?;
    let Some(path) = &options.baseline else { return Ok(ExitCode::SUCCESS) };
    gate(path, &now, comparisons, options.accept)
}

/// Measures on each of the pallets.
fn measure_all(pallets: &[&'static dyn Pallets], progress: &dyn Progress) -> Result<Vec<Figures>> {
    let artifacts = Artifacts::load()?;
    pallets.iter().map(|pallets| measure(*pallets, &artifacts, progress)).collect()
}

/// Prints how the figures compare, and writes them to the baseline if they are accepted. Returns the exit code.
fn gate(
    path: &Path,
    now: &[Baseline],
    comparisons: Option<Vec<Comparison>>,
    accept: bool,
) -> Result<ExitCode> {
    for comparison in comparisons.iter().flatten() {
        eprintln!("{comparison}");
    }
    if accept {
        Baseline::write(now, path).with_context(|| format!("cannot write {}", path.display()))?;
        eprintln!("{} now holds these figures: commit it with what changed them.", path.display());
        return Ok(ExitCode::SUCCESS);
    }
    match comparisons {
        None => bail!("there is no {}: run scripts/bench --accept and commit it", path.display()),
        Some(comparisons) if comparisons.iter().all(Comparison::is_ok) => Ok(ExitCode::SUCCESS),
        Some(_) => {
            eprintln!(
                "If that is meant to be, run scripts/bench --accept and commit {} in the same commit.",
                path.display()
            );
            Ok(ExitCode::FAILURE)
        }
    }
}
