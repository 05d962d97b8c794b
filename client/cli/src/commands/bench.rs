//! What users pay for, measured.

use crate::cli::Global;
use crate::terminal::Terminal;
use clap::Args;
use gridshare_bench::{Options, ScaleOptions, MAX_NODES, SIZES};
use gridshare_embedded::pallets::Pallets;
use gridshare_embedded::runtime::PALLET_38;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures what users pay for: reference time, proof size and deposit of each message
///
/// Deploys the contracts on an embedded chain, brings it into the state in which users usually meet
/// them, and measures each message there, with the operations that its cost comes from. Figures
/// repeat exactly. Tables go to standard output,
/// progress and the comparison with the baseline to standard error.
///
/// With --scale: fills a chain with the state of 10 000, 100 000 and 1 000 000 nodes, measures what hot
/// messages cost at each size, and tells what nodes have in storage and how many one chain carries.
///
/// Exit codes: 0, the figures are within the baseline, or none was given; 1, they are not. With
/// --scale: 0, every message costs the same at every size, within 1 %; 1, one does not.
#[derive(Args)]
pub struct Bench {
    /// Compares with the figures in this file. A rise of more than 2 % in reference time, proof size
    /// or code size fails, as does a message that is new or gone
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    baseline: Option<PathBuf>,
    /// Writes the measured figures to the baseline file
    #[arg(long, requires = "baseline")]
    accept: bool,
    /// Shows what hot messages cost in networks of any size
    #[arg(long, conflicts_with = "baseline")]
    scale: bool,
    /// Sizes in nodes, each rounded up to whole pages of 32
    #[arg(long, value_name = "NODES", requires = "scale", value_delimiter = ',',
        value_parser = clap::value_parser!(u32).range(320..=i64::from(MAX_NODES)),
        default_values_t = SIZES)]
    sizes: Vec<u32>,
}

impl Bench {
    /// Measures, prints and compares. Returns the exit code.
    ///
    /// # Errors
    /// When the contracts are not built, or a file cannot be used.
    pub fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let Self { baseline, accept, scale, sizes } = self;
        if scale {
            let options = ScaleOptions { sizes, json: global.is_json() };
            return gridshare_bench::run_scale(&options, &Terminal::new(global.quiet));
        }
        let options = Options { pallets: pallets(), baseline, accept, json: global.is_json() };
        gridshare_bench::run(&options, &Terminal::new(global.quiet))
    }
}

/// The pallets that figures are measured on: the one that live chains run, and with the feature `pallet-31` the one
/// that drink has.
fn pallets() -> Vec<&'static dyn Pallets> {
    [
        PALLET_38,
        #[cfg(feature = "pallet-31")]
        gridshare_sandbox::PALLET_31,
    ]
    .into()
}
