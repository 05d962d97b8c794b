//! The registry's annex: the whole registry as ink! builds it, for the messages that the registry's own code does not
//! have (see the crate `registry`). The registry runs it on its own storage, by delegate call.
//!
//! An instance of it exists only so that nobody can remove the code: a registry that is wired to nothing, of which
//! nobody takes notice.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

// Linked for its entry points and its metadata, which ink! makes in that crate.
pub use registry::registry::Registry;
