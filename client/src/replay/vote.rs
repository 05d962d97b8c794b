//! Stakers vote a parameter change through: a higher burn on settlements.

use super::*;
use crate::contracts::CallError;
use crate::fleet::Vote;
use crate::report::VoteReport;
use interfaces::governance::{Choice, GovernanceError, ProposalStatus};
use interfaces::metering::MeteringParams;
use interfaces::staking::MAX_VOTE_POOLS;
use shared::ProposalId;

/// How far the vote is.
pub(super) enum State {
    /// Nothing was proposed yet.
    Ahead,
    /// The vote runs since then; these still want to vote.
    Running(ProposalId, u64, VecDeque<Ballot>),
    /// The vote is over; what passed waits for its timelock.
    Over(ProposalId),
    /// Nothing is left to do.
    Done,
}

/// A vote to be cast.
pub(super) struct Ballot {
    voter: AccountId,
    choice: Choice,
    pools: Vec<NodeId>,
}

impl Replay<'_> {
    /// The next step of the vote, if it is time for one. The vote starts in the second slot of its epoch.
    pub(super) fn vote(&mut self, slot: usize) -> Result<()> {
        let last = self.fleet.network.epochs + 1;
        let start = (self.fleet.proposal.epoch.min(last) as usize - 1) * self.slots.per_epoch + 1;
        match std::mem::replace(&mut self.vote, State::Done) {
            State::Ahead if slot >= start => self.propose(slot),
            State::Running(id, since, ballots) => self.cast(id, since, ballots, slot),
            State::Over(id) => self.conclude(id, slot),
            state => {
                self.vote = state;
                Ok(())
            }
        }
    }

    /// The owner with the most stake proposes.
    fn propose(&mut self, slot: usize) -> Result<()> {
        let current = self.net.view(self.net.suite.metering().params())?;
        let burn = self.fleet.proposal.burn;
        let title = format!("raise the burn on settlements from {} to {burn} bps", current.burn);
        let ballots = self.ballots()?;
        let call = self.net.suite.metering().set_params(MeteringParams { burn, ..current }).proposed();
        let mut owners = self.fleet.owners();
        let stake = |name: &str| -> Amount {
            self.fleet.nodes.iter().filter(|n| n.owner == name).map(|n| n.stake.0).sum()
        };
        owners.sort_by_key(|name| std::cmp::Reverse(stake(name)));
        let proposer = setup::owner_account(owners[0]);
        let deposit = self.net.view(self.net.suite.governance().params())?.deposit;
        self.net.send(proposer, self.net.suite.token().approve(self.net.suite.governance, deposit))?;
        let pools = self.pools_of(owners[0]);
        let message = self.net.suite.governance().propose(vec![call], title.clone().into_bytes(), pools);
        let id = match self.net.send(proposer, message) {
            Ok(done) => done.value,
            Err(CallError::Refused { error: GovernanceError::BelowThreshold, .. }) => {
                self.tell(format!("{} has too little stake to propose to {title}", owners[0]));
                self.report.vote =
                    VoteReport { title, status: "NotProposed".into(), ..VoteReport::default() };
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        self.tell(format!("{} proposes to {title}", owners[0]));
        self.mark(Metric::Stake, slot, "vote".into());
        self.report.vote = VoteReport { title, ..VoteReport::default() };
        self.vote = State::Running(id, self.net.chain.now(), ballots);
        Ok(())
    }

    /// Nodes of an owner, as many as one vote can count.
    fn pools_of(&self, owner: &str) -> Vec<NodeId> {
        let owner = setup::owner_account(owner);
        let mut pools: Vec<NodeId> = self.nodes.iter().filter(|n| n.owner == owner).map(|n| n.id).collect();
        pools.sort_unstable();
        pools.truncate(MAX_VOTE_POOLS);
        pools
    }

    /// Everybody who can vote and wants to: owners first.
    fn ballots(&mut self) -> Result<VecDeque<Ballot>> {
        let mut ballots: Vec<Ballot> = Vec::new();
        for name in self.fleet.owners() {
            let pools = self.pools_of(name);
            ballots.push(Ballot { voter: setup::owner_account(name), choice: Choice::For, pools });
        }
        for (of, delegator) in self.fleet.delegators.iter().zip(&self.delegators) {
            let choice = match of.vote {
                Vote::For => Choice::For,
                Vote::Against => Choice::Against,
                Vote::Abstain => Choice::Abstain,
                Vote::None => continue,
            };
            let mut pools: Vec<NodeId> = delegator.nodes.iter().map(|n| self.nodes[*n].id).collect();
            pools.sort_unstable();
            pools.truncate(MAX_VOTE_POOLS);
            ballots.push(Ballot { voter: delegator.account, choice, pools });
        }
        let now = self.net.chain.now();
        let mut able = VecDeque::new();
        for ballot in ballots {
            let asked = self.net.suite.staking().voting_power(ballot.voter, ballot.pools.clone(), now);
            if self.net.view(asked)?.is_ok_and(|power| power.votes > 0) {
                able.push_back(ballot);
            }
        }
        Ok(able)
    }

    /// Casts so many votes in each slot that all are in before the vote ends.
    fn cast(&mut self, id: ProposalId, since: u64, mut ballots: VecDeque<Ballot>, slot: usize) -> Result<()> {
        let proposal = self.net.view(self.net.suite.governance().proposal(id))?.context("the proposal")?;
        let left = proposal.voting_ends.saturating_sub(self.slots.start(slot)) / self.slots.slot_ms;
        let now = ballots.len().div_ceil(usize::try_from(left)?.max(1));
        for Ballot { voter, choice, pools } in ballots.drain(..now) {
            // Whoever left in the meantime has no say.
            let asked = self.net.suite.staking().voting_power(voter, pools.clone(), since);
            if self.net.view(asked)?.is_ok_and(|power| power.votes > 0) {
                self.net.send(voter, self.net.suite.governance().vote(id, choice, pools))?;
                self.report.vote.voters += 1;
            }
        }
        self.vote = if ballots.is_empty() { State::Over(id) } else { State::Running(id, since, ballots) };
        Ok(())
    }

    /// Executes what passed once its timelock is over, and settles the deposit of what ended.
    fn conclude(&mut self, id: ProposalId, slot: usize) -> Result<()> {
        let governance = self.net.suite.governance();
        let status = self.net.view(governance.status(id))?.context("the proposal")?;
        match status {
            ProposalStatus::Voting | ProposalStatus::Queued => {
                self.vote = State::Over(id);
                return Ok(());
            }
            ProposalStatus::Executable => {
                self.net.send(setup::carrier(), governance.execute(id))?;
                let burn = self.fleet.proposal.burn;
                self.tell(format!(
                    "the vote passed and is executed: burn is {burn} bps from the next epoch on"
                ));
                let next = (slot / self.slots.per_epoch + 1) * self.slots.per_epoch;
                self.mark(Metric::Earnings, next, format!("burn {burn} bps"));
            }
            status => self.tell(format!("the vote failed: {status:?}")),
        }
        self.net.send(setup::carrier(), governance.settle_deposit(id))?;
        Ok(())
    }

    /// After the last slot: waits for what the vote still needs.
    pub(super) fn conclude_vote(&mut self) -> Result<()> {
        let mut slot = self.report.slots;
        loop {
            let (State::Running(id, ..) | State::Over(id)) = self.vote else { break };
            let proposal =
                self.net.view(self.net.suite.governance().proposal(id))?.context("the proposal")?;
            let now = self.net.chain.now();
            let voting = matches!(self.vote, State::Running(..));
            let wait = if voting || now >= proposal.executable_from { now } else { proposal.executable_from };
            self.net.chain.advance_to(wait);
            slot = usize::try_from(wait.saturating_sub(self.slots.start_ms) / self.slots.slot_ms)?.max(slot);
            self.vote(slot)?;
        }
        let governance = self.net.suite.governance();
        for id in 0..self.net.view(governance.proposal_count())? {
            let proposal = self.net.view(governance.proposal(id))?.context("the proposal")?;
            let status = self.net.view(governance.status(id))?.context("the proposal")?;
            let vote = &mut self.report.vote;
            (vote.for_, vote.against, vote.abstain) =
                (proposal.tally.for_, proposal.tally.against, proposal.tally.abstain);
            vote.quorum = proposal.quorum;
            vote.status = format!("{status:?}");
        }
        Ok(())
    }
}
