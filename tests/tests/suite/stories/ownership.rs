//! Ownership: in two steps, and in the end governance's.

use gridshare_sdk::OwnableHandle;
use interfaces::governance::GovernanceError;
use interfaces::ownable::OwnershipError;
use shared::TOKEN;
use tests::isolated::registry_config;
use tests::TestNetwork;

/// Instantiates a registry that the deployer owns.
fn own_registry(w: &mut TestNetwork) -> OwnableHandle {
    let config = registry_config(w);
    OwnableHandle::at(w.create(&config).expect("a registry is made"))
}

#[test]
fn governance_owns_every_contract_of_a_deployed_suite() {
    let mut w = TestNetwork::new();
    for (name, contract) in w.net.suite.owned() {
        assert_eq!(w.view(contract.owner()), w.net.suite.governance, "{name}");
        assert_eq!(w.view(contract.pending_owner()), None, "{name}");
        let deployer = w.net.suite.deployer;
        w.refuses(deployer, contract.transfer_ownership(deployer), OwnershipError::NotOwner);
    }
}

#[test]
fn ownership_moves_when_it_is_accepted_and_not_before() {
    let mut w = TestNetwork::new();
    let registry = own_registry(&mut w);
    let (deployer, next, other) = (w.net.suite.deployer, w.stranger("next"), w.stranger("other"));
    w.send(deployer, registry.transfer_ownership(next));
    assert_eq!((w.view(registry.owner()), w.view(registry.pending_owner())), (deployer, Some(next)));
    w.refuses(other, registry.accept_ownership(), OwnershipError::NotPendingOwner);
    w.refuses(next, registry.transfer_ownership(next), OwnershipError::NotOwner);

    // A later offer replaces the earlier one.
    w.send(deployer, registry.transfer_ownership(other));
    w.refuses(next, registry.accept_ownership(), OwnershipError::NotPendingOwner);
    w.send(other, registry.accept_ownership());
    assert_eq!((w.view(registry.owner()), w.view(registry.pending_owner())), (other, None));
    w.refuses(deployer, registry.transfer_ownership(deployer), OwnershipError::NotOwner);
    w.refuses(other, registry.accept_ownership(), OwnershipError::NotPendingOwner);

    // An offer to oneself withdraws one.
    w.send(other, registry.transfer_ownership(next));
    w.send(other, registry.transfer_ownership(other));
    w.refuses(next, registry.accept_ownership(), OwnershipError::NotPendingOwner);
}

#[test]
fn governance_takes_only_what_is_of_its_suite_and_offered_to_it() {
    let mut w = TestNetwork::new();
    let registry = own_registry(&mut w);
    let (deployer, governance) = (w.net.suite.deployer, w.net.suite.governance);
    w.send(deployer, registry.transfer_ownership(governance));
    let take = w.governance().take_ownership(registry.address());
    w.refuses(deployer, take, GovernanceError::ForbiddenCall);
    let take = w.governance().take_ownership(w.net.suite.registry);
    w.refuses(deployer, take, GovernanceError::NotOffered);
}

#[test]
fn governance_gives_a_contract_away_and_takes_it_back_by_proposal() {
    let mut w = TestNetwork::new();
    let nora = w.voter("nora", 1_000 * TOKEN);
    let (successor, governance) = (w.stranger("successor"), w.net.suite.governance);
    let staking = OwnableHandle::at(w.net.suite.staking);
    let id = w.pass(nora.owner, vec![staking.transfer_ownership(successor).proposed()], &[nora.id]);
    w.execute(nora.owner, id);
    assert_eq!(w.view(staking.owner()), governance);
    w.send(successor, staking.accept_ownership());
    assert_eq!(w.view(staking.owner()), successor);

    w.send(successor, staking.transfer_ownership(governance));
    w.send(nora.owner, w.governance().take_ownership(w.net.suite.staking));
    assert_eq!(w.view(staking.owner()), governance);
}
