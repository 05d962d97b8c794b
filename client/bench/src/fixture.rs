//! The state in which messages are measured, and the measurements.
//!
//! The fixture has 272 nodes: eight full pages of them and one half full. Node 0 has 1 024 open leases, which are eight
//! full pages of legs; node 1 has 32, and the next 14 have one each. It plays 36 epochs. Messages are measured as dry runs, so that no measurement
//! changes the state of the next one, and in the state in which users usually send them: balances and positions exist,
//! pages are full or half full, and the epoch is under way, so that an earlier message has stored the totals of the
//! previous one. Where another state matters too, it is measured as a variant.
//!
//! All names, keys, times and amounts are fixed. Signatures are random, but of the same length.
//!
//! - `setup`: epochs 0 to 2, in which nothing is measured;
//! - `steady_state`: tokens, nodes, offers, attestations, leases and claims on an ordinary day;
//! - `stake`: stake, pools and votes on that day;
//! - `long_run`: what takes several epochs, up to epoch 35.

mod long_run;
mod setup;
mod stake;
mod steady_state;

use super::figures::Row;
use anyhow::{ensure, Context, Result};
use gridshare_embedded::pallets::Pallets;
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{AccountId, Artifacts, Cost, Decode, Message, Network, Progress, Receipt};
use interfaces::attestations::KINDS;
use interfaces::market::Constraints;
use interfaces::metering::{LeaseTerms, LegIndex, NodeVouchers, Settled, Voucher};
use interfaces::registry::Registration;
use shared::{Amount, Cell, ClassId, Country, Epoch, LeaseId, NodeId, Units, DAY_MS, TOKEN};
use std::fmt::Debug;
use std::ops::Range;

/// When the chain starts: 2025-01-01.
const START_MS: u64 = 1_735_689_600_000;
/// Native tokens of each account: enough for any storage deposit here.
const NATIVE: u128 = 1_000_000_000_000_000_000_000;
/// Nodes on eight full pages, and on half of the ninth.
const NODES: NodeId = 256;
const NEWCOMERS: NodeId = 16;
/// A newcomer without stake.
const UNBONDED: NodeId = NODES;
/// A newcomer with stake, but without an offer.
const BONDED: NodeId = NODES + 1;
/// A newcomer with both, which is jailed.
const JAILED: NodeId = NODES + 2;
/// A newcomer with both, which retires.
const LEAVING: NodeId = NODES + 3;
/// A node whose pool takes commission and pays it out.
const COMMISSIONED: NodeId = 4;
/// Nodes of which all kinds are attested.
const ATTESTED: Range<NodeId> = 1..17;
/// Attested values, by kind, and the epoch in which they expire.
const VALUES: [u16; KINDS] = [7, 8_000, COUNTRY, 1];
const ATTESTED_UNTIL: Epoch = 300;
/// Leases on node 0 and on node 1.
const LEASES: u32 = 1_024;
const LEASES_NEXT_DOOR: u32 = 32;
/// Nodes of one page that are in use.
const BUSY: NodeId = 16;
/// Pools that the voter stakes in.
const VOTER_POOLS: NodeId = 16;
/// Epochs in one claim, at most.
const CLAIM: u32 = 32;
/// An H3 cell of resolution 5 in San Francisco, and its country.
const CELL: Cell = 0x0852_8347_3fff_ffff;
const COUNTRY: Country = 840;
const CLASS: ClassId = 0;
/// List price of a unit.
const PRICE: Amount = 1_000_000;
/// The last epoch.
const LAST: Epoch = 3 + CLAIM;

/// Description of a measurement.
#[derive(Clone, Copy, Debug, Default)]
struct Case {
    note: &'static str,
    items: Option<u32>,
    variant: &'static str,
    first: Option<Cost>,
}

/// Makes the case of a measurement in the state that `note` describes.
fn with(note: &'static str) -> Case {
    Case { note, ..Case::default() }
}

impl Case {
    /// Says how many items the call has.
    fn items(self, items: u32) -> Self {
        Self { items: Some(items), ..self }
    }

    /// Gives the cost of the same call with one item.
    fn beyond(self, first: Cost) -> Self {
        Self { first: Some(first), ..self }
    }

    /// Distinguishes it from other rows of the same message.
    fn variant(self, variant: &'static str) -> Self {
        Self { variant, ..self }
    }
}

/// The state in which messages are measured, and the rows so far.
struct BenchFixture<'a> {
    net: Network<EmbeddedChain>,
    progress: &'a dyn Progress,
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
    /// Node 0's leases and their legs' indices.
    leases: Vec<(LeaseId, LegIndex)>,
    /// The other nodes of node 0's page that are in use, a lease on each, and its leg's index.
    neighbours: Vec<(NodeId, LeaseId, LegIndex)>,
    /// Node 1's leases. Their legs have the indices from 0 on.
    next_door: Vec<LeaseId>,
}

/// Measures every message on a chain with these pallets. Returns the rows by contract.
///
/// # Errors
/// When a contract refuses a call.
pub fn measure(
    pallets: &'static dyn Pallets,
    artifacts: &Artifacts,
    progress: &dyn Progress,
) -> Result<Vec<Row>> {
    let mut fixture = BenchFixture::set_up(pallets, artifacts, progress)?;
    fixture.settle_in()?;
    fixture.first_claims()?;
    fixture.steady_state()?;
    fixture.stake_and_vote()?;
    let proposal = fixture.leave_and_propose()?;
    fixture.next_day()?;
    fixture.pass(proposal)?;
    fixture.a_month_later()?;
    let order = fixture.net.suite.contracts().map(|(name, _)| name);
    let mut rows = fixture.rows;
    rows.sort_by_key(|row| order.iter().position(|name| row.message.split('.').next() == Some(*name)));
    Ok(rows)
}

impl BenchFixture<'_> {
    /// Sends a message. Returns its value.
    fn send<T, E>(&mut self, from: AccountId, message: Message<Result<T, E>>) -> Result<T>
    where
        T: Decode,
        E: Decode + Debug + Send + Sync + 'static,
    {
        self.calls += 1;
        // Roughly the number of calls of the fixture: progress need not be exact.
        let whole = 3 * NODES + LEASES + LEASES_NEXT_DOOR + 2 * LAST + 200;
        self.progress.at(self.calls.min(whole as usize), whole as usize);
        Ok(self.net.send(from, message)?.value)
    }

    /// Measures a message by a dry run and adds a row. Returns its receipt.
    fn measure<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
        case: Case,
    ) -> Result<Receipt<T>>
    where
        T: Decode,
        E: Decode + Debug + Send + Sync + 'static,
    {
        let name = message.name;
        let Case { note, items, variant, first } = case;
        let receipt = self.net.dry_run(from, message).with_context(|| format!("measuring {name}: {note}"))?;
        let (cost, operations) = (receipt.cost, self.net.chain.operations());
        let further = first.zip(items).map(|(first, items)| {
            let (more, beyond) = (items.saturating_sub(1).max(1), cost - first);
            Cost {
                ref_time: beyond.ref_time / u64::from(more),
                proof_size: beyond.proof_size / u64::from(more),
                deposit: beyond.deposit / i128::from(more),
            }
        });
        self.rows.push(Row { message: name, items, variant, note, cost, further, operations });
        Ok(receipt)
    }

    /// Advances the chain to a second after the start of that slot.
    fn go_to(&mut self, epoch: Epoch, slot: u8) {
        let slot_ms = self.net.suite.clock.slot_ms();
        let at = self.net.suite.clock.epoch_start(epoch) + u64::from(slot) * slot_ms + 1_000;
        self.net.chain.advance_to(at);
    }

    /// Sends the heartbeats of all bonded nodes.
    fn beat(&mut self) -> Result<()> {
        let (controller, nodes) = (self.controller, (0..NODES).collect());
        let counted = self.send(controller, self.net.suite.registry().heartbeat(nodes))?;
        ensure!(counted == NODES, "{counted} beats counted");
        Ok(())
    }

    /// Settles 100 more units of node 0's first lease, and of a lease of each of its neighbours.
    fn settle(&mut self, epoch: Epoch) -> Result<()> {
        let batches = self.batches(100 * (Units::from(epoch) + 1));
        let controller = self.controller;
        let settled = self.send(controller, self.net.suite.metering().settle_many(batches))?;
        ensure!(settled.iter().all(|settled| all_paid(settled)), "not paid: {settled:?}");
        Ok(())
    }

    /// Signs a voucher of node 0's first lease and of a lease of each of its neighbours, for `units` in all.
    fn batches(&self, units: Units) -> Vec<NodeVouchers> {
        let neighbours = self.neighbours.iter().map(|&(node, lease, leg_index)| NodeVouchers {
            node,
            vouchers: vec![self.voucher(node, lease, leg_index, units)],
        });
        let first = NodeVouchers { node: 0, vouchers: self.vouchers(0..1, units) };
        std::iter::once(first).chain(neighbours).collect()
    }

    /// Signs vouchers of node 0's leases of these numbers, for `units` in all.
    fn vouchers(&self, leases: impl IntoIterator<Item = usize>, units: Units) -> Vec<Voucher> {
        let sign = |i: usize| {
            let (lease, leg_index) = self.leases[i];
            self.voucher(0, lease, leg_index, units)
        };
        leases.into_iter().map(sign).collect()
    }

    /// Signs vouchers of node 1's first `count` leases, for `units` in all.
    fn vouchers_next_door(&self, count: u32, units: Units) -> Vec<Voucher> {
        let legs = self.next_door.iter().zip(0..count);
        legs.map(|(lease, leg_index)| self.voucher(1, *lease, leg_index, units)).collect()
    }

    /// Signs a voucher for `units` in all.
    fn voucher(&self, node: NodeId, lease: LeaseId, leg_index: LegIndex, units: Units) -> Voucher {
        let signature = self.session.sign_voucher(&self.net.suite, lease, node, 0, units);
        Voucher { lease, leg_index, units, signature }
    }

    /// Returns terms of a lease of one unit for 80 days.
    fn terms(&mut self, candidates: Vec<NodeId>) -> LeaseTerms {
        LeaseTerms {
            class_id: CLASS,
            units: 1,
            candidates,
            constraints: Constraints::up_to(2 * PRICE),
            session_key: self.session.public(),
            deposit: TOKEN,
            until: self.net.chain.now() + 80 * DAY_MS,
        }
    }

    /// Returns the registration of a node.
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

/// Returns a node's device key.
fn device(node: NodeId) -> Key {
    Key::from_name(&format!("bench device {node}"))
}

/// Returns whether every voucher was paid in full.
fn all_paid(settled: &[Settled]) -> bool {
    settled.iter().all(|outcome| matches!(outcome, Settled::Paid { units: 1.., .. }))
}
