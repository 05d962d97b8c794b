//! Leases that are not finalized: all of them, or one with what to do next.

use super::open::affordable;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{self, list, table, Answer};
use crate::show::{rough, when};
use gridshare_sdk::words::count;
use gridshare_sdk::AccountId;
use interfaces::metering::{Lease, LeaseState, Leg};
use serde_json::{json, Value};
use shared::{LeaseId, Timestamp};

/// A lease that is not finalized.
pub struct Running {
    /// Its number.
    pub id: LeaseId,
    /// Its record.
    pub lease: Lease,
    /// Its leg.
    pub leg: Option<Leg>,
}

/// Returns all leases that are not finalized, or only those of one payer.
///
/// # Errors
/// When the chain cannot be asked.
pub fn all(ctx: &mut Context, payer: Option<AccountId>) -> anyhow::Result<Vec<Running>> {
    let count = ctx.view(ctx.suite().metering().lease_count())?;
    let mut running = Vec::new();
    for id in 1..=count {
        let Some(lease) = ctx.view(ctx.suite().metering().lease(id))? else { continue };
        if payer.is_none_or(|payer| payer == lease.payer) {
            let leg = ctx.view(ctx.suite().metering().leg(lease.leg.node, lease.leg.leg_index))?;
            running.push(Running { id, lease, leg });
        }
    }
    Ok(running)
}

/// Reads a lease.
///
/// # Errors
/// When it never was, or is finalized.
fn read(ctx: &mut Context, id: LeaseId) -> anyhow::Result<Running> {
    let metering = ctx.suite().metering();
    let Some(lease) = ctx.view(metering.lease(id))? else {
        let opened = ctx.view(metering.lease_count())?;
        let says = match (1..=opened).contains(&id) {
            true => format!("lease {id} is finalized: what was left is in its payer's prepaid balance"),
            false => format!("there is no lease {id}"),
        };
        let next = Some("see those that are not finalized: gridshare lease list".to_owned());
        return Err(Failure { next, ..Failure::failed(says) }.into());
    };
    let leg = ctx.view(metering.leg(lease.leg.node, lease.leg.leg_index))?;
    Ok(Running { id, lease, leg })
}

/// Where a lease is in its life, in words.
fn state(lease: &Lease, now: Timestamp) -> &'static str {
    match lease.state {
        LeaseState::Open if now < lease.until => "open",
        LeaseState::Open => "ended",
        LeaseState::Closing { until } if now < until => "closing",
        LeaseState::Closing { .. } => "closed",
    }
}

/// Says what to do next with a lease.
fn next(running: &Running, now: Timestamp) -> String {
    let Running { id, lease, leg } = running;
    match lease.state {
        LeaseState::Open if now >= lease.until => format!("it has ended: gridshare lease close {id}"),
        LeaseState::Open if leg.is_some_and(|leg| affordable(leg.deposit, leg.price) == 0) => {
            format!("its deposit is used up: gridshare lease top-up {id} AMOUNT")
        }
        LeaseState::Open => format!("to end it early: gridshare lease close {id}"),
        LeaseState::Closing { until } if now < until => {
            format!("its node settles until {}; then: gridshare lease finalize {id}", when(until, now))
        }
        LeaseState::Closing { .. } => format!("get back what is left: gridshare lease finalize {id}"),
    }
}

/// Says what to do next with a lease that was just changed.
///
/// # Errors
/// When the chain cannot be asked.
pub fn say_next(ctx: &mut Context, id: LeaseId) -> anyhow::Result<()> {
    let running = read(ctx, id)?;
    let now = ctx.now()?;
    output::print(&format!("  next: {}", next(&running, now)))?;
    Ok(())
}

/// Lists leases.
///
/// # Errors
/// When the chain cannot be asked.
pub fn list_all(ctx: &mut Context, payer: Option<&str>) -> anyhow::Result<()> {
    let payer = payer.map(|payer| ctx.account(payer)).transpose()?;
    let now = ctx.now()?;
    let leases = all(ctx, payer)?;
    let text = match leases.is_empty() {
        true => "No lease is open or closing.".to_owned(),
        false => {
            let row = |running: &Running| {
                let Running { id, lease, leg } = running;
                [
                    id.to_string(),
                    lease.leg.node.to_string(),
                    lease.class_id.to_string(),
                    count(lease.units),
                    leg.map(|leg| count(leg.paid_units)).unwrap_or_default(),
                    leg.map(|leg| ctx.tokens(leg.deposit)).unwrap_or_default(),
                    state(lease, now).to_owned(),
                    turns(lease).checked_sub(now).map(rough).unwrap_or_default(),
                ]
            };
            let head = [">lease", ">node", ">class", ">units", ">paid", ">deposit left", "state", "for"];
            table(head, leases.iter().map(row))
        }
    };
    let json: Vec<Value> = leases.iter().map(|running| in_json(ctx, running, now)).collect();
    ctx.print(&Answer::new(text, json!({ "leases": json })))
}

/// Returns when a lease's state changes next.
fn turns(lease: &Lease) -> Timestamp {
    match lease.state {
        LeaseState::Open => lease.until,
        LeaseState::Closing { until } => until,
    }
}

/// Shows a lease.
///
/// # Errors
/// When it never was, or is finalized.
pub fn show(ctx: &mut Context, id: LeaseId) -> anyhow::Result<()> {
    let running = read(ctx, id)?;
    let now = ctx.now()?;
    let Running { lease, leg, .. } = &running;
    let mut rows = vec![
        ("lease", format!("{id}, {}", state(lease, now))),
        ("payer", ctx.namer().account(&lease.payer)),
        ("node", lease.leg.node.to_string()),
        ("reserved", format!("{} units of class {}", count(lease.units), lease.class_id)),
    ];
    if let Some(leg) = leg {
        let left = affordable(leg.deposit, leg.price);
        rows.push(("price", format!("{} a unit", ctx.tokens(leg.price))));
        rows.push(("paid", format!("{} units", count(leg.paid_units))));
        rows.push(("deposit left", format!("{}, for {} more units", ctx.tokens(leg.deposit), count(left))));
        let key = ctx.namer().address(&leg.session_key.into());
        rows.push(("session key", format!("{key}, generation {}", leg.generation)));
    }
    rows.push(("until", when(lease.until, now)));
    if let LeaseState::Closing { until } = lease.state {
        rows.push(("settled until", when(until, now)));
    }
    rows.push(("next", next(&running, now)));
    let json = in_json(ctx, &running, now);
    ctx.print(&Answer::new(list(rows), json))
}

fn in_json(ctx: &Context, running: &Running, now: Timestamp) -> Value {
    let Running { id, lease, leg } = running;
    let closing = match lease.state {
        LeaseState::Open => None,
        LeaseState::Closing { until } => Some(until),
    };
    json!({
        "lease": id,
        "state": state(lease, now),
        "payer": ctx.namer().address(&lease.payer),
        "node": lease.leg.node,
        "leg_index": lease.leg.leg_index,
        "class": lease.class_id,
        "units": lease.units.to_string(),
        "price": leg.map(|leg| leg.price.to_string()),
        "paid_units": leg.map(|leg| leg.paid_units.to_string()),
        "deposit": leg.map(|leg| leg.deposit.to_string()),
        "session_key": leg.map(|leg| ctx.namer().address(&leg.session_key.into())),
        "generation": leg.map(|leg| leg.generation),
        "until": lease.until,
        "settled_until": closing,
        "next": next(running, now),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::metering::LegRef;

    fn running(state: LeaseState, deposit: u128) -> Running {
        let leg = Leg { lease: 7, session_key: [1; 32], generation: 0, price: 5, paid_units: 0, deposit };
        let at = LegRef { node: 3, leg_index: 0 };
        let payer = AccountId::from([2; 32]);
        let lease = Lease { payer, class_id: 0, units: 10, leg: at, until: 1_000, state };
        Running { id: 7, lease, leg: Some(leg) }
    }

    #[test]
    fn a_lease_s_life_says_what_comes_next() {
        let closing = LeaseState::Closing { until: 100_000 };
        for (state, deposit, now, next_is) in [
            (LeaseState::Open, 50, 0, "to end it early: gridshare lease close 7"),
            (LeaseState::Open, 4, 0, "its deposit is used up: gridshare lease top-up 7 AMOUNT"),
            (LeaseState::Open, 4, 1_000, "it has ended: gridshare lease close 7"),
            (closing, 4, 100_000, "get back what is left: gridshare lease finalize 7"),
        ] {
            assert_eq!(next(&running(state, deposit), now), next_is);
        }
        assert!(next(&running(closing, 4), 40_000).contains("(in 1m); then: gridshare lease finalize 7"));
    }

    #[test]
    fn states_follow_from_the_time() {
        let states = [(LeaseState::Open, 999), (LeaseState::Open, 1_000)]
            .map(|(s, now)| state(&running(s, 1).lease, now));
        assert_eq!(states, ["open", "ended"]);
        let closing = running(LeaseState::Closing { until: 5 }, 1).lease;
        assert_eq!((state(&closing, 4), state(&closing, 5)), ("closing", "closed"));
    }
}
