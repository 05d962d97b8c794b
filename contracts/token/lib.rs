//! The token that nodes are paid in, staked with and governed by.
//!
//! PSP22 with metadata and burn, on the `psp22` crate, plus what the suite needs of it: a maximum supply
//! that no mint passes, and one minter (rewards), named once. It calls nobody.
//!
//! - `ledger`: minting under the maximum, and spending under an allowance.
//!
//! An allowance of `u128::MAX` is unlimited: `transfer_from` under it neither lowers it nor emits `Approval`.
//! So whoever pays into the suite often approves once, and each payment costs a storage write and an event less.
//! `increase_allowance` stops at `u128::MAX` and so can make an allowance unlimited; `decrease_allowance` ends that.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod ledger;

#[ink::contract]
mod token {
    use crate::ledger;
    use ink::prelude::string::String;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::ownable::OwnershipError;
    use interfaces::token::{
        PSP22Burnable, PSP22Error, PSP22Metadata, TokenConfig, TokenError, PSP22,
    };
    use psp22::{PSP22Data, PSP22Event};
    use shared::{Amount, Ownership};

    /// The token was handed to a new owner.
    #[ink(event)]
    pub struct OwnershipTransferred {
        /// The owner so far.
        pub from: AccountId,
        /// The owner from now on.
        pub to: AccountId,
    }

    /// The minter was named.
    #[ink(event)]
    pub struct MinterSet {
        /// Who may mint from now on.
        pub minter: AccountId,
    }

    /// What a transfer has no need of.
    #[derive(Debug)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    struct Config {
        ownership: Ownership,
        minter: Option<AccountId>,
        max_supply: Amount,
        name: String,
        symbol: String,
    }

    /// Balances and allowances are `psp22`'s, under the keys that it names.
    #[ink(storage)]
    pub struct Token {
        data: PSP22Data,
        config: Lazy<Config, ManualKey<0x1000_0001>>,
    }

    impl Token {
        /// A token with its initial supply in the hands of the instantiator, who also becomes the owner.
        ///
        /// # Events
        /// `Transfer` from nobody.
        ///
        /// # Errors
        /// `MaxSupplyExceeded`.
        #[ink(constructor)]
        pub fn new(config: TokenConfig) -> Result<Self, TokenError> {
            let creator = Self::env().caller();
            let TokenConfig { name, symbol, initial_supply, max_supply } = config;
            let mut token = Self { data: PSP22Data::default(), config: Lazy::new() };
            let events = ledger::mint(&mut token.data, creator, initial_supply, max_supply)?;
            let ownership = Ownership::new(creator);
            token.config.set(&Config { ownership, minter: None, max_supply, name, symbol });
            token.emit(events);
            Ok(token)
        }

        /// # Panics
        /// Never: the constructor stored it, and nothing removes it.
        fn config(&self) -> Config {
            self.config.get_or_default_never()
        }

        fn emit(&self, events: Vec<PSP22Event>) {
            for event in events {
                match event {
                    PSP22Event::Transfer(event) => self.env().emit_event(event),
                    PSP22Event::Approval(event) => self.env().emit_event(event),
                }
            }
        }
    }

    impl PSP22 for Token {
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            let events = self.data.transfer(self.env().caller(), to, value)?;
            self.emit(events);
            Ok(())
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            let events = ledger::transfer_from(&mut self.data, caller, from, to, value)?;
            self.emit(events);
            Ok(())
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            let events = self.data.approve(self.env().caller(), spender, value)?;
            self.emit(events);
            Ok(())
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let events = self.data.increase_allowance(self.env().caller(), spender, delta_value)?;
            self.emit(events);
            Ok(())
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let events = self.data.decrease_allowance(self.env().caller(), spender, delta_value)?;
            self.emit(events);
            Ok(())
        }

        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.data.total_supply()
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            self.data.balance_of(owner)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.data.allowance(owner, spender)
        }
    }

    impl PSP22Burnable for Token {
        #[ink(message)]
        fn burn(&mut self, value: u128) -> Result<(), PSP22Error> {
            let events = self.data.burn(self.env().caller(), value)?;
            self.emit(events);
            Ok(())
        }
    }

    impl PSP22Metadata for Token {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            self.config.get().map(|config| config.name)
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            self.config.get().map(|config| config.symbol)
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            12
        }
    }
}
