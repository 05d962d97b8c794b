//! Events of the token besides PSP22's own.

use ink::primitives::AccountId;

/// An account accepted the contract's ownership.
#[ink::event]
pub struct OwnershipTransferred {
    /// The owner until now.
    pub from: AccountId,
    /// The owner from now on.
    pub to: AccountId,
}

/// The minter was named.
#[ink::event]
pub struct MinterSet {
    /// The account that may mint from now on.
    pub minter: AccountId,
}
