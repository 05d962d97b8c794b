//! The contracts in drink sessions, as any tool sees them that has nothing but their bundles: messages are called by
//! name, arguments are strings, answers, refusals and events are decoded by metadata. Sessions run on the embedded
//! chain, so constants and clock are those of a node.
//!
//! `#[drink::test]` builds a crate's own contract while it compiles, which contracts of one workspace cannot do for
//! each other: these are plain tests on the bundles that `scripts/build` left.
//!
//! - [`contracts`]: each contract by itself;
//! - [`stories`]: all of them together;
//! - [`hostile`]: contracts among peers that lie, which only a mock can;
//! - [`handles`]: the same session driven by the SDK;
//! - [`bundles`]: loads bundles and decodes by their metadata; [`configs`]: arguments of constructors;
//!   [`deployment`]: deploys and wires all eight.

#[macro_use]
mod bundles;
mod configs;
mod contracts;
mod deployment;
mod handles;
mod hostile;
mod stories;
