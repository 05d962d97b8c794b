//! Which values and expiries may be attested, and of which regions a boost may be set.

use crate::facts::{check, check_region, Record};
use ink::primitives::AccountId;
use interfaces::attestations::{Attestation, AttestationsError, AttestationsParams, Fact, Kind, KINDS};
use scale::Encode;
use shared::{Cell, Epoch};

const NOW: Epoch = 100;
/// A cell of resolution 2, and one of resolution 5 in it.
const ZONE: Cell = 0x822837fffffffff;
const CELL: Cell = 0x85283473fffffff;

/// Checks a fact of a node in country 840 with the parameters' default of at most 400 epochs.
fn checked(kind: Kind, value: u16, until: Epoch) -> Result<(), AttestationsError> {
    check(kind, &Fact { value, until }, 840, NOW, &AttestationsParams::default())
}

#[test]
fn a_share_is_at_most_one() {
    for value in [0, 1, 10_000] {
        assert_eq!(checked(Kind::Renewable, value, NOW + 1), Ok(()));
    }
    for value in [10_001, u16::MAX] {
        assert_eq!(checked(Kind::Renewable, value, NOW + 1), Err(AttestationsError::InvalidValue));
    }
}

#[test]
fn a_country_is_the_node_s() {
    assert_eq!(checked(Kind::Jurisdiction, 840, NOW + 1), Ok(()));
    for value in [0, 839, 841] {
        assert_eq!(checked(Kind::Jurisdiction, value, NOW + 1), Err(AttestationsError::InvalidValue));
    }
}

#[test]
fn models_and_identities_are_the_attester_s_own() {
    for kind in [Kind::Hardware, Kind::Identity] {
        for value in [0, 1, u16::MAX] {
            assert_eq!(checked(kind, value, NOW + 1), Ok(()));
        }
    }
}

#[test]
fn a_fact_holds_for_one_epoch_at_least_and_for_no_more_than_allowed() {
    for until in [NOW + 1, NOW + 400] {
        assert_eq!(checked(Kind::Hardware, 1, until), Ok(()));
    }
    for until in [0, NOW, NOW + 401, Epoch::MAX] {
        assert_eq!(checked(Kind::Hardware, 1, until), Err(AttestationsError::InvalidExpiry));
    }
}

#[test]
fn regions_are_zones_and_boosts_at_most_one() {
    assert_eq!(check_region(ZONE, 0), Ok(()));
    assert_eq!(check_region(ZONE, 10_000), Ok(()));
    assert_eq!(check_region(ZONE, 10_001), Err(AttestationsError::ParamOutOfBounds));
    for cell in [CELL, 0, Cell::MAX, ZONE + 1] {
        assert_eq!(check_region(cell, 1), Err(AttestationsError::InvalidCell), "{cell:x}");
    }
}

#[test]
fn a_record_holds_one_attestation_of_each_kind() {
    let attestation = |value| Attestation {
        fact: Fact { value, until: NOW + 1 },
        attester: AccountId::from([value.to_le_bytes()[0]; 32]),
    };
    let mut record = Record { cell: CELL, country: 840, attestations: [None; KINDS] };
    for (kind, value) in Kind::ALL.into_iter().zip(1..) {
        assert_eq!(record.attestation(kind), None);
        record.replace(kind, Some(attestation(value)));
    }
    record.replace(Kind::Renewable, Some(attestation(9)));
    record.replace(Kind::Identity, None);
    let found = Kind::ALL.map(|kind| record.attestation(kind).map(|a| a.fact.value));
    assert_eq!(found, [Some(1), Some(9), Some(3), None]);
    assert_eq!((record.cell, record.country), (CELL, 840));
    // What a node's first attestation makes the attester pay for.
    assert!(record.encode().len() <= 8 + 2 + KINDS * 39);
}
