//! The token beyond PSP22: a maximum supply and one minter.
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
    /// The token's symbol, for wallets.
    pub symbol: String,
    /// Tokens minted at once; at most `max_supply`.
    pub initial_supply: Amount,
    /// Tokens that the total supply never exceeds, whatever the minter does.
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

/// The messages of the token beyond PSP22.
#[ink::trait_definition]
pub trait Token {
    /// Returns the total supply's upper bound, in tokens.
    #[ink(message)]
    fn max_supply(&self) -> Amount;

    /// Returns the account that may mint, once it is named.
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

    /// Mints `value` tokens to `to`. A `value` of zero changes nothing and emits nothing.
    ///
    /// # Events
    /// `Transfer` from nobody.
    ///
    /// # Errors
    /// `NotMinter`, `MaxSupplyExceeded`.
    #[ink(message)]
    fn mint_to(&mut self, to: AccountId, value: Amount) -> Result<(), TokenError>;
}
