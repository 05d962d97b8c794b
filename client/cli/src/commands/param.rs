//! Parameters: what they are, and proposals to change them.

mod set;
mod units;

pub use units::{bounds, show, wrap};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{paint, Answer, Colour};
use crate::show::when;
use clap::Subcommand;
use gridshare_sdk::params::{self, Parameter};
use gridshare_sdk::words::Namer;
use serde_json::{json, Value};
use shared::Timestamp;

/// Parameters, which governance changes.
#[derive(Subcommand)]
pub enum Param {
    /// Lists parameters: what they are now, what they will be, and between which bounds they can be
    List {
        /// Only those of this contract
        contract: Option<String>,
    },
    /// Proposes to change parameters; what is not named stays
    #[command(after_help = SET_EXAMPLES)]
    Set {
        /// Names and values, in turn
        #[arg(required = true, num_args = 2.., value_names = ["NAME", "VALUE"])]
        changes: Vec<String>,
        /// What it is for, at most 256 bytes; without it, what would change
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
    },
}

const SET_EXAMPLES: &str = "\
Examples:
  gridshare param set staking.max_slash 20%
  gridshare param set metering.burn 4% metering.settlement_window_ms 12h \\
    --description \"Lower fees, faster settlement\"";

impl Param {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When a contract or the chain refuses.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        match self {
            Self::List { contract } => list(ctx, contract.as_deref()),
            Self::Set { changes, description } => set::set(ctx, &changes, description),
        }
    }
}

/// Reads all parameters.
///
/// # Errors
/// When the chain cannot be asked.
pub fn all(ctx: &mut Context) -> anyhow::Result<Vec<Parameter>> {
    params::list(&mut ctx.net).map_err(|error| ctx.unread(error))
}

fn list(ctx: &mut Context, contract: Option<&str>) -> anyhow::Result<()> {
    let now = ctx.now()?;
    let mut parameters = all(ctx)?;
    if let Some(contract) = contract {
        parameters.retain(|parameter| parameter.contract == contract);
        if parameters.is_empty() {
            let next = "name registry, market, attestations, staking, metering, rewards or governance";
            return Err(Failure::usage(format!("no contract {contract} has parameters"), next).into());
        }
    }
    let starts = |epoch| ctx.suite().clock.epoch_start(epoch);
    let json: Vec<Value> = parameters.iter().map(|parameter| in_json(parameter, starts)).collect();
    let text = text(&ctx.namer(), &parameters, now, starts);
    ctx.print(&Answer::new(text, json!({ "parameters": json })))
}

/// Lists parameters by contract: name, value, bounds, and below what it is and what it will be.
fn text(
    namer: &Namer,
    parameters: &[Parameter],
    now: Timestamp,
    starts: impl Fn(u32) -> Timestamp,
) -> String {
    let width = |of: &dyn Fn(&Parameter) -> String| {
        parameters.iter().map(|p| of(p).chars().count()).max().unwrap_or(0)
    };
    let (names, values) = (width(&|p| p.name.to_string()), width(&|p| show(namer, p.unit, p.current)));
    let mut lines: Vec<String> = Vec::new();
    let mut contract = "";
    for parameter in parameters {
        if parameter.contract != contract {
            contract = parameter.contract;
            lines.extend((!lines.is_empty()).then(String::new));
            lines.push(contract.to_owned());
        }
        let value = show(namer, parameter.unit, parameter.current);
        lines.push(format!("  {:names$}  {value:>values$}  {}", parameter.name, bounds(namer, parameter)));
        // All parameters of a contract are announced together, also those that stay.
        if let Some((epoch, next)) = parameter.next.filter(|(_, next)| *next != parameter.current) {
            let from = format!("from epoch {epoch} on, {}", when(starts(epoch), now));
            lines.push(paint(
                &format!("    becomes {} {from}", show(namer, parameter.unit, next)),
                Colour::Yellow,
            ));
        }
        lines.extend(wrap(parameter.doc, 74).iter().map(|line| paint(&format!("    {line}"), Colour::Grey)));
    }
    lines.join("\n")
}

fn in_json(parameter: &Parameter, starts: impl Fn(u32) -> Timestamp) -> Value {
    json!({
        "name": parameter.full_name(),
        "contract": parameter.contract,
        "about": parameter.doc,
        "unit": format!("{:?}", parameter.unit).to_lowercase(),
        "current": parameter.current.to_string(),
        "default": parameter.default.to_string(),
        "min": parameter.min.to_string(),
        "max": parameter.max.to_string(),
        "next": parameter.next.map(|(epoch, value)| {
            json!({ "value": value.to_string(), "epoch": epoch, "from": starts(epoch) })
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{Unit, DAY_MS, TOKEN};

    fn parameter(contract: &'static str, name: &'static str, unit: Unit, current: u128) -> Parameter {
        let (min, max) = (1, 10_000 * TOKEN);
        Parameter {
            contract,
            name,
            doc: "What it is.",
            unit,
            min,
            max,
            default: current,
            current,
            next: None,
        }
    }

    pub fn parameters() -> Vec<Parameter> {
        vec![
            Parameter { max: 10_000, ..parameter("staking", "max_slash", Unit::Bps, 5_000) },
            parameter("staking", "deposit", Unit::Amount, TOKEN),
            parameter("governance", "deposit", Unit::Amount, TOKEN),
        ]
    }

    #[test]
    fn lists_say_what_comes_and_what_it_is() {
        let mut all = parameters();
        all[0].next = Some((12, 2_000));
        let text_of = |all: &[Parameter]| {
            text(&Namer::default(), all, 0, |epoch| u64::from(epoch) * DAY_MS).replace('\u{202f}', " ")
        };
        let text = text_of(&all);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "staking");
        assert_eq!(lines[1], "  max_slash  50 %  0.01 % to 100 %");
        assert_eq!(lines[2], "    becomes 20 % from epoch 12 on, 1970-01-13 00:00 (in 12d)");
        assert_eq!(lines[3], "    What it is.");
        all[0].next = Some((12, 5_000));
        assert!(!text_of(&all).contains("becomes"), "it stays, and only others of the contract change");
    }
}
