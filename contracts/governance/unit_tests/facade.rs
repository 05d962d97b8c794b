//! What governance's messages decide before they call anybody; calls cannot be made off-chain.

use super::account;
use crate::governance::Governance;
use ink::env::test::{set_block_timestamp, set_callee, set_caller};
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::scale::Encode;
use interfaces::governance::{
    Choice, Governance as _, GovernanceConfig, GovernanceError, GovernanceParams, GovernedContracts, Outcome,
    Proposal, ProposalStatus, ProposedCall, Tally,
};
use shared::Amount;

const DEPOSIT: Amount = 7;

fn own() -> AccountId {
    account(9)
}

fn config() -> GovernanceConfig {
    GovernanceConfig {
        suite: GovernedContracts {
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
fn governance(calls: Vec<ProposedCall>) -> Governance {
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

fn set_own_params(params: &GovernanceParams) -> ProposedCall {
    ProposedCall {
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
    let bad = ProposedCall { arguments: Vec::new(), ..good.clone() };
    let mut governance = governance(ink::prelude::vec![good, bad]);
    at(account(30), 200);
    assert_eq!(governance.execute(0), Err(GovernanceError::CallFailed(1)));
}

#[ink::test]
fn its_proposer_cancels_it_while_the_vote_runs() {
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
    let outside = ProposedCall { callee: account(8), ..set_own_params(&GovernanceParams::default()) };
    let outside = governance.propose(ink::prelude::vec![outside], Vec::new(), Vec::new());
    assert_eq!(outside, Err(GovernanceError::ForbiddenCall));
}

#[ink::test]
fn ownership_is_taken_up_within_the_suite_only() {
    let mut governance = governance(Vec::new());
    assert_eq!(governance.take_ownership(account(8)), Err(GovernanceError::ForbiddenCall));
    assert_eq!(governance.take_ownership(own()), Err(GovernanceError::ForbiddenCall));
}
