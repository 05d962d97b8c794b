//! The command `gridshare`.

mod terminal;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use gridshare_replay::fleet::{Fleet, DEFAULT_NAME, MAX_EPOCHS};
use gridshare_replay::input::InputError;
use gridshare_replay::workload::Workload;
use gridshare_replay::{report, run, with_overrides};
use gridshare_sdk::{Artifacts, Progress};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use terminal::Terminal;

/// Plays the Gridshare contracts on a chain inside this process.
#[derive(Parser)]
#[command(name = "gridshare", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plays a fleet and a workload through the deployed contracts and reports what happened
    ///
    /// Owners register and stake, attesters attest, delegators join, dApps lease and sign for every
    /// request, nodes beat and settle, are maintained or silent, epochs pass, rewards are claimed,
    /// stakers vote, leave and move, a fault is punished, a node changes hands. Progress goes to
    /// standard error, the summary to standard output, a page with charts to report.html.
    ///
    /// Exit codes: 0, all went well and every invariant held; 1, the replay failed or an invariant was
    /// broken; 2, arguments, fleet or trace cannot be used (file, line and reason are named).
    #[command(verbatim_doc_comment)]
    Replay(ReplayArgs),
    /// Measures what users pay for: reference time, proof size and deposit of each message
    ///
    /// Deploys the contracts on an embedded chain, brings it into the state in which users usually meet
    /// them, and measures each message there. Figures repeat exactly. Tables go to standard output,
    /// progress and the comparison with the baseline to standard error.
    ///
    /// Exit codes: 0, the figures are within the baseline, or none was given; 1, they are not.
    #[command(verbatim_doc_comment)]
    Bench(BenchArgs),
}

#[derive(Args)]
struct ReplayArgs {
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
    /// Prints one JSON object instead of the summary. Counts and units are numbers, amounts are
    /// strings of digits in the token's smallest unit (10^-12 GRID)
    #[arg(long, verbatim_doc_comment)]
    json: bool,
    /// Shows no progress
    #[arg(long, short)]
    quiet: bool,
    /// Epochs with traffic, instead of the fleet file's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_EPOCHS)))]
    epochs: Option<u32>,
    /// Seed of everything left to chance, instead of the fleet file's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

#[derive(Args)]
struct BenchArgs {
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

/// Exit code for arguments or files that cannot be used.
const BAD_INPUT: u8 = 2;

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Replay(arguments) => replay(&arguments).map(|held| {
            if held {
                return ExitCode::SUCCESS;
            }
            eprintln!("error: an invariant was broken");
            ExitCode::FAILURE
        }),
        Command::Bench(arguments) => bench(arguments),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            match error.downcast_ref::<InputError>() {
                Some(_) => ExitCode::from(BAD_INPUT),
                None => ExitCode::FAILURE,
            }
        }
    }
}

/// Measures, prints and compares. Returns the exit code.
fn bench(arguments: BenchArgs) -> anyhow::Result<ExitCode> {
    let BenchArgs { baseline, accept, json, quiet } = arguments;
    gridshare_bench::run(&gridshare_bench::Options { baseline, accept, json }, &Terminal::new(quiet))
}

/// Plays, prints and writes the page. Returns whether every invariant held.
fn replay(arguments: &ReplayArgs) -> anyhow::Result<bool> {
    let (fleet, file) = match &arguments.fleet {
        Some(path) => (Fleet::load(path)?, path.as_path()),
        None => (Fleet::shipped()?, Path::new(DEFAULT_NAME)),
    };
    let fleet = with_overrides(fleet, arguments.epochs, arguments.seed)
        .map_err(|reason| InputError::whole(file, reason))?;
    let seed = fleet.network.seed;
    let workload = match &arguments.trace {
        Some(path) => Workload::trace(path, u64::from(fleet.network.epochs) * fleet.network.epoch_ms())?,
        None => Workload::generate(&fleet, seed),
    };
    writable(&arguments.report)?;
    let artifacts = Artifacts::load()?;
    let progress = Terminal::new(arguments.quiet);
    let outcome = run(&fleet, &workload, seed, &artifacts, &progress);
    progress.finish();
    let outcome = outcome.context("the replay failed")?;
    report::write_whole(&arguments.report, &report::html::page(&outcome))
        .with_context(|| format!("cannot write {}", arguments.report.display()))?;
    let text = if arguments.json { report::json::object(&outcome) } else { report::summary::text(&outcome) };
    let mut stdout = std::io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .context("cannot write to standard output")?;
    if !arguments.quiet {
        eprintln!("wrote {}", arguments.report.display());
    }
    Ok(outcome.holds())
}

/// Checks before the replay that the page can be written: its folder exists.
fn writable(report: &Path) -> Result<(), InputError> {
    let folder = report.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if report.is_dir() || !folder.is_dir() {
        return Err(InputError::whole(report, "cannot be written: no such folder"));
    }
    Ok(())
}
