//! Batches at their limits, in the most expensive state there can be: they fit a contract's memory and a block.

use crate::stories::dapp::alive;
use gridshare_embedded::runtime::PALLET_38;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{AccountId, Cost, RegistryHandle};
use interfaces::attestations::{Attested, Fact, KINDS};
use interfaces::governance::{Choice, ProposedCall, MAX_ARGUMENTS, MAX_CALLS, MAX_DESCRIPTION};
use interfaces::market::{Constraints, OfferTerms, MAX_CANDIDATES, MAX_OFFERS};
use interfaces::metering::{LeaseTerms, MeteringError, Settled, Voucher, LEGS_PER_PAGE, MAX_LEG_PAGES};
use interfaces::registry::{
    BeatOutcome, RegistryError, SignedBeat, StakeWeight, Vetting, MAX_PAGES, MAX_VIEW,
};
use interfaces::staking::{StakingError, MAX_COMMISSION_STEPS, MAX_THAWS, MAX_VOTE_POOLS};
use scale::Encode;
use shared::signing::Messages;
use shared::{NodeId, Shares, DAY_MS, TOKEN};
use tests::{IsolatedContracts, Node, TestNetwork};

/// Nodes on as many full pages as one call may touch, and one more.
const NODES: u32 = 32 * MAX_PAGES as u32 + 1;

/// Fills a registry with that many pages of nodes under one controller and one device key, all of them staked, attested
/// and with credit in each epoch of the group of eight that the running one ends.
fn crowded() -> (TestNetwork, RegistryHandle, AccountId) {
    let mut w = TestNetwork::new().unwatched();
    let contracts = IsolatedContracts::wired(&mut w);
    let [owner, hub, staking, attestations] =
        ["owner", "hub", "staking", "attestations"].map(|name| w.stranger(name));
    let facts = [Fact { value: 840, until: 400 }; KINDS];
    let attested = Attested { facts, boost: 5_000, boost_until: 400 };
    let mut registration = w.registration();
    registration.controller = hub;
    registration.metadata = vec![b'x'; 128];
    for node in 0..NODES {
        w.send(owner, contracts.registry.register(registration.clone()));
        let note = StakeWeight { now: 1 << 90, next: 1 << 90, jailed: false };
        w.send(staking, contracts.registry.note_stake(node, note));
        w.send(attestations, contracts.registry.note_attested(node, attested));
    }
    for epoch in 0..7 {
        w.to(epoch, 0);
        let nodes: Vec<NodeId> = (0..NODES).collect();
        for batch in nodes.chunks(256) {
            assert_eq!(w.send(hub, contracts.registry.heartbeat(batch.to_vec())).value as usize, batch.len());
        }
    }
    w.to(7, 0);
    (w, contracts.registry, hub)
}

#[test]
fn beats_on_the_most_pages_at_the_turn_of_an_epoch_fit() {
    let (mut w, registry, hub) = crowded();
    // Eighteen nodes of each page.
    let nodes: Vec<NodeId> = (0..18 * MAX_PAGES as u32).map(|n| n / 18 * 32 + n % 18).collect();
    let beaten = w.send(hub, registry.heartbeat(nodes.clone()));
    assert_eq!(beaten.value as usize, nodes.len());
    fits(&beaten.cost);
    let over: Vec<NodeId> = (0..=MAX_PAGES as u32).map(|page| page * 32).collect();
    w.refuses(hub, registry.heartbeat(over.clone()), RegistryError::TooMany);

    // The next epoch's first beats come from devices: nine of each page.
    w.to(8, 0);
    let device = Key::from_name("device 0");
    let mut messages = Messages::beats(&w.net.suite.genesis_hash, &registry.address());
    let mut beat = |node| SignedBeat { node, slot: 0, signature: device.sign(messages.beat(node, 0, 8, 0)) };
    let beats: Vec<_> = (0..9 * MAX_PAGES as u32).map(|n| beat(n / 9 * 32 + n % 9)).collect();
    let over: Vec<_> = over.into_iter().map(beat).collect();
    w.refuses(hub, registry.submit_beats(over), RegistryError::TooMany);
    let beaten = w.send(hub, registry.submit_beats(beats));
    assert_eq!(beaten.value, [BeatOutcome::Counted; 9 * MAX_PAGES]);
    fits(&beaten.cost);
    let listed = w.view(registry.nodes(0, MAX_VIEW));
    assert_eq!(listed.len(), MAX_VIEW as usize);

    // Candidates on as many pages as there can be, held to everything there is.
    let nodes = (0..MAX_PAGES as u32).map(|page| page * 32).chain([1, 33]).collect();
    let vetting = Vetting { nodes, min_stake: 1 << 90, min_renewable: 800, attested: 0b1111, owners: true };
    let vetted = w.view(registry.vet(vetting)).expect("sixteen are not too many");
    assert_eq!((vetted.fit, vetted.owners.len()), (u16::MAX, 16));
}

/// Passes if a call takes no more than a third of what the calls of a parachain's block can take together.
fn fits(cost: &Cost) {
    let block = PALLET_38.limits().block;
    assert!(cost.ref_time <= block.ref_time / 3 && cost.proof_size <= block.proof_size / 3, "{cost:?}");
}

#[test]
fn vouchers_on_as_many_pages_fit() {
    // Four thousand leases are too many to be looked at one by one.
    let mut w = TestNetwork::new().unwatched();
    let node = alive(&mut w);
    w.offer(&node, 10_000, 0, 1_000);
    let paul = w.person("paul");
    w.deposit(paul, 1_000 * TOKEN);
    let terms = LeaseTerms { units: 1, deposit: TOKEN, ..w.terms(&node) };
    let (pages, legs) = (MAX_LEG_PAGES as u64, u64::from(LEGS_PER_PAGE));
    for lease in 1..=(pages + 1) * legs {
        let session_key = Key::from_name(&format!("session of lease {lease}")).public();
        let deposit = if lease % legs == 1 { TOKEN } else { 0 };
        w.send(paul, w.metering().open(LeaseTerms { session_key, deposit, ..terms.clone() }));
        if lease % 64 == 0 {
            w.wait(1);
        }
    }
    let mut vouchers: Vec<_> = (0..=pages)
        .map(|page| {
            let (lease, leg_index) = (page * legs + 1, page as u32 * LEGS_PER_PAGE);
            let session = Key::from_name(&format!("session of lease {lease}"));
            let signature = session.sign_voucher(&w.net.suite, lease, node.id, 0, 5);
            Voucher { lease, leg_index, units: 5, signature }
        })
        .collect();
    w.refuses(paul, w.metering().settle(node.id, vouchers.clone()), MeteringError::TooMany);
    vouchers.pop();
    let settle = w.metering().settle(node.id, vouchers.clone());
    fits(&w.net.dry_run(paul, settle).expect("as many pages as there may be").cost);
    let outcomes = w.settle(paul, node.id, vouchers);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Settled::Paid { units: 5, .. })), "{outcomes:?}");
}

#[test]
fn the_largest_proposal_is_made_voted_for_with_sixteen_pools_and_executed() {
    let mut w = TestNetwork::new();
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
    let call = ProposedCall { arguments, ..w.token().transfer(grantee, 1).proposed() };
    let ids: Vec<NodeId> = pools.iter().map(|node| node.id).collect();
    let message = w.governance().propose(vec![call; MAX_CALLS], vec![b'x'; MAX_DESCRIPTION], ids.clone());
    let id = w.send(dana, message).value;
    assert_eq!(w.vote(dana, id, Choice::For, &ids), 1_600 * TOKEN);
    let from = w.proposal(id).executable_from;
    w.wait_until(from);
    w.execute(dana, id);
    assert_eq!(w.wallet(grantee), 8);
}

#[test]
fn a_lease_chooses_among_sixteen_candidates_with_every_constraint() {
    let mut w = TestNetwork::new();
    let mut nodes: Vec<Node> = Vec::new();
    for at in 0..MAX_CANDIDATES {
        let owner = w.person(&format!("owner {at}"));
        let node = w.register(owner);
        w.bond(owner, &node, 100 * TOKEN);
        w.offer(&node, 10, 0, 1_000 - at as u128);
        nodes.push(node);
        for _ in 0..31 {
            // The next one stands on a page of its own.
            let registration = w.registration();
            w.send(owner, w.registry().register(registration));
        }
    }
    w.next_epoch();
    for node in &nodes {
        w.beat(node);
        for (kind, value) in interfaces::attestations::Kind::ALL.into_iter().zip([1, 10_000, 840, 1]) {
            w.attest(node, kind, value, 100);
        }
    }
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let zone = w.view(w.market().offer(nodes[0].id, 0)).map(|offer| offer.zone);
    let constraints = Constraints {
        zone,
        country: Some(840),
        min_stake: 100 * TOKEN,
        min_renewable: 10_000,
        attested: 0b1111,
        distinct_owners: true,
        ..Constraints::up_to(985)
    };
    let candidates = nodes.iter().map(|node| node.id).collect();
    let terms = LeaseTerms { candidates, constraints, units: 10, deposit: TOKEN, ..w.terms(&nodes[0]) };
    assert_eq!(w.open_on(paul, terms).node, nodes[15].id, "the cheapest");
}

#[test]
fn a_node_with_sixteen_offers_retires() {
    let mut config = tests::network::config();
    config.classes = vec![config.classes[0].clone(); MAX_OFFERS];
    let mut w = TestNetwork::deploy(&config);
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    for class_id in 0..MAX_OFFERS as u16 {
        w.offer_of(&node, class_id, OfferTerms { capacity: 5, burst: 5, price: 7 });
    }
    w.retire(&node);
}

#[test]
fn a_position_with_eight_thaw_requests_changes_hands_and_is_slashed() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let (nora, dana) = (node.owner, w.person("dana"));
    w.bond(dana, &node, 500 * TOKEN);
    w.mature(&node);
    let part = Shares(w.position(&node, dana).shares.0 / 20);
    for _ in 0..MAX_THAWS / 2 {
        for who in [nora, dana] {
            w.unbond(who, &node, part);
            w.wait(1);
        }
    }
    let node = w.hand_over(&node, dana);
    assert_eq!(w.position(&node, dana).thaws.len(), MAX_THAWS);
    w.slash(&node, tests::verbs::penalty(1_000));
    // A ninth joins the latest.
    w.unbond(dana, &node, part);
    assert_eq!(w.position(&node, dana).thaws.len(), MAX_THAWS);
    w.wait(21 * DAY_MS);
    w.withdraw_stake(dana, &node);
}

#[test]
fn rewards_lag_behind_eight_steps_of_commission_and_ten_tranches() {
    let mut w = TestNetwork::new();
    let node = alive(&mut w);
    let (nora, dana) = (node.owner, w.person("dana"));
    let steps = u16::try_from(MAX_COMMISSION_STEPS).unwrap();
    for epoch in 1..=10u16 {
        w.to(epoch.into(), 1);
        w.bond(dana, &node, 5 * TOKEN);
        w.beat(&node);
        if epoch <= steps {
            w.set_commission(&node, epoch * 100);
        }
    }
    let more = w.staking().set_commission(node.id, 900);
    w.refuses(nora, more, StakingError::InvalidCommission);
    w.slash(&node, tests::verbs::penalty(1));
    w.to(40, 0);
    assert_eq!(w.claim(nora, &node, 32).epochs, 32, "of all these epochs at once");
    w.set_commission(&node, 900);
}
