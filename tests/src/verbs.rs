//! One function for each thing that people do. A verb sends the message and compares the state before and after
//! it with what the message promises, so that every scenario checks that as well.

mod attestations;
mod governance;
mod market;
mod metering;
mod ownership;
mod registry;
mod rewards;
mod slashing;
mod staking;

pub use metering::Channel;
pub use registry::Node;
pub use slashing::penalty;
pub use staking::{held, worth};
