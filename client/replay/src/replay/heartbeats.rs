//! Heartbeats, by controllers or signed by devices, and the status of every node at the registry.

use super::accounts;
use super::observed::Net;
use super::state::Node;
use crate::report::{Presence, Report};
use anyhow::{ensure, Result};
use gridshare_sdk::AccountId;
use interfaces::registry::{BeatOutcome, NodeStatus, SignedBeat, MAX_BEATS, MAX_HEARTBEATS, MAX_VIEW};
use shared::NodeId;
use std::collections::BTreeMap;

/// Sends the heartbeats of all nodes that are on in this slot: one call for all nodes of a controller, and those that
/// devices signed together.
pub(super) fn beat(net: &mut Net, nodes: &[Node], report: &mut Report, slot: usize) -> Result<()> {
    let mut by_controller: BTreeMap<AccountId, Vec<NodeId>> = BTreeMap::new();
    let mut beats: Vec<SignedBeat> = Vec::new();
    let now = net.suite.clock.slot(net.chain.now());
    for (node, entry) in nodes.iter().zip(&mut report.nodes) {
        let on = node.on[slot];
        entry.beats.push(on);
        if !on {
            continue;
        }
        if entry.device {
            let Node { id, generation, .. } = *node;
            let signature = node.device.sign_beat(&net.suite, id, generation, now.epoch, now.index);
            beats.push(SignedBeat { node: id, slot: now.index, signature });
        } else {
            by_controller.entry(node.controller).or_default().push(node.id);
        }
    }
    for (controller, nodes) in by_controller {
        for nodes in nodes.chunks(MAX_HEARTBEATS) {
            let counted = net.send(controller, net.suite.registry().heartbeat(nodes.to_vec()))?.value;
            ensure!(counted as usize == nodes.len(), "{counted} of {} heartbeats counted", nodes.len());
            report.totals.beats_by_controller += nodes.len() as u64;
        }
    }
    for beats in beats.chunks(MAX_BEATS) {
        let message = net.suite.registry().submit_beats(beats.to_vec());
        let outcomes = net.send(accounts::relayer(), message)?.value;
        let counted = outcomes.iter().all(|o| *o == BeatOutcome::Counted);
        ensure!(counted, "not all signed beats counted: {outcomes:?}");
        report.totals.beats_by_device += beats.len() as u64;
    }
    Ok(())
}

/// Reads the status of every node in this slot.
pub(super) fn observe(net: &mut Net, nodes: &mut [Node], report: &mut Report, slot: usize) -> Result<()> {
    let mut seen = 0;
    while seen < nodes.len() {
        let page = net.view(net.suite.registry().nodes(NodeId::try_from(seen)?, MAX_VIEW))?;
        ensure!(!page.is_empty(), "the registry knows {seen} of {} nodes", nodes.len());
        for (id, _, status) in page {
            let i = id as usize;
            nodes[i].status = status;
            let on = nodes[i].on[slot];
            report.nodes[i].presence.push(match status {
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
