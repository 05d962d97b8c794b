//! Staking: one pool per node, shares against tokens.

use crate::calls::CallFailed;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::limits::MIN_THAW_MS;
use shared::{Amount, ArithmeticError, Clock, Epoch, NodeId, OwnershipError, Timestamp, DAY_MS, TOKEN};

/// Thaw requests that one position can have; further ones join the latest.
pub const MAX_THAWS: usize = 8;
/// Pools that one vote can count.
pub const MAX_VOTE_POOLS: usize = 16;

/// What staking is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct StakingConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// The token.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// Parameters from the start.
    pub params: StakingParams,
}

/// What governance can tune.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct StakingParams {
    /// Least stake of a node's owner; below it the node's stake counts nothing. 1 to 10^9 tokens.
    pub min_owner_bond: Amount,
    /// Least that anybody can bond at once, or leave in a pool other than nothing. 0.001 to 10^6 tokens.
    /// (Nor may either be less than a million shares of the pool, so that rounding never matters.)
    pub min_bond: Amount,
    /// Stake counts up to this multiple of the owner's. 1 to 100.
    pub max_leverage: u16,
    /// From `unbond` to `withdraw`. 15 to 90 days; an announced change spares running requests.
    pub thaw_ms: u64,
}

impl Default for StakingParams {
    fn default() -> Self {
        Self { min_owner_bond: 100 * TOKEN, min_bond: TOKEN, max_leverage: 16, thaw_ms: 21 * DAY_MS }
    }
}

impl StakingParams {
    /// Checks every bound.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), StakingError> {
        let ok = (TOKEN..=1_000_000_000 * TOKEN).contains(&self.min_owner_bond)
            && (TOKEN / 1_000..=1_000_000 * TOKEN).contains(&self.min_bond)
            && (1..=100).contains(&self.max_leverage)
            && (MIN_THAW_MS..=90 * DAY_MS).contains(&self.thaw_ms);
        ok.then_some(()).ok_or(StakingError::ParamOutOfBounds)
    }
}

/// Contracts that may call staking's wired messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct StakingPeers {
    /// May deposit rewards.
    pub rewards: AccountId,
}

/// Tokens that joined a pool in one epoch and do not yet hold shares of it. They count as stake from the
/// next epoch, and turn into shares when the pool's claims have caught up with the epoch they joined in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Tranche {
    /// The epoch in which they joined.
    pub epoch: Epoch,
    /// The tokens.
    pub tokens: Amount,
}

/// Shares on their way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Thaw {
    /// Shares of the pool's thawing tokens.
    pub shares: Amount,
    /// When they can be withdrawn.
    pub ready_at: Timestamp,
}

/// What one account has in one pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Position {
    /// Shares of the pool's active tokens.
    pub shares: Amount,
    /// What it has in tranches, oldest first.
    pub joining: Vec<Tranche>,
    /// Its thaw requests, oldest first; at most 8.
    pub thaws: Vec<Thaw>,
}

/// A node's pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Pool {
    /// The node's owner, whose position is `own`.
    pub owner: AccountId,
    /// Tokens that the shares stand for. Grows with rewards.
    pub active: Amount,
    /// Shares of all positions.
    pub shares: Amount,
    /// Tokens that are joining, oldest first; at most one tranche for each of the last 10 epochs.
    pub joining: Vec<Tranche>,
    /// Tokens on their way out.
    pub thawing: Amount,
    /// Shares of them.
    pub thawing_shares: Amount,
    /// The owner's position.
    pub own: Position,
}

/// A position with what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct PositionView {
    /// Shares, what has turned from joining into shares included.
    pub shares: Amount,
    /// What they are worth today, in tokens.
    pub value: Amount,
    /// Tokens still joining.
    pub joining: Amount,
    /// Thaw requests: tokens they are worth today and when they are ready.
    pub thaws: Vec<(Amount, Timestamp)>,
}

/// Stake behind a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct VotingPower {
    /// The account's active tokens in the pools it named.
    pub votes: Amount,
    /// Active tokens of all pools.
    pub total: Amount,
}

/// Why staking refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum StakingError {
    /// The caller is not the contract's owner.
    NotOwner,
    /// The caller is not the wired contract that this message is for.
    NotPeer,
    /// Peers were wired before; they stay.
    AlreadyWired,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// The node is not registered.
    UnknownNode,
    /// The node has no pool: its owner has to bond first.
    NoPool,
    /// The caller has nothing in this pool, or nothing to be paid.
    NoPosition,
    /// No such thaw request.
    UnknownThaw,
    /// No thaw request is ready yet.
    NotReady,
    /// An amount of zero.
    Zero,
    /// Less than the minimum would join, or would stay.
    BelowMinimum,
    /// The position has fewer shares.
    InsufficientShares,
    /// Pools are not named in ascending order, or too many.
    InvalidPools,
    /// The token refused the transfer: balance or allowance too small.
    TransferFailed,
    /// A wired contract could not be called.
    PeerFailed,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for StakingError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<OwnershipError> for StakingError {
    fn from(_: OwnershipError) -> Self {
        Self::NotOwner
    }
}

impl From<CallFailed> for StakingError {
    fn from(_: CallFailed) -> Self {
        Self::PeerFailed
    }
}

/// Pools, thaws, rewards, votes.
#[ink::trait_definition]
pub trait Staking {
    // ---- administration ----

    /// Names the contracts that may call the wired messages, once and for ever.
    ///
    /// # Errors
    /// `NotOwner`, `AlreadyWired`.
    #[ink(message)]
    fn wire(&mut self, peers: StakingPeers) -> Result<(), StakingError>;

    /// Announces parameters, which take effect with the next epoch.
    ///
    /// # Events
    /// `ParamsAnnounced`.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: StakingParams) -> Result<(), StakingError>;

    // ---- stakers ----

    /// Stakes `amount` on `node`, taken from the caller's allowance. The node's owner opens the pool with
    /// its first bond. The stake counts from the next epoch.
    ///
    /// # Events
    /// `Bonded`.
    ///
    /// # Errors
    /// `Zero`, `NoPool`, `UnknownNode`, `BelowMinimum`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError>;

    /// Starts the way out for `shares` of the caller's: they stop counting at once, stay within reach of
    /// slashing, and can be withdrawn after the thaw. Rewards that nobody claimed yet stay with those who
    /// stay. Returns the tokens they are worth now.
    ///
    /// # Events
    /// `Unbonded`.
    ///
    /// # Errors
    /// `Zero`, `NoPool`, `NoPosition`, `InsufficientShares`, `BelowMinimum`, `PeerFailed`.
    #[ink(message)]
    fn unbond(&mut self, node: NodeId, shares: Amount) -> Result<Amount, StakingError>;

    /// Takes back the caller's thaw request `index` (0 is the oldest); its tokens join the same pool again.
    /// Returns the tokens.
    ///
    /// # Events
    /// `UnbondCancelled`.
    ///
    /// # Errors
    /// `NoPool`, `NoPosition`, `UnknownThaw`, `BelowMinimum`, `PeerFailed`.
    #[ink(message)]
    fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError>;

    /// Pays out every thaw request of the caller's in this pool that is ready. Returns the tokens.
    ///
    /// # Events
    /// `Withdrawn`.
    ///
    /// # Errors
    /// `NoPool`, `NoPosition`, `NotReady`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError>;

    /// Pays out what the caller is owed besides its pools: rewards of a node whose pool had no shares.
    /// Returns the tokens.
    ///
    /// # Events
    /// `PayoutClaimed`.
    ///
    /// # Errors
    /// `NoPosition`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn claim_payout(&mut self) -> Result<Amount, StakingError>;

    /// Tells the registry what the pool counts for now. Rewards raise a pool without telling it.
    /// Anyone may.
    ///
    /// # Errors
    /// `NoPool`, `PeerFailed`.
    #[ink(message)]
    fn sync(&mut self, node: NodeId) -> Result<(), StakingError>;

    // ---- wired contracts ----

    /// Rewards: `amounts[i]`, already minted to this contract, is what `node` earned in epoch `first + i`.
    /// It raises the share price of what was in the pool in that epoch; without any shares it is put
    /// aside for `owner`. Calls for one node come in the order of epochs.
    ///
    /// # Events
    /// `RewardsDeposited`.
    ///
    /// # Errors
    /// `NotPeer`.
    #[ink(message)]
    fn deposit_rewards(
        &mut self,
        node: NodeId,
        owner: AccountId,
        first: Epoch,
        amounts: Vec<Amount>,
    ) -> Result<(), StakingError>;

    // ---- views ----

    /// The account's voting power: active tokens in the pools named, which ascend and are at most 16.
    ///
    /// # Errors
    /// `InvalidPools`.
    #[ink(message)]
    fn voting_power(&self, account: AccountId, pools: Vec<NodeId>) -> Result<VotingPower, StakingError>;

    /// A node's pool.
    #[ink(message)]
    fn pool(&self, node: NodeId) -> Option<Pool>;

    /// What `account` has in a pool.
    #[ink(message)]
    fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView>;

    /// What `account` can have paid out besides its pools.
    #[ink(message)]
    fn payout(&self, account: AccountId) -> Amount;

    /// Active tokens of all pools.
    #[ink(message)]
    fn total_active(&self) -> Amount;

    /// Parameters in force.
    #[ink(message)]
    fn params(&self) -> StakingParams;

    /// Wired contracts.
    #[ink(message)]
    fn peers(&self) -> Option<StakingPeers>;

    /// The suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;
}
