//! What there is of a node: registration, liveness, attestations, offers, pool, earnings.

use super::Reader;
use anyhow::{Context, Result};
use gridshare_sdk::Chain;
use interfaces::attestations::Kind;
use interfaces::registry::{Node, MAX_VIEW};
use interfaces::staking::{Pool, Position};
use shared::{h3, NodeId};

impl<C: Chain> Reader<'_, C> {
    pub(super) fn node(&mut self, node: NodeId) -> Result<()> {
        self.registration(node)?;
        self.attestations(node)?;
        self.offers(node)?;
        self.pool(node)?;
        self.earnings(node)
    }

    fn registration(&mut self, node: NodeId) -> Result<()> {
        let registry = self.net.suite.registry();
        let entry = self.view(registry.nodes(node, 1))?;
        let (id, record, status) = entry.into_iter().next().with_context(|| format!("node {node}"))?;
        let registered_at = self.names.slot_start(record.registered_at);
        self.put(&format!("node {node}: record"), &(id, Node { registered_at, ..record }));
        self.put(&format!("node {node}: status"), &status);
        self.read(&format!("node {node}: identity"), registry.identity(node))?;
        self.read(&format!("node {node}: owner"), registry.owner_of(node))?;
        self.read(&format!("node {node}: liveness"), registry.liveness(node))?;
        self.read(&format!("node {node}: uptime"), registry.uptime(node, 0, self.epochs.min(MAX_VIEW)))?;
        let clock = self.net.suite.clock;
        let (from, to) = (clock.genesis, clock.epoch_start(self.epochs - 1));
        self.read(&format!("node {node}: live slots"), registry.live_slots(node, from, to))
    }

    fn attestations(&mut self, node: NodeId) -> Result<()> {
        let attestations = self.net.suite.attestations();
        for kind in Kind::ALL {
            self.read(&format!("node {node}: {kind:?} attested"), attestations.attestation(node, kind))?;
        }
        Ok(())
    }

    fn offers(&mut self, node: NodeId) -> Result<()> {
        let (registry, market) = (self.net.suite.registry(), self.net.suite.market());
        let record = self.view(registry.node(node))?.with_context(|| format!("node {node}"))?;
        let zone = h3::zone_of(record.cell);
        self.read(&format!("node {node}: offers"), market.classes_of(node))?;
        for class_id in 0..self.view(market.class_count())? {
            self.read(&format!("node {node}: offer of {class_id}"), market.offer(node, class_id))?;
            self.read(&format!("node {node}: quote of {class_id}"), market.quote(node, class_id, 1))?;
            self.read(&format!("zone {zone:x}: class {class_id}"), market.zone(class_id, zone))?;
        }
        self.read(&format!("zone {zone:x}: boost"), self.net.suite.attestations().region(zone))
    }

    fn pool(&mut self, node: NodeId) -> Result<()> {
        let staking = self.net.suite.staking();
        let pool = self.view(staking.pool(node))?.map(|pool| {
            let thaws = self.with_times_of_thaws(pool.owner_position.thaws);
            Pool {
                owner_since: self.names.slot_start(pool.owner_since),
                owner_position: Position { thaws, ..pool.owner_position },
                jailed_until: pool.jailed_until.map(|until| self.names.slot_start(until)),
                ..pool
            }
        });
        self.put(&format!("node {node}: pool"), &pool);
        self.read(&format!("node {node}: offered to"), staking.pending_node_owner(node))
    }

    fn earnings(&mut self, node: NodeId) -> Result<()> {
        let (registry, metering) = (self.net.suite.registry(), self.net.suite.metering());
        self.read(&format!("node {node}: account"), metering.account(node))?;
        for leg in 0..self.view(metering.account(node))?.leg_count {
            self.read(&format!("node {node}: leg {leg}"), metering.leg(node, leg))?;
        }
        for epoch in 0..self.epochs {
            self.read(&format!("node {node}: credit of {epoch:02}"), registry.credit(node, epoch))?;
            self.read(&format!("node {node}: usage of {epoch:02}"), metering.usage(node, epoch))?;
        }
        Ok(())
    }
}
