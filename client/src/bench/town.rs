//! The state that messages are measured in, and the measurements.
//!
//! A town of 272 nodes: eight full pages of them and one half full. Node 0 has 1 024 open leases, which are
//! 32 full pages of legs; node 1 has 16. It lives through 36 epochs. Messages are measured as dry runs, so
//! that no measurement changes what the next one finds, and in the state in which users usually meet them:
//! balances and positions exist, pages are full or half full, and the epoch is under way, which means that
//! somebody before has put aside what the previous one left. Where another state matters too, it is
//! measured besides and named.
//!
//! All names, keys, times and amounts are fixed. Signatures are random, but of one length.
//!
//! - `founding`: epochs 0 to 2, in which nothing is measured;
//! - `everyday`: tokens, nodes, offers, attestations, leases and claims on an ordinary day;
//! - `stake`: stake, pools and votes on that day;
//! - `later`: what takes its time, up to epoch 35.

mod everyday;
mod founding;
mod later;
mod stake;

use super::Row;
use crate::artifacts::Artifacts;
use crate::chain::{AccountId, Chain, Cost};
use crate::contracts::{Done, Message, Network};
use crate::embedded::EmbeddedChain;
use crate::keys::{account, Key};
use crate::progress::Progress;
use anyhow::{ensure, Context, Result};
use interfaces::attestations::{Kind, KINDS};
use interfaces::governance::Choice;
use interfaces::market::{Billing, Constraints, OfferTerms};
use interfaces::metering::{LeaseTerms, LegRef, Settled, Voucher};
use interfaces::registry::Registration;
use interfaces::staking::{Penalty, PoolTerms};
use scale::Decode;
use shared::clock::SLOTS_PER_EPOCH;
use shared::{Amount, ClassId, Epoch, LeaseId, NodeId, ProposalId, Slot, DAY_MS, TOKEN};
use std::fmt::Debug;
use std::ops::Range;

/// When the chain starts: 2025-01-01.
const START_MS: u64 = 1_735_689_600_000;
/// Native tokens for each account: enough for any storage deposit here.
const NATIVE: u128 = 1_000_000_000_000_000_000_000;
/// Nodes on eight full pages, and on half of the ninth.
const NODES: NodeId = 256;
const NEWCOMERS: NodeId = 16;
/// A newcomer without stake.
const UNBONDED: NodeId = NODES;
/// One with stake, but without an offer.
const BONDED: NodeId = NODES + 1;
/// One with both, which is jailed.
const JAILED: NodeId = NODES + 2;
/// One with both, which leaves.
const LEAVING: NodeId = NODES + 3;
/// A node whose pool takes commission and pays it out.
const COMMISSIONED: NodeId = 4;
/// Nodes of which everything is attested, what that is by kind, and until when.
const ATTESTED: Range<NodeId> = 1..17;
const VALUES: [u16; KINDS] = [7, 8_000, COUNTRY, 1];
const ATTESTED_UNTIL: Epoch = 300;
/// Leases on node 0 and on node 1.
const LEASES: u32 = 1_024;
const LEASES_NEXT_DOOR: u32 = 16;
/// Pools that the voter stakes in.
const VOTER_POOLS: NodeId = 16;
/// Epochs in one claim, at most.
const CLAIM: u32 = 32;
/// An H3 cell of resolution 5 in San Francisco, and its country.
const CELL: u64 = 0x0852_8347_3fff_ffff;
const COUNTRY: u16 = 840;
const CLASS: ClassId = 0;
/// Price of a unit.
const PRICE: Amount = 1_000_000;
/// The last epoch.
const LAST: Epoch = 3 + CLAIM;

/// How a measurement is shown.
#[derive(Clone, Copy, Debug, Default)]
struct Case {
    note: &'static str,
    items: Option<u32>,
    variant: &'static str,
    first: Option<Cost>,
}

/// A message measured with `note`.
fn with(note: &'static str) -> Case {
    Case { note, ..Case::default() }
}

impl Case {
    /// A batch of so many.
    fn items(self, items: u32) -> Self {
        Self { items: Some(items), ..self }
    }

    /// What the same call takes with one item.
    fn beyond(self, first: Cost) -> Self {
        Self { first: Some(first), ..self }
    }

    /// Tells it from other rows of the same message.
    fn variant(self, variant: &'static str) -> Self {
        Self { variant, ..self }
    }
}

/// The town.
struct Town<'a> {
    net: Network<EmbeddedChain>,
    progress: &'a Progress,
    rows: Vec<Row>,
    calls: usize,
    owner: AccountId,
    controller: AccountId,
    delegator: AccountId,
    voter: AccountId,
    payer: AccountId,
    attester: AccountId,
    slasher: AccountId,
    session: Key,
    /// Node 0's leases and where their legs are.
    leases: Vec<(LeaseId, u32)>,
    /// A lease on node 1.
    next_door: LeaseId,
}

/// Measures every message. Returns which pallet did the work, and what it took.
///
/// # Errors
/// When a contract refuses what it should do.
pub fn measure(artifacts: &Artifacts, progress: &Progress) -> Result<(&'static str, Vec<Row>)> {
    let mut town = Town::found(artifacts, progress)?;
    town.settle_in()?;
    town.first_claims()?;
    town.everyday()?;
    town.stake_and_vote()?;
    let proposal = town.leave_and_propose()?;
    town.next_day()?;
    town.pass(proposal)?;
    town.a_month_later()?;
    let order = town.net.suite.contracts().map(|(name, _)| name);
    let mut rows = town.rows;
    rows.sort_by_key(|row| order.iter().position(|name| row.message.split('.').next() == Some(*name)));
    Ok((town.net.chain.pallet(), rows))
}

impl Town<'_> {
    /// Sends a message.
    fn send<T, E>(&mut self, from: AccountId, message: Message<Result<T, E>>) -> Result<T>
    where
        T: Decode,
        E: Decode + Debug + Send + Sync + 'static,
    {
        self.calls += 1;
        // As many calls as the town takes, roughly: the bar need not be exact.
        let whole = 3 * NODES + LEASES + LEASES_NEXT_DOOR + 2 * LAST + 200;
        self.progress.at(self.calls.min(whole as usize), whole as usize);
        Ok(self.net.send(from, message)?.value)
    }

    /// Measures a message. Nothing changes.
    fn measure<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
        case: Case,
    ) -> Result<Done<T>>
    where
        T: Decode,
        E: Decode + Debug + Send + Sync + 'static,
    {
        let name = message.name;
        let Case { note, items, variant, first } = case;
        let done = self.net.rehearse(from, message).with_context(|| format!("measuring {name}: {note}"))?;
        let cost = done.cost;
        let further = first.zip(items).map(|(first, items)| {
            let (more, beyond) = (items.saturating_sub(1).max(1), cost - first);
            Cost {
                ref_time: beyond.ref_time / u64::from(more),
                proof_size: beyond.proof_size / u64::from(more),
                deposit: beyond.deposit / i128::from(more),
            }
        });
        self.rows.push(Row { message: name, items, variant, note, cost, further });
        Ok(done)
    }

    /// A second into that slot.
    fn go_to(&mut self, epoch: Epoch, slot: u8) {
        let slot_ms = self.net.suite.clock.slot_ms();
        let at = self.net.suite.clock.epoch_start(epoch) + u64::from(slot) * slot_ms + 1_000;
        self.net.chain.advance_to(at);
    }

    /// Everybody beats by controller.
    fn beat(&mut self) -> Result<()> {
        let (controller, nodes) = (self.controller, (0..NODES).collect());
        let counted = self.send(controller, self.net.suite.registry().heartbeat(nodes))?;
        ensure!(counted == NODES, "{counted} beats counted");
        Ok(())
    }

    /// Node 0 settles with its first lease, for this epoch's units.
    fn settle(&mut self, epoch: Epoch) -> Result<()> {
        let vouchers = self.vouchers(0..1, 100 * (u128::from(epoch) + 1));
        let controller = self.controller;
        let settled = self.send(controller, self.net.suite.metering().settle(0, vouchers))?;
        ensure!(all_paid(&settled), "not paid: {settled:?}");
        Ok(())
    }

    /// Vouchers of node 0's leases at these places, for `units` in all.
    fn vouchers(&self, places: impl IntoIterator<Item = usize>, units: u128) -> Vec<Voucher> {
        places
            .into_iter()
            .map(|at| {
                let (lease, place) = self.leases[at];
                let signature = self.session.sign_voucher(&self.net.suite, lease, 0, 0, units);
                Voucher { lease, place, units, signature }
            })
            .collect()
    }

    fn terms(&mut self, candidates: Vec<NodeId>) -> LeaseTerms {
        LeaseTerms {
            class: CLASS,
            units: 1,
            candidates,
            constraints: Constraints::up_to(2 * PRICE),
            session_key: self.session.public(),
            deposit: TOKEN,
            until: self.net.chain.now() + 80 * DAY_MS,
        }
    }

    fn registration(&self, node: NodeId) -> Registration {
        Registration {
            controller: self.controller,
            device_key: device(node).public(),
            cell: CELL,
            country: COUNTRY,
            metadata: format!("https://node-{node:03}.example/").into_bytes(),
        }
    }
}

fn device(node: NodeId) -> Key {
    Key::from_name(&format!("bench device {node}"))
}

fn all_paid(settled: &[Settled]) -> bool {
    settled.iter().all(|outcome| matches!(outcome, Settled::Paid { units: 1.., .. }))
}
