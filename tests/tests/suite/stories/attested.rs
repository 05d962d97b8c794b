//! What is attested of a node raises its weight: by kind, up to a cap, until it expires or is revoked.

use gridshare_sdk::DeployConfig;
use interfaces::attestations::{AttestationsError, AttestationsParams, Kind};
use interfaces::market::{Constraints, MarketError};
use interfaces::metering::{LeaseTerms, MeteringError};
use shared::{Amount, Bps, Cell, TOKEN};
use tests::{Node, TestNetwork, FAR_CELL, NEAR_CELL};

/// Registers a node with 100 tokens at stake, in epoch 1.
fn staked(w: &mut TestNetwork, cell: Cell) -> Node {
    let nora = w.person("nora");
    let node = w.register_at(nora, cell, 840);
    w.bond(nora, &node, 100 * TOKEN);
    w.to(1, 0);
    node
}

/// Proposes calls with the network's only stake and executes them; they are in force when this returns.
fn decide(w: &mut TestNetwork, node: &Node, call: interfaces::governance::ProposedCall) {
    w.mature(node);
    let id = w.pass(node.owner, vec![call], &[node.id]);
    w.execute(node.owner, id);
    w.next_epoch();
}

#[test]
fn credit_grows_with_the_boost() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, NEAR_CELL);
    w.beat(&node);
    assert_eq!(w.attest(&node, Kind::Hardware, 7, 400), 1_000);
    assert_eq!(w.attest(&node, Kind::Renewable, 5_000, 400), 2_000, "half of it is renewable");
    assert_eq!(w.attest(&node, Kind::Renewable, 10_000, 400), 3_000, "in place of what was said before");
    assert_eq!(w.attest(&node, Kind::Identity, 3, 400), 3_000, "a name weighs nothing");
    w.next_slot();
    w.beat(&node);
    assert_eq!(w.credit(&node, 1), (100 + 130) * TOKEN, "from the next beat on");
    assert_eq!(w.liveness(node.id).boost, 3_000);
}

#[test]
fn rewards_are_shared_by_weight() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, NEAR_CELL);
    let olaf = w.person("olaf");
    let other = w.register(olaf);
    w.bond(olaf, &other, 120 * TOKEN);
    w.attest(&node, Kind::Renewable, 10_000, 400);
    w.to(2, 0);
    w.beat_for(&[&node, &other], 1);
    w.to(3, 0);
    let emission = w.view(w.rewards().emission(2)).availability;
    for node in [&node, &other] {
        assert_eq!(w.claim(node.owner, node, 32).availability, emission / 2, "120 weigh as much as 100");
    }
}

#[test]
fn a_boost_ends_with_the_first_attestation_behind_it_and_is_worked_out_anew() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, NEAR_CELL);
    w.attest(&node, Kind::Hardware, 7, 3);
    w.attest(&node, Kind::Renewable, 10_000, 5);
    let anyone = w.stranger("anyone");
    let expected: [(u32, Amount, Amount); 3] = [(2, 130, 130), (3, 100, 120), (5, 100, 100)];
    for (epoch, before, after) in expected {
        w.to(epoch, 0);
        w.beat(&node);
        assert_eq!(w.credit(&node, epoch), before * TOKEN, "epoch {epoch}");
        w.refresh(anyone, &node);
        w.next_slot();
        w.beat(&node);
        assert_eq!(w.credit(&node, epoch), (before + after) * TOKEN, "epoch {epoch}, refreshed");
    }
}

#[test]
fn revoked_by_its_attester_or_the_owner_and_nobody_else() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, NEAR_CELL);
    let (attester, nora) = (w.attester(), node.owner);
    w.attest(&node, Kind::Renewable, 10_000, 400);
    w.refuses(nora, w.attestations().revoke(node.id, Kind::Renewable), AttestationsError::NotAttester);
    assert_eq!(w.revoke(attester, &node, Kind::Renewable), 0);
    let gone = AttestationsError::UnknownAttestation;
    w.refuses(attester, w.attestations().revoke(node.id, Kind::Renewable), gone);

    w.attest(&node, Kind::Renewable, 10_000, 400);
    let call = w.attestations().revoke(node.id, Kind::Renewable).proposed();
    decide(&mut w, &node, call);
    assert_eq!(w.liveness(node.id).attested.boost, 0);
}

#[test]
fn a_dismissed_attester_attests_nothing_more_and_what_it_said_stays() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, NEAR_CELL);
    w.attest(&node, Kind::Renewable, 10_000, 400);
    let attester = w.attester();
    let call = w.attestations().set_attester(Kind::Renewable, attester, false).proposed();
    decide(&mut w, &node, call);
    let again = w.attestations().attest(node.id, Kind::Renewable, 1, 300);
    w.refuses(attester, again, AttestationsError::NotAttester);
    assert_eq!(w.liveness(node.id).boost, 2_000);
    assert_eq!(w.attest(&node, Kind::Hardware, 1, 300), 3_000, "it still is one of other kinds");
    assert_eq!(w.revoke(attester, &node, Kind::Renewable), 1_000, "and may take back what it said");
}

#[test]
fn boosts_are_capped_together_and_regions_count() {
    let cell = shared::h3::zone_of(NEAR_CELL);
    let config = DeployConfig { regions: vec![(cell, 2_500)], ..tests::network::config() };
    let mut w = TestNetwork::deploy(&config);
    let node = staked(&mut w, NEAR_CELL);
    let far = w.register_at(node.owner, FAR_CELL, 250);
    let anyone = w.stranger("anyone");
    assert_eq!(w.view(w.attestations().region(cell)), 2_500);
    assert_eq!(w.refresh(anyone, &node), 2_500);
    assert_eq!(w.refresh(anyone, &far), 0, "not in that region");
    assert_eq!(w.attest(&node, Kind::Hardware, 1, 400), 3_500);
    assert_eq!(w.attest(&node, Kind::Renewable, 10_000, 400), 5_000, "not 5 500");
    w.beat(&node);
    assert_eq!(w.credit(&node, 1), 150 * TOKEN);

    // Governance takes the region's boost away; the node's follows when somebody asks.
    let call = w.attestations().set_region(cell, 0).proposed();
    decide(&mut w, &node, call);
    assert_eq!(w.liveness(node.id).boost, 5_000);
    assert_eq!(w.refresh(anyone, &node), 3_000);
    let params = AttestationsParams { hardware_boost: 10, ..AttestationsParams::default() };
    let call = w.attestations().set_params(params).proposed();
    decide(&mut w, &node, call);
    assert_eq!(w.refresh(anyone, &node), 2_010);
}

#[test]
fn leases_ask_for_what_is_attested() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let olaf = w.person("olaf");
    let other = w.register(olaf);
    w.bond(olaf, &other, 100 * TOKEN);
    w.offer(&other, 100, 0, TOKEN);
    w.next_epoch();
    w.beat_for(&[&node, &other], 1);
    let paul = w.person("paul");
    w.deposit(paul, 1_000 * TOKEN);
    let any = || Constraints::up_to(Amount::MAX);
    let terms = |w: &mut TestNetwork, constraints| {
        let candidates = vec![node.id, other.id];
        LeaseTerms { candidates, constraints, deposit: 0, ..w.terms(&node) }
    };
    let kinds = Kind::Jurisdiction.bit() | Kind::Identity.bit();
    let renewable = |share: Bps| Constraints { min_renewable: share, ..any() };
    let attested = || Constraints { attested: kinds, ..any() };

    w.attest(&other, Kind::Renewable, 6_000, 4);
    w.attest(&other, Kind::Identity, 1, 4);
    let nothing = MeteringError::Market(MarketError::NoMatch);
    for constraints in [renewable(6_001), attested()] {
        let terms = terms(&mut w, constraints);
        w.refuses(paul, w.metering().open(terms), nothing);
    }
    w.attest(&other, Kind::Jurisdiction, 840, 4);
    for constraints in [renewable(6_000), attested()] {
        let terms = terms(&mut w, constraints);
        assert_eq!(w.open_on(paul, terms).node, other.id, "ten times as dear, and attested");
    }
    let cheap = terms(&mut w, any());
    assert_eq!(w.open_on(paul, cheap).node, node.id);

    // What has expired is not counted.
    w.to(4, 0);
    w.beat_for(&[&node, &other], 1);
    for constraints in [renewable(1), attested()] {
        let terms = terms(&mut w, constraints);
        w.refuses(paul, w.metering().open(terms), nothing);
    }
}
