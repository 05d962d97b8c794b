//! Proves a network to somebody who trusts nobody.

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{paint, Answer, Colour};
use clap::Args;
use gridshare_sdk::verify::{checks, Check, Expected};
use serde_json::json;
use std::process::ExitCode;

/// Checks code, peers, owners, clocks, bounds and supply of a network against the contracts that were built here.
///
/// Exit code 0 if every check holds, 1 if one does not.
#[derive(Args)]
pub struct Verify {
    /// Shows the checks that hold, too
    #[arg(long, short)]
    verbose: bool,
}

impl Verify {
    /// Verifies. Returns the exit code: 1 if something is not as it should be.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<ExitCode> {
        let expected = Expected { artifacts: Some(&ctx.artifacts), file: Some(&ctx.network) };
        let checks = checks(&mut ctx.net, expected).map_err(|error| Failure::chain(&error, &ctx.refusals))?;
        let failed = checks.iter().filter(|check| !check.ok).count();
        let shown = checks.iter().filter(|check| self.verbose || !check.ok).map(line);
        let summary = match failed {
            0 => format!("{} all {} checks hold", paint("✓", Colour::Green), checks.len()),
            _ => format!("{} {failed} of {} checks do not hold", paint("✗", Colour::Red), checks.len()),
        };
        let text = shown.chain([summary]).collect::<Vec<_>>().join("\n");
        ctx.print(&Answer::new(text, json!({ "holds": failed == 0, "checks": checks })))?;
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn line(check: &Check) -> String {
    let Check { name, expected, found, ok } = check;
    match ok {
        true => format!("{} {name}: {found}", paint("✓", Colour::Green)),
        false => format!("{} {name}: expected {expected}, found {found}", paint("✗", Colour::Red)),
    }
}
