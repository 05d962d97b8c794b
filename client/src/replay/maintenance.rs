//! Maintenance: controllers announce it ahead, extend it, call it off; the registry excuses the silence.

use super::*;
use crate::report::MaintenanceReport;
use interfaces::registry::RegistryParams;
use shared::Slot;

/// A window of the fleet file.
#[derive(Clone, Copy)]
pub(super) struct Work {
    pub(super) node: usize,
    /// Its first slot.
    from: usize,
    /// Slots that are announced.
    slots: usize,
    /// Slots by which it is extended while it runs.
    extended: usize,
    /// Whether it is called off before it begins.
    cancelled: bool,
    /// Its place in the report, once it was announced.
    place: Option<usize>,
}

impl Work {
    /// Slots in which the node is down.
    pub(super) fn down(&self) -> std::ops::Range<usize> {
        let slots = if self.cancelled { 0 } else { self.slots + self.extended };
        self.from..self.from + slots
    }
}

/// Slots from an announcement to the first slot that it excuses, at least.
fn notice() -> usize {
    RegistryParams::default().notice.into()
}

/// All windows of the fleet file.
pub(super) fn plan(fleet: &Fleet, slots: Slots) -> Vec<Work> {
    let window = |m: &fleet::Maintenance| {
        let node = fleet.nodes.iter().position(|n| n.name == m.node)?;
        let extended = if m.extended > 0 { slots.in_hours(m.extended.into()) } else { 0 };
        let (from, hours) = (slots.of_hour(m.epoch, m.hour), slots.in_hours(m.hours.into()));
        Some(Work { node, from, slots: hours, extended, cancelled: m.cancelled, place: None })
    };
    fleet.maintenance.iter().filter_map(window).collect()
}

impl Replay<'_> {
    /// Announces twice the notice ahead; calls off in the slot before the window, extends as late as it can.
    pub(super) fn maintain(&mut self, slot: usize) -> Result<()> {
        for i in 0..self.works.len() {
            let Work { from, slots, extended, cancelled, place, .. } = self.works[i];
            match place {
                None if slot + 2 * notice() >= from => self.announce(i, slot)?,
                Some(place) if cancelled && slot + 1 == from => self.call_off(i, place)?,
                Some(place) if extended > 0 && slot + notice() == from + slots => self.extend(i, place)?,
                _ => (),
            }
        }
        Ok(())
    }

    fn announce(&mut self, i: usize, slot: usize) -> Result<()> {
        let Work { node, from, slots, .. } = self.works[i];
        let Node { id, controller, .. } = self.nodes[node];
        let announced = u16::try_from(slots)?;
        let first = Slot {
            epoch: Epoch::try_from(1 + from / self.slots.per_epoch)?,
            index: u8::try_from(from % self.slots.per_epoch)?,
        };
        let message = self.net.suite.registry().announce_maintenance(id, first, announced);
        self.net.send(controller, message)?;
        let name = self.fleet.nodes[node].name.clone();
        self.tell(format!(
            "{name} announces maintenance of {}, {} ahead",
            self.hours(slots),
            self.hours(from - slot)
        ));
        self.works[i].place = Some(self.report.maintenance.len());
        self.report.maintenance.push(MaintenanceReport {
            node: name,
            announced_at: self.net.chain.now(),
            from: self.slots.start(from),
            announced,
            ..MaintenanceReport::default()
        });
        self.note_window(node, self.report.maintenance.len() - 1)
    }

    fn extend(&mut self, i: usize, place: usize) -> Result<()> {
        let Work { node, extended, .. } = self.works[i];
        let Node { id, controller, .. } = self.nodes[node];
        let message = self.net.suite.registry().extend_maintenance(id, u16::try_from(extended)?);
        self.net.send(controller, message)?;
        let (name, more) = (&self.fleet.nodes[node].name, self.hours(extended));
        self.tell(format!("{name} extends its maintenance by {more}"));
        self.note_window(node, place)
    }

    fn call_off(&mut self, i: usize, place: usize) -> Result<()> {
        let node = self.works[i].node;
        let Node { id, controller, .. } = self.nodes[node];
        self.net.send(controller, self.net.suite.registry().cancel_maintenance(id))?;
        self.tell(format!("{} calls its maintenance off", self.fleet.nodes[node].name));
        self.note_window(node, place)
    }

    /// Asks the registry what the window is now, and what is left of the budget.
    fn note_window(&mut self, node: usize, place: usize) -> Result<()> {
        let id = self.nodes[node].id;
        let liveness = self.net.view(self.net.suite.registry().liveness(id))?.context("a node")?;
        let entry = &mut self.report.maintenance[place];
        entry.slots = liveness.maintenance.map_or(0, |window| window.slots);
        entry.budget = liveness.budget;
        Ok(())
    }

    /// So many slots in hours: `1.5 h`.
    fn hours(&self, slots: usize) -> String {
        format!("{} h", slots as f64 * self.slots.slot_ms as f64 / 3_600_000.0)
    }
}
