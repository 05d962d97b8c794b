//! Governance: proposals, votes and the treasury.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::scale::{Decode, Error, Input};
use shared::limits::MAX_VOTING_MS;
use shared::{Amount, ArithmeticError, Bps, CallFailed, NodeId, ProposalId, Timestamp, DAY_MS, TOKEN};

/// The most calls in one proposal.
pub const MAX_CALLS: usize = 8;
/// The most bytes of a proposal's description.
pub const MAX_DESCRIPTION: usize = 256;
/// The most bytes of one call's arguments.
pub const MAX_ARGUMENTS: usize = 1_024;

/// What governance is instantiated with. It has no owner but itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct GovernanceConfig {
    /// The contracts it governs.
    pub suite: GovernedContracts,
    /// Parameters in force from the start.
    pub params: GovernanceParams,
}

/// The contracts of a suite. Proposals can call these and governance itself, and no other account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct GovernedContracts {
    /// The token.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// The market.
    pub market: AccountId,
    /// Attestations.
    pub attestations: AccountId,
    /// Staking, which tells the voting power.
    pub staking: AccountId,
    /// Metering.
    pub metering: AccountId,
    /// Rewards.
    pub rewards: AccountId,
}

impl Decode for GovernedContracts {
    /// Reads all of them in one piece: code that reads and moves them one by one is twice as large, and every
    /// message of governance has it.
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut all = [[0; 32]; 7];
        input.read(all.as_flattened_mut())?;
        let [token, registry, market, attestations, staking, metering, rewards] = all.map(AccountId::from);
        Ok(Self { token, registry, market, attestations, staking, metering, rewards })
    }
}

shared::parameters! {
    /// The parameters of governance, which proposals change.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct GovernanceParams {
        /// How long a vote runs. Always shorter than the thaw.
        pub voting_ms: u64 = 5 * DAY_MS, Milliseconds in DAY_MS / 24..=MAX_VOTING_MS;
        /// How long a passed proposal waits from the end of its vote.
        pub timelock_ms: u64 = 2 * DAY_MS, Milliseconds in DAY_MS / 24..=30 * DAY_MS;
        /// How long a proposal can be executed once its timelock is over.
        pub execution_ms: u64 = 14 * DAY_MS, Milliseconds in DAY_MS..=30 * DAY_MS;
        /// Part of all active stake that For and Abstain together must reach.
        pub quorum: Bps = 2_000, Bps in 100..=6_000;
        /// Part of all active stake that a proposer must have.
        pub threshold: Bps = 100, Bps in 1..=1_000;
        /// Deposit, locked until the vote is over and lost to the treasury if it misses the quorum.
        pub deposit: Amount = 100 * TOKEN, Amount in TOKEN..=1_000_000 * TOKEN;
    }
}

/// One call of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct ProposedCall {
    /// A contract of the suite, or governance itself (of which only `set_params` can be called).
    pub callee: AccountId,
    /// The message's selector.
    pub selector: [u8; 4],
    /// Its SCALE-encoded arguments, at most 1 024 bytes.
    pub arguments: Vec<u8>,
}

/// What a voter votes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Choice {
    /// Making the proposal's calls.
    For,
    /// Not making them.
    Against,
    /// Neither: the vote counts for the quorum only.
    Abstain,
}

/// The votes counted so far, in tokens of active stake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Tally {
    /// Stake for it.
    pub for_: Amount,
    /// Stake against it.
    pub against: Amount,
    /// Stake that only counts for the quorum.
    pub abstain: Amount,
}

/// What was done with a proposal. The rest of its status follows from its tally and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Outcome {
    /// Nothing yet.
    Pending,
    /// Its calls were made.
    Executed,
    /// Its proposer cancelled it while the vote ran.
    Cancelled,
}

/// A proposal's record. Its terms are fixed when it is made; times are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Proposal {
    /// The account that made it.
    pub proposer: AccountId,
    /// When it was made. A pool that a voter took over then or later does not count for it.
    pub proposed_at: Timestamp,
    /// When the vote ends.
    pub voting_ends: Timestamp,
    /// From when on it can be executed.
    pub executable_from: Timestamp,
    /// From when on it can no longer be executed.
    pub expires: Timestamp,
    /// Active stake that For and Abstain together must reach, in tokens.
    pub quorum: Amount,
    /// The deposit that is still locked, in tokens; zero once it is settled.
    pub deposit: Amount,
    /// The votes so far.
    pub tally: Tally,
    /// What was done with it.
    pub outcome: Outcome,
}

/// A proposal's status: a pure function of its record and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum ProposalStatus {
    /// The vote runs.
    Voting,
    /// It missed the quorum.
    NoQuorum,
    /// It reached the quorum, and For did not exceed Against.
    Defeated,
    /// It passed and waits for its timelock.
    Queued,
    /// It can be executed.
    Executable,
    /// It passed and nobody executed it in time.
    Expired,
    /// It was executed.
    Executed,
    /// It was cancelled by its proposer.
    Cancelled,
}

/// Why governance refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum GovernanceError {
    /// The caller is not governance itself.
    NotOwner,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// No such proposal.
    UnknownProposal,
    /// The vote is over, or the proposal was cancelled.
    NotVoting,
    /// The proposal cannot be executed: its status is not `Executable`.
    NotExecutable,
    /// The account voted on this proposal before.
    AlreadyVoted,
    /// The account has no active stake in the pools it named.
    NoVotingPower,
    /// The account has less active stake than the threshold to propose.
    BelowThreshold,
    /// The pools are not in ascending order, or too many.
    InvalidPools,
    /// No call, or more than 8; arguments or description too long; or a call to governance whose arguments
    /// are not parameters.
    InvalidProposal,
    /// A call to an account outside the suite, or to a message of governance other than `set_params`; or a
    /// call to the token that spends what others allowed governance to take, or that lets an account outside
    /// the suite take from governance.
    ForbiddenCall,
    /// Call number `.0` of the proposal failed; nothing was executed.
    CallFailed(u8),
    /// The calls would spend locked deposits.
    DepositsTouched,
    /// The caller did not make the proposal.
    NotProposer,
    /// The deposit is still locked, or was returned or lost before.
    NoDeposit,
    /// The token refused the transfer: balance or allowance too small.
    TransferFailed,
    /// A contract could not be called, or answered otherwise than its interface says.
    PeerFailed,
    /// The contract did not offer its ownership.
    NotOffered,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for GovernanceError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<CallFailed> for GovernanceError {
    fn from(_: CallFailed) -> Self {
        Self::PeerFailed
    }
}

/// The messages of governance.
#[ink::trait_definition]
pub trait Governance {
    // ---- administration ----

    /// Accepts the ownership that `of`, a contract of the suite, has offered to governance. Anyone may.
    ///
    /// # Errors
    /// `ForbiddenCall`, `NotOffered`, `PeerFailed`.
    #[ink(message)]
    fn take_ownership(&mut self, of: AccountId) -> Result<(), GovernanceError>;

    /// Sets the parameters for proposals made from now on. Only a proposal can: its call is carried out when
    /// it is executed, and every account that sends the message is refused.
    ///
    /// # Events
    /// `ParamsChanged`.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: GovernanceParams) -> Result<(), GovernanceError>;

    // ---- voters ----

    /// Proposes `calls` and starts the vote. The caller's active stake in `pools` (ascending, at most 16) has
    /// to reach the threshold, and its allowance to governance pays the deposit. Returns the proposal's
    /// number.
    ///
    /// # Events
    /// `Proposed`.
    ///
    /// # Errors
    /// `InvalidProposal`, `ForbiddenCall`, `ParamOutOfBounds`, `InvalidPools`, `BelowThreshold`,
    /// `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn propose(
        &mut self,
        calls: Vec<ProposedCall>,
        description: Vec<u8>,
        pools: Vec<NodeId>,
    ) -> Result<ProposalId, GovernanceError>;

    /// Votes with the caller's active stake in `pools` (ascending, at most 16), once. Returns the stake that
    /// was counted, in tokens.
    ///
    /// # Events
    /// `Voted`.
    ///
    /// # Errors
    /// `UnknownProposal`, `NotVoting`, `AlreadyVoted`, `InvalidPools`, `NoVotingPower`, `PeerFailed`.
    #[ink(message)]
    fn vote(
        &mut self,
        proposal: ProposalId,
        choice: Choice,
        pools: Vec<NodeId>,
    ) -> Result<Amount, GovernanceError>;

    /// Makes a passed proposal's calls, in order, all or none. Anyone may, and again after it failed. A call
    /// fails when its message returns an error, and when it returns nothing.
    ///
    /// # Events
    /// `Executed`.
    ///
    /// # Errors
    /// `UnknownProposal`, `NotExecutable`, `CallFailed`, `DepositsTouched`, `PeerFailed`.
    #[ink(message)]
    fn execute(&mut self, proposal: ProposalId) -> Result<(), GovernanceError>;

    /// Cancels a proposal of the caller's while its vote runs. Its deposit can be settled at once.
    ///
    /// # Events
    /// `Cancelled`.
    ///
    /// # Errors
    /// `UnknownProposal`, `NotProposer`, `NotVoting`.
    #[ink(message)]
    fn cancel(&mut self, proposal: ProposalId) -> Result<(), GovernanceError>;

    /// Unlocks the deposit of a proposal that is cancelled or whose vote is over: pays it back to the
    /// proposer, or leaves it to the treasury if the vote missed the quorum. Anyone may. Returns what was
    /// paid, in tokens.
    ///
    /// # Events
    /// `DepositSettled`.
    ///
    /// # Errors
    /// `UnknownProposal`, `NoDeposit`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn settle_deposit(&mut self, proposal: ProposalId) -> Result<Amount, GovernanceError>;

    // ---- views ----

    /// Returns a proposal's record.
    #[ink(message)]
    fn proposal(&self, proposal: ProposalId) -> Option<Proposal>;

    /// Returns a proposal's calls; none if there is no such proposal.
    #[ink(message)]
    fn calls(&self, proposal: ProposalId) -> Vec<ProposedCall>;

    /// Returns a proposal's status now.
    #[ink(message)]
    fn status(&self, proposal: ProposalId) -> Option<ProposalStatus>;

    /// Returns how many proposals were ever made. They are numbered from 0.
    #[ink(message)]
    fn proposal_count(&self) -> ProposalId;

    /// Returns the stake with which `voter` voted on a proposal, in tokens; zero if it did not.
    #[ink(message)]
    fn voted(&self, proposal: ProposalId, voter: AccountId) -> Amount;

    /// Returns all locked deposits, in tokens: the part of governance's balance that is not the treasury's.
    #[ink(message)]
    fn deposits(&self) -> Amount;

    /// Returns the parameters for new proposals.
    #[ink(message)]
    fn params(&self) -> GovernanceParams;

    /// Returns the contracts it governs.
    #[ink(message)]
    fn suite(&self) -> GovernedContracts;
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;

    #[test]
    fn contracts_decode_as_they_encode() {
        let [token, registry, market, attestations, staking, metering, rewards] =
            [1, 2, 3, 4, 5, 6, 7].map(|n| AccountId::from([n; 32]));
        let suite = GovernedContracts { token, registry, market, attestations, staking, metering, rewards };
        let mut encoded = suite.encode();
        assert_eq!(GovernedContracts::decode(&mut &encoded[..]), Ok(suite));
        encoded.pop();
        assert!(GovernedContracts::decode(&mut &encoded[..]).is_err());
    }
}
