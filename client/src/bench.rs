//! What users pay for, measured: reference time, proof size and storage deposit of each message, what a
//! batch's further items cost, and the size of each contract's code.
//!
//! Gas repeats exactly: for the same code in the same state every figure is the same in every run. So the
//! figures are compared with committed ones, and a rise of more than 2 % fails.
//!
//! - `town`: the state that messages are measured in, and the measurements;
//! - `aims`: what figures should be, and what others need for the same work;
//! - `baseline`: the committed figures and the comparison with them;
//! - `print`: the tables and the JSON object.

mod aims;
mod baseline;
mod print;
mod town;

use crate::artifacts::Artifacts;
use crate::chain::Cost;
use crate::progress::Progress;
use anyhow::{bail, Context, Result};
use baseline::{Baseline, Comparison};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What an extrinsic with a contract call takes besides the call, by pallet-contracts 31.
pub const EXTRINSIC: Cost = Cost { ref_time: 892_000_000, proof_size: 9_244, deposit: 0 };
/// What all calls of a parachain's block can take together: three quarters of 2 s and of 5 MiB.
pub const BLOCK: Cost = Cost { ref_time: 1_500_000_000_000, proof_size: 3_932_160, deposit: 0 };

/// What `gridshare bench` is asked.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Compares with the figures in this file. A rise of more than 2 % in reference time, proof size
    /// or code size fails, as does a message that is new or gone
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    baseline: Option<PathBuf>,
    /// Writes the measured figures to the baseline file
    #[arg(long, requires = "baseline")]
    accept: bool,
    /// Prints one JSON object instead of the tables
    #[arg(long)]
    json: bool,
    /// Shows no progress
    #[arg(long, short)]
    quiet: bool,
}

/// One message, measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Contract and message: `metering.settle`.
    pub message: &'static str,
    /// Items in the call, where it takes a batch.
    pub items: Option<u32>,
    /// What sets it apart from other rows of the same message.
    pub variant: &'static str,
    /// The state that it was measured in.
    pub note: &'static str,
    /// What the call took, the extrinsic around it left out.
    pub cost: Cost,
    /// What each item beyond the first took.
    pub further: Option<Cost>,
}

impl Row {
    /// The row's name, which no other row has: `metering.settle 32 (32 pages)`.
    pub fn name(&self) -> String {
        let mut name = self.message.to_owned();
        if let Some(items) = self.items {
            name += &format!(" {items}");
        }
        if !self.variant.is_empty() {
            name += &format!(" ({})", self.variant);
        }
        name
    }

    /// How many such calls fit in a block.
    pub fn per_block(&self) -> u64 {
        let call = self.cost + EXTRINSIC;
        (BLOCK.ref_time / call.ref_time).min(BLOCK.proof_size / call.proof_size)
    }
}

/// Everything that was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Which pallet ran the contracts.
    pub pallet: &'static str,
    /// The messages, in the order of a reader's interest.
    pub rows: Vec<Row>,
    /// Contract and bytes of its code.
    pub code: Vec<(&'static str, u64)>,
}

impl Figures {
    /// Measures everything on an embedded chain of its own.
    ///
    /// # Errors
    /// When a contract refuses what it should do.
    pub fn measure(artifacts: &Artifacts, progress: &Progress) -> Result<Self> {
        let (pallet, rows) = town::measure(artifacts, progress)?;
        let code = artifacts.iter().map(|contract| (contract.name, contract.code.len() as u64)).collect();
        Ok(Self { pallet, rows, code })
    }

    /// The row of that name.
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name() == name)
    }
}

/// Measures, prints, and compares with the baseline or replaces it.
///
/// # Errors
/// When a contract refuses what it should do, or the baseline cannot be read or written. A rise is no error
/// but a failure: the exit code tells.
pub fn run(args: &Args) -> Result<ExitCode> {
    // Read first: whoever mistyped its path should not wait for the figures.
    let before = match &args.baseline {
        Some(path) => Baseline::read(path)?,
        None => None,
    };
    let progress = Progress::new(args.quiet);
    let figures = Figures::measure(&Artifacts::load()?, &progress);
    progress.finish();
    let figures = figures?;
    let now = Baseline::of(&figures)?;
    let verdicts = aims::judge(&figures)?;
    let comparison = before.as_ref().map(|before| Comparison::of(before, &now));

    let text = if args.json {
        print::json(&figures, &verdicts, comparison.as_ref())?
    } else {
        print::tables(&figures, &verdicts)
    };
    writeln!(std::io::stdout(), "{text}").context("cannot write to standard output")?;
    let Some(path) = &args.baseline else { return Ok(ExitCode::SUCCESS) };
    gate(path, &now, comparison, args.accept)
}

/// Says how the figures compare, and takes them over if they are accepted.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cost: Cost) -> Row {
        Row {
            message: "metering.settle",
            items: Some(32),
            variant: "32 pages",
            note: "",
            cost,
            further: None,
        }
    }

    #[test]
    fn a_row_is_named_by_message_items_and_variant() {
        let row = row(Cost::default());
        assert_eq!(row.name(), "metering.settle 32 (32 pages)");
        assert_eq!(Row { items: None, variant: "", ..row }.name(), "metering.settle");
    }

    #[test]
    fn what_runs_out_first_bounds_a_block() {
        let cost = |ref_time, proof_size| Cost { ref_time, proof_size, deposit: 0 };
        // 1.5e12 / (108e6 + 892e6) and 3 932 160 / (30 078 + 9 244).
        assert_eq!(row(cost(108_000_000, 0)).per_block(), 425);
        assert_eq!(row(cost(14_108_000_000, 0)).per_block(), 100);
        assert_eq!(row(cost(0, 30_078)).per_block(), 99);
    }
}
