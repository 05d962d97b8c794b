//! Proposals: proposed, voted, queued, executed.

use interfaces::attestations::AttestationsParams;
use interfaces::governance::{Choice, GovernanceError, GovernanceParams, ProposalStatus, ProposedCall};
use interfaces::market::MarketParams;
use interfaces::metering::MeteringParams;
use interfaces::registry::RegistryParams;
use interfaces::rewards::RewardsParams;
use interfaces::staking::StakingParams;
use shared::{DAY_MS, TOKEN};
use tests::network::WALLET;
use tests::{Node, TestNetwork};

/// Returns a network in which Nora has 600, Olaf 300 and Petra 100 of 1 000 tokens at stake.
pub fn voters() -> (TestNetwork, [Node; 3]) {
    let mut w = TestNetwork::new();
    let nodes = [("nora", 600), ("olaf", 300), ("petra", 100)].map(|(name, stake)| {
        let owner = w.person(name);
        let node = w.register(owner);
        w.bond(owner, &node, stake * TOKEN);
        node
    });
    w.next_epoch();
    w.next_epoch();
    for node in &nodes {
        w.claim(node.owner, node, 32);
    }
    assert_eq!(w.view(w.staking().total_active()), 1_000 * TOKEN);
    (w, nodes)
}

/// Returns a call that sets the part of a settlement that is burned.
pub fn burn_of(w: &TestNetwork, burn: u16) -> ProposedCall {
    w.metering().set_params(MeteringParams { burn, ..MeteringParams::default() }).proposed()
}

#[test]
fn a_parameter_change_is_proposed_voted_queued_and_executed() {
    let (mut w, [nora, olaf, petra]) = voters();
    let call = burn_of(&w, 900);
    let id = w.propose(petra.owner, vec![call], &[petra.id]);
    assert_eq!(w.vote(nora.owner, id, Choice::For, &[nora.id]), 600 * TOKEN);
    assert_eq!(w.vote(olaf.owner, id, Choice::Against, &[olaf.id]), 300 * TOKEN);
    assert_eq!(w.vote(petra.owner, id, Choice::Abstain, &[petra.id]), 100 * TOKEN);

    let proposal = w.proposal(id);
    let anyone = w.stranger("anyone");
    let early = GovernanceError::NotExecutable;
    w.wait_until(proposal.voting_ends - 1);
    assert_eq!(w.proposal_status(id), ProposalStatus::Voting);
    w.refuses(anyone, w.governance().execute(id), early);
    w.wait_until(proposal.voting_ends);
    assert_eq!(w.proposal_status(id), ProposalStatus::Queued);
    w.refuses(nora.owner, w.governance().vote(id, Choice::For, vec![nora.id]), GovernanceError::NotVoting);
    w.wait_until(proposal.executable_from - 1);
    w.refuses(anyone, w.governance().execute(id), early);
    w.wait_until(proposal.executable_from);
    w.execute(anyone, id);
    w.refuses(anyone, w.governance().execute(id), early);

    assert_eq!(w.view(w.metering().params()).burn, 500, "a change waits for the next epoch");
    w.next_epoch();
    assert_eq!(w.view(w.metering().params()).burn, 900);
    assert_eq!(w.settle_deposit(anyone, id), 100 * TOKEN);
    assert_eq!(w.wallet(petra.owner), WALLET - 100 * TOKEN, "only her stake is away");
}

#[test]
fn one_proposal_changes_the_parameters_of_every_contract() {
    let (mut w, [nora, ..]) = voters();
    let registry = RegistryParams { offline_after: 5, ..RegistryParams::default() };
    let market = MarketParams { kink: 7_000, ..MarketParams::default() };
    let attestations = AttestationsParams { max_boost: 1_000, ..AttestationsParams::default() };
    let staking = StakingParams { max_leverage: 8, ..StakingParams::default() };
    let metering = MeteringParams { treasury: 50, ..MeteringParams::default() };
    let rewards = RewardsParams { max_burn_rebate: 1_000 };
    let governance = GovernanceParams { quorum: 3_000, ..GovernanceParams::default() };
    let calls = vec![
        w.registry().set_params(registry).proposed(),
        w.market().set_params(market).proposed(),
        w.attestations().set_params(attestations).proposed(),
        w.staking().set_params(staking.clone()).proposed(),
        w.metering().set_params(metering.clone()).proposed(),
        w.rewards().set_params(rewards.clone()).proposed(),
        w.governance().set_params(governance.clone()).proposed(),
    ];
    let id = w.pass(nora.owner, calls, &[nora.id]);
    w.execute(nora.owner, id);
    assert_eq!(w.view(w.governance().params()), governance);
    w.next_epoch();
    assert_eq!(w.view(w.registry().params()), registry);
    assert_eq!(w.view(w.market().params()), market);
    assert_eq!(w.view(w.attestations().params()), attestations);
    assert_eq!(w.view(w.staking().params()), staking);
    assert_eq!(w.view(w.metering().params()), metering);
    assert_eq!(w.view(w.rewards().params()), rewards);
}

#[test]
fn own_parameters_apply_to_new_proposals_only() {
    let (mut w, [nora, ..]) = voters();
    let params = GovernanceParams {
        voting_ms: DAY_MS,
        timelock_ms: DAY_MS / 2,
        deposit: 7 * TOKEN,
        quorum: 6_000,
        ..GovernanceParams::default()
    };
    let call = w.governance().set_params(params).proposed();
    let id = w.pass(nora.owner, vec![call], &[nora.id]);
    let running = burn_of(&w, 600);
    let before = w.propose(nora.owner, vec![running.clone()], &[nora.id]);
    let terms = w.proposal(before);
    w.execute(nora.owner, id);
    assert_eq!(w.proposal(before), terms, "its terms were fixed when it was made");
    let after = w.propose(nora.owner, vec![running], &[nora.id]);
    let made = w.proposal(after);
    assert_eq!((made.quorum, made.deposit), (600 * TOKEN, 7 * TOKEN));
    assert_eq!(made.voting_ends, w.now() + DAY_MS);
}

#[test]
fn a_passed_proposal_expires() {
    let (mut w, [nora, ..]) = voters();
    let call = burn_of(&w, 600);
    let id = w.pass(nora.owner, vec![call], &[nora.id]);
    let expires = w.proposal(id).expires;
    w.wait_until(expires - 1);
    assert_eq!(w.proposal_status(id), ProposalStatus::Executable);
    w.wait_until(expires);
    assert_eq!(w.proposal_status(id), ProposalStatus::Expired);
    w.refuses(nora.owner, w.governance().execute(id), GovernanceError::NotExecutable);
    assert_eq!(w.settle_deposit(nora.owner, id), 100 * TOKEN);
}

#[test]
fn a_proposer_takes_its_proposal_back_while_the_vote_runs() {
    let (mut w, [nora, olaf, _]) = voters();
    let call = burn_of(&w, 600);
    let id = w.propose(nora.owner, vec![call.clone()], &[nora.id]);
    w.refuses(olaf.owner, w.governance().cancel(id), GovernanceError::NotProposer);
    w.send(nora.owner, w.governance().cancel(id));
    assert_eq!(w.proposal_status(id), ProposalStatus::Cancelled);
    let vote = w.governance().vote(id, Choice::For, vec![olaf.id]);
    w.refuses(olaf.owner, vote, GovernanceError::NotVoting);
    w.refuses(nora.owner, w.governance().cancel(id), GovernanceError::NotVoting);
    assert_eq!(w.settle_deposit(olaf.owner, id), 100 * TOKEN);

    let late = w.propose(nora.owner, vec![call], &[nora.id]);
    let ends = w.proposal(late).voting_ends;
    w.wait_until(ends);
    w.refuses(nora.owner, w.governance().cancel(late), GovernanceError::NotVoting);
}

#[test]
fn a_failing_call_reverts_all_and_the_execution_can_be_retried() {
    let (mut w, [nora, ..]) = voters();
    let to = w.stranger("grantee");
    let calls = vec![burn_of(&w, 700), w.token().transfer(to, 50 * TOKEN).proposed()];
    let id = w.pass(nora.owner, calls, &[nora.id]);
    // The treasury is empty but for the deposits, and a second proposal's deposit would not help it.
    let anyone = w.stranger("anyone");
    w.refuses(anyone, w.governance().execute(id), GovernanceError::DepositsTouched);
    w.settle_deposit(nora.owner, id);
    w.refuses(anyone, w.governance().execute(id), GovernanceError::CallFailed(1));
    w.next_epoch();
    assert_eq!(w.view(w.metering().params()).burn, 500, "the first call was reverted too");

    w.give(w.net.suite.governance, 50 * TOKEN);
    w.execute(anyone, id);
    assert_eq!(w.wallet(to), 50 * TOKEN);
    w.next_epoch();
    assert_eq!(w.view(w.metering().params()).burn, 700);
}

#[test]
fn a_call_with_bad_parameters_fails_in_its_place() {
    let (mut w, [nora, ..]) = voters();
    let calls = vec![
        burn_of(&w, 700),
        w.rewards().set_params(RewardsParams { max_burn_rebate: 10_000 }).proposed(),
        ProposedCall { selector: [0; 4], ..burn_of(&w, 800) },
    ];
    let id = w.pass(nora.owner, calls, &[nora.id]);
    w.refuses(nora.owner, w.governance().execute(id), GovernanceError::CallFailed(1));
    let calls = vec![burn_of(&w, 700), ProposedCall { selector: [0; 4], ..burn_of(&w, 800) }];
    let id = w.pass(nora.owner, calls, &[nora.id]);
    w.refuses(nora.owner, w.governance().execute(id), GovernanceError::CallFailed(1));
}

#[test]
fn the_treasury_is_spent_by_proposal_and_other_deposits_are_not() {
    let (mut w, [nora, ..]) = voters();
    w.give(w.net.suite.governance, 1_000 * TOKEN);
    let to = w.stranger("grantee");
    let all = w.token().transfer(to, 1_000 * TOKEN).proposed();
    let more = w.token().transfer(to, 1_000 * TOKEN + 1).proposed();
    let spending = w.propose(nora.owner, vec![all], &[nora.id]);
    let greedy = w.propose(nora.owner, vec![more], &[nora.id]);
    for id in [spending, greedy] {
        w.vote(nora.owner, id, Choice::For, &[nora.id]);
    }
    let from = w.proposal(greedy).executable_from;
    w.wait_until(from);
    w.refuses(nora.owner, w.governance().execute(greedy), GovernanceError::DepositsTouched);
    w.execute(nora.owner, spending);
    assert_eq!(w.wallet(to), 1_000 * TOKEN);
    for id in [spending, greedy] {
        assert_eq!(w.settle_deposit(nora.owner, id), 100 * TOKEN);
    }
}

#[test]
fn a_class_is_added_by_proposal() {
    let (mut w, [nora, ..]) = voters();
    let class = interfaces::market::Class {
        name: b"GPU, 1 hour".to_vec(),
        billing: interfaces::market::Billing::Reserved,
    };
    let call = w.market().register_class(class.clone()).proposed();
    let id = w.pass(nora.owner, vec![call], &[nora.id]);
    let count = w.view(w.market().class_count());
    w.execute(nora.owner, id);
    assert_eq!(w.view(w.market().class_count()), count + 1);
    assert_eq!(w.view(w.market().class(count)), Some(class));
}
