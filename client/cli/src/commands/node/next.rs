//! What a node's owner should do next: rules over what the chain knows of the node.

use super::facts::Facts;
use crate::show::{rough, Next};
use gridshare_sdk::words::grid;
use interfaces::registry::NodeStatus;
use interfaces::staking::FOR_EVER;
use shared::Amount;

/// Epochs before a boost's end from which on it is said.
const BOOST_WARNING: u32 = 7;

/// Returns what to do next, the most pressing first.
pub fn steps(facts: &Facts) -> Vec<Next> {
    let mut next = Vec::new();
    service(facts, &mut next);
    if facts.in_service {
        heartbeat(facts, &mut next);
        offer(facts, &mut next);
        boost(facts, &mut next);
    }
    money(facts, &mut next);
    leases(facts, &mut next);
    if facts.offered_to.is_some() {
        let command = format!("gridshare node take-over {}", facts.node);
        next.push(Next::command("it is offered to another account, which may take it over", command));
    }
    next
}

/// What keeps the node from counting.
fn service(facts: &Facts, next: &mut Vec<Next>) {
    let node = facts.node;
    if facts.status == NodeStatus::Retired {
        next.push(Next::note("it is out of service for ever; what it earned and its stake stay"));
        return leave(facts, next);
    }
    let Some(pool) = &facts.pool else {
        let least = facts.staking.min_owner_bond;
        return next.push(bond(facts, least, "bond its stake: without it the node earns nothing"));
    };
    if let Some(until) = pool.pool.jailed_until {
        if until == FOR_EVER {
            next.push(Next::note("it is jailed for ever"));
            return leave(facts, next);
        }
        if until > facts.now {
            return next.push(Next::note(format!("it can leave jail in {}", rough(until - facts.now))));
        }
    }
    if pool.short_by() > 0 {
        let amount = pool.short_by().max(facts.staking.min_bond);
        next.push(bond(facts, amount, "bond more: the owner's stake is below the least that counts"));
    }
    if pool.pool.jailed_until.is_some() {
        return next.push(Next::command("its sentence is over", format!("gridshare node unjail {node}")));
    }
    let epoch = facts.epoch();
    let (counts, later) = (pool.counts_in(epoch), pool.counts_in(epoch.saturating_add(1)));
    let noted = facts.liveness.stake;
    if noted == 0 && counts == 0 && later > 0 {
        let in_time = rough(facts.until(epoch.saturating_add(1)));
        next.push(Next::note(format!(
            "its stake counts from epoch {} on, in {in_time}",
            epoch.saturating_add(1)
        )));
    }
    // Rewards raise what a pool counts for, but are noted only when something else of the pool changes.
    if counts.saturating_sub(noted) > noted / 100 {
        next.push(Next::command("have its grown stake counted", format!("gridshare stake sync {node}")));
    }
}

fn bond(facts: &Facts, amount: Amount, says: &str) -> Next {
    Next::command(says, format!("gridshare stake bond {} {}", facts.node, typed(amount)))
}

/// Writes an amount as it is typed, rounded up to hundredths.
pub fn typed(amount: Amount) -> String {
    let cents = shared::TOKEN / 100;
    let text = grid(amount.div_ceil(cents).saturating_mul(cents));
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    digits.strip_suffix(".00").map_or(digits.clone(), str::to_owned)
}

/// What is left to do with the stake of a node that will never count again.
fn leave(facts: &Facts, next: &mut Vec<Next>) {
    if facts.own.as_ref().is_some_and(|own| own.value > 0) {
        let command = format!("gridshare stake unbond {} all", facts.node);
        next.push(Next::command("its stake earns nothing any more", command));
    }
}

fn heartbeat(facts: &Facts, next: &mut Vec<Next>) {
    let left = rough(facts.slot_left());
    next.push(if facts.is_now(facts.liveness.excused) {
        Next::note(format!("maintenance excuses this slot, which ends in {left}"))
    } else if facts.is_now(facts.liveness.beats) {
        Next::note(format!("its heartbeat is in; the next slot begins in {left}"))
    } else {
        let command = format!("gridshare node heartbeat {}", facts.node);
        Next::command(format!("its heartbeat is due within {left}"), command)
    });
}

fn offer(facts: &Facts, next: &mut Vec<Next>) {
    if !facts.offers.is_empty() {
        return;
    }
    next.push(match facts.classes {
        0 => Next::note("it could offer something once governance adds a class"),
        _ => Next::command(
            "offer something: it earns by being there, but nothing by being used",
            format!("gridshare node offer {} --class CLASS --capacity UNITS --price AMOUNT", facts.node),
        ),
    });
}

fn boost(facts: &Facts, next: &mut Vec<Next>) {
    let (attested, epoch) = (&facts.liveness.attested, facts.epoch());
    if attested.boost == 0 {
        return;
    }
    if facts.liveness.boost == 0 {
        let says = "its boost ended with an attestation; what others still hold for comes back";
        next.push(Next::command(says, format!("gridshare node refresh {}", facts.node)));
    } else if attested.boost_until.saturating_sub(epoch) <= BOOST_WARNING {
        let in_time = rough(facts.until(attested.boost_until));
        next.push(Next::note(format!("its boost ends in {in_time}: have it attested again before")));
    }
}

fn money(facts: &Facts, next: &mut Vec<Next>) {
    let node = facts.node;
    let unclaimed = facts.claimable.unclaimed;
    let waits = facts.pool.as_ref().is_some_and(|pool| pool.joins_by_claim(facts.epoch()));
    if unclaimed.count > 0 && (facts.claimable.total() > 0 || waits) {
        let says = match facts.claimable.total() {
            0 => format!("claim {}: nothing was earned, but pending stake becomes active", unclaimed.says()),
            _ => format!("claim the rewards of {}", unclaimed.says()),
        };
        next.push(Next::command(says, format!("gridshare reward claim {node}")));
    }
    if facts.earnings > 0 {
        next.push(Next::command("pay its earnings out", format!("gridshare node collect {node}")));
    }
    if facts.payout > 0 {
        next.push(Next::command("pay out what its owner is owed", "gridshare stake payout"));
    }
    if facts.own.as_ref().is_some_and(|own| own.ready > 0) {
        next.push(Next::command("withdraw what has thawed", format!("gridshare stake withdraw {node}")));
    }
}

fn leases(facts: &Facts, next: &mut Vec<Next>) {
    for leg in facts.legs.iter().filter(|leg| leg.has_ended(facts.now)) {
        let says = format!("lease {} has ended: close it, so that its capacity is free again", leg.leg.lease);
        next.push(Next::command(says, format!("gridshare lease close {}", leg.leg.lease)));
    }
}

#[cfg(test)]
#[path = "next_tests.rs"]
mod tests;
