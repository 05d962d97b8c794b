//! The token that nodes are paid in, staked with and governed by.
//!
//! PSP22 with metadata and burn, its messages, errors and events those of the `psp22` crate, plus what the suite
//! needs of it: a maximum supply that no mint passes, and one minter (rewards), named once. It calls nobody.
//!
//! - `ledger`: balances, allowances and the supply;
//! - `events`: its events besides PSP22's.
//!
//! An allowance of `u128::MAX` is unlimited: `transfer_from` under it neither lowers it nor emits `Approval`.
//! So an account that often pays into the suite approves once, and each payment costs a storage write and an
//! event less. `increase_allowance` stops at `u128::MAX` and so can make an allowance unlimited;
//! `decrease_allowance` ends that.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod events;
mod ledger;
#[cfg(test)]
mod unit_tests;

#[ink::contract]
mod token {
    use crate::events::{MinterSet, OwnershipTransferred};
    use crate::ledger::Ledger;
    use ink::prelude::string::String;
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::token::{PSP22Burnable, PSP22Error, PSP22Metadata, TokenConfig, TokenError, PSP22};
    use kit::ownership;
    use psp22::{Approval, Transfer};
    use shared::{Amount, Ownership, OwnershipError};

    /// Minter and maximum supply stand in the root because every mint needs them: an item that is read anyway.
    /// Only what changes the total supply, or names the minter, writes it.
    #[ink(storage)]
    pub struct Token {
        /// Total supply, balances and allowances, in tokens, under the keys that `psp22` gives them.
        data: Ledger,
        /// The account that may mint, once named.
        minter: Option<AccountId>,
        /// The total supply's upper bound, in tokens.
        max_supply: Amount,
        /// The token's name, for wallets.
        name: String,
        /// Its symbol.
        symbol: String,
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
            let mut data = Ledger::default();
            let minted = data.mint(&creator, initial_supply, max_supply)?;
            let mut token = Self { data, minter: None, max_supply, name, symbol, ownership: Lazy::new() };
            ownership::start(&mut token.ownership, creator);
            token.note_transfer(minted, None, Some(creator), initial_supply);
            Ok(token)
        }

        /// Ends one of PSP22's messages here and now. Otherwise the root would be written back, as after
        /// every message that takes `&mut self`, and a write costs as much as that of a balance. The root
        /// changes only with the total supply: by minting and burning.
        #[inline(never)]
        fn conclude(&self, done: Result<(), PSP22Error>) -> Result<(), PSP22Error> {
            kit::finish(done)
        }

        /// Raises (`up`) or lowers an allowance of the caller's by `delta` tokens.
        #[inline(never)]
        fn change_allowance(&mut self, spender: AccountId, delta: u128, up: bool) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let amount = self.data.change_allowance(&owner, &spender, delta, up)?;
            self.note_approval(owner, spender, amount);
            Ok(())
        }

        /// Emits `Transfer` if tokens `moved`.
        #[inline(never)]
        fn note_transfer(&self, moved: bool, from: Option<AccountId>, to: Option<AccountId>, value: Amount) {
            if moved {
                self.env().emit_event(Transfer { from, to, value });
            }
        }

        /// Emits `Approval` if an allowance has another `amount` now.
        #[inline(never)]
        fn note_approval(&self, owner: AccountId, spender: AccountId, amount: Option<Amount>) {
            if let Some(amount) = amount {
                self.env().emit_event(Approval { owner, spender, amount });
            }
        }

        fn move_tokens(&mut self, to: AccountId, value: Amount) -> Result<(), PSP22Error> {
            let from = self.env().caller();
            let moved = self.data.transfer(&from, &to, value)?;
            self.note_transfer(moved, Some(from), Some(to), value);
            Ok(())
        }

        fn spend(&mut self, from: AccountId, to: AccountId, value: Amount) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            let (moved, rest) = self.data.transfer_from(&caller, &from, &to, value)?;
            self.note_transfer(moved, Some(from), Some(to), value);
            self.note_approval(from, caller, rest);
            Ok(())
        }

        fn set_allowance(&mut self, spender: AccountId, value: Amount) {
            let owner = self.env().caller();
            let set = self.data.approve(&owner, &spender, value);
            self.note_approval(owner, spender, set.then_some(value));
        }
    }

    impl interfaces::token::Token for Token {
        // ---- administration ----

        #[ink(message)]
        fn set_minter(&mut self, minter: AccountId) -> Result<(), TokenError> {
            ownership::ensure(&self.ownership).map_err(|_| TokenError::NotOwner)?;
            if self.minter.is_some() {
                return Err(TokenError::AlreadyWired);
            }
            self.minter = Some(minter);
            self.env().emit_event(MinterSet { minter });
            Ok(())
        }

        // ---- the minter ----

        #[ink(message)]
        fn mint_to(&mut self, to: AccountId, value: Amount) -> Result<(), TokenError> {
            if self.minter != Some(self.env().caller()) {
                return Err(TokenError::NotMinter);
            }
            let minted = self.data.mint(&to, value, self.max_supply)?;
            self.note_transfer(minted, None, Some(to), value);
            Ok(())
        }

        // ---- views ----

        #[ink(message)]
        fn max_supply(&self) -> Amount {
            self.max_supply
        }

        #[ink(message)]
        fn minter(&self) -> Option<AccountId> {
            self.minter
        }
    }

    impl PSP22 for Token {
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: u128, _data: Vec<u8>) -> Result<(), PSP22Error> {
            let done = self.move_tokens(to, value);
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
            let done = self.spend(from, to, value);
            self.conclude(done)
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            self.set_allowance(spender, value);
            self.conclude(Ok(()))
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let done = self.change_allowance(spender, delta_value, true);
            self.conclude(done)
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: u128) -> Result<(), PSP22Error> {
            let done = self.change_allowance(spender, delta_value, false);
            self.conclude(done)
        }

        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.data.total_supply()
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            self.data.balance_of(&owner)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.data.allowance(&owner, &spender)
        }
    }

    impl PSP22Burnable for Token {
        #[ink(message)]
        fn burn(&mut self, value: u128) -> Result<(), PSP22Error> {
            let from = self.env().caller();
            let burned = self.data.burn(&from, value)?;
            self.note_transfer(burned, Some(from), None, value);
            Ok(())
        }
    }

    impl PSP22Metadata for Token {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            Some(self.name.clone())
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            Some(self.symbol.clone())
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
