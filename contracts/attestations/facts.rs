//! Facts: what is kept of a node, which values and expiries may be attested, and of which regions a boost may
//! be set.

use interfaces::attestations::{Attestation, AttestationsError, AttestationsParams, Fact, Kind, KINDS};
use shared::h3::{is_cell, zone_of};
use shared::{Bps, Cell, Country, Epoch, ONE_BPS};

/// What was attested of a node and not revoked, by index of the kind.
pub type NodeAttestations = [Option<Attestation>; KINDS];

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
