//! Invariant of the market: zones, offers and leases count the same units.

use super::{ObservedHistory, StateSnapshot};
use anyhow::{ensure, Result};
use gridshare_sdk::{Chain, Network};
use interfaces::market::Zone;
use shared::{Cell, ClassId, NodeId, Units};
use std::collections::BTreeMap;

/// Checks that a zone's units are the sums of its offers', and that committed units are those that leases hold and
/// within capacity.
pub fn zone_commitments<C: Chain>(
    net: &mut Network<C>,
    snapshot: &StateSnapshot,
    _: &mut ObservedHistory,
) -> Result<()> {
    let market = net.suite.market();
    let mut leased: BTreeMap<(NodeId, ClassId), Units> = BTreeMap::new();
    for (_, lease, _) in &snapshot.leases {
        *leased.entry((lease.leg.node, lease.class_id)).or_default() += lease.units;
    }
    let mut zones: BTreeMap<(ClassId, Cell), Zone> = BTreeMap::new();
    for node in snapshot.nodes.iter().map(|node| node.id) {
        for class_id in net.view(market.classes_of(node))? {
            let Some(offer) = net.view(market.offer(node, class_id))? else { continue };
            let held = leased.remove(&(node, class_id)).unwrap_or_default();
            ensure!(
                offer.committed == held,
                "node {node} has {} units of class {class_id} committed, leases hold {held}",
                offer.committed
            );
            ensure!(
                offer.committed <= offer.capacity + offer.burst,
                "node {node} leased more of class {class_id} than it has: {offer:?}"
            );
            let zone = zones.entry((class_id, offer.zone)).or_default();
            zone.capacity += offer.capacity;
            zone.burst += offer.burst;
            zone.committed += offer.committed;
        }
    }
    ensure!(leased.is_empty(), "leases hold what nobody offers: {leased:?}");
    for ((class_id, cell), sum) in zones {
        let zone = net.view(market.zone(class_id, cell))?;
        ensure!(zone == sum, "zone {cell:x} of class {class_id} is {zone:?}, its offers make {sum:?}");
        ensure!(
            zone.committed <= zone.capacity + zone.burst,
            "zone {cell:x} of class {class_id} is overcommitted: {zone:?}"
        );
    }
    Ok(())
}
