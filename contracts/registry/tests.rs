//! The contract's messages against an off-chain environment: who may do what, in which order, and what is
//! left afterwards. The rules themselves are tested beside them.

use crate::registry::Registry;
use ink::env::test::{self, DefaultAccounts};
use ink::env::DefaultEnvironment;
use ink::primitives::AccountId;
use interfaces::attestations::{Attested, Fact, Kind};
use interfaces::ownable::{Ownable, OwnershipError};
use interfaces::registry::Registry as _;
use interfaces::registry::*;
use schnorrkel::{Keypair, MiniSecretKey};
use shared::signing::Messages;
use shared::{Amount, Clock, Epoch, NodeId, Slot};

const EPOCH_MS: u64 = 48_000;
const GENESIS: [u8; 32] = [9; 32];
const SAN_FRANCISCO: u64 = 0x85283473fffffff;

fn accounts() -> DefaultAccounts<DefaultEnvironment> {
    test::default_accounts::<DefaultEnvironment>()
}

/// The wired contracts.
fn peers() -> RegistryPeers {
    let account = |n| AccountId::from([n; 32]);
    RegistryPeers {
        staking: account(101),
        market: account(102),
        rewards: account(103),
        attestations: account(104),
    }
}

fn caller(account: AccountId) {
    test::set_caller::<DefaultEnvironment>(account);
}

fn at(epoch: Epoch, slot: u8) {
    test::set_block_timestamp::<DefaultEnvironment>(u64::from(epoch) * EPOCH_MS + u64::from(slot) * 1_000);
}

fn config() -> RegistryConfig {
    RegistryConfig {
        clock: Clock { genesis: 0, epoch_ms: EPOCH_MS },
        genesis_hash: GENESIS,
        params: RegistryParams::default(),
    }
}

/// Alice owns a wired registry, in epoch 10.
fn registry() -> Registry {
    caller(accounts().alice);
    at(10, 0);
    let mut registry = Registry::new(config()).unwrap();
    registry.wire(peers()).unwrap();
    registry
}

/// A key pair for each node.
fn device(node: u8) -> Keypair {
    MiniSecretKey::from_bytes(&[node; 32]).unwrap().expand_to_keypair(schnorrkel::ExpansionMode::Ed25519)
}

fn registration(node: u8) -> Registration {
    Registration {
        controller: accounts().charlie,
        device_key: device(node).public.to_bytes(),
        cell: SAN_FRANCISCO,
        country: 840,
        metadata: b"https://node".to_vec(),
    }
}

/// Registers `count` nodes of Bob's that Charlie controls.
fn register(registry: &mut Registry, count: u8) {
    caller(accounts().bob);
    for _ in 0..count {
        let node = u8::try_from(registry.node_count()).unwrap();
        assert_eq!(registry.register(registration(node)), Ok(node.into()));
    }
}

fn note_stake(registry: &mut Registry, node: NodeId, now: Amount, next: Amount) {
    caller(peers().staking);
    registry.note_stake(node, StakeNote { now, next, jailed: false }).unwrap();
}

fn signed(node: NodeId, generation: u32, epoch: Epoch, slot: u8) -> SignedBeat {
    let contract = test::callee::<DefaultEnvironment>();
    let mut messages = Messages::beats(&GENESIS, &contract);
    let context = schnorrkel::signing_context(b"substrate");
    let pair = device(u8::try_from(node).unwrap());
    let signature = pair.sign(context.bytes(messages.beat(node, generation, epoch, slot))).to_bytes();
    SignedBeat { node, slot, signature }
}

fn status(registry: &Registry, node: NodeId) -> NodeStatus {
    registry.identity(node).unwrap().status
}

/// Registers a node of Bob's with a stake of 100, and lets it beat.
fn working_node(registry: &mut Registry) -> NodeId {
    let node = registry.node_count();
    register(registry, 1);
    note_stake(registry, node, 100, 100);
    beat(registry, node);
    node
}

fn beat(registry: &mut Registry, node: NodeId) {
    caller(accounts().charlie);
    registry.heartbeat(vec![node]).unwrap();
}

fn vet_all(nodes: Vec<NodeId>) -> Vetting {
    Vetting { nodes, min_stake: 0, min_renewable: 0, attested: 0, owners: false }
}

// ---- administration ----

#[ink::test]
fn a_registry_starts_within_its_bounds() {
    let clock = Clock { genesis: 0, epoch_ms: 1 };
    assert_eq!(Registry::new(RegistryConfig { clock, ..config() }).err(), Some(RegistryError::InvalidClock));
    let params = RegistryParams { notice: 1, ..RegistryParams::default() };
    assert_eq!(
        Registry::new(RegistryConfig { params, ..config() }).err(),
        Some(RegistryError::ParamOutOfBounds)
    );
    let registry = Registry::new(config()).unwrap();
    assert_eq!((registry.node_count(), registry.peers()), (0, None));
    assert_eq!((registry.clock(), registry.params()), (config().clock, config().params));
}

#[ink::test]
fn only_the_owner_administers() {
    let mut registry = registry();
    caller(accounts().bob);
    assert_eq!(registry.wire(peers()), Err(RegistryError::NotOwner));
    assert_eq!(registry.set_params(RegistryParams::default()), Err(RegistryError::NotOwner));
    caller(accounts().alice);
    assert_eq!(registry.wire(peers()), Err(RegistryError::AlreadyWired));
    assert_eq!(registry.peers(), Some(peers()));
}

#[ink::test]
fn parameters_change_with_the_epoch() {
    let mut registry = registry();
    let params = RegistryParams { offline_after: 5, ..RegistryParams::default() };
    let wrong = RegistryParams { offline_after: 0, ..RegistryParams::default() };
    assert_eq!(registry.set_params(wrong), Err(RegistryError::ParamOutOfBounds));
    assert_eq!(registry.set_params(params), Ok(()));
    assert_eq!(registry.params(), RegistryParams::default());
    at(11, 0);
    assert_eq!(registry.params(), params);
}

#[ink::test]
fn ownership_moves_in_two_steps() {
    let mut registry = registry();
    let (alice, bob) = (accounts().alice, accounts().bob);
    caller(bob);
    assert_eq!(registry.transfer_ownership(bob), Err(OwnershipError::NotOwner));
    caller(alice);
    assert_eq!(registry.transfer_ownership(bob), Ok(()));
    assert_eq!((registry.owner(), registry.pending_owner()), (alice, Some(bob)));
    assert_eq!(registry.accept_ownership(), Err(OwnershipError::NotPendingOwner));
    caller(bob);
    assert_eq!(registry.accept_ownership(), Ok(()));
    assert_eq!((registry.owner(), registry.pending_owner()), (bob, None));
    // Wiring and parameters are where they were.
    assert!(registry.peers().is_some());
}

// ---- nodes ----

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

// ---- liveness ----

#[ink::test]
fn heartbeats_count_once_in_a_slot() {
    let mut registry = registry();
    register(&mut registry, 70);
    for node in [0, 1, 69] {
        note_stake(&mut registry, node, 5, 5);
    }
    caller(accounts().charlie);
    assert_eq!(registry.heartbeat(vec![]), Err(RegistryError::Nothing));
    assert_eq!(registry.heartbeat(vec![0; 257]), Err(RegistryError::TooMany));
    assert_eq!(registry.heartbeat(vec![0, 70]), Err(RegistryError::UnknownNode));
    // Pages may come in any order, and again.
    assert_eq!(registry.heartbeat(vec![69, 0, 40, 1, 0, 69]), Ok(4));
    assert_eq!(registry.heartbeat(vec![1, 2]), Ok(1));
    assert_eq!(registry.total_credit(10), 15);
    let liveness = registry.liveness(69).unwrap();
    assert_eq!((liveness.credit, liveness.beats), (5, 1));
    assert_eq!(liveness.last_seen, Some(Slot { epoch: 10, index: 0 }));
    assert_eq!(registry.liveness(40).unwrap().credit, 0);
    assert_eq!((status(&registry, 69), status(&registry, 40)), (NodeStatus::Active, NodeStatus::Unbonded));
    at(10, 3);
    assert_eq!(status(&registry, 69), NodeStatus::Offline);
    assert_eq!(registry.heartbeat(vec![69]), Ok(1));
    assert_eq!((registry.credit(69, 10), registry.total_credit(10)), (10, 20));
}

#[ink::test]
fn a_batch_touches_64_pages_at_most() {
    let mut registry = registry();
    caller(accounts().bob);
    for _ in 0..=64 * 32 {
        registry.register(registration(0)).unwrap();
    }
    caller(accounts().charlie);
    let nodes: Vec<NodeId> = (0..=64).map(|page| page * 32).collect();
    assert_eq!(registry.heartbeat(nodes.clone()), Err(RegistryError::TooMany));
    assert_eq!(registry.heartbeat(nodes[..64].to_vec()), Ok(64));
}

#[ink::test]
fn device_signed_beats_are_judged_one_by_one() {
    let mut registry = registry();
    register(&mut registry, 3);
    note_stake(&mut registry, 0, 5, 5);
    caller(accounts().eve);
    assert_eq!(registry.submit_beats(vec![]), Err(RegistryError::Nothing));
    assert_eq!(registry.submit_beats(vec![signed(0, 0, 10, 0); 129]), Err(RegistryError::TooMany));
    at(10, 7);
    let beats = vec![
        signed(0, 0, 10, 7),
        signed(0, 0, 10, 7),
        signed(0, 0, 10, 6),
        signed(0, 0, 10, 5),
        signed(0, 0, 10, 8),
        SignedBeat { node: 3, ..signed(1, 0, 10, 7) },
        SignedBeat { node: 1, ..signed(2, 0, 10, 7) },
        SignedBeat { slot: 6, ..signed(1, 0, 10, 7) },
        signed(1, 0, 9, 7),
        signed(1, 1, 10, 7),
        signed(2, 0, 10, 6),
    ];
    use BeatOutcome::*;
    let outcomes = [
        Counted,
        Duplicate,
        Counted,
        WrongSlot,
        WrongSlot,
        UnknownNode,
        BadSignature,
        BadSignature,
        BadSignature,
        BadSignature,
        Counted,
    ];
    assert_eq!(registry.submit_beats(beats), Ok(outcomes.to_vec()));
    let liveness = registry.liveness(0).unwrap();
    assert_eq!((liveness.credit, liveness.beats), (10, (1 << 7) | (1 << 6)));
    assert_eq!(liveness.last_seen, Some(Slot { epoch: 10, index: 7 }), "the late beat did not set it back");
    assert_eq!((registry.credit(1, 10), registry.credit(2, 10), registry.total_credit(10)), (0, 0, 10));
    // A controller's heartbeat and a signed beat are the same sign of life.
    caller(accounts().charlie);
    assert_eq!(registry.heartbeat(vec![0, 2]), Ok(1));
}

#[ink::test]
fn the_first_slot_has_none_before_it_in_its_epoch() {
    let mut registry = registry();
    register(&mut registry, 1);
    at(11, 0);
    assert_eq!(registry.submit_beats(vec![signed(0, 0, 10, 47)]), Ok(vec![BeatOutcome::WrongSlot]));
    assert_eq!(registry.submit_beats(vec![signed(0, 0, 11, 255)]), Ok(vec![BeatOutcome::WrongSlot]));
    assert_eq!(registry.submit_beats(vec![signed(0, 0, 11, 0)]), Ok(vec![BeatOutcome::Counted]));
}

// ---- wired contracts ----

#[ink::test]
fn wired_messages_are_for_their_peers() {
    let mut registry = registry();
    register(&mut registry, 1);
    let (alice, note) = (accounts().alice, StakeNote { now: 1, next: 1, jailed: false });
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
        refused(rewards, registry.take_credit(0, alice, 1).err());
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
        let note = StakeNote { now: 1, next: 1, jailed: false };
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
    let taken = registry.take_credit(node, accounts().eve, 1).unwrap();
    assert_eq!((taken.owner, taken.shares[0].credit), (accounts().eve, 100));
}

#[ink::test]
fn jailed_and_retired_nodes_earn_nothing() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(peers().staking);
    assert_eq!(registry.note_stake(node, StakeNote { now: 100, next: 100, jailed: true }), Ok(true));
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
    assert_eq!(registry.note_stake(node, StakeNote { now: 9, next: 9, jailed: false }), Ok(false));
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
    attested.facts[Kind::Renewable.place()] = Fact { value: 8_000, until: 12 };
    attested.facts[Kind::Identity.place()] = Fact { value: 0, until: 13 };
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

// ---- maintenance ----

fn slot(epoch: Epoch, index: u8) -> Slot {
    Slot { epoch, index }
}

#[ink::test]
fn maintenance_excuses_silence_and_earns_nothing() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(accounts().eve);
    assert_eq!(registry.announce_maintenance(9, slot(10, 5), 4), Err(RegistryError::UnknownNode));
    assert_eq!(registry.announce_maintenance(node, slot(10, 5), 4), Err(RegistryError::NotNodeOwner));
    caller(accounts().charlie);
    assert_eq!(registry.announce_maintenance(node, slot(10, 48), 4), Err(RegistryError::OutOfRange));
    assert_eq!(registry.announce_maintenance(node, slot(10, 1), 4), Err(RegistryError::ShortNotice));
    assert_eq!(registry.announce_maintenance(node, slot(10, 2), 4), Ok(()));
    let window = |registry: &Registry| registry.liveness(node).unwrap().maintenance;
    assert_eq!(window(&registry), Some(Window { from: slot(10, 2), slots: 4 }));
    caller(accounts().bob);
    assert_eq!(registry.announce_maintenance(node, slot(10, 20), 4), Err(RegistryError::MaintenancePending));
    assert_eq!(registry.extend_maintenance(node, 2), Ok(()));
    assert_eq!(registry.liveness(node).unwrap().budget, 42);
    for (index, expected) in
        [(1, NodeStatus::Active), (2, NodeStatus::Maintenance), (7, NodeStatus::Maintenance)]
    {
        at(10, index);
        assert_eq!(status(&registry, node), expected, "{index}");
    }
    beat(&mut registry, node);
    assert_eq!(registry.credit(node, 10), 100, "an excused slot earns nothing");
    caller(accounts().bob);
    assert_eq!(registry.extend_maintenance(node, 1), Err(RegistryError::ShortNotice));
    // Slots 8 and 9 may be missed, 10 is one too many.
    at(10, 9);
    assert_eq!(status(&registry, node), NodeStatus::Active);
    at(10, 10);
    assert_eq!(status(&registry, node), NodeStatus::Offline);
    assert_eq!(registry.cancel_maintenance(node), Err(RegistryError::NoMaintenance));
}

#[ink::test]
fn silence_through_maintenance_counts_only_around_it() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(accounts().bob);
    registry.announce_maintenance(node, slot(10, 2), 40).unwrap();
    at(10, 42);
    assert_eq!(status(&registry, node), NodeStatus::Active, "slot 1 and this one");
    at(10, 43);
    assert_eq!(status(&registry, node), NodeStatus::Offline);
}

#[ink::test]
fn a_window_called_off_excuses_what_is_past() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(accounts().bob);
    registry.announce_maintenance(node, slot(10, 2), 10).unwrap();
    at(10, 4);
    caller(accounts().bob);
    assert_eq!(registry.cancel_maintenance(node), Ok(()));
    let liveness = registry.liveness(node).unwrap();
    assert_eq!((liveness.excused, liveness.budget), (0b11100, 45));
    registry.announce_maintenance(node, slot(10, 6), 1).unwrap_err();
    at(10, 5);
    registry.announce_maintenance(node, slot(10, 7), 1).unwrap();
    assert_eq!(registry.liveness(node).unwrap().excused, 0b1001_1100);
    assert_eq!(registry.cancel_maintenance(node), Ok(()));
    let liveness = registry.liveness(node).unwrap();
    assert_eq!((liveness.excused, liveness.maintenance, liveness.budget), (0b11100, None, 45));
}

// ---- uptime ----

#[ink::test]
fn presence_is_known_for_128_epochs() {
    let mut registry = registry();
    let node = working_node(&mut registry);
    caller(accounts().bob);
    registry.announce_maintenance(node, slot(10, 46), 4).unwrap();
    at(10, 1);
    beat(&mut registry, node);
    for epoch in 12..=137 {
        at(epoch, 3);
        beat(&mut registry, node);
    }
    let up = |beats, excused| Uptime { beats, excused };
    assert_eq!(registry.uptime(node, 10, 4), vec![up(0b11, 2), up(0, 0), up(0b1000, 0), up(0b1000, 0)]);
    assert_eq!(registry.uptime(node, 137, 9), vec![up(0b1000, 0)], "up to the running epoch");
    assert_eq!(registry.uptime(99, 10, 4), vec![]);
    let time = |epoch: u64, slot: u64| epoch * EPOCH_MS + slot * 1_000;
    assert_eq!(registry.live_slots(node, time(10, 0), time(137, 4)), Ok(2 + 126));
    assert_eq!(registry.live_slots(node, time(10, 1), time(10, 2)), Ok(1));
    assert_eq!(registry.live_slots(node, time(10, 1) + 1, time(12, 3)), Ok(0));
    assert_eq!(registry.live_slots(node, time(12, 3), time(12, 3)), Ok(0));
    assert_eq!(registry.live_slots(node, time(12, 4), time(12, 3)), Err(RegistryError::OutOfRange));
    assert_eq!(registry.live_slots(node, time(9, 47), time(12, 3)), Err(RegistryError::OutOfRange));
    assert_eq!(registry.live_slots(99, time(10, 0), time(12, 3)), Err(RegistryError::UnknownNode));
    // Nothing is lost by asking for a time in parts.
    let parts: u32 = (10..=137).map(|e| registry.live_slots(node, time(e, 0), time(e + 1, 0)).unwrap()).sum();
    assert_eq!(parts, 2 + 126);
    for epoch in [144, 145] {
        at(epoch, 0);
        beat(&mut registry, node);
    }
    assert_eq!(registry.uptime(node, 10, 1), vec![up(0, 0)], "its place was taken");
}

// ---- credit ----

#[ink::test]
fn credit_is_taken_once_in_the_order_of_epochs() {
    let mut registry = registry();
    let (bob, charlie, eve) = (accounts().bob, accounts().charlie, accounts().eve);
    register(&mut registry, 2);
    note_stake(&mut registry, 0, 5, 7);
    note_stake(&mut registry, 1, 100, 100);
    // Node 0 beats once in epoch 10, not in 11, twice in 12; node 1 in 10 and 11.
    caller(charlie);
    registry.heartbeat(vec![0, 1]).unwrap();
    at(11, 0);
    registry.heartbeat(vec![1]).unwrap();
    at(12, 0);
    registry.heartbeat(vec![0]).unwrap();
    at(12, 1);
    registry.heartbeat(vec![0]).unwrap();
    assert_eq!([10, 11, 12].map(|epoch| registry.credit(0, epoch)), [5, 0, 14]);
    assert_eq!([10, 11, 12, 13].map(|epoch| registry.total_credit(epoch)), [105, 100, 14, 0]);

    caller(peers().rewards);
    assert_eq!(registry.take_credit(2, bob, 1), Err(RegistryError::UnknownNode));
    assert_eq!(registry.take_credit(0, bob, 0), Err(RegistryError::NothingToClaim));
    assert_eq!(registry.take_credit(0, eve, 1), Err(RegistryError::NothingToClaim), "not yet");
    let share = |credit, total| CreditShare { credit, total };
    let taken = registry.take_credit(0, bob, 1).unwrap();
    assert_eq!(taken, TakenCredit { owner: bob, first: 10, shares: vec![share(5, 105)] });
    // The running epoch 12 stays.
    let taken = registry.take_credit(0, charlie, 32).unwrap();
    assert_eq!((taken.first, taken.shares), (11, vec![share(0, 0)]));
    assert_eq!(registry.take_credit(0, bob, 32), Err(RegistryError::NothingToClaim));
    assert_eq!(registry.liveness(0).unwrap().claimed_to, 12);

    at(19, 47);
    assert_eq!(registry.take_credit(0, eve, 32), Err(RegistryError::NothingToClaim));
    at(20, 0);
    let taken = registry.take_credit(0, eve, 32).unwrap();
    assert_eq!((taken.first, taken.shares), (12, vec![share(14, 14)]));
    // Node 1's is still there, and nothing of node 0's.
    assert_eq!([10, 11, 12].map(|epoch| registry.credit(0, epoch)), [0; 3]);
    let taken = registry.take_credit(1, bob, u32::MAX).unwrap();
    assert_eq!((taken.first, taken.shares.len()), (10, 10));
    assert_eq!(taken.shares[..3], [share(100, 105), share(100, 100), share(0, 0)]);
}

#[ink::test]
fn a_claim_covers_32_epochs() {
    let mut registry = registry();
    register(&mut registry, 1);
    note_stake(&mut registry, 0, 1, 1);
    for epoch in 10..60 {
        at(epoch, 0);
        caller(accounts().charlie);
        registry.heartbeat(vec![0]).unwrap();
    }
    caller(peers().rewards);
    let first = registry.take_credit(0, accounts().bob, 100).unwrap();
    let second = registry.take_credit(0, accounts().bob, 100).unwrap();
    assert_eq!((first.first, first.shares.len()), (10, 32));
    assert_eq!((second.first, second.shares.len()), (42, 17));
    let one = CreditShare { credit: 1, total: 1 };
    assert!(first.shares.iter().chain(&second.shares).all(|share| *share == one));
}

#[ink::test]
fn nothing_can_be_claimed_in_the_first_epoch() {
    caller(accounts().alice);
    at(0, 0);
    let mut registry = Registry::new(config()).unwrap();
    registry.wire(peers()).unwrap();
    register(&mut registry, 1);
    caller(peers().rewards);
    assert_eq!(registry.take_credit(0, accounts().bob, 1), Err(RegistryError::NothingToClaim));
    at(1, 0);
    assert_eq!(registry.take_credit(0, accounts().bob, 1).unwrap().shares.len(), 1);
}

/// Over random epochs, beats and claims: the credits taken and left of an epoch make its total.
#[ink::test]
fn no_credit_is_lost_or_made() {
    let mut registry = registry();
    let nodes = 40;
    register(&mut registry, nodes);
    for node in 0..nodes {
        note_stake(&mut registry, node.into(), u128::from(node) + 1, u128::from(node) * 3);
    }
    let mut random = 1u64;
    let mut next = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let mut taken = std::collections::BTreeMap::<Epoch, Amount>::new();
    let (mut epoch, mut slot) = (10, 0);
    for _ in 0..400 {
        match next(4) {
            0 => (epoch, slot) = (epoch + u32::try_from(next(4)).unwrap(), 47),
            1 => slot = (slot + 1).min(47),
            2 => {
                caller(accounts().charlie);
                let some = (0..next(20) + 1).map(|_| u32::try_from(next(nodes.into())).unwrap()).collect();
                registry.heartbeat(some).unwrap();
            }
            _ => {
                caller(peers().rewards);
                let (node, count) =
                    (u32::try_from(next(nodes.into())).unwrap(), u32::try_from(next(40)).unwrap());
                if let Ok(claim) = registry.take_credit(node, accounts().bob, count) {
                    for (epoch, share) in (claim.first..).zip(claim.shares) {
                        *taken.entry(epoch).or_default() += share.credit;
                        assert!(share.credit == 0 || share.total == registry.total_credit(epoch));
                    }
                }
            }
        }
        at(epoch, slot);
    }
    for past in 10..=epoch {
        let left: Amount = (0..nodes).map(|node| registry.credit(node.into(), past)).sum();
        assert_eq!(
            left + taken.get(&past).copied().unwrap_or(0),
            registry.total_credit(past),
            "epoch {past}"
        );
    }
}
