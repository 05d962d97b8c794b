//! Governance: propose, vote, wait, execute; and the treasury.

use crate::calls::CallFailed;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::limits::MAX_VOTING_MS;
use shared::{Amount, ArithmeticError, Bps, NodeId, ProposalId, Timestamp, DAY_MS, TOKEN};

/// Calls in one proposal.
pub const MAX_CALLS: usize = 8;
/// Bytes of a proposal's description.
pub const MAX_DESCRIPTION: usize = 256;
/// Bytes of one call's arguments.
pub const MAX_ARGUMENTS: usize = 1_024;

/// What governance is instantiated with. It has no owner but itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct GovernanceConfig {
    /// The contracts it governs.
    pub suite: Suite,
    /// Parameters from the start.
    pub params: GovernanceParams,
}

/// The contracts of a suite. Proposals can call these and governance itself, nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Suite {
    /// The token.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// The market.
    pub market: AccountId,
    /// Attestations.
    pub attestations: AccountId,
    /// Staking, which knows the voting power.
    pub staking: AccountId,
    /// Metering.
    pub metering: AccountId,
    /// Rewards.
    pub rewards: AccountId,
}

/// What governance can tune of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct GovernanceParams {
    /// How long a vote runs. 1 hour to 14 days (always shorter than the thaw).
    pub voting_ms: u64,
    /// From the end of a vote to execution. 1 hour to 30 days.
    pub timelock_ms: u64,
    /// How long a proposal can be executed once its timelock is over. 1 to 30 days.
    pub execution_ms: u64,
    /// For and Abstain together must reach this part of all active stake. 100 to 6 000 bps.
    pub quorum: Bps,
    /// Active stake that one needs to propose, as part of all. 1 to 1 000 bps.
    pub threshold: Bps,
    /// Locked while a proposal runs; lost to the treasury if it misses the quorum. 1 to 10^6 tokens.
    pub deposit: Amount,
}

impl Default for GovernanceParams {
    fn default() -> Self {
        Self {
            voting_ms: 5 * DAY_MS,
            timelock_ms: 2 * DAY_MS,
            execution_ms: 14 * DAY_MS,
            quorum: 2_000,
            threshold: 100,
            deposit: 100 * TOKEN,
        }
    }
}

impl GovernanceParams {
    /// Checks every bound. No values within them can make governance unable to change them again.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), GovernanceError> {
        const HOUR_MS: u64 = DAY_MS / 24;
        let ok = (HOUR_MS..=MAX_VOTING_MS).contains(&self.voting_ms)
            && (HOUR_MS..=30 * DAY_MS).contains(&self.timelock_ms)
            && (DAY_MS..=30 * DAY_MS).contains(&self.execution_ms)
            && (100..=6_000).contains(&self.quorum)
            && (1..=1_000).contains(&self.threshold)
            && (TOKEN..=1_000_000 * TOKEN).contains(&self.deposit);
        ok.then_some(()).ok_or(GovernanceError::ParamOutOfBounds)
    }
}

/// One call of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Call {
    /// A contract of the suite, or governance itself (of which only `set_params` can be called).
    pub callee: AccountId,
    /// The message's selector.
    pub selector: [u8; 4],
    /// Its SCALE-encoded arguments, at most 1 024 bytes.
    pub arguments: Vec<u8>,
}

/// How to vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Choice {
    /// For.
    For,
    /// Against.
    Against,
    /// Counts for the quorum only.
    Abstain,
}

/// Votes counted so far.
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

/// What was done with a proposal. Everything else about it follows from the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum Outcome {
    /// Nothing yet.
    Pending,
    /// Its calls were made.
    Executed,
    /// Its proposer took it back while the vote ran.
    Cancelled,
}

/// A proposal. Its terms were fixed when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Proposal {
    /// Who made it.
    pub proposer: AccountId,
    /// When it was made. Pools that a voter took over later do not count for it.
    pub proposed_at: Timestamp,
    /// When the vote ends.
    pub voting_ends: Timestamp,
    /// When it can be executed.
    pub executable_from: Timestamp,
    /// Until when it can be executed.
    pub expires: Timestamp,
    /// For and Abstain together must reach this.
    pub quorum: Amount,
    /// Deposit that is still locked.
    pub deposit: Amount,
    /// Votes.
    pub tally: Tally,
    /// What was done with it.
    pub outcome: Outcome,
}

/// How a proposal stands: a pure function of its record and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum ProposalStatus {
    /// The vote runs.
    Voting,
    /// It missed the quorum.
    NoQuorum,
    /// For did not exceed Against.
    Defeated,
    /// It passed and waits for its timelock.
    Queued,
    /// It can be executed.
    Executable,
    /// It passed and nobody executed it in time.
    Expired,
    /// It was executed.
    Executed,
    /// Its proposer took it back.
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
    /// Less active stake than the threshold to propose.
    BelowThreshold,
    /// Pools are not named in ascending order, or too many.
    InvalidPools,
    /// No call, or more than 8, or arguments or description too long, or no parameters in a call to
    /// governance itself.
    InvalidProposal,
    /// A call to something outside the suite, or to a message of governance's that cannot be called, or one
    /// that takes what others have allowed governance, or allows somebody outside the suite to take from it.
    ForbiddenCall,
    /// Call number `.0` of the proposal failed; nothing was executed.
    CallFailed(u8),
    /// The calls would spend deposits of other proposals.
    DepositsTouched,
    /// The caller did not make the proposal.
    NotProposer,
    /// The deposit is still locked, or was returned or lost before.
    NoDeposit,
    /// The token refused the transfer: balance or allowance too small.
    TransferFailed,
    /// A wired contract could not be called.
    PeerFailed,
    /// A contract did not offer its ownership.
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

/// Proposals and votes.
#[ink::trait_definition]
pub trait Governance {
    // ---- administration ----

    /// Takes up the ownership that a contract of the suite has offered. Anyone may.
    ///
    /// # Errors
    /// `ForbiddenCall`, `NotOffered`, `PeerFailed`.
    #[ink(message)]
    fn take_ownership(&mut self, of: AccountId) -> Result<(), GovernanceError>;

    /// Sets parameters for proposals made from now on. Only an executed proposal can call it.
    ///
    /// # Events
    /// `ParamsChanged`.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: GovernanceParams) -> Result<(), GovernanceError>;

    // ---- voters ----

    /// Proposes calls, proving the threshold with the caller's stake in `pools`, and locks the deposit
    /// from the caller's allowance. The vote starts at once.
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
        calls: Vec<Call>,
        description: Vec<u8>,
        pools: Vec<NodeId>,
    ) -> Result<ProposalId, GovernanceError>;

    /// Votes with the caller's active stake in `pools` (ascending, at most 16), once.
    /// Returns the stake counted.
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

    /// Makes a passed proposal's calls, in order, all or none. Anyone may, as often as it fails. A call
    /// fails when its message returns an error, and when it returns nothing.
    ///
    /// # Events
    /// `Executed`.
    ///
    /// # Errors
    /// `UnknownProposal`, `NotExecutable`, `CallFailed`, `DepositsTouched`, `PeerFailed`.
    #[ink(message)]
    fn execute(&mut self, proposal: ProposalId) -> Result<(), GovernanceError>;

    /// Takes a proposal back while its vote runs; the deposit can be reclaimed at once.
    ///
    /// # Events
    /// `Cancelled`.
    ///
    /// # Errors
    /// `UnknownProposal`, `NotProposer`, `NotVoting`.
    #[ink(message)]
    fn cancel(&mut self, proposal: ProposalId) -> Result<(), GovernanceError>;

    /// Settles the deposit of a proposal whose vote is over: back to the proposer, or to the treasury if
    /// it missed the quorum. Anyone may. Returns what went back.
    ///
    /// # Events
    /// `DepositSettled`.
    ///
    /// # Errors
    /// `UnknownProposal`, `NoDeposit`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn settle_deposit(&mut self, proposal: ProposalId) -> Result<Amount, GovernanceError>;

    // ---- views ----

    /// A proposal.
    #[ink(message)]
    fn proposal(&self, proposal: ProposalId) -> Option<Proposal>;

    /// A proposal's calls.
    #[ink(message)]
    fn calls(&self, proposal: ProposalId) -> Vec<Call>;

    /// How a proposal stands now.
    #[ink(message)]
    fn status(&self, proposal: ProposalId) -> Option<ProposalStatus>;

    /// How many proposals were ever made; they are numbered from 0.
    #[ink(message)]
    fn proposal_count(&self) -> ProposalId;

    /// Stake with which `voter` voted on a proposal; zero if it did not.
    #[ink(message)]
    fn voted(&self, proposal: ProposalId, voter: AccountId) -> Amount;

    /// Deposits that are locked: the part of governance's token balance that is not the treasury's.
    #[ink(message)]
    fn deposits(&self) -> Amount;

    /// Parameters for new proposals.
    #[ink(message)]
    fn params(&self) -> GovernanceParams;

    /// The contracts it governs.
    #[ink(message)]
    fn suite(&self) -> Suite;
}
