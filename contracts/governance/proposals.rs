//! A proposal's record: how it is made, voted on, executed and cancelled, and its status at any time.
//!
//! The status is never stored: that a passed proposal is queued, executable or expired follows from its
//! record and the time.

use ink::primitives::AccountId;
use interfaces::governance::{
    Choice, GovernanceError, GovernanceParams, Outcome, Proposal, ProposalStatus, Tally,
};
use interfaces::staking::VotingPower;
use shared::math::{part, raise};
use shared::{Amount, ArithmeticError, Rounding, Timestamp};

/// Returns the status of `proposal` at `now`. Every period includes its start and excludes its end.
pub fn status(proposal: &Proposal, now: Timestamp) -> ProposalStatus {
    match proposal.outcome {
        Outcome::Executed => return ProposalStatus::Executed,
        Outcome::Cancelled => return ProposalStatus::Cancelled,
        Outcome::Pending => {}
    }
    let Tally { for_, against, abstain } = proposal.tally;
    if now < proposal.voting_ends {
        ProposalStatus::Voting
    } else if for_.saturating_add(abstain) < proposal.quorum {
        // A sum that does not fit the type is above every quorum, and so is what it saturates to.
        ProposalStatus::NoQuorum
    } else if for_ <= against {
        ProposalStatus::Defeated
    } else if now < proposal.executable_from {
        ProposalStatus::Queued
    } else if now < proposal.expires {
        ProposalStatus::Executable
    } else {
        ProposalStatus::Expired
    }
}

/// Returns the record of a proposal made at `now` under `params` by an account with the voting power `power`.
/// Its threshold and quorum are parts of all active stake, rounded up, and at least the token's smallest
/// unit.
///
/// # Errors
/// `BelowThreshold`, `Arithmetic`.
pub fn open(
    proposer: AccountId,
    power: VotingPower,
    params: &GovernanceParams,
    now: Timestamp,
) -> Result<Proposal, GovernanceError> {
    let threshold = part(power.total, params.threshold, Rounding::Up)?.max(1);
    if power.votes < threshold {
        return Err(GovernanceError::BelowThreshold);
    }
    let after = |start: Timestamp, period| start.checked_add(period).ok_or(ArithmeticError);
    let voting_ends = after(now, params.voting_ms)?;
    let executable_from = after(voting_ends, params.timelock_ms)?;
    Ok(Proposal {
        proposer,
        proposed_at: now,
        voting_ends,
        executable_from,
        expires: after(executable_from, params.execution_ms)?,
        quorum: part(power.total, params.quorum, Rounding::Up)?.max(1),
        deposit: params.deposit,
        tally: Tally::default(),
        outcome: Outcome::Pending,
    })
}

/// Passes if the vote runs at `now`.
///
/// # Errors
/// `NotVoting`.
pub fn ensure_voting(proposal: &Proposal, now: Timestamp) -> Result<(), GovernanceError> {
    match status(proposal, now) {
        ProposalStatus::Voting => Ok(()),
        _ => Err(GovernanceError::NotVoting),
    }
}

/// Adds `votes`, in tokens, to what was counted for `choice`.
///
/// # Errors
/// `NoVotingPower`, `Arithmetic`.
pub fn count(tally: &mut Tally, choice: Choice, votes: Amount) -> Result<(), GovernanceError> {
    if votes == 0 {
        return Err(GovernanceError::NoVotingPower);
    }
    let counted = match choice {
        Choice::For => &mut tally.for_,
        Choice::Against => &mut tally.against,
        Choice::Abstain => &mut tally.abstain,
    };
    Ok(raise(counted, votes)?)
}

/// Marks `proposal` as executed at `now`.
///
/// # Errors
/// `NotExecutable`.
pub fn execute(proposal: &mut Proposal, now: Timestamp) -> Result<(), GovernanceError> {
    if status(proposal, now) != ProposalStatus::Executable {
        return Err(GovernanceError::NotExecutable);
    }
    proposal.outcome = Outcome::Executed;
    Ok(())
}

/// Marks `proposal` as cancelled at `now` by `caller`, its proposer.
///
/// # Errors
/// `NotProposer`, `NotVoting`.
pub fn cancel(proposal: &mut Proposal, caller: AccountId, now: Timestamp) -> Result<(), GovernanceError> {
    if caller != proposal.proposer {
        return Err(GovernanceError::NotProposer);
    }
    ensure_voting(proposal, now)?;
    proposal.outcome = Outcome::Cancelled;
    Ok(())
}
