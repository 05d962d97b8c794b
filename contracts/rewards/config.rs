//! What a claim reads besides what was earned. It is part of the root, which a claim reads and writes anyway;
//! only administration changes it.

use interfaces::rewards::{EmissionSchedule, RewardsConfig, RewardsError, RewardsParams};
use kit::Settings;

/// The contracts that rewards calls, by their number in the settings. All are fixed at instantiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The token, which mints.
    Token,
    /// The registry, which knows the nodes' credit.
    Registry,
    /// Metering, which knows what was burned on the nodes' settlements.
    Metering,
    /// Staking, which holds the nodes' pools.
    Staking,
}

impl From<Peer> for usize {
    fn from(peer: Peer) -> Self {
        match peer {
            Peer::Token => 0,
            Peer::Registry => 1,
            Peer::Metering => 2,
            Peer::Staking => 3,
        }
    }
}

/// The configuration of rewards.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Clock, peers, and parameters in force and announced.
    pub settings: Settings<RewardsParams, 4>,
    /// What can be minted when, for ever.
    pub schedule: EmissionSchedule,
}

impl Config {
    /// Checks what the contract is instantiated with.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: RewardsConfig) -> Result<Self, RewardsError> {
        let RewardsConfig { clock, token, registry, metering, staking, schedule, params } = config;
        schedule.check()?;
        let settings = Settings::new(clock, &[token, registry, metering, staking], params)?;
        Ok(Self { settings, schedule })
    }

    /// Returns a peer's address.
    pub fn peer(&self, peer: Peer) -> &[u8; 32] {
        self.settings.peer(peer)
    }
}
