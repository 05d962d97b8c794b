//! Refuses fleets that cannot be played, with the line of the file that is to blame.
//!
//! - `problem`: a refusal, and how its line is found;
//! - `facts`: attesters, regions, attestations and pool terms;
//! - `calendar`: planned incidents.

mod calendar;
mod facts;
mod problem;
#[cfg(test)]
mod tests;

pub(super) use problem::syntax;

use super::location::node_cell;
use super::{Billing, Delegator, Fleet, Node, Route, UptimeProfile};
use interfaces::{governance::GovernanceParams, metering::MeteringParams, registry::MAX_TEXT};
use problem::{At, Problem, HOUR_MS};
use shared::clock::SLOTS_PER_EPOCH;
use shared::{Clock, Parameters};
use std::collections::HashSet;

/// Most epochs with traffic; more would take too long to play.
pub const MAX_EPOCHS: u32 = 60;
const MAX_NODES: usize = 256;
const MAX_REQUESTS: u64 = 1_000_000;

/// Checks a fleet.
///
/// # Errors
/// The first problem found.
pub(super) fn playable(fleet: &Fleet) -> Result<(), Problem> {
    network(fleet)?;
    workload(fleet)?;
    classes(fleet)?;
    facts::attesters(fleet)?;
    facts::regions(fleet)?;
    nodes(fleet)?;
    delegators(fleet)?;
    dapps(fleet)?;
    calendar::maintenance(fleet)?;
    calendar::slash(fleet)?;
    calendar::transfer(fleet)
}

/// Checks the chain's clock, the suite's parameters and the proposal.
fn network(fleet: &Fleet) -> Result<(), Problem> {
    let (at, n) = (At("network", None), &fleet.network);
    at.check((1..=MAX_EPOCHS).contains(&n.epochs), "epochs", format!("epochs must be 1 to {MAX_EPOCHS}"))?;
    let clock = Clock { genesis: 0, epoch_ms: n.epoch_hours.saturating_mul(HOUR_MS) };
    at.check(clock.is_valid(), "epoch_hours", "an epoch has 1 to 720 hours")?;
    at.check(
        super::start_ms(&n.start).is_some_and(|ms| ms >= clock.epoch_ms),
        "start",
        "start must be a date and time with offset, such as 2025-03-03T00:00:00Z",
    )?;
    let metering = MeteringParams {
        settlement_window_ms: n.settlement_window_hours.saturating_mul(HOUR_MS),
        ..MeteringParams::default()
    };
    at.check(metering.in_bounds(), "settlement_window_hours", "a settlement window lasts 1 hour to 30 days")?;
    let voting =
        GovernanceParams { voting_ms: n.voting_hours.saturating_mul(HOUR_MS), ..GovernanceParams::default() };
    at.check(voting.in_bounds(), "voting_hours", "a vote runs for 1 hour to 14 days")?;
    let timelock = GovernanceParams {
        timelock_ms: n.timelock_hours.saturating_mul(HOUR_MS),
        ..GovernanceParams::default()
    };
    at.check(timelock.in_bounds(), "timelock_hours", "a timelock lasts 1 hour to 30 days")?;
    at.check(n.min_owner_bond.0 >= shared::TOKEN, "min_owner_bond", "the least bond is at least 1 GRID")?;
    let at = At("proposal", None);
    // Stake that joins in epoch 0 holds shares, which vote, once epoch 1 was claimed for.
    at.check(
        (2..=MAX_EPOCHS).contains(&fleet.proposal.epoch),
        "epoch",
        format!("epoch must be 2 to {MAX_EPOCHS}: stake can vote from epoch 2 on"),
    )?;
    let burn = MeteringParams { burn: fleet.proposal.burn, ..MeteringParams::default() };
    at.check(burn.in_bounds(), "burn", "burn must be 10 to 3000 bps")
}

/// Checks the workload to generate.
fn workload(fleet: &Fleet) -> Result<(), Problem> {
    let (at, w) = (At("workload", None), &fleet.workload);
    let requests = u64::from(w.requests_per_epoch) * u64::from(fleet.network.epochs);
    at.check(
        (1..=MAX_REQUESTS).contains(&requests),
        "requests_per_epoch",
        format!("the run must have 1 to {MAX_REQUESTS} requests"),
    )?;
    at.check((0.0..24.0).contains(&w.peak_hour), "peak_hour", "peak_hour must be 0 up to 24")?;
    at.check((0.0..=1.0).contains(&w.trough), "trough", "trough must be 0 to 1")?;
    for (key, sizes) in [("context", &w.context), ("generated", &w.generated)] {
        let ok = sizes.median >= 1 && sizes.max >= sizes.median && (0.0..=3.0).contains(&sizes.spread);
        at.check(
            ok,
            key,
            format!("{key} needs a median of at least 1, a max not below it and a spread of 0 to 3"),
        )?;
    }
    Ok(())
}

/// Checks the resource classes.
fn classes(fleet: &Fleet) -> Result<(), Problem> {
    for (i, class) in fleet.classes.iter().enumerate() {
        let at = At("class", Some(i));
        at.check(
            (1..=MAX_TEXT).contains(&class.name.len()),
            "name",
            format!("a class' name has 1 to {MAX_TEXT} bytes"),
        )?;
        let traded = i > 0 || class.billing == Billing::Metered;
        at.check(traded, "billing", "the first class is the one that is traded, and must be metered")?;
    }
    At("class", Some(0)).check(!fleet.classes.is_empty(), "name", "there must be a class")
}

/// Checks the nodes.
fn nodes(fleet: &Fleet) -> Result<(), Problem> {
    let mut names = HashSet::new();
    for (i, node) in fleet.nodes.iter().enumerate() {
        let at = At("node", Some(i));
        at.check(!node.name.is_empty(), "name", "a node has a name")?;
        at.check(names.insert(&node.name), "name", format!("another node is called `{}`", node.name))?;
        at.check(!node.owner.is_empty(), "owner", "a node has an owner")?;
        at.location(node.lat, node.lon)?;
        at.check(node_cell(node.lat, node.lon).is_some(), "lat", "no H3 cell covers that place")?;
        at.check((1..=999).contains(&node.country), "country", "an ISO 3166-1 numeric code is 1 to 999")?;
        at.check(
            node.metadata().len() <= MAX_TEXT,
            "model",
            format!("model and place together have at most {MAX_TEXT} bytes"),
        )?;
        at.check((1..=1_000_000_000).contains(&node.capacity), "capacity", "capacity must be 1 to 10^9")?;
        at.check(node.burst <= 1_000_000_000, "burst", "burst must be 0 to 10^9")?;
        at.check(node.stake >= fleet.network.min_owner_bond, "stake", "the stake is below min_owner_bond")?;
        let (ok, reason) = match node.uptime {
            UptimeProfile::Steady => (true, ""),
            UptimeProfile::Flaky { miss, run } => (
                (0.0..=0.9).contains(&miss) && (1.0..=f64::from(SLOTS_PER_EPOCH)).contains(&run),
                "miss must be 0 to 0.9, and run 1 to 48 slots",
            ),
            UptimeProfile::Nightly { from, to } => {
                (from < 24 && to < 24 && from != to, "from and to must be different hours, 0 to 23")
            }
            UptimeProfile::Outage { epoch, hours } => {
                (epoch >= 1 && hours >= 1, "epoch and hours must be at least 1")
            }
        };
        at.check(ok, "uptime", reason)?;
        facts::terms(at, node, fleet)?;
    }
    At("node", Some(0)).check(
        (1..=MAX_NODES).contains(&fleet.nodes.len()),
        "name",
        format!("there must be 1 to {MAX_NODES} nodes"),
    )
}

/// Checks the delegators.
fn delegators(fleet: &Fleet) -> Result<(), Problem> {
    let mut names = HashSet::new();
    for (i, delegator) in fleet.delegators.iter().enumerate() {
        let Delegator { name, stake, nodes, leaves_at_epoch, .. } = delegator;
        let at = At("delegator", Some(i));
        at.check(
            !name.is_empty() && names.insert(name),
            "name",
            format!("another delegator is called `{name}`"),
        )?;
        at.check(stake.0 >= shared::TOKEN, "stake", "a stake is at least 1 GRID")?;
        at.check(!nodes.is_empty(), "nodes", "a delegator stakes on at least one node")?;
        let mut staked = HashSet::new();
        for node in nodes {
            let found = at.named("nodes", node, fleet)?;
            at.check(!found.closed, "nodes", format!("nobody but its owner may stake on `{node}`"))?;
            at.check(staked.insert(node), "nodes", format!("node `{node}` is named twice"))?;
        }
        at.check(
            leaves_at_epoch.is_none_or(|e| e >= 2),
            "leaves_at_epoch",
            "leaves_at_epoch must be at least 2: stake holds shares from epoch 2 on",
        )?;
        let sponsored = delegator.sponsor.as_ref().is_none_or(|s| !s.is_empty());
        at.check(sponsored, "sponsor", "a sponsor has a name")?;
        calendar::moves(at, delegator, fleet)?;
    }
    Ok(())
}

/// Checks the dApps.
fn dapps(fleet: &Fleet) -> Result<(), Problem> {
    let mut names = HashSet::new();
    for (i, dapp) in fleet.dapps.iter().enumerate() {
        let at = At("dapp", Some(i));
        at.check(
            !dapp.name.is_empty() && names.insert(&dapp.name),
            "name",
            format!("another dApp is called `{}`", dapp.name),
        )?;
        at.check(dapp.share > 0.0 && dapp.share <= 1e6, "share", "a share is more than 0")?;
        at.check(dapp.deposit.0 > 0, "deposit", "a deposit is more than 0")?;
        at.check(dapp.units >= 1, "units", "a lease reserves at least 1 unit")?;
        at.check(dapp.lease_hours.is_none_or(|h| h >= 1), "lease_hours", "a lease lasts at least 1 hour")?;
        let fits = |n: &&Node| {
            n.capacity >= dapp.units
                && n.price <= dapp.max_price
                && dapp.country.is_none_or(|c| c == n.country)
                && n.renewable.unwrap_or_default() >= dapp.min_renewable
                && dapp.attested.iter().all(|kind| n.kinds().any(|k| k == *kind))
        };
        let matching = fleet.nodes.iter().filter(fits).count();
        at.check(
            (1..=matching).contains(&dapp.leases),
            "leases",
            format!(
                "leases must be 1 to {matching}: as many nodes fit units, max_price, country and what is to be \
                 attested"
            ),
        )?;
        if dapp.route == Route::Nearest {
            let place = dapp.lat.zip(dapp.lon);
            let ok = place
                .is_some_and(|(lat, lon)| (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon));
            at.check(ok, "route", "`nearest` needs lat and lon of the users")?;
        }
    }
    At("dapp", Some(0)).check(!fleet.dapps.is_empty(), "name", "there must be a dApp")
}
