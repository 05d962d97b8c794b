//! Tests of the rules and of the messages.
#![allow(clippy::arithmetic_side_effects, reason = "numbers of tests are small")]

mod facade;
mod model;
mod offers;
mod page;
mod reservation;
mod store;
mod zones;
