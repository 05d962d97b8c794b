//! Staking: one pool per node, shares against tokens.
//!
//! Tokens of a pool are in one of three states: pending after a bond (in the [`Tranche`] of its epoch),
//! active once they hold shares of the pool and earn, thawing after an unbond (a [`ThawRequest`]). Slashing
//! takes of all three. Amounts are in the token's smallest unit, times in milliseconds.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::limits::MIN_THAW_MS;
use shared::{
    Amount, ArithmeticError, Bps, CallFailed, Clock, Epoch, NodeId, OwnershipError, SettingsError, Shares,
    Timestamp, WiringError, DAY_MS, ONE_BPS, TOKEN,
};

/// Most thaw requests that one position can have; further ones are added to the latest.
pub const MAX_THAWS: usize = 8;
/// Most pools that one vote can count.
pub const MAX_VOTE_POOLS: usize = 16;
/// Most changes of a pool's commission that rewards can lag behind.
pub const MAX_COMMISSION_STEPS: usize = 8;
/// Converted tranches that a pool itself keeps, its latest: 576 bytes, whoever bonded and never came back.
pub const MAX_CONVERTED: usize = 16;
/// Positions of one account that share one item; each further one has an item of its own.
pub const MAX_PORTFOLIO: usize = 16;
/// Pools in a full page of what [`Staking::positions`] returns.
pub const POSITIONS_PAGE: u32 = 32;
/// The end of a jail sentence that never ends: the node is tombstoned.
pub const FOR_EVER: Timestamp = Timestamp::MAX;

/// What staking is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct StakingConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// The token that is staked.
    pub token: AccountId,
    /// The registry of the nodes.
    pub registry: AccountId,
    /// Hash of the code that runs the messages which staking's own code does not have: `staking_annex`.
    pub annex: [u8; 32],
    /// Parameters in force from the start.
    pub params: StakingParams,
}

/// The contracts that staking is instantiated with, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct StakingContracts {
    /// The token that is staked.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
}

shared::parameters! {
    /// What governance can change.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct StakingParams {
        /// Least stake of a node's owner; below it the node's stake counts nothing.
        pub min_owner_bond: Amount = 100 * TOKEN, Amount in TOKEN..=1_000_000_000 * TOKEN;
        /// Least that an account can bond at once, or leave in a pool other than nothing. Nor may either be
        /// less than what a million shares of the pool are worth, so that rounding never matters.
        pub min_bond: Amount = TOKEN, Amount in TOKEN / 1_000..=1_000_000 * TOKEN;
        /// Multiple of the owner's stake up to which a pool counts.
        pub max_leverage: u16 = 16, Times in 1..=100;
        /// Time from `unbond` to `withdraw`; requests keep the time they were made with.
        pub thaw_ms: u64 = 21 * DAY_MS, Milliseconds in MIN_THAW_MS..=90 * DAY_MS;
        /// Most that a pool's commission can rise by from one epoch to the next.
        pub max_commission_rise: Bps = 500, Bps in 1..=ONE_BPS;
        /// Most that one slash can take.
        pub max_slash: Bps = 5_000, Bps in 1..=ONE_BPS;
        /// Part of a slash that its reporter gets; the rest is burned.
        pub reporter_share: Bps = 1_000, Bps in 0..=5_000;
        /// Longest time that a node can be jailed for at once, unless for ever.
        pub max_jail_ms: u64 = 30 * DAY_MS, Milliseconds in DAY_MS / 24..=365 * DAY_MS;
    }
}

/// The contracts that are named after instantiation, because they are instantiated later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct StakingPeers {
    /// Rewards, which alone may deposit them.
    pub rewards: AccountId,
}

/// Tokens that were bonded to a pool in one epoch and do not yet hold shares of it. They count as stake from
/// the next epoch on, and become shares when the pool's claims have caught up with the epoch they were bonded
/// in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Tranche {
    /// The epoch in which they were bonded.
    pub epoch: Epoch,
    /// The tokens, less what slashing took.
    pub tokens: Amount,
    /// Shares of the tranche that its members have: one for each unit of the token, before any slash.
    pub shares: Shares,
}

/// A tranche that became shares of the pool, less what its members have taken over into their positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct ConvertedTranche {
    /// The epoch in which its tokens were bonded.
    pub epoch: Epoch,
    /// Shares of the pool.
    pub shares: Shares,
    /// The members' shares of the tranche, which those stand for.
    pub tranche_shares: Shares,
}

/// The stake that one account has in a tranche.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct PendingStake {
    /// The tranche's epoch.
    pub epoch: Epoch,
    /// Its shares of the tranche, which are none of the pool's.
    pub tranche_shares: Shares,
}

/// Stake that an account unbonded and did not withdraw yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct ThawRequest {
    /// Shares of the pool's thawing tokens.
    pub shares: Shares,
    /// When they can be withdrawn, in milliseconds.
    pub ready_at: Timestamp,
}

/// What one account has in one pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Position {
    /// Shares of the pool's active tokens.
    pub shares: Shares,
    /// Its stake in tranches, oldest first.
    pub pending: Vec<PendingStake>,
    /// Its thaw requests, oldest first; at most [`MAX_THAWS`].
    pub thaws: Vec<ThawRequest>,
    /// The pool's `share_nonce` when `shares` and `pending` were obtained; under a later one they are worth
    /// nothing.
    pub share_nonce: u32,
    /// The pool's `thaw_nonce` when `thaws` were made; under a later one they are worth nothing.
    pub thaw_nonce: u32,
    /// Its index in the account's list of pools, counted from 1; 0 while it is not listed. Listed are the
    /// pools that the account owns, and those with a position in an item of its own.
    pub list_index: u32,
}

/// A node's pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Pool {
    /// The node's owner, whose position is `owner_position`.
    pub owner: AccountId,
    /// When that account opened the pool or took it over, in milliseconds.
    pub owner_since: Timestamp,
    /// Tokens that `shares` stand for. They grow with rewards.
    pub active: Amount,
    /// Shares of the active tokens, of all positions.
    pub shares: Shares,
    /// Tokens that are pending, oldest first; at most one tranche for each of the last 10 epochs.
    pub tranches: Vec<Tranche>,
    /// Tranches that became shares of the pool and have members that did not take theirs over yet, oldest
    /// first: the latest of them, at most [`MAX_CONVERTED`].
    pub converted: Vec<ConvertedTranche>,
    /// Tokens that are thawing, or thawed and not withdrawn.
    pub thawing: Amount,
    /// Shares of the thawing tokens, of all thaw requests.
    pub thawing_shares: Shares,
    /// How often slashing left nothing of what was active and pending.
    pub share_nonce: u32,
    /// How often slashing left nothing of what was thawing.
    pub thaw_nonce: u32,
    /// The owner's position.
    pub owner_position: Position,
    /// Commission on rewards: the epoch from which on it is taken, and its rate. Epochs ascend; before the
    /// first the rate is zero.
    pub commission: Vec<(Epoch, Bps)>,
    /// The owner's terms.
    pub terms: PoolTerms,
    /// When the node's sentence ends, in milliseconds, if it is jailed, which it is until its owner calls
    /// `unjail`; [`FOR_EVER`] if it is tombstoned.
    pub jailed_until: Option<Timestamp>,
}

/// The terms of a pool, which its owner sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct PoolTerms {
    /// The account that commission is owed to. Without one, it is added to the owner's stake, or owed to the
    /// owner while that has no shares.
    pub payout: Option<AccountId>,
    /// Whether only the owner's stake may grow by bonds.
    pub closed: bool,
}

/// The penalty that a slasher demands for a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Penalty {
    /// Part of the active, pending and thawing tokens that is taken; at most what the parameters allow.
    pub fraction: Bps,
    /// Milliseconds that the node is jailed for, at most what the parameters allow; 0 does not jail it, and
    /// [`FOR_EVER`] tombstones it.
    pub jail_ms: u64,
    /// The account that proved the fault and gets its part; without one, all is burned.
    pub reporter: Option<AccountId>,
}

/// The tokens that a slash took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Slashed {
    /// Tokens burned.
    pub burned: Amount,
    /// Tokens owed to the reporter.
    pub rewarded: Amount,
}

/// What one node earned, for its pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct RewardDeposit {
    /// The node.
    pub node: NodeId,
    /// Its owner, who is owed what its pool has no shares for.
    pub owner: AccountId,
    /// The first epoch that something was earned in.
    pub first: Epoch,
    /// Tokens earned in each epoch from that one on.
    pub amounts: Vec<Amount>,
}

/// Where a deposit of rewards went, apart from raising the price of the pool's shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Deposited {
    /// Tokens of commission, owed or in the owner's shares.
    pub commission: Amount,
    /// Tokens owed to the node's owner, because the pool had no shares.
    pub unallocated: Amount,
}

/// A position with what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct PositionView {
    /// Shares of the pool's active tokens, those of tranches that became shares included.
    pub shares: Shares,
    /// Tokens that they are worth now.
    pub value: Amount,
    /// Tokens that are pending.
    pub pending: Amount,
    /// Thaw requests, oldest first: the tokens they are worth now, and when they can be withdrawn.
    pub thaws: Vec<(Amount, Timestamp)>,
    /// Tokens that can be withdrawn now.
    pub ready: Amount,
}

/// The stake behind a vote, in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct VotingPower {
    /// The account's active tokens in the pools named.
    pub votes: Amount,
    /// The active tokens of all pools.
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
    /// The caller is no slasher.
    NotSlasher,
    /// Peers were wired before; they stay.
    AlreadyWired,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// The node is not registered.
    UnknownNode,
    /// The caller does not own the node, or was not offered it.
    NotNodeOwner,
    /// The node is retired: stake in its pool could never earn.
    Retired,
    /// The node has no pool: its owner has to bond first.
    NoPool,
    /// The pool is closed to everybody but its owner.
    PoolClosed,
    /// The caller has nothing in this pool.
    NoPosition,
    /// The caller is owed nothing besides its pools.
    NothingToClaim,
    /// The position has no thaw request of that index.
    UnknownThaw,
    /// The position has no thaw request that is ready.
    StillThawing,
    /// The node's jail sentence is not over.
    StillJailed,
    /// The node is not jailed.
    NotJailed,
    /// The node is jailed for ever.
    Tombstoned,
    /// An amount of zero, or shares worth nothing while others stay.
    ZeroAmount,
    /// Less than the minimum would be bonded, or would stay.
    BelowMinimum,
    /// The position has fewer shares.
    InsufficientShares,
    /// Both owners together have more than [`MAX_THAWS`] thaw requests.
    TooManyThaws,
    /// The commission is above one, or rises by more than is allowed, or rewards have not caught up with too
    /// many changes.
    InvalidCommission,
    /// The pools do not ascend, or are too many, or are the same.
    InvalidPools,
    /// The token refused a transfer: a balance or an allowance is too small.
    TransferFailed,
    /// Another contract could not be called, or refused what only wrong wiring makes it refuse.
    PeerFailed,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for StakingError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<WiringError> for StakingError {
    fn from(error: WiringError) -> Self {
        match error {
            WiringError::NotPeer => Self::NotPeer,
            WiringError::AlreadyWired => Self::AlreadyWired,
        }
    }
}

impl From<SettingsError> for StakingError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::ParamOutOfBounds => Self::ParamOutOfBounds,
            SettingsError::InvalidClock => Self::InvalidClock,
        }
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

    /// Names the contracts that were instantiated later, once and for ever.
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

    /// Names an account that may slash from now on, or dismisses it.
    ///
    /// # Events
    /// `SlasherSet`.
    ///
    /// # Errors
    /// `NotOwner`.
    #[ink(message)]
    fn set_slasher(&mut self, slasher: AccountId, named: bool) -> Result<(), StakingError>;

    // ---- stakers ----

    /// Bonds `amount` tokens to the pool of `node`, taken from the caller's allowance. The node's owner opens
    /// the pool with its first bond. The stake counts from the next epoch on.
    ///
    /// # Events
    /// `Bonded`.
    ///
    /// # Errors
    /// `ZeroAmount`, `NoPool`, `UnknownNode`, `Retired`, `Tombstoned`, `PoolClosed`, `BelowMinimum`,
    /// `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError>;

    /// Bonds tokens of the caller's for somebody else: the stake is `account`'s. Nothing that `account` has
    /// in the pool changes.
    ///
    /// # Events
    /// `Bonded`.
    ///
    /// # Errors
    /// As `bond`; only by bonding for itself does a node's owner open the pool.
    #[ink(message)]
    fn bond_for(&mut self, node: NodeId, account: AccountId, amount: Amount) -> Result<(), StakingError>;

    /// Unbonds `shares` of the caller's: what they are worth stops counting at once, can still be slashed,
    /// and can be withdrawn after the thaw. Rewards that nobody claimed yet stay with those who stay. All
    /// shares can always be unbonded, for nothing if slashing left less than a unit of them. Returns the
    /// tokens they are worth now.
    ///
    /// # Events
    /// `Unbonded`.
    ///
    /// # Errors
    /// `ZeroAmount`, `NoPool`, `NoPosition`, `InsufficientShares`, `BelowMinimum`, `PeerFailed`.
    #[ink(message)]
    fn unbond(&mut self, node: NodeId, shares: Shares) -> Result<Amount, StakingError>;

    /// Takes back the caller's thaw request `index` (0 is the oldest): its tokens are bonded to the same pool
    /// again, also to a closed one. Returns the tokens.
    ///
    /// # Events
    /// `UnbondCancelled`.
    ///
    /// # Errors
    /// `NoPool`, `NoPosition`, `UnknownThaw`, `BelowMinimum`, `Retired`, `Tombstoned`, `PeerFailed`.
    #[ink(message)]
    fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError>;

    /// Pays out every thaw request of the caller's in this pool that is ready. Returns the tokens. If
    /// slashing left nothing of a delegator's position, there are none, and the position is removed.
    ///
    /// # Events
    /// `Withdrawn`.
    ///
    /// # Errors
    /// `NoPool`, `NoPosition`, `StillThawing`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError>;

    /// Moves every thaw request of the caller's at `from` that is ready into the pool of `to`: `withdraw` and
    /// `bond` in one, without a transfer. Returns the tokens.
    ///
    /// # Events
    /// `Withdrawn` and `Bonded`.
    ///
    /// # Errors
    /// `InvalidPools` when both are the same; as `withdraw` at `from` and `bond` at `to`.
    #[ink(message)]
    fn rebond(&mut self, from: NodeId, to: NodeId) -> Result<Amount, StakingError>;

    /// Pays out what the caller is owed besides its pools: rewards of a node whose pool had no shares,
    /// commission, and parts of slashes. Returns the tokens.
    ///
    /// # Events
    /// `PayoutClaimed`.
    ///
    /// # Errors
    /// `NothingToClaim`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn claim_payout(&mut self) -> Result<Amount, StakingError>;

    /// Notes at the registry what the pool counts for now, which rewards change without noting it there.
    /// Anyone may call it.
    ///
    /// # Errors
    /// `NoPool`, `PeerFailed`.
    #[ink(message)]
    fn sync(&mut self, node: NodeId) -> Result<(), StakingError>;

    // ---- node owners ----

    /// Announces the pool's commission on rewards: the part of what is earned from the next epoch on that its
    /// owner takes.
    ///
    /// # Events
    /// `CommissionAnnounced`.
    ///
    /// # Errors
    /// `NoPool`, `NotNodeOwner`, `InvalidCommission`.
    #[ink(message)]
    fn set_commission(&mut self, node: NodeId, rate: Bps) -> Result<(), StakingError>;

    /// Sets the pool's terms: where commission goes, and whether others may bond to it. Those who are in it
    /// stay.
    ///
    /// # Events
    /// `TermsSet`.
    ///
    /// # Errors
    /// `NoPool`, `NotNodeOwner`.
    #[ink(message)]
    fn set_terms(&mut self, node: NodeId, terms: PoolTerms) -> Result<(), StakingError>;

    /// Offers a node to `to`, which has to accept. A later offer replaces this one, an offer to oneself
    /// withdraws it.
    ///
    /// # Events
    /// `NodeTransferProposed`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `PeerFailed`.
    #[ink(message)]
    fn propose_node_transfer(&mut self, node: NodeId, to: AccountId) -> Result<(), StakingError>;

    /// Accepts an offer: the caller owns the node from now on, with its earnings, its open leases, its pool
    /// and all that the previous owner has in that pool, thaw requests included. The pool's terms are the
    /// default ones: open, and commission is added to the owner's stake. What the caller then has in the pool
    /// does not vote on what was proposed before.
    ///
    /// # Events
    /// `PoolTransferred` if there is a pool; the registry's `NodeTransferred`.
    ///
    /// # Errors
    /// `NotNodeOwner`, `TooManyThaws`, `PeerFailed`.
    #[ink(message)]
    fn accept_node_transfer(&mut self, node: NodeId) -> Result<(), StakingError>;

    /// Lets a node out of jail whose sentence is over.
    ///
    /// # Events
    /// `Unjailed`.
    ///
    /// # Errors
    /// `NoPool`, `NotNodeOwner`, `NotJailed`, `StillJailed`, `Tombstoned`, `BelowMinimum` when the owner has
    /// less stake than a node needs to count, `PeerFailed`.
    #[ink(message)]
    fn unjail(&mut self, node: NodeId) -> Result<(), StakingError>;

    // ---- wired contracts ----

    /// A slasher: takes the same part of a pool's active, pending and thawing tokens, each rounded down, and
    /// jails the node. Tokens of which less than a unit would be left for each 10^9 shares are taken whole:
    /// the active and pending ones together, the thawing ones by themselves. Returns the tokens taken.
    ///
    /// # Events
    /// `Slashed`.
    ///
    /// # Errors
    /// `NotSlasher`, `NoPool`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn slash(&mut self, node: NodeId, penalty: Penalty) -> Result<Slashed, StakingError>;

    /// Rewards: deposits tokens that are already minted to this contract, `amounts[i]` of each deposit earned
    /// by its node in epoch `first + i`. Less the commission of that epoch, they raise the price of a share
    /// for those who bonded before it; while there are no shares, they are owed to `owner`. Deposits for one
    /// node come in the order of epochs. Returns for each deposit where it went; rewards tells that in its event.
    ///
    /// # Errors
    /// `NotPeer`.
    #[ink(message)]
    fn deposit_rewards(&mut self, deposits: Vec<RewardDeposit>) -> Result<Vec<Deposited>, StakingError>;

    // ---- views ----

    /// Returns an account's active tokens in `pools`, which ascend and are at most [`MAX_VOTE_POOLS`], and
    /// those of everybody. A pool that the account opened, or took over with its node, at `since` or later
    /// does not count.
    ///
    /// # Errors
    /// `InvalidPools`.
    #[ink(message)]
    fn voting_power(
        &self,
        account: AccountId,
        pools: Vec<NodeId>,
        since: Timestamp,
    ) -> Result<VotingPower, StakingError>;

    /// Returns a node's pool, as stored.
    #[ink(message)]
    fn pool(&self, node: NodeId) -> Option<Pool>;

    /// Returns what `account` has in a pool, if anything, as if the pool had been brought up to date now.
    #[ink(message)]
    fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView>;

    /// Returns one page of the pools that `account` has something in: [`POSITIONS_PAGE`] of them, fewer on
    /// the last page, none behind it. Pools may change places when one is added or leaves.
    #[ink(message)]
    fn positions(&self, account: AccountId, page: u32) -> Vec<NodeId>;

    /// Returns the account that a node is offered to.
    #[ink(message)]
    fn pending_node_owner(&self, node: NodeId) -> Option<AccountId>;

    /// Returns whether `account` may slash.
    #[ink(message)]
    fn is_slasher(&self, account: AccountId) -> bool;

    /// Returns the tokens that `account` is owed besides its pools.
    #[ink(message)]
    fn payout(&self, account: AccountId) -> Amount;

    /// Returns the active tokens of all pools.
    #[ink(message)]
    fn total_active(&self) -> Amount;

    /// Returns the parameters in force.
    #[ink(message)]
    fn params(&self) -> StakingParams;

    /// Returns the parameters that are announced, and the epoch in which they take effect; `None` if those in
    /// force stay.
    #[ink(message)]
    fn next_params(&self) -> Option<(Epoch, StakingParams)>;

    /// Returns the contracts that it was instantiated with.
    #[ink(message)]
    fn contracts(&self) -> StakingContracts;

    /// Returns the contracts that `wire` named.
    #[ink(message)]
    fn peers(&self) -> Option<StakingPeers>;

    /// Returns the suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;

    /// Returns the hash of the code that runs the messages which the contract's own code does not have. The
    /// contract's own code answers, so that no annex can pass itself off as another.
    #[ink(message)]
    fn annex(&self) -> [u8; 32];
}
