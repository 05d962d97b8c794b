//! What messages read besides the pools, written by administration only. In the root, which every message
//! reads anyway.

use interfaces::staking::StakingParams;

/// The clock, the contracts below, the parameters.
pub type Config = kit::Settings<StakingParams, 3>;

/// Contracts that staking works with, by their number in [`Config`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The token that is staked. Fixed from the start.
    Token,
    /// The registry, which says who owns a node and notes what its stake counts for. Fixed from the start.
    Registry,
    /// Rewards, which alone may deposit them. Wired later.
    Rewards,
}

impl From<Peer> for usize {
    fn from(peer: Peer) -> Self {
        peer as Self
    }
}
