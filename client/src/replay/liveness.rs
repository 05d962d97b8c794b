//! Heartbeats: by controllers, one call for all nodes of an owner, and by devices, carried in together.

use super::*;
use anyhow::ensure;
use interfaces::registry::{BeatOutcome, SignedBeat, MAX_BEATS, MAX_HEARTBEATS};

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
                // Device keys are never rotated here, so they are still the first.
                let signature = node.device.sign_beat(&self.net.suite, node.id, 0, now.epoch, now.index);
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
}
