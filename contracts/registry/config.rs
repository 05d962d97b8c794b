//! What administration sets: the clock, the wired contracts and the parameters. It is part of the root, which every
//! message reads anyway.

use ink::primitives::AccountId;
use interfaces::registry::{RegistryError, RegistryParams, RegistryPeers};

/// The registry's settings. All peers are wired after it was instantiated.
pub type Config = kit::Settings<RegistryParams, 4>;

/// A contract that may call some of the registry's messages.
#[derive(Clone, Copy, Debug)]
pub enum Peer {
    /// May note stake and hand nodes over.
    Staking,
    /// May retire nodes.
    Market,
    /// May take credit.
    Rewards,
    /// May note what is attested.
    Attestations,
}

impl From<Peer> for usize {
    fn from(peer: Peer) -> Self {
        peer as Self
    }
}

/// Names the peers, once.
///
/// # Errors
/// `AlreadyWired`.
pub fn wire(config: &mut Config, peers: &RegistryPeers) -> Result<(), RegistryError> {
    Ok(config.wire(&[peers.staking, peers.market, peers.rewards, peers.attestations])?)
}

/// Returns the peers, once they are named.
pub fn peers(config: &Config) -> Option<RegistryPeers> {
    let [staking, market, rewards, attestations] =
        [Peer::Staking, Peer::Market, Peer::Rewards, Peer::Attestations]
            .map(|peer| AccountId::from(*config.peer(peer)));
    config.is_wired().then_some(RegistryPeers { staking, market, rewards, attestations })
}
