//! What administration sets and messages read: the clock, the addresses of other contracts (peers), the
//! parameters. Part of a contract's root, which every message reads: an item of its own would cost each of them
//! another read.

use ink::primitives::AccountId;
use shared::{Clock, Epoch, Parameters, Scheduled, SettingsError, WiringError};

/// The settings of a contract with parameters `P` and `N` peers.
///
/// A contract numbers its peers from 0 with an enum of its own. The first ones exist before the contract and
/// are fixed when it is instantiated; the last ones are instantiated after it and are wired later, once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Settings<P, const N: usize> {
    /// The suite's clock.
    pub clock: Clock,
    /// Whether the peers that are wired later are set.
    wired: bool,
    /// Addresses by number. In one array, because code that moves fields of 32 bytes one by one is several
    /// times as large.
    peers: [[u8; 32]; N],
    /// Parameters in force and announced.
    params: Scheduled<P>,
}

impl<P: Parameters, const N: usize> Settings<P, N> {
    /// Checks clock and parameters, and sets the first peers to `fixed`.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(clock: Clock, fixed: &[AccountId], params: P) -> Result<Self, SettingsError> {
        if !clock.is_valid() {
            return Err(SettingsError::InvalidClock);
        }
        if !params.in_bounds() {
            return Err(SettingsError::ParamOutOfBounds);
        }
        let mut settings = Self { clock, wired: false, peers: [[0; 32]; N], params: Scheduled::new(params) };
        settings.set_peers(0, fixed);
        Ok(settings)
    }

    /// Sets the last peers, once.
    ///
    /// # Errors
    /// `AlreadyWired`.
    pub fn wire(&mut self, last: &[AccountId]) -> Result<(), WiringError> {
        if self.wired {
            return Err(WiringError::AlreadyWired);
        }
        self.wired = true;
        self.set_peers(N.saturating_sub(last.len()), last);
        Ok(())
    }

    /// Writes addresses of peers from number `first` on.
    fn set_peers(&mut self, first: usize, peers: &[AccountId]) {
        for (address, peer) in self.peers.iter_mut().skip(first).zip(peers) {
            *address = *peer.as_ref();
        }
    }

    /// Returns whether the last peers are set.
    pub fn is_wired(&self) -> bool {
        self.wired
    }

    /// Returns a peer's address: all zeros for a peer that is not wired yet.
    pub fn peer(&self, peer: impl Into<usize>) -> &[u8; 32] {
        &self.peers[peer.into()]
    }

    /// Returns all peers by number, for views: all zeros for one that is not wired yet.
    pub fn peers(&self) -> [AccountId; N] {
        self.peers.map(AccountId::from)
    }

    /// Passes if `caller` is the given peer. Nobody passes before the last peers are wired.
    ///
    /// # Errors
    /// `NotPeer`.
    pub fn ensure(&self, peer: impl Into<usize>, caller: &AccountId) -> Result<(), WiringError> {
        let caller: &[u8; 32] = caller.as_ref();
        let is_it = self.wired && self.peer(peer) == caller;
        is_it.then_some(()).ok_or(WiringError::NotPeer)
    }

    /// Returns the parameters in force in `epoch`, which is not before the running one.
    pub fn params(&self, epoch: Epoch) -> &P {
        self.params.at(epoch)
    }

    /// Returns the parameters that are announced and not in force yet in `now`, and the epoch in which they
    /// take effect.
    pub fn announced(&self, now: Epoch) -> Option<(Epoch, P)> {
        self.params.announced(now).cloned()
    }

    /// Announces parameters for the epoch after `now`. Returns the parameters in force and that epoch.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn announce(&mut self, params: P, now: Epoch) -> Result<(P, Epoch), SettingsError> {
        if !params.in_bounds() {
            return Err(SettingsError::ParamOutOfBounds);
        }
        Ok(self.params.announce(params, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::DAY_MS;

    /// At most 9.
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Limit(u8);

    impl Parameters for Limit {
        fn in_bounds(&self) -> bool {
            self.0 <= 9
        }
    }

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    fn settings() -> Settings<Limit, 3> {
        let clock = Clock { genesis: 0, epoch_ms: DAY_MS };
        Settings::new(clock, &[account(1)], Limit(3)).unwrap()
    }

    #[test]
    fn a_bad_clock_and_bad_parameters_are_refused() {
        let clock = Clock { genesis: 0, epoch_ms: DAY_MS };
        let new = |clock, limit| Settings::<_, 3>::new(clock, &[], Limit(limit)).map(|_| ());
        assert_eq!(new(Clock { epoch_ms: 1, ..clock }, 3), Err(SettingsError::InvalidClock));
        assert_eq!(new(clock, 10), Err(SettingsError::ParamOutOfBounds));
        assert_eq!(new(clock, 9), Ok(()));
    }

    #[test]
    fn peers_are_wired_once_behind_those_that_are_fixed() {
        let mut settings = settings();
        assert_eq!((settings.is_wired(), settings.peer(0usize)), (false, &[1; 32]));
        assert_eq!(settings.wire(&[account(2), account(3)]), Ok(()));
        assert_eq!([0usize, 1, 2].map(|peer| settings.peer(peer)[0]), [1, 2, 3]);
        assert_eq!(settings.peers(), [account(1), account(2), account(3)]);
        assert_eq!(settings.wire(&[account(4), account(5)]), Err(WiringError::AlreadyWired));
        assert_eq!([0usize, 1, 2].map(|peer| settings.peer(peer)[0]), [1, 2, 3]);
    }

    #[test]
    fn only_a_wired_peer_passes_as_itself() {
        let mut settings = settings();
        assert_eq!(settings.ensure(1usize, &account(0)), Err(WiringError::NotPeer), "not wired yet");
        settings.wire(&[account(2), account(3)]).unwrap();
        assert_eq!(settings.ensure(1usize, &account(2)), Ok(()));
        assert_eq!(settings.ensure(1usize, &account(3)), Err(WiringError::NotPeer));
    }

    #[test]
    fn parameters_change_with_the_next_epoch() {
        let mut settings = settings();
        assert_eq!(settings.announce(Limit(10), 1), Err(SettingsError::ParamOutOfBounds));
        assert_eq!(settings.announce(Limit(4), 1), Ok((Limit(3), 2)));
        assert_eq!((settings.params(1), settings.params(2)), (&Limit(3), &Limit(4)));
        assert_eq!((settings.announced(1), settings.announced(2)), (Some((2, Limit(4))), None));
    }
}
