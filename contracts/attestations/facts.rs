//! Facts: what is kept of a node, which values and expiries may be attested, and of which regions a boost may
//! be set.

use interfaces::attestations::{Attestation, AttestationsError, AttestationsParams, Fact, Kind, KINDS};
use shared::h3::{is_cell, zone_of};
use shared::{Bps, Cell, Country, Epoch, ONE_BPS};

/// What was attested of a node and not revoked, by index of the kind.
pub type NodeAttestations = [Option<Attestation>; KINDS];

/// What is kept of a node of which anything was ever attested.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Record {
    /// The H3 cell that it stands in and its country, as the registry has them for ever: who attests again need
    /// not ask for them.
    pub cell: Cell,
    /// Its country.
    pub country: Country,
    /// What was attested.
    pub attestations: NodeAttestations,
}

impl Record {
    /// Returns what was attested in one kind.
    pub fn attestation(&self, kind: Kind) -> Option<Attestation> {
        *self.attestations.get(kind.index())?
    }

    /// Replaces what was attested in one kind.
    pub fn replace(&mut self, kind: Kind, attestation: Option<Attestation>) {
        if let Some(entry) = self.attestations.get_mut(kind.index()) {
            *entry = attestation;
        }
    }
}

/// Checks what is to be attested in epoch `now` of a node in `country`.
///
/// # Errors
/// `InvalidValue` for a share above one or another country than the node's; `InvalidExpiry` when the fact
/// would have expired already or hold for more epochs than the parameters allow.
pub fn check(
    kind: Kind,
    fact: &Fact,
    country: Country,
    now: Epoch,
    params: &AttestationsParams,
) -> Result<(), AttestationsError> {
    let is_valid = match kind {
        Kind::Renewable => fact.value <= ONE_BPS,
        Kind::Jurisdiction => fact.value == country,
        Kind::Hardware | Kind::Identity => true,
    };
    if !is_valid {
        return Err(AttestationsError::InvalidValue);
    }
    let latest = now.saturating_add(params.max_epochs.into());
    if fact.until <= now || fact.until > latest {
        return Err(AttestationsError::InvalidExpiry);
    }
    Ok(())
}

/// Checks a boost that the region `cell` is to have.
///
/// # Errors
/// `InvalidCell` for anything but a cell of a zone's resolution; `ParamOutOfBounds` above one.
pub fn check_region(cell: Cell, boost: Bps) -> Result<(), AttestationsError> {
    if !is_cell(cell) || zone_of(cell) != cell {
        return Err(AttestationsError::InvalidCell);
    }
    if boost > ONE_BPS {
        return Err(AttestationsError::ParamOutOfBounds);
    }
    Ok(())
}
