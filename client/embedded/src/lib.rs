//! A chain inside this process: the real pallet runs the real WASM, block by block, on a clock that the
//! caller sets.
//!
//! - [`EmbeddedChain`]: the chain, behind the SDK's interface;
//! - [`FileChain`]: a chain kept in a file, which one process leaves and the next one finds;
//! - `accounts`: its native tokens and blocks, behind the same interface;
//! - `sandbox`: the same chain as a drink sandbox;
//! - [`runtime`]: its constants, and [`pallets`]: what a chain asks of any runtime's pallets;
//! - `blocks`: how blocks begin and end.

mod accounts;
mod blocks;
mod chain;
pub mod file;
pub mod pallets;
pub mod runtime;
mod sandbox;

pub use chain::{EmbeddedChain, Snapshot};
pub use file::{FileChain, FileError};
pub use sandbox::{DEFAULT_ACTOR, DEFAULT_START};
