//! Maintenance windows: controllers announce, extend and cancel them, and the registry excuses their slots.

use super::journal::Journal;
use super::observed::Net;
use super::slots::Slots;
use super::state::Node;
use super::Plan;
use crate::fleet::{self, Fleet};
use crate::report::{MaintenanceReport, Report};
use anyhow::{Context, Result};
use interfaces::registry::RegistryParams;
use shared::{Epoch, NodeId, Slot};
use std::ops::Range;

/// A maintenance window of the fleet file.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// The node's index.
    pub(super) node: usize,
    /// Its first slot.
    from: usize,
    /// Slots that are announced.
    slots: usize,
    /// Slots by which it is extended while it runs.
    extended: usize,
    /// Whether it is cancelled before it begins.
    cancelled: bool,
    /// Its index in the report, once it was announced.
    reported: Option<usize>,
}

impl Window {
    /// Returns the slots in which the node is down.
    pub(super) fn down(&self) -> Range<usize> {
        let slots = if self.cancelled { 0 } else { self.slots + self.extended };
        self.from..self.from + slots
    }
}

/// Returns the least number of slots from an announcement to the first slot that it excuses.
fn notice() -> usize {
    RegistryParams::default().notice.into()
}

/// Returns all windows of the fleet file.
pub(super) fn windows(fleet: &Fleet, slots: Slots) -> Vec<Window> {
    let window = |m: &fleet::Maintenance| {
        let node = fleet.nodes.iter().position(|n| n.name == m.node)?;
        let extended = if m.extended > 0 { slots.in_hours(m.extended.into()) } else { 0 };
        let (from, hours) = (slots.of_hour(m.epoch, m.hour), slots.in_hours(m.hours.into()));
        Some(Window { node, from, slots: hours, extended, cancelled: m.cancelled, reported: None })
    };
    fleet.maintenance.iter().filter_map(window).collect()
}

/// Announces windows twice the notice ahead, cancels them in the slot before they begin, and extends them as late as
/// the notice allows.
pub(super) fn maintain(
    windows: &mut [Window],
    plan: Plan,
    net: &mut Net,
    nodes: &[Node],
    journal: &mut Journal,
    slot: usize,
) -> Result<()> {
    for window in windows {
        let Window { node, from, slots, extended, cancelled, reported } = *window;
        let (of, node) = (&plan.fleet.nodes[node], &nodes[node]);
        match reported {
            None if slot + 2 * notice() >= from => {
                window.reported = Some(journal.report.maintenance.len());
                announce(window, plan.slots, net, node, of, journal, slot)?;
            }
            Some(reported) if cancelled && slot + 1 == from => {
                net.send(node.controller, net.suite.registry().cancel_maintenance(node.id))?;
                journal.tell(net, format!("{} calls its maintenance off", of.name));
                note_window(net, node.id, &mut journal.report, reported)?;
            }
            Some(reported) if extended > 0 && slot + notice() == from + slots => {
                let message = net.suite.registry().extend_maintenance(node.id, u16::try_from(extended)?);
                net.send(node.controller, message)?;
                let more = hours(plan.slots, extended);
                journal.tell(net, format!("{} extends its maintenance by {more}", of.name));
                note_window(net, node.id, &mut journal.report, reported)?;
            }
            _ => (),
        }
    }
    Ok(())
}

/// Announces a window and adds it to the report.
fn announce(
    window: &Window,
    slots: Slots,
    net: &mut Net,
    node: &Node,
    of: &fleet::Node,
    journal: &mut Journal,
    slot: usize,
) -> Result<()> {
    let announced = u16::try_from(window.slots)?;
    let first = Slot {
        epoch: Epoch::try_from(1 + window.from / slots.per_epoch)?,
        index: u8::try_from(window.from % slots.per_epoch)?,
    };
    let message = net.suite.registry().announce_maintenance(node.id, first, announced);
    net.send(node.controller, message)?;
    let (length, ahead) = (hours(slots, window.slots), hours(slots, window.from - slot));
    journal.tell(net, format!("{} announces maintenance of {length}, {ahead} ahead", of.name));
    journal.report.maintenance.push(MaintenanceReport {
        node: of.name.clone(),
        announced_at: net.chain.now(),
        from: slots.start(window.from),
        announced,
        ..MaintenanceReport::default()
    });
    let reported = journal.report.maintenance.len() - 1;
    note_window(net, node.id, &mut journal.report, reported)
}

/// Reads a node's window and what is left of its budget into the report.
fn note_window(net: &mut Net, id: NodeId, report: &mut Report, reported: usize) -> Result<()> {
    let liveness = net.view(net.suite.registry().liveness(id))?.context("a node")?;
    let entry = &mut report.maintenance[reported];
    entry.slots = liveness.maintenance.map_or(0, |window| window.slots);
    entry.budget = liveness.budget;
    Ok(())
}

/// Describes a number of slots in hours: `1.5 h`.
fn hours(slots: Slots, count: usize) -> String {
    format!("{} h", count as f64 * slots.slot_ms as f64 / 3_600_000.0)
}
