//! Metering: prepaid balances, leases, vouchers, settlement.

use crate::calls::CallFailed;
use crate::market::{Constraints, MarketError};
use crate::registry::RegistryError;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::{
    Amount, ArithmeticError, Bps, ClassId, Clock, Epoch, LeaseId, NodeId, OwnershipError, PublicKey,
    Signature, Timestamp, DAY_MS,
};

/// Vouchers in one call of `settle`.
pub const MAX_VOUCHERS: usize = 128;

/// What metering is instantiated with. The instantiator becomes the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct MeteringConfig {
    /// The suite's clock.
    pub clock: Clock,
    /// Hash of the chain's first block; part of every voucher's signature.
    pub genesis_hash: [u8; 32],
    /// The token.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// The market.
    pub market: AccountId,
    /// Parameters from the start.
    pub params: MeteringParams,
}

/// What governance can tune.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct MeteringParams {
    /// Part of every settlement that is burned, rounded up. 10 to 3 000 bps.
    pub burn: Bps,
    /// Part that goes to the treasury, rounded up. 0 to 3 000 bps.
    pub treasury: Bps,
    /// From `close` to `finalize`, in which nodes settle what they hold. 1 minute to 30 days.
    pub settlement_window_ms: u64,
    /// The longest a lease can be opened for. 1 hour to 365 days.
    pub max_lease_ms: u64,
    /// Least deposit of a lease. 0 to 10^6 tokens.
    pub min_deposit: Amount,
}

impl Default for MeteringParams {
    fn default() -> Self {
        Self {
            burn: 500,
            treasury: 200,
            settlement_window_ms: DAY_MS,
            max_lease_ms: 90 * DAY_MS,
            min_deposit: 0,
        }
    }
}

impl MeteringParams {
    /// Checks every bound.
    ///
    /// # Errors
    /// `ParamOutOfBounds`.
    pub fn check(&self) -> Result<(), MeteringError> {
        let ok = (10..=3_000).contains(&self.burn)
            && self.treasury <= 3_000
            && (60_000..=30 * DAY_MS).contains(&self.settlement_window_ms)
            && (DAY_MS / 24..=365 * DAY_MS).contains(&self.max_lease_ms)
            && self.min_deposit <= 1_000_000 * shared::TOKEN;
        ok.then_some(()).ok_or(MeteringError::ParamOutOfBounds)
    }
}

/// Contracts that metering pays and obeys besides those it was instantiated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct MeteringPeers {
    /// May take usage.
    pub rewards: AccountId,
    /// Receives the treasury's part.
    pub treasury: AccountId,
}

/// Terms of a new lease.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct LeaseTerms {
    /// The resource.
    pub class: ClassId,
    /// Units reserved.
    pub units: u64,
    /// Nodes to choose from, at most 16.
    pub candidates: Vec<NodeId>,
    /// What the node has to satisfy.
    pub constraints: Constraints,
    /// Key that signs vouchers.
    pub session_key: PublicKey,
    /// Taken from the payer's free balance.
    pub deposit: Amount,
    /// Until when; anyone may close the lease from then on.
    pub until: Timestamp,
}

/// Where a leg is kept: entry `place mod 32` of its node's page `place / 32`.
pub type Place = u32;

/// A leg of a new lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct LegRef {
    /// The node.
    pub node: NodeId,
    /// Where the leg is kept; vouchers carry it as a hint.
    pub place: Place,
}

/// A lease that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Opened {
    /// Its number.
    pub lease: LeaseId,
    /// Its leg.
    pub leg: LegRef,
    /// The leg's price of a unit, locked.
    pub price: Amount,
}

/// Where a lease is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub enum LeaseState {
    /// Running.
    Open,
    /// Closed; nodes settle until `until`, then it can be finalized.
    Closing {
        /// End of the settlement window.
        until: Timestamp,
    },
}

/// A lease. It is gone once finalized.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Lease {
    /// Who pays.
    pub payer: AccountId,
    /// The resource.
    pub class: ClassId,
    /// Units reserved on each leg.
    pub units: u64,
    /// Its leg.
    pub leg: LegRef,
    /// Until when.
    pub until: Timestamp,
    /// Where it is in its life.
    pub state: LeaseState,
}

/// A payment channel from a lease's deposit to one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Leg {
    /// The lease; 0 marks a free entry, whose `generation` is the place of the next free one plus 1.
    pub lease: LeaseId,
    /// Key that signs vouchers.
    pub session_key: PublicKey,
    /// Number of the session key.
    pub generation: u32,
    /// Price of a unit, locked.
    pub price: Amount,
    /// Units paid so far.
    pub paid_units: u128,
    /// What is left of the deposit.
    pub deposit: Amount,
}

impl shared::pages::Record for Leg {
    const SIZE: usize = 8 + 32 + 4 + 3 * 16;
}

/// "This leg has used `units` in all", signed by its session key (see `shared::signing`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Voucher {
    /// The lease.
    pub lease: LeaseId,
    /// Where the leg is kept. A hint, not signed.
    pub place: Place,
    /// Units used since the lease was opened.
    pub units: u128,
    /// The session key's signature.
    pub signature: Signature,
}

/// What became of one voucher. One bad voucher does not stop the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Settled {
    /// Paid in full: units and their value, fees included.
    Paid {
        /// Units paid for.
        units: u128,
        /// Their value.
        value: Amount,
    },
    /// The deposit fell short: this much was paid for, the rest stays claimable after a top-up.
    Short {
        /// Units paid for.
        units: u128,
        /// Their value.
        value: Amount,
    },
    /// Everything it accounts for was paid before.
    Old,
    /// There is no leg of that lease at that place.
    UnknownLeg,
    /// Not signed by the leg's session key.
    BadSignature,
    /// Its value would not fit; nothing was consumed.
    Overflow,
}

/// A node's account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct NodeAccount {
    /// Earned and not withdrawn.
    pub earnings: Amount,
    /// Burned of its settlements in the running epoch.
    pub burned: shared::Accrual,
    /// Leg entries that were ever made: the next new place.
    pub places: u32,
    /// First place of the list of free entries, plus 1; 0 if there is none.
    pub free: u32,
}

/// What metering holds, by purpose. Their sum is its token balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Holdings {
    /// Payers' free balances.
    pub balances: Amount,
    /// Deposits of leases.
    pub deposits: Amount,
    /// Nodes' earnings.
    pub earnings: Amount,
    /// To be burned at the next `sweep`.
    pub burn: Amount,
    /// To go to the treasury at the next `sweep`.
    pub treasury: Amount,
}

/// What was burned of a node's settlements in one epoch, and of everybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct UsageShare {
    /// The node's.
    pub burned: Amount,
    /// All nodes' together.
    pub total: Amount,
}

/// Why metering refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum MeteringError {
    /// The caller is not the contract's owner.
    NotOwner,
    /// The caller is not the wired contract that this message is for.
    NotPeer,
    /// Peers were wired before; they stay.
    AlreadyWired,
    /// Peers are not wired yet.
    NotWired,
    /// A parameter is outside its bounds.
    ParamOutOfBounds,
    /// The clock's epoch is outside its bounds.
    InvalidClock,
    /// No such lease.
    UnknownLease,
    /// The caller does not pay for the lease.
    NotPayer,
    /// The lease is closing.
    NotOpen,
    /// The lease is open, or its settlement window is not over.
    NotReady,
    /// The lease's end is not ahead, or too far ahead.
    InvalidEnd,
    /// The deposit is below the minimum.
    DepositTooSmall,
    /// The free balance is smaller.
    InsufficientBalance,
    /// An amount of zero, no voucher at all, or nothing to be paid.
    Nothing,
    /// More entries than one call takes.
    TooMany,
    /// The token refused the transfer: balance or allowance too small.
    TransferFailed,
    /// A wired contract could not be called.
    PeerFailed,
    /// The registry refused.
    Registry(RegistryError),
    /// The market refused.
    Market(MarketError),
    /// A number would not fit.
    Arithmetic,
}

impl From<CallFailed> for MeteringError {
    fn from(_: CallFailed) -> Self {
        Self::PeerFailed
    }
}

impl From<ArithmeticError> for MeteringError {
    fn from(_: ArithmeticError) -> Self {
        Self::Arithmetic
    }
}

impl From<OwnershipError> for MeteringError {
    fn from(_: OwnershipError) -> Self {
        Self::NotOwner
    }
}

/// Balances, leases, settlement.
#[ink::trait_definition]
pub trait Metering {
    // ---- administration ----

    /// Names rewards and the treasury, once and for ever.
    ///
    /// # Errors
    /// `NotOwner`, `AlreadyWired`.
    #[ink(message)]
    fn wire(&mut self, peers: MeteringPeers) -> Result<(), MeteringError>;

    /// Announces parameters, which take effect with the next epoch.
    ///
    /// # Events
    /// `ParamsAnnounced`.
    ///
    /// # Errors
    /// `NotOwner`, `ParamOutOfBounds`.
    #[ink(message)]
    fn set_params(&mut self, params: MeteringParams) -> Result<(), MeteringError>;

    // ---- payers ----

    /// Adds `amount` to the caller's free balance, taken from its allowance.
    ///
    /// # Events
    /// `Deposited`.
    ///
    /// # Errors
    /// `Nothing`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn deposit(&mut self, amount: Amount) -> Result<(), MeteringError>;

    /// Pays `amount` of the caller's free balance back.
    ///
    /// # Events
    /// `Withdrawn`.
    ///
    /// # Errors
    /// `Nothing`, `InsufficientBalance`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn withdraw(&mut self, amount: Amount) -> Result<(), MeteringError>;

    /// Opens a lease on the cheapest candidate that satisfies the terms, and locks its price.
    ///
    /// # Events
    /// `LeaseOpened`.
    ///
    /// # Errors
    /// `InvalidEnd`, `DepositTooSmall`, `InsufficientBalance`, `Market`, `PeerFailed`.
    #[ink(message)]
    fn open(&mut self, terms: LeaseTerms) -> Result<Opened, MeteringError>;

    /// Adds `amount` of the caller's free balance to a lease's deposit, also while it is closing. Anyone may.
    ///
    /// # Events
    /// `ToppedUp`.
    ///
    /// # Errors
    /// `Nothing`, `UnknownLease`, `InsufficientBalance`.
    #[ink(message)]
    fn top_up(&mut self, lease: LeaseId, amount: Amount) -> Result<(), MeteringError>;

    /// Starts a lease's settlement window: the payer at any time, anyone once the lease has ended.
    ///
    /// # Events
    /// `LeaseClosing`.
    ///
    /// # Errors
    /// `UnknownLease`, `NotOpen`, `NotPayer`.
    #[ink(message)]
    fn close(&mut self, lease: LeaseId) -> Result<(), MeteringError>;

    /// Ends a lease after its settlement window: what is left of the deposit goes back to the payer's free
    /// balance and the capacity to the node. The payer may at once; anyone after as long again, so that
    /// no payer can hold on to a node's capacity (whoever frees the storage collects its deposit).
    ///
    /// # Events
    /// `LeaseFinalized`.
    ///
    /// # Errors
    /// `UnknownLease`, `NotReady`, `NotPayer`, `Market`, `PeerFailed`.
    #[ink(message)]
    fn finalize(&mut self, lease: LeaseId) -> Result<(), MeteringError>;

    // ---- nodes ----

    /// Pays the node for units that vouchers account for and that were not paid before. Anyone may carry
    /// them in. Each voucher is judged alone; calls no other contract.
    ///
    /// # Events
    /// `Settlement`, if anything was paid.
    ///
    /// # Errors
    /// `Nothing`, `TooMany` (128).
    #[ink(message)]
    fn settle(&mut self, node: NodeId, vouchers: Vec<Voucher>) -> Result<Vec<Settled>, MeteringError>;

    /// Pays a node's earnings to its owner. Anyone may. Returns what was paid.
    ///
    /// # Events
    /// `EarningsWithdrawn`.
    ///
    /// # Errors
    /// `Nothing`, `Registry`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn withdraw_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError>;

    /// Burns what is to be burned and pays the treasury its part. Anyone may. Returns both.
    ///
    /// # Events
    /// `Swept`.
    ///
    /// # Errors
    /// `NotWired`, `Nothing`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn sweep(&mut self) -> Result<(Amount, Amount), MeteringError>;

    // ---- wired contracts ----

    /// Rewards: takes what was burned of the node's settlements in each of `count` ended epochs from
    /// `first` on. What is taken is gone.
    ///
    /// # Errors
    /// `NotPeer`, `Nothing` (0), `TooMany` (32), `NotReady` when an epoch has not ended.
    #[ink(message)]
    fn take_usage(
        &mut self,
        node: NodeId,
        first: Epoch,
        count: u32,
    ) -> Result<Vec<UsageShare>, MeteringError>;

    // ---- views ----

    /// A payer's free balance.
    #[ink(message)]
    fn balance_of(&self, payer: AccountId) -> Amount;

    /// A lease.
    #[ink(message)]
    fn lease(&self, lease: LeaseId) -> Option<Lease>;

    /// How many leases were ever opened; they are numbered from 1.
    #[ink(message)]
    fn lease_count(&self) -> LeaseId;

    /// A leg.
    #[ink(message)]
    fn leg(&self, node: NodeId, place: Place) -> Option<Leg>;

    /// A node's account.
    #[ink(message)]
    fn account(&self, node: NodeId) -> NodeAccount;

    /// What metering holds, by purpose.
    #[ink(message)]
    fn holdings(&self) -> Holdings;

    /// A node's unclaimed usage of `epoch`: what was burned of its settlements.
    #[ink(message)]
    fn usage(&self, node: NodeId, epoch: Epoch) -> Amount;

    /// What was burned of all settlements in `epoch`.
    #[ink(message)]
    fn total_usage(&self, epoch: Epoch) -> Amount;

    /// Parameters in force.
    #[ink(message)]
    fn params(&self) -> MeteringParams;

    /// Rewards and treasury.
    #[ink(message)]
    fn peers(&self) -> Option<MeteringPeers>;

    /// The suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;
}
