//! What a message reads from its environment, once.

use crate::config::Config;
use crate::pool;
use interfaces::registry::StakeWeight;
use interfaces::staking::{Pool, StakingParams};
use shared::{ArithmeticError, Epoch, Timestamp};

/// The time and the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context<'a> {
    /// The block's timestamp, in milliseconds.
    pub now: Timestamp,
    /// The epoch that it falls into.
    pub epoch: Epoch,
    /// The configuration.
    pub config: &'a Config,
}

impl<'a> Context<'a> {
    /// Reads the epoch of `now` off the configuration's clock.
    pub fn new(config: &'a Config, now: Timestamp) -> Self {
        Self { now, epoch: config.clock.epoch(now), config }
    }

    /// Returns the parameters in force.
    pub fn params(&self) -> &'a StakingParams {
        self.config.params(self.epoch)
    }

    /// Returns when tokens that start to thaw now can be withdrawn, in milliseconds.
    pub fn ready_at(&self) -> Timestamp {
        self.now.saturating_add(self.params().thaw_ms)
    }

    /// Computes what a pool counts for in this epoch and the next, each by its own parameters.
    ///
    /// # Errors
    /// When a number would not fit.
    #[inline(never)]
    pub fn stake_weight(&self, pool: &Pool) -> Result<StakeWeight, ArithmeticError> {
        let next = self.epoch.saturating_add(1);
        Ok(StakeWeight {
            now: pool::weight(pool, self.epoch, self.params())?,
            next: pool::weight(pool, next, self.config.params(next))?,
            jailed: pool.jailed_until.is_some(),
        })
    }
}
