//! A registry in an off-chain environment with what tests do to it, and pages without one.

use crate::page::Page;
use crate::registry::Registry;
use ink::env::test::{self, DefaultAccounts};
use ink::env::DefaultEnvironment;
use ink::primitives::AccountId;
use interfaces::registry::Registry as _;
use interfaces::registry::*;
use schnorrkel::{Keypair, MiniSecretKey};
use shared::clock::MIN_EPOCH_MS;
use shared::signing::Messages;
use shared::{Cell, Clock, Epoch, NodeId, Slot, Weight};

/// Slots of a second.
pub const EPOCH_MS: u64 = MIN_EPOCH_MS;
/// Hash of the chain's first block.
pub const GENESIS: [u8; 32] = [9; 32];
/// An H3 cell of resolution 5.
pub const SAN_FRANCISCO: Cell = 0x85283473fffffff;

pub fn accounts() -> DefaultAccounts<DefaultEnvironment> {
    test::default_accounts::<DefaultEnvironment>()
}

/// Returns the wired contracts.
pub fn peers() -> RegistryPeers {
    let account = |n| AccountId::from([n; 32]);
    RegistryPeers {
        staking: account(101),
        market: account(102),
        rewards: account(103),
        attestations: account(104),
    }
}

/// Lets `account` send the next messages.
pub fn caller(account: AccountId) {
    test::set_caller::<DefaultEnvironment>(account);
}

/// Moves the time to the start of a slot.
pub fn at(epoch: Epoch, slot: u8) {
    test::set_block_timestamp::<DefaultEnvironment>(u64::from(epoch) * EPOCH_MS + u64::from(slot) * 1_000);
}

pub fn config() -> RegistryConfig {
    RegistryConfig {
        clock: Clock { genesis: 0, epoch_ms: EPOCH_MS },
        genesis_hash: GENESIS,
        annex: [7; 32],
        params: RegistryParams::default(),
    }
}

/// Returns a wired registry, which Alice owns, in epoch 10.
pub fn registry() -> Registry {
    caller(accounts().alice);
    at(10, 0);
    let mut registry = Registry::new(config()).unwrap();
    registry.wire(peers()).unwrap();
    registry
}

/// Returns the key pair of a node's device.
pub fn device(node: u8) -> Keypair {
    MiniSecretKey::from_bytes(&[node; 32]).unwrap().expand_to_keypair(schnorrkel::ExpansionMode::Ed25519)
}

pub fn registration(node: u8) -> Registration {
    Registration {
        controller: accounts().charlie,
        device_key: device(node).public.to_bytes(),
        cell: SAN_FRANCISCO,
        country: 840,
        metadata: b"https://node".to_vec(),
    }
}

/// Registers `count` nodes of Bob's that Charlie controls.
pub fn register(registry: &mut Registry, count: u8) {
    caller(accounts().bob);
    for _ in 0..count {
        let node = u8::try_from(registry.node_count()).unwrap();
        assert_eq!(registry.register(registration(node)), Ok(node.into()));
    }
}

pub fn note_stake(registry: &mut Registry, node: NodeId, now: Weight, next: Weight) {
    caller(peers().staking);
    registry.note_stake(node, StakeWeight { now, next, jailed: false }).unwrap();
}

/// Returns a beat that the device of `node` signed.
pub fn signed(node: NodeId, generation: u32, epoch: Epoch, slot: u8) -> SignedBeat {
    let contract = test::callee::<DefaultEnvironment>();
    let mut messages = Messages::beats(&GENESIS, &contract);
    let context = schnorrkel::signing_context(b"substrate");
    let pair = device(u8::try_from(node).unwrap());
    let signature = pair.sign(context.bytes(messages.beat(node, generation, epoch, slot))).to_bytes();
    SignedBeat { node, slot, signature }
}

pub fn status(registry: &Registry, node: NodeId) -> NodeStatus {
    registry.identity(node).unwrap().status
}

/// Registers a node of Bob's with a stake of 100, and lets it beat.
pub fn working_node(registry: &mut Registry) -> NodeId {
    let node = registry.node_count();
    register(registry, 1);
    note_stake(registry, node, 100, 100);
    beat(registry, node);
    node
}

pub fn beat(registry: &mut Registry, node: NodeId) {
    caller(accounts().charlie);
    registry.heartbeat(vec![node]).unwrap();
}

pub fn vet_all(nodes: Vec<NodeId>) -> Vetting {
    Vetting { nodes, min_stake: 0, min_renewable: 0, attested: 0, owners: false }
}

pub fn slot(epoch: Epoch, index: u8) -> Slot {
    Slot { epoch, index }
}

/// Takes a node's credit, for which alone it is claimed.
pub fn take_credit(
    registry: &mut Registry,
    node: NodeId,
    claimer: AccountId,
    count: u32,
) -> Result<TakenCredit, RegistryError> {
    let mut taken = registry.take_credit(vec![node], claimer, count)?;
    assert_eq!(taken.len(), 1);
    Ok(taken.remove(0))
}

/// Returns a page of new nodes: node `n`'s controller is `[n; 32]`, its owner `[n + 40; 32]`, its device key
/// `[n + 100; 32]`.
pub fn page(nodes: u8, epoch: Epoch) -> Page {
    let mut page = Page::new(epoch);
    for n in 0..nodes {
        let account = |n| AccountId::from([n; 32]);
        page.push(n.into(), &account(n + 40), &account(n), &[n + 100; 32], epoch).unwrap();
    }
    page
}

/// Returns what the pool of a node counts for that is not jailed.
pub fn weight(now: Weight, next: Weight) -> StakeWeight {
    StakeWeight { now, next, jailed: false }
}
