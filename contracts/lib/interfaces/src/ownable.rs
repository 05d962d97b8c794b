//! Ownership that moves in two steps, the same in every owned contract.

use ink::primitives::AccountId;
pub use shared::OwnershipError;

/// The messages of an owned contract. Once the suite is deployed, governance owns every other contract of it.
#[ink::trait_definition]
pub trait Ownable {
    /// Returns the owner.
    #[ink(message)]
    fn owner(&self) -> AccountId;

    /// Returns the account that ownership is offered to, if any.
    #[ink(message)]
    fn pending_owner(&self) -> Option<AccountId>;

    /// Offers ownership to `to`, which becomes the owner when it calls `accept_ownership`. A later offer
    /// replaces an earlier one; an offer to the owner itself withdraws it.
    ///
    /// # Errors
    /// `NotOwner`.
    #[ink(message)]
    fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError>;

    /// Makes the caller the owner, if ownership is offered to it.
    ///
    /// # Events
    /// `OwnershipTransferred`.
    ///
    /// # Errors
    /// `NotPendingOwner`.
    #[ink(message)]
    fn accept_ownership(&mut self) -> Result<(), OwnershipError>;
}
