//! Attacks on governance.

use gridshare_sdk::AccountId;
use interfaces::governance::{Choice, GovernanceError, GovernanceParams, ProposedCall};
use interfaces::metering::MeteringParams;
use shared::{Amount, Parameters, Shares, DAY_MS, TOKEN};
use tests::TestNetwork;

fn change(w: &TestNetwork) -> ProposedCall {
    w.metering().set_params(MeteringParams { burn: 600, ..MeteringParams::default() }).proposed()
}

#[test]
fn the_same_stake_does_not_vote_twice_through_unbonding() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let (dana, accomplice) = (w.person("dana"), w.person("accomplice"));
    w.bond(dana, &node, 500 * TOKEN);
    w.mature(&node);
    let call = change(&w);
    let id = w.propose(node.owner, vec![call], &[node.id]);
    assert_eq!(w.vote(dana, id, Choice::For, &[node.id]), 500 * TOKEN);

    // Half of it goes out and back in: it is the same account's still.
    let shares = w.position(&node, dana).shares;
    w.unbond(dana, &node, Shares(shares.0 / 2));
    w.cancel_unbond(dana, &node, 0);
    w.mature(&node);
    let again = || w.governance().vote(id, Choice::For, vec![node.id]);
    let (once, twice, borrowed) = (again(), again(), again());
    w.refuses(dana, once, GovernanceError::AlreadyVoted);

    // All of it goes out: it cannot be bonded elsewhere before the vote has ended.
    w.unbond(dana, &node, shares);
    w.refuses(dana, twice, GovernanceError::NoVotingPower);
    let ends = w.proposal(id).voting_ends;
    w.wait_until(ends - 1);
    w.refuses(dana, w.staking().withdraw(node.id), interfaces::staking::StakingError::StillThawing);
    w.refuses(accomplice, borrowed, GovernanceError::NoVotingPower);
}

#[test]
fn the_longest_vote_is_shorter_than_the_shortest_thaw() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let longest = GovernanceParams { voting_ms: 14 * DAY_MS, ..GovernanceParams::default() };
    assert!(longest.in_bounds());
    let shortest = interfaces::staking::StakingParams { thaw_ms: 15 * DAY_MS, ..Default::default() };
    assert!(shortest.in_bounds());
    let calls =
        vec![w.governance().set_params(longest).proposed(), w.staking().set_params(shortest).proposed()];
    let id = w.pass(node.owner, calls, &[node.id]);
    w.execute(node.owner, id);
    w.next_epoch();

    let dana = w.person("dana");
    w.bond(dana, &node, 500 * TOKEN);
    w.mature(&node);
    let call = change(&w);
    let id = w.propose(node.owner, vec![call], &[node.id]);
    w.vote(dana, id, Choice::For, &[node.id]);
    w.unbond(dana, &node, Shares(500 * TOKEN));
    let ready = w.position(&node, dana).thaws[0].1;
    assert!(w.proposal(id).voting_ends < ready);
}

#[test]
fn values_from_which_nobody_recovers_are_refused() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let good = GovernanceParams::default;
    for bad in [
        GovernanceParams { voting_ms: 0, ..good() },
        GovernanceParams { voting_ms: u64::MAX, ..good() },
        GovernanceParams { timelock_ms: 0, ..good() },
        GovernanceParams { timelock_ms: u64::MAX, ..good() },
        GovernanceParams { execution_ms: 0, ..good() },
        GovernanceParams { quorum: 0, ..good() },
        GovernanceParams { quorum: 10_000, ..good() },
        GovernanceParams { threshold: 0, ..good() },
        GovernanceParams { threshold: 10_000, ..good() },
        GovernanceParams { deposit: 0, ..good() },
        GovernanceParams { deposit: Amount::MAX, ..good() },
    ] {
        let call = w.governance().set_params(bad).proposed();
        let proposal = w.governance().propose(vec![call], vec![], vec![node.id]);
        w.refuses(node.owner, proposal, GovernanceError::ParamOutOfBounds);
    }
}

#[test]
fn a_call_outside_the_suite_is_refused_when_it_is_proposed() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let inside = change(&w);
    let (governance, token, owner) = (w.governance(), w.token(), node.owner);
    let nobody = AccountId::from([7; 32]);
    for calls in [
        vec![ProposedCall { callee: nobody, ..inside.clone() }],
        vec![ProposedCall { callee: owner, ..inside.clone() }],
        vec![inside.clone(), ProposedCall { callee: nobody, ..inside.clone() }],
        // Of governance itself everything but its parameters, and what would take deposits.
        vec![governance.execute(0).proposed()],
        vec![governance.settle_deposit(0).proposed()],
        vec![token.transfer_from(owner, nobody, 1).proposed()],
        vec![token.approve(owner, 1).proposed()],
        vec![token.increase_allowance(nobody, 1).proposed()],
    ] {
        let message = governance.propose(calls, vec![], vec![node.id]);
        w.refuses(owner, message, GovernanceError::ForbiddenCall);
    }
}

#[test]
fn the_same_call_proposed_twice_is_executed_once_for_each_vote() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let grantee = w.stranger("grantee");
    w.give(w.net.suite.governance, 50 * TOKEN);
    let call = w.token().transfer(grantee, 10 * TOKEN).proposed();
    let first = w.propose(node.owner, vec![call.clone()], &[node.id]);
    let second = w.propose(node.owner, vec![call], &[node.id]);
    w.vote(node.owner, first, Choice::For, &[node.id]);
    let from = w.proposal(second).executable_from;
    w.wait_until(from);
    w.execute(grantee, first);
    w.refuses(grantee, w.governance().execute(first), GovernanceError::NotExecutable);
    w.refuses(grantee, w.governance().execute(second), GovernanceError::NotExecutable);
    assert_eq!(w.wallet(grantee), 10 * TOKEN);
}

#[test]
fn execution_early_late_and_again_is_refused() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let call = change(&w);
    let not_now = GovernanceError::NotExecutable;
    let [once, late] = [(), ()].map(|()| {
        let id = w.propose(node.owner, vec![call.clone()], &[node.id]);
        w.vote(node.owner, id, Choice::For, &[node.id]);
        id
    });
    let proposal = w.proposal(once);
    for early in [w.now(), proposal.voting_ends, proposal.executable_from - 1] {
        w.wait_until(early);
        w.refuses(node.owner, w.governance().execute(once), not_now);
    }
    w.wait_until(proposal.executable_from);
    w.execute(node.owner, once);
    w.refuses(node.owner, w.governance().execute(once), not_now);
    w.wait_until(proposal.expires);
    w.refuses(node.owner, w.governance().execute(late), not_now);
    w.refuses(node.owner, w.governance().execute(once), not_now);
}

#[test]
fn a_vote_cannot_be_bought_with_tokens_that_are_not_at_stake() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 100 * TOKEN);
    let rich = w.person("rich");
    let call = change(&w);
    let propose = w.governance().propose(vec![call.clone()], vec![], vec![node.id]);
    w.refuses(rich, propose, GovernanceError::BelowThreshold);
    let id = w.propose(node.owner, vec![call], &[node.id]);
    for pools in [vec![], vec![node.id], vec![99]] {
        let vote = w.governance().vote(id, Choice::Against, pools);
        w.refuses(rich, vote, GovernanceError::NoVotingPower);
    }
    // Bonded now, it votes when it has waited like everybody else's.
    w.bond(rich, &node, 100_000 * TOKEN);
    let vote = w.governance().vote(id, Choice::Against, vec![node.id]);
    w.refuses(rich, vote, GovernanceError::NoVotingPower);
}

#[test]
fn nobody_sets_governances_parameters_but_a_proposal() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 100 * TOKEN);
    let message = w.governance().set_params(GovernanceParams::default());
    for caller in [node.owner, w.net.suite.deployer, w.net.suite.governance] {
        w.refuses(caller, message.clone(), GovernanceError::NotOwner);
    }
}

#[test]
fn stake_that_waits_for_a_visit_neither_votes_nor_counts() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let olaf = w.person("olaf");
    let other = w.register(olaf);
    w.bond(olaf, &other, 5_000 * TOKEN);
    w.to(20, 0);
    let power = |w: &mut TestNetwork| {
        let since = w.now();
        w.view(w.staking().voting_power(olaf, vec![other.id], since)).expect("one pool ascends")
    };
    let before = power(&mut w);
    assert_eq!((before.votes, before.total), (0, 1_000 * TOKEN), "or votes could exceed what there is");
    w.send(node.owner, w.staking().sync(other.id));
    let after = power(&mut w);
    assert_eq!((after.votes, after.total), (5_000 * TOKEN, 6_000 * TOKEN));
}
