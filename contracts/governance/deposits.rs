//! Deposits of proposals: tokens that governance holds and that are not the treasury's.

use crate::proposals;
use interfaces::governance::{GovernanceError, Proposal, ProposalStatus};
use shared::{Amount, Timestamp};

/// A deposit that is no longer locked, in tokens. One of the two parts is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unlocked {
    /// Goes back to the proposer.
    pub returned: Amount,
    /// Becomes the treasury's.
    pub kept: Amount,
}

impl Unlocked {
    /// Returns the whole deposit, in tokens.
    pub fn total(&self) -> Amount {
        self.returned.max(self.kept)
    }
}

/// Unlocks a proposal's deposit once its vote is over. The proposer loses it if the vote missed the quorum.
///
/// # Errors
/// `NoDeposit`, also while the vote runs.
pub fn settle(proposal: &mut Proposal, now: Timestamp) -> Result<Unlocked, GovernanceError> {
    let status = proposals::status(proposal, now);
    if proposal.deposit == 0 || status == ProposalStatus::Voting {
        return Err(GovernanceError::NoDeposit);
    }
    let deposit = core::mem::take(&mut proposal.deposit);
    Ok(match status {
        ProposalStatus::NoQuorum => Unlocked { returned: 0, kept: deposit },
        _ => Unlocked { returned: deposit, kept: 0 },
    })
}

/// Passes if governance's `balance` still covers all locked `deposits`, both in tokens.
///
/// # Errors
/// `DepositsTouched`.
pub fn ensure_untouched(balance: Amount, deposits: Amount) -> Result<(), GovernanceError> {
    (balance >= deposits).then_some(()).ok_or(GovernanceError::DepositsTouched)
}
