//! Invariants of the suite, one named function each.
//!
//! The replay checks them after every epoch and the tests after every scenario. Each compares what views of the
//! contracts return ([`StateSnapshot`]) with each other and with what no view tells ([`ObservedHistory`]). Whatever is
//! missing in the history makes a check fail, never pass.
//!
//! - `snapshot`, `history`: what the invariants compare;
//! - `supply`: the token, and what claims minted;
//! - `staking`: pools, positions, and the stake that counts for nodes;
//! - `registry`: maintenance and attestations;
//! - `market`: offers, zones and leases;
//! - `metering`: what it holds and what it paid for;
//! - `claims`: what epochs earned;
//! - `governance`: deposits.

mod claims;
mod governance;
mod history;
mod market;
mod metering;
mod registry;
mod snapshot;
mod staking;
mod supply;
#[cfg(test)]
mod tests;

pub use claims::claimed_once;
pub use governance::governance_deposits;
pub use history::ObservedHistory;
pub use market::zone_commitments;
pub use metering::{metering_exactness, paid_at_most_signed};
pub use registry::{attestations_noted, maintenance_budget};
pub use snapshot::{NodeSnapshot, StateSnapshot};
pub use staking::{nodes_backed, pools_in_order, positions_add_up, positions_listed, staking_solvency};
pub use supply::{emission_bound, token_supply};

use anyhow::Result;
use gridshare_sdk::{Chain, Network};

/// Outcome of a check: what is wrong, if anything is.
pub type Outcome = Result<(), String>;

/// Checks every invariant and returns each name with its outcome. `history` remembers what ended epochs had earned,
/// so that later checks notice a change.
pub fn check_all<C: Chain>(
    net: &mut Network<C>,
    history: &mut ObservedHistory,
) -> Vec<(&'static str, Outcome)> {
    type Rule<C> = fn(&mut Network<C>, &StateSnapshot, &mut ObservedHistory) -> Result<()>;
    let snapshot = StateSnapshot::take(net, history);
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
            let outcome = match &snapshot {
                Ok(snapshot) => rule(net, snapshot, history).map_err(|error| format!("{error:#}")),
                Err(error) => Err(format!("{error:#}")),
            };
            (name, outcome)
        })
        .collect()
}

/// Checks every invariant and stops at the first that does not hold.
///
/// # Errors
/// Name of the invariant and what is wrong.
pub fn ensure_all<C: Chain>(net: &mut Network<C>, history: &mut ObservedHistory) -> Result<()> {
    for (name, outcome) in check_all(net, history) {
        outcome.map_err(|wrong| anyhow::anyhow!("{name} does not hold: {wrong}"))?;
    }
    Ok(())
}
