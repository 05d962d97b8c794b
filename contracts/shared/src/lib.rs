//! Rules that more than one contract needs, in plain Rust.
//!
//! Nothing here touches `ink::env`: time, callers and amounts are arguments, so every rule is tested
//! where it stands. Storage types live here only when two contracts keep the same kind of record.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod clock;
pub mod h3;
pub mod ledger;
pub mod limits;
pub mod math;
pub mod ownership;
pub mod pages;
pub mod scheduled;
pub mod signing;
pub mod types;

pub use clock::{Clock, Slot};
pub use ledger::Accrual;
pub use math::{ArithmeticError, Rounding};
pub use ownership::{Ownership, OwnershipError};
pub use pages::Records;
pub use scheduled::Scheduled;
pub use types::*;
