//! What every message reads besides offers and zones, written by administration only.

use interfaces::market::MarketParams;

/// The clock, the contracts below, the parameters.
pub type Config = kit::Settings<MarketParams, 2>;

/// Contracts that the market works with, by their number in [`Config`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The registry, which the market asks and tells about nodes. Fixed from the start.
    Registry,
    /// Metering, which alone may reserve and release. Wired later.
    Metering,
}

impl From<Peer> for usize {
    fn from(peer: Peer) -> Self {
        peer as Self
    }
}
