//! Tests of the ledger and of the messages.
#![allow(clippy::arithmetic_side_effects, reason = "numbers of tests are small")]

mod facade;
mod ledger;
