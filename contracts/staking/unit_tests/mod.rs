//! Tests of the rules, of storage and of the messages.
//!
//! - `harness`: one pool and its stakers on the host
//! - `verbs`: what they do, compared with the state before it
//! - `invariants`: what must hold after each verb
//! - `model`: the same pool without shares, for comparison
//! - `bonding`, `thawing`, `rewards`, `slashing`, `transfer`: what the rules do in one situation each
//! - `tranches`: converted tranches in the pool and beside it
//! - `sequences`: random sequences of verbs
//! - `store`, `lists`: storage
//! - `facade`: messages, and `front`: those that staking's own code has
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "numbers of tests are small"
)]

mod bonding;
mod facade;
mod front;
mod harness;
mod invariants;
mod lists;
mod model;
mod rewards;
mod sequences;
mod slashing;
mod store;
mod thawing;
mod tranches;
mod transfer;
mod verbs;
