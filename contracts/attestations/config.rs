//! What every message reads besides attestations, written by administration only.

use interfaces::attestations::{AttestationsConfig, AttestationsError, AttestationsParams};
use shared::{Clock, Epoch, Scheduled};

/// The configuration of attestations.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// The suite's clock.
    pub clock: Clock,
    /// The registry.
    pub registry: [u8; 32],
    /// Parameters in force and announced.
    params: Scheduled<AttestationsParams>,
}

impl Config {
    /// Checks what the contract is instantiated with.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: AttestationsConfig) -> Result<Self, AttestationsError> {
        if !config.clock.is_valid() {
            return Err(AttestationsError::InvalidClock);
        }
        config.params.check()?;
        let params = Scheduled::new(config.params);
        Ok(Self { clock: config.clock, registry: *config.registry.as_ref(), params })
    }

    /// Parameters in force in `epoch`.
    pub fn params(&self, epoch: Epoch) -> &AttestationsParams {
        self.params.at(epoch)
    }

    /// Announces parameters for the epoch after `now`. Returns those in force and that epoch.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn announce(
        &mut self,
        params: AttestationsParams,
        now: Epoch,
    ) -> Result<(AttestationsParams, Epoch), AttestationsError> {
        params.check()?;
        Ok(self.params.announce(params, now))
    }
}
