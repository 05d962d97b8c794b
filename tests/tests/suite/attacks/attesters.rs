//! Attacks with attestations.

use interfaces::attestations::{AttestationsError, Kind};
use interfaces::market::{Constraints, MarketError};
use interfaces::metering::{LeaseTerms, MeteringError};
use interfaces::registry::Vetting;
use shared::{Amount, TOKEN};
use tests::{Node, TestNetwork};

/// Returns whether the registry counts this much renewable energy, and an identity.
fn is_counted(w: &mut TestNetwork, node: &Node) -> bool {
    let attested = Kind::Identity.bit();
    let vetting =
        Vetting { nodes: vec![node.id], min_stake: 0, min_renewable: 9_000, attested, owners: false };
    w.view(w.registry().vet(vetting)).expect("one node").fit == 1
}

#[test]
fn an_expired_or_revoked_attestation_is_not_counted() {
    let mut w = TestNetwork::new();
    let node = crate::stories::dapp::alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 100 * TOKEN);
    let green = |w: &mut TestNetwork| {
        let constraints = Constraints { min_renewable: 9_000, ..Constraints::up_to(Amount::MAX) };
        LeaseTerms { constraints, deposit: 0, ..w.terms(&node) }
    };
    let nothing = MeteringError::Market(MarketError::NoMatch);
    w.attest(&node, Kind::Renewable, 9_000, 3);
    w.attest(&node, Kind::Identity, 1, 400);
    w.to(2, 47);
    w.beat(&node);
    assert!(is_counted(&mut w, &node), "to the last slot");
    assert_eq!(w.credit(&node, 2), 1_180 * TOKEN);
    let terms = green(&mut w);
    w.open_on(paul, terms);

    // Expired, without anybody doing anything.
    w.to(3, 0);
    w.beat(&node);
    assert!(!is_counted(&mut w, &node));
    assert_eq!(w.credit(&node, 3), 1_000 * TOKEN);
    let terms = green(&mut w);
    w.refuses(paul, w.metering().open(terms), nothing);

    // Attested again, and revoked at once.
    w.attest(&node, Kind::Renewable, 9_500, 400);
    assert!(is_counted(&mut w, &node));
    let attester = w.attester();
    w.revoke(attester, &node, Kind::Renewable);
    assert!(!is_counted(&mut w, &node));
    w.next_slot();
    w.beat(&node);
    assert_eq!(w.credit(&node, 3), 2_000 * TOKEN);
    let terms = green(&mut w);
    w.refuses(paul, w.metering().open(terms), nothing);
    assert_eq!(w.credit(&node, 2), 1_180 * TOKEN, "what was earned stays earned");
}

#[test]
fn nobody_attests_for_itself_and_no_attester_beyond_its_kind() {
    let mut w = TestNetwork::new();
    let node = crate::stories::dapp::alive(&mut w);
    let notary = w.stranger("notary");
    w.mature(&node);
    let call = w.attestations().set_attester(Kind::Identity, notary, true).proposed();
    let id = w.pass(node.owner, vec![call], &[node.id]);
    w.execute(node.owner, id);
    let until = w.epoch() + 10;
    let attest = |w: &TestNetwork, kind, value| w.attestations().attest(node.id, kind, value, until);
    for who in [node.owner, node.controller, w.net.suite.deployer, w.net.suite.registry] {
        let message = attest(&w, Kind::Identity, 1);
        w.refuses(who, message, AttestationsError::NotAttester);
    }
    for kind in [Kind::Hardware, Kind::Renewable, Kind::Jurisdiction] {
        let message = attest(&w, kind, 840);
        w.refuses(notary, message, AttestationsError::NotAttester);
    }
    let message = attest(&w, Kind::Identity, 1);
    w.send(notary, message);
    // Nor does it take back what another one said.
    w.attest(&node, Kind::Hardware, 1, until);
    let revoke = w.attestations().revoke(node.id, Kind::Hardware);
    w.refuses(notary, revoke, AttestationsError::NotAttester);
}

#[test]
fn no_attestation_is_endless_past_or_above_one() {
    let mut w = TestNetwork::new();
    let node = crate::stories::dapp::alive(&mut w);
    let attester = w.attester();
    for (kind, value, until, wrong) in [
        (Kind::Hardware, 1, 1, AttestationsError::InvalidExpiry),
        (Kind::Hardware, 1, 0, AttestationsError::InvalidExpiry),
        (Kind::Hardware, 1, 402, AttestationsError::InvalidExpiry),
        (Kind::Hardware, 1, u32::MAX, AttestationsError::InvalidExpiry),
        (Kind::Renewable, 10_001, 9, AttestationsError::InvalidValue),
        (Kind::Renewable, u16::MAX, 9, AttestationsError::InvalidValue),
        (Kind::Jurisdiction, 250, 9, AttestationsError::InvalidValue),
    ] {
        let message = w.attestations().attest(node.id, kind, value, until);
        w.refuses(attester, message, wrong);
    }
    w.attest(&node, Kind::Hardware, 1, 401);
    w.attest(&node, Kind::Jurisdiction, 840, 2);
}
