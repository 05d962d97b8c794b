//! Staking: one pool per node, shares against tokens.

use crate::calls::CallFailed;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::limits::MIN_THAW_MS;
use shared::{
    Amount, ArithmeticError, Bps, Clock, Epoch, NodeId, OwnershipError, Timestamp, DAY_MS, ONE_BPS, TOKEN,
};

/// Thaw requests that one position can have; further ones join the latest.
pub const MAX_THAWS: usize = 8;
/// Pools that one vote can count.
pub const MAX_VOTE_POOLS: usize = 16;
/// Changes of a pool's commission that rewards can lag behind.
pub const MAX_COMMISSION_STEPS: usize = 8;
/// Pools in one page of an account's list.
pub const POSITIONS_PAGE: u32 = 32;
/// The end of a jail sentence that never ends: the node is tombstoned.
pub const FOR_EVER: Timestamp = Timestamp::MAX;

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
    /// Most that a pool's commission can rise by from one epoch to the next. 1 to 10 000 bps.
    pub max_commission_rise: Bps,
    /// Most that one slash can take. 1 to 10 000 bps.
    pub max_slash: Bps,
    /// Part of a slash that its reporter gets; the rest is burned. 0 to 5 000 bps.
    pub reporter_share: Bps,
    /// The longest that a node can be jailed for at once, unless for ever. 1 hour to 365 days.
    pub max_jail_ms: u64,
}

impl Default for StakingParams {
    fn default() -> Self {
        Self {
            min_owner_bond: 100 * TOKEN,
            min_bond: TOKEN,
            max_leverage: 16,
            thaw_ms: 21 * DAY_MS,
            max_commission_rise: 500,
            max_slash: 5_000,
            reporter_share: 1_000,
            max_jail_ms: 30 * DAY_MS,
        }
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
            && (MIN_THAW_MS..=90 * DAY_MS).contains(&self.thaw_ms)
            && (1..=ONE_BPS).contains(&self.max_commission_rise)
            && (1..=ONE_BPS).contains(&self.max_slash)
            && self.reporter_share <= 5_000
            && (DAY_MS / 24..=365 * DAY_MS).contains(&self.max_jail_ms);
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
    /// The tokens, less what slashing took.
    pub tokens: Amount,
    /// Parts of it that its members have: one for each token, before any slash.
    pub parts: Amount,
}

/// What one account has in a tranche.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Joining {
    /// The tranche's epoch.
    pub epoch: Epoch,
    /// Parts of the tranche.
    pub parts: Amount,
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
    pub joining: Vec<Joining>,
    /// Its thaw requests, oldest first; at most 8.
    pub thaws: Vec<Thaw>,
    /// The pool's `era` in which shares and tranches were got: in a later one they are worth nothing.
    pub era: u32,
    /// The pool's `thaw_era` in which the thaw requests were made: in a later one they are worth nothing.
    pub thaw_era: u32,
    /// Its place in the account's list of pools, counted from 1; 0 while it is in none.
    pub place: u32,
}

/// A node's pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Pool {
    /// The node's owner, whose position is `own`.
    pub owner: AccountId,
    /// Since when.
    pub owner_since: Timestamp,
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
    /// How often slashing left nothing of what was active or joining.
    pub era: u32,
    /// How often slashing left nothing of what was thawing.
    pub thaw_era: u32,
    /// The owner's position.
    pub own: Position,
    /// Commission: from which epoch on, and how much. Ascends; before the first it is zero.
    pub commission: Vec<(Epoch, Bps)>,
    /// What the owner decided on.
    pub terms: PoolTerms,
    /// Jailed at least until then, and until the owner asks to be let out; [`FOR_EVER`] if tombstoned.
    pub jailed_until: Option<Timestamp>,
}

/// What a pool's owner decides on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct PoolTerms {
    /// Whom commission is owed to; without anybody it is added to the owner's stake, or owed to the owner while
    /// there is none that earns.
    pub payout: Option<AccountId>,
    /// Whether only the owner's stake may grow.
    pub closed: bool,
}

/// What a slasher demands for a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Penalty {
    /// Part of the pool, thawing tokens included, that is taken; at most what the parameters allow.
    pub fraction: Bps,
    /// For how long the node is jailed, at most what the parameters allow; 0 for not at all, and
    /// [`FOR_EVER`] tombstones it.
    pub jail_ms: u64,
    /// Who proved the fault, and gets a part.
    pub reporter: Option<AccountId>,
}

/// What a slash took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Slashed {
    /// Burned.
    pub burned: Amount,
    /// Owed to the reporter.
    pub rewarded: Amount,
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
    /// Tokens that can be withdrawn now.
    pub ready: Amount,
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
    /// The owner lets nobody else join the pool.
    PoolClosed,
    /// The caller has nothing in this pool, or nothing to be paid.
    NoPosition,
    /// No such thaw request.
    UnknownThaw,
    /// No thaw request is ready yet, or the jail sentence is not over.
    NotReady,
    /// The node is not jailed.
    NotJailed,
    /// The node is jailed for ever.
    Tombstoned,
    /// An amount of zero.
    Zero,
    /// Less than the minimum would join, or would stay.
    BelowMinimum,
    /// The position has fewer shares.
    InsufficientShares,
    /// Both together would have more than 8 thaw requests.
    TooManyThaws,
    /// Commission above one, or rising by more than is allowed, or too many changes that rewards have not
    /// caught up with.
    InvalidCommission,
    /// Pools are not named in ascending order, or too many; or the same pool twice.
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

    /// Names or dismisses an account that may slash.
    ///
    /// # Events
    /// `SlasherSet`.
    ///
    /// # Errors
    /// `NotOwner`.
    #[ink(message)]
    fn set_slasher(&mut self, slasher: AccountId, named: bool) -> Result<(), StakingError>;

    // ---- stakers ----

    /// Stakes `amount` on `node`, taken from the caller's allowance. The node's owner opens the pool with
    /// its first bond. The stake counts from the next epoch.
    ///
    /// # Events
    /// `Bonded`.
    ///
    /// # Errors
    /// `Zero`, `NoPool`, `UnknownNode`, `Retired`, `Tombstoned`, `PoolClosed`, `BelowMinimum`,
    /// `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn bond(&mut self, node: NodeId, amount: Amount) -> Result<(), StakingError>;

    /// The same for somebody else: the caller pays, the stake is `account`'s. Nothing that `account` has is
    /// touched.
    ///
    /// # Events
    /// `Bonded`.
    ///
    /// # Errors
    /// As `bond`; only the owner itself opens a pool.
    #[ink(message)]
    fn bond_for(&mut self, node: NodeId, account: AccountId, amount: Amount) -> Result<(), StakingError>;

    /// Starts the way out for `shares` of the caller's: they stop counting at once, stay within reach of
    /// slashing, and can be withdrawn after the thaw. Rewards that nobody claimed yet stay with those who
    /// stay. All shares can always leave, for nothing if slashing left less than a unit of them. Returns the
    /// tokens they are worth now.
    ///
    /// # Events
    /// `Unbonded`.
    ///
    /// # Errors
    /// `Zero`, `NoPool`, `NoPosition`, `InsufficientShares`, `BelowMinimum`, `PeerFailed`.
    #[ink(message)]
    fn unbond(&mut self, node: NodeId, shares: Amount) -> Result<Amount, StakingError>;

    /// Takes back the caller's thaw request `index` (0 is the oldest); its tokens join the same pool again,
    /// also a closed one. Returns the tokens.
    ///
    /// # Events
    /// `UnbondCancelled`.
    ///
    /// # Errors
    /// `NoPool`, `NoPosition`, `UnknownThaw`, `BelowMinimum`, `Retired`, `Tombstoned`, `PeerFailed`.
    #[ink(message)]
    fn cancel_unbond(&mut self, node: NodeId, index: u8) -> Result<Amount, StakingError>;

    /// Pays out every thaw request of the caller's in this pool that is ready. Returns the tokens: none if
    /// slashing had left nothing of the position, which then is gone (the owner's goes with the slash).
    ///
    /// # Events
    /// `Withdrawn`.
    ///
    /// # Errors
    /// `NoPool`, `NoPosition`, `NotReady`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn withdraw(&mut self, node: NodeId) -> Result<Amount, StakingError>;

    /// Moves every thaw request of the caller's at `from` that is ready into the pool of `to`: `withdraw` and
    /// `bond` in one. Returns the tokens.
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

    // ---- node owners ----

    /// Announces the pool's commission on rewards, for what is earned from the next epoch on.
    ///
    /// # Events
    /// `CommissionAnnounced`.
    ///
    /// # Errors
    /// `NoPool`, `NotNodeOwner`, `InvalidCommission`.
    #[ink(message)]
    fn set_commission(&mut self, node: NodeId, rate: Bps) -> Result<(), StakingError>;

    /// Says where commission goes, and whether others may join the pool. Who is in it stays.
    ///
    /// # Events
    /// `TermsSet`.
    ///
    /// # Errors
    /// `NoPool`, `NotNodeOwner`.
    #[ink(message)]
    fn set_terms(&mut self, node: NodeId, terms: PoolTerms) -> Result<(), StakingError>;

    /// Offers a node to `to`, which has to accept; a later offer replaces this one, an offer to oneself
    /// withdraws it.
    ///
    /// # Events
    /// `NodeOffered`.
    ///
    /// # Errors
    /// `UnknownNode`, `NotNodeOwner`, `PeerFailed`.
    #[ink(message)]
    fn offer_node(&mut self, node: NodeId, to: AccountId) -> Result<(), StakingError>;

    /// Takes up an offer: the caller owns the node from now on, with its earnings, its open leases, its pool
    /// and all that the previous owner has in that pool, thaw requests included. Its commission compounds
    /// until new terms are set. That stake does not vote on what was proposed before.
    ///
    /// # Events
    /// `PoolTransferred` if there is a pool; the registry's `NodeTransferred`.
    ///
    /// # Errors
    /// `NotNodeOwner`, `TooManyThaws`, `PeerFailed`.
    #[ink(message)]
    fn accept_node(&mut self, node: NodeId) -> Result<(), StakingError>;

    /// Lets the node out of jail once its sentence is over.
    ///
    /// # Events
    /// `Unjailed`.
    ///
    /// # Errors
    /// `NoPool`, `NotNodeOwner`, `NotJailed`, `NotReady`, `Tombstoned`, `BelowMinimum` when the owner's stake
    /// is below what makes a node count, `PeerFailed`.
    #[ink(message)]
    fn unjail(&mut self, node: NodeId) -> Result<(), StakingError>;

    // ---- wired contracts ----

    /// A slasher: takes a part of the pool for a fault, of what is active, joining and thawing alike, and
    /// jails the node. Takes what is there, and less than a unit of each less than the fraction.
    ///
    /// # Events
    /// `Slashed`.
    ///
    /// # Errors
    /// `NotSlasher`, `NoPool`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn slash(&mut self, node: NodeId, penalty: Penalty) -> Result<Slashed, StakingError>;

    /// Rewards: `amounts[i]`, already minted to this contract, is what `node` earned in epoch `first + i`.
    /// Less the commission of that epoch, it raises the share price of what was in the pool in it; without any
    /// shares it is put aside for `owner`. Calls for one node come in the order of epochs.
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

    /// The account's voting power: active tokens in the pools named, which ascend and are at most 16. A pool
    /// that the account opened, or took over with its node, at `since` or later does not count.
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

    /// A node's pool.
    #[ink(message)]
    fn pool(&self, node: NodeId) -> Option<Pool>;

    /// What `account` has in a pool.
    #[ink(message)]
    fn position(&self, node: NodeId, account: AccountId) -> Option<PositionView>;

    /// Pools that `account` has something in: one page of its list, 32 of them unless it is the last. An empty
    /// page is behind the last one. Whichever is last moves to a place that becomes free.
    #[ink(message)]
    fn positions(&self, account: AccountId, page: u32) -> Vec<NodeId>;

    /// Whom a node is offered to.
    #[ink(message)]
    fn offered_to(&self, node: NodeId) -> Option<AccountId>;

    /// Whether `account` may slash.
    #[ink(message)]
    fn is_slasher(&self, account: AccountId) -> bool;

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
