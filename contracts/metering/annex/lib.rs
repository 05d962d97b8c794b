//! Metering's annex: the whole contract as ink! builds it, for the messages that metering's own code does not have (see the
//! crate `metering`). Metering runs it on its own storage, by delegate call.
//!
//! An instance of it exists only so that nobody can remove the code: a contract that is wired to nothing, of which
//! nobody takes notice.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

// Linked for its entry points and its metadata, which ink! makes in that crate.
pub use metering::metering::Metering;
