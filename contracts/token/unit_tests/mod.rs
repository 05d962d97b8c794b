//! Tests of allowances and of the messages.
#![allow(clippy::arithmetic_side_effects, reason = "numbers of tests are small")]

mod allowance;
mod facade;
