//! Tests of the rules and of the messages.
#![allow(clippy::arithmetic_side_effects, reason = "numbers of tests are small")]

mod boosts;
mod facade;
mod facts;
