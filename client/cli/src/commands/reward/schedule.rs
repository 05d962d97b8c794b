//! What epochs emit.

use crate::context::Context;
use crate::output::{list, Answer};
use gridshare_sdk::words::part;
use interfaces::rewards::EmissionSchedule;
use serde_json::json;
use shared::{Amount, Epoch};

/// Shows what epochs emit, what was minted, and what could have been.
///
/// # Errors
/// When the chain cannot be asked.
pub fn schedule(ctx: &mut Context) -> anyhow::Result<()> {
    let (suite, epoch) = (ctx.suite().clone(), ctx.epoch()?);
    let schedule = ctx.view(suite.rewards().schedule())?;
    let emission = ctx.view(suite.rewards().emission(epoch))?;
    let minted = ctx.view(suite.rewards().minted())?;
    let supply = ctx.view(suite.token().total_supply())?;
    let max_supply = ctx.view(suite.token().max_supply())?;
    let rebate = ctx.view(suite.rewards().params())?.max_burn_rebate;
    let (so_far, ever) = (emitted_before(&schedule, epoch), emitted_before(&schedule, Epoch::MAX));
    let halving =
        (epoch / schedule.halving_epochs.max(1)).saturating_add(1).saturating_mul(schedule.halving_epochs);
    let text = list([
        ("epoch", epoch.to_string()),
        ("for availability", format!("{} in this epoch, by credit", ctx.tokens(emission.availability))),
        (
            "for usage",
            format!(
                "{} in this epoch, by what was burned,\nand to each node at most {} of its own burn",
                ctx.tokens(emission.usage),
                part(rebate)
            ),
        ),
        ("halves", format!("every {} epochs, next in epoch {halving}", schedule.halving_epochs)),
        ("emitted", format!("{} in epochs that are over", ctx.tokens(so_far))),
        ("minted", format!("{} of it, by claims;\nwhat nobody earns is never minted", ctx.tokens(minted))),
        ("ever", format!("{} at most", ctx.tokens(ever))),
        ("supply", format!("{} now, at most {}", ctx.tokens(supply), ctx.tokens(max_supply))),
    ]);
    let json = json!({
        "epoch": epoch,
        "availability": emission.availability.to_string(),
        "usage": emission.usage.to_string(),
        "max_burn_rebate": rebate,
        "halving_epochs": schedule.halving_epochs,
        "next_halving": halving,
        "emitted": so_far.to_string(),
        "minted": minted.to_string(),
        "ever": ever.to_string(),
        "supply": supply.to_string(),
        "max_supply": max_supply.to_string(),
    });
    ctx.print(&Answer::new(text, json))
}

/// Returns the tokens that the epochs before `epoch` emit together.
fn emitted_before(schedule: &EmissionSchedule, epoch: Epoch) -> Amount {
    let (mut left, mut total) = (epoch, 0);
    // After as many halvings as an amount has bits, nothing is left.
    for halvings in 0..Amount::BITS {
        let each = schedule.initial >> halvings;
        let epochs = left.min(schedule.halving_epochs);
        if (each, epochs) == (0, 0) {
            break;
        }
        total += each.saturating_mul(epochs.into());
        left -= epochs;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emission_halves() {
        let schedule = EmissionSchedule { initial: 100, halving_epochs: 10, availability: 6_000 };
        let emitted = [0, 1, 10, 11, 20, 25].map(|epoch| emitted_before(&schedule, epoch));
        assert_eq!(emitted, [0, 100, 1_000, 1_050, 1_500, 1_625]);
        assert_eq!(emitted_before(&schedule, Epoch::MAX), 10 * (100 + 50 + 25 + 12 + 6 + 3 + 1));
    }
}
