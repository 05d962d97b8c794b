//! Typed messages of each contract that others call. The caller names the message, the callee's address, and
//! its own error for a refusal: `registry::owner_of(node).or(address, MarketError::UnknownNode)?`.
//!
//! Arguments are taken by reference and encode to the same bytes as those of the interfaces' traits: the
//! tests compare them with what the call builders send that ink! generates from the traits.

pub mod market;
pub mod metering;
pub mod ownable;
pub mod registry;
pub mod staking;
pub mod token;

/// The bytes that an interface's own call builder sends.
#[cfg(test)]
macro_rules! built {
    ($call:expr) => {
        scale::Encode::encode($call.params().exec_input())
    };
}
#[cfg(test)]
use built;
