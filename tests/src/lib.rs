//! The suite's tests are written with these: a network with the deployed contracts, and verbs to act in it.
//!
//! - [`network`]: the deployed suite on an embedded chain, its clock and its accounts;
//! - [`verbs`]: one function for each thing that people do, which compares before and after;
//! - [`busy`]: a busy network, in which everything that the contracts offer is under way;
//! - [`isolated`]: contracts that a test wires as it likes;
//! - [`refusals`]: tables of what is refused, held against the errors that exist and those documented;
//! - [`metadata`]: the contracts' metadata, and well-typed arguments made from it;
//! - [`snapshot`]: what is pinned in files.
//!
//! Every [`TestNetwork`] checks the invariants of `gridshare-audit` when it is dropped, so that each test does.

pub mod busy;
pub mod isolated;
pub mod metadata;
pub mod network;
pub mod refusals;
pub mod snapshot;
pub mod verbs;

pub use busy::BusyNetwork;
pub use isolated::IsolatedContracts;
pub use network::{TestNetwork, FAR_CELL, INFERENCE, NEAR_CELL, START, STORAGE};
pub use verbs::{Channel, Node};
