//! Metering: prepaid balances, leases, vouchers, settlement.

use crate::market::{Constraints, MarketError};
use crate::registry::RegistryError;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use shared::{
    Amount, ArithmeticError, Bps, CallFailed, ClassId, Clock, Epoch, LeaseId, NodeId, OwnershipError,
    PublicKey, SettingsError, Signature, Timestamp, Units, WiringError, DAY_MS, TOKEN,
};

/// Vouchers in one call of `settle` or `settle_many`.
pub const MAX_VOUCHERS: usize = 128;

/// Pages of legs that one call of `settle` or `settle_many` reads, each node's first page among them. What a call
/// proves to a parachain is bounded by this, because a full page is 12 KB.
pub const MAX_LEG_PAGES: usize = 16;

/// Legs in a full page.
pub const LEGS_PER_PAGE: u32 = 128;

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
    /// Hash of the code that runs the messages which metering's own code does not have: `metering_annex`.
    pub annex: [u8; 32],
    /// Parameters from the start.
    pub params: MeteringParams,
}

/// The contracts that metering is instantiated with, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct MeteringContracts {
    /// The token that is paid with.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// The market.
    pub market: AccountId,
}

shared::parameters! {
    /// What governance can tune.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct MeteringParams {
        /// Part of every settlement that is burned, rounded up.
        pub burn: Bps = 500, Bps in 10..=3_000;
        /// Part of every settlement that goes to the treasury, rounded up.
        pub treasury: Bps = 200, Bps in 0..=3_000;
        /// Time from `close` to `finalize`, in which nodes settle the vouchers they hold.
        pub settlement_window_ms: u64 = DAY_MS, Milliseconds in 60_000..=30 * DAY_MS;
        /// The longest time that a lease can be opened for.
        pub max_lease_ms: u64 = 90 * DAY_MS, Milliseconds in DAY_MS / 24..=365 * DAY_MS;
        /// The least deposit of a lease.
        pub min_deposit: Amount = 0, Amount in 0..=1_000_000 * TOKEN;
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
    pub class_id: ClassId,
    /// Units reserved.
    pub units: Units,
    /// Nodes to choose from, at most 16.
    pub candidates: Vec<NodeId>,
    /// What the node has to satisfy.
    pub constraints: Constraints,
    /// Key that signs vouchers.
    pub session_key: PublicKey,
    /// Tokens for the leg's deposit, taken from the payer's free balance.
    pub deposit: Amount,
    /// From this time on, in milliseconds, anyone may close the lease.
    pub until: Timestamp,
}

/// Where a leg is kept: entry `index mod 128` of its node's page `index / 128`.
pub type LegIndex = u32;

/// A leg: the node it is on, and where it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct LegRef {
    /// The node.
    pub node: NodeId,
    /// Where the leg is kept; vouchers and top-ups carry it as a hint.
    pub leg_index: LegIndex,
}

/// A lease that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Opened {
    /// Its number.
    pub lease: LeaseId,
    /// Its leg.
    pub leg: LegRef,
    /// Tokens for one unit, locked.
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
        /// End of the settlement window, in milliseconds.
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
    pub class_id: ClassId,
    /// Units reserved on each leg.
    pub units: Units,
    /// Its leg.
    pub leg: LegRef,
    /// From this time on, in milliseconds, anyone may close it.
    pub until: Timestamp,
    /// Where it is in its life.
    pub state: LeaseState,
}

/// A payment channel from a lease's deposit to one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Leg {
    /// The lease.
    pub lease: LeaseId,
    /// Key that signs vouchers.
    pub session_key: PublicKey,
    /// Number of the session key.
    pub generation: u32,
    /// Tokens for one unit, locked.
    pub price: Amount,
    /// Units paid for so far.
    pub paid_units: Units,
    /// Tokens that are left of the deposit.
    pub deposit: Amount,
}

impl shared::pages::Record for Leg {
    const SIZE: usize = 8 + 32 + 4 + 3 * 16;
    const PER_PAGE: u32 = LEGS_PER_PAGE;
}

/// "This leg has used `units` in all", signed by its session key (see `shared::signing`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Voucher {
    /// The lease.
    pub lease: LeaseId,
    /// Where the leg is kept. A hint, not signed.
    pub leg_index: LegIndex,
    /// Units used since the lease was opened.
    pub units: Units,
    /// The session key's signature.
    pub signature: Signature,
}

/// Vouchers for legs on one node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct NodeVouchers {
    /// The node.
    pub node: NodeId,
    /// The vouchers.
    pub vouchers: Vec<Voucher>,
}

/// What became of one voucher. One bad voucher does not stop the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Settled {
    /// Every unit that was not paid for before was paid for.
    Paid {
        /// Units paid for.
        units: Units,
        /// Their value in tokens, fees included.
        value: Amount,
    },
    /// The deposit fell short: this much was paid for, and the rest can be claimed after a top-up.
    DepositExhausted {
        /// Units paid for.
        units: Units,
        /// Their value in tokens, fees included.
        value: Amount,
    },
    /// All its units were paid for before.
    AlreadyPaid,
    /// The lease's leg is not kept where the voucher says.
    UnknownLeg,
    /// Not signed by the leg's session key.
    BadSignature,
    /// Its value would not fit; nothing was consumed.
    Overflow,
}

/// A node's account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct NodeAccount {
    /// Tokens earned and not withdrawn.
    pub earnings: Amount,
    /// How many entries its pages have: those that keep a leg, and those that are free again.
    pub leg_count: u32,
    /// The first of the list of free entries, which the next legs take.
    pub free_head: Option<LegIndex>,
}

/// Tokens that metering holds, by purpose. Their sum is its token balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Holdings {
    /// Payers' free balances and the deposits of leases: one number, so that what moves between the two leaves it
    /// as it was.
    pub prepaid: Amount,
    /// Nodes' earnings.
    pub earnings: Amount,
    /// To be burned at the next `sweep`.
    pub burn: Amount,
    /// To go to the treasury at the next `sweep`.
    pub treasury: Amount,
}

/// Epochs that a node's usage is to be taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct UsageClaim {
    /// The node.
    pub node: NodeId,
    /// The first epoch.
    pub first: Epoch,
    /// How many epochs; none is allowed.
    pub count: u32,
}

/// Tokens burned of a node's settlements in one epoch, and of everybody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct UsageShare {
    /// The node's.
    pub burned: Amount,
    /// All nodes' together; zero if the node has none.
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
    /// The lease's settlement window is not over, or has not begun.
    WindowNotOver,
    /// An epoch that usage is to be taken of has not ended.
    EpochNotEnded,
    /// The lease's end is not ahead, or too far ahead.
    InvalidEnd,
    /// The deposit is below the minimum.
    DepositTooSmall,
    /// The free balance is smaller.
    InsufficientBalance,
    /// An amount of zero, or no voucher at all.
    ZeroAmount,
    /// Nothing is there to be paid, burned or swept.
    NothingToClaim,
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

impl From<WiringError> for MeteringError {
    fn from(error: WiringError) -> Self {
        match error {
            WiringError::NotPeer => Self::NotPeer,
            WiringError::AlreadyWired => Self::AlreadyWired,
        }
    }
}

impl From<SettingsError> for MeteringError {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::ParamOutOfBounds => Self::ParamOutOfBounds,
            SettingsError::InvalidClock => Self::InvalidClock,
        }
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

    /// Moves `amount` tokens from the caller's allowance to its free balance.
    ///
    /// # Events
    /// `Deposited`.
    ///
    /// # Errors
    /// `ZeroAmount`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn deposit(&mut self, amount: Amount) -> Result<(), MeteringError>;

    /// Pays `amount` tokens of the caller's free balance back to it.
    ///
    /// # Events
    /// `Withdrawn`.
    ///
    /// # Errors
    /// `ZeroAmount`, `InsufficientBalance`, `TransferFailed`, `PeerFailed`.
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

    /// Moves `amount` tokens from the caller's free balance to a lease's deposit, also while it is closing.
    /// Anyone may. `leg` is where the lease's leg is kept.
    ///
    /// # Events
    /// `ToppedUp`.
    ///
    /// # Errors
    /// `ZeroAmount`, `UnknownLease`, `InsufficientBalance`.
    #[ink(message)]
    fn top_up(&mut self, lease: LeaseId, leg: LegRef, amount: Amount) -> Result<(), MeteringError>;

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
    /// `UnknownLease`, `WindowNotOver`, `NotPayer`, `Market`, `PeerFailed`.
    #[ink(message)]
    fn finalize(&mut self, lease: LeaseId) -> Result<(), MeteringError>;

    // ---- nodes ----

    /// Pays the node for units that vouchers are signed for and that were not paid for before. Anyone may
    /// submit them. Returns what became of each voucher; one that cannot be paid does not stop the others.
    /// Calls no other contract.
    ///
    /// # Events
    /// `Settlement`, if anything was paid.
    ///
    /// # Errors
    /// `ZeroAmount`, `TooMany` (128 vouchers, 16 pages of legs).
    #[ink(message)]
    fn settle(&mut self, node: NodeId, vouchers: Vec<Voucher>) -> Result<Vec<Settled>, MeteringError>;

    /// Does for several nodes what `settle` does for one.
    ///
    /// # Events
    /// `Settlement`, for each batch of which anything was paid.
    ///
    /// # Errors
    /// `ZeroAmount`: no batch, or one without a voucher. `TooMany` (128 vouchers and 16 pages of legs in all).
    #[ink(message)]
    fn settle_many(&mut self, batches: Vec<NodeVouchers>) -> Result<Vec<Vec<Settled>>, MeteringError>;

    /// Pays a node's earnings to its owner. Anyone may. Returns the tokens paid.
    ///
    /// # Events
    /// `EarningsWithdrawn`.
    ///
    /// # Errors
    /// `NothingToClaim`, `Registry`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn withdraw_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError>;

    /// Burns what is to be burned and pays the treasury its part. Anyone may. Returns the tokens burned and
    /// the tokens paid.
    ///
    /// # Events
    /// `Swept`.
    ///
    /// # Errors
    /// `NotWired`, `NothingToClaim`, `TransferFailed`, `PeerFailed`.
    #[ink(message)]
    fn sweep(&mut self) -> Result<(Amount, Amount), MeteringError>;

    // ---- wired contracts ----

    /// Rewards: takes each claim's usage: the tokens burned of its node's settlements in `count` ended epochs
    /// from `first` on. What is taken cannot be taken again. Returns each epoch's, beside everybody's.
    ///
    /// # Errors
    /// `NotPeer`, `TooMany` (32 epochs of a node), `EpochNotEnded`.
    #[ink(message)]
    fn take_usage(&mut self, claims: Vec<UsageClaim>) -> Result<Vec<Vec<UsageShare>>, MeteringError>;

    // ---- views ----

    /// Returns a payer's free balance in tokens.
    #[ink(message)]
    fn balance_of(&self, payer: AccountId) -> Amount;

    /// Returns a lease; nothing once it is finalized.
    #[ink(message)]
    fn lease(&self, lease: LeaseId) -> Option<Lease>;

    /// Returns how many leases were ever opened; they are numbered from 1.
    #[ink(message)]
    fn lease_count(&self) -> LeaseId;

    /// Returns the leg that is kept at `leg_index`; nothing if none is.
    #[ink(message)]
    fn leg(&self, node: NodeId, leg_index: LegIndex) -> Option<Leg>;

    /// Returns a node's account.
    #[ink(message)]
    fn account(&self, node: NodeId) -> NodeAccount;

    /// Returns the tokens that metering holds, by purpose.
    #[ink(message)]
    fn holdings(&self) -> Holdings;

    /// Returns a node's usage of `epoch` that was not taken: the tokens burned of its settlements.
    #[ink(message)]
    fn usage(&self, node: NodeId, epoch: Epoch) -> Amount;

    /// Returns the tokens burned of everybody's settlements in `epoch`.
    #[ink(message)]
    fn total_usage(&self, epoch: Epoch) -> Amount;

    /// Returns the parameters in force.
    #[ink(message)]
    fn params(&self) -> MeteringParams;

    /// Returns the parameters that are announced, and the epoch in which they take effect; `None` if those in
    /// force stay.
    #[ink(message)]
    fn next_params(&self) -> Option<(Epoch, MeteringParams)>;

    /// Returns the contracts that it was instantiated with.
    #[ink(message)]
    fn contracts(&self) -> MeteringContracts;

    /// Returns rewards and the treasury, once they are wired.
    #[ink(message)]
    fn peers(&self) -> Option<MeteringPeers>;

    /// Returns the suite's clock.
    #[ink(message)]
    fn clock(&self) -> Clock;

    /// Returns the hash of the code that runs the messages which the contract's own code does not have. The
    /// contract's own code answers, so that no annex can pass itself off as another.
    #[ink(message)]
    fn annex(&self) -> [u8; 32];

    /// Returns the hash of the chain's first block, which every signed voucher carries.
    #[ink(message)]
    fn genesis_hash(&self) -> [u8; 32];
}
