//! What only minting, metadata and administration read: one storage item, apart from what a transfer reads.

use ink::prelude::string::String;
use ink::primitives::AccountId;
use shared::Amount;

/// The configuration of the token.
#[derive(Debug)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Config {
    /// The account that may mint, once named.
    pub minter: Option<AccountId>,
    /// The total supply's upper bound, in tokens.
    pub max_supply: Amount,
    /// The token's name, for wallets.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
}
