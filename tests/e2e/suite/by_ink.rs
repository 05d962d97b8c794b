//! Through ink's own test client, `ink_e2e`: each contract deployed from its bundle, and the main stories.
//!
//! Its macro `#[ink_e2e::test]` builds contracts while it compiles; here its client takes the bundles that
//! `scripts/build` left, so what is tested is what is released.
//!
//! - [`client`]: the client, and what stands in for the contracts' crates;
//! - [`deployment`]: all eight contracts, deployed, wired and handed over;
//! - [`contracts`]: each contract by itself;
//! - [`stories`]: a node owner, a dApp, voters.

mod client;
mod contracts;
mod deployment;
mod stories;
