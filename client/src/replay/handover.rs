//! A node changes hands: its owner offers it, the new one accepts and replaces its keys.

use super::*;
use crate::report::TransferReport;

impl Replay<'_> {
    /// Hands the node over, if it is time to: its pool, its earnings and its leases go with it.
    pub(super) fn hand_over(&mut self, slot: usize) -> Result<()> {
        let Some(of) = &self.fleet.transfer else { return Ok(()) };
        let due = slot >= self.slots.middle(of.epoch, self.fleet.network.epochs);
        if !due || self.report.transfer.is_some() {
            return Ok(());
        }
        let node = self.named(&of.node)?;
        let Node { id, owner, .. } = self.nodes[node];
        let (to, controller) = (setup::owner_account(&of.to), setup::controller_account(&of.to));
        let position = self.net.view(self.net.suite.staking().position(id, owner))?;
        let stake = position.map_or(0, |p| p.value + p.joining);
        // What it earned of dApps up to now is collected by whoever earned it.
        self.collect(node)?;
        self.net.send(owner, self.net.suite.staking().offer_node(id, to))?;
        self.net.send(to, self.net.suite.staking().accept_node(id))?;
        self.known.note_staker(id, to);
        let device = Key::from_name(&format!("second device {}", of.node));
        self.net.send(to, self.net.suite.registry().set_keys(id, controller, device.public()))?;
        let node_of = &mut self.nodes[node];
        (node_of.owner, node_of.controller, node_of.device) = (to, controller, device);
        node_of.generation += 1;
        let from = std::mem::replace(&mut self.report.nodes[node].owner, of.to.clone());
        self.tell(format!(
            "{from} hands {} over to {}, with {} GRID of stake and its leases",
            of.node,
            of.to,
            whole(stake)
        ));
        self.report.transfer = Some(TransferReport {
            node: of.node.clone(),
            at: self.net.chain.now(),
            from,
            to: of.to.clone(),
            stake,
        });
        self.set_terms(node)
    }

    /// After the last slot: owners take those nodes out of service that are to retire.
    pub(super) fn retire(&mut self) -> Result<()> {
        for i in 0..self.nodes.len() {
            if !self.fleet.nodes[i].retires {
                continue;
            }
            let Node { id, owner, .. } = self.nodes[i];
            self.net.send(owner, self.net.suite.market().retire(id))?;
            self.report.nodes[i].status = "Retired".into();
            self.tell(format!("{} is taken out of service for ever", self.fleet.nodes[i].name));
        }
        Ok(())
    }
}
