//! One scenario file per user story.

mod attested;
mod choosing;
mod claims;
mod commission;
pub mod dapp;
mod delegator;
mod faults;
mod governance;
mod heartbeats;
mod maintenance;
mod node_owner;
mod ownership;
mod pools;
mod pricing;
mod retirement;
mod self_dealing;
mod settlement;
mod transfer;
mod uptime;
mod voting;
