//! Registration, listing and keys of nodes.

use super::harness::*;
use crate::registry::Registry;
use interfaces::registry::Registry as _;
use interfaces::registry::*;

#[ink::test]
fn a_node_is_registered() {
    let mut registry = registry();
    caller(accounts().bob);
    let refused = |registry: &mut Registry, r| registry.register(r).unwrap_err();
    assert_eq!(
        refused(&mut registry, Registration { cell: 1, ..registration(0) }),
        RegistryError::InvalidCell
    );
    assert_eq!(
        refused(&mut registry, Registration { country: 0, ..registration(0) }),
        RegistryError::InvalidCountry
    );
    let metadata = vec![0; 129];
    assert_eq!(
        refused(&mut registry, Registration { metadata, ..registration(0) }),
        RegistryError::InvalidText
    );
    assert_eq!(registry.node_count(), 0);

    register(&mut registry, 33);
    assert_eq!(registry.owner_of(32), Ok(accounts().bob));
    assert_eq!(registry.owner_of(33), Err(RegistryError::UnknownNode));
    let node = registry.node(32).unwrap();
    assert_eq!((node.owner, node.cell, node.country), (accounts().bob, SAN_FRANCISCO, 840));
    assert_eq!((node.registered_at, node.metadata), (10 * EPOCH_MS, b"https://node".to_vec()));
    let liveness = registry.liveness(32).unwrap();
    assert_eq!(
        (liveness.controller, liveness.device_key),
        (accounts().charlie, device(32).public.to_bytes())
    );
    assert_eq!((liveness.last_seen, liveness.claimed_to, liveness.stake), (None, 10, 0));
    assert_eq!((registry.node(33), registry.liveness(33)), (None, None));
    assert_eq!(registry.identity(33), Err(RegistryError::UnknownNode));
    let (owner, cell, country) = (accounts().bob, SAN_FRANCISCO, 840);
    let identity = Identity { owner, cell, country, status: NodeStatus::Unbonded, in_service: false };
    assert_eq!(registry.identity(32), Ok(identity));
}

#[ink::test]
fn nodes_are_listed_in_pages() {
    let mut registry = registry();
    register(&mut registry, 70);
    note_stake(&mut registry, 40, 1, 1);
    let page = registry.nodes(0, u32::MAX);
    assert_eq!(page.iter().map(|(node, ..)| *node).collect::<Vec<_>>(), (0..64).collect::<Vec<_>>());
    assert_eq!((page[40].2, page[41].2), (NodeStatus::Offline, NodeStatus::Unbonded));
    assert_eq!(page[40].1, registry.node(40).unwrap());
    assert_eq!(registry.nodes(64, 64).len(), 6);
    assert_eq!(registry.nodes(3, 2).len(), 2);
    assert_eq!(
        (registry.nodes(70, 64), registry.nodes(u32::MAX, 64), registry.nodes(0, 0)),
        (vec![], vec![], vec![])
    );
}

#[ink::test]
fn new_keys_replace_the_old_ones() {
    let mut registry = registry();
    register(&mut registry, 1);
    let (dave, key) = (accounts().django, device(7).public.to_bytes());
    assert_eq!(registry.set_keys(1, dave, key), Err(RegistryError::UnknownNode));
    caller(accounts().charlie);
    assert_eq!(registry.set_keys(0, dave, key), Err(RegistryError::NotNodeOwner));
    caller(accounts().bob);
    assert_eq!(registry.set_keys(0, dave, key), Ok(()));
    let liveness = registry.liveness(0).unwrap();
    assert_eq!((liveness.controller, liveness.device_key, liveness.generation), (dave, key, 1));
    caller(accounts().charlie);
    assert_eq!(registry.heartbeat(vec![0]), Err(RegistryError::NotController));
    // The old device key's signature, for the new generation and the old one.
    for generation in [0, 1] {
        let outcome = registry.submit_beats(vec![signed(0, generation, 10, 0)]);
        assert_eq!(outcome, Ok(vec![BeatOutcome::BadSignature]));
    }
}
