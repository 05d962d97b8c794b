//! Handles of the token and of any contract's ownership.

use crate::chain::AccountId;
use crate::message::Message;
use ink::codegen::TraitCallBuilder;
use interfaces::ownable::OwnershipError;
use interfaces::token::{PSP22Error, TokenError};
use shared::Amount;

handle! {
    /// The token, PSP22 included.
    TokenHandle as "token" {
        impl psp22::PSP22 {
            fn total_supply(&self) -> Amount;
            fn balance_of(&self, owner: AccountId) -> Amount;
            fn allowance(&self, owner: AccountId, spender: AccountId) -> Amount;
            fn approve(&mut self, spender: AccountId, value: Amount) -> Result<(), PSP22Error>;
            fn increase_allowance(&mut self, spender: AccountId, by: Amount) -> Result<(), PSP22Error>;
            fn decrease_allowance(&mut self, spender: AccountId, by: Amount) -> Result<(), PSP22Error>;
        }
        impl psp22::PSP22Metadata {
            fn token_name(&self) -> Option<String>;
            fn token_symbol(&self) -> Option<String>;
            fn token_decimals(&self) -> u8;
        }
        impl psp22::PSP22Burnable {
            fn burn(&mut self, value: Amount) -> Result<(), PSP22Error>;
        }
        impl interfaces::token::Token {
            fn max_supply(&self) -> Amount;
            fn minter(&self) -> Option<AccountId>;
            fn set_minter(&mut self, minter: AccountId) -> Result<(), TokenError>;
            fn mint_to(&mut self, to: AccountId, value: Amount) -> Result<(), TokenError>;
        }
    }
}

impl TokenHandle {
    /// [`psp22::PSP22::transfer`], without the data that the token ignores.
    pub fn transfer(self, to: AccountId, value: Amount) -> Message<Result<(), PSP22Error>> {
        let mut callee: ink::contract_ref!(psp22::PSP22, ink::env::DefaultEnvironment) = self.0.into();
        let built = psp22::PSP22::transfer(callee.call_mut(), to, value, Vec::new());
        Message::new("token.transfer", self.0, built)
    }

    /// [`psp22::PSP22::transfer_from`], without the data that the token ignores.
    pub fn transfer_from(
        self,
        from: AccountId,
        to: AccountId,
        value: Amount,
    ) -> Message<Result<(), PSP22Error>> {
        let mut callee: ink::contract_ref!(psp22::PSP22, ink::env::DefaultEnvironment) = self.0.into();
        let built = psp22::PSP22::transfer_from(callee.call_mut(), from, to, value, Vec::new());
        Message::new("token.transfer_from", self.0, built)
    }
}

handle! {
    /// A contract's ownership, the same in every contract.
    OwnableHandle as "ownable" {
        impl interfaces::ownable::Ownable {
            fn owner(&self) -> AccountId;
            fn pending_owner(&self) -> Option<AccountId>;
            fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError>;
            fn accept_ownership(&mut self) -> Result<(), OwnershipError>;
        }
    }
}
