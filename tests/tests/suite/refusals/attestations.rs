//! Errors of attestations.

use super::broken_clock;
use gridshare_sdk::AttestationsHandle;
use interfaces::attestations::{AttestationsConfig, AttestationsError as E, AttestationsParams, Kind};
use tests::isolated::{attestations_config, made};
use tests::refusals::{refused, Refusals};
use tests::{IsolatedContracts, TestNetwork, NEAR_CELL};

fn bad_params() -> AttestationsParams {
    AttestationsParams { max_boost: 10_001, ..AttestationsParams::default() }
}

fn good_config(w: &TestNetwork) -> AttestationsConfig {
    attestations_config(w, w.net.suite.registry)
}

/// Returns the error with which the attester is refused.
fn attested(w: &mut TestNetwork, node: u32, kind: Kind, value: u16, until: u32) -> E {
    let attester = w.attester();
    w.refused(attester, w.attestations().attest(node, kind, value, until))
}

/// Instantiates attestations whose registry is no contract; the deployer is an attester there.
fn lost(w: &mut TestNetwork) -> AttestationsHandle {
    let nobody = w.stranger("nobody");
    let config = attestations_config(w, nobody);
    let attestations = AttestationsHandle::at(made(w, &config));
    let deployer = w.net.suite.deployer;
    w.send(deployer, attestations.set_attester(Kind::Identity, deployer, true));
    attestations
}

#[test]
fn every_error_of_attestations_is_provoked() {
    const TOLD: &str = "the registry answered when the attestation was made";
    Refusals {
        interface: Some("attestations.rs"),
        table: vec![
            refused("new", E::InvalidClock, |w, _| {
                w.create_refused(&AttestationsConfig { clock: broken_clock(), ..good_config(w) })
            }),
            refused("new", E::ParamOutOfBounds, |w, _| {
                w.create_refused(&AttestationsConfig { params: bad_params(), ..good_config(w) })
            }),
            refused("set_params", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.attestations().set_params(AttestationsParams::default()))
            }),
            refused("set_params", E::ParamOutOfBounds, |w, _| {
                let contracts = IsolatedContracts::new(w);
                w.refused(contracts.owner, contracts.attestations.set_params(bad_params()))
            }),
            refused("set_attester", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.attestations().set_attester(Kind::Hardware, c.stranger, true))
            }),
            refused("set_region", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.attestations().set_region(shared::h3::zone_of(NEAR_CELL), 1))
            }),
            refused("set_region", E::InvalidCell, |w, _| {
                let contracts = IsolatedContracts::new(w);
                w.refused(contracts.owner, contracts.attestations.set_region(NEAR_CELL, 1))
            }),
            refused("set_region", E::ParamOutOfBounds, |w, _| {
                let contracts = IsolatedContracts::new(w);
                let cell = shared::h3::zone_of(NEAR_CELL);
                w.refused(contracts.owner, contracts.attestations.set_region(cell, 10_001))
            }),
            refused("attest", E::NotAttester, |w, c| {
                w.refused(c.node.owner, w.attestations().attest(c.node.id, Kind::Hardware, 1, 50))
            }),
            refused("attest", E::UnknownNode, |w, _| attested(w, 99, Kind::Hardware, 1, 50)),
            refused("attest", E::InvalidValue, |w, c| attested(w, c.node.id, Kind::Renewable, 10_001, 50)),
            refused("attest", E::InvalidValue, |w, c| attested(w, c.node.id, Kind::Jurisdiction, 841, 50)),
            refused("attest", E::InvalidExpiry, |w, c| {
                let now = w.epoch();
                attested(w, c.node.id, Kind::Hardware, 1, now)
            }),
            refused("attest", E::InvalidExpiry, |w, c| {
                let late = w.epoch() + 401;
                attested(w, c.node.id, Kind::Hardware, 1, late)
            }),
            refused("attest", E::PeerFailed, |w, _| {
                let attestations = lost(w);
                w.refused(w.net.suite.deployer, attestations.attest(0, Kind::Identity, 1, 50))
            }),
            refused("revoke", E::UnknownAttestation, |w, c| {
                let attester = w.attester();
                w.refused(attester, w.attestations().revoke(c.node.id, Kind::Hardware))
            }),
            refused("revoke", E::NotAttester, |w, c| {
                w.refused(c.node.owner, w.attestations().revoke(c.node.id, Kind::Renewable))
            }),
            refused("refresh", E::UnknownNode, |w, c| w.refused(c.stranger, w.attestations().refresh(99))),
            refused("refresh", E::PeerFailed, |w, c| {
                let attestations = lost(w);
                w.refused(c.stranger, attestations.refresh(0))
            }),
        ],
        unreachable: &[("Arithmetic", "boosts are shares of one, and epochs of any clock fit")],
        unreachable_at: &[("revoke", "PeerFailed", TOLD)],
    }
    .check();
}
