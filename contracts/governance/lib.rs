//! Governance: those who stake propose, vote and, after a timelock, have calls made to the suite.
//!
//! It owns every contract of the suite and is owned by nobody: its own parameters change by proposal too.
//! The tokens it holds are the treasury, less the deposits of proposals that are not settled. It calls
//! staking (voting power), the token (deposits) and whatever contract of the suite a proposal names.
//!
//! - `proposals`: a proposal's life, and how it stands as a pure function of its record and the time;
//! - `calls`: what a proposal may call;
//! - `peers`: the outbound calls.
//!
//! A message that a proposal calls has to return a `Result`, as all messages do that change something in
//! the suite: nothing else could say that it failed.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
mod peers;
mod proposals;

#[ink::contract]
mod governance {
    use crate::{calls, peers, proposals};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::{Lazy, Mapping};
    use interfaces::governance::{
        Call, Choice, GovernanceConfig, GovernanceError, GovernanceParams, Proposal,
        ProposalStatus, Suite,
    };
    use shared::math::{add, sub};
    use shared::{Amount, ArithmeticError, NodeId, ProposalId};

    /// A proposal was made, and its vote has begun.
    #[ink(event)]
    pub struct Proposed {
        /// Its number.
        pub proposal: ProposalId,
        /// Who made it.
        pub proposer: AccountId,
        /// When its vote ends.
        pub voting_ends: u64,
        /// What it is for, in the proposer's words. Kept nowhere else.
        pub description: Vec<u8>,
    }

    /// Somebody voted.
    #[ink(event)]
    pub struct Voted {
        /// On this proposal.
        pub proposal: ProposalId,
        /// Who.
        pub voter: AccountId,
        /// How.
        pub choice: Choice,
        /// With how much stake.
        pub votes: Amount,
    }

    /// A proposal's calls were made.
    #[ink(event)]
    pub struct Executed {
        /// Its number.
        pub proposal: ProposalId,
    }

    /// A proposal was taken back.
    #[ink(event)]
    pub struct Cancelled {
        /// Its number.
        pub proposal: ProposalId,
    }

    /// A proposal's deposit is no longer locked.
    #[ink(event)]
    pub struct DepositSettled {
        /// The proposal.
        pub proposal: ProposalId,
        /// What went back to its proposer.
        pub returned: Amount,
        /// What the treasury kept.
        pub kept: Amount,
    }

    /// Parameters for new proposals have changed.
    #[ink(event)]
    pub struct ParamsChanged {
        /// From these.
        pub previous: GovernanceParams,
        /// To these.
        pub current: GovernanceParams,
    }

    /// The suite stands in the root because every message needs some of it: a few bytes more in an item
    /// that is read anyway cost less than another item.
    #[ink(storage)]
    pub struct Governance {
        proposal_count: ProposalId,
        deposits: Amount,
        suite: Suite,
        params: Lazy<GovernanceParams, ManualKey<0x6000_0001>>,
        proposals: Mapping<ProposalId, Proposal, ManualKey<0x6000_0002>>,
        calls: Mapping<ProposalId, Vec<Call>, ManualKey<0x6000_0003>>,
        votes: Mapping<(ProposalId, AccountId), Amount, ManualKey<0x6000_0004>>,
    }

    impl Governance {
        /// Governs `config.suite`, of which it then takes up the ownership that is offered to it.
        ///
        /// # Errors
        /// `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: GovernanceConfig) -> Result<Self, GovernanceError> {
            config.params.check()?;
            let mut params = Lazy::new();
            params.set(&config.params);
            Ok(Self {
                proposal_count: 0,
                deposits: 0,
                suite: config.suite,
                params,
                proposals: Mapping::new(),
                calls: Mapping::new(),
                votes: Mapping::new(),
            })
        }

        fn find(&self, proposal: ProposalId) -> Result<Proposal, GovernanceError> {
            self.proposals.get(proposal).ok_or(GovernanceError::UnknownProposal)
        }

        fn current_params(&self) -> GovernanceParams {
            self.params.get().expect("the constructor stores them and nothing removes them")
        }

        /// Makes one call of a proposal; one to governance itself without leaving it.
        fn make(&mut self, call: &Call, own: AccountId) -> Result<bool, GovernanceError> {
            if call.callee != own {
                return peers::is_ok(call);
            }
            let current = calls::own_params(call)?;
            let previous = self.current_params();
            self.params.set(&current);
            self.env().emit_event(ParamsChanged { previous, current });
            Ok(true)
        }

        fn count_vote(
            &mut self,
            proposal: ProposalId,
            choice: Choice,
            pools: &[NodeId],
        ) -> Result<Amount, GovernanceError> {
            let voter = self.env().caller();
            let mut found = self.find(proposal)?;
            proposals::ensure_voting(&found, self.env().block_timestamp())?;
            // The stake is what there is to store.
            let votes = peers::voting_power(&self.suite, voter, pools)?.votes;
            proposals::count(&mut found.tally, choice, votes)?;
            self.proposals.insert(proposal, &found);
            // Writing tells whether there was a vote before; the error undoes both writes.
            if self.votes.insert((proposal, voter), &votes).is_some() {
                return Err(GovernanceError::AlreadyVoted);
            }
            self.env().emit_event(Voted { proposal, voter, choice, votes });
            Ok(votes)
        }
    }

    /// Ends a message that left the root as it was. Otherwise the root would be written back, as after every
    /// message that takes `&mut self`.
    fn finish<T: ink::scale::Encode>(result: Result<T, GovernanceError>) -> Result<T, GovernanceError> {
        #[cfg(not(feature = "std"))]
        {
            let mut flags = ink::env::ReturnFlags::empty();
            flags.set(ink::env::ReturnFlags::REVERT, result.is_err());
            ink::env::return_value(flags, &ink::MessageResult::Ok(result))
        }
        #[cfg(feature = "std")]
        result
    }

    impl interfaces::governance::Governance for Governance {
        #[ink(message)]
        fn take_ownership(&mut self, of: AccountId) -> Result<(), GovernanceError> {
            if !calls::in_suite(&self.suite, of) {
                return Err(GovernanceError::ForbiddenCall);
            }
            peers::accept_ownership(of)
        }

        #[ink(message)]
        fn set_params(&mut self, _params: GovernanceParams) -> Result<(), GovernanceError> {
            // Governance cannot call itself through the chain, so this caller is somebody else.
            Err(GovernanceError::NotOwner)
        }

        #[ink(message)]
        fn propose(
            &mut self,
            calls: Vec<Call>,
            description: Vec<u8>,
            pools: Vec<NodeId>,
        ) -> Result<ProposalId, GovernanceError> {
            let (proposer, own) = (self.env().caller(), self.env().account_id());
            calls::check(&calls, &description, &self.suite, own)?;
            // The stake decides whether there is anything to store.
            let power = peers::voting_power(&self.suite, proposer, &pools)?;
            let params = self.current_params();
            let made = proposals::open(proposer, power, &params, self.env().block_timestamp())?;

            let proposal = self.proposal_count;
            self.proposal_count = proposal.checked_add(1).ok_or(ArithmeticError)?;
            self.deposits = add(self.deposits, made.deposit)?;
            self.proposals.insert(proposal, &made);
            self.calls.insert(proposal, &calls);
            peers::take(&self.suite, proposer, own, made.deposit)?;
            let voting_ends = made.voting_ends;
            self.env().emit_event(Proposed { proposal, proposer, voting_ends, description });
            Ok(proposal)
        }

        #[ink(message)]
        fn vote(
            &mut self,
            proposal: ProposalId,
            choice: Choice,
            pools: Vec<NodeId>,
        ) -> Result<Amount, GovernanceError> {
            finish(self.count_vote(proposal, choice, &pools))
        }

        #[ink(message)]
        fn execute(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            let own = self.env().account_id();
            let mut found = self.find(proposal)?;
            proposals::execute(&mut found, self.env().block_timestamp())?;
            self.proposals.insert(proposal, &found);
            let calls = self.calls.get(proposal).ok_or(GovernanceError::UnknownProposal)?;
            for (index, call) in (0..).zip(&calls) {
                if self.make(call, own) != Ok(true) {
                    return Err(GovernanceError::CallFailed(index));
                }
            }
            // Not only the token's own messages spend: others of the suite take what they are allowed.
            if calls.iter().any(|call| call.callee != own)
                && peers::balance_of(&self.suite, own)? < self.deposits
            {
                return Err(GovernanceError::DepositsTouched);
            }
            self.env().emit_event(Executed { proposal });
            Ok(())
        }

        #[ink(message)]
        fn cancel(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            let mut found = self.find(proposal)?;
            let now = self.env().block_timestamp();
            proposals::cancel(&mut found, self.env().caller(), now)?;
            self.proposals.insert(proposal, &found);
            self.env().emit_event(Cancelled { proposal });
            Ok(())
        }

        #[ink(message)]
        fn settle_deposit(&mut self, proposal: ProposalId) -> Result<Amount, GovernanceError> {
            let mut found = self.find(proposal)?;
            let proposals::Unlocked { returned, kept } =
                proposals::settle(&mut found, self.env().block_timestamp())?;
            // One of the two is zero.
            self.deposits = sub(self.deposits, returned.max(kept))?;
            self.proposals.insert(proposal, &found);
            if returned > 0 {
                peers::pay(&self.suite, found.proposer, returned)?;
            }
            self.env().emit_event(DepositSettled { proposal, returned, kept });
            Ok(returned)
        }

        #[ink(message)]
        fn proposal(&self, proposal: ProposalId) -> Option<Proposal> {
            self.proposals.get(proposal)
        }

        #[ink(message)]
        fn calls(&self, proposal: ProposalId) -> Vec<Call> {
            self.calls.get(proposal).unwrap_or_default()
        }

        #[ink(message)]
        fn status(&self, proposal: ProposalId) -> Option<ProposalStatus> {
            let found = self.proposals.get(proposal)?;
            Some(proposals::status(&found, self.env().block_timestamp()))
        }

        #[ink(message)]
        fn proposal_count(&self) -> ProposalId {
            self.proposal_count
        }

        #[ink(message)]
        fn voted(&self, proposal: ProposalId, voter: AccountId) -> Amount {
            self.votes.get((proposal, voter)).unwrap_or_default()
        }

        #[ink(message)]
        fn deposits(&self) -> Amount {
            self.deposits
        }

        #[ink(message)]
        fn params(&self) -> GovernanceParams {
            self.current_params()
        }

        #[ink(message)]
        fn suite(&self) -> Suite {
            self.suite
        }
    }
}
