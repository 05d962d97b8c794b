//! What must always hold, whoever does what: one named function per rule.
//!
//! The replay checks them after every epoch and the tests after every scenario. They ask the contracts
//! and compare the answers with each other, and with the little that no view tells ([`Known`]). What is
//! left out of [`Known`] makes a check fail, never pass.
//!
//! - `supply`: the token, and what claims minted;
//! - `staking`: pools, positions, and what they stand for at the registry;
//! - `registry`: maintenance and attestations;
//! - `market`: offers, zones and leases;
//! - `metering`: what it holds and what it paid for;
//! - `claims`: what epochs earned;
//! - `governance`: deposits.

mod claims;
mod governance;
mod known;
mod market;
mod metering;
mod picture;
mod registry;
mod staking;
mod supply;
#[cfg(test)]
mod tests;

pub use claims::claimed_once;
pub use governance::governance_deposits;
pub use known::Known;
pub use market::zone_commitments;
pub use metering::{metering_exactness, paid_at_most_signed};
pub use picture::{Picture, Standing};
pub use registry::{attestations_noted, maintenance_budget};
pub use staking::{nodes_backed, pools_in_order, positions_add_up, positions_listed, staking_solvency};
pub use supply::{emission_bound, token_supply};

use crate::chain::Chain;
use crate::contracts::Network;
use anyhow::Result;

/// A rule's outcome: what is wrong, if anything is.
pub type Outcome = Result<(), String>;

/// Checks every rule. `known` remembers what epochs were worth, so that later checks see whether they
/// changed.
pub fn check_all<C: Chain>(net: &mut Network<C>, known: &mut Known) -> Vec<(&'static str, Outcome)> {
    type Rule<C> = fn(&mut Network<C>, &Picture, &mut Known) -> Result<()>;
    let picture = Picture::take(net, known);
    let rules: [(&'static str, Rule<C>); 14] = [
        ("token_supply", token_supply),
        ("emission_bound", emission_bound),
        ("staking_solvency", staking_solvency),
        ("positions_add_up", positions_add_up),
        ("positions_listed", positions_listed),
        ("pools_in_order", pools_in_order),
        ("nodes_backed", nodes_backed),
        ("maintenance_budget", maintenance_budget),
        ("attestations_noted", attestations_noted),
        ("zone_commitments", zone_commitments),
        ("metering_exactness", metering_exactness),
        ("paid_at_most_signed", paid_at_most_signed),
        ("claimed_once", claimed_once),
        ("governance_deposits", governance_deposits),
    ];
    rules
        .into_iter()
        .map(|(name, rule)| {
            let outcome = match &picture {
                Ok(picture) => rule(net, picture, known).map_err(|error| format!("{error:#}")),
                Err(error) => Err(format!("{error:#}")),
            };
            (name, outcome)
        })
        .collect()
}

/// Checks every rule and stops at the first that does not hold.
///
/// # Errors
/// Name of the rule and what is wrong.
pub fn ensure_all<C: Chain>(net: &mut Network<C>, known: &mut Known) -> Result<()> {
    for (name, outcome) in check_all(net, known) {
        outcome.map_err(|wrong| anyhow::anyhow!("{name} does not hold: {wrong}"))?;
    }
    Ok(())
}
