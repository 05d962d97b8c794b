//! The Gridshare client: everything that talks to the contracts and is not a contract.
//!
//! - [`chain`]: the one small interface to a chain, and [`embedded`], a chain inside this process;
//! - [`contracts`]: a typed handle per contract, one function per message; a [`Network`] sends them;
//! - [`suite`]: deploys, wires and hands over the contracts that [`artifacts`] loads;
//! - [`keys`]: accounts and keys, and what they sign;
//! - [`invariants`]: what must always hold, checked by the replay and by the tests alike;
//! - [`fleet`], [`workload`], [`replay`] and [`report`]: the main job;
//! - [`mod@bench`]: what each message costs.
//!
//! ```no_run
//! use gridshare::{keys::account, deploy, Artifacts, DeployConfig, EmbeddedChain};
//! # fn main() -> anyhow::Result<()> {
//! let (alice, bob) = (account("alice"), account("bob"));
//! let mut chain = EmbeddedChain::new(1_700_000_000_000);
//! chain.fund(alice, 10u128.pow(18));
//! let mut net = deploy(chain, alice, &Artifacts::load()?, &DeployConfig::default(), |_| ())?;
//! net.send(alice, net.suite.token().transfer(bob, 5))?;
//! assert_eq!(net.view(net.suite.token().balance_of(bob))?, 5);
//! # Ok(())
//! # }
//! ```

pub mod artifacts;
pub mod bench;
pub mod chain;
pub mod contracts;
pub mod embedded;
pub mod fleet;
pub mod input;
pub mod invariants;
pub mod keys;
pub mod progress;
pub mod replay;
pub mod report;
pub mod suite;
pub mod workload;

pub use artifacts::Artifacts;
pub use chain::{AccountId, Chain, ChainError, Cost, Event, Executed};
pub use contracts::{CallError, CostBook, Done, Message, Network, Spent};
pub use embedded::EmbeddedChain;
pub use invariants::Known;
pub use suite::{deploy, DeployConfig, Suite};
