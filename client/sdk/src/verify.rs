//! Proves a network to somebody who trusts nobody: every fact on which the suite's promises rest, asked of the
//! chain, each with what it should be and what was found.
//!
//! - `contracts`: code, owners, clocks, and who works with whom;
//! - `numbers`: parameters within their bounds, and a supply that the schedule cannot exceed.
//!
//! What a suite was given beside that is no matter of right or wrong, and no view lists it all: classes are
//! read in the market; attesters, regions and slashers stand in the events `AttesterSet`, `RegionSet` and
//! `SlasherSet` since the deployment.

mod contracts;
mod numbers;

use crate::address;
use crate::artifacts::Artifacts;
use crate::chain::{hex, AccountId, Chain, ChainError};
use crate::message::{CallError, Message};
use crate::network::Network;
use crate::network_file::NetworkFile;
use anyhow::{bail, Result};
use scale::Decode;
use serde::Serialize;
use shared::Clock;

/// Something that has to be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What is checked: `staking's registry`.
    pub name: String,
    /// What it has to be.
    pub expected: String,
    /// What the chain says it is.
    pub found: String,
    /// Whether it is as it has to be.
    pub ok: bool,
}

/// What the verifier knows besides the addresses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expected<'a> {
    /// Contracts that the verifier built, or whose build is trusted. Without them nothing is proven: any code can
    /// answer as these contracts do.
    pub artifacts: Option<&'a Artifacts>,
    /// What the deployer says of the network.
    pub file: Option<&'a NetworkFile>,
}

/// Checks a suite, whoever deployed it. All checks are made, whether those before them failed or not.
///
/// # Errors
/// When the chain cannot be asked. What it answers wrongly is a check that failed.
pub fn checks<C: Chain>(net: &mut Network<C>, expected: Expected) -> Result<Vec<Check>, ChainError> {
    let mut proof = Proof { net, checks: Vec::new() };
    proof.chain();
    proof.codes(expected)?;
    proof.owners()?;
    proof.clocks()?;
    proof.peers()?;
    proof.parameters()?;
    proof.supply()?;
    proof.token(expected)?;
    Ok(proof.checks)
}

/// Checks a suite as [`checks`] does, its code aside.
///
/// # Errors
/// The first check that failed, or when the chain cannot be asked.
pub fn verify<C: Chain>(net: &mut Network<C>) -> Result<()> {
    match checks(net, Expected::default())?.into_iter().find(|check| !check.ok) {
        Some(Check { name, expected, found, .. }) => bail!("{name}: expected {expected}, found {found}"),
        None => Ok(()),
    }
}

/// Checks under way.
struct Proof<'a, C> {
    net: &'a mut Network<C>,
    checks: Vec<Check>,
}

/// What the chain answered, or why it did not.
type Answer<T> = Result<T, String>;

impl<C: Chain> Proof<'_, C> {
    /// Asks a contract. A contract that is not there or does not understand has answered wrongly; only a chain that
    /// cannot be asked ends the checks.
    fn view<R: Decode>(&mut self, message: Message<R>) -> Result<Answer<R>, ChainError> {
        use ChainError::{ContractNotFound, ContractTrapped, Dispatch, OutOfGas};
        match self.net.view(message) {
            Ok(value) => Ok(Ok(value)),
            Err(CallError::Chain {
                error: error @ (ContractNotFound | ContractTrapped | OutOfGas), ..
            }) => Ok(Err(error.to_string())),
            Err(CallError::Chain { error: Dispatch(reason), .. }) => Ok(Err(reason)),
            Err(CallError::Chain { error, .. }) => Err(error),
            Err(error) => Ok(Err(error.to_string())),
        }
    }

    /// Notes a check.
    fn note(
        &mut self,
        name: impl Into<String>,
        expected: impl Into<String>,
        found: Answer<String>,
        ok: bool,
    ) {
        let (name, expected) = (name.into(), expected.into());
        let ok = ok && found.is_ok();
        self.checks.push(Check { name, expected, found: found.unwrap_or_else(|error| error), ok });
    }

    /// Notes whether something is as expected.
    fn equal<T: Shown + PartialEq>(&mut self, name: impl Into<String>, expected: &T, found: Answer<T>) {
        let ok = found.as_ref() == Ok(expected);
        self.note(name, expected.shown(), found.map(|found| found.shown()), ok);
    }

    /// Checks that this is the suite's chain.
    fn chain(&mut self) {
        let found = self.net.chain.genesis_hash();
        let expected = self.net.suite.genesis_hash;
        self.equal("the chain's first block", &expected, Ok(found));
    }
}

/// Values as a check shows them.
trait Shown {
    fn shown(&self) -> String;
}

impl Shown for AccountId {
    fn shown(&self) -> String {
        address::to_text(self)
    }
}

impl Shown for [u8; 32] {
    fn shown(&self) -> String {
        format!("0x{}", hex(self))
    }
}

impl Shown for Clock {
    fn shown(&self) -> String {
        format!("epochs of {} ms from {}", self.epoch_ms, self.genesis)
    }
}

impl Shown for String {
    fn shown(&self) -> String {
        self.clone()
    }
}

impl Shown for u8 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> String {
        self.as_ref().map_or_else(|| "none".into(), Shown::shown)
    }
}
