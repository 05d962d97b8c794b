//! Errors of governance.

use gridshare_sdk::{AccountId, GovernanceHandle};
use interfaces::governance::{
    Choice, GovernanceConfig, GovernanceError as E, GovernanceParams, GovernedContracts, ProposedCall,
};
use interfaces::metering::MeteringParams;
use shared::TOKEN;
use tests::isolated::{governance_config, made};
use tests::refusals::{refused, Refusals};
use tests::{BusyNetwork, TestNetwork};

fn bad_params() -> GovernanceParams {
    GovernanceParams { quorum: 10_000, ..GovernanceParams::default() }
}

/// Returns a suite of which every contract is the same account.
fn suite_of(nobody: AccountId) -> GovernedContracts {
    GovernedContracts {
        token: nobody,
        registry: nobody,
        market: nobody,
        attestations: nobody,
        staking: nobody,
        metering: nobody,
        rewards: nobody,
    }
}

/// Instantiates governance over accounts that are no contracts.
fn lost(w: &mut TestNetwork) -> GovernanceHandle {
    let nobody = w.stranger("nobody");
    GovernanceHandle::at(made(w, &governance_config(suite_of(nobody))))
}

fn change(w: &TestNetwork) -> ProposedCall {
    w.metering().set_params(MeteringParams::default()).proposed()
}

/// Returns the error with which a proposal of Nora's is refused.
fn proposed(
    w: &mut TestNetwork,
    c: &BusyNetwork,
    calls: Vec<ProposedCall>,
    description: usize,
    pools: Vec<u32>,
) -> E {
    w.refused(c.node.owner, w.governance().propose(calls, vec![b'x'; description], pools))
}

#[test]
fn every_error_of_governance_is_provoked() {
    const HELD: &str = "governance holds the deposits it counts, and the token answered when they came in";
    Refusals {
        interface: Some("governance.rs"),
        table: vec![
            refused("new", E::ParamOutOfBounds, |w, c| {
                let suite = suite_of(c.stranger);
                w.create_refused(&GovernanceConfig { suite, params: bad_params() })
            }),
            refused("take_ownership", E::ForbiddenCall, |w, c| {
                w.refused(c.stranger, w.governance().take_ownership(c.stranger))
            }),
            refused("take_ownership", E::NotOffered, |w, c| {
                w.refused(c.stranger, w.governance().take_ownership(w.net.suite.token))
            }),
            refused("take_ownership", E::PeerFailed, |w, c| {
                let (governance, nobody) = (lost(w), w.stranger("nobody"));
                w.refused(c.stranger, governance.take_ownership(nobody))
            }),
            refused("set_params", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.governance().set_params(GovernanceParams::default()))
            }),
            refused("propose", E::InvalidProposal, |w, c| proposed(w, c, vec![], 0, vec![c.node.id])),
            refused("propose", E::InvalidProposal, |w, c| {
                let calls = vec![change(w); 9];
                proposed(w, c, calls, 0, vec![c.node.id])
            }),
            refused("propose", E::InvalidProposal, |w, c| {
                let calls = vec![change(w)];
                proposed(w, c, calls, 257, vec![c.node.id])
            }),
            refused("propose", E::InvalidProposal, |w, c| {
                let calls = vec![ProposedCall { arguments: vec![0; 1_025], ..change(w) }];
                proposed(w, c, calls, 0, vec![c.node.id])
            }),
            refused("propose", E::ForbiddenCall, |w, c| {
                let calls = vec![ProposedCall { callee: c.stranger, ..change(w) }];
                proposed(w, c, calls, 0, vec![c.node.id])
            }),
            refused("propose", E::ParamOutOfBounds, |w, c| {
                let calls = vec![w.governance().set_params(bad_params()).proposed()];
                proposed(w, c, calls, 0, vec![c.node.id])
            }),
            refused("propose", E::InvalidPools, |w, c| {
                let calls = vec![change(w)];
                proposed(w, c, calls, 0, vec![1, 0])
            }),
            refused("propose", E::BelowThreshold, |w, c| {
                let calls = vec![change(w)];
                w.refused(c.paul, w.governance().propose(calls, vec![], vec![c.node.id]))
            }),
            refused("propose", E::TransferFailed, |w, c| {
                w.send(c.node.owner, w.token().approve(w.net.suite.governance, 100 * TOKEN - 1));
                let calls = vec![change(w)];
                proposed(w, c, calls, 0, vec![c.node.id])
            }),
            refused("propose", E::PeerFailed, |w, c| {
                let (governance, nobody) = (lost(w), w.stranger("nobody"));
                let calls = vec![ProposedCall { callee: nobody, ..change(w) }];
                w.refused(c.node.owner, governance.propose(calls, vec![], vec![c.node.id]))
            }),
            refused("propose", E::Arithmetic, |w, c| {
                // The end of time: no vote could end.
                w.wait_until(u64::MAX - 1);
                let calls = vec![change(w)];
                proposed(w, c, calls, 0, vec![c.node.id])
            }),
            refused("vote", E::UnknownProposal, |w, c| {
                w.refused(c.dana, w.governance().vote(99, Choice::For, vec![c.node.id]))
            }),
            refused("vote", E::NotVoting, |w, c| {
                w.refused(c.dana, w.governance().vote(c.cancelled, Choice::For, vec![c.node.id]))
            }),
            refused("vote", E::AlreadyVoted, |w, c| {
                w.vote(c.dana, c.voting, Choice::Against, &[c.node.id]);
                w.refused(c.dana, w.governance().vote(c.voting, Choice::For, vec![c.node.id]))
            }),
            refused("vote", E::InvalidPools, |w, c| {
                w.refused(c.dana, w.governance().vote(c.voting, Choice::For, vec![1, 1]))
            }),
            refused("vote", E::NoVotingPower, |w, c| {
                w.refused(c.paul, w.governance().vote(c.voting, Choice::For, vec![c.node.id]))
            }),
            refused("execute", E::UnknownProposal, |w, c| w.refused(c.paul, w.governance().execute(99))),
            refused("execute", E::NotExecutable, |w, c| w.refused(c.paul, w.governance().execute(c.voting))),
            refused("execute", E::CallFailed(1), |w, c| {
                let bad = MeteringParams { burn: 0, ..MeteringParams::default() };
                let calls = vec![change(w), w.metering().set_params(bad).proposed()];
                let id = w.pass(c.node.owner, calls, &[c.node.id]);
                w.refused(c.paul, w.governance().execute(id))
            }),
            refused("execute", E::DepositsTouched, |w, c| {
                let calls = vec![w.token().transfer(c.stranger, 1).proposed()];
                let id = w.pass(c.node.owner, calls, &[c.node.id]);
                w.refused(c.paul, w.governance().execute(id))
            }),
            refused("cancel", E::UnknownProposal, |w, c| w.refused(c.node.owner, w.governance().cancel(99))),
            refused("cancel", E::NotProposer, |w, c| w.refused(c.dana, w.governance().cancel(c.voting))),
            refused("cancel", E::NotVoting, |w, c| {
                w.refused(c.node.owner, w.governance().cancel(c.cancelled))
            }),
            refused("settle_deposit", E::UnknownProposal, |w, c| {
                w.refused(c.paul, w.governance().settle_deposit(99))
            }),
            refused("settle_deposit", E::NoDeposit, |w, c| {
                w.refused(c.paul, w.governance().settle_deposit(c.voting))
            }),
        ],
        unreachable: &[],
        unreachable_at: &[
            (
                "set_params",
                "ParamOutOfBounds",
                "its caller is refused first; bounds are checked when proposed",
            ),
            ("vote", "PeerFailed", "staking answered when the proposal was made"),
            ("execute", "PeerFailed", "the token answered when the deposit came in"),
            ("settle_deposit", "TransferFailed", HELD),
            ("settle_deposit", "PeerFailed", HELD),
        ],
    }
    .check();
}
