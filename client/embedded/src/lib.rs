//! A chain inside this process: the real pallet runs the real WASM, block by block, on a clock that the
//! caller sets.
//!
//! - [`EmbeddedChain`]: the chain, behind the SDK's interface;
//! - `sandbox`: the same chain as a drink sandbox;
//! - [`runtime`]: pallets and constants;
//! - `blocks`: how blocks begin and end.

mod blocks;
mod chain;
pub mod runtime;
mod sandbox;

pub use chain::{EmbeddedChain, Snapshot};
pub use sandbox::{DEFAULT_ACTOR, DEFAULT_START};
