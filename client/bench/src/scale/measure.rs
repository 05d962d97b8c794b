//! What messages cost in a fleet of any size: on nodes at the start, in the middle and at the end of the range.

use super::fleet::{Fleet, CLASS, DELEGATED, MANY, NATIVE, OFFER, TODAY};
use super::people::{leased, node_of, owner_of, person, Role, GROUP_LEN, LEGS};
use super::vouchers::all_paid;
use anyhow::{ensure, Context, Result};
use gridshare_sdk::{AccountId, Cost, Decode, Message, Receipt};
use interfaces::governance::Choice;
use interfaces::market::OfferTerms;
use interfaces::registry::{BeatOutcome, SignedBeat};
use shared::{Epoch, NodeId, ProposalId, Shares, Units, TOKEN};
use std::fmt::Debug;
use std::ops::Range;

/// Pages that the largest calls of beats name.
const HEARTBEAT_PAGES: u32 = 8;
const BEATS_PAGES: u32 = 4;
/// What vouchers are signed for: more than was settled.
const UNITS: Units = 1_000;

/// What a message costs, without the extrinsic around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Message and what distinguishes it from others of its name.
    pub name: String,
    /// Items in the call.
    pub items: u32,
    /// Its cost in each place.
    pub places: Vec<Cost>,
}

impl Sample {
    /// Returns the highest cost of all places.
    pub fn highest(&self) -> Cost {
        let max = |of: fn(&Cost) -> u64| self.places.iter().map(of).max().unwrap_or_default();
        let deposit = self.places.iter().map(|cost| cost.deposit).max().unwrap_or_default();
        Cost { ref_time: max(|cost| cost.ref_time), proof_size: max(|cost| cost.proof_size), deposit }
    }
}

/// Measures all messages at the start, in the middle and at the end of the fleet.
///
/// # Errors
/// When a contract refuses a call, or does not do what it was asked.
pub fn measure(fleet: &mut Fleet, proposal: ProposalId) -> Result<Vec<Sample>> {
    let last = fleet.pages - 1;
    let mut samples = Samples { fleet, rows: Vec::new() };
    for page in [0, last / 2, last] {
        samples.beats(page, TODAY, 1, "")?;
        samples.stake(page)?;
        samples.leases(page)?;
        samples.others(page, proposal)?;
    }
    Ok(samples.rows)
}

/// Moves the fleet into the next epoch and measures its first beats, which put the last epoch's aside.
///
/// # Errors
/// When a contract refuses a call, or does not do what it was asked.
pub fn first_beats(fleet: &mut Fleet) -> Result<Vec<Sample>> {
    fleet.go_to(TODAY + 1, 0);
    let page = fleet.pages / 2;
    let mut samples = Samples { fleet, rows: Vec::new() };
    samples.beats(page, TODAY + 1, 0, "new epoch")?;
    Ok(samples.rows)
}

/// The samples so far.
struct Samples<'a> {
    fleet: &'a mut Fleet,
    rows: Vec<Sample>,
}

impl Samples<'_> {
    /// Measures a message by a dry run. Returns its receipt.
    fn measure<T, E>(
        &mut self,
        from: AccountId,
        message: Message<Result<T, E>>,
        items: u32,
        variant: &str,
    ) -> Result<Receipt<T>>
    where
        T: Decode,
        E: Decode + Debug + Send + Sync + 'static,
    {
        let mut name = message.name.to_owned();
        if items > 1 {
            name += &format!(" {items}");
        }
        if !variant.is_empty() {
            name += &format!(" ({variant})");
        }
        let receipt = self.fleet.net.dry_run(from, message).with_context(|| format!("measuring {name}"))?;
        match self.rows.iter_mut().find(|row| row.name == name) {
            Some(row) => row.places.push(receipt.cost),
            None => self.rows.push(Sample { name, items, places: vec![receipt.cost] }),
        }
        Ok(receipt)
    }

    /// Returns somebody who can send messages on that page.
    fn sender(&mut self, role: Role, group: u32, page: u32) -> AccountId {
        let who = person(role, group, page);
        self.fleet.net.chain.fund(who, NATIVE);
        who
    }

    /// Returns the nodes of `count` pages around that one, or of all if there are not so many.
    fn nodes_around(&self, page: u32, count: u32) -> Range<NodeId> {
        let count = count.min(self.fleet.pages);
        let first = page.min(self.fleet.pages - count);
        node_of(first, 0)..node_of(first + count, 0)
    }

    /// Measures beats, by controllers and signed by devices.
    fn beats(&mut self, page: u32, epoch: Epoch, slot: u8, variant: &str) -> Result<()> {
        let (controller, registry) = (self.fleet.controller, self.fleet.net.suite.registry());
        for pages in [1, HEARTBEAT_PAGES] {
            let nodes = self.nodes_around(page, pages);
            let count = nodes.len() as u32;
            let counted =
                self.measure(controller, registry.heartbeat(nodes.collect()), count, variant)?.value;
            ensure!(counted == count, "{counted} of {count} beats counted");
        }
        for pages in [1, BEATS_PAGES] {
            let nodes = self.nodes_around(page, pages);
            let count = nodes.len() as u32;
            let beats = nodes.map(|node| self.signed_beat(node, epoch, slot)).collect();
            let outcomes = self.measure(controller, registry.submit_beats(beats), count, variant)?.value;
            let counted = outcomes.iter().all(|outcome| *outcome == BeatOutcome::Counted);
            ensure!(counted, "not counted: {outcomes:?}");
        }
        Ok(())
    }

    fn signed_beat(&self, node: NodeId, epoch: Epoch, slot: u8) -> SignedBeat {
        let signature = self.fleet.keys.device(node).sign_beat(&self.fleet.net.suite, node, 0, epoch, slot);
        SignedBeat { node, slot, signature }
    }

    /// Measures stake and claims.
    fn stake(&mut self, page: u32) -> Result<()> {
        let (delegator, controller) = (self.sender(Role::Delegator, 1, page), self.fleet.controller);
        let suite = self.fleet.net.suite.clone();
        let (node, staking) = (node_of(page, GROUP_LEN), suite.staking());
        self.measure(delegator, staking.bond(node, DELEGATED), 1, "again")?;
        let position = self.fleet.net.view(staking.position(node, delegator))?.context("no position")?;
        let quarter = Shares(position.shares.0 / 4);
        ensure!(!quarter.is_zero(), "what was bonded has not turned into shares");
        self.measure(delegator, staking.unbond(node, quarter), 1, "")?;
        let claimed = self.measure(controller, suite.rewards().claim(node, 1), 1, "")?.value;
        ensure!(claimed.availability > 0 && claimed.usage > 0, "claimed {claimed:?}");
        let nodes = (node_of(page, 0)..node_of(page, MANY)).collect();
        let claimed = self.measure(controller, suite.rewards().claim_many(nodes, 1), MANY, "")?.value;
        ensure!(claimed.iter().all(|claimed| claimed.usage > 0), "claimed {claimed:?}");
        Ok(())
    }

    /// Measures leases and their settlement.
    fn leases(&mut self, page: u32) -> Result<()> {
        let (payer, controller) = (self.sender(Role::Payer, 1, page), self.fleet.controller);
        let metering = self.fleet.net.suite.metering();
        let lease = leased(page, GROUP_LEN);
        for candidates in [1, MANY] {
            let first = node_of(page, GROUP_LEN);
            let terms = self.fleet.terms((first..first + candidates).collect());
            self.measure(payer, metering.open(terms), candidates, "")?;
        }
        for count in [1, LEGS] {
            let settle = metering.settle(node_of(page, 0), self.fleet.vouchers(page, 0..count, UNITS));
            let settled = self.measure(controller, settle, count, "")?.value;
            ensure!(all_paid(&settled), "not paid: {settled:?}");
        }
        let settle = metering.settle_many(self.fleet.batches(page, 1, UNITS));
        let settled = self.measure(controller, settle, MANY, "")?.value;
        ensure!(settled.iter().all(|settled| all_paid(settled)), "not paid: {settled:?}");
        self.measure(payer, metering.top_up(lease.lease, lease.leg, TOKEN), 1, "")?;
        self.measure(payer, metering.close(lease.lease), 1, "")?;
        self.measure(controller, metering.withdraw_earnings(lease.leg.node), 1, "")?;
        Ok(())
    }

    /// Measures an offer, a transfer and a vote.
    fn others(&mut self, page: u32, proposal: ProposalId) -> Result<()> {
        let [owner, delegator] = [Role::Owner, Role::Delegator].map(|role| self.sender(role, 1, page));
        let suite = self.fleet.net.suite.clone();
        let node = node_of(page, GROUP_LEN);
        ensure!(owner == owner_of(page, node), "node {node} has another owner");
        let more = OfferTerms { capacity: OFFER.capacity + 1, ..OFFER };
        self.measure(owner, suite.market().set_offer(node, CLASS, more), 1, "")?;
        self.measure(owner, suite.token().transfer(delegator, TOKEN), 1, "")?;
        let vote = suite.governance().vote(proposal, Choice::For, vec![node]);
        let votes = self.measure(delegator, vote, 1, "")?.value;
        ensure!(votes == DELEGATED, "{votes} votes counted");
        Ok(())
    }
}
