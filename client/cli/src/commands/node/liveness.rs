//! Heartbeats.

use crate::context::Context;
use crate::output;
use crate::show::rough;
use shared::NodeId;

/// Sends the heartbeat of nodes, and says when the next one is due.
///
/// # Errors
/// When the registry or the chain refuses.
pub fn heartbeat(ctx: &mut Context, nodes: Vec<NodeId>) -> anyhow::Result<()> {
    let named = nodes.len();
    let what = match nodes.as_slice() {
        [node] => format!("send the heartbeat of node {node}"),
        _ => format!("send the heartbeats of {named} nodes"),
    };
    let message = ctx.suite().registry().heartbeat(nodes);
    let Some(done) = ctx.send(what, message)? else { return Ok(()) };
    if ctx.global.is_json() {
        return Ok(());
    }
    let counted: u32 = done.value()?;
    let (clock, now) = (ctx.suite().clock, ctx.now()?);
    let next = super::maintenance::start_of(&clock, clock.slot(now).number().saturating_add(1));
    let counts = match (counted as usize, named) {
        (0, 1) => "not counted: it was seen in this slot before".to_owned(),
        (counted, named) if counted < named => {
            format!("{} of {} counted: the others were seen in this slot before", counted, named)
        }
        _ => "counted".to_owned(),
    };
    output::print(&format!("  {counts}; the next slot begins in {}", rough(next.saturating_sub(now))))?;
    Ok(())
}
