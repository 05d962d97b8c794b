//! The registry: nodes, their keys and their beats.

use crate::bundles::{answer, bundle, events, hex, person, refusal, ChainSession, TestResult, CELL};
use crate::configs;
use crate::deployment::to_epoch;
use drink::session::{NO_ENDOWMENT, NO_SALT};
use drink::Sandbox;
use gridshare_sdk::keys::Key;

#[test]
fn a_node_is_registered_and_only_its_owner_replaces_its_keys() -> TestResult {
    let mut session = ChainSession::default();
    let (alice, bob) = (session.get_actor(), person(&mut session, "bob"));
    let bundle = bundle("registry");
    let config = configs::registry(&mut session);
    let registry = session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;

    let registration = configs::registration(&bob, &Key::from_name("device"));
    let id: Result<u32, ()> = session.call("Registry::register", &[registration], NO_ENDOWMENT)??;
    assert_eq!(id, Ok(0));
    let registered = format!("NodeRegistered {{ node: 0, owner: {alice}, cell: {CELL}, country: 840 }}");
    assert_eq!(events(&session, &bundle, &registry), [registered]);

    let before = session.sandbox().take_snapshot();
    let keys = args![0, alice, hex(Key::from_name("new device").public())];
    session.set_actor(bob.clone());
    let refused = session.call::<_, ()>("Registry::set_keys", &keys, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Registry::set_keys", &refused), "NotNodeOwner", "the controller may not");
    session.set_actor(alice.clone());
    session.call::<_, ()>("Registry::set_keys", &keys, NO_ENDOWMENT)??;
    assert_eq!(events(&session, &bundle, &registry), ["KeysSet { node: 0, generation: 1 }"]);

    // With the new keys Bob controls nothing; with the old ones he did.
    session.set_actor(bob);
    let refused = session.call::<_, ()>("Registry::heartbeat", &["[0]"], NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Registry::heartbeat", &refused), "NotController");
    session.sandbox().restore_snapshot(before);
    let counted: Result<u32, ()> = session.call("Registry::heartbeat", &["[0]"], NO_ENDOWMENT)??;
    assert_eq!(counted, Ok(1));
    Ok(())
}

#[test]
fn a_beat_earns_the_stake_that_staking_noted() -> TestResult {
    let mut session = ChainSession::default();
    let alice = session.get_actor();
    let [staking, other, bob] = ["staking", "other", "bob"].map(|name| person(&mut session, name));
    let bundle = bundle("registry");
    let config = configs::registry(&mut session);
    session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;
    let peers = format!(
        "RegistryPeers {{ staking: {staking}, market: {other}, rewards: {other}, attestations: {other} }}"
    );
    session.call::<_, ()>("Registry::wire", &[peers], NO_ENDOWMENT)??;
    let registration = configs::registration(&alice, &Key::from_name("device"));
    session.call::<_, ()>("Registry::register", &[registration], NO_ENDOWMENT)??;

    let weight = args![0, "StakeWeight { now: 70, next: 80, jailed: false }"];
    session.set_actor(bob);
    let refused = session.call::<_, ()>("Registry::note_stake", &weight, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Registry::note_stake", &refused), "NotPeer");
    session.set_actor(staking);
    session.call::<_, ()>("Registry::note_stake", &weight, NO_ENDOWMENT)??;
    assert_eq!(answer(&session, &bundle, "Registry::note_stake").to_string(), "Ok(true)");

    session.set_actor(alice.clone());
    for (epoch, credit) in [(0, 70_u128), (1, 80)] {
        to_epoch(&mut session, epoch);
        session.call::<_, ()>("Registry::heartbeat", &["[0, 0]"], NO_ENDOWMENT)??;
        assert_eq!(answer(&session, &bundle, "Registry::heartbeat").to_string(), "Ok(1)");
        let earned: u128 = session.call("Registry::credit", &args![0, epoch], NO_ENDOWMENT)??;
        assert_eq!(earned, credit, "in epoch {epoch}");
    }
    session.call::<_, ()>("Registry::identity", &["0"], NO_ENDOWMENT)??;
    let identity = format!(
        "Ok(Identity {{ owner: {alice}, cell: {CELL}, country: 840, status: Active, in_service: true }})"
    );
    assert_eq!(answer(&session, &bundle, "Registry::identity").to_string(), identity);
    Ok(())
}
