//! Requests: each goes to a leased node that is on and active, and the dApp's session key signs a voucher for it.

use super::leasing::reserve_balance;
use super::observed::{Net, ObservedChain};
use super::state::{FleetState, Lease};
use super::Plan;
use crate::fleet::Fleet;
use crate::report::Report;
use crate::workload::Request;
use anyhow::{Context, Result};
use interfaces::metering::LegRef;
use rand::distributions::{Distribution, WeightedIndex};
use rand_chacha::ChaCha8Rng;
use shared::{Amount, Units};
use std::iter::Peekable;
use std::slice::Iter;

/// The requests that were not made yet, and the random choices of dApps and leases for them.
pub(super) struct Traffic<'a> {
    requests: Peekable<Iter<'a, Request>>,
    rng: ChaCha8Rng,
}

impl<'a> Traffic<'a> {
    /// Starts with all requests of a workload.
    pub(super) fn new(requests: &'a [Request], rng: ChaCha8Rng) -> Self {
        Self { requests: requests.iter().peekable(), rng }
    }

    /// Takes the requests before `end_ms`, in milliseconds from the start of the traffic.
    pub(super) fn due(&mut self, end_ms: u64) -> Vec<Request> {
        std::iter::from_fn(|| self.requests.next_if(|r| r.at_ms < end_ms)).copied().collect()
    }

    /// Serves the slot's requests, after those that waited. Where no node serves, they wait for the next slot.
    pub(super) fn serve(
        &mut self,
        plan: Plan,
        chain: &mut ObservedChain,
        state: &mut FleetState,
        report: &mut Report,
        slot: usize,
        requests: &[Request],
    ) -> Result<()> {
        let Plan { fleet, slots } = plan;
        for node in &mut report.nodes {
            node.load.push(0);
            node.paid.push(0);
        }
        let shares = WeightedIndex::new(fleet.dapps.iter().map(|d| d.share)).context("shares of traffic")?;
        for request in requests {
            let dapp = shares.sample(&mut self.rng);
            state.dapps[dapp].waiting.push_back(*request);
            report.dapps[dapp].requests += 1;
        }
        for dapp in 0..state.dapps.len() {
            let Some((leases, router)) = router(fleet, state, dapp, slot) else {
                let from = slot as u64 * slots.slot_ms;
                let new = state.dapps[dapp].waiting.iter().filter(|r| r.at_ms >= from).count();
                report.totals.delayed += new as u64;
                continue;
            };
            while let Some(request) = state.dapps[dapp].waiting.pop_front() {
                let lease = leases[router.sample(&mut self.rng)];
                answer(fleet, chain, state, report, slot, lease, &request)?;
            }
        }
        Ok(())
    }
}

/// Returns the dApp's leases whose nodes serve, and the distribution of requests over them: by capacity per price.
fn router(
    fleet: &Fleet,
    state: &FleetState,
    dapp: usize,
    slot: usize,
) -> Option<(Vec<usize>, WeightedIndex<f64>)> {
    let FleetState { nodes, leases, .. } = state;
    let usable = |l: &Lease| l.dapp == dapp && l.is_open() && nodes[l.node].serves(slot);
    let usable: Vec<usize> = (0..leases.len()).filter(|i| usable(&leases[*i])).collect();
    let weight = |i: &usize| {
        let lease = &leases[*i];
        fleet.nodes[lease.node].capacity as f64 / lease.price.max(1) as f64
    };
    let router = WeightedIndex::new(usable.iter().map(weight)).ok()?;
    Some((usable, router))
}

/// Answers one request: tops the lease up if it runs low, and signs for all its units so far.
fn answer(
    fleet: &Fleet,
    chain: &mut ObservedChain,
    state: &mut FleetState,
    report: &mut Report,
    slot: usize,
    lease: usize,
    request: &Request,
) -> Result<()> {
    let ObservedChain { net, history } = chain;
    let units = request.units();
    let Lease { id, dapp, node, price, deposit, signed, .. } = state.leases[lease];
    let signed = signed + Units::from(units);
    let value = signed * price;
    // A tenth of the deposit is kept in reserve.
    let enough = value + value / 9;
    if enough > deposit {
        let amount = (enough - deposit).max(fleet.dapps[dapp].deposit.0);
        top_up(fleet, net, state, report, lease, amount)?;
    }
    let node_id = state.nodes[node].id;
    // Session keys are never rotated here: their generation is 0.
    let signature = state.dapps[dapp].session.sign_voucher(&net.suite, id, node_id, 0, signed);
    state.leases[lease].signed = signed;
    state.leases[lease].signature = Some(signature);
    history.note_signed(id, node_id, signed);
    report.totals.vouchers_signed += 1;
    let entry = &mut report.nodes[node];
    entry.requests += 1;
    entry.load[slot] += units;
    entry.paid[slot] += Amount::from(units) * price;
    Ok(())
}

/// Adds `amount` to a lease's deposit.
fn top_up(
    fleet: &Fleet,
    net: &mut Net,
    state: &mut FleetState,
    report: &mut Report,
    lease: usize,
    amount: Amount,
) -> Result<()> {
    let Lease { id, dapp, node, leg_index, .. } = state.leases[lease];
    let leg = LegRef { node: state.nodes[node].id, leg_index };
    let payer = &mut state.dapps[dapp];
    reserve_balance(&fleet.dapps[dapp], net, payer, &mut report.dapps[dapp], amount)?;
    net.send(payer.account, net.suite.metering().top_up(id, leg, amount))?;
    payer.balance -= amount;
    state.leases[lease].deposit += amount;
    report.totals.top_ups += 1;
    Ok(())
}
