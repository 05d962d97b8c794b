//! The main job: plays a fleet and a workload through the deployed contracts, and reports what happened.
//!
//! - [`fleet`]: participants and planned incidents, read from a TOML file;
//! - [`workload`]: requests, generated or read from a trace;
//! - [`replay`]: plays both on an embedded chain;
//! - [`report`]: what happened, as text, as JSON, as a page with charts;
//! - [`input`]: errors in files that a user gave.

pub mod fleet;
pub mod input;
pub mod replay;
pub mod report;
pub mod workload;

pub use replay::{run, with_overrides};
