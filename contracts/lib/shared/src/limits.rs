//! Bounds that hold between contracts, checked where the numbers are written.

use crate::types::{Epoch, DAY_MS};

/// The longest that a vote can be set to run, in milliseconds.
pub const MAX_VOTING_MS: u64 = 14 * DAY_MS;

/// The shortest that a thaw can be set to last, in milliseconds. Longer than any vote, so that stake cannot
/// vote, thaw, move to another account and vote again on the same proposal.
pub const MIN_THAW_MS: u64 = 15 * DAY_MS;

const _: () = assert!(MIN_THAW_MS > MAX_VOTING_MS);

/// For this many epochs after an epoch's end only a node's owner and controller may claim for it;
/// afterwards anyone may, so that an idle owner cannot starve its delegators.
pub const CLAIM_GRACE_EPOCHS: Epoch = 7;

/// Stake that joins a pool waits at most this many epochs for the claims of the time before it joined.
/// Two more than [`CLAIM_GRACE_EPOCHS`], so that anyone had an epoch to make those claims.
pub const JOIN_GRACE_EPOCHS: Epoch = CLAIM_GRACE_EPOCHS + 2;

/// Epochs that one claim can cover.
pub const MAX_CLAIM_EPOCHS: u32 = 32;

/// Nodes that one call can claim for.
pub const MAX_CLAIM_NODES: u32 = 16;

/// Nodes times epochs that one call can claim: 16 nodes for 2 epochs, 4 for 8. It bounds the items that are read, and
/// keeps what contracts pass to each other far within the 16 KiB that they can.
pub const MAX_CLAIM_SHARES: u32 = 32;
