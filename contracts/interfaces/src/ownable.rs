//! Two-step ownership, the same in every contract.

use ink::primitives::AccountId;
pub use shared::OwnershipError;

/// Administration of a contract. Once the suite is deployed, governance owns every contract.
#[ink::trait_definition]
pub trait Ownable {
    /// The owner.
    #[ink(message)]
    fn owner(&self) -> AccountId;

    /// The account that ownership is offered to, if any.
    #[ink(message)]
    fn pending_owner(&self) -> Option<AccountId>;

    /// Offers ownership to `to`, who takes it up with `accept_ownership`. A later offer replaces an
    /// earlier one; an offer to oneself withdraws it.
    ///
    /// # Errors
    /// `NotOwner`.
    #[ink(message)]
    fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError>;

    /// Takes up an offer made to the caller.
    ///
    /// # Events
    /// `OwnershipTransferred`.
    ///
    /// # Errors
    /// `NotPendingOwner`.
    #[ink(message)]
    fn accept_ownership(&mut self) -> Result<(), OwnershipError>;
}
