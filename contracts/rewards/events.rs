//! Events of rewards.

use ink::primitives::AccountId;
use interfaces::rewards::RewardsParams;
use shared::{Amount, Epoch, NodeId};

/// An account accepted the contract's ownership.
#[ink::event]
pub struct OwnershipTransferred {
    /// The owner until now.
    pub from: AccountId,
    /// The owner from now on.
    pub to: AccountId,
}

/// Parameters will change.
#[ink::event]
pub struct ParamsAnnounced {
    /// In force now.
    pub current: RewardsParams,
    /// In force from `from_epoch` on.
    pub next: RewardsParams,
    /// The next epoch.
    pub from_epoch: Epoch,
}

/// What a node earned was minted into its pool.
#[ink::event]
pub struct RewardsClaimed {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// The first epoch it was for.
    pub first: Epoch,
    /// For how many epochs.
    pub epochs: u32,
    /// Tokens minted for availability.
    pub availability: Amount,
    /// Tokens minted for usage.
    pub usage: Amount,
    /// How many of them all were commission.
    pub commission: Amount,
    /// How many of them all are owed to the node's owner, because the pool had no shares.
    pub unallocated: Amount,
}
