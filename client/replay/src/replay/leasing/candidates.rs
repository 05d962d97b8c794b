//! Candidates for a lease, found off-chain, as a router would: nodes that are on and that the registry finds fit, with
//! an acceptable quote, in the order that the dApp prefers. The contract verifies, picks one, and locks the price.

use crate::fleet::{Dapp, Fleet, Route};
use crate::replay::observed::Net;
use crate::replay::state::{FleetState, Lease, Node};
use crate::replay::CLASS;
use anyhow::Result;
use interfaces::market::Constraints;
use interfaces::registry::{Vetting, MAX_VETTED};
use shared::{Amount, LeaseId, Units};
use std::cmp::Ordering;

/// A node that a dApp could lease.
pub(super) struct Candidate {
    /// The node's index.
    pub(super) node: usize,
    /// Price of a unit for a new lease.
    quote: Amount,
    /// Square of the distance to the dApp's users.
    distance: f64,
}

/// Returns the nodes that a dApp could lease now, best first. Those of `due` leases count as free.
pub(super) fn find_candidates(
    fleet: &Fleet,
    net: &mut Net,
    state: &FleetState,
    dapp: usize,
    slot: usize,
    due: &[LeaseId],
) -> Result<Vec<Candidate>> {
    let FleetState { nodes, leases, .. } = state;
    let of = &fleet.dapps[dapp];
    let taken = |node: usize| {
        let holds = |l: &&Lease| l.dapp == dapp && l.is_open() && l.node == node;
        leases.iter().filter(holds).any(|l| !due.contains(&l.id))
    };
    let free: Vec<usize> = (0..nodes.len())
        .filter(|i| of.country.is_none_or(|c| c == fleet.nodes[*i].country))
        .filter(|i| nodes[*i].serves(slot) && !taken(*i))
        .collect();
    let mut candidates = Vec::new();
    for node in vet(net, nodes, &constraints(of), &free)? {
        let quote = net.suite.market().quote(nodes[node].id, CLASS, Units::from(of.units));
        let Ok(quote) = net.view(quote)? else { continue };
        if quote <= of.max_price.0 {
            let location = (fleet.nodes[node].lat, fleet.nodes[node].lon);
            let users = of.lat.zip(of.lon).unwrap_or_default();
            candidates.push(Candidate { node, quote, distance: distance(users, location) });
        }
    }
    candidates.sort_by(|a, b| match of.route {
        Route::Cheapest => a.quote.cmp(&b.quote),
        Route::Nearest => a.distance.partial_cmp(&b.distance).unwrap_or(Ordering::Equal),
    });
    Ok(candidates)
}

/// Returns those of `free` nodes that the registry finds fit.
fn vet(net: &mut Net, nodes: &[Node], constraints: &Constraints, free: &[usize]) -> Result<Vec<usize>> {
    let Constraints { min_stake, min_renewable, attested, .. } = *constraints;
    let mut fit = Vec::new();
    for chunk in free.chunks(MAX_VETTED) {
        let ids = chunk.iter().map(|node| nodes[*node].id).collect();
        let vetting = Vetting { nodes: ids, min_stake, min_renewable, attested, owners: false };
        let vetted = match net.view(net.suite.registry().vet(vetting))? {
            Ok(vetted) => vetted.fit,
            Err(error) => anyhow::bail!("the registry does not vet: {error:?}"),
        };
        let passed = (0..).zip(chunk).filter(|(bit, _)| vetted & (1 << bit) != 0);
        fit.extend(passed.map(|(_, node)| *node));
    }
    Ok(fit)
}

/// Returns what a dApp demands of nodes.
pub(super) fn constraints(of: &Dapp) -> Constraints {
    Constraints {
        country: of.country,
        min_stake: of.min_stake.0,
        min_renewable: of.min_renewable.0,
        attested: of.attested.iter().fold(0, |bits, kind| bits | kind.attestable().bit()),
        ..Constraints::up_to(of.max_price.0)
    }
}

/// Returns the square of the chord between two locations (latitude and longitude in degrees) on a globe of radius 1. It
/// grows with their distance.
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let point = |(lat, lon): (f64, f64)| {
        let (lat, lon) = (lat.to_radians(), lon.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    };
    point(a).iter().zip(point(b)).map(|(a, b)| (a - b).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_go_round_the_globe() {
        let tokyo = (35.7, 139.7);
        assert!(
            distance(tokyo, (37.8, -122.4)) < distance(tokyo, (48.9, 2.4)),
            "San Francisco over the Pacific"
        );
        assert!(distance(tokyo, tokyo) == 0.0);
    }
}
