//! The suite's real code on an embedded chain.
//!
//! - [`stories`]: one scenario file per user story;
//! - [`refusals`]: every error of every contract, provoked;
//! - [`surface`]: what the metadata lists, called by the wrong people and with the wrong bytes, and pinned;
//! - [`signatures`]: vouchers and beats with every field and every byte changed;
//! - [`attacks`]: what an attacker and a bad day will try;
//! - [`limits`]: batches at their limits;
//! - [`sequences`]: random sequences of everything;
//! - [`successes`]: every message, doing what it is for;
//! - [`replays`]: the client's main job.

mod attacks;
mod limits;
mod refusals;
mod replays;
mod sequences;
mod signatures;
mod stories;
mod successes;
mod surface;
