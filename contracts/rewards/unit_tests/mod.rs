//! Tests of the rules, and of what the messages decide off-chain.
#![allow(clippy::arithmetic_side_effects, reason = "numbers of tests are small")]

mod batch;
mod emission;
mod facade;
