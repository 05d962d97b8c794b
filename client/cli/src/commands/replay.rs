//! The main job: a fleet and a workload played on a chain inside the process.

use crate::cli::Global;
use crate::terminal::Terminal;
use anyhow::Context;
use clap::Args;
use gridshare_replay::fleet::{Fleet, DEFAULT_NAME, MAX_EPOCHS};
use gridshare_replay::input::InputError;
use gridshare_replay::workload::Workload;
use gridshare_replay::{report, run, with_overrides};
use gridshare_sdk::{Artifacts, Progress};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Plays a fleet and a workload through the deployed contracts and reports what happened
///
/// Owners register and stake, attesters attest, delegators join, dApps lease and sign for every
/// request, nodes beat and settle, are maintained or silent, epochs pass, rewards are claimed,
/// stakers vote, leave and move, a fault is punished, a node changes hands. Progress goes to
/// standard error, the summary to standard output, a page with charts to report.html.
///
/// Exit codes: 0, all went well and every invariant held; 1, the replay failed or an invariant was
/// broken; 2, arguments, fleet or trace cannot be used (file, line and reason are named).
#[derive(Args)]
pub struct Replay {
    /// The fleet: a TOML file of nodes, delegators, dApps, a workload and what happens.
    /// Without it, client/replay/fleets/default.toml is played, which explains every key
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    fleet: Option<PathBuf>,
    /// Plays this request trace instead of generating requests: CSV with the columns
    /// TIMESTAMP,ContextTokens,GeneratedTokens. A request costs as many units as it has tokens of
    /// both kinds. The trace's time is stretched evenly over the run's epochs
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    trace: Option<PathBuf>,
    /// Where to write the page with charts; it appears whole or not at all
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    report: PathBuf,
    /// Epochs with traffic, instead of the fleet file's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_EPOCHS)))]
    epochs: Option<u32>,
    /// Seed of everything left to chance, instead of the fleet file's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl Replay {
    /// Plays, prints and writes the page. Returns the exit code: 1 if an invariant was broken.
    ///
    /// # Errors
    /// When fleet or trace cannot be used, or the replay fails.
    pub fn run(&self, global: &Global) -> anyhow::Result<ExitCode> {
        if self.play(global)? {
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!("error: an invariant was broken");
        Ok(ExitCode::FAILURE)
    }

    /// Returns whether every invariant held.
    fn play(&self, global: &Global) -> anyhow::Result<bool> {
        let (fleet, file) = match &self.fleet {
            Some(path) => (Fleet::load(path)?, path.as_path()),
            None => (Fleet::shipped()?, Path::new(DEFAULT_NAME)),
        };
        let fleet = with_overrides(fleet, self.epochs, self.seed)
            .map_err(|reason| InputError::whole(file, reason))?;
        let seed = fleet.network.seed;
        let workload = match &self.trace {
            Some(path) => Workload::trace(path, u64::from(fleet.network.epochs) * fleet.network.epoch_ms())?,
            None => Workload::generate(&fleet, seed),
        };
        writable(&self.report)?;
        let artifacts = Artifacts::load()?;
        let progress = Terminal::new(global.quiet);
        let outcome = run(&fleet, &workload, seed, &artifacts, &progress);
        progress.finish();
        let outcome = outcome.context("the replay failed")?;
        report::write_whole(&self.report, &report::html::page(&outcome))
            .with_context(|| format!("cannot write {}", self.report.display()))?;
        let text =
            if global.is_json() { report::json::object(&outcome) } else { report::summary::text(&outcome) };
        let mut stdout = std::io::stdout().lock();
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
            .context("cannot write to standard output")?;
        if !global.quiet {
            eprintln!("wrote {}", self.report.display());
        }
        Ok(outcome.holds())
    }
}

/// Checks before the replay that the page can be written: its folder exists.
fn writable(report: &Path) -> Result<(), InputError> {
    let folder = report.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if report.is_dir() || !folder.is_dir() {
        return Err(InputError::whole(report, "cannot be written: no such folder"));
    }
    Ok(())
}
