//! The contracts on a real node.
//!
//! - [`same_state`]: the whole story through our own client, on the embedded chain and on a node, which both end in
//!   the same state;
//! - [`by_ink`]: each contract, and the main stories, through ink's own client;
//! - [`independent`]: a client in another language, which shares nothing with either;
//! - `node`: the node that they share.
//!
//! Without a node the tests that need one say so and pass, unless `GRIDSHARE_NEED_NODE` is set.

mod by_ink;
mod independent;
mod node;
mod same_state;
