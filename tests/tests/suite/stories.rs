//! One scenario file per user story.

mod claims;
pub mod dapp;
mod delegator;
mod governance;
mod heartbeats;
mod node_owner;
mod ownership;
mod pricing;
mod race;
mod self_dealing;
mod settlement;
