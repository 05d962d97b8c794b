//! A chain over a node's RPC, behind the same interface as the embedded one.
//!
//! Everything that goes over the wire follows the metadata of the chain at hand: nothing here is compiled for one
//! runtime, so chains with balances of 64 and of 128 bits, and with extensions of their own, work alike.
//!
//! - [`LiveChain`]: the chain; it is synchronous, and keeps a runtime of its own inside;
//! - `connection`: connects, reconnects, and notices another chain or nonsense;
//! - `fault`: what can go wrong between here and a node;
//! - `request`: what is asked of a chain, dry-run and given limits; `value`: its arguments;
//! - `signing`: signatures; `submit`: nonces and sending; `wait`: from there into a block;
//! - `lookup`: what became of a transaction, so that nothing is sent twice;
//! - `decode`: answers and events by metadata;
//! - `accounts`, `blocks`: native tokens, and the chain's past;
//! - `clock`: moves the clock of a node that `scripts/node` started;
//! - `interrupt`: Ctrl-C in every wait;
//! - [`dev_node`]: such a node for a test.

mod accounts;
mod blocks;
mod chain;
mod clock;
mod connection;
mod decode;
pub mod dev_node;
mod fault;
mod interrupt;
mod lookup;
mod request;
mod signing;
mod submit;
mod value;
mod wait;

pub use chain::LiveChain;
pub use connection::{ConnectOptions, Finality};
pub use dev_node::DevNode;
pub use submit::Submitted;
