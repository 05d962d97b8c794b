//! The embedded chain on pallet-contracts 31, which drink has, and as a drink sandbox.
//!
//! - [`PALLET_31`]: the runtime, for chains and bench tables that want the older pallet;
//! - [`DrinkChain`]: a chain on it that drink's `Session` runs on;
//! - `machine`: the embedded chain's own source, compiled with these versions of the pallets.

mod crates;
#[path = "../../embedded/src/machine.rs"]
mod machine;
pub mod runtime;
mod sandbox;

pub(crate) use gridshare_embedded::pallets;
pub use runtime::PALLET_31;
pub use sandbox::{DrinkChain, DEFAULT_ACTOR, DEFAULT_START};
