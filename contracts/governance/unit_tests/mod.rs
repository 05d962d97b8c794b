//! Tests of the rules, and of what the messages decide off-chain.
#![allow(clippy::arithmetic_side_effects, reason = "numbers of tests are small")]

mod calls;
mod deposits;
mod facade;
mod params;
mod proposals;

use ink::primitives::AccountId;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}
