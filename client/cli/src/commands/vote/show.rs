//! Proposals: those on which something can still be done, or one with all that there is to know.

use super::calls::{self, Told};
use super::description;
use super::pools::share;
use crate::commands::param::wrap;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{list, paint, table, Answer, Colour};
use crate::show::{rough, when};
use gridshare_sdk::words::part;
use interfaces::governance::{Proposal, ProposalStatus, Tally};
use serde_json::{json, Value};
use shared::{Amount, ProposalId, Timestamp};

/// Lists proposals, the latest first.
///
/// # Errors
/// When the chain cannot be asked.
pub fn list_all(ctx: &mut Context, all: bool) -> anyhow::Result<()> {
    let count = ctx.view(ctx.suite().governance().proposal_count())?;
    let now = ctx.now()?;
    let (mut rows, mut told) = (Vec::new(), Vec::new());
    for id in (0..count).rev() {
        let Some((proposal, status)) = read(ctx, id)? else { continue };
        if !all && !is_live(&proposal, status) {
            continue;
        }
        let calls = ctx.view(ctx.suite().governance().calls(id))?;
        let calls = calls::tell(ctx, &calls)?;
        rows.push([
            id.to_string(),
            painted(status),
            summary(&calls),
            ctx.tokens(proposal.tally.for_),
            ctx.tokens(proposal.tally.against),
            turns(&proposal, status).and_then(|at| at.checked_sub(now)).map(rough).unwrap_or_default(),
        ]);
        told.push(in_json(ctx, id, &proposal, status, &calls));
    }
    let text = match (rows.is_empty(), all, count) {
        (true, _, 0) => "There is no proposal yet.".to_owned(),
        (true, ..) => "Nothing to vote on, to execute or to settle; see all with --all.".to_owned(),
        (false, ..) => table([">id", "status", "would call", ">for", ">against", "for another"], rows),
    };
    ctx.print(&Answer::new(text, json!({ "proposals": told, "count": count })))
}

fn read(ctx: &mut Context, id: ProposalId) -> anyhow::Result<Option<(Proposal, ProposalStatus)>> {
    let governance = ctx.suite().governance();
    let (proposal, status) = (ctx.view(governance.proposal(id))?, ctx.view(governance.status(id))?);
    Ok(proposal.zip(status))
}

/// Returns whether anything can still be done with a proposal.
fn is_live(proposal: &Proposal, status: ProposalStatus) -> bool {
    use ProposalStatus::{Executable, Queued, Voting};
    matches!(status, Voting | Queued | Executable) || proposal.deposit > 0
}

/// Says what a proposal would call, in a few words.
fn summary(calls: &[Told]) -> String {
    match calls {
        [] => String::new(),
        [call] => call.name(),
        [first, rest @ ..] => format!("{} +{}", first.name(), rest.len()),
    }
}

fn name(status: ProposalStatus) -> &'static str {
    match status {
        ProposalStatus::Voting => "voting",
        ProposalStatus::NoQuorum => "no quorum",
        ProposalStatus::Defeated => "defeated",
        ProposalStatus::Queued => "queued",
        ProposalStatus::Executable => "executable",
        ProposalStatus::Expired => "expired",
        ProposalStatus::Executed => "executed",
        ProposalStatus::Cancelled => "cancelled",
    }
}

fn painted(status: ProposalStatus) -> String {
    let colour = match status {
        ProposalStatus::Voting | ProposalStatus::Queued => Colour::Yellow,
        ProposalStatus::Executable | ProposalStatus::Executed => Colour::Green,
        ProposalStatus::NoQuorum | ProposalStatus::Defeated | ProposalStatus::Expired => Colour::Red,
        ProposalStatus::Cancelled => Colour::Grey,
    };
    paint(name(status), colour)
}

/// Returns when a status changes by itself, if it does.
fn turns(proposal: &Proposal, status: ProposalStatus) -> Option<Timestamp> {
    match status {
        ProposalStatus::Voting => Some(proposal.voting_ends),
        ProposalStatus::Queued => Some(proposal.executable_from),
        ProposalStatus::Executable => Some(proposal.expires),
        _ => None,
    }
}

/// Says what to do next with a proposal; `voted` is the stake with which whoever asks voted.
fn next(
    id: ProposalId,
    proposal: &Proposal,
    status: ProposalStatus,
    voted: Amount,
    now: Timestamp,
) -> String {
    let settle = match proposal.deposit {
        0 => "nothing".to_owned(),
        _ => format!("unlock its deposit: gridshare vote settle-deposit {id}"),
    };
    match status {
        ProposalStatus::Voting if voted > 0 => "you voted; wait until the vote ends".to_owned(),
        ProposalStatus::Voting => format!("gridshare vote cast {id} for, or against, or abstain"),
        ProposalStatus::Queued => {
            format!("wait until it can be executed, {}", when(proposal.executable_from, now))
        }
        ProposalStatus::Executable => format!("gridshare vote execute {id}"),
        _ => settle,
    }
}

/// Shows a proposal.
///
/// # Errors
/// When there is none of that number.
pub fn show(ctx: &mut Context, id: ProposalId) -> anyhow::Result<()> {
    let governance = ctx.suite().governance();
    let Some((proposal, status)) = read(ctx, id)? else {
        let next = Some("see all: gridshare vote list --all".to_owned());
        return Err(Failure { next, ..Failure::failed(format!("there is no proposal {id}")) }.into());
    };
    let calls = ctx.view(governance.calls(id))?;
    let calls = calls::tell(ctx, &calls)?;
    let description = description::of(ctx, id, proposal.proposed_at);
    let now = ctx.now()?;
    let voter = ctx.from().ok();
    let voted = voter.map(|voter| ctx.view(governance.voted(id, voter))).transpose()?;
    let next = next(id, &proposal, status, voted.unwrap_or(0), now);
    let mut rows = vec![
        ("proposal", format!("{id}, {}", painted(status))),
        (
            "for",
            wrap(description.as_deref().unwrap_or("what for, this node does not keep any more"), 66)
                .join("\n"),
        ),
        ("proposer", ctx.namer().account(&proposal.proposer)),
    ];
    rows.extend(votes(ctx, &proposal));
    rows.extend(times(&proposal, status, now));
    let deposit = match proposal.deposit {
        0 => "settled".to_owned(),
        amount => format!("{} locked", ctx.tokens(amount)),
    };
    rows.push(("deposit", deposit));
    if let Some(voted) = voted {
        let says = match voted {
            0 => "no vote".to_owned(),
            voted => format!("voted with {}", ctx.tokens(voted)),
        };
        rows.push(("you", says));
    }
    rows.push(("next", next.clone()));
    let namer = ctx.namer();
    let told: Vec<String> =
        (1..).zip(&calls).map(|(n, call)| format!("{n}. {}", call.text(&namer))).collect();
    let calls_are = if status == ProposalStatus::Executed { "It called" } else { "It would call" };
    let text = format!("{}\n\n{calls_are}\n{}", list(rows), told.join("\n"));
    let mut json = in_json(ctx, id, &proposal, status, &calls);
    json["description"] = json!(description);
    json["voted"] = json!(voted.map(|voted| voted.to_string()));
    json["next"] = json!(next);
    ctx.print(&Answer::new(text, json))
}

/// Says how the votes stand.
fn votes(ctx: &Context, proposal: &Proposal) -> Vec<(&'static str, String)> {
    let Tally { for_, against, abstain } = proposal.tally;
    let all = for_.saturating_add(against).saturating_add(abstain);
    let line = |votes| format!("{}, {}", ctx.tokens(votes), part(share(votes, all)));
    let present = for_.saturating_add(abstain);
    let quorum = match present >= proposal.quorum {
        true => format!("reached: {} of {}", ctx.tokens(present), ctx.tokens(proposal.quorum)),
        false => format!(
            "{} of {} so far; for and abstain count",
            ctx.tokens(present),
            ctx.tokens(proposal.quorum)
        ),
    };
    vec![
        ("votes for", line(for_)),
        ("against", line(against)),
        ("abstain", line(abstain)),
        ("quorum", quorum),
    ]
}

/// Says when what happens.
fn times(proposal: &Proposal, status: ProposalStatus, now: Timestamp) -> Vec<(&'static str, String)> {
    let vote = ("vote", format!("until {}", when(proposal.voting_ends, now)));
    let execution = [
        ("executable", format!("from {}", when(proposal.executable_from, now))),
        ("expires", when(proposal.expires, now)),
    ];
    match status {
        ProposalStatus::Voting | ProposalStatus::Queued | ProposalStatus::Executable => {
            [vec![vote], execution.into()].concat()
        }
        _ => vec![vote],
    }
}

fn in_json(
    ctx: &Context,
    id: ProposalId,
    proposal: &Proposal,
    status: ProposalStatus,
    calls: &[Told],
) -> Value {
    let Tally { for_, against, abstain } = proposal.tally;
    json!({
        "proposal": id,
        "status": name(status),
        "proposer": ctx.namer().address(&proposal.proposer),
        "proposed_at": proposal.proposed_at,
        "voting_ends": proposal.voting_ends,
        "executable_from": proposal.executable_from,
        "expires": proposal.expires,
        "for": for_.to_string(),
        "against": against.to_string(),
        "abstain": abstain.to_string(),
        "quorum": proposal.quorum.to_string(),
        "deposit": proposal.deposit.to_string(),
        "calls": calls.iter().map(Told::json).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::governance::Outcome;

    fn proposal(deposit: Amount) -> Proposal {
        Proposal {
            proposer: [1; 32].into(),
            proposed_at: 0,
            voting_ends: 10,
            executable_from: 20,
            expires: 30,
            quorum: 5,
            deposit,
            tally: Tally::default(),
            outcome: Outcome::Pending,
        }
    }

    #[test]
    fn every_status_says_what_to_do() {
        use ProposalStatus::{Cancelled, Executable, Executed, NoQuorum, Queued, Voting};
        for (status, deposit, voted, says) in [
            (Voting, 1, 0, "gridshare vote cast 3 for"),
            (Voting, 1, 5, "you voted"),
            (Queued, 1, 5, "wait until it can be executed"),
            (Executable, 1, 0, "gridshare vote execute 3"),
            (Executed, 1, 0, "gridshare vote settle-deposit 3"),
            (NoQuorum, 1, 0, "gridshare vote settle-deposit 3"),
            (Cancelled, 0, 0, "nothing"),
        ] {
            let next = next(3, &proposal(deposit), status, voted, 15);
            assert!(next.contains(says), "{status:?}: {next}");
        }
    }

    #[test]
    fn proposals_are_listed_until_nothing_is_left_to_do() {
        assert!(is_live(&proposal(0), ProposalStatus::Executable));
        assert!(is_live(&proposal(1), ProposalStatus::Defeated), "its deposit can be settled");
        assert!(!is_live(&proposal(0), ProposalStatus::Defeated));
    }

    #[test]
    fn a_status_ends_at_its_time() {
        use ProposalStatus::{Executable, Executed, Queued, Voting};
        let ends = [Voting, Queued, Executable, Executed].map(|status| turns(&proposal(1), status));
        assert_eq!(ends, [Some(10), Some(20), Some(30), None]);
    }
}
