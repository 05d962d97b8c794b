//! Maintenance: windows of slots in which a node's silence is excused.

use super::liveness;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{self, list, Answer};
use crate::show::{rough, when};
use crate::values::Span;
use clap::Subcommand;
use gridshare_sdk::words::{date_time, show_duration};
use interfaces::registry::{RegistryParams, Window};
use serde_json::json;
use shared::{Clock, NodeId, Slot, Timestamp};

/// Windows of maintenance.
#[derive(Subcommand)]
pub enum Maintenance {
    /// Announces maintenance, rounded to the slots that it touches; the owner and the controller may
    #[command(after_help = "Example:\n  gridshare node maintenance announce 3 --in 6h --for 2h")]
    Announce {
        /// The node
        node: NodeId,
        /// From when on; without it, as soon as the notice allows
        #[arg(long = "in", value_name = "TIME")]
        from_now: Option<Span>,
        /// For how long
        #[arg(long = "for", value_name = "TIME")]
        length: Span,
    },
    /// Makes maintenance that is ahead or running longer
    Extend {
        /// The node
        node: NodeId,
        /// By how much
        #[arg(long = "for", value_name = "TIME")]
        length: Span,
    },
    /// Cancels what has not begun of it
    Cancel {
        /// The node
        node: NodeId,
    },
    /// Shows the latest window and what is left of the budget
    Show {
        /// The node
        node: NodeId,
    },
}

impl Maintenance {
    /// Carries the verb out.
    ///
    /// # Errors
    /// When the registry or the chain refuses.
    pub fn run(self, ctx: &mut Context) -> anyhow::Result<()> {
        match self {
            Self::Announce { node, from_now, length } => announce(ctx, node, from_now, length.0),
            Self::Extend { node, length } => extend(ctx, node, length.0),
            Self::Cancel { node } => cancel(ctx, node),
            Self::Show { node } => show(ctx, node),
        }
    }
}

fn announce(ctx: &mut Context, node: NodeId, from_now: Option<Span>, length: u64) -> anyhow::Result<()> {
    let (registry, clock, now) = (ctx.suite().registry(), ctx.suite().clock, ctx.now()?);
    let params = ctx.view(registry.params())?;
    let notice = u64::from(params.notice).saturating_mul(clock.slot_ms());
    let start = now.saturating_add(from_now.map_or(notice, |span| span.0));
    let window = touched(&clock, start, start.saturating_add(length))?;
    let says = says(&clock, &window);
    ctx.send(
        format!("announce maintenance of node {node} {says}"),
        registry.announce_maintenance(node, window.from, window.slots),
    )?;
    tell_budget(ctx, node, &params)
}

fn extend(ctx: &mut Context, node: NodeId, length: u64) -> anyhow::Result<()> {
    let (registry, clock) = (ctx.suite().registry(), ctx.suite().clock);
    let params = ctx.view(registry.params())?;
    let slots = slots_of(length.div_ceil(clock.slot_ms()))?;
    let what = match liveness(ctx, node)?.maintenance {
        Some(window) => {
            let longer = Window { slots: window.slots.saturating_add(slots), ..window };
            format!("extend maintenance of node {node}: it is then {}", says(&clock, &longer))
        }
        None => format!("extend maintenance of node {node} by {slots} slots"),
    };
    ctx.send(what, registry.extend_maintenance(node, slots))?;
    tell_budget(ctx, node, &params)
}

fn cancel(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let registry = ctx.suite().registry();
    let params = ctx.view(registry.params())?;
    ctx.send(
        format!("cancel what has not begun of node {node}'s maintenance"),
        registry.cancel_maintenance(node),
    )?;
    tell_budget(ctx, node, &params)
}

/// Tells people what is left of the budget.
fn tell_budget(ctx: &mut Context, node: NodeId, params: &RegistryParams) -> anyhow::Result<()> {
    if ctx.global.is_json() {
        return Ok(());
    }
    let left = liveness(ctx, node)?.budget;
    output::print(&format!("  {}", budget(&ctx.suite().clock, left, params)))?;
    Ok(())
}

/// Says what is left of the budget.
pub fn budget(clock: &Clock, left: u16, params: &RegistryParams) -> String {
    let time = |slots: u16| show_duration(u64::from(slots).saturating_mul(clock.slot_ms()));
    format!(
        "{} of {} left in any 30 epochs ({left} of {} slots)",
        time(left),
        time(params.maintenance),
        params.maintenance
    )
}

fn show(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let (clock, now) = (ctx.suite().clock, ctx.now()?);
    let params = ctx.view(ctx.suite().registry().params())?;
    let liveness = liveness(ctx, node)?;
    let window = liveness.maintenance.as_ref().map(|window| (starts(&clock, window), ends(&clock, window)));
    let notice = u64::from(params.notice).saturating_mul(clock.slot_ms());
    let text = list([
        (
            "window",
            liveness
                .maintenance
                .as_ref()
                .map_or_else(|| "none".to_owned(), |window| stands(&clock, window, now)),
        ),
        ("budget", budget(&clock, liveness.budget, &params)),
        ("notice", format!("{} ({} slots)", rough(notice), params.notice)),
    ]);
    let json = json!({
        "node": node,
        "window": window.map(|(from, to)| json!({ "from": from, "to": to })),
        "budget": liveness.budget,
        "max_budget": params.maintenance,
        "notice": params.notice,
    });
    ctx.print(&Answer::new(text, json))
}

/// Returns the slots that the time from `start` to before `end` touches.
///
/// # Errors
/// When there is none, or they are too many.
fn touched(clock: &Clock, start: Timestamp, end: Timestamp) -> Result<Window, Failure> {
    let (from, to) = (clock.slot(start), clock.slots_before(end));
    let slots = if end > start { to.saturating_sub(from.number()) } else { 0 };
    Ok(Window { from, slots: slots_of(slots.into())? })
}

fn slots_of(slots: u64) -> Result<u16, Failure> {
    let fits = u16::try_from(slots).ok().filter(|slots| *slots > 0);
    fits.ok_or_else(|| {
        Failure::usage("maintenance of no time, or of too long a time", "give a time such as --for 2h")
    })
}

/// Returns when a window begins.
pub fn starts(clock: &Clock, window: &Window) -> Timestamp {
    start_of(clock, window.from.number())
}

/// Returns when a window is over.
pub fn ends(clock: &Clock, window: &Window) -> Timestamp {
    start_of(clock, window.from.number().saturating_add(window.slots.into()))
}

/// Returns when the slot of that number begins.
pub fn start_of(clock: &Clock, number: u32) -> Timestamp {
    let Slot { epoch, index } = Slot::from_number(number);
    clock.epoch_start(epoch).saturating_add(u64::from(index).saturating_mul(clock.slot_ms()))
}

/// Says when a window is: `from 2026-11-21 14:00 to 2026-11-21 16:30 (5 slots)`, in UTC.
fn says(clock: &Clock, window: &Window) -> String {
    let (from, to) = (date_time(starts(clock, window)), date_time(ends(clock, window)));
    let slots = if window.slots == 1 { "slot" } else { "slots" };
    format!("from {from} to {to} UTC ({} {slots})", window.slots)
}

/// Says how a window stands: ahead, running or over.
pub fn stands(clock: &Clock, window: &Window, now: Timestamp) -> String {
    let (from, to) = (starts(clock, window), ends(clock, window));
    match () {
        () if now < from => format!("{}, for {}", when(from, now), show_duration(to - from)),
        () if now < to => format!("running, until {}", when(to, now)),
        () => format!("over since {}", date_time(to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::DAY_MS;

    /// Slots of half an hour.
    const CLOCK: Clock = Clock { genesis: 1_000, epoch_ms: DAY_MS };
    const SLOT: u64 = DAY_MS / 48;

    #[test]
    fn maintenance_covers_every_slot_that_it_touches() {
        let start = 1_000 + 10 * SLOT;
        for (from, to, first, slots) in [
            (start, start + 4 * SLOT, 10, 4),
            (start + 1, start + 4 * SLOT, 10, 4),
            (start + SLOT - 1, start + SLOT + 1, 10, 2),
            (start, start + 1, 10, 1),
            (start + 38 * SLOT, start + 39 * SLOT, 48, 1),
        ] {
            let window = touched(&CLOCK, from, to).unwrap();
            assert_eq!((window.from.number(), window.slots), (first, slots), "{from} to {to}");
            assert!(starts(&CLOCK, &window) <= from && ends(&CLOCK, &window) >= to);
        }
        for start in [start, start + 1] {
            assert_eq!(touched(&CLOCK, start, start).unwrap_err().code, 2);
        }
        assert_eq!(touched(&CLOCK, start, start + 70_000 * SLOT).unwrap_err().code, 2);
    }

    #[test]
    fn the_notice_before_a_time_is_kept_by_its_slot() {
        // As soon as the notice allows: never earlier than the notice's slots after the running one.
        for offset in [0, 1, SLOT - 1] {
            let now = 1_000 + 5 * SLOT + offset;
            assert_eq!(touched(&CLOCK, now + 2 * SLOT, now + 3 * SLOT).unwrap().from.number(), 7);
        }
    }

    #[test]
    fn windows_are_ahead_running_or_over() {
        let window = Window { from: Slot { epoch: 1, index: 0 }, slots: 2 };
        let from = CLOCK.epoch_start(1);
        assert_eq!(stands(&CLOCK, &window, from - SLOT), "1970-01-02 00:00 (in 30m), for 1h");
        assert_eq!(stands(&CLOCK, &window, from), "running, until 1970-01-02 01:00 (in 1h)");
        assert_eq!(stands(&CLOCK, &window, from + 2 * SLOT), "over since 1970-01-02 01:00");
    }
}
