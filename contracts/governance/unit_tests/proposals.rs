//! A proposal's record and its status over time.

use super::account;
use crate::proposals::{cancel, count, ensure_voting, execute, open, status};
use interfaces::governance::{
    Choice, GovernanceError, GovernanceParams, Outcome, Proposal, ProposalStatus, Tally,
};
use interfaces::staking::VotingPower;
use proptest::prelude::*;
use shared::{Amount, Timestamp};

pub const NOW: Timestamp = 1_000;

fn power(votes: Amount, total: Amount) -> VotingPower {
    VotingPower { votes, total }
}

/// Made at [`NOW`] with a total of 1 000 and the default quorum of 20 %.
pub fn proposal() -> Proposal {
    open(account(1), power(1_000, 1_000), &GovernanceParams::default(), NOW).unwrap()
}

/// With the quorum, all for it.
pub fn passed() -> Proposal {
    let mut p = proposal();
    count(&mut p.tally, Choice::For, 200).unwrap();
    p
}

#[test]
fn terms_are_fixed_when_it_is_made() {
    let params = GovernanceParams::default();
    let p = proposal();
    assert_eq!((p.proposed_at, p.voting_ends), (NOW, NOW + params.voting_ms));
    assert_eq!(p.executable_from, p.voting_ends + params.timelock_ms);
    assert_eq!(p.expires, p.executable_from + params.execution_ms);
    assert_eq!((p.quorum, p.deposit), (200, params.deposit));
    assert_eq!((p.tally, p.outcome), (Tally::default(), Outcome::Pending));
}

#[test]
fn the_threshold_is_met_exactly_and_rounds_up() {
    // 1 % of 1 001 is 10.01.
    let params = GovernanceParams::default();
    let by = |votes, total| open(account(1), power(votes, total), &params, NOW).map(|_| ());
    assert_eq!(by(10, 1_000), Ok(()));
    assert_eq!(by(9, 1_000), Err(GovernanceError::BelowThreshold));
    assert_eq!(by(10, 1_001), Err(GovernanceError::BelowThreshold));
    assert_eq!(by(11, 1_001), Ok(()));
}

#[test]
fn nobody_proposes_without_stake_even_if_nobody_has_any() {
    let params = GovernanceParams::default();
    let by = |votes, total| open(account(1), power(votes, total), &params, NOW);
    assert_eq!(by(0, 0), Err(GovernanceError::BelowThreshold));
    assert_eq!(by(0, 1_000), Err(GovernanceError::BelowThreshold));
    assert_eq!(by(1, 1).unwrap().quorum, 1, "a quorum is at least one unit");
}

#[test]
fn a_time_beyond_all_clocks_is_refused() {
    let late = open(account(1), power(1, 1), &GovernanceParams::default(), u64::MAX - 1);
    assert_eq!(late, Err(GovernanceError::Arithmetic));
}

#[test]
fn a_passed_proposal_goes_through_its_periods() {
    let p = passed();
    for (now, expected) in [
        (NOW, ProposalStatus::Voting),
        (p.voting_ends - 1, ProposalStatus::Voting),
        (p.voting_ends, ProposalStatus::Queued),
        (p.executable_from - 1, ProposalStatus::Queued),
        (p.executable_from, ProposalStatus::Executable),
        (p.expires - 1, ProposalStatus::Executable),
        (p.expires, ProposalStatus::Expired),
        (Timestamp::MAX, ProposalStatus::Expired),
    ] {
        assert_eq!(status(&p, now), expected, "at {now}");
    }
}

#[test]
fn quorum_is_for_and_abstain_and_majority_is_strict() {
    for (for_, against, abstain, expected) in [
        (0, 0, 0, ProposalStatus::NoQuorum),
        (199, 0, 0, ProposalStatus::NoQuorum),
        (199, 1_000, 0, ProposalStatus::NoQuorum),
        (200, 0, 0, ProposalStatus::Queued),
        (1, 0, 199, ProposalStatus::Queued),
        (1, 0, 198, ProposalStatus::NoQuorum),
        (0, 0, 200, ProposalStatus::Defeated),
        (200, 200, 0, ProposalStatus::Defeated),
        (201, 200, 0, ProposalStatus::Queued),
        (100, 101, 500, ProposalStatus::Defeated),
        (Amount::MAX, 0, Amount::MAX, ProposalStatus::Queued),
    ] {
        let mut p = proposal();
        p.tally = Tally { for_, against, abstain };
        assert_eq!(status(&p, p.voting_ends), expected, "{:?}", p.tally);
        assert_eq!(status(&p, p.voting_ends - 1), ProposalStatus::Voting);
    }
}

#[test]
fn votes_add_up_by_choice() {
    let mut tally = Tally::default();
    for (choice, votes) in [(Choice::For, 1), (Choice::Against, 2), (Choice::Abstain, 4), (Choice::For, 8)] {
        count(&mut tally, choice, votes).unwrap();
    }
    assert_eq!(tally, Tally { for_: 9, against: 2, abstain: 4 });
    assert_eq!(count(&mut tally, Choice::For, 0), Err(GovernanceError::NoVotingPower));
    assert_eq!(count(&mut tally, Choice::For, Amount::MAX), Err(GovernanceError::Arithmetic));
    assert_eq!(tally, Tally { for_: 9, against: 2, abstain: 4 });
}

#[test]
fn it_is_executed_once_and_only_while_executable() {
    let mut p = passed();
    for now in [NOW, p.voting_ends, p.executable_from - 1, p.expires] {
        assert_eq!(execute(&mut p, now), Err(GovernanceError::NotExecutable), "at {now}");
    }
    let now = p.executable_from;
    assert_eq!(execute(&mut p, now), Ok(()));
    assert_eq!(status(&p, now), ProposalStatus::Executed);
    assert_eq!(execute(&mut p, now), Err(GovernanceError::NotExecutable));
    let mut defeated = proposal();
    assert_eq!(execute(&mut defeated, now), Err(GovernanceError::NotExecutable));
}

#[test]
fn only_its_proposer_cancels_it_and_only_during_the_vote() {
    let mut p = passed();
    let end = p.voting_ends;
    assert_eq!(cancel(&mut p, account(2), NOW), Err(GovernanceError::NotProposer));
    assert_eq!(cancel(&mut p, account(1), end), Err(GovernanceError::NotVoting));
    assert_eq!(cancel(&mut p, account(1), end - 1), Ok(()));
    assert_eq!(status(&p, NOW), ProposalStatus::Cancelled);
    assert_eq!(cancel(&mut p, account(1), NOW), Err(GovernanceError::NotVoting));
    assert_eq!(ensure_voting(&p, NOW), Err(GovernanceError::NotVoting));
    assert_eq!(execute(&mut p, end), Err(GovernanceError::NotExecutable));
}

/// With a deposit of 5, and periods of at most 19 ms from 0 on.
pub fn any_proposal() -> impl Strategy<Value = Proposal> {
    let outcome = prop_oneof![Just(Outcome::Pending), Just(Outcome::Executed), Just(Outcome::Cancelled)];
    let times = (0u64..20, 0u64..20, 0u64..20);
    (times, 1u128..8, 0u128..8, 0u128..8, 0u128..8, outcome).prop_map(
        |((voting, timelock, execution), quorum, for_, against, abstain, outcome)| Proposal {
            proposer: account(1),
            proposed_at: 0,
            voting_ends: voting,
            executable_from: voting + timelock,
            expires: voting + timelock + execution,
            quorum,
            deposit: 5,
            tally: Tally { for_, against, abstain },
            outcome,
        },
    )
}

proptest! {
    /// Executable means: pending, with quorum, majority and timelock, in time.
    #[test]
    fn nothing_is_executable_without_quorum_majority_and_timelock(p in any_proposal(), now in 0u64..70) {
        let t = p.tally;
        let expected = p.outcome == Outcome::Pending
            && t.for_ + t.abstain >= p.quorum
            && t.for_ > t.against
            && (p.executable_from..p.expires).contains(&now)
            && now >= p.voting_ends;
        prop_assert_eq!(status(&p, now) == ProposalStatus::Executable, expected);
        prop_assert_eq!(execute(&mut p.clone(), now).is_ok(), expected);
    }

    /// Time moves a proposal only forward: nothing passed comes back, and the vote never reopens.
    #[test]
    fn a_status_never_comes_back(p in any_proposal(), now in 0u64..70, later in 0u64..70) {
        let rank = |status| match status {
            ProposalStatus::Voting => 0,
            ProposalStatus::Queued => 1,
            ProposalStatus::Executable => 2,
            _ => 3,
        };
        let (first, second) = (status(&p, now), status(&p, now + later));
        prop_assert!(rank(first) <= rank(second));
        if rank(first) == 3 {
            prop_assert_eq!(first, second);
        }
    }
}
