//! A chain inside this process: the real pallet runs the real WASM, block by block, on a clock that the
//! caller sets.
//!
//! - [`EmbeddedChain`]: the chain, behind the SDK's interface;
//! - [`FileChain`]: a chain kept in a file, which one process leaves and the next one finds;
//! - `accounts`: its native tokens and blocks, behind the same interface;
//! - [`pallets`]: what a chain asks of any runtime, and [`machine`]: what a version of the pallets answers;
//! - [`runtime`]: pallet-contracts 38 with a node's constants;
//! - `operations`, [`weights`]: what a call is charged for.

mod accounts;
mod chain;
pub mod crates;
pub mod file;
pub mod machine;
mod operations;
pub mod pallets;
pub mod runtime;
pub mod weights;

pub use chain::{EmbeddedChain, Snapshot};
pub use file::{FileChain, FileError};
pub use operations::Operations;
