//! The Rust client of Gridshare, for any chain. A dApp's or a node's backend depends on this crate and links no
//! pallet.
//!
//! - [`chain`]: the interface to a chain;
//! - [`handles`]: a typed handle per contract, with one function per message, which encodes a [`Message`];
//! - [`suite`]: addresses of the contracts; [`network`]: sends messages to them; [`costs`]: what messages cost;
//! - [`mod@deploy`]: deploys, wires and hands over the contracts that [`artifacts`] loads, and goes on after whatever
//!   interruption; [`mod@verify`]: proves a network to somebody who trusts nobody;
//! - [`network_file`]: a deployed network in a file; [`params`]: the suite's parameters by name;
//! - [`address`]: accounts as people write them; [`files`]: files that are never half written;
//! - [`keys`]: keys for replays and tests, and the messages that they sign;
//! - [`metadata`]: events, calls and answers decoded by the bundles' metadata; [`words`]: units as people write them;
//!   [`refusals`]: what each error means and what to do about it;
//! - [`progress`]: a listener to the progress of a long job.
//!
//! Dependencies point one way: chain ← message ← handles ← suite ← network ← {params, verify} ← deploy.
//!
//! ```no_run
//! use gridshare_sdk::{deploy, keys::account, Artifacts, Chain, DeployConfig};
//! # fn show(chain: impl Chain) -> anyhow::Result<()> {
//! let (alice, bob) = (account("alice"), account("bob"));
//! let mut net = deploy(chain, alice, &Artifacts::load()?, &DeployConfig::default(), &())?;
//! net.send(alice, net.suite.token().transfer(bob, 5))?;
//! assert_eq!(net.view(net.suite.token().balance_of(bob))?, 5);
//! # Ok(())
//! # }
//! ```

pub mod address;
pub mod artifacts;
pub mod chain;
pub mod costs;
pub mod deploy;
pub mod files;
pub mod handles;
pub mod keys;
pub mod message;
pub mod metadata;
pub mod network;
pub mod network_file;
pub mod params;
pub mod progress;
pub mod refusals;
pub mod suite;
pub mod verify;
pub mod words;

pub use artifacts::Artifacts;
pub use chain::{AccountId, Accounts, Block, Blocks, Chain, ChainError, Cost, Event, Executed, Inclusion};
pub use costs::{CostBook, Spent};
pub use deploy::{deploy, deploy_resumable, DeployConfig};
pub use handles::{
    AttestationsHandle, GovernanceHandle, MarketHandle, MeteringHandle, OwnableHandle, RegistryHandle,
    RewardsHandle, StakingHandle, TokenHandle,
};
pub use message::{CallError, Message, Receipt};
pub use network::Network;
pub use network_file::NetworkFile;
pub use progress::Progress;
/// What answers of messages implement: generic callers of [`Network::send`] need it.
pub use scale::Decode;
pub use suite::Suite;
pub use verify::verify;
