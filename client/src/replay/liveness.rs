//! Heartbeats: by controllers, one call for all nodes of an owner, and by devices, carried in together. Then
//! the registry is asked how every node stands.

use super::*;
use crate::report::Presence;
use anyhow::ensure;
use interfaces::registry::{BeatOutcome, SignedBeat, MAX_BEATS, MAX_HEARTBEATS, MAX_VIEW};

impl Replay<'_> {
    /// All nodes beat that are on in this slot.
    pub(super) fn beat(&mut self, slot: usize) -> Result<()> {
        let mut by_controller: BTreeMap<AccountId, Vec<NodeId>> = BTreeMap::new();
        let mut beats: Vec<SignedBeat> = Vec::new();
        let now = self.net.suite.clock.slot(self.net.chain.now());
        for (node, report) in self.nodes.iter().zip(&mut self.report.nodes) {
            let on = node.on[slot];
            report.beats.push(on);
            if !on {
                continue;
            }
            if report.device {
                let Node { id, generation, .. } = *node;
                let signature = node.device.sign_beat(&self.net.suite, id, generation, now.epoch, now.index);
                beats.push(SignedBeat { node: node.id, slot: now.index, signature });
            } else {
                by_controller.entry(node.controller).or_default().push(node.id);
            }
        }
        for (controller, nodes) in by_controller {
            for nodes in nodes.chunks(MAX_HEARTBEATS) {
                let sent = self.net.send(controller, self.net.suite.registry().heartbeat(nodes.to_vec()))?;
                ensure!(
                    sent.value as usize == nodes.len(),
                    "{} of {} heartbeats counted",
                    sent.value,
                    nodes.len()
                );
                self.report.totals.beats_by_controller += nodes.len() as u64;
            }
        }
        for beats in beats.chunks(MAX_BEATS) {
            let sent =
                self.net.send(setup::carrier(), self.net.suite.registry().submit_beats(beats.to_vec()))?;
            let counted = sent.value.iter().all(|o| *o == BeatOutcome::Counted);
            ensure!(counted, "not all signed beats counted: {:?}", sent.value);
            self.report.totals.beats_by_device += beats.len() as u64;
        }
        Ok(())
    }

    /// Asks the registry how the nodes stand in this slot.
    pub(super) fn observe(&mut self, slot: usize) -> Result<()> {
        let mut seen = 0;
        while seen < self.nodes.len() {
            let page = self.net.view(self.net.suite.registry().nodes(NodeId::try_from(seen)?, MAX_VIEW))?;
            ensure!(!page.is_empty(), "the registry knows {seen} of {} nodes", self.nodes.len());
            for (id, _, status) in page {
                let i = id as usize;
                self.nodes[i].status = status;
                let on = self.nodes[i].on[slot];
                self.report.nodes[i].presence.push(match status {
                    NodeStatus::Retired => Presence::Retired,
                    NodeStatus::Jailed => Presence::Jailed,
                    NodeStatus::Unbonded => Presence::Unbonded,
                    NodeStatus::Maintenance => Presence::Maintenance,
                    NodeStatus::Offline => Presence::Offline,
                    NodeStatus::Active if on => Presence::Seen,
                    NodeStatus::Active => Presence::Missed,
                });
                seen += 1;
            }
        }
        Ok(())
    }
}
