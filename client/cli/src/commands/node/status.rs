//! One node on one screen.

use super::earnings::{deposits, legs_table, OpenLeg};
use super::facts::Facts;
use super::list::{offers_table, Offered};
use super::maintenance::{budget, ends, stands, start_of, starts};
use super::strip::{bars, draw, states, Presence};
use super::{land, next};
use crate::commands::reward::estimate::EpochShare;
use crate::commands::stake::pools::pool_json;
use crate::context::Context;
use crate::output::{list, Answer};
use crate::show::{next_json, next_text, painted_status, rough, status, until, when};
use gridshare_sdk::words::{part, show_cell};
use serde_json::{json, Value};
use shared::clock::SLOTS_PER_EPOCH;
use shared::math::mul_div;
use shared::{NodeId, Rounding};

/// Shows how a node stands, and what to do next.
///
/// # Errors
/// When there is no such node, or the chain cannot be asked.
pub fn show(ctx: &mut Context, node: NodeId) -> anyhow::Result<()> {
    let facts = Facts::read(ctx, node)?;
    let next = next::steps(&facts);
    let mut parts = vec![head(ctx, &facts), clock(&facts), rows(ctx, &facts)];
    parts.extend(offers_table(ctx, &facts.offers));
    parts.extend(legs_table(&facts.legs, facts.now));
    parts.push(next_text(&next));
    let mut json = json(ctx, &facts);
    json["next"] = next_json(&next);
    ctx.print(&Answer::new(parts.join("\n\n"), json))
}

fn head(ctx: &Context, facts: &Facts) -> String {
    let place = format!("{} {}", land(facts.record.country), show_cell(facts.record.cell));
    let owner = ctx.namer().account(&facts.record.owner);
    format!("node {}, {}, at {place}\nof {owner}", facts.node, painted_status(facts.status))
}

/// The running epoch, slot by slot.
fn clock(facts: &Facts) -> String {
    let slot = facts.slot();
    let (left, ends_in) = (rough(facts.slot_left()), rough(facts.until(slot.epoch.saturating_add(1))));
    let states =
        states(facts.liveness.beats, facts.liveness.excused, slot.index, facts.first_slot(slot.epoch));
    format!(
        "epoch {}, which ends in {ends_in}; slot {} of {SLOTS_PER_EPOCH}, which ends in {left}\n{}",
        slot.epoch,
        slot.index.saturating_add(1),
        draw(&states)
    )
}

fn rows(ctx: &Context, facts: &Facts) -> String {
    let liveness = &facts.liveness;
    let mut rows = Vec::new();
    if !facts.past.is_empty() {
        let percent = Presence::sum(facts.past.iter().copied()).percent();
        let percent =
            percent.map_or("all excused".to_owned(), |percent| format!("seen in {percent} % of its slots"));
        rows.push(("past epochs", format!("{}  {percent}", bars(&facts.past))));
    }
    let seen = liveness.last_seen.map(|slot| when(start_of(&facts.clock, slot.number()), facts.now));
    rows.push(("last seen", seen.unwrap_or_else(|| "never".to_owned())));
    rows.push(("stake", stake(ctx, facts)));
    if let Some(ends) = facts.pool.as_ref().and_then(|pool| pool.pool.jailed_until) {
        rows.push(("jailed", until(ends, facts.now)));
    }
    rows.push(("boost", part(liveness.boost)));
    rows.push(("this epoch", running(ctx, facts)));
    let unclaimed = facts.claimable.unclaimed;
    rows.push((
        "rewards",
        match unclaimed.count {
            0 => "claimed".to_owned(),
            _ => format!(
                "{} in {}, not claimed",
                ctx.tokens(facts.claimable.total()),
                unclaimed.one_call().says()
            ),
        },
    ));
    rows.push(("earnings", ctx.tokens(facts.earnings)));
    if facts.payout > 0 {
        rows.push(("owed", format!("{} to the owner, besides pools", ctx.tokens(facts.payout))));
    }
    let most = ctx.tokens(deposits(&facts.legs));
    rows.push((
        "leases",
        match facts.legs.len() {
            0 => "none".to_owned(),
            count => format!("{count}; vouchers not settled come to at most {most}"),
        },
    ));
    let window = liveness.maintenance.as_ref().map(|window| stands(&facts.clock, window, facts.now));
    let left = budget(&facts.clock, liveness.budget, &facts.registry);
    rows.push(("maintenance", format!("{}\n{left}", window.unwrap_or_else(|| "none".to_owned()))));
    list(rows)
}

fn stake(ctx: &Context, facts: &Facts) -> String {
    let counts = format!("{} counts", ctx.tokens(facts.liveness.stake));
    let Some(pool) = &facts.pool else { return format!("{counts}; there is no pool") };
    let mut text =
        format!("{counts}\n{} own, {} delegated", ctx.tokens(pool.own()), ctx.tokens(pool.delegated()),);
    for (amount, what) in [(pool.pending(), "pending"), (pool.pool.thawing, "thawing")] {
        if amount > 0 {
            text += &format!("\n{} {what}", ctx.tokens(amount));
        }
    }
    text
}

/// Says what the running epoch comes to so far.
fn running(ctx: &Context, facts: &Facts) -> String {
    let EpochShare { credit, usage, .. } = &facts.running;
    let portion = mul_div(credit.credit, 10_000, credit.total, Rounding::Down).unwrap_or(0);
    let mut text = match credit.credit {
        0 => "no credit yet".to_owned(),
        _ => format!("{} of all credit", part(u16::try_from(portion).unwrap_or(u16::MAX))),
    };
    if usage.burned > 0 {
        text += &format!(", {} burned by use", ctx.tokens(usage.burned));
    }
    text + &format!("\nan estimated {}, if it ended now", ctx.tokens(facts.running.total()))
}

fn json(ctx: &Context, facts: &Facts) -> Value {
    let (slot, liveness) = (facts.slot(), &facts.liveness);
    let states = states(liveness.beats, liveness.excused, slot.index, facts.first_slot(slot.epoch));
    let window = liveness.maintenance.as_ref();
    let window = window
        .map(|window| json!({ "from": starts(&facts.clock, window), "to": ends(&facts.clock, window) }));
    json!({
        "node": facts.node,
        "status": status(facts.status),
        "in_service": facts.in_service,
        "owner": ctx.namer().address(&facts.record.owner),
        "controller": ctx.namer().address(&liveness.controller),
        "country": facts.record.country,
        "cell": show_cell(facts.record.cell),
        "time": facts.now,
        "epoch": slot.epoch,
        "slot": slot.index,
        "slot_ends_at": facts.now.saturating_add(facts.slot_left()),
        "slots": states.iter().map(|state| state.name()).collect::<Vec<_>>(),
        "past_epochs": facts.past.iter()
            .map(|Presence { seen, expected }| json!({ "seen": seen, "expected": expected })).collect::<Vec<_>>(),
        "last_seen": liveness.last_seen.map(|slot| start_of(&facts.clock, slot.number())),
        "stake": liveness.stake.to_string(),
        "boost": liveness.boost,
        "pool": facts.pool.as_ref().map(|pool| pool_json(ctx, pool, slot.epoch)),
        "running": crate::commands::reward::share_json(&facts.running),
        "unclaimed": facts.claimable.unclaimed.count,
        "claimable": facts.claimable.total().to_string(),
        "earnings": facts.earnings.to_string(),
        "payout": facts.payout.to_string(),
        "offers": facts.offers.iter().map(Offered::json).collect::<Vec<_>>(),
        "leases": facts.legs.iter().map(OpenLeg::json).collect::<Vec<_>>(),
        "maintenance": window,
        "maintenance_budget": liveness.budget,
        "offered_to": facts.offered_to.as_ref().map(|account| ctx.namer().address(account)),
    })
}
