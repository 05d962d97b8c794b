//! What an owner may say of a node.

use interfaces::registry::{Registration, RegistryError, MAX_TEXT};
use shared::h3;

/// Checks cell, country and metadata of a new node.
///
/// # Errors
/// `InvalidCell`, `InvalidCountry`, `InvalidText`.
pub fn check(registration: &Registration) -> Result<(), RegistryError> {
    if !h3::is_cell(registration.cell) {
        return Err(RegistryError::InvalidCell);
    }
    if !(1..=999).contains(&registration.country) {
        return Err(RegistryError::InvalidCountry);
    }
    check_metadata(&registration.metadata)
}

/// Checks the length of a node's metadata.
///
/// # Errors
/// `InvalidText`.
pub fn check_metadata(metadata: &[u8]) -> Result<(), RegistryError> {
    (metadata.len() <= MAX_TEXT).then_some(()).ok_or(RegistryError::InvalidText)
}
