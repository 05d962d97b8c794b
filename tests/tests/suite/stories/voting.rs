//! Votes: whose stake counts, and what passes.

use super::governance::{burn_of, voters};
use interfaces::governance::{Choice, GovernanceError, ProposalStatus};
use shared::{Amount, Shares, TOKEN};

#[test]
fn a_missed_quorum_costs_the_deposit() {
    let (mut w, [nora, olaf, petra]) = voters();
    let call = burn_of(&w, 600);
    let id = w.propose(petra.owner, vec![call], &[petra.id]);
    // 10 % for and 30 % against: against does not count for the quorum of 20 %.
    w.vote(petra.owner, id, Choice::For, &[petra.id]);
    w.vote(olaf.owner, id, Choice::Against, &[olaf.id]);
    let anyone = w.stranger("anyone");
    w.refuses(anyone, w.governance().settle_deposit(id), GovernanceError::NoDeposit);
    let ends = w.proposal(id).voting_ends;
    w.wait_until(ends);
    assert_eq!(w.proposal_status(id), ProposalStatus::NoQuorum);
    w.refuses(nora.owner, w.governance().execute(id), GovernanceError::NotExecutable);
    let treasury = w.wallet(w.net.suite.governance) - w.view(w.governance().deposits());
    assert_eq!(w.settle_deposit(anyone, id), 0);
    let after = w.wallet(w.net.suite.governance) - w.view(w.governance().deposits());
    assert_eq!(after, treasury + 100 * TOKEN, "the treasury has it");
    w.refuses(anyone, w.governance().settle_deposit(id), GovernanceError::NoDeposit);
}

#[test]
fn the_quorum_is_met_exactly() {
    let (mut w, [_, olaf, petra]) = voters();
    let call = burn_of(&w, 600);
    // One more unit at stake, and 20 % of it round up.
    let total = w.view(w.staking().total_active());
    let id = w.propose(olaf.owner, vec![call], &[olaf.id]);
    assert_eq!(w.proposal(id).quorum, total / 5);
    w.vote(petra.owner, id, Choice::Abstain, &[petra.id]);
    w.vote(olaf.owner, id, Choice::For, &[olaf.id]);
    let ends = w.proposal(id).voting_ends;
    w.wait_until(ends);
    assert_eq!(w.proposal_status(id), ProposalStatus::Queued);
}

#[test]
fn for_has_to_exceed_against() {
    let (mut w, [nora, olaf, petra]) = voters();
    let call = burn_of(&w, 600);
    let id = w.propose(petra.owner, vec![call], &[petra.id]);
    w.vote(nora.owner, id, Choice::Against, &[nora.id]);
    w.vote(olaf.owner, id, Choice::For, &[olaf.id]);
    w.vote(petra.owner, id, Choice::For, &[petra.id]);
    let proposal = w.proposal(id);
    w.wait_until(proposal.voting_ends);
    assert_eq!(w.proposal_status(id), ProposalStatus::Defeated);
    w.wait_until(proposal.executable_from);
    w.refuses(nora.owner, w.governance().execute(id), GovernanceError::NotExecutable);
    assert_eq!(w.settle_deposit(nora.owner, id), 100 * TOKEN, "it was a vote, so the deposit goes back");
}

#[test]
fn stake_that_joins_or_thaws_does_not_vote() {
    let (mut w, [nora, olaf, _]) = voters();
    let call = burn_of(&w, 600);
    let id = w.propose(nora.owner, vec![call], &[nora.id]);
    let dana = w.person("dana");
    w.bond(dana, &nora, 500 * TOKEN);
    let pools = vec![nora.id];
    w.refuses(dana, w.governance().vote(id, Choice::For, pools), GovernanceError::NoVotingPower);
    w.unbond(olaf.owner, &olaf, Shares(200 * TOKEN));
    assert_eq!(w.vote(olaf.owner, id, Choice::For, &[olaf.id]), 100 * TOKEN);
}

#[test]
fn one_voter_counts_its_stake_in_many_pools_once() {
    let (mut w, [nora, olaf, petra]) = voters();
    let dana = w.person("dana");
    for node in [&nora, &olaf, &petra] {
        w.bond(dana, node, 10 * TOKEN);
    }
    w.next_epoch();
    w.next_epoch();
    for node in [&nora, &olaf, &petra] {
        w.claim(node.owner, node, 32);
    }
    let call = burn_of(&w, 600);
    let id = w.propose(nora.owner, vec![call], &[nora.id]);
    let unsorted: [Vec<u32>; 3] = [vec![1, 0], vec![0, 0], (0..17).collect()];
    for pools in unsorted {
        let vote = w.governance().vote(id, Choice::For, pools);
        w.refuses(dana, vote, GovernanceError::InvalidPools);
    }
    let all: Amount = 30 * TOKEN;
    assert_eq!(w.vote(dana, id, Choice::For, &[nora.id, olaf.id, petra.id]), all);
    let again = w.governance().vote(id, Choice::Against, vec![nora.id]);
    w.refuses(dana, again, GovernanceError::AlreadyVoted);
}
