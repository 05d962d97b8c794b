//! The token beyond PSP22: a supply cap and one minter.
//!
//! The contract also offers `PSP22`, `PSP22Metadata` and `PSP22Burnable` of the `psp22` crate.

use ink::prelude::string::String;
use ink::primitives::AccountId;
pub use psp22::{PSP22Burnable, PSP22Error, PSP22Metadata, PSP22};
use shared::Amount;

/// What the token is instantiated with. The instantiator becomes the owner and holds `initial_supply`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct TokenConfig {
    /// The token's name, for wallets.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
    /// Minted at once; at most `max_supply`.
    pub initial_supply: Amount,
    /// Total supply never exceeds it, whatever the minter does.
    pub max_supply: Amount,
}

/// Why the token refuses. (PSP22's own messages fail with `PSP22Error`.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum TokenError {
    /// The caller is not the owner.
    NotOwner,
    /// The caller is not the minter.
    NotMinter,
    /// The minter was named before; it stays.
    AlreadyWired,
    /// The total supply would exceed `max_supply`.
    MaxSupplyExceeded,
}

/// Supply and minting.
#[ink::trait_definition]
pub trait Token {
    /// The total supply's upper bound.
    #[ink(message)]
    fn max_supply(&self) -> Amount;

    /// The account that may mint, once wired.
    #[ink(message)]
    fn minter(&self) -> Option<AccountId>;

    /// Names the minter, once and for ever.
    ///
    /// # Events
    /// `MinterSet`.
    ///
    /// # Errors
    /// `NotOwner`, `AlreadyWired`.
    #[ink(message)]
    fn set_minter(&mut self, minter: AccountId) -> Result<(), TokenError>;

    /// Mints `value` to `to`. Minting nothing changes nothing.
    ///
    /// # Events
    /// `Transfer` from nobody.
    ///
    /// # Errors
    /// `NotMinter`, `MaxSupplyExceeded`.
    #[ink(message)]
    fn mint_to(&mut self, to: AccountId, value: Amount) -> Result<(), TokenError>;
}
