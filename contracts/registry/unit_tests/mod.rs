//! Tests of the rules, and of the contract's messages in an off-chain environment: who may do what, in which
//! order, and what is left afterwards. Short ones stand beside their rules.

mod harness;

// Rules.
mod entry;
mod page;
mod windows;

// Messages.
mod administration;
mod beats;
mod claims;
mod front;
mod maintenance;
mod nodes;
mod uptime;
mod wired;
