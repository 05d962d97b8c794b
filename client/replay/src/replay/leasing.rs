//! dApps see to their leases: open as many as they want, replace those that are due or whose node is not active,
//! close and finalize. `candidates` finds the nodes, and `balances` pays in the deposits.

mod balances;
mod candidates;

pub(super) use balances::{pay_in, reserve_balance};

use super::earnings::settle;
use super::journal::Journal;
use super::observed::Net;
use super::slots::HOUR_MS;
use super::state::{FleetState, Lease};
use super::{Plan, CLASS};
use crate::fleet::{Fleet, Route};
use crate::report::Report;
use anyhow::{Context, Result};
use candidates::{constraints, find_candidates, Candidate};
use gridshare_sdk::CallError;
use interfaces::market::{MarketError, MAX_CANDIDATES};
use interfaces::metering::{LeaseTerms, MeteringError};
use interfaces::registry::NodeStatus;
use shared::{LeaseId, NodeId, Units};
use std::collections::BTreeSet;

/// Number of the nearest candidates among which the contract may pick the cheapest.
const NEAREST: usize = 2;

/// Opens, replaces and finalizes leases.
pub(super) fn see_to_leases(
    plan: Plan,
    net: &mut Net,
    state: &mut FleetState,
    report: &mut Report,
    slot: usize,
) -> Result<()> {
    let Plan { fleet, .. } = plan;
    for (dapp, of) in fleet.dapps.iter().enumerate() {
        let mine = |l: &&Lease| l.dapp == dapp && l.is_open();
        let inactive = |l: &Lease| state.nodes[l.node].status != NodeStatus::Active;
        let due: Vec<LeaseId> = state
            .leases
            .iter()
            .filter(mine)
            .filter(|l| l.renew_at <= slot || inactive(l))
            .map(|l| l.id)
            .collect();
        let missing = of.leases.saturating_sub(state.leases.iter().filter(mine).count());
        if missing + due.len() == 0 {
            continue;
        }
        let mut candidates = find_candidates(fleet, net, state, dapp, slot, &due)?;
        for _ in 0..missing {
            open(plan, net, state, report, dapp, slot, &mut candidates)?;
        }
        for lease in due {
            // Without a replacement the old one is kept, and the next slot tries again.
            if !open(plan, net, state, report, dapp, slot, &mut candidates)? {
                break;
            }
            note_move(state, report, lease);
            close(fleet, net, state, lease)?;
        }
    }
    finalize_ready(net, state, report)
}

/// Opens a lease on one of the first candidates and takes its node off the list. Returns whether there was one.
fn open(
    plan: Plan,
    net: &mut Net,
    state: &mut FleetState,
    report: &mut Report,
    dapp: usize,
    slot: usize,
    candidates: &mut Vec<Candidate>,
) -> Result<bool> {
    let Plan { fleet, slots } = plan;
    let of = &fleet.dapps[dapp];
    let first = if of.route == Route::Nearest { NEAREST } else { MAX_CANDIDATES };
    let named: Vec<NodeId> = candidates.iter().take(first).map(|c| state.nodes[c.node].id).collect();
    if named.is_empty() {
        return Ok(false);
    }
    reserve_balance(of, net, &mut state.dapps[dapp], &mut report.dapps[dapp], of.deposit.0)?;
    let longest = net.view(net.suite.metering().params())?.max_lease_ms;
    let lease_slots = of.lease_hours.map_or(usize::MAX, |h| slots.in_hours(u64::from(h)));
    // Replaced well before it ends, so that the last vouchers can be settled in time.
    let longest_slots = usize::try_from(longest / slots.slot_ms / 2).unwrap_or(usize::MAX);
    let terms = LeaseTerms {
        class_id: CLASS,
        units: Units::from(of.units),
        candidates: named,
        constraints: constraints(of),
        session_key: state.dapps[dapp].session.public(),
        deposit: of.deposit.0,
        until: slots.start(slot) + longest,
    };
    let opened = match net.send(state.dapps[dapp].account, net.suite.metering().open(terms)) {
        Ok(receipt) => receipt.value,
        // None of them satisfies everything by now: other leases raised the price, or took the units.
        Err(CallError::Refused { error: MeteringError::Market(MarketError::NoMatch), .. }) => {
            candidates.drain(..candidates.len().min(first));
            return open(plan, net, state, report, dapp, slot, candidates);
        }
        Err(error) => return Err(error.into()),
    };
    let chosen = candidates.iter().position(|c| state.nodes[c.node].id == opened.leg.node);
    let node = candidates.remove(chosen.context("a node that was no candidate")?).node;
    state.dapps[dapp].balance -= of.deposit.0;
    state.changed_zones.insert(state.nodes[node].zone);
    report.totals.leases += 1;
    report.dapps[dapp].leases += 1;
    state.leases.push(Lease {
        id: opened.lease,
        dapp,
        node,
        leg_index: opened.leg.leg_index,
        price: opened.price,
        deposit: of.deposit.0,
        signed: 0,
        signature: None,
        settled: 0,
        renew_at: slot.saturating_add(lease_slots.min(longest_slots)),
        closing: None,
    });
    Ok(true)
}

/// Counts a lease that is replaced because its node is jailed.
fn note_move(state: &FleetState, report: &mut Report, id: LeaseId) {
    let node = state.leases.iter().find(|l| l.id == id).map(|l| l.node);
    let jailed = node.is_some_and(|node| state.nodes[node].status == NodeStatus::Jailed);
    if let (true, Some(slash)) = (jailed, &mut report.slash) {
        slash.moved += 1;
    }
}

/// Closes a lease.
fn close(fleet: &Fleet, net: &mut Net, state: &mut FleetState, id: LeaseId) -> Result<()> {
    let lease = state.leases.iter_mut().find(|l| l.id == id).context("a lease that runs")?;
    let payer = state.dapps[lease.dapp].account;
    net.send(payer, net.suite.metering().close(id))?;
    let window = fleet.network.settlement_window_hours * HOUR_MS;
    lease.closing = Some(net.chain.now() + window);
    Ok(())
}

/// After the traffic: closes all open leases, and finalizes those whose window is over.
pub(super) fn close_all(
    plan: Plan,
    net: &mut Net,
    state: &mut FleetState,
    journal: &mut Journal,
) -> Result<()> {
    let open: Vec<LeaseId> = state.leases.iter().filter(|l| l.is_open()).map(|l| l.id).collect();
    if !open.is_empty() {
        for (node, entry) in state.nodes.iter().zip(&mut journal.report.nodes) {
            entry.status = format!("{:?}", node.status);
        }
        journal.tell(net, format!("the traffic is over: dApps close {} leases", open.len()));
        for lease in open {
            close(plan.fleet, net, state, lease)?;
        }
    }
    finalize_ready(net, state, &mut journal.report)
}

/// Finalizes leases whose settlement window is over, after settling what their nodes have not yet settled.
fn finalize_ready(net: &mut Net, state: &mut FleetState, report: &mut Report) -> Result<()> {
    let now = net.chain.now();
    let ready = |l: &Lease| l.closing.is_some_and(|until| until <= now);
    let late: BTreeSet<usize> =
        state.leases.iter().filter(|l| ready(l) && l.is_unsettled()).map(|l| l.node).collect();
    for node in late {
        settle(net, state, report, node)?;
    }
    let (ready, running) = std::mem::take(&mut state.leases).into_iter().partition(ready);
    state.leases = running;
    for lease in ready {
        let payer = &mut state.dapps[lease.dapp];
        net.send(payer.account, net.suite.metering().finalize(lease.id))?;
        let spent = lease.settled * lease.price;
        payer.balance += lease.deposit - spent;
        report.dapps[lease.dapp].spent += spent;
        report.dapps[lease.dapp].units += lease.settled as u64;
        state.changed_zones.insert(state.nodes[lease.node].zone);
    }
    Ok(())
}
