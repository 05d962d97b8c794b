//! What users pay for, measured.

use crate::cli::Global;
use crate::terminal::Terminal;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures what users pay for: reference time, proof size and deposit of each message
///
/// Deploys the contracts on an embedded chain, brings it into the state in which users usually meet
/// them, and measures each message there. Figures repeat exactly. Tables go to standard output,
/// progress and the comparison with the baseline to standard error.
///
/// Exit codes: 0, the figures are within the baseline, or none was given; 1, they are not.
#[derive(Args)]
pub struct Bench {
    /// Compares with the figures in this file. A rise of more than 2 % in reference time, proof size
    /// or code size fails, as does a message that is new or gone
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    baseline: Option<PathBuf>,
    /// Writes the measured figures to the baseline file
    #[arg(long, requires = "baseline")]
    accept: bool,
}

impl Bench {
    /// Measures, prints and compares. Returns the exit code.
    ///
    /// # Errors
    /// When the contracts are not built, or a file cannot be used.
    pub fn run(self, global: &Global) -> anyhow::Result<ExitCode> {
        let Self { baseline, accept } = self;
        let options = gridshare_bench::Options { baseline, accept, json: global.is_json() };
        gridshare_bench::run(&options, &Terminal::new(global.quiet))
    }
}
