//! What staking tells of.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{PoolTerms, StakingParams};
use shared::{Amount, Bps, Epoch, NodeId, Timestamp};

/// Ownership was taken up.
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
    pub current: StakingParams,
    /// In force from `from_epoch` on.
    pub next: StakingParams,
    /// The next epoch.
    pub from_epoch: Epoch,
}

/// An account may slash from now on, or no longer.
#[ink::event]
pub struct SlasherSet {
    /// The account.
    pub slasher: AccountId,
    /// Whether it may.
    pub named: bool,
}

/// Stake joined a pool.
#[ink::event]
pub struct Bonded {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// Whose it is.
    pub account: AccountId,
    /// How much.
    pub amount: Amount,
}

/// Stake started on its way out.
#[ink::event]
pub struct Unbonded {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// Whose it is.
    pub account: AccountId,
    /// Shares of the pool that left it.
    pub shares: Amount,
    /// Tokens that now thaw.
    pub amount: Amount,
    /// When they can be withdrawn.
    pub ready_at: Timestamp,
}

/// Stake on its way out joined the pool again.
#[ink::event]
pub struct UnbondCancelled {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// Whose it is.
    pub account: AccountId,
    /// How much.
    pub amount: Amount,
}

/// Thawed stake left a pool: to its owner, or to the pool that it is bonded to next.
#[ink::event]
pub struct Withdrawn {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// Whose it is.
    pub account: AccountId,
    /// How much.
    pub amount: Amount,
}

/// An account was paid what it was owed besides its pools.
#[ink::event]
pub struct PayoutClaimed {
    /// Who was paid.
    pub account: AccountId,
    /// How much.
    pub amount: Amount,
}

/// A node's rewards came in.
#[ink::event]
pub struct RewardsDeposited {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// The first epoch they are for.
    pub first: Epoch,
    /// How much in each epoch from that one on.
    pub amounts: Vec<Amount>,
    /// Part of it all that was commission.
    pub commission: Amount,
    /// Part of it all for the node's owner, because the pool had no shares.
    pub put_aside: Amount,
}

/// A pool's commission will change.
#[ink::event]
pub struct CommissionAnnounced {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// Part of the rewards.
    pub rate: Bps,
    /// The next epoch, the first whose rewards it counts for.
    pub from_epoch: Epoch,
}

/// A pool's owner decided on its terms.
#[ink::event]
pub struct TermsSet {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// In force from now on.
    pub terms: PoolTerms,
}

/// A node was offered, or its owner took an offer back.
#[ink::event]
pub struct NodeOffered {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// Its owner.
    pub from: AccountId,
    /// Who can accept it; the owner itself if nobody can.
    pub to: AccountId,
}

/// A pool went to the node's new owner.
#[ink::event]
pub struct PoolTransferred {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// The owner until now.
    pub from: AccountId,
    /// The owner from now on.
    pub to: AccountId,
}

/// A pool paid for a fault.
#[ink::event]
pub struct Slashed {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// Part of the pool that was taken.
    pub fraction: Bps,
    /// Tokens taken of the active ones.
    pub active: Amount,
    /// Tokens taken of those that were joining.
    pub joining: Amount,
    /// Tokens taken of those that were thawing.
    pub thawing: Amount,
    /// How many of them all were burned.
    pub burned: Amount,
    /// How many of them all are owed to the reporter.
    pub rewarded: Amount,
    /// Who proved the fault.
    pub reporter: Option<AccountId>,
    /// The end of the node's sentence, if it is jailed.
    pub jailed_until: Option<Timestamp>,
}

/// A node was let out of jail.
#[ink::event]
pub struct Unjailed {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
}
