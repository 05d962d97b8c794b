//! What a message reads besides the pools: the time, and one storage item, written by administration only.

use crate::pool;
use ink::primitives::AccountId;
use interfaces::registry::StakeNote;
use interfaces::staking::{Pool, StakingConfig, StakingError, StakingParams, StakingPeers};
use shared::{Clock, Epoch, Scheduled, Timestamp};

/// Staking's configuration.
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
    words: [[u8; 32]; 3],
    /// Parameters in force and announced.
    params: Scheduled<StakingParams>,
}

const TOKEN: usize = 0;
const REGISTRY: usize = 1;
const REWARDS: usize = 2;

impl Config {
    /// Checks what the contract is instantiated with.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: StakingConfig) -> Result<Self, StakingError> {
        if !config.clock.is_valid() {
            return Err(StakingError::InvalidClock);
        }
        config.params.check()?;
        let words = [*config.token.as_ref(), *config.registry.as_ref(), [0; 32]];
        Ok(Self { clock: config.clock, wired: false, words, params: Scheduled::new(config.params) })
    }

    /// The token.
    pub fn token(&self) -> &[u8; 32] {
        &self.words[TOKEN]
    }

    /// The registry.
    pub fn registry(&self) -> &[u8; 32] {
        &self.words[REGISTRY]
    }

    /// Names the peers, once.
    ///
    /// # Errors
    /// `AlreadyWired`.
    pub fn wire(&mut self, peers: &StakingPeers) -> Result<(), StakingError> {
        if self.wired {
            return Err(StakingError::AlreadyWired);
        }
        self.wired = true;
        self.words[REWARDS] = *peers.rewards.as_ref();
        Ok(())
    }

    /// The peers, once named.
    pub fn peers(&self) -> Option<StakingPeers> {
        self.wired.then(|| StakingPeers { rewards: self.words[REWARDS].into() })
    }

    /// # Errors
    /// `NotPeer` when `caller` is not rewards.
    pub fn ensure_rewards(&self, caller: &AccountId) -> Result<(), StakingError> {
        let caller: &[u8; 32] = caller.as_ref();
        (self.wired && *caller == self.words[REWARDS]).then_some(()).ok_or(StakingError::NotPeer)
    }

    /// Parameters in force in `epoch`.
    pub fn params(&self, epoch: Epoch) -> &StakingParams {
        self.params.at(epoch)
    }

    /// Announces parameters for the epoch after `now`. Returns those in force and that epoch.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn announce(
        &mut self,
        params: StakingParams,
        now: Epoch,
    ) -> Result<(StakingParams, Epoch), StakingError> {
        params.check()?;
        Ok(self.params.announce(params, now))
    }
}

/// What a message reads first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time.
    pub now: Timestamp,
    /// The epoch that it falls into.
    pub epoch: Epoch,
    /// The configuration.
    pub config: Config,
}

impl Moment {
    /// The time, by the configuration's clock.
    pub fn new(config: Config, now: Timestamp) -> Self {
        Self { now, epoch: config.clock.epoch(now), config }
    }

    /// Parameters in force.
    pub fn params(&self) -> &StakingParams {
        self.config.params(self.epoch)
    }

    /// When what starts to thaw now can be withdrawn.
    pub fn ready_at(&self) -> Timestamp {
        self.now.saturating_add(self.params().thaw_ms)
    }

    /// What a pool counts for.
    ///
    /// # Errors
    /// `Arithmetic`.
    #[inline(never)]
    pub fn note(&self, pool: &Pool) -> Result<StakeNote, StakingError> {
        let next = self.epoch.saturating_add(1);
        Ok(StakeNote {
            now: pool::weight(pool, self.epoch, self.params())?,
            next: pool::weight(pool, next, self.config.params(next))?,
            jailed: pool.jailed_until.is_some(),
        })
    }
}
