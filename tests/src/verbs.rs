//! What people do, one function for each thing. A verb sends the message and compares what was there before
//! and after with what the message promises, so that every scenario checks that as well.

mod governance;
mod metering;
mod registry;
mod rewards;
mod staking;

pub use metering::Channel;
pub use registry::Node;
pub use staking::worth;
