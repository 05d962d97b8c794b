//! The main job: a fleet and a workload, played through the deployed contracts.
//!
//! Epoch 0 is for setting up (`setup`, `attesting`); stake counts from epoch 1 on, with which the traffic
//! starts. Each slot then goes the same way: controllers see to maintenance (`maintenance`), those nodes beat
//! that are on (`liveness`), stakers vote (`vote`), leave and move (`delegating`), a fault is punished
//! (`faults`), a node changes hands (`handover`), dApps see to their leases (`market`), every request goes to a
//! leased node and is signed for (`traffic`), nodes settle (`earnings`). Where an epoch starts, everything that
//! must always hold is checked, owners claim, collect and announce commission (`commission`), and boosts are
//! worked out again. In the end leases are closed and finalized, nodes retire, whoever leaves is paid out, and
//! the accounts are closed (`closing`).
//!
//! What goes wrong ends the replay: every call is expected to do what it was made for.

mod attesting;
mod closing;
mod commission;
mod delegating;
mod earnings;
mod faults;
mod habit;
mod handover;
mod liveness;
mod maintenance;
mod market;
mod setup;
mod traffic;
mod vote;

use crate::artifacts::Artifacts;
use crate::chain::{AccountId, Chain};
use crate::contracts::Network;
use crate::embedded::EmbeddedChain;
use crate::fleet::{self, Fleet};
use crate::invariants::{self, Known};
use crate::keys::Key;
use crate::progress::Progress;
use crate::report::{whole, Invariant, Mark, Metric, Moment, Report};
use crate::workload::{Request, Workload};
use anyhow::{Context, Result};
use faults::Fault;
use habit::Slots;
use interfaces::registry::NodeStatus;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use shared::clock::SLOTS_PER_EPOCH;
use shared::{Amount, ClassId, Epoch, LeaseId, NodeId, Signature};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The class that is traded: the fleet's first.
const CLASS: ClassId = 0;
/// A node settles once in so many slots, all its leases in one call.
const SETTLE_EVERY: usize = 12;
/// Slots that requests may wait for a node after the traffic's end.
const PATIENCE: usize = 2 * SLOTS_PER_EPOCH as usize;

/// A replay under way.
struct Replay<'a> {
    net: Network<EmbeddedChain>,
    fleet: &'a Fleet,
    progress: &'a Progress,
    rng: ChaCha8Rng,
    slots: Slots,
    nodes: Vec<Node>,
    dapps: Vec<Dapp>,
    delegators: Vec<Delegator>,
    leases: Vec<Lease>,
    /// Maintenance windows of the fleet file.
    works: Vec<maintenance::Work>,
    fault: Fault,
    vote: vote::State,
    /// Zones' cells in which something was reserved or released in this slot.
    touched: BTreeSet<u64>,
    /// Whether anything was settled since the last sweep.
    unswept: bool,
    known: Known,
    invariants: BTreeMap<&'static str, Invariant>,
    report: Report,
}

/// A node.
struct Node {
    id: NodeId,
    owner: AccountId,
    controller: AccountId,
    device: Key,
    /// Number of the device key.
    generation: u32,
    /// Cell of its zone.
    zone: u64,
    /// For each slot, whether it is on.
    on: Vec<bool>,
    /// How the registry saw it last.
    status: NodeStatus,
    /// Paid to its owner so far.
    collected: Amount,
    /// On its account.
    due: Amount,
}

/// A dApp.
struct Dapp {
    account: AccountId,
    session: Key,
    /// Tokens in its wallet.
    wallet: Amount,
    /// Its free balance with metering.
    balance: Amount,
    /// Requests that wait for a node.
    waiting: VecDeque<Request>,
}

/// A delegator.
struct Delegator {
    account: AccountId,
    /// Indices of its nodes.
    nodes: Vec<usize>,
    /// When what it took out is ready, once it left or started to move.
    ready_at: Option<u64>,
    /// Paid out to it so far.
    paid: Amount,
}

/// A lease that is not finalized.
struct Lease {
    id: LeaseId,
    dapp: usize,
    node: usize,
    place: u32,
    price: Amount,
    /// Paid into it so far.
    deposit: Amount,
    /// Units that the session key signed for, and its signature.
    signed: u128,
    signature: Option<Signature>,
    /// Units that the node was paid for.
    settled: u128,
    /// The slot from which on it is to be replaced.
    renew_at: usize,
    /// End of its settlement window, once closed.
    closing: Option<u64>,
}

impl Lease {
    fn is_open(&self) -> bool {
        self.closing.is_none()
    }
}

/// Plays `workload` through a fresh suite.
///
/// # Errors
/// When a contract refuses what it should do, or the fleet cannot serve the workload. Broken invariants are
/// no error: the report tells.
pub fn run(
    fleet: &Fleet,
    workload: &Workload,
    seed: u64,
    artifacts: &Artifacts,
    progress: &Progress,
) -> Result<Report> {
    let started = std::time::Instant::now();
    let mut replay = Replay::set_up(fleet, workload, seed, artifacts, progress)?;
    replay.play(&workload.requests)?;
    replay.close()?;
    let mut report = replay.into_report();
    report.totals.wall_s = started.elapsed().as_secs_f64();
    Ok(report)
}

impl Replay<'_> {
    /// The traffic, and the slots after it until every lease is finalized.
    fn play(&mut self, requests: &[Request]) -> Result<()> {
        let traffic = self.fleet.network.epochs as usize * self.slots.per_epoch;
        let mut requests = requests.iter().copied().peekable();
        for slot in 0..self.slots.count {
            let ended = slot >= traffic && self.dapps.iter().all(|d| d.waiting.is_empty());
            if ended && self.leases.is_empty() {
                break;
            }
            let end = (slot as u64 + 1) * self.slots.slot_ms;
            let now = std::iter::from_fn(|| requests.next_if(|r| r.at_ms < end)).collect::<Vec<_>>();
            let epoch = 1 + slot / self.slots.per_epoch;
            self.slot(slot, &now, ended)
                .with_context(|| format!("epoch {epoch}, slot {}", slot % self.slots.per_epoch))?;
            self.progress.at(slot + 1, traffic + self.slots.per_epoch / 4);
        }
        if let Some((dapp, of)) =
            self.dapps.iter().zip(&self.fleet.dapps).find(|(d, _)| !d.waiting.is_empty())
        {
            let waiting = dapp.waiting.len();
            anyhow::bail!(
                "{waiting} requests of `{}` found no node: none that fits its terms was there in time",
                of.name
            );
        }
        Ok(())
    }

    fn slot(&mut self, slot: usize, requests: &[Request], ended: bool) -> Result<()> {
        self.net.chain.advance_to(self.slots.start(slot));
        if slot % self.slots.per_epoch == 0 {
            self.turn_epoch(slot)?;
        }
        self.maintain(slot)?;
        self.beat(slot)?;
        self.vote(slot)?;
        self.leave(slot)?;
        self.punish(slot)?;
        self.hand_over(slot)?;
        self.observe(slot)?;
        if ended {
            self.wind_up()?;
        } else {
            self.see_to_leases(slot)?;
        }
        self.serve(slot, requests)?;
        // What a slot's requests cost is settled at its end.
        self.net.chain.advance_to(self.slots.start(slot + 1) - 1);
        self.settle_in_turn(slot)?;
        self.record(slot)
    }

    /// An epoch ended: checks what must hold, before and by the claims, and lets owners collect.
    fn turn_epoch(&mut self, slot: usize) -> Result<()> {
        let epoch = 1 + slot / self.slots.per_epoch;
        let of = self.fleet.network.epochs;
        self.progress.stage(&if epoch as u32 <= of {
            format!("epoch {epoch} of {of}")
        } else {
            "closing".into()
        });
        self.check();
        if epoch > 1 {
            self.claim_all()?;
            self.collect_all()?;
            self.sweep()?;
        }
        self.raise_commissions()?;
        self.refresh_boosts()
    }

    /// Checks everything that must always hold and notes what does not.
    fn check(&mut self) {
        let outcomes = invariants::check_all(&mut self.net, &mut self.known);
        for (name, outcome) in outcomes {
            self.note_invariant(name, outcome);
        }
    }

    fn note_invariant(&mut self, name: &'static str, outcome: Result<(), String>) {
        let epoch = self.epoch();
        let entry = self
            .invariants
            .entry(name)
            .or_insert_with(|| Invariant { name: name.into(), ..Invariant::default() });
        entry.checks += 1;
        if let Err(how) = outcome {
            self.progress.note(&format!("{name} does not hold: {how}"));
            entry.broken.get_or_insert(format!("epoch {epoch}: {how}"));
        }
    }

    /// The epoch that the chain is in.
    fn epoch(&mut self) -> Epoch {
        self.net.suite.clock.epoch(self.net.chain.now())
    }

    /// The place of the node of that name in the fleet file.
    fn named(&self, name: &str) -> Result<usize> {
        let place = self.fleet.nodes.iter().position(|n| n.name == name);
        place.with_context(|| format!("there is no node `{name}`"))
    }

    /// Notes something that happened, for the report and whoever watches.
    fn tell(&mut self, text: String) {
        self.progress.note(&text);
        let at_ms = self.net.chain.now();
        self.report.timeline.push(Moment { at_ms, text });
    }

    fn mark(&mut self, metric: Metric, slot: usize, text: String) {
        self.report.marks.push(Mark { metric, slot, text });
    }
}

/// The parameters of a replay that the command line may set in place of the fleet file.
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

/// A generator for one purpose: what is drawn for one does not move what is drawn for another.
fn rng(seed: u64, purpose: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(purpose);
    rng
}
