//! Proposing: the deposit's approval, and the proposal with the stake that carries it.

use super::pools;
use crate::approval;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::show::when;
use crate::steps::Step;
use gridshare_sdk::Chain;
use interfaces::governance::{GovernanceError, ProposedCall, MAX_CALLS, MAX_DESCRIPTION};
use shared::ProposalId;

/// Proposes calls, with the acting account's stake in the pools in which it has most.
///
/// # Errors
/// When they are no proposal, or governance refuses.
pub fn propose(ctx: &mut Context, calls: Vec<ProposedCall>, description: &str) -> anyhow::Result<()> {
    check(calls.len(), description)?;
    let (from, governance) = (ctx.from()?, ctx.suite().governance());
    let deposit = ctx.view(governance.params())?.deposit;
    let (pools, _) = pools::strongest(&pools::of(ctx, from)?);
    let told = super::calls::tell(ctx, &calls)?;
    let refused = refused_now(ctx, &calls)?;
    let message = governance.propose(calls, description.as_bytes().to_vec(), pools);
    approval::check(ctx, &message, |error| *error == GovernanceError::TransferFailed)?;
    let approval = approval::step(ctx, governance.address(), deposit)?;
    let what = format!("propose “{description}”, with a deposit of {}", ctx.tokens(deposit));
    if !ctx.global.is_json() {
        let calls: Vec<String> = told.iter().map(|call| call.text(&ctx.namer())).collect();
        output::print(&calls.join("\n"))?;
    }
    for (number, failure) in refused {
        eprintln!("note: if made now, call {} would be refused: {}", number + 1, failure.says);
    }
    let steps = approval.into_iter().chain([Step::new(what, message)]).collect();
    let Some(done) = ctx.run(steps)? else { return Ok(()) };
    if let (Some(proposed), false) = (done.last(), ctx.global.is_json()) {
        let id: ProposalId = proposed.value()?;
        let now = ctx.now()?;
        let ends = ctx.view(governance.proposal(id))?.map(|proposal| proposal.voting_ends);
        let ends = ends.map(|ends| when(ends, now)).unwrap_or_default();
        output::print(&format!(
            "Proposal {id} can be voted on until {ends}.\n  next: gridshare vote cast {id} for"
        ))?;
    }
    Ok(())
}

/// Returns which calls would be refused if governance made them now, and why. A later call may rely on what an
/// earlier one does, so this need not be a fault. Of calls to governance itself nobody can say.
///
/// # Errors
/// When an answer is not understood.
pub fn refused_now(ctx: &mut Context, calls: &[ProposedCall]) -> anyhow::Result<Vec<(usize, Failure)>> {
    let governance = ctx.suite().governance;
    let mut refused = Vec::new();
    for (number, call) in calls.iter().enumerate().filter(|(_, call)| call.callee != governance) {
        let input = [call.selector.as_slice(), &call.arguments].concat();
        let contract = ctx.namer().account(&call.callee);
        let Ok(decoded) = ctx.metadata.call(&contract, &input) else { continue };
        // What the chain cannot tell, such as who pays for storage, the execution will.
        let Ok(executed) = ctx.net.chain.dry_run(governance, call.callee, input.clone()) else { continue };
        if let Some(failure) = ctx.refusal(&contract, &decoded.name, &input, &executed.output)? {
            refused.push((number, failure));
        }
    }
    Ok(refused)
}

/// Passes if calls and description are few enough for a proposal.
fn check(calls: usize, description: &str) -> Result<(), Failure> {
    if !(1..=MAX_CALLS).contains(&calls) {
        let says = format!("a proposal has 1 to {MAX_CALLS} calls, and these are {calls}");
        return Err(Failure::usage(says, "make a proposal of each part"));
    }
    match description.len() {
        0 => Err(Failure::usage("the description is empty", "say what the proposal is for")),
        long if long > MAX_DESCRIPTION => Err(Failure::usage(
            format!("the description has {long} bytes, and a proposal takes {MAX_DESCRIPTION}"),
            "say it shorter, and name a page that says more",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_has_calls_and_says_what_it_is_for() {
        assert!(check(1, "x").is_ok() && check(MAX_CALLS, &"x".repeat(MAX_DESCRIPTION)).is_ok());
        for (calls, description) in
            [(0, "x".to_owned()), (9, "x".into()), (1, String::new()), (1, "é".repeat(129))]
        {
            assert_eq!(check(calls, &description).map_err(|failure| failure.code), Err(2));
        }
    }
}
