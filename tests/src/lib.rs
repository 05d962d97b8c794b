//! What the suite's tests are written with: a world with the deployed contracts, and verbs to act in it.
//!
//! - [`world`]: the deployed suite on an embedded chain, its clock and its people;
//! - [`verbs`]: one function for each thing that people do, which compares before and after;
//! - [`cast`]: a busy world, in which everything that can be going on is going on;
//! - [`lab`]: contracts that a test wires as it likes;
//! - [`refusals`]: tables of what is refused, held against the errors that exist and those documented;
//! - [`metadata`]: the contracts' metadata, and well-typed arguments made from it;
//! - [`snapshot`]: what is pinned in files.
//!
//! Every [`World`] checks the client's invariants when it ends, so that each test does.

pub mod cast;
pub mod lab;
pub mod metadata;
pub mod refusals;
pub mod snapshot;
pub mod verbs;
pub mod world;

pub use cast::Cast;
pub use lab::Lab;
pub use verbs::{Channel, Node};
pub use world::{World, FAR_CELL, INFERENCE, NEAR_CELL, START, STORAGE};
