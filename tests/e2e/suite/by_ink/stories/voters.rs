//! Stakers vote a parameter through: propose, vote, wait, execute, and from the next epoch on it is in force.

use crate::by_ink::client::{account, governance, metering, rewards};
use crate::by_ink::deployment::Deployment;
use crate::node::with_node;
use gridshare_sdk::Suite;
use ink::codegen::TraitCallBuilder;
use ink_e2e::{bob, charlie};
use interfaces::governance::{Choice, Governance, GovernanceError, ProposalStatus, ProposedCall};
use interfaces::metering::{Metering, MeteringError, MeteringParams};
use interfaces::rewards::Rewards;
use scale::Encode;
use shared::{ProposalId, TOKEN};

#[test]
fn stakers_vote_a_parameter_through() {
    with_node(|node| story(Deployment::on(node)));
}

fn story(mut deployed: Deployment) {
    let Suite { metering: at_metering, rewards: at_rewards, governance: at, .. } = deployed.suite;
    let (nora, olaf) = (bob(), charlie());
    for (owner, tokens) in [(&nora, 600), (&olaf, 400)] {
        deployed.fund(owner, 1_000);
        deployed.stake(owner, tokens);
    }
    // Their stake votes once its epoch is claimed.
    deployed.to(2, 0);
    let d = &mut deployed.ink;
    for (node, owner) in [(0, &nora), (1, &olaf)] {
        d.send(owner, &rewards(at_rewards).call_mut().claim(node, 32));
    }

    let burn_more = MeteringParams { burn: 900, ..MeteringParams::default() };
    let message = metering(at_metering).call_mut().set_params(burn_more.clone());
    assert_eq!(d.refused(&nora, &message), MeteringError::NotOwner, "only governance is the owner");
    let input = message.params().exec_input().encode();
    let (selector, arguments) = input.split_first_chunk().expect("a selector");
    let call = ProposedCall { callee: at_metering, selector: *selector, arguments: arguments.to_vec() };
    let propose = governance(at).call_mut().propose(vec![call], b"burn more".to_vec(), vec![1]);
    let proposal: ProposalId = d.send(&olaf, &propose).value;
    assert_eq!(proposal, 0);

    let vote = |choice, node| governance(at).call_mut().vote(0, choice, vec![node]);
    assert_eq!(d.send(&olaf, &vote(Choice::Against, 1)).value, 400 * TOKEN);
    assert_eq!(d.refused(&olaf, &vote(Choice::For, 1)), GovernanceError::AlreadyVoted);
    assert_eq!(d.send(&nora, &vote(Choice::For, 0)).value, 600 * TOKEN);

    // Five days of voting, two of timelock.
    let execute = governance(at).call_mut().execute(0);
    for (epoch, slot, status) in [(6, 0, ProposalStatus::Voting), (7, 1, ProposalStatus::Queued)] {
        deployed.to(epoch, slot);
        assert_eq!(deployed.ink.view(&nora, &governance(at).call().status(0)), Some(status));
        assert_eq!(deployed.ink.refused(&nora, &execute), GovernanceError::NotExecutable);
    }
    deployed.to(9, 1);
    let d = &mut deployed.ink;
    assert_eq!(d.view(&nora, &governance(at).call().status(0)), Some(ProposalStatus::Executable));
    d.send(&nora, &execute);
    assert_eq!(d.view(&nora, &metering(at_metering).call().params()), MeteringParams::default());

    deployed.to(10, 0);
    let d = &mut deployed.ink;
    assert_eq!(d.view(&nora, &metering(at_metering).call().params()), burn_more);
    assert_eq!(d.send(&olaf, &governance(at).call_mut().settle_deposit(0)).value, 100 * TOKEN);
    assert_eq!(deployed.wallet(account(&olaf)), 600 * TOKEN);
}
