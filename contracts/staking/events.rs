//! Staking's events. Amounts are in the token's smallest unit, times in milliseconds.

use crate::penalty::Punishment;
use ink::primitives::AccountId;
use interfaces::staking::{Pool, PoolTerms, StakingParams};
use shared::{Amount, Bps, Epoch, NodeId, Shares, Timestamp};

/// The contract has a new owner.
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

/// Tokens were bonded to a pool.
#[ink::event]
pub struct Bonded {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// The account they are bonded for.
    pub account: AccountId,
    /// The tokens.
    pub amount: Amount,
}

/// Shares of a pool were redeemed, and what they were worth began to thaw.
#[ink::event]
pub struct Unbonded {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// The account whose they were.
    pub account: AccountId,
    /// Shares of the pool's active tokens.
    pub shares: Shares,
    /// Tokens that now thaw.
    pub amount: Amount,
    /// When they can be withdrawn.
    pub ready_at: Timestamp,
}

/// Thawing tokens were bonded to their pool again.
#[ink::event]
pub struct UnbondCancelled {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// The account whose they are.
    pub account: AccountId,
    /// The tokens.
    pub amount: Amount,
}

/// Thawed tokens left a pool: to the account, or to the pool that it bonds them to next.
#[ink::event]
pub struct Withdrawn {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// The account whose they are.
    pub account: AccountId,
    /// The tokens.
    pub amount: Amount,
}

/// An account was paid what it was owed besides its pools.
#[ink::event]
pub struct PayoutClaimed {
    /// The account.
    pub account: AccountId,
    /// The tokens it was paid.
    pub amount: Amount,
}

/// A pool's commission will change.
#[ink::event]
pub struct CommissionAnnounced {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// Part of the rewards that the owner takes.
    pub rate: Bps,
    /// The next epoch, the first from whose rewards it is taken.
    pub from_epoch: Epoch,
}

/// A pool has new terms.
#[ink::event]
pub struct TermsSet {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// The terms from now on.
    pub terms: PoolTerms,
}

/// A node was offered to an account, or its owner withdrew the offer.
#[ink::event]
pub struct NodeTransferProposed {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// Its owner.
    pub from: AccountId,
    /// The account that can accept it; the owner itself if nobody can.
    pub to: AccountId,
}

/// A pool was handed over to its node's new owner.
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

/// A pool was slashed for a fault.
#[ink::event]
pub struct Slashed {
    /// The pool's node.
    #[ink(topic)]
    pub node: NodeId,
    /// Part of each bucket that was to be taken, after the parameters' cap. All is taken of one that too
    /// little would be left in.
    pub fraction: Bps,
    /// Tokens taken from the active ones.
    pub active: Amount,
    /// Tokens taken from those in tranches.
    pub pending: Amount,
    /// Tokens taken from the thawing ones.
    pub thawing: Amount,
    /// How many of them all were burned.
    pub burned: Amount,
    /// How many of them all are owed to the reporter.
    pub rewarded: Amount,
    /// The account that proved the fault, if a part was for one.
    pub reporter: Option<AccountId>,
    /// When the node's sentence ends, if it is jailed.
    pub jailed_until: Option<Timestamp>,
}

impl Slashed {
    /// Collects what a punishment did to the pool of `node`.
    pub fn new(node: NodeId, reporter: Option<AccountId>, punishment: &Punishment, pool: &Pool) -> Self {
        let Punishment { fraction, cut, slashed } = punishment;
        Self {
            node,
            fraction: *fraction,
            active: cut.active,
            pending: cut.pending,
            thawing: cut.thawing,
            burned: slashed.burned,
            rewarded: slashed.rewarded,
            reporter,
            jailed_until: pool.jailed_until,
        }
    }
}

/// A node was let out of jail.
#[ink::event]
pub struct Unjailed {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
}
