//! State of the suite at one moment, read through views.

use super::ObservedHistory;
use anyhow::{Context, Result};
use gridshare_sdk::{AccountId, Chain, Network};
use interfaces::metering::{Lease, Leg};
use interfaces::registry::{Liveness, Node, MAX_VIEW};
use interfaces::staking::{Pool, PositionView};
use shared::{Epoch, LeaseId, NodeId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// State that several invariants need, read once.
pub struct StateSnapshot {
    /// Every node, by its number.
    pub nodes: Vec<NodeSnapshot>,
    /// Positions in the pools, by node and account.
    pub positions: BTreeMap<(NodeId, AccountId), PositionView>,
    /// Leases that are not finalized, with their legs.
    pub leases: Vec<(LeaseId, Lease, Leg)>,
    /// The block's timestamp in milliseconds.
    pub time: Timestamp,
    /// The running epoch.
    pub now: Epoch,
}

/// State of one node at the registry and in staking.
pub struct NodeSnapshot {
    /// Its number.
    pub id: NodeId,
    /// Its registration.
    pub record: Node,
    /// Its liveness.
    pub liveness: Liveness,
    /// Its pool, if it has one.
    pub pool: Option<Pool>,
}

impl StateSnapshot {
    /// Reads the state at this moment.
    ///
    /// # Errors
    /// When a contract cannot be read, or a node has no liveness, or a lease no leg.
    pub fn take<C: Chain>(net: &mut Network<C>, history: &ObservedHistory) -> Result<Self> {
        let time = net.chain.now()?;
        let nodes = nodes(net)?;
        let mut positions = BTreeMap::new();
        for NodeSnapshot { id, pool, .. } in &nodes {
            let Some(pool) = pool else { continue };
            let members: BTreeSet<AccountId> = history.stakers_of(*id).chain([pool.owner]).collect();
            for member in members {
                let Some(position) = net.view(net.suite.staking().position(*id, member))? else { continue };
                positions.insert((*id, member), position);
            }
        }
        Ok(Self { nodes, positions, leases: leases(net)?, time, now: net.suite.clock.epoch(time) })
    }

    /// Returns every pool, with its node.
    pub fn pools(&self) -> impl Iterator<Item = (&NodeSnapshot, &Pool)> {
        self.nodes.iter().filter_map(|node| node.pool.as_ref().map(|pool| (node, pool)))
    }

    /// Returns the positions in the pool of `node`.
    pub fn members(&self, node: NodeId) -> impl Iterator<Item = &PositionView> {
        let of_node = self.positions.range((node, AccountId::from([0; 32]))..);
        of_node.take_while(move |((of, _), _)| *of == node).map(|(_, position)| position)
    }
}

/// Reads all nodes, page by page.
fn nodes<C: Chain>(net: &mut Network<C>) -> Result<Vec<NodeSnapshot>> {
    let (registry, staking) = (net.suite.registry(), net.suite.staking());
    let mut nodes = Vec::new();
    loop {
        let page = net.view(registry.nodes(NodeId::try_from(nodes.len())?, MAX_VIEW))?;
        if page.is_empty() {
            return Ok(nodes);
        }
        for (id, record, _) in page {
            let liveness = net.view(registry.liveness(id))?;
            let liveness = liveness.with_context(|| format!("node {id} has no liveness"))?;
            nodes.push(NodeSnapshot { id, record, liveness, pool: net.view(staking.pool(id))? });
        }
    }
}

/// Reads all leases that are not finalized, with their legs.
fn leases<C: Chain>(net: &mut Network<C>) -> Result<Vec<(LeaseId, Lease, Leg)>> {
    let metering = net.suite.metering();
    let mut leases = Vec::new();
    for id in 1..=net.view(metering.lease_count())? {
        let Some(lease) = net.view(metering.lease(id))? else { continue };
        let leg = net.view(metering.leg(lease.leg.node, lease.leg.leg_index))?;
        let leg = leg.filter(|leg| leg.lease == id);
        leases.push((id, lease, leg.with_context(|| format!("lease {id} has no leg"))?));
    }
    Ok(leases)
}
