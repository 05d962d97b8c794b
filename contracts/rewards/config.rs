//! What a claim reads besides what was earned: one storage item, written by administration only.

use interfaces::rewards::{EmissionSchedule, RewardsConfig, RewardsError, RewardsParams};
use shared::{Clock, Epoch, Scheduled};

/// The configuration of rewards.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// The suite's clock.
    pub clock: Clock,
    /// Addresses at the places below. In one array, because code that moves fields of 32 bytes one by one
    /// is several times as large.
    words: [[u8; 32]; 4],
    /// What can be minted when, for ever.
    pub schedule: EmissionSchedule,
    /// Parameters in force and announced.
    params: Scheduled<RewardsParams>,
}

const TOKEN: usize = 0;
const REGISTRY: usize = 1;
const METERING: usize = 2;
const STAKING: usize = 3;

impl Config {
    /// Checks what the contract is instantiated with.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: RewardsConfig) -> Result<Self, RewardsError> {
        if !config.clock.is_valid() {
            return Err(RewardsError::InvalidClock);
        }
        config.schedule.check()?;
        config.params.check()?;
        let mut words = [[0; 32]; 4];
        words[TOKEN] = *config.token.as_ref();
        words[REGISTRY] = *config.registry.as_ref();
        words[METERING] = *config.metering.as_ref();
        words[STAKING] = *config.staking.as_ref();
        Ok(Self {
            clock: config.clock,
            words,
            schedule: config.schedule,
            params: Scheduled::new(config.params),
        })
    }

    /// The token.
    pub fn token(&self) -> &[u8; 32] {
        &self.words[TOKEN]
    }

    /// The registry.
    pub fn registry(&self) -> &[u8; 32] {
        &self.words[REGISTRY]
    }

    /// Metering.
    pub fn metering(&self) -> &[u8; 32] {
        &self.words[METERING]
    }

    /// Staking.
    pub fn staking(&self) -> &[u8; 32] {
        &self.words[STAKING]
    }

    /// Parameters in force in `epoch`.
    pub fn params(&self, epoch: Epoch) -> &RewardsParams {
        self.params.at(epoch)
    }

    /// Announces parameters for the epoch after `now`. Returns those in force and that epoch.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn announce(
        &mut self,
        params: RewardsParams,
        now: Epoch,
    ) -> Result<(RewardsParams, Epoch), RewardsError> {
        params.check()?;
        Ok(self.params.announce(params, now))
    }
}
