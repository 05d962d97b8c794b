//! What the façade decides before it calls anybody; calls cannot be made off-chain.

use crate::attestations::Attestations;
use crate::events::{AttesterSet, RegionSet};
use ink::env::test::{default_accounts, recorded_events, set_block_timestamp, set_caller, DefaultAccounts};
use ink::env::DefaultEnvironment as Env;
use ink::primitives::AccountId;
use interfaces::attestations::{
    Attestations as _, AttestationsConfig, AttestationsError, AttestationsParams, Kind,
};
use interfaces::ownable::{Ownable, OwnershipError};
use shared::{Cell, Clock, Parameters, DAY_MS};

const CLOCK: Clock = Clock { genesis: 0, epoch_ms: DAY_MS };
/// A cell of resolution 2, and one of resolution 5 in it.
const ZONE: Cell = 0x822837fffffffff;
const CELL: Cell = 0x85283473fffffff;

fn accounts() -> DefaultAccounts<Env> {
    default_accounts::<Env>()
}

fn be(account: AccountId) {
    set_caller::<Env>(account);
}

fn config() -> AttestationsConfig {
    AttestationsConfig {
        clock: CLOCK,
        registry: AccountId::from([9; 32]),
        params: AttestationsParams::default(),
    }
}

/// Owned by Alice.
fn new() -> Attestations {
    be(accounts().alice);
    Attestations::new(config()).unwrap()
}

#[ink::test]
fn what_is_out_of_bounds_is_not_instantiated() {
    be(accounts().alice);
    let clock = Clock { genesis: 0, epoch_ms: 1 };
    let refused = Attestations::new(AttestationsConfig { clock, ..config() }).err();
    assert_eq!(refused, Some(AttestationsError::InvalidClock));
    let params = AttestationsParams { max_epochs: 0, ..Default::default() };
    let refused = Attestations::new(AttestationsConfig { params, ..config() }).err();
    assert_eq!(refused, Some(AttestationsError::ParamOutOfBounds));
}

#[test]
fn parameters_are_bounded_on_both_sides() {
    let good = AttestationsParams::default;
    for ok in [
        AttestationsParams { renewable_boost: 0, hardware_boost: 0, max_boost: 0, max_epochs: 1 },
        AttestationsParams {
            renewable_boost: 10_000,
            hardware_boost: 10_000,
            max_boost: 10_000,
            max_epochs: 1_000,
        },
    ] {
        assert!(ok.in_bounds());
    }
    for bad in [
        AttestationsParams { renewable_boost: 10_001, ..good() },
        AttestationsParams { hardware_boost: 10_001, ..good() },
        AttestationsParams { max_boost: 10_001, ..good() },
        AttestationsParams { max_epochs: 0, ..good() },
        AttestationsParams { max_epochs: 1_001, ..good() },
    ] {
        assert!(!bad.in_bounds());
    }
}

#[ink::test]
fn parameters_change_with_the_next_epoch() {
    let mut attestations = new();
    let next = AttestationsParams { max_boost: 1, ..Default::default() };
    be(accounts().bob);
    assert_eq!(attestations.set_params(next), Err(AttestationsError::NotOwner));
    be(accounts().alice);
    let bad = AttestationsParams { max_epochs: 0, ..Default::default() };
    assert_eq!(attestations.set_params(bad), Err(AttestationsError::ParamOutOfBounds));
    set_block_timestamp::<Env>(DAY_MS);
    attestations.set_params(next).unwrap();
    assert_eq!(attestations.params(), AttestationsParams::default());
    set_block_timestamp::<Env>(2 * DAY_MS);
    assert_eq!(attestations.params(), next);
}

#[ink::test]
fn the_owner_names_attesters_of_each_kind() {
    let mut attestations = new();
    let bob = accounts().bob;
    attestations.set_attester(Kind::Renewable, bob, true).unwrap();
    assert_eq!(
        Kind::ALL.map(|kind| attestations.is_attester(kind, bob)),
        [false, true, false, false],
        "for that kind only"
    );
    assert!(!attestations.is_attester(Kind::Renewable, accounts().charlie));
    attestations.set_attester(Kind::Renewable, bob, false).unwrap();
    assert!(!attestations.is_attester(Kind::Renewable, bob));
    be(bob);
    let refused = attestations.set_attester(Kind::Hardware, bob, true);
    assert_eq!(refused, Err(AttestationsError::NotOwner));

    let event = AttesterSet { kind: Kind::Renewable, attester: bob, named: false };
    ink::env::emit_event::<Env, _>(event);
    let events: Vec<_> = recorded_events().collect();
    assert_eq!(events.len(), 3);
    assert_eq!((&events[1].topics, &events[1].data), (&events[2].topics, &events[2].data));
}

#[ink::test]
fn the_owner_sets_regions() {
    let mut attestations = new();
    attestations.set_region(ZONE, 10_000).unwrap();
    assert_eq!((attestations.region(ZONE), attestations.region(CELL)), (10_000, 0));
    assert_eq!(attestations.set_region(ZONE, 10_001), Err(AttestationsError::ParamOutOfBounds));
    for cell in [CELL, 0, u64::MAX, ZONE + 1] {
        assert_eq!(attestations.set_region(cell, 1), Err(AttestationsError::InvalidCell), "{cell:x}");
    }
    attestations.set_region(ZONE, 0).unwrap();
    assert_eq!(attestations.region(ZONE), 0);
    be(accounts().bob);
    assert_eq!(attestations.set_region(ZONE, 1), Err(AttestationsError::NotOwner));

    ink::env::emit_event::<Env, _>(RegionSet { cell: ZONE, boost: 0 });
    let events: Vec<_> = recorded_events().collect();
    assert_eq!(events.len(), 3);
    assert_eq!((&events[1].topics, &events[1].data), (&events[2].topics, &events[2].data));
}

#[ink::test]
fn only_attesters_of_the_kind_attest() {
    let mut attestations = new();
    let bob = accounts().bob;
    attestations.set_attester(Kind::Hardware, bob, true).unwrap();
    be(bob);
    for kind in [Kind::Renewable, Kind::Jurisdiction, Kind::Identity] {
        assert_eq!(attestations.attest(0, kind, 1, 1), Err(AttestationsError::NotAttester));
    }
    be(accounts().alice);
    let refused = attestations.attest(0, Kind::Hardware, 1, 1);
    assert_eq!(refused, Err(AttestationsError::NotAttester), "not the owner either");
    assert_eq!(attestations.attestation(0, Kind::Hardware), None);
}

#[ink::test]
fn what_was_never_attested_cannot_be_revoked() {
    let mut attestations = new();
    for kind in Kind::ALL {
        assert_eq!(attestations.revoke(0, kind), Err(AttestationsError::UnknownAttestation));
    }
    assert_eq!((attestations.registry(), attestations.clock()), (AccountId::from([9; 32]), CLOCK));
}

#[test]
fn kinds_have_indices_and_bits() {
    for (at, kind) in Kind::ALL.into_iter().enumerate() {
        assert_eq!((kind.index(), kind.bit()), (at, 1 << at));
    }
}

#[ink::test]
fn ownership_moves_when_accepted() {
    let mut attestations = new();
    let (alice, bob) = (accounts().alice, accounts().bob);
    attestations.transfer_ownership(bob).unwrap();
    assert_eq!((attestations.owner(), attestations.pending_owner()), (alice, Some(bob)));
    be(bob);
    attestations.accept_ownership().unwrap();
    assert_eq!((attestations.owner(), attestations.pending_owner()), (bob, None));
    be(alice);
    assert_eq!(attestations.transfer_ownership(alice), Err(OwnershipError::NotOwner));
}
