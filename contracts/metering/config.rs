//! What a message reads besides the state it works on: one storage item, written by administration only.

use ink::primitives::AccountId;
use interfaces::metering::{MeteringConfig, MeteringError, MeteringParams, MeteringPeers};
use shared::{Clock, Epoch, Scheduled, Timestamp};

/// Metering's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// The suite's clock.
    pub clock: Clock,
    /// Whether the peers are named.
    wired: bool,
    /// Addresses and the genesis hash at the places below. In one array, because code that moves six
    /// fields of 32 bytes one by one is a kilobyte larger.
    words: [[u8; 32]; 6],
    /// Parameters in force and announced.
    params: Scheduled<MeteringParams>,
}

const GENESIS_HASH: usize = 0;
const TOKEN: usize = 1;
const REGISTRY: usize = 2;
const MARKET: usize = 3;
const REWARDS: usize = 4;
const TREASURY: usize = 5;

impl Config {
    /// Checks what the contract is instantiated with.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: MeteringConfig) -> Result<Self, MeteringError> {
        if !config.clock.is_valid() {
            return Err(MeteringError::InvalidClock);
        }
        config.params.check()?;
        let mut words = [[0; 32]; 6];
        words[GENESIS_HASH] = config.genesis_hash;
        words[TOKEN] = *config.token.as_ref();
        words[REGISTRY] = *config.registry.as_ref();
        words[MARKET] = *config.market.as_ref();
        Ok(Self { clock: config.clock, wired: false, words, params: Scheduled::new(config.params) })
    }

    /// Hash of the chain's first block; part of every voucher's signature.
    pub fn genesis_hash(&self) -> &[u8; 32] {
        &self.words[GENESIS_HASH]
    }

    /// The token.
    pub fn token(&self) -> &[u8; 32] {
        &self.words[TOKEN]
    }

    /// The registry.
    pub fn registry(&self) -> &[u8; 32] {
        &self.words[REGISTRY]
    }

    /// The market.
    pub fn market(&self) -> &[u8; 32] {
        &self.words[MARKET]
    }

    /// Rewards, once wired.
    pub fn rewards(&self) -> Option<&[u8; 32]> {
        self.wired.then_some(&self.words[REWARDS])
    }

    /// The treasury, once wired.
    pub fn treasury(&self) -> Option<&[u8; 32]> {
        self.wired.then_some(&self.words[TREASURY])
    }

    /// Rewards and the treasury, once wired.
    pub fn peers(&self) -> Option<MeteringPeers> {
        self.wired.then(|| MeteringPeers {
            rewards: AccountId::from(self.words[REWARDS]),
            treasury: AccountId::from(self.words[TREASURY]),
        })
    }

    /// Names the peers.
    ///
    /// # Errors
    /// `AlreadyWired`.
    pub fn wire(&mut self, peers: &MeteringPeers) -> Result<(), MeteringError> {
        if self.wired {
            return Err(MeteringError::AlreadyWired);
        }
        self.wired = true;
        self.words[REWARDS] = *peers.rewards.as_ref();
        self.words[TREASURY] = *peers.treasury.as_ref();
        Ok(())
    }

    /// Parameters in force at `now`.
    pub fn params(&self, now: Timestamp) -> &MeteringParams {
        self.params.at(self.clock.epoch(now))
    }

    /// Announces parameters. Returns what is in force now and the epoch in which `params` take over.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn announce(
        &mut self,
        params: MeteringParams,
        now: Timestamp,
    ) -> Result<(MeteringParams, Epoch), MeteringError> {
        params.check()?;
        Ok(self.params.announce(params, self.clock.epoch(now)))
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
            market: account(5),
            params: MeteringParams::default(),
        }
    }

    #[test]
    fn a_bad_clock_and_bad_parameters_are_refused() {
        let mut bad = config();
        bad.clock.epoch_ms = 1;
        assert_eq!(Config::new(bad), Err(MeteringError::InvalidClock));
        let mut bad = config();
        bad.params.burn = 9;
        assert_eq!(Config::new(bad), Err(MeteringError::ParamOutOfBounds));
    }

    #[test]
    fn everything_is_where_it_was_put() {
        let mut c = Config::new(config()).unwrap();
        assert_eq!((c.peers(), c.rewards(), c.treasury()), (None, None, None));
        c.wire(&MeteringPeers { rewards: account(3), treasury: account(4) }).unwrap();
        assert_eq!((c.genesis_hash(), c.token(), c.registry()), (&[7; 32], &[1; 32], &[2; 32]));
        assert_eq!((c.market(), c.rewards(), c.treasury()), (&[5; 32], Some(&[3; 32]), Some(&[4; 32])));
    }

    #[test]
    fn peers_are_wired_once() {
        let peers = MeteringPeers { rewards: account(3), treasury: account(4) };
        let mut c = Config::new(config()).unwrap();
        assert_eq!(c.wire(&peers), Ok(()));
        let others = MeteringPeers { rewards: account(5), treasury: account(6) };
        assert_eq!(c.wire(&others), Err(MeteringError::AlreadyWired));
        assert_eq!(c.peers(), Some(peers));
    }

    #[test]
    fn parameters_change_with_the_next_epoch() {
        let mut c = Config::new(config()).unwrap();
        let next = MeteringParams { burn: 1_000, ..Default::default() };
        let bad = MeteringParams { burn: 3_001, ..Default::default() };
        assert_eq!(c.announce(bad, DAY_MS), Err(MeteringError::ParamOutOfBounds));
        assert_eq!(c.announce(next.clone(), DAY_MS), Ok((MeteringParams::default(), 2)));
        assert_eq!(c.params(2 * DAY_MS - 1), &MeteringParams::default());
        assert_eq!(c.params(2 * DAY_MS), &next);
    }
}
