//! Stakers vote on a parameter change: a higher burn on settlements.

use super::accounts;
use super::journal::Journal;
use super::observed::Net;
use super::state::{FleetState, Node};
use super::Plan;
use crate::fleet::{Fleet, Vote};
use crate::report::{Metric, VoteReport};
use anyhow::{Context, Result};
use gridshare_sdk::{AccountId, CallError};
use interfaces::governance::{Choice, GovernanceError, ProposalStatus};
use interfaces::metering::MeteringParams;
use interfaces::staking::MAX_VOTE_POOLS;
use shared::{Amount, NodeId, ProposalId, Timestamp};
use std::collections::VecDeque;

/// Progress of the vote.
pub(super) enum Voting {
    /// Nothing was proposed yet.
    Ahead,
    /// The vote runs since then; these ballots are still to be cast.
    Running(ProposalId, Timestamp, VecDeque<Ballot>),
    /// All ballots are cast; the proposal waits for its end and its timelock.
    Cast(ProposalId),
    /// Nothing is left to do.
    Over,
}

/// A vote to be cast.
pub(super) struct Ballot {
    voter: AccountId,
    choice: Choice,
    pools: Vec<NodeId>,
}

impl Voting {
    /// Takes the next step of the vote, if it is due. The vote starts in the second slot of its epoch.
    pub(super) fn step(
        &mut self,
        plan: Plan,
        net: &mut Net,
        state: &FleetState,
        journal: &mut Journal,
        slot: usize,
    ) -> Result<()> {
        let Plan { fleet, slots } = plan;
        let last = fleet.network.epochs + 1;
        let start = (fleet.proposal.epoch.min(last) as usize - 1) * slots.per_epoch + 1;
        *self = match std::mem::replace(self, Self::Over) {
            Self::Ahead if slot >= start => propose(fleet, net, state, journal, slot)?,
            Self::Running(id, since, ballots) => cast(plan, net, journal, id, since, ballots, slot)?,
            Self::Cast(id) => conclude(plan, net, journal, id, slot)?,
            unchanged => unchanged,
        };
        Ok(())
    }

    /// After the last slot: advances the chain to what the vote still waits for, until it is done.
    pub(super) fn finish(
        &mut self,
        plan: Plan,
        net: &mut Net,
        state: &FleetState,
        journal: &mut Journal,
    ) -> Result<()> {
        let slots = plan.slots;
        let mut slot = journal.report.slots;
        loop {
            let (Self::Running(id, ..) | Self::Cast(id)) = *self else { break };
            let proposal = net.view(net.suite.governance().proposal(id))?.context("the proposal")?;
            let now = net.chain.now();
            let voting = matches!(self, Self::Running(..));
            let wait = if voting || now >= proposal.executable_from { now } else { proposal.executable_from };
            net.chain.advance_to(wait);
            slot = usize::try_from(wait.saturating_sub(slots.start_ms) / slots.slot_ms)?.max(slot);
            self.step(plan, net, state, journal, slot)?;
        }
        let governance = net.suite.governance();
        for id in 0..net.view(governance.proposal_count())? {
            let proposal = net.view(governance.proposal(id))?.context("the proposal")?;
            let status = net.view(governance.status(id))?.context("the proposal")?;
            let vote = &mut journal.report.vote;
            (vote.for_, vote.against, vote.abstain) =
                (proposal.tally.for_, proposal.tally.against, proposal.tally.abstain);
            vote.quorum = proposal.quorum;
            vote.status = format!("{status:?}");
        }
        Ok(())
    }
}

/// The owner with the most stake proposes. Returns the running vote, or that it is done if that stake is too little.
fn propose(
    fleet: &Fleet,
    net: &mut Net,
    state: &FleetState,
    journal: &mut Journal,
    slot: usize,
) -> Result<Voting> {
    let current = net.view(net.suite.metering().params())?;
    let burn = fleet.proposal.burn;
    let title = format!("raise the burn on settlements from {} to {burn} bps", current.burn);
    let ballots = ballots(fleet, net, state)?;
    let call = net.suite.metering().set_params(MeteringParams { burn, ..current }).proposed();
    let mut owners = fleet.owners();
    let stake =
        |name: &str| -> Amount { fleet.nodes.iter().filter(|n| n.owner == name).map(|n| n.stake.0).sum() };
    owners.sort_by_key(|name| std::cmp::Reverse(stake(name)));
    let name = owners[0];
    let proposer = accounts::owner(name);
    net.send(proposer, net.suite.token().approve(net.suite.governance, Amount::MAX))?;
    let pools = pools_of(&state.nodes, proposer);
    let message = net.suite.governance().propose(vec![call], title.clone().into_bytes(), pools);
    let id = match net.send(proposer, message) {
        Ok(receipt) => receipt.value,
        Err(CallError::Refused { error: GovernanceError::BelowThreshold, .. }) => {
            journal.tell(net, format!("{name} has too little stake to propose to {title}"));
            journal.report.vote = VoteReport { title, status: "NotProposed".into(), ..VoteReport::default() };
            return Ok(Voting::Over);
        }
        Err(error) => return Err(error.into()),
    };
    journal.tell(net, format!("{name} proposes to {title}"));
    journal.mark(Metric::Stake, slot, "vote".into());
    journal.report.vote = VoteReport { title, ..VoteReport::default() };
    Ok(Voting::Running(id, net.chain.now(), ballots))
}

/// Returns the nodes of an owner, as many as one vote can count.
fn pools_of(nodes: &[Node], owner: AccountId) -> Vec<NodeId> {
    countable(nodes.iter().filter(|n| n.owner == owner).map(|n| n.id).collect())
}

/// Returns pools in ascending order, as many as one vote can count.
fn countable(mut pools: Vec<NodeId>) -> Vec<NodeId> {
    pools.sort_unstable();
    pools.truncate(MAX_VOTE_POOLS);
    pools
}

/// Returns the ballots of all who have voting power and want to vote, owners first.
fn ballots(fleet: &Fleet, net: &mut Net, state: &FleetState) -> Result<VecDeque<Ballot>> {
    let mut ballots: Vec<Ballot> = Vec::new();
    for name in fleet.owners() {
        let voter = accounts::owner(name);
        ballots.push(Ballot { voter, choice: Choice::For, pools: pools_of(&state.nodes, voter) });
    }
    for (of, delegator) in fleet.delegators.iter().zip(&state.delegators) {
        let choice = match of.vote {
            Vote::For => Choice::For,
            Vote::Against => Choice::Against,
            Vote::Abstain => Choice::Abstain,
            Vote::None => continue,
        };
        let pools = countable(delegator.nodes.iter().map(|n| state.nodes[*n].id).collect());
        ballots.push(Ballot { voter: delegator.account, choice, pools });
    }
    let now = net.chain.now();
    let mut able = VecDeque::new();
    for ballot in ballots {
        if has_power(net, &ballot, now)? {
            able.push_back(ballot);
        }
    }
    Ok(able)
}

/// Returns whether a voter has voting power on what was proposed at `since`.
fn has_power(net: &mut Net, ballot: &Ballot, since: Timestamp) -> Result<bool> {
    let power = net.suite.staking().voting_power(ballot.voter, ballot.pools.clone(), since);
    Ok(net.view(power)?.is_ok_and(|power| power.votes > 0))
}

/// Casts so many ballots in each slot that all are cast before the vote ends.
fn cast(
    plan: Plan,
    net: &mut Net,
    journal: &mut Journal,
    id: ProposalId,
    since: Timestamp,
    mut ballots: VecDeque<Ballot>,
    slot: usize,
) -> Result<Voting> {
    let slots = plan.slots;
    let proposal = net.view(net.suite.governance().proposal(id))?.context("the proposal")?;
    let left = proposal.voting_ends.saturating_sub(slots.start(slot)) / slots.slot_ms;
    let now = ballots.len().div_ceil(usize::try_from(left)?.max(1));
    for ballot in ballots.drain(..now) {
        // Whoever left in the meantime has no voting power.
        if has_power(net, &ballot, since)? {
            let Ballot { voter, choice, pools } = ballot;
            net.send(voter, net.suite.governance().vote(id, choice, pools))?;
            journal.report.vote.voters += 1;
        }
    }
    Ok(if ballots.is_empty() { Voting::Cast(id) } else { Voting::Running(id, since, ballots) })
}

/// Executes a proposal that passed once its timelock is over, and settles the deposit of one that ended.
fn conclude(plan: Plan, net: &mut Net, journal: &mut Journal, id: ProposalId, slot: usize) -> Result<Voting> {
    let Plan { fleet, slots } = plan;
    let governance = net.suite.governance();
    let status = net.view(governance.status(id))?.context("the proposal")?;
    match status {
        ProposalStatus::Voting | ProposalStatus::Queued => return Ok(Voting::Cast(id)),
        ProposalStatus::Executable => {
            net.send(accounts::relayer(), governance.execute(id))?;
            let burn = fleet.proposal.burn;
            journal.tell(
                net,
                format!("the vote passed and is executed: burn is {burn} bps from the next epoch on"),
            );
            let next = (slot / slots.per_epoch + 1) * slots.per_epoch;
            journal.mark(Metric::Earnings, next, format!("burn {burn} bps"));
        }
        status => journal.tell(net, format!("the vote failed: {status:?}")),
    }
    net.send(accounts::relayer(), governance.settle_deposit(id))?;
    Ok(Voting::Over)
}
