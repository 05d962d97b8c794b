//! Rules and units that more than one contract needs, in plain Rust.
//!
//! Nothing here touches `ink::env`: time, callers and amounts are arguments, so every rule is tested
//! where it stands. Storage types live here only when two contracts keep the same kind of record.
//!
//! - [`types`]: the suite's units and numbers, by name; [`limits`]: bounds that hold between contracts;
//! - [`math`]: checked arithmetic and ratios of amounts;
//! - [`clock`]: epochs and slots; [`accrual`]: a value that accrues per epoch; [`epoch_groups`]: amounts of eight
//!   epochs in one storage item;
//! - [`mod@parameters`]: what governance sets, within which bounds; [`scheduled`]: values that change at an
//!   epoch's boundary;
//! - [`pages`]: records that share a storage item;
//! - [`ownership`]: ownership that moves in two steps; [`errors`]: why what all contracts do alike fails;
//! - [`signing`]: the bytes of vouchers and beats that keys sign;
//! - [`h3`]: checks of H3 cells, and the zones they lie in.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod accrual;
pub mod clock;
pub mod epoch_groups;
pub mod errors;
pub mod h3;
pub mod limits;
pub mod math;
pub mod ownership;
pub mod pages;
pub mod parameters;
pub mod scheduled;
pub mod signing;
pub mod types;

pub use accrual::Accrual;
pub use clock::{Clock, Slot};
pub use epoch_groups::{EpochGroup, RecentEpochs};
pub use errors::{CallFailed, SettingsError, WiringError};
pub use math::{ArithmeticError, Rounding};
pub use ownership::{Ownership, OwnershipError};
pub use pages::Records;
pub use parameters::Parameters;
#[cfg(feature = "std")]
pub use parameters::{Described, Unit};
pub use scheduled::Scheduled;
pub use types::*;
