//! What administration sets, and most messages do not need.

use ink::primitives::AccountId;
use interfaces::registry::{RegistryError, RegistryParams, RegistryPeers};
use shared::{Epoch, Scheduled};

/// The registry's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// Whether the peers are named.
    wired: bool,
    /// The peers, at their places. In one array, because code that moves fields of 32 bytes one by one is
    /// several times as large.
    peers: [[u8; 32]; 4],
    /// Parameters in force and announced.
    params: Scheduled<RegistryParams>,
}

/// A contract that may call some of the registry's messages, and its place among them.
#[derive(Clone, Copy, Debug)]
pub enum Peer {
    /// May note stake and hand nodes over.
    Staking = 0,
    /// May retire nodes.
    Market = 1,
    /// May take credit.
    Rewards = 2,
    /// May note what is attested.
    Attestations = 3,
}

impl Config {
    /// With parameters, and without peers.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn new(params: RegistryParams) -> Result<Self, RegistryError> {
        params.check()?;
        Ok(Self { wired: false, peers: [[0; 32]; 4], params: Scheduled::new(params) })
    }

    /// Names the peers, once.
    ///
    /// # Errors
    /// `AlreadyWired`.
    pub fn wire(&mut self, peers: &RegistryPeers) -> Result<(), RegistryError> {
        if self.wired {
            return Err(RegistryError::AlreadyWired);
        }
        self.wired = true;
        let named = [peers.staking, peers.market, peers.rewards, peers.attestations];
        self.peers = named.map(|peer| *peer.as_ref());
        Ok(())
    }

    /// The peers, once named.
    pub fn peers(&self) -> Option<RegistryPeers> {
        let [staking, market, rewards, attestations] = self.peers.map(AccountId::from);
        self.wired.then_some(RegistryPeers { staking, market, rewards, attestations })
    }

    /// # Errors
    /// `NotPeer` when `caller` is not that peer.
    #[inline(never)]
    pub fn ensure(&self, peer: Peer, caller: &AccountId) -> Result<(), RegistryError> {
        let caller: &[u8; 32] = caller.as_ref();
        let is_it = self.wired && self.peers[peer as usize] == *caller;
        is_it.then_some(()).ok_or(RegistryError::NotPeer)
    }

    /// Parameters in force in `epoch`.
    pub fn params(&self, epoch: Epoch) -> &RegistryParams {
        self.params.at(epoch)
    }

    /// Announces parameters for the epoch after `now`. Returns those in force and that epoch.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn announce(
        &mut self,
        params: RegistryParams,
        now: Epoch,
    ) -> Result<(RegistryParams, Epoch), RegistryError> {
        params.check()?;
        Ok(self.params.announce(params, now))
    }
}
