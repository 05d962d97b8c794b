//! An owner stakes on its node, beats, claims what it earned, and leaves.

use crate::by_ink::client::{account, psp22, registry, rewards, staking};
use crate::by_ink::deployment::Deployment;
use crate::node::with_node;
use gridshare_sdk::Suite;
use ink::codegen::TraitCallBuilder;
use ink_e2e::bob;
use interfaces::registry::{Registry, RegistryError};
use interfaces::rewards::{Claimed, Rewards, RewardsError};
use interfaces::staking::{PositionView, Staking, StakingError};
use interfaces::token::PSP22;
use shared::{Shares, TOKEN};

#[test]
fn an_owner_stakes_works_claims_and_leaves() {
    with_node(|node| story(Deployment::on(node)));
}

fn story(mut deployed: Deployment) {
    let Suite { token, registry: at_registry, staking: at_staking, rewards: at_rewards, .. } = deployed.suite;
    let (nora, stake) = (bob(), 1_000 * TOKEN);
    deployed.fund(&nora, 5_000);
    let node = deployed.stake(&nora, 1_000);

    deployed.to(1, 0);
    let d = &mut deployed.ink;
    assert_eq!(d.send(&nora, &registry(at_registry).call_mut().heartbeat(vec![node])).value, 1);
    assert_eq!(d.view(&nora, &registry(at_registry).call().credit(node, 1)), stake);

    // The only node there is earns all that is for availability.
    deployed.to(2, 0);
    let d = &mut deployed.ink;
    let earned = d.view(&nora, &rewards(at_rewards).call().emission(1)).availability;
    let claim = rewards(at_rewards).call_mut().claim(node, 32);
    let claimed = d.send(&nora, &claim);
    assert_eq!(claimed.value, Claimed { first: 0, epochs: 2, availability: earned, usage: 0 });
    let minted: (Option<[u8; 32]>, Option<[u8; 32]>, u128) = claimed.event(token);
    assert_eq!(minted, (None, Some(*at_staking.as_ref()), earned));
    assert_eq!(d.refused(&nora, &claim), RewardsError::Registry(RegistryError::NothingToClaim));

    let worth = stake + earned;
    let position = d.view(&nora, &staking(at_staking).call().position(node, account(&nora)));
    let expected = PositionView { shares: Shares(stake), value: worth, pending: 0, thaws: vec![], ready: 0 };
    assert_eq!(position, Some(expected));
    let unbond = staking(at_staking).call_mut().unbond(node, Shares(stake));
    assert_eq!(d.send(&nora, &unbond).value, worth);

    // Twenty-one days are not over until they are.
    deployed.to(22, 0);
    let withdraw = staking(at_staking).call_mut().withdraw(node);
    assert_eq!(deployed.ink.refused(&nora, &withdraw), StakingError::StillThawing);
    deployed.to(23, 1);
    assert_eq!(deployed.ink.send(&nora, &withdraw).value, worth);
    assert_eq!(deployed.wallet(account(&nora)), 5_000 * TOKEN + earned);
    assert_eq!(deployed.ink.view(&nora, &psp22(token).call().balance_of(at_staking)), 0);
}
