//! Messages of the wired contracts.

use super::harness::*;
use crate::registry::Registry;
use interfaces::attestations::{Attested, Fact, Kind};
use interfaces::registry::Registry as _;
use interfaces::registry::*;

#[ink::test]
fn wired_messages_are_for_their_peers() {
    let mut registry = registry();
    register(&mut registry, 1);
    let (alice, note) = (accounts().alice, StakeWeight { now: 1, next: 1, jailed: false });
    let RegistryPeers { staking, market, rewards, attestations } = peers();
    for other in [alice, staking, market, rewards, attestations] {
        caller(other);
        let refused = |peer, error: Option<RegistryError>| {
            assert_eq!(error == Some(RegistryError::NotPeer), other != peer, "{other:?}");
        };
        refused(staking, registry.note_stake(0, note).err());
        refused(staking, registry.set_node_owner(0, alice).err());
        refused(market, registry.note_retired(0).err());
        refused(attestations, registry.note_attested(0, Attested::default()).err());
        refused(rewards, registry.take_credit(vec![0], alice, 1).err());
    }
    caller(alice);
    let mut unwired = Registry::new(config()).unwrap();
    assert_eq!(unwired.note_stake(0, note), Err(RegistryError::NotPeer));
}

#[ink::test]
fn stake_is_noted_for_known_nodes() {
    let mut registry = registry();
    register(&mut registry, 1);
    note_stake(&mut registry, 0, 5, 9);
    assert_eq!(registry.liveness(0).unwrap().stake, 5);
    at(11, 0);
    assert_eq!(registry.liveness(0).unwrap().stake, 9);
    for unknown in [1, 32] {
        let note = StakeWeight { now: 1, next: 1, jailed: false };
        assert_eq!(registry.note_stake(unknown, note), Err(RegistryError::UnknownNode));
    }
}

#[ink::test]
fn a_node_goes_to_its_new_owner_with_what_it_earned() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(peers().staking);
    assert_eq!(registry.set_node_owner(9, accounts().eve), Err(RegistryError::UnknownNode));
    assert_eq!(registry.set_node_owner(node, accounts().eve), Ok(()));
    assert_eq!(registry.owner_of(node), Ok(accounts().eve));
    caller(accounts().bob);
    assert_eq!(registry.set_metadata(node, vec![]), Err(RegistryError::NotNodeOwner));
    caller(accounts().eve);
    assert_eq!(registry.set_metadata(node, vec![1; 129]), Err(RegistryError::InvalidText));
    assert_eq!(registry.set_metadata(node, b"new".to_vec()), Ok(()));
    assert_eq!(registry.node(node).unwrap().metadata, b"new");
    at(11, 0);
    caller(peers().rewards);
    let taken = take_credit(&mut registry, node, accounts().eve, 1).unwrap();
    assert_eq!((taken.owner, taken.shares[0].credit), (accounts().eve, 100));
}

#[ink::test]
fn jailed_and_retired_nodes_earn_nothing() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(peers().staking);
    assert_eq!(registry.note_stake(node, StakeWeight { now: 100, next: 100, jailed: true }), Ok(true));
    assert_eq!(status(&registry, node), NodeStatus::Jailed);
    assert!(!registry.identity(node).unwrap().in_service);
    at(10, 1);
    beat(&mut registry, node);
    assert_eq!(registry.total_credit(10), 100);
    note_stake(&mut registry, node, 100, 100);
    assert_eq!(status(&registry, node), NodeStatus::Active);
    at(10, 2);
    beat(&mut registry, node);
    assert_eq!(registry.total_credit(10), 200);

    caller(peers().market);
    assert_eq!(registry.note_retired(node), Ok(()));
    assert_eq!(registry.note_retired(node), Err(RegistryError::Retired));
    assert_eq!(status(&registry, node), NodeStatus::Retired);
    caller(peers().staking);
    assert_eq!(registry.note_stake(node, StakeWeight { now: 9, next: 9, jailed: false }), Ok(false));
    at(10, 3);
    beat(&mut registry, node);
    assert_eq!(registry.total_credit(10), 200);
    let liveness = registry.liveness(node).unwrap();
    assert!(liveness.retired && !liveness.jailed && liveness.beats == 0b1111);
}

#[ink::test]
fn what_is_attested_counts_until_it_expires() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    let mut attested = Attested { boost: 2_500, boost_until: 12, ..Attested::default() };
    attested.facts[Kind::Renewable.index()] = Fact { value: 8_000, until: 12 };
    attested.facts[Kind::Identity.index()] = Fact { value: 0, until: 13 };
    caller(peers().attestations);
    assert_eq!(registry.note_attested(9, attested), Err(RegistryError::UnknownNode));
    assert_eq!(registry.note_attested(node, attested), Ok(()));
    assert_eq!(registry.liveness(node).unwrap().attested, attested);
    for (epoch, earned, boost) in [(11, 125, 2_500), (12, 100, 0)] {
        at(epoch, 0);
        beat(&mut registry, node);
        assert_eq!((registry.credit(node, epoch), registry.liveness(node).unwrap().boost), (earned, boost));
        let fit = |vetting: Vetting| registry.vet(vetting).unwrap().fit == 1;
        let any = vet_all(vec![node]);
        assert_eq!(fit(Vetting { min_renewable: 8_000, ..any.clone() }), epoch == 11);
        assert!(!fit(Vetting { min_renewable: 8_001, ..any.clone() }));
        assert_eq!(fit(Vetting { attested: 0b1010, ..any.clone() }), epoch == 11);
        assert!(fit(Vetting { attested: 0b1000, ..any.clone() }));
        assert!(!fit(Vetting { attested: 0b0001, ..any }));
    }
}

#[ink::test]
fn candidates_are_vetted() {
    let mut registry = registry();
    let first = working_node(&mut registry);
    let second = working_node(&mut registry);
    register(&mut registry, 1);
    caller(peers().staking);
    registry.set_node_owner(second, accounts().eve).unwrap();
    let all = vet_all(vec![99, second, 2, first]);
    assert_eq!(registry.vet(all.clone()), Ok(Vetted { fit: 0b1010, owners: vec![] }));
    assert_eq!(
        registry.vet(Vetting { owners: true, ..all.clone() }),
        Ok(Vetted { fit: 0b1010, owners: vec![accounts().eve, accounts().bob] })
    );
    assert_eq!(registry.vet(Vetting { min_stake: 101, ..all }).unwrap().fit, 0);
    assert_eq!(registry.vet(vet_all(vec![first; 16])).unwrap().fit, u16::MAX);
    assert_eq!(registry.vet(vet_all(vec![first; 17])), Err(RegistryError::TooMany));
}
