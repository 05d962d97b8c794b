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
    use ink::codegen::Env;
    use ink::prelude::boxed::Box;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::{Lazy, Mapping};
    use interfaces::calls::finish;
    use interfaces::governance::{
        Call, Choice, GovernanceConfig, GovernanceError, GovernanceParams, Proposal, ProposalStatus, Suite,
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
    }

    impl interfaces::governance::Governance for Governance {
        #[ink(message)]
        fn take_ownership(&mut self, of: AccountId) -> Result<(), GovernanceError> {
            finish(if calls::in_suite(&self.suite, &of) {
                peers::accept_ownership(&of)
            } else {
                Err(GovernanceError::ForbiddenCall)
            })
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
            calls::check(&calls, &description, &self.suite, &own)?;
            // The stake decides whether there is anything to store.
            let now = self.env().block_timestamp();
            let power = peers::voting_power(&self.suite, &proposer, &pools, now)?;
            let made = proposals::open(proposer, power, &self.current_params(), now)?;

            let proposal = self.proposal_count;
            self.proposal_count = proposal.checked_add(1).ok_or(ArithmeticError)?;
            self.deposits = add(self.deposits, made.deposit)?;
            self.proposals.insert(proposal, &made);
            self.calls.insert(proposal, &calls);
            peers::take(&self.suite, &proposer, &own, made.deposit)?;
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
            finish(self.cast_vote(proposal, choice, &pools))
        }

        #[ink(message)]
        fn execute(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            finish(self.make_calls(proposal))
        }

        #[ink(message)]
        fn cancel(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            finish(self.take_back(proposal))
        }

        #[ink(message)]
        fn settle_deposit(&mut self, proposal: ProposalId) -> Result<Amount, GovernanceError> {
            let mut found = self.find(proposal)?;
            let proposals::Unlocked { returned, kept } =
                proposals::settle(&mut found, self.env().block_timestamp())?;
            // One of the two is zero.
            self.deposits = sub(self.deposits, returned.max(kept))?;
            self.proposals.insert(proposal, &*found);
            if returned > 0 {
                peers::pay(&self.suite, &found.proposer, returned)?;
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

    impl Governance {
        /// Boxed, because passing a pointer on takes less code than moving the proposal.
        fn find(&self, proposal: ProposalId) -> Result<Box<Proposal>, GovernanceError> {
            self.proposals.get(proposal).map(Box::new).ok_or(GovernanceError::UnknownProposal)
        }

        #[expect(clippy::expect_used, reason = "the constructor stores them and nothing removes them")]
        fn current_params(&self) -> GovernanceParams {
            self.params.get().expect("stored by the constructor")
        }

        /// Makes one call of a proposal; one to governance itself without leaving it.
        fn make(&mut self, call: &Call, own: &AccountId) -> bool {
            if call.callee != *own {
                return peers::carry_out(call);
            }
            let Ok(current) = calls::own_params(call) else {
                return false;
            };
            let previous = self.current_params();
            self.params.set(&current);
            self.env().emit_event(ParamsChanged { previous, current });
            true
        }

        fn cast_vote(
            &mut self,
            proposal: ProposalId,
            choice: Choice,
            pools: &[NodeId],
        ) -> Result<Amount, GovernanceError> {
            let voter = self.env().caller();
            let mut found = self.find(proposal)?;
            proposals::ensure_voting(&found, self.env().block_timestamp())?;
            // The stake is what there is to store.
            let votes = peers::voting_power(&self.suite, &voter, pools, found.proposed_at)?.votes;
            proposals::count(&mut found.tally, choice, votes)?;
            self.proposals.insert(proposal, &*found);
            // Writing tells whether there was a vote before; the error undoes both writes.
            if self.votes.insert((proposal, voter), &votes).is_some() {
                return Err(GovernanceError::AlreadyVoted);
            }
            self.env().emit_event(Voted { proposal, voter, choice, votes });
            Ok(votes)
        }

        fn make_calls(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            let own = self.env().account_id();
            let mut found = self.find(proposal)?;
            proposals::execute(&mut found, self.env().block_timestamp())?;
            self.proposals.insert(proposal, &*found);
            let calls = self.calls.get(proposal).ok_or(GovernanceError::UnknownProposal)?;
            for (index, call) in (0..).zip(&calls) {
                if !self.make(call, &own) {
                    return Err(GovernanceError::CallFailed(index));
                }
            }
            // Not only the token's own messages spend: others of the suite take what they are allowed.
            if calls.iter().any(|call| call.callee != own)
                && peers::balance_of(&self.suite, &own)? < self.deposits
            {
                return Err(GovernanceError::DepositsTouched);
            }
            self.env().emit_event(Executed { proposal });
            Ok(())
        }

        fn take_back(&mut self, proposal: ProposalId) -> Result<(), GovernanceError> {
            let mut found = self.find(proposal)?;
            let now = self.env().block_timestamp();
            proposals::cancel(&mut found, self.env().caller(), now)?;
            self.proposals.insert(proposal, &*found);
            self.env().emit_event(Cancelled { proposal });
            Ok(())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use ink::env::test::{set_block_timestamp, set_callee, set_caller};
        use ink::env::DefaultEnvironment;
        use ink::scale::Encode;
        use interfaces::governance::{Governance as _, Outcome, Tally};

        const DEPOSIT: Amount = 7;

        fn account(n: u8) -> AccountId {
            AccountId::from([n; 32])
        }

        fn own() -> AccountId {
            account(9)
        }

        fn config() -> GovernanceConfig {
            GovernanceConfig {
                suite: Suite {
                    token: account(1),
                    registry: account(2),
                    market: account(6),
                    attestations: account(7),
                    staking: account(3),
                    metering: account(4),
                    rewards: account(5),
                },
                params: GovernanceParams::default(),
            }
        }

        /// With one proposal, number 0, made by account 20 to make `calls`: its vote runs until 100, it can be
        /// executed from 200 to 300, and it has quorum and majority.
        fn governance(calls: Vec<Call>) -> Governance {
            set_callee::<DefaultEnvironment>(own());
            at(account(20), 50);
            let mut governance = Governance::new(config()).unwrap();
            governance.proposal_count = 1;
            governance.deposits = DEPOSIT;
            let proposal = Proposal {
                proposer: account(20),
                proposed_at: 50,
                voting_ends: 100,
                executable_from: 200,
                expires: 300,
                quorum: 10,
                deposit: DEPOSIT,
                tally: Tally { for_: 10, against: 0, abstain: 0 },
                outcome: Outcome::Pending,
            };
            governance.proposals.insert(0, &proposal);
            governance.calls.insert(0, &calls);
            governance
        }

        fn at(caller: AccountId, now: u64) {
            set_caller::<DefaultEnvironment>(caller);
            set_block_timestamp::<DefaultEnvironment>(now);
        }

        fn set_own_params(params: &GovernanceParams) -> Call {
            Call {
                callee: own(),
                selector: ink::selector_bytes!("Governance::set_params"),
                arguments: params.encode(),
            }
        }

        #[ink::test]
        fn it_starts_only_within_bounds() {
            let mut bad = config();
            bad.params.voting_ms = 0;
            assert_eq!(Governance::new(bad).err(), Some(GovernanceError::ParamOutOfBounds));
            let governance = Governance::new(config()).unwrap();
            assert_eq!(governance.suite(), config().suite);
            assert_eq!(governance.params(), config().params);
            assert_eq!((governance.proposal_count(), governance.deposits()), (0, 0));
        }

        #[ink::test]
        fn nobody_sets_its_parameters_from_outside() {
            let mut governance = governance(Vec::new());
            for caller in [account(20), account(1), own()] {
                at(caller, 50);
                let refused = governance.set_params(GovernanceParams::default());
                assert_eq!(refused, Err(GovernanceError::NotOwner));
            }
        }

        #[ink::test]
        fn a_proposal_sets_its_parameters_once() {
            let params = GovernanceParams { quorum: 3_000, ..GovernanceParams::default() };
            let mut governance = governance(ink::prelude::vec![set_own_params(&params)]);
            for now in [50, 100, 199, 300] {
                at(account(30), now);
                assert_eq!(governance.execute(0), Err(GovernanceError::NotExecutable), "at {now}");
            }
            at(account(30), 200);
            assert_eq!(governance.status(0), Some(ProposalStatus::Executable));
            assert_eq!(governance.execute(0), Ok(()));
            assert_eq!(governance.params(), params);
            assert_eq!(governance.status(0), Some(ProposalStatus::Executed));
            assert_eq!(governance.execute(0), Err(GovernanceError::NotExecutable));
            assert_eq!(governance.execute(1), Err(GovernanceError::UnknownProposal));
        }

        #[ink::test]
        fn a_failing_call_is_named() {
            let good = set_own_params(&GovernanceParams::default());
            let bad = Call { arguments: Vec::new(), ..good.clone() };
            let mut governance = governance(ink::prelude::vec![good, bad]);
            at(account(30), 200);
            assert_eq!(governance.execute(0), Err(GovernanceError::CallFailed(1)));
        }

        #[ink::test]
        fn its_proposer_takes_it_back_while_the_vote_runs() {
            let mut governance = governance(Vec::new());
            at(account(21), 99);
            assert_eq!(governance.cancel(0), Err(GovernanceError::NotProposer));
            at(account(20), 100);
            assert_eq!(governance.cancel(0), Err(GovernanceError::NotVoting));
            at(account(20), 99);
            assert_eq!(governance.cancel(1), Err(GovernanceError::UnknownProposal));
            assert_eq!(governance.cancel(0), Ok(()));
            assert_eq!(governance.status(0), Some(ProposalStatus::Cancelled));
        }

        #[ink::test]
        fn a_proposal_without_quorum_loses_its_deposit() {
            let mut governance = governance(Vec::new());
            let mut proposal = governance.proposal(0).unwrap();
            proposal.tally = Tally { for_: 9, against: 100, abstain: 0 };
            governance.proposals.insert(0, &proposal);
            at(account(30), 99);
            assert_eq!(governance.settle_deposit(0), Err(GovernanceError::NoDeposit), "still locked");
            at(account(30), 100);
            assert_eq!(governance.settle_deposit(0), Ok(0));
            assert_eq!(governance.deposits(), 0, "the treasury's now");
            assert_eq!(governance.settle_deposit(0), Err(GovernanceError::NoDeposit));
            assert_eq!(governance.settle_deposit(1), Err(GovernanceError::UnknownProposal));
        }

        #[ink::test]
        fn a_vote_that_is_over_takes_no_votes() {
            let mut governance = governance(Vec::new());
            at(account(30), 100);
            let late = governance.vote(0, Choice::For, Vec::new());
            assert_eq!(late, Err(GovernanceError::NotVoting));
            let unknown = governance.vote(1, Choice::For, Vec::new());
            assert_eq!(unknown, Err(GovernanceError::UnknownProposal));
            assert_eq!(governance.voted(0, account(30)), 0);
        }

        #[ink::test]
        fn what_cannot_be_proposed_is_refused_before_anybody_is_asked() {
            let mut governance = governance(Vec::new());
            let empty = governance.propose(Vec::new(), Vec::new(), Vec::new());
            assert_eq!(empty, Err(GovernanceError::InvalidProposal));
            let outside = Call { callee: account(8), ..set_own_params(&GovernanceParams::default()) };
            let outside = governance.propose(ink::prelude::vec![outside], Vec::new(), Vec::new());
            assert_eq!(outside, Err(GovernanceError::ForbiddenCall));
        }

        #[ink::test]
        fn ownership_is_taken_up_within_the_suite_only() {
            let mut governance = governance(Vec::new());
            assert_eq!(governance.take_ownership(account(8)), Err(GovernanceError::ForbiddenCall));
            assert_eq!(governance.take_ownership(own()), Err(GovernanceError::ForbiddenCall));
        }
    }
}
