//! Events of governance.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::governance::{Choice, GovernanceParams};
use shared::{Amount, ProposalId, Timestamp};

/// A proposal was made, and its vote has begun.
#[ink::event]
pub struct Proposed {
    /// The proposal's number.
    pub proposal: ProposalId,
    /// The account that made it.
    pub proposer: AccountId,
    /// When its vote ends, in milliseconds.
    pub voting_ends: Timestamp,
    /// What it is for, in the proposer's words: bytes of text, which only this event holds.
    pub description: Vec<u8>,
}

/// An account voted.
#[ink::event]
pub struct Voted {
    /// The number of the proposal that it voted on.
    pub proposal: ProposalId,
    /// The account.
    pub voter: AccountId,
    /// What it voted for.
    pub choice: Choice,
    /// Its active stake that was counted, in tokens.
    pub votes: Amount,
}

/// A proposal's calls were made.
#[ink::event]
pub struct Executed {
    /// The proposal's number.
    pub proposal: ProposalId,
}

/// A proposal was cancelled by its proposer.
#[ink::event]
pub struct Cancelled {
    /// The proposal's number.
    pub proposal: ProposalId,
}

/// A proposal's deposit is no longer locked.
#[ink::event]
pub struct DepositSettled {
    /// The proposal's number.
    pub proposal: ProposalId,
    /// Tokens that went back to the proposer.
    pub returned: Amount,
    /// Tokens that the treasury keeps.
    pub kept: Amount,
}

/// The parameters for new proposals have changed.
#[ink::event]
pub struct ParamsChanged {
    /// In force until now.
    pub previous: GovernanceParams,
    /// In force from now on.
    pub current: GovernanceParams,
}
