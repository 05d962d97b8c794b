//! Each contract by itself: deployed by its bundle, called by name, refusals and events decoded.

mod attestations;
mod governance;
mod market;
mod metering;
mod registry;
mod rewards;
mod staking;
mod token;
