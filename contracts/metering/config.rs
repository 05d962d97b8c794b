//! What administration sets: a part of the root, because nearly every message reads it.

use ink::primitives::AccountId;
use interfaces::metering::{MeteringConfig, MeteringParams, MeteringPeers};
use kit::Settings;
use shared::{Epoch, SettingsError, Timestamp};

/// Contracts that metering calls, obeys or pays. The token, the registry and the market are fixed when
/// metering is instantiated; rewards and the treasury are wired afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Moves and burns the tokens that metering holds.
    Token,
    /// Knows the owner of a node.
    Registry,
    /// Reserves units for leases.
    Market,
    /// May take usage.
    Rewards,
    /// Receives the treasury's part of settlements.
    Treasury,
}

impl From<Peer> for usize {
    fn from(peer: Peer) -> Self {
        peer as Self
    }
}

/// Metering's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Clock, peers (see [`Peer`]) and parameters.
    pub settings: Settings<MeteringParams, 5>,
    /// Hash of the chain's first block; part of every voucher's signature.
    pub genesis_hash: [u8; 32],
}

impl Config {
    /// Checks what the contract is instantiated with.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: MeteringConfig) -> Result<Self, SettingsError> {
        let MeteringConfig { clock, genesis_hash, token, registry, market, params, .. } = config;
        Ok(Self { settings: Settings::new(clock, &[token, registry, market], params)?, genesis_hash })
    }

    /// Returns a peer's address; all zeros for one that is not wired yet.
    pub fn peer(&self, peer: Peer) -> &[u8; 32] {
        self.settings.peer(peer)
    }

    /// Returns rewards and the treasury, once they are wired.
    pub fn wired(&self) -> Option<MeteringPeers> {
        let address = |peer| AccountId::from(*self.peer(peer));
        let is_wired = self.settings.is_wired();
        is_wired.then(|| MeteringPeers { rewards: address(Peer::Rewards), treasury: address(Peer::Treasury) })
    }

    /// Returns the epoch that `now` falls into.
    pub fn epoch(&self, now: Timestamp) -> Epoch {
        self.settings.clock.epoch(now)
    }

    /// Returns the parameters in force in `epoch`, which is not before the running one.
    pub fn params(&self, epoch: Epoch) -> &MeteringParams {
        self.settings.params(epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{Clock, WiringError, DAY_MS};

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
            annex: [6; 32],
            params: MeteringParams::default(),
        }
    }

    #[test]
    fn a_bad_clock_and_bad_parameters_are_refused() {
        let mut bad = config();
        bad.clock.epoch_ms = 1;
        assert_eq!(Config::new(bad), Err(SettingsError::InvalidClock));
        let mut bad = config();
        bad.params.burn = 9;
        assert_eq!(Config::new(bad), Err(SettingsError::ParamOutOfBounds));
    }

    #[test]
    fn everything_is_where_it_was_put() {
        let mut c = Config::new(config()).unwrap();
        assert_eq!(c.wired(), None);
        c.settings.wire(&[account(3), account(4)]).unwrap();
        assert_eq!(
            (&c.genesis_hash, c.peer(Peer::Token), c.peer(Peer::Registry)),
            (&[7; 32], &[1; 32], &[2; 32])
        );
        let last = (c.peer(Peer::Market), c.peer(Peer::Rewards), c.peer(Peer::Treasury));
        assert_eq!(last, (&[5; 32], &[3; 32], &[4; 32]));
    }

    #[test]
    fn peers_are_wired_once() {
        let mut c = Config::new(config()).unwrap();
        assert_eq!(c.settings.wire(&[account(3), account(4)]), Ok(()));
        assert_eq!(c.settings.wire(&[account(5), account(6)]), Err(WiringError::AlreadyWired));
        assert_eq!(c.wired(), Some(MeteringPeers { rewards: account(3), treasury: account(4) }));
    }

    #[test]
    fn parameters_change_with_the_next_epoch() {
        let mut c = Config::new(config()).unwrap();
        let next = MeteringParams { burn: 1_000, ..Default::default() };
        let bad = MeteringParams { burn: 3_001, ..Default::default() };
        let now = c.epoch(DAY_MS);
        assert_eq!(c.settings.announce(bad, now), Err(SettingsError::ParamOutOfBounds));
        assert_eq!(c.settings.announce(next.clone(), now), Ok((MeteringParams::default(), 2)));
        assert_eq!(c.params(c.epoch(2 * DAY_MS - 1)), &MeteringParams::default());
        assert_eq!(c.params(c.epoch(2 * DAY_MS)), &next);
    }
}
