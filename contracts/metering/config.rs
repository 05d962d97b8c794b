//! What a message reads besides the state it works on: one storage item, written by administration only.

use ink::primitives::AccountId;
use interfaces::metering::{MeteringConfig, MeteringError, MeteringParams, MeteringPeers};
use shared::{Clock, Ownership, Scheduled, Timestamp};

/// Metering's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Who administers.
    pub ownership: Ownership,
    /// The suite's clock.
    pub clock: Clock,
    /// Hash of the chain's first block; part of every voucher's signature.
    pub genesis_hash: [u8; 32],
    /// The token.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// Rewards and the treasury, once wired.
    pub peers: Option<MeteringPeers>,
    /// Parameters in force and announced.
    pub params: Scheduled<MeteringParams>,
}

impl Config {
    /// Checks what the contract is instantiated with.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: MeteringConfig, owner: AccountId) -> Result<Self, MeteringError> {
        let MeteringConfig { clock, genesis_hash, token, registry, params } = config;
        if !clock.is_valid() {
            return Err(MeteringError::InvalidClock);
        }
        params.check()?;
        Ok(Self {
            ownership: Ownership::new(owner),
            clock,
            genesis_hash,
            token,
            registry,
            peers: None,
            params: Scheduled::new(params),
        })
    }

    /// Parameters in force at `now`.
    pub fn params(&self, now: Timestamp) -> &MeteringParams {
        self.params.at(self.clock.epoch(now))
    }

    /// Names the peers.
    ///
    /// # Errors
    /// `NotOwner`, `AlreadyWired`.
    pub fn wire(&mut self, caller: AccountId, peers: MeteringPeers) -> Result<(), MeteringError> {
        self.ownership.ensure(caller)?;
        if self.peers.is_some() {
            return Err(MeteringError::AlreadyWired);
        }
        self.peers = Some(peers);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::DAY_MS;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    fn config() -> MeteringConfig {
        MeteringConfig {
            clock: Clock { genesis: 0, epoch_ms: DAY_MS },
            genesis_hash: [7; 32],
            token: account(1),
            registry: account(2),
            params: MeteringParams::default(),
        }
    }

    #[test]
    fn a_bad_clock_and_bad_parameters_are_refused() {
        let mut bad = config();
        bad.clock.epoch_ms = 1;
        assert_eq!(Config::new(bad, account(9)), Err(MeteringError::InvalidClock));
        let mut bad = config();
        bad.params.burn = 9;
        assert_eq!(Config::new(bad, account(9)), Err(MeteringError::ParamOutOfBounds));
        assert_eq!(Config::new(config(), account(9)).unwrap().ownership.owner(), account(9));
    }

    #[test]
    fn peers_are_wired_once_by_the_owner() {
        let peers = MeteringPeers { rewards: account(3), treasury: account(4) };
        let mut c = Config::new(config(), account(9)).unwrap();
        assert_eq!(c.wire(account(3), peers), Err(MeteringError::NotOwner));
        assert_eq!(c.wire(account(9), peers), Ok(()));
        assert_eq!(c.wire(account(9), peers), Err(MeteringError::AlreadyWired));
        assert_eq!(c.peers, Some(peers));
    }
}
