//! Rewards: emission, and who earned it.

use crate::calls::CallFailed;
use crate::metering::MeteringError;
use crate::registry::RegistryError;
use ink::primitives::AccountId;
use shared::{Amount, ArithmeticError, Bps, Clock, Epoch, NodeId, OwnershipError};

/// Largest share of its own burn that a node can be given back: below one, so that whoever buys from
/// itself always loses (−burn − treasury + σ·burn < 0).
pub const MAX_SIGMA: Bps = 9_900;

/// What rewards is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct RewardsConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// The token, whose minter this contract is.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// Metering.
    pub metering: AccountId,
    /// Staking.
    pub staking: AccountId,
    /// What can be minted when, for ever.
    pub schedule: EmissionSchedule,
    /// Parameters from the start.
    pub params: RewardsParams,
}

/// What can be minted in an epoch. It is fixed for ever, so that claims of past epochs can be made at any
/// time and in sum never exceed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct EmissionSchedule {
    /// Emission of each of the first `halving_epochs` epochs. At most 10^9 tokens.
    pub initial: Amount,
    /// After so many epochs emission halves. 1 to 36 500.
    pub halving_epochs: Epoch,
    /// Part of an epoch's emission for availability; the rest is for usage. 0 to 10 000 bps.
    pub availability: Bps,
}

impl Default for EmissionSchedule {
    fn default() -> Self {
        Self { initial: 100_000 * shared::TOKEN, halving_epochs: 1_460, availability: 6_000 }
    }
}

/// An epoch's emission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Emission {
    /// For availability.
    pub availability: Amount,
    /// For usage.
    pub usage: Amount,
}

/// What governance can tune.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct RewardsParams {
    /// σ: the largest share of the burn on its own settlements that a node can get from the usage pool.
    /// 0 to 9 900 bps. Applies to claims, whatever epoch they are for.
    pub sigma: Bps,
}

impl Default for RewardsParams {
    fn default() -> Self {
        Self { sigma: 9_000 }
    }
}

impl RewardsParams {
    /// Checks every bound.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), RewardsError> {
        (self.sigma <= MAX_SIGMA).then_some(()).ok_or(RewardsError::ParamOutOfBounds)
    }
}

impl EmissionSchedule {
    /// Checks every bound.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), RewardsError> {
        let ok = self.initial <= 1_000_000_000 * shared::TOKEN
            && (1..=36_500).contains(&self.halving_epochs)
            && self.availability <= shared::ONE_BPS;
        ok.then_some(()).ok_or(RewardsError::ParamOutOfBounds)
    }
}

/// What a claim brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Claimed {
    /// The first epoch it covered.
    pub first: Epoch,
    /// How many epochs it covered.
    pub epochs: u32,
    /// Minted for availability.
    pub availability: Amount,
    /// Minted for usage.
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
    /// No epoch, or more than 32.
    InvalidCount,
    /// The registry refused.
    Registry(RegistryError),
    /// Metering refused.
    Metering(MeteringError),
    /// The token refused to mint.
    MintFailed,
    /// Staking refused the deposit.
    DepositFailed,
    /// A wired contract could not be called.
    PeerFailed,
    /// A number would not fit.
    Arithmetic,
}

impl From<ArithmeticError> for RewardsError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
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

/// Emission and claims.
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

    /// Mints what `node` earned in its oldest unclaimed epochs, at most `count` (and 32) of them, into its
    /// pool. An epoch can be claimed by the node's owner and controller once it has ended, by anyone after
    /// 7 further epochs. Claims run in the order of epochs, so that whoever joins a pool late gets nothing
    /// of what was earned before.
    ///
    /// # Events
    /// `RewardsClaimed`.
    ///
    /// # Errors
    /// `InvalidCount`, `Registry(NothingToClaim)`, `Registry`, `Metering`, `MintFailed`, `DepositFailed`,
    /// `PeerFailed`.
    #[ink(message)]
    fn claim(&mut self, node: NodeId, count: u32) -> Result<Claimed, RewardsError>;

    // ---- views ----

    /// An epoch's emission.
    #[ink(message)]
    fn emission(&self, epoch: Epoch) -> Emission;

    /// Minted by claims so far.
    #[ink(message)]
    fn minted(&self) -> Amount;

    /// The emission schedule.
    #[ink(message)]
    fn schedule(&self) -> EmissionSchedule;

    /// Parameters in force.
    #[ink(message)]
    fn params(&self) -> RewardsParams;

    /// The suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;
}
