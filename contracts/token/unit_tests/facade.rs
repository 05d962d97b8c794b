//! The token's messages.

use crate::token::Token;
use ink::env::test::{default_accounts, recorded_events, set_caller};
use ink::env::DefaultEnvironment;
use interfaces::ownable::{Ownable, OwnershipError};
use interfaces::token::{
    PSP22Burnable, PSP22Error, PSP22Metadata, Token as _, TokenConfig, TokenError, PSP22,
};

// PSP22's own tests, run against this contract.
::psp22::tests!(Token, token);

fn config(initial_supply: u128, max_supply: u128) -> TokenConfig {
    let (name, symbol) = (String::from("Gridshare"), String::from("GRID"));
    TokenConfig { name, symbol, initial_supply, max_supply }
}

/// Instantiated by Alice.
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
