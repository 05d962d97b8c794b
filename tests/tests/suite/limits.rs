//! Batches at their limits, in the worst state there can be: they fit a contract's memory and a block.

use gridshare::contracts::RegistryHandle;
use gridshare::keys::Key;
use gridshare::AccountId;
use interfaces::governance::{Call, Choice, MAX_ARGUMENTS, MAX_CALLS, MAX_DESCRIPTION};
use interfaces::metering::{LeaseTerms, Settled, Voucher};
use interfaces::registry::{BeatOutcome, RegistryError, SignedBeat, StakeNote, MAX_PAGES, MAX_VIEW};
use interfaces::staking::MAX_VOTE_POOLS;
use scale::Encode;
use shared::signing::Messages;
use shared::{NodeId, TOKEN};
use tests::{Lab, World};

/// Nodes on 64 full pages and one more.
const NODES: u32 = 32 * MAX_PAGES as u32 + 1;

/// A registry with 65 pages of nodes under one controller and one device key, all of them staked and with
/// credit in each of the block of eight epochs that the running one ends.
fn crowded() -> (World, RegistryHandle, AccountId) {
    let mut w = World::new().unwatched();
    let lab = Lab::wired(&mut w);
    let (owner, hub, staking) = (w.stranger("owner"), w.stranger("hub"), w.stranger("staking"));
    let mut registration = w.registration();
    registration.controller = hub;
    registration.metadata = vec![b'x'; 128];
    for node in 0..NODES {
        w.send(owner, lab.registry.register(registration.clone()));
        w.send(staking, lab.registry.note_stake(node, StakeNote { now: 1 << 90, next: 1 << 90 }));
    }
    for epoch in 0..7 {
        w.to(epoch, 0);
        let nodes: Vec<NodeId> = (0..NODES).collect();
        for batch in nodes.chunks(256) {
            assert_eq!(w.send(hub, lab.registry.heartbeat(batch.to_vec())).value as usize, batch.len());
        }
    }
    w.to(7, 0);
    (w, lab.registry, hub)
}

#[test]
fn beats_on_64_full_pages_at_the_turn_of_an_epoch_fit() {
    let (mut w, registry, hub) = crowded();
    // Four nodes of each page.
    let nodes: Vec<NodeId> = (0..256).map(|n| n / 4 * 32 + n % 4).collect();
    assert_eq!(w.send(hub, registry.heartbeat(nodes)).value, 256);
    let over: Vec<NodeId> = (0..=MAX_PAGES as u32).map(|page| page * 32).collect();
    w.refuses(hub, registry.heartbeat(over.clone()), RegistryError::TooMany);

    // The next epoch's first beats come from devices: two of each page.
    w.to(8, 0);
    let device = Key::from_name("device 0");
    let mut messages = Messages::beats(&w.net.suite.genesis_hash, &registry.address());
    let mut beat = |node| SignedBeat { node, slot: 0, signature: device.sign(messages.beat(node, 0, 8, 0)) };
    let beats: Vec<_> = (0..128).map(|n| beat(n / 2 * 32 + n % 2)).collect();
    let over: Vec<_> = over.into_iter().map(beat).collect();
    w.refuses(hub, registry.submit_beats(over), RegistryError::TooMany);
    assert_eq!(w.send(hub, registry.submit_beats(beats)).value, [BeatOutcome::Counted; 128]);
    let listed = w.view(registry.nodes(0, MAX_VIEW));
    assert_eq!(listed.len(), MAX_VIEW as usize);
}

#[test]
fn vouchers_on_as_many_pages_fit() {
    // Four thousand leases are too many to be looked at one by one.
    let mut w = World::new().unwatched();
    let node = crate::stories::dapp::alive(&mut w);
    w.offer(&node, 10_000, 0, 1_000);
    let paul = w.person("paul");
    w.deposit(paul, 1_000 * TOKEN);
    let terms = LeaseTerms { units: 1, deposit: TOKEN, ..w.terms(&node) };
    let pages = 128;
    for lease in 1..=pages * 32 {
        let session_key = Key::from_name(&format!("session of lease {lease}")).public();
        let deposit = if lease % 32 == 1 { TOKEN } else { 0 };
        w.send(paul, w.metering().open(LeaseTerms { session_key, deposit, ..terms.clone() }));
        if lease % 64 == 0 {
            w.wait(1);
        }
    }
    let vouchers: Vec<_> = (0..pages)
        .map(|page| {
            let (lease, place) = (page * 32 + 1, page as u32 * 32);
            let session = Key::from_name(&format!("session of lease {lease}"));
            let signature = session.sign_voucher(&w.net.suite, lease, node.id, 0, 5);
            Voucher { lease, place, units: 5, signature }
        })
        .collect();
    let outcomes = w.settle(paul, node.id, vouchers);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Settled::Paid { units: 5, .. })), "{outcomes:?}");
}

#[test]
fn the_largest_proposal_is_made_voted_for_with_sixteen_pools_and_executed() {
    let mut w = World::new();
    let dana = w.person("dana");
    let nora = w.person("nora");
    let mut pools = Vec::new();
    for _ in 0..MAX_VOTE_POOLS {
        let node = w.register(nora);
        w.bond(nora, &node, 100 * TOKEN);
        w.bond(dana, &node, 100 * TOKEN);
        pools.push(node);
    }
    w.to(2, 0);
    for node in &pools {
        w.claim(nora, node, 2);
    }
    let grantee = w.stranger("grantee");
    w.give(w.net.suite.governance, 8);
    // The data that goes with a transfer fills the arguments up.
    let data = vec![7u8; MAX_ARGUMENTS - 32 - 16 - 2];
    let arguments = (grantee, 1u128, data).encode();
    assert_eq!(arguments.len(), MAX_ARGUMENTS);
    let call = Call { arguments, ..w.token().transfer(grantee, 1).proposed() };
    let ids: Vec<NodeId> = pools.iter().map(|node| node.id).collect();
    let message = w.governance().propose(vec![call; MAX_CALLS], vec![b'x'; MAX_DESCRIPTION], ids.clone());
    let id = w.send(dana, message).value;
    assert_eq!(w.vote(dana, id, Choice::For, &ids), 1_600 * TOKEN);
    let from = w.proposal(id).executable_from;
    w.wait_until(from);
    w.execute(dana, id);
    assert_eq!(w.wallet(grantee), 8);
}
