//! Metering's events.

use ink::primitives::AccountId;
use interfaces::metering::{LegIndex, MeteringParams};
use shared::{Amount, Epoch, LeaseId, NodeId, Timestamp, Units};

/// Ownership was taken up.
#[ink::event]
pub struct OwnershipTransferred {
    /// The owner until now.
    pub from: AccountId,
    /// The owner from now on.
    pub to: AccountId,
}

/// Parameters will change.
#[ink::event]
pub struct ParamsAnnounced {
    /// In force now.
    pub current: MeteringParams,
    /// In force from `from_epoch` on.
    pub next: MeteringParams,
    /// The next epoch.
    pub from_epoch: Epoch,
}

/// A payer added to its free balance.
#[ink::event]
pub struct Deposited {
    /// The payer.
    pub payer: AccountId,
    /// Tokens added.
    pub amount: Amount,
}

/// A payer took from its free balance.
#[ink::event]
pub struct Withdrawn {
    /// The payer.
    pub payer: AccountId,
    /// Tokens paid out to it.
    pub amount: Amount,
}

/// A lease was opened.
#[ink::event]
pub struct LeaseOpened {
    /// The lease.
    #[ink(topic)]
    pub lease: LeaseId,
    /// Who pays.
    pub payer: AccountId,
    /// The node that was leased.
    pub node: NodeId,
    /// The entry of the node's pages that keeps the leg.
    pub leg_index: LegIndex,
    /// Tokens for one unit, locked.
    pub price: Amount,
    /// Tokens taken from the payer's free balance.
    pub deposit: Amount,
    /// From this time on, in milliseconds, anyone may close the lease.
    pub until: Timestamp,
}

/// A lease's deposit was raised.
#[ink::event]
pub struct ToppedUp {
    /// The lease.
    #[ink(topic)]
    pub lease: LeaseId,
    /// Tokens added to the deposit.
    pub amount: Amount,
}

/// A lease's settlement window began.
#[ink::event]
pub struct LeaseClosing {
    /// The lease.
    #[ink(topic)]
    pub lease: LeaseId,
    /// End of the window, in milliseconds.
    pub until: Timestamp,
}

/// A lease was finalized; its record is gone.
#[ink::event]
pub struct LeaseFinalized {
    /// The lease.
    #[ink(topic)]
    pub lease: LeaseId,
    /// Tokens that were left of the deposit, now in the payer's free balance.
    pub refunded: Amount,
}

/// A node was paid for vouchers.
#[ink::event]
pub struct Settlement {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// How many vouchers something was paid for.
    pub vouchers: u32,
    /// Units paid for.
    pub units: Units,
    /// Their value in tokens, fees included.
    pub value: Amount,
    /// Tokens of it that are to be burned.
    pub burned: Amount,
    /// Tokens of it that are for the treasury.
    pub treasury: Amount,
}

/// A node's earnings were paid to its owner.
#[ink::event]
pub struct EarningsWithdrawn {
    /// The node.
    #[ink(topic)]
    pub node: NodeId,
    /// Tokens paid.
    pub amount: Amount,
}

/// Fees left the contract.
#[ink::event]
pub struct Swept {
    /// Tokens burned.
    pub burned: Amount,
    /// Tokens paid to the treasury.
    pub treasury: Amount,
}
