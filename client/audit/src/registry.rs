//! Invariants of the registry: slots that maintenance excuses, and what it was told of attestations.

use super::{ObservedHistory, StateSnapshot};
use anyhow::{ensure, Result};
use gridshare_sdk::{Chain, Network};
use interfaces::attestations::{Fact, Kind};
use shared::clock::SLOTS_PER_EPOCH;
use shared::{Slot, ONE_BPS};

/// Checks that a maintenance window excuses its slots, and that no budget exceeds what governance allows.
pub fn maintenance_budget<C: Chain>(
    net: &mut Network<C>,
    snapshot: &StateSnapshot,
    _: &mut ObservedHistory,
) -> Result<()> {
    let allowed = net.view(net.suite.registry().params())?.maintenance;
    for node in &snapshot.nodes {
        let (id, liveness) = (node.id, &node.liveness);
        ensure!(liveness.budget <= allowed, "node {id} has {} of {allowed} slots left", liveness.budget);
        ensure!(liveness.excused >> SLOTS_PER_EPOCH == 0, "node {id}: more slots excused than there are");
        let Some(window) = liveness.maintenance else { continue };
        let excused = window.from.number()..window.from.number() + u32::from(window.slots);
        for index in 0..SLOTS_PER_EPOCH {
            let slot = Slot { epoch: snapshot.now, index };
            let holds = !excused.contains(&slot.number()) || (liveness.excused >> index) & 1 == 1;
            ensure!(holds, "node {id} is in maintenance in {slot:?}, which is not excused: {liveness:?}");
        }
    }
    Ok(())
}

/// Checks that the registry has noted of each node what is attested of it, and that no boost exceeds one.
pub fn attestations_noted<C: Chain>(
    net: &mut Network<C>,
    snapshot: &StateSnapshot,
    _: &mut ObservedHistory,
) -> Result<()> {
    for node in &snapshot.nodes {
        let (id, attested) = (node.id, &node.liveness.attested);
        for kind in Kind::ALL {
            let said = net.view(net.suite.attestations().attestation(id, kind))?;
            let fact = said.map_or(Fact::default(), |attestation| attestation.fact);
            let noted = attested.facts[kind.index()];
            ensure!(fact == noted, "{kind:?} of node {id}: {fact:?} is attested, {noted:?} noted");
        }
        let counts = if snapshot.now < attested.boost_until { attested.boost } else { 0 };
        let boost = node.liveness.boost;
        ensure!(boost == counts, "node {id} is boosted by {boost}, of which {counts} are attested");
        ensure!(boost <= ONE_BPS, "node {id} is boosted by {boost}");
    }
    Ok(())
}
