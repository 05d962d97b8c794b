//! Values of each slot for the charts: quotes, stake, earnings, rewards.

use super::observed::{joining, pool, Net};
use super::state::FleetState;
use super::{Plan, CLASS};
use crate::report::{NodeReport, Report};
use anyhow::Result;
use shared::{Amount, NodeId, ONE_BPS};

/// Adds the values of this slot.
pub(super) fn record(
    plan: Plan,
    net: &mut Net,
    state: &mut FleetState,
    report: &mut Report,
    slot: usize,
) -> Result<()> {
    let Plan { fleet, slots } = plan;
    let first = slot % slots.per_epoch == 0;
    let changed_zones = std::mem::take(&mut state.changed_zones);
    for (i, node) in state.nodes.iter().enumerate() {
        let entry = &mut report.nodes[i];
        let list = fleet.nodes[i].price.0;
        let quote = if changed_zones.contains(&node.zone) {
            match net.view(net.suite.market().quote(node.id, CLASS, 1))? {
                Ok(quote) => quote,
                // Nothing is left to be reserved: the zone is at its highest price.
                Err(_) => {
                    let highest = net.view(net.suite.market().params())?.max_multiplier;
                    list * Amount::from(highest) / Amount::from(ONE_BPS)
                }
            }
        } else {
            entry.quote.last().copied().unwrap_or(list)
        };
        // Claims change stake where epochs start; every other change is noted when it is made ([`note_stake`]).
        let stake = match entry.stake.last() {
            Some(stake) if !first => *stake,
            _ => staked(net, node.id)?,
        };
        entry.quote.push(quote);
        entry.stake.push(stake);
        entry.earnings.push(node.collected + node.due);
        entry.rewards.push(entry.availability + entry.usage);
    }
    report.slots = slot + 1;
    Ok(())
}

/// Updates a node's stake after a change. The running slot, which is recorded later, takes the value over.
pub(super) fn note_stake(net: &mut Net, id: NodeId, entry: &mut NodeReport) -> Result<()> {
    let stake = staked(net, id)?;
    if let Some(last) = entry.stake.last_mut() {
        *last = stake;
    }
    Ok(())
}

/// Returns the active and joining tokens of a node's pool.
fn staked(net: &mut Net, id: NodeId) -> Result<Amount> {
    let pool = pool(net, id)?;
    Ok(pool.active + joining(&pool))
}
