//! The token that nodes are paid in, staked with and governed by.
//!
//! PSP22 with metadata and burn, on the `psp22` crate, plus what the suite needs of it: a maximum supply
//! that no mint passes, and one minter (rewards), named once. It calls nobody.
//!
//! - `events`: its events besides PSP22's;
//! - `config`: what a transfer does not read;
//! - `minting`: minting under the maximum supply;
//! - `allowance`: spending and changing allowances.
//!
//! An allowance of `u128::MAX` is unlimited: `transfer_from` under it neither lowers it nor emits `Approval`.
//! So an account that often pays into the suite approves once, and each payment costs a storage write and an
//! event less. `increase_allowance` stops at `u128::MAX` and so can make an allowance unlimited;
//! `decrease_allowance` ends that.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod allowance;
mod config;
mod events;
mod minting;
#[cfg(test)]
mod unit_tests;

#[ink::contract]
mod token {
    use crate::config::Config;
    use crate::events::{MinterSet, OwnershipTransferred};
    use crate::{allowance, minting};
    use ink::prelude::boxed::Box;
    use ink::prelude::string::String;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::token::{PSP22Burnable, PSP22Error, PSP22Metadata, TokenConfig, TokenError, PSP22};
    use kit::ownership;
    use psp22::{PSP22Data, PSP22Event};
    use shared::{Amount, Ownership, OwnershipError};

    /// What every message reads; the items behind it only some do.
    #[ink(storage)]
    pub struct Token {
        /// Total supply, balances and allowances, in tokens, under the keys that `psp22` gives them.
        data: PSP22Data,
        /// Minter, maximum supply and metadata.
        config: Lazy<Config, ManualKey<0x1000_0001>>,
        /// The owner.
        ownership: Lazy<Ownership, ManualKey<0x1000_0002>>,
    }

    impl Token {
        /// Mints the initial supply to the caller, who also becomes the owner.
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
            let mut token = Self { data: PSP22Data::default(), config: Lazy::new(), ownership: Lazy::new() };
            let events = minting::mint(&mut token.data, creator, initial_supply, max_supply)?;
            token.config.set(&Config { minter: None, max_supply, name, symbol });
            ownership::start(&mut token.ownership, creator);
            token.emit(events);
            Ok(token)
        }

        /// Reads the configuration. Boxed, because passing a pointer on takes less code than moving it.
        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_config(&self) -> Box<Config> {
            Box::new(self.config.get().expect("written by the constructor"))
        }

        /// Raises (`up`) or lowers an allowance of the caller's by `delta` tokens.
        #[inline(never)]
        fn change_allowance(&mut self, spender: AccountId, delta: u128, up: bool) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let done = allowance::change_allowance(&mut self.data, owner, spender, delta, up);
            self.conclude(done)
        }

        /// Ends one of PSP22's messages here and now. Otherwise the root would be written back, as after
        /// every message that takes `&mut self`, and a write costs as much as that of a balance. The root
        /// changes only with the total supply: by minting and burning.
        #[inline(never)]
        fn conclude(&self, done: Result<Vec<PSP22Event>, PSP22Error>) -> Result<(), PSP22Error> {
            kit::finish(done.map(|events| self.emit(events)))
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

    impl interfaces::token::Token for Token {
        // ---- administration ----

        #[ink(message)]
        fn set_minter(&mut self, minter: AccountId) -> Result<(), TokenError> {
            ownership::ensure(&self.ownership).map_err(|_| TokenError::NotOwner)?;
            let mut config = self.read_config();
            if config.minter.replace(minter).is_some() {
                return Err(TokenError::AlreadyWired);
            }
            self.config.set(&config);
            self.env().emit_event(MinterSet { minter });
            Ok(())
        }

        // ---- the minter ----

        #[ink(message)]
        fn mint_to(&mut self, to: AccountId, value: Amount) -> Result<(), TokenError> {
            let config = self.read_config();
            if config.minter.as_ref() != Some(&self.env().caller()) {
                return Err(TokenError::NotMinter);
            }
            let events = minting::mint(&mut self.data, to, value, config.max_supply)?;
            self.emit(events);
            Ok(())
        }

        // ---- views ----

        #[ink(message)]
        fn max_supply(&self) -> Amount {
            self.read_config().max_supply
        }

        #[ink(message)]
        fn minter(&self) -> Option<AccountId> {
            self.read_config().minter
        }
    }

    impl PSP22 for Token {
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            let done = self.data.transfer(self.env().caller(), to, value);
            self.conclude(done)
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
            let done =
                allowance::transfer_from(&mut self.data, caller, from, to, value).map(|[moved, spent]| {
                    self.emit(moved);
                    spent
                });
            self.conclude(done)
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            let done = self.data.approve(self.env().caller(), spender, value);
            self.conclude(done)
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            self.change_allowance(spender, delta_value, true)
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            self.change_allowance(spender, delta_value, false)
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
            Some(self.read_config().name)
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            Some(self.read_config().symbol)
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            12
        }
    }

    impl interfaces::ownable::Ownable for Token {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            ownership::read(&self.ownership).owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            ownership::read(&self.ownership).pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            ownership::transfer(&mut self.ownership, to)
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let (from, to) = ownership::accept(&mut self.ownership)?;
            self.env().emit_event(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
