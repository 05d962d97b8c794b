//! Proposals, votes and their deposits.

use crate::network::TestNetwork;
use gridshare_sdk::AccountId;
use interfaces::governance::{Choice, Proposal, ProposalStatus, ProposedCall};
use shared::{Amount, NodeId, ProposalId};

impl TestNetwork {
    /// Proposes calls, with the stake in these pools as proof of the threshold. Returns the proposal's number.
    pub fn propose(&mut self, who: AccountId, calls: Vec<ProposedCall>, pools: &[NodeId]) -> ProposalId {
        let params = self.view(self.governance().params());
        let total = self.view(self.staking().total_active());
        let (now, next) = (self.now(), self.view(self.governance().proposal_count()));
        let (wallet, locked) = (self.wallet(who), self.view(self.governance().deposits()));
        let message = self.governance().propose(calls.clone(), b"because".to_vec(), pools.to_vec());
        let id = self.send(who, message).value;
        assert_eq!(id, next, "proposals are numbered in order");
        let proposal = self.proposal(id);
        assert_eq!((proposal.proposer, proposal.deposit), (who, params.deposit));
        assert_eq!((proposal.proposed_at, proposal.voting_ends), (now, now + params.voting_ms));
        assert_eq!(proposal.executable_from, proposal.voting_ends + params.timelock_ms);
        assert_eq!(proposal.expires, proposal.executable_from + params.execution_ms);
        assert_eq!(proposal.quorum, (total * u128::from(params.quorum)).div_ceil(10_000).max(1));
        assert_eq!(self.view(self.governance().calls(id)), calls);
        assert_eq!(self.wallet(who), wallet - params.deposit);
        assert_eq!(self.view(self.governance().deposits()), locked + params.deposit);
        assert_eq!(self.proposal_status(id), ProposalStatus::Voting);
        id
    }

    /// Votes with the stake in these pools. Returns the tokens that counted.
    pub fn vote(&mut self, who: AccountId, proposal: ProposalId, choice: Choice, pools: &[NodeId]) -> Amount {
        let terms = self.proposal(proposal);
        let mut expected = terms.tally;
        let power = self
            .view(self.staking().voting_power(who, pools.to_vec(), terms.proposed_at))
            .expect("pools ascend");
        let votes = self.send(who, self.governance().vote(proposal, choice, pools.to_vec())).value;
        assert_eq!(votes, power.votes);
        match choice {
            Choice::For => expected.for_ += votes,
            Choice::Against => expected.against += votes,
            Choice::Abstain => expected.abstain += votes,
        }
        assert_eq!(self.proposal(proposal).tally, expected);
        assert_eq!(self.view(self.governance().voted(proposal, who)), votes);
        votes
    }

    /// Executes a proposal.
    pub fn execute(&mut self, from: AccountId, proposal: ProposalId) {
        self.send(from, self.governance().execute(proposal));
        assert_eq!(self.proposal_status(proposal), ProposalStatus::Executed);
    }

    /// Settles a proposal's deposit. Returns the tokens that its proposer got back.
    pub fn settle_deposit(&mut self, from: AccountId, proposal: ProposalId) -> Amount {
        let Proposal { proposer, deposit, .. } = self.proposal(proposal);
        let (wallet, locked) = (self.wallet(proposer), self.view(self.governance().deposits()));
        let returned = self.send(from, self.governance().settle_deposit(proposal)).value;
        assert_eq!(self.wallet(proposer), wallet + returned);
        assert_eq!(self.view(self.governance().deposits()), locked - deposit);
        assert_eq!(self.proposal(proposal).deposit, 0);
        returned
    }

    /// Proposes calls, votes for them and waits until they can be executed.
    pub fn pass(&mut self, who: AccountId, calls: Vec<ProposedCall>, pools: &[NodeId]) -> ProposalId {
        let proposal = self.propose(who, calls, pools);
        self.vote(who, proposal, Choice::For, pools);
        let from = self.proposal(proposal).executable_from;
        self.wait_until(from);
        assert_eq!(self.proposal_status(proposal), ProposalStatus::Executable);
        proposal
    }

    /// Returns a proposal.
    ///
    /// # Panics
    /// When there is none of that number.
    pub fn proposal(&mut self, id: ProposalId) -> Proposal {
        self.view(self.governance().proposal(id)).expect("the proposal is there")
    }

    /// Returns a proposal's status.
    pub fn proposal_status(&mut self, id: ProposalId) -> ProposalStatus {
        self.view(self.governance().status(id)).expect("the proposal is there")
    }
}
