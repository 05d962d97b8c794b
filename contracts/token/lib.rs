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
    use ink::prelude::boxed::Box;
    use ink::prelude::string::String;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::ownable::OwnershipError;
    use interfaces::token::{PSP22Burnable, PSP22Error, PSP22Metadata, TokenConfig, TokenError, PSP22};
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

        /// Boxed, because passing a pointer on takes less code than moving all of it.
        #[expect(clippy::expect_used, reason = "the constructor stores it and nothing removes it")]
        fn config(&self) -> Box<Config> {
            Box::new(self.config.get().expect("stored by the constructor"))
        }

        /// Changes an allowance of the caller's.
        #[inline(never)]
        fn change_allowance(&mut self, spender: AccountId, delta: u128, up: bool) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let done = ledger::change_allowance(&mut self.data, owner, spender, delta, up);
            self.conclude(done)
        }

        /// Ends one of PSP22's messages here and now. Otherwise the root would be written back, as after every
        /// message that takes `&mut self`, at the price of another balance; only minting and burning change it.
        #[inline(never)]
        fn conclude(&self, done: Result<Vec<PSP22Event>, PSP22Error>) -> Result<(), PSP22Error> {
            interfaces::calls::finish(done.map(|events| self.emit(events)))
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
            let done = ledger::transfer_from(&mut self.data, caller, from, to, value).map(|[moved, spent]| {
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

    impl interfaces::token::Token for Token {
        #[ink(message)]
        fn set_minter(&mut self, minter: AccountId) -> Result<(), TokenError> {
            let mut config = self.config();
            config.ownership.ensure(self.env().caller()).map_err(|_| TokenError::NotOwner)?;
            if config.minter.replace(minter).is_some() {
                return Err(TokenError::AlreadyWired);
            }
            self.config.set(&config);
            self.env().emit_event(MinterSet { minter });
            Ok(())
        }

        #[ink(message)]
        fn mint_to(&mut self, to: AccountId, value: Amount) -> Result<(), TokenError> {
            let config = self.config();
            if config.minter.as_ref() != Some(&self.env().caller()) {
                return Err(TokenError::NotMinter);
            }
            let events = ledger::mint(&mut self.data, to, value, config.max_supply)?;
            self.emit(events);
            Ok(())
        }

        #[ink(message)]
        fn max_supply(&self) -> Amount {
            self.config().max_supply
        }

        #[ink(message)]
        fn minter(&self) -> Option<AccountId> {
            self.config().minter
        }
    }

    impl interfaces::ownable::Ownable for Token {
        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            let mut config = self.config();
            config.ownership.offer(self.env().caller(), to)?;
            self.config.set(&config);
            Ok(())
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let mut config = self.config();
            let event = OwnershipTransferred { from: config.ownership.owner(), to: self.env().caller() };
            config.ownership.accept(event.to)?;
            self.config.set(&config);
            self.env().emit_event(event);
            Ok(())
        }

        #[ink(message)]
        fn owner(&self) -> AccountId {
            self.config().ownership.owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            self.config().ownership.pending()
        }
    }

    impl PSP22Metadata for Token {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            Some(self.config().name)
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            Some(self.config().symbol)
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            12
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use ink::env::test::{default_accounts, recorded_events, set_caller};
        use ink::env::DefaultEnvironment;
        use interfaces::ownable::Ownable;
        use interfaces::token::Token as _;

        // PSP22's own tests, run against this contract.
        ::psp22::tests!(Token, token);

        fn config(initial_supply: u128, max_supply: u128) -> TokenConfig {
            let (name, symbol) = (String::from("Gridshare"), String::from("GRID"));
            TokenConfig { name, symbol, initial_supply, max_supply }
        }

        /// Made by Alice.
        fn token(initial_supply: u128) -> Token {
            set_caller::<DefaultEnvironment>(default_accounts::<DefaultEnvironment>().alice);
            Token::new(config(initial_supply, u128::MAX)).unwrap()
        }

        #[ink::test]
        fn the_initial_supply_is_bounded_too() {
            assert_eq!(Token::new(config(11, 10)).err(), Some(TokenError::MaxSupplyExceeded));
            let token = Token::new(config(10, 10)).unwrap();
            assert_eq!((token.total_supply(), token.max_supply()), (10, 10));
        }

        #[ink::test]
        fn metadata_is_what_was_configured() {
            let token = token(1);
            assert_eq!(token.token_name().as_deref(), Some("Gridshare"));
            assert_eq!(token.token_symbol().as_deref(), Some("GRID"));
            assert_eq!(token.token_decimals(), 12);
        }

        #[ink::test]
        fn only_the_minter_mints_and_it_is_named_once() {
            let a = default_accounts::<DefaultEnvironment>();
            let mut token = token(100);
            assert_eq!(token.mint_to(a.bob, 1), Err(TokenError::NotMinter), "nobody yet");
            set_caller::<DefaultEnvironment>(a.bob);
            assert_eq!(token.set_minter(a.bob), Err(TokenError::NotOwner));
            set_caller::<DefaultEnvironment>(a.alice);
            assert_eq!(token.set_minter(a.bob), Ok(()));
            assert_eq!(token.set_minter(a.charlie), Err(TokenError::AlreadyWired));
            assert_eq!(token.mint_to(a.alice, 1), Err(TokenError::NotMinter), "the owner neither");
            set_caller::<DefaultEnvironment>(a.bob);
            let events = recorded_events().count();
            assert_eq!(token.mint_to(a.charlie, 5), Ok(()));
            assert_eq!(token.mint_to(a.charlie, 0), Ok(()));
            assert_eq!(recorded_events().count().checked_sub(events), Some(1));
            assert_eq!(token.mint_to(a.charlie, u128::MAX), Err(TokenError::MaxSupplyExceeded));
            assert_eq!((token.balance_of(a.charlie), token.total_supply()), (5, 105));
            assert_eq!(token.minter(), Some(a.bob));
        }

        #[ink::test]
        fn ownership_moves_in_two_steps() {
            let a = default_accounts::<DefaultEnvironment>();
            let mut token = token(0);
            assert_eq!(token.transfer_ownership(a.bob), Ok(()));
            assert_eq!((token.owner(), token.pending_owner()), (a.alice, Some(a.bob)));
            assert_eq!(token.accept_ownership(), Err(OwnershipError::NotPendingOwner));
            set_caller::<DefaultEnvironment>(a.bob);
            assert_eq!(token.transfer_ownership(a.bob), Err(OwnershipError::NotOwner));
            assert_eq!(token.accept_ownership(), Ok(()));
            assert_eq!((token.owner(), token.pending_owner()), (a.bob, None));
        }

        #[ink::test]
        fn burning_lowers_the_supply() {
            let mut token = token(10);
            assert_eq!(token.burn(4), Ok(()));
            assert_eq!(token.burn(7), Err(PSP22Error::InsufficientBalance));
            assert_eq!(token.total_supply(), 6);
        }
    }
}
