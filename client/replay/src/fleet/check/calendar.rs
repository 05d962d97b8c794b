//! Checks of planned incidents: windows, slash, transfer, moves of stake.

use super::problem::{At, Problem, HOUR_MS};
use crate::fleet::{Delegator, Fleet, Maintenance};
use interfaces::registry::RegistryParams;
use interfaces::staking::StakingParams;
use shared::clock::SLOTS_PER_EPOCH;
use shared::{Amount, ONE_BPS};

/// Returns the number of slots from the start of the traffic to a window's first slot, and the number of slots that
/// the window may excuse.
fn window(fleet: &Fleet, m: &Maintenance) -> (u64, u64) {
    let slot_ms = (fleet.network.epoch_ms() / u64::from(SLOTS_PER_EPOCH)).max(1);
    let from = u64::from(m.epoch.saturating_sub(1)) * u64::from(SLOTS_PER_EPOCH)
        + u64::from(m.hour) * HOUR_MS / slot_ms;
    (from, slots(m.hours, slot_ms) + slots(m.extended, slot_ms))
}

/// Returns the number of slots that cover `hours`.
fn slots(hours: u32, slot_ms: u64) -> u64 {
    (u64::from(hours) * HOUR_MS).div_ceil(slot_ms)
}

/// Checks the maintenance windows: notice, budget, distance.
pub(super) fn maintenance(fleet: &Fleet) -> Result<(), Problem> {
    let params = RegistryParams::default();
    let (notice, budget) = (u64::from(params.notice), u64::from(params.maintenance));
    for (i, m) in fleet.maintenance.iter().enumerate() {
        let at = At("maintenance", Some(i));
        at.named("node", &m.node, fleet)?;
        at.check(m.epoch >= 1, "epoch", "epochs with traffic count from 1")?;
        hour(at, m.hour, fleet)?;
        at.check(m.hours >= 1, "hours", "maintenance lasts at least 1 hour")?;
        at.check(
            !(m.cancelled && m.extended > 0),
            "cancelled",
            "maintenance that is called off is not extended",
        )?;
        let (from, count) = window(fleet, m);
        at.check(
            from >= 2 * notice,
            "hour",
            format!("maintenance is announced {} slots ahead: the first window starts later", 2 * notice),
        )?;
        let earlier = fleet.maintenance[..i].iter().filter(|e| e.node == m.node).map(|e| window(fleet, e));
        let used: u64 = earlier.clone().map(|(_, count)| count).sum();
        at.check(
            used + count <= budget,
            "hours",
            format!("a node's maintenance comes to at most {budget} slots"),
        )?;
        let apart = earlier.clone().all(|(start, count)| start + count + 2 * notice <= from);
        at.check(
            apart,
            "hour",
            format!("a node's windows are listed in order and lie {} slots apart", 2 * notice),
        )?;
    }
    Ok(())
}

/// Checks that an epoch has this hour.
fn hour(at: At, hour: u32, fleet: &Fleet) -> Result<(), Problem> {
    let hours = fleet.network.epoch_hours;
    let last = hours.saturating_sub(1);
    at.check(u64::from(hour) < hours, "hour", format!("an epoch has hours 0 to {last}"))
}

/// Checks the slash against staking's bounds.
pub(super) fn slash(fleet: &Fleet) -> Result<(), Problem> {
    let Some(slash) = &fleet.slash else { return Ok(()) };
    let (at, params) = (At("slash", None), StakingParams::default());
    let node = at.named("node", &slash.node, fleet)?;
    at.check(slash.epoch >= 1, "epoch", "epochs with traffic count from 1")?;
    hour(at, slash.hour, fleet)?;
    let most = f64::from(params.max_slash) / f64::from(ONE_BPS);
    at.check(
        (1..=params.max_slash).contains(&slash.fraction.0),
        "fraction",
        format!("a slash takes more than 0 and at most {most} of a pool"),
    )?;
    let longest = params.max_jail_ms / HOUR_MS;
    at.check(
        (1..=longest).contains(&slash.jail_hours),
        "jail_hours",
        format!("a node is jailed for 1 to {longest} hours"),
    )?;
    let left = node.stake.0 / Amount::from(ONE_BPS) * Amount::from(ONE_BPS - slash.fraction.0);
    at.check(
        left >= fleet.network.min_owner_bond.0,
        "fraction",
        "the owner would be left with less than min_owner_bond, and could not have the node let out",
    )?;
    let reporter = slash.reporter.as_ref().is_none_or(|r| !r.is_empty());
    at.check(reporter, "reporter", "a reporter has a name")
}

/// Checks the transfer of a node.
pub(super) fn transfer(fleet: &Fleet) -> Result<(), Problem> {
    let Some(transfer) = &fleet.transfer else { return Ok(()) };
    let at = At("transfer", None);
    let node = at.named("node", &transfer.node, fleet)?;
    at.check(transfer.epoch >= 1, "epoch", "epochs with traffic count from 1")?;
    at.check(!transfer.to.is_empty(), "to", "a new owner has a name")?;
    at.check(transfer.to != node.owner, "to", format!("`{}` owns it already", transfer.to))
}

/// Checks a delegator's move of stake.
pub(super) fn moves(at: At, delegator: &Delegator, fleet: &Fleet) -> Result<(), Problem> {
    let Some(moves) = &delegator.moves else { return Ok(()) };
    let staked = delegator.nodes.contains(&moves.from);
    at.check(staked, "moves", format!("it does not stake on `{}`", moves.from))?;
    let to = at.named("moves", &moves.to, fleet)?;
    at.check(moves.from != moves.to, "moves", "it moves to another node")?;
    at.check(!to.closed, "moves", format!("nobody but its owner may stake on `{}`", moves.to))?;
    at.check(!to.retires, "moves", format!("`{}` is out of service by then", moves.to))?;
    at.check(
        moves.epoch >= 2,
        "moves",
        "it moves in epoch 2 at the earliest: stake holds shares from then on",
    )?;
    at.check(delegator.leaves_at_epoch.is_none(), "moves", "a delegator that leaves does not move")
}
