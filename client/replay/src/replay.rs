//! Plays a fleet and a workload through the deployed contracts.
//!
//! Epoch 0 is for setting up; stake counts from epoch 1 on, with which the traffic starts. A slot has the stages of
//! `Replay::play_slot`, in that order; each stage is a function whose arguments are what it reads and writes. Every
//! call is expected to succeed: the first one that is refused ends the replay.
//!
//! What stages share:
//! - `slots`: the slots of the run; `Plan`: the fleet file and its slots;
//! - `accounts`: accounts of the participants; `observed`: the network, and the history for the invariants;
//! - `state`: nodes, dApps, delegators and leases; `journal`: the report under way.
//!
//! The stages:
//! - `setup`, `attesting`, `delegating`, `commission`: epoch 0, and what recurs of it where an epoch starts;
//! - `maintenance`, `uptime`, `heartbeats`: when nodes are on, and that they are seen;
//! - `voting`, `faults`, `handover`: the vote, the slash, the transfer;
//! - `leasing`, `traffic`, `earnings`: leases, requests and vouchers, settlements and claims;
//! - `series`: values of the slot for the charts;
//! - `closing`, `end_checks`: after the last slot, the accounts are closed and checked.

mod accounts;
mod attesting;
mod closing;
mod commission;
mod delegating;
mod earnings;
mod end_checks;
mod faults;
mod handover;
mod heartbeats;
mod journal;
mod leasing;
mod maintenance;
mod observed;
mod series;
mod setup;
mod slots;
mod state;
mod traffic;
mod uptime;
mod voting;

use crate::fleet::{self, Fleet};
use crate::report::Report;
use crate::workload::{Request, Workload};
use anyhow::{Context, Result};
use faults::Fault;
use gridshare_sdk::{Artifacts, Progress};
use journal::Journal;
use maintenance::Window;
use observed::ObservedChain;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use shared::clock::SLOTS_PER_EPOCH;
use shared::ClassId;
use slots::Slots;
use state::FleetState;
use traffic::Traffic;
use voting::Voting;

/// The class that is traded: the fleet's first.
const CLASS: ClassId = 0;
/// A node settles once in so many slots, all its leases in one call.
const SETTLE_EVERY: usize = 12;
/// Slots after the traffic for which requests may wait for a node.
const PATIENCE: usize = 2 * SLOTS_PER_EPOCH as usize;

/// The fleet file and the slots of the run. Neither changes during a replay.
#[derive(Clone, Copy)]
struct Plan<'a> {
    fleet: &'a Fleet,
    slots: Slots,
}

impl Plan<'_> {
    /// Returns the number of slots with traffic.
    fn traffic(&self) -> usize {
        self.fleet.network.epochs as usize * self.slots.per_epoch
    }
}

/// A replay under way.
struct Replay<'a> {
    plan: Plan<'a>,
    chain: ObservedChain,
    state: FleetState,
    /// Maintenance windows of the fleet file.
    windows: Vec<Window>,
    fault: Fault,
    voting: Voting,
    traffic: Traffic<'a>,
    journal: Journal<'a>,
}

/// Plays `workload` through a fresh suite.
///
/// # Errors
/// When a contract refuses a call, or the fleet cannot serve the workload. Broken invariants are no error: the report
/// has them.
pub fn run(
    fleet: &Fleet,
    workload: &Workload,
    seed: u64,
    artifacts: &Artifacts,
    progress: &dyn Progress,
) -> Result<Report> {
    let started = std::time::Instant::now();
    let mut replay = Replay::set_up(fleet, workload, seed, artifacts, progress)?;
    replay.play()?;
    replay.close()?;
    let mut report = replay.into_report();
    report.totals.wall_s = started.elapsed().as_secs_f64();
    Ok(report)
}

impl Replay<'_> {
    /// Plays the slots with traffic, and those after it until every lease is finalized.
    fn play(&mut self) -> Result<()> {
        let (slots, traffic) = (self.plan.slots, self.plan.traffic());
        for slot in 0..slots.count {
            let ended = slot >= traffic && self.state.dapps.iter().all(|d| d.waiting.is_empty());
            if ended && self.state.leases.is_empty() {
                break;
            }
            let epoch = 1 + slot / slots.per_epoch;
            let requests = self.traffic.due((slot as u64 + 1) * slots.slot_ms);
            self.play_slot(slot, &requests, ended)
                .with_context(|| format!("epoch {epoch}, slot {}", slot % slots.per_epoch))?;
            self.journal.progress.at(slot + 1, traffic + slots.per_epoch / 4);
        }
        let mut dapps = self.state.dapps.iter().zip(&self.plan.fleet.dapps);
        if let Some((dapp, of)) = dapps.find(|(d, _)| !d.waiting.is_empty()) {
            let waiting = dapp.waiting.len();
            anyhow::bail!(
                "{waiting} requests of `{}` found no node: none that fits its terms was there in time",
                of.name
            );
        }
        Ok(())
    }

    /// Plays one slot. `ended` says that no requests are left.
    fn play_slot(&mut self, slot: usize, requests: &[Request], ended: bool) -> Result<()> {
        let plan = self.plan;
        self.chain.net.chain.advance_to(plan.slots.start(slot));
        if slot % plan.slots.per_epoch == 0 {
            self.start_epoch(slot)?;
        }
        let Self { chain, state, windows, fault, voting, traffic, journal, .. } = self;
        maintenance::maintain(windows, plan, &mut chain.net, &state.nodes, journal, slot)?;
        heartbeats::beat(&mut chain.net, &state.nodes, &mut journal.report, slot)?;
        voting.step(plan, &mut chain.net, state, journal, slot)?;
        delegating::leave(plan, &mut chain.net, state, journal, slot)?;
        fault.step(plan, &mut chain.net, &state.nodes, journal, slot)?;
        handover::hand_over(plan, chain, &mut state.nodes, journal, slot)?;
        heartbeats::observe(&mut chain.net, &mut state.nodes, &mut journal.report, slot)?;
        if ended {
            leasing::close_all(plan, &mut chain.net, state, journal)?;
        } else {
            leasing::see_to_leases(plan, &mut chain.net, state, &mut journal.report, slot)?;
        }
        traffic.serve(plan, chain, state, &mut journal.report, slot, requests)?;
        // Vouchers of a slot are settled at its end.
        chain.net.chain.advance_to(plan.slots.start(slot + 1) - 1);
        earnings::settle_in_turn(&mut chain.net, state, &mut journal.report, slot)?;
        series::record(plan, &mut chain.net, state, &mut journal.report, slot)
    }

    /// Where an epoch starts: checks the invariants; owners claim, collect and announce commission.
    fn start_epoch(&mut self, slot: usize) -> Result<()> {
        let Plan { fleet, slots } = self.plan;
        let Self { chain, state, journal, .. } = self;
        let (epoch, of) = (1 + slot / slots.per_epoch, fleet.network.epochs);
        journal.progress.stage(&if epoch as u32 <= of {
            format!("epoch {epoch} of {of}")
        } else {
            "closing".into()
        });
        journal.check(chain);
        if epoch > 1 {
            earnings::claim_all(&mut chain.net, &state.nodes, &mut journal.report)?;
            earnings::collect_all(&mut chain.net, &mut state.nodes, &mut journal.report)?;
            earnings::sweep(&mut chain.net, &mut state.unswept, &mut journal.report)?;
        }
        commission::raise_commissions(fleet, &mut chain.net, &state.nodes, &mut journal.report)?;
        attesting::refresh_boosts(fleet, &mut chain.net, &state.nodes, journal)
    }
}

/// Sets parameters of a fleet that the command line overrides.
///
/// # Errors
/// Why the fleet then cannot be played.
pub fn with_overrides(mut fleet: Fleet, epochs: Option<u32>, seed: Option<u64>) -> Result<Fleet, String> {
    if let Some(epochs) = epochs {
        fleet.network.epochs = epochs;
    }
    if let Some(seed) = seed {
        fleet.network.seed = seed;
    }
    fleet::check_again(&fleet)?;
    Ok(fleet)
}

/// Makes the random generator of one purpose: what is drawn for one does not change what is drawn for another.
fn rng(seed: u64, purpose: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(purpose);
    rng
}
