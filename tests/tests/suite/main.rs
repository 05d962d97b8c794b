//! The suite's real code on an embedded chain.
//!
//! - [`stories`]: one scenario file per user story;
//! - [`refusals`]: every error of every contract, provoked;
//! - [`surface`]: what the metadata lists, called by the wrong people and with the wrong bytes, and pinned;
//! - [`signatures`]: vouchers and beats with every field and every byte changed;
//! - [`attacks`]: attacks and unfortunate orders of events;
//! - [`limits`]: batches at their limits;
//! - [`sequences`]: random sequences of everything;
//! - [`deployment`]: networks deployed, resumed and verified, and their parameters by name;
//! - [`successes`]: every message, doing what it is for;
//! - [`replays`]: a replay of a fleet, as the command-line client runs it.

mod attacks;
mod deployment;
mod limits;
mod refusals;
mod replays;
mod sequences;
mod signatures;
mod stories;
mod successes;
mod surface;
