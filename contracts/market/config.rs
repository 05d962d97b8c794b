//! What every message reads besides offers and zones, written by administration only.

use ink::primitives::AccountId;
use interfaces::market::{MarketConfig, MarketError, MarketParams, MarketPeers};
use shared::{Clock, Epoch, Scheduled, Timestamp};

/// The market's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// The suite's clock.
    pub clock: Clock,
    /// Whether the peers are named.
    wired: bool,
    /// Addresses at the places below. In one array, because code that moves fields of 32 bytes one by one
    /// is several times as large.
    words: [[u8; 32]; 2],
    /// Parameters in force and announced.
    params: Scheduled<MarketParams>,
}

const REGISTRY: usize = 0;
const METERING: usize = 1;

impl Config {
    /// Checks what the contract is instantiated with.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: MarketConfig) -> Result<Self, MarketError> {
        if !config.clock.is_valid() {
            return Err(MarketError::InvalidClock);
        }
        config.params.check()?;
        let words = [*config.registry.as_ref(), [0; 32]];
        Ok(Self { clock: config.clock, wired: false, words, params: Scheduled::new(config.params) })
    }

    /// The registry.
    pub fn registry(&self) -> &[u8; 32] {
        &self.words[REGISTRY]
    }

    /// Names the peers, once.
    ///
    /// # Errors
    /// `AlreadyWired`.
    pub fn wire(&mut self, peers: &MarketPeers) -> Result<(), MarketError> {
        if self.wired {
            return Err(MarketError::AlreadyWired);
        }
        self.wired = true;
        self.words[METERING] = *peers.metering.as_ref();
        Ok(())
    }

    /// The peers, once named.
    pub fn peers(&self) -> Option<MarketPeers> {
        self.wired.then(|| MarketPeers { metering: self.words[METERING].into() })
    }

    /// # Errors
    /// `NotPeer` when `caller` is not metering.
    pub fn ensure_metering(&self, caller: &AccountId) -> Result<(), MarketError> {
        let caller: &[u8; 32] = caller.as_ref();
        (self.wired && *caller == self.words[METERING]).then_some(()).ok_or(MarketError::NotPeer)
    }

    /// Parameters in force at `now`.
    pub fn params(&self, now: Timestamp) -> &MarketParams {
        self.params.at(self.clock.epoch(now))
    }

    /// Announces parameters. Returns what is in force now and the epoch in which `params` take over.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn announce(
        &mut self,
        params: MarketParams,
        now: Timestamp,
    ) -> Result<(MarketParams, Epoch), MarketError> {
        params.check()?;
        Ok(self.params.announce(params, self.clock.epoch(now)))
    }
}
