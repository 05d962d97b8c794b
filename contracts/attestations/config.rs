//! What every message reads besides attestations, written by administration only.

use interfaces::attestations::AttestationsParams;

/// The clock, the registry, the parameters.
pub type Config = kit::Settings<AttestationsParams, 1>;

/// The contract that this one works with, by its number in [`Config`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// The registry, which is asked who a node is and notified of what is attested. Fixed from the start.
    Registry,
}

impl From<Peer> for usize {
    fn from(peer: Peer) -> Self {
        peer as Self
    }
}
