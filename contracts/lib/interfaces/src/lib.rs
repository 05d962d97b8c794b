//! What each contract of the suite offers: its messages as a trait, its argument types, its parameters
//! with their bounds, its errors. Contracts call each other through these traits and never depend on
//! each other's crates; clients encode calls in the same way. Events stay with the contract that emits them.
//!
//! In this crate and in every message: amounts, also where a doc says tokens, are in the token's smallest
//! unit, times in milliseconds of the block's timestamp, parts of a whole in basis points.
#![cfg_attr(not(feature = "std"), no_std)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "SCALE's derive casts the number of a variant, of which there are few; nothing else is cast here"
)]

pub mod attestations;
pub mod governance;
pub mod market;
pub mod metering;
pub mod ownable;
pub mod registry;
pub mod rewards;
pub mod staking;
pub mod token;

#[cfg(test)]
mod parameter_tests;
