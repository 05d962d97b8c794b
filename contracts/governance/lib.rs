//! Governance: those who stake propose, vote and, after a timelock, have calls made to the suite.
//!
//! It owns every contract of the suite and is owned by nobody: its own parameters change by proposal too.
//! The tokens it holds are the treasury, less the deposits of proposals that are not settled. It calls
//! staking (voting power), the token (deposits) and whatever contract of the suite a proposal names.
//!
//! - `events`: its events;
//! - `proposals`: a proposal's record, and its status as a pure function of the record and the time;
//! - `calls`: what a proposal may call, and in which order its calls are made;
//! - `deposits`: who gets a proposal's deposit, and that no proposal spends another's.
//!
//! A message that a proposal calls has to return a `Result`, as every message of the suite does that changes
//! state: without one, nothing would tell that the call failed.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod calls;
mod deposits;
mod events;
mod proposals;
#[cfg(test)]
mod unit_tests;

#[ink::contract]
mod governance {
    use crate::events::{Cancelled, DepositSettled, Executed, ParamsChanged, Proposed, Voted};
    use crate::{calls, deposits, proposals};
    use ink::prelude::boxed::Box;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Mapping;
    use interfaces::governance::{
        Choice, GovernanceConfig, GovernanceError, GovernanceParams, GovernedContracts, Proposal,
        ProposalStatus, ProposedCall,
    };
    use interfaces::staking::{StakingError, VotingPower};
    use kit::bytes::Encoded;
    use kit::calls::Call;
    use kit::peers::{ownable, staking, token};
    use kit::{answer, emit_plain, finish, storage};
    use shared::math::{lower, raise};
    use shared::{Amount, ArithmeticError, NodeId, ProposalId};

    /// The governed contracts and the parameters stand in the root, which every message reads: some 300 bytes
    /// more there cost less than another item. Votes, cancelling and nearly every execution leave it as it
    /// was, and do not write it.
    #[ink(storage)]
    pub struct Governance {
        /// How many proposals were ever made.
        pub(crate) proposal_count: ProposalId,
        /// Locked deposits of all proposals, in tokens.
        pub(crate) deposits: Amount,
        /// The contracts it governs.
        suite: GovernedContracts,
        /// Parameters for new proposals.
        params: GovernanceParams,
        /// Every proposal ever made.
        pub(crate) proposals: Mapping<ProposalId, Proposal, ManualKey<0x6000_0002>>,
        /// The calls of every proposal, apart from its record: up to 8.5 KB that each vote would read and write.
        pub(crate) calls: Mapping<ProposalId, Vec<ProposedCall>, ManualKey<0x6000_0003>>,
        /// The stake with which an account voted on a proposal, in tokens. Written without having been read.
        votes: Mapping<(ProposalId, AccountId), Amount, ManualKey<0x6000_0004>>,
    }

    impl Governance {
        /// Starts to govern `config.suite`, whose ownership has then to be offered to it and taken with
        /// `take_ownership`.
        ///
        /// # Errors
        /// `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: GovernanceConfig) -> Result<Self, GovernanceError> {
            calls::ensure_in_bounds(&config.params)?;
            Ok(Self {
                proposal_count: 0,
                deposits: 0,
                suite: config.suite,
                params: config.params,
                proposals: Mapping::new(),
                calls: Mapping::new(),
                votes: Mapping::new(),
            })
        }

        /// Reads a proposal's record. Boxed, because passing a pointer on takes less code than moving it.
        fn find(&self, proposal: ProposalId) -> Result<Box<Proposal>, GovernanceError> {
            self.read(proposal).ok_or(GovernanceError::UnknownProposal)
        }

        #[inline(never)]
        fn read(&self, proposal: ProposalId) -> Option<Box<Proposal>> {
            storage::get(&self.proposals, proposal).map(Box::new)
        }

        /// Writes a proposal's record.
        #[inline(never)]
        fn put(&mut self, proposal: ProposalId, record: &Proposal) {
            storage::insert(&mut self.proposals, proposal, record);
        }

        /// Asks staking for the active stake of `account` in `pools`, without pools that it took over at
        /// `since` or later.
        fn voting_power(
            &self,
            account: &AccountId,
            pools: &[NodeId],
            since: Timestamp,
        ) -> Result<VotingPower, GovernanceError> {
            let call = staking::voting_power(account, pools, since);
            call.or_else(self.suite.staking.as_ref(), |error| match error {
                StakingError::InvalidPools => GovernanceError::InvalidPools,
                _ => GovernanceError::PeerFailed,
            })
        }

        /// Writes a new proposal and counts its deposit as locked. Returns its number.
        fn add_proposal(
            &mut self,
            made: &Proposal,
            calls: Vec<ProposedCall>,
        ) -> Result<ProposalId, GovernanceError> {
            let proposal = self.proposal_count;
            self.proposal_count = proposal.checked_add(1).ok_or(ArithmeticError)?;
            raise(&mut self.deposits, made.deposit)?;
            self.put(proposal, made);
            storage::insert(&mut self.calls, proposal, &calls);
            Ok(proposal)
        }

        /// Counts the caller's stake in `pools`. Returns it, in tokens.
        fn cast_vote(
            &mut self,
            proposal: ProposalId,
            choice: Choice,
            pools: &[NodeId],
        ) -> Result<Amount, GovernanceError> {
            let (voter, now) = (self.env().caller(), self.env().block_timestamp());
            let mut found = self.find(proposal)?;
            proposals::ensure_voting(&found, now)?;
            // Staking is asked before anything is written, because its answer is what is written.
            let votes = self.voting_power(&voter, pools, found.proposed_at)?.votes;
            proposals::count(&mut found.tally, choice, votes)?;
            self.put(proposal, &found);
            // Writing tells whether there was a vote before; the error undoes both writes.
            if self.votes.insert((proposal, voter), &votes).is_some() {
                return Err(GovernanceError::AlreadyVoted);
            }
            emit_plain(Voted { proposal, voter, choice, votes });
            Ok(votes)
        }

        /// Makes a passed proposal's calls. Returns whether one of them changed the parameters.
        fn execute_proposal(&mut self, proposal: ProposalId) -> Result<bool, GovernanceError> {
            let (own, now) = (self.env().account_id(), self.env().block_timestamp());
            let mut found = self.find(proposal)?;
            proposals::execute(&mut found, now)?;
            self.put(proposal, &found);
            let calls = storage::get(&self.calls, proposal).ok_or(GovernanceError::UnknownProposal)?;
            // Not only the token's own messages spend: other contracts take what they are allowed.
            let may_spend = calls::any_outbound(&calls, &own);
            let sets_params = calls::any_own(&calls, &own);
            calls::make_in_order(calls, |call| self.make(call, &own))?;
            if may_spend {
                let balance = token::balance_of(self.suite.token.as_ref(), &own)?;
                deposits::ensure_untouched(balance, self.deposits)?;
            }
            emit_plain(Executed { proposal });
            Ok(sets_params)
        }

        /// Makes one call of a proposal: to governance itself without leaving it, to any other contract as it
        /// was proposed. Returns whether it succeeded. A message that returns nothing counts as failed: it
        /// could not have told that it did.
        fn make(&mut self, call: ProposedCall, own: &AccountId) -> bool {
            if call.callee != *own {
                let sent = Call::<(), ()>::new(call.selector, Encoded(call.arguments));
                return sent.send(call.callee.as_ref()).is_ok_and(|reply| reply.is_ok());
            }
            let Ok(current) = calls::own_params(&call) else {
                return false;
            };
            let previous = core::mem::replace(&mut self.params, current.clone());
            emit_plain(ParamsChanged { previous, current });
            true
        }

        /// Cancels a proposal of the caller's.
        fn cancel_proposal(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            let (caller, now) = (self.env().caller(), self.env().block_timestamp());
            let mut found = self.find(proposal)?;
            proposals::cancel(&mut found, caller, now)?;
            self.put(proposal, &found);
            emit_plain(Cancelled { proposal });
            Ok(())
        }
    }

    impl interfaces::governance::Governance for Governance {
        // ---- administration ----

        #[ink(message)]
        fn take_ownership(&mut self, of: AccountId) -> Result<(), GovernanceError> {
            finish(if calls::in_suite(&self.suite, &of) {
                ownable::accept_ownership().or(of.as_ref(), GovernanceError::NotOffered)
            } else {
                Err(GovernanceError::ForbiddenCall)
            })
        }

        #[ink(message)]
        fn set_params(&mut self, _params: GovernanceParams) -> Result<(), GovernanceError> {
            // A proposal sets parameters without this message, so its caller is never governance.
            finish(Err(GovernanceError::NotOwner))
        }

        // ---- voters ----

        #[ink(message)]
        fn propose(
            &mut self,
            calls: Vec<ProposedCall>,
            description: Vec<u8>,
            pools: Vec<NodeId>,
        ) -> Result<ProposalId, GovernanceError> {
            let (proposer, own) = (self.env().caller(), self.env().account_id());
            let now = self.env().block_timestamp();
            calls::check(&calls, &description, &self.suite, &own)?;
            // Staking is asked before anything is written: the stake decides whether anything is.
            let power = self.voting_power(&proposer, &pools, now)?;
            let made = proposals::open(proposer, power, &self.params, now)?;
            let proposal = self.add_proposal(&made, calls)?;
            let deposit = token::transfer_from(&proposer, &own, made.deposit);
            deposit.or(self.suite.token.as_ref(), GovernanceError::TransferFailed)?;
            let voting_ends = made.voting_ends;
            emit_plain(Proposed { proposal, proposer, voting_ends, description });
            Ok(proposal)
        }

        #[ink(message)]
        fn vote(
            &mut self,
            proposal: ProposalId,
            choice: Choice,
            pools: Vec<NodeId>,
        ) -> Result<Amount, GovernanceError> {
            finish(self.cast_vote(proposal, choice, &pools))
        }

        #[ink(message)]
        fn execute(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            match self.execute_proposal(proposal) {
                Ok(true) => Ok(()),
                done => finish(done.map(|_| ())),
            }
        }

        #[ink(message)]
        fn cancel(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            finish(self.cancel_proposal(proposal))
        }

        #[ink(message)]
        fn settle_deposit(&mut self, proposal: ProposalId) -> Result<Amount, GovernanceError> {
            let mut found = self.find(proposal)?;
            let unlocked = deposits::settle(&mut found, self.env().block_timestamp())?;
            lower(&mut self.deposits, unlocked.total())?;
            self.put(proposal, &found);
            let deposits::Unlocked { returned, kept } = unlocked;
            if returned > 0 {
                let payment = token::transfer(&found.proposer, returned);
                payment.or(self.suite.token.as_ref(), GovernanceError::TransferFailed)?;
            }
            emit_plain(DepositSettled { proposal, returned, kept });
            Ok(returned)
        }

        // ---- views ----

        #[ink(message)]
        fn proposal(&self, proposal: ProposalId) -> Option<Proposal> {
            answer(self.read(proposal).map(|found| *found))
        }

        #[ink(message)]
        fn calls(&self, proposal: ProposalId) -> Vec<ProposedCall> {
            answer(storage::get(&self.calls, proposal).unwrap_or_default())
        }

        #[ink(message)]
        fn status(&self, proposal: ProposalId) -> Option<ProposalStatus> {
            let now = self.env().block_timestamp();
            answer(self.read(proposal).map(|found| proposals::status(&found, now)))
        }

        #[ink(message)]
        fn proposal_count(&self) -> ProposalId {
            answer(self.proposal_count)
        }

        #[ink(message)]
        fn voted(&self, proposal: ProposalId, voter: AccountId) -> Amount {
            answer(storage::get(&self.votes, (proposal, voter)).unwrap_or_default())
        }

        #[ink(message)]
        fn deposits(&self) -> Amount {
            answer(self.deposits)
        }

        #[ink(message)]
        fn params(&self) -> GovernanceParams {
            answer(self.params.clone())
        }

        #[ink(message)]
        fn suite(&self) -> GovernedContracts {
            answer(self.suite)
        }
    }
}
