//! Rewards: what each epoch emits, and the claims of those who earned it.

use crate::metering::MeteringError;
use crate::registry::RegistryError;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::{
    Amount, ArithmeticError, Bps, CallFailed, Clock, Epoch, NodeId, OwnershipError, Parameters,
    SettingsError, ONE_BPS, TOKEN,
};

/// The largest `max_burn_rebate` (σ) that can be set, in basis points. Below one, so that a node that buys
/// from itself always loses: −burn − treasury + σ × burn < 0.
pub const MAX_BURN_REBATE: Bps = 9_900;

/// What rewards is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct RewardsConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// The token, whose minter this contract becomes.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// Metering.
    pub metering: AccountId,
    /// Staking.
    pub staking: AccountId,
    /// What can be minted when, for ever.
    pub schedule: EmissionSchedule,
    /// Parameters in force from the start.
    pub params: RewardsParams,
}

/// The contracts that rewards is instantiated with, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct RewardsContracts {
    /// The token, which mints.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// Metering.
    pub metering: AccountId,
    /// Staking.
    pub staking: AccountId,
}

shared::parameters! {
    /// How much can be minted for each epoch. It never changes, so that past epochs can be claimed at any time
    /// and all claims of an epoch together never exceed what it emitted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct EmissionSchedule {
        /// Tokens emitted in each of the first `halving_epochs` epochs.
        pub initial: Amount = 100_000 * TOKEN, Amount in 0..=1_000_000_000 * TOKEN;
        /// Number of epochs after which emission halves, again and again.
        pub halving_epochs: Epoch = 1_460, Epochs in 1..=36_500;
        /// Part of an epoch's emission for availability; the rest is for usage.
        pub availability: Bps = 6_000, Bps in 0..=ONE_BPS;
    }
}

/// An epoch's emission, in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Emission {
    /// The part for availability.
    pub availability: Amount,
    /// The part for usage.
    pub usage: Amount,
}

shared::parameters! {
    /// The parameters of rewards.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct RewardsParams {
        /// The largest part of the burn on its own settlements that a node gets from the usage pool (σ). A
        /// claim takes the value in force when it is made, whichever epochs it is for.
        pub max_burn_rebate: Bps = 9_000, Bps in 0..=MAX_BURN_REBATE;
    }
}

impl EmissionSchedule {
    /// Passes if every field is within its bounds.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), RewardsError> {
        self.in_bounds().then_some(()).ok_or(RewardsError::ParamOutOfBounds)
    }

    /// Returns the tokens that all epochs there can ever be emit together: what claims can never exceed.
    ///
    /// Each of the epochs `k × halving_epochs` to `(k + 1) × halving_epochs − 1` emits `⌊initial / 2^k⌋`, so the
    /// sum is `halving_epochs × Σ ⌊initial / 2^k⌋` over all k ≥ 0. A bit 2^i of `initial` is in the terms k = 0
    /// to i as 2^i, 2^(i − 1), …, 1, which is 2^(i + 1) − 1 together: twice the bit, less one. Over all bits
    /// that is `2 × initial − ones(initial)`, with `ones` the number of bits that are set.
    ///
    /// At the largest amount if a schedule that is not within its bounds emits more.
    pub fn total(&self) -> Amount {
        let per_halving = self.initial.saturating_mul(2).saturating_sub(self.initial.count_ones().into());
        per_halving.saturating_mul(self.halving_epochs.into())
    }
}

/// What a claim minted for a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Claimed {
    /// The first epoch it covered.
    pub first: Epoch,
    /// How many epochs it covered.
    pub epochs: u32,
    /// Tokens minted for availability.
    pub availability: Amount,
    /// Tokens minted for usage.
    pub usage: Amount,
}

/// Why rewards refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum RewardsError {
    /// The caller is not the contract's owner.
    NotOwner,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// The claim is for no epoch, or for more than 32.
    InvalidCount,
    /// The claim is for no node, for more than 16, or for more nodes times epochs than
    /// [`MAX_CLAIM_SHARES`](shared::limits::MAX_CLAIM_SHARES).
    InvalidBatch,
    /// The registry refused to give the node's credit.
    Registry(RegistryError),
    /// Metering refused to give the node's usage.
    Metering(MeteringError),
    /// The token refused to mint.
    MintFailed,
    /// Staking refused the deposit.
    DepositFailed,
    /// A contract could not be called, or answered otherwise than its interface says.
    PeerFailed,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for RewardsError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<SettingsError> for RewardsError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::ParamOutOfBounds => Self::ParamOutOfBounds,
            SettingsError::InvalidClock => Self::InvalidClock,
        }
    }
}

impl From<OwnershipError> for RewardsError {
    fn from(_: OwnershipError) -> Self {
        Self::NotOwner
    }
}

impl From<CallFailed> for RewardsError {
    fn from(_: CallFailed) -> Self {
        Self::PeerFailed
    }
}

/// The messages of rewards.
#[ink::trait_definition]
pub trait Rewards {
    // ---- administration ----

    /// Announces parameters, which take effect with the next epoch.
    ///
    /// # Events
    /// `ParamsAnnounced`.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: RewardsParams) -> Result<(), RewardsError>;

    // ---- nodes ----

    /// Mints what `node` earned in its oldest unclaimed epochs, at most `count` of them (1 to 32), into its
    /// pool. An epoch can be claimed by the node's owner and controller once it has ended, by anyone after 7
    /// further epochs. Claims run in the order of epochs, so that whoever joins a pool late gets nothing of
    /// what was earned before.
    ///
    /// # Events
    /// `RewardsClaimed`.
    ///
    /// # Errors
    /// `InvalidCount`, `Registry(NothingToClaim)`, `Registry`, `Metering`, `MintFailed`, `DepositFailed`,
    /// `PeerFailed`.
    #[ink(message)]
    fn claim(&mut self, node: NodeId, count: u32) -> Result<Claimed, RewardsError>;

    /// Claims for each of `nodes`, which strictly ascend, as [`Self::claim`] does: in all what those claims one
    /// after the other would mint, in one call of each contract. A node of which nothing can be claimed yet is
    /// passed over; its entry of the result is for no epoch. There are at most 16 nodes, and nodes times
    /// `count` is at most [`MAX_CLAIM_SHARES`](shared::limits::MAX_CLAIM_SHARES).
    ///
    /// # Events
    /// `RewardsClaimed` for each node that was not passed over.
    ///
    /// # Errors
    /// `InvalidCount`, `InvalidBatch`, `Registry(NothingToClaim)` when every node would be passed over,
    /// `Registry`, `Metering`, `MintFailed`, `DepositFailed`, `PeerFailed`.
    #[ink(message)]
    fn claim_many(&mut self, nodes: Vec<NodeId>, count: u32) -> Result<Vec<Claimed>, RewardsError>;

    // ---- views ----

    /// Returns an epoch's emission, in tokens.
    #[ink(message)]
    fn emission(&self, epoch: Epoch) -> Emission;

    /// Returns the tokens minted by all claims so far.
    #[ink(message)]
    fn minted(&self) -> Amount;

    /// Returns the emission schedule.
    #[ink(message)]
    fn schedule(&self) -> EmissionSchedule;

    /// Returns the parameters in force.
    #[ink(message)]
    fn params(&self) -> RewardsParams;

    /// Returns the parameters that are announced, and the epoch in which they take effect; `None` if those in
    /// force stay.
    #[ink(message)]
    fn next_params(&self) -> Option<(Epoch, RewardsParams)>;

    /// Returns the contracts that it was instantiated with.
    #[ink(message)]
    fn contracts(&self) -> RewardsContracts;

    /// Returns the suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;
}
