//! The market: what zones count, and what leases hold.

use super::{Known, Picture};
use crate::chain::Chain;
use crate::contracts::Network;
use anyhow::{ensure, Result};
use interfaces::market::Zone;
use shared::{ClassId, NodeId};
use std::collections::BTreeMap;

/// A zone's numbers are the sums of its offers', what is committed is what leases hold, and fits.
pub fn zone_commitments<C: Chain>(net: &mut Network<C>, picture: &Picture, _: &mut Known) -> Result<()> {
    let market = net.suite.market();
    let mut leased: BTreeMap<(NodeId, ClassId), u64> = BTreeMap::new();
    for (_, lease, _) in &picture.leases {
        *leased.entry((lease.leg.node, lease.class)).or_default() += lease.units;
    }
    let mut zones: BTreeMap<(ClassId, u64), Zone> = BTreeMap::new();
    for node in picture.nodes.iter().map(|node| node.id) {
        for class in net.view(market.classes_of(node))? {
            let Some(offer) = net.view(market.offer(node, class))? else { continue };
            let held = leased.remove(&(node, class)).unwrap_or_default();
            ensure!(
                offer.committed == held,
                "node {node} has {} units of class {class} committed, leases hold {held}",
                offer.committed
            );
            ensure!(
                offer.committed <= offer.capacity + offer.burst,
                "node {node} leased more of class {class} than it has: {offer:?}"
            );
            let zone = zones.entry((class, offer.zone)).or_default();
            zone.capacity += offer.capacity;
            zone.burst += offer.burst;
            zone.committed += offer.committed;
        }
    }
    ensure!(leased.is_empty(), "leases hold what nobody offers: {leased:?}");
    for ((class, cell), sum) in zones {
        let zone = net.view(market.zone(class, cell))?;
        ensure!(zone == sum, "zone {cell:x} of class {class} is {zone:?}, its offers make {sum:?}");
        ensure!(
            zone.committed <= zone.capacity + zone.burst,
            "zone {cell:x} of class {class} is overcommitted: {zone:?}"
        );
    }
    Ok(())
}
