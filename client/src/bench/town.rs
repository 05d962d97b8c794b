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

use super::Row;
use crate::artifacts::Artifacts;
use crate::chain::{AccountId, Chain, Cost};
use crate::contracts::{Done, Message, Network};
use crate::embedded::EmbeddedChain;
use crate::keys::{account, Key};
use crate::progress::Progress;
use crate::suite::{deploy, DeployConfig};
use anyhow::{ensure, Context, Result};
use interfaces::governance::{Choice, ProposalStatus};
use interfaces::metering::{LeaseTerms, LegRef, MeteringParams, Settled, Voucher};
use interfaces::registry::{BeatOutcome, Billing, Class, OfferTerms, Registration, SignedBeat};
use scale::Decode;
use shared::clock::SLOTS_PER_EPOCH;
use shared::{Amount, ClassId, Epoch, LeaseId, NodeId, ProposalId, DAY_MS, TOKEN};
use std::fmt::Debug;

/// When the chain starts: 2025-01-01.
const START_MS: u64 = 1_735_689_600_000;
/// Native tokens for each account: enough for any storage deposit here.
const NATIVE: u128 = 1_000_000_000_000_000_000_000;
/// Nodes on eight full pages, and on half of the ninth.
const NODES: NodeId = 256;
const NEWCOMERS: NodeId = 16;
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
    let order = ["token", "registry", "staking", "metering", "rewards", "governance"];
    let mut rows = town.rows;
    rows.sort_by_key(|row| order.iter().position(|name| row.message.split('.').next() == Some(name)));
    Ok((town.net.chain.pallet(), rows))
}

impl<'a> Town<'a> {
    /// Epoch 0: contracts and people.
    fn found(artifacts: &Artifacts, progress: &'a Progress) -> Result<Self> {
        progress.stage("deploying the contracts");
        let deployer = account("bench deployer");
        let mut chain = EmbeddedChain::new(START_MS);
        chain.fund(deployer, NATIVE);
        let class = Class { name: b"LLM inference, 1 token".to_vec(), billing: Billing::Metered };
        let config = DeployConfig { classes: vec![class], ..DeployConfig::default() };
        let mut net = deploy(chain, deployer, artifacts, &config, |_| ())?;
        let people = ["owner", "controller", "delegator", "voter", "payer", "passer-by"];
        let [owner, controller, delegator, voter, payer, passer_by] =
            people.map(|name| account(&format!("bench {name}")));
        for person in [owner, controller, delegator, voter, payer, passer_by] {
            net.chain.fund(person, NATIVE);
            net.send(deployer, net.suite.token().transfer(person, 10_000_000 * TOKEN))?;
            for contract in [net.suite.staking, net.suite.metering, net.suite.governance] {
                net.send(person, net.suite.token().approve(contract, 5_000_000 * TOKEN))?;
            }
        }
        Ok(Self {
            net,
            progress,
            rows: Vec::new(),
            calls: 0,
            owner,
            controller,
            delegator,
            voter,
            payer,
            session: Key::from_name("bench session"),
            leases: Vec::new(),
            next_door: 0,
        })
    }

    /// Sends a message.
    fn send<T, E>(&mut self, from: AccountId, message: Message<Result<T, E>>) -> Result<T>
    where
        T: Decode,
        E: Decode + Debug + Send + Sync + 'static,
    {
        self.calls += 1;
        // As many calls as the town takes, roughly: the bar need not be exact.
        let whole = 3 * NODES + LEASES + LEASES_NEXT_DOOR + 2 * LAST + 100;
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
            max_price: 2 * PRICE,
            zone: None,
            country: None,
            min_stake: 0,
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

    /// Epoch 0: nodes are registered, make their offers and are staked on.
    fn settle_in(&mut self) -> Result<()> {
        self.progress.stage("registering 272 nodes and bonding 256");
        let Self { owner, delegator, voter, .. } = *self;
        let (registry, staking) = (self.net.suite.registry(), self.net.suite.staking());
        for node in 0..NODES + NEWCOMERS {
            let registered = self.send(owner, registry.register(self.registration(node)))?;
            ensure!(registered == node, "node {node} got number {registered}");
        }
        for node in 0..NODES {
            let terms = OfferTerms { capacity: 100_000, burst: 10_000, price: PRICE };
            self.send(owner, registry.set_offer(node, CLASS, terms))?;
            self.send(owner, staking.bond(node, 1_000 * TOKEN))?;
        }
        self.send(delegator, staking.bond(0, 5_000 * TOKEN))?;
        for node in 0..VOTER_POOLS {
            self.send(voter, staking.bond(node, 1_000 * TOKEN))?;
        }
        Ok(())
    }

    /// Epochs 1 and 2: leases are opened, and nodes claim for the first time.
    fn first_claims(&mut self) -> Result<()> {
        self.progress.stage("opening 1 040 leases");
        self.go_to(1, 0);
        self.beat()?;
        let payer = self.payer;
        let metering = self.net.suite.metering();
        self.send(payer, metering.deposit(100_000 * TOKEN))?;
        for at in 0..LEASES {
            let terms = self.terms(vec![0]);
            let opened = self.send(payer, metering.open(terms))?;
            ensure!(opened.leg == LegRef { node: 0, place: at }, "lease {at} is at {:?}", opened.leg);
            self.leases.push((opened.lease, at));
        }
        for _ in 0..LEASES_NEXT_DOOR {
            let terms = self.terms(vec![1]);
            self.next_door = self.send(payer, metering.open(terms))?.lease;
        }
        self.settle(1)?;

        self.go_to(2, 0);
        self.beat()?;
        self.settle(2)?;
        let owner = self.owner;
        for node in 0..VOTER_POOLS {
            self.send(owner, self.net.suite.rewards().claim(node, CLAIM))?;
        }
        self.send(owner, metering.withdraw_earnings(0))?;
        self.send(owner, metering.sweep())?;
        Ok(())
    }

    /// Epoch 3, an ordinary day: tokens, nodes and leases.
    fn everyday(&mut self) -> Result<()> {
        self.progress.stage("measuring an ordinary day");
        self.go_to(3, 0);
        self.beat()?;
        self.settle(3)?;
        self.go_to(3, 1);
        self.tokens()?;
        self.nodes()?;
        self.beats()?;
        self.leases()?;
        self.settlements()?;
        let (controller, rewards) = (self.controller, self.net.suite.rewards());
        let claimed = self.measure(
            controller,
            rewards.claim(0, 1),
            with("the epoch that just ended; neighbours on its page claim later").items(1),
        )?;
        ensure!(claimed.value.availability > 0 && claimed.value.usage > 0, "claimed {:?}", claimed.value);
        self.send(controller, rewards.claim(0, 1))?;
        Ok(())
    }

    fn tokens(&mut self) -> Result<()> {
        let Self { owner, payer, .. } = *self;
        let token = self.net.suite.token();
        let balance = "both have a balance before and after";
        self.measure(owner, token.transfer(payer, TOKEN), with(balance))?;
        self.send(payer, token.approve(owner, 1_000 * TOKEN))?;
        let allowance = "likewise, and some allowance stays";
        self.measure(owner, token.transfer_from(payer, owner, TOKEN), with(allowance))?;
        self.measure(payer, token.approve(owner, TOKEN), with("there was an allowance before"))?;
        Ok(())
    }

    fn nodes(&mut self) -> Result<()> {
        let (owner, registry) = (self.owner, self.net.suite.registry());
        let next = NODES + NEWCOMERS;
        self.measure(owner, registry.register(self.registration(next)), with("17th of its page"))?;
        let terms = OfferTerms { capacity: 200_000, burst: 20_000, price: 2 * PRICE };
        self.measure(owner, registry.set_offer(0, CLASS, terms), with("changes an offer"))?;
        let first = with("the node's first; the zone has others").variant("first");
        self.measure(owner, registry.set_offer(NODES, CLASS, terms), first)?;
        let keys = registry.set_keys(0, owner, device(1).public());
        self.measure(owner, keys, with("full page"))?;
        Ok(())
    }

    fn beats(&mut self) -> Result<()> {
        let (controller, registry) = (self.controller, self.net.suite.registry());
        let mut first = None;
        for (nodes, note) in [(1, "full page"), (32, "one full page"), (256, "eight full pages")] {
            let case = Case { first, ..with(note).items(nodes) };
            let done = self.measure(controller, registry.heartbeat((0..nodes).collect()), case)?;
            ensure!(done.value == nodes, "{} of {nodes} beats counted", done.value);
            first = first.or(Some(done.cost));
        }
        let mut first = None;
        for (beats, note) in [(1, "full page"), (32, "one full page"), (128, "four full pages")] {
            let signed = (0..beats).map(|node| self.signed_beat(node, 3, 1)).collect();
            let case = Case { first, ..with(note).items(beats) };
            let done = self.measure(controller, registry.submit_beats(signed), case)?;
            let counted = done.value.iter().all(|outcome| *outcome == BeatOutcome::Counted);
            ensure!(counted, "not counted: {:?}", done.value);
            first = first.or(Some(done.cost));
        }
        Ok(())
    }

    fn signed_beat(&self, node: NodeId, epoch: Epoch, slot: u8) -> SignedBeat {
        SignedBeat { node, slot, signature: device(node).sign_beat(&self.net.suite, node, 0, epoch, slot) }
    }

    fn leases(&mut self) -> Result<()> {
        let (payer, metering) = (self.payer, self.net.suite.metering());
        let balance = "has a balance before and after";
        self.measure(payer, metering.deposit(TOKEN), with(balance))?;
        self.measure(payer, metering.withdraw(TOKEN), with(balance))?;
        let terms = self.terms(vec![1]);
        let one = with("1 candidate; 17th leg of its page").items(1);
        let first = self.measure(payer, metering.open(terms), one)?.cost;
        let terms = self.terms((1..17).collect());
        let many = with("16 candidates on one page; 17th leg of its page").items(16).beyond(first);
        self.measure(payer, metering.open(terms), many)?;
        self.measure(payer, metering.top_up(self.leases[0].0, TOKEN), with("full page"))?;
        Ok(())
    }

    fn settlements(&mut self) -> Result<()> {
        let (controller, metering) = (self.controller, self.net.suite.metering());
        let pages = |each: usize| (0..32).map(move |page| 32 * page).take(each).collect::<Vec<_>>();
        let batches: [(Vec<usize>, &str, &str); 4] = [
            (vec![0], "", "full page"),
            ((0..32).collect(), "", "one full page"),
            ((0..128).collect(), "", "four full pages"),
            (pages(32), "32 pages", "one voucher each of 32 full pages"),
        ];
        let mut first = None;
        for (places, variant, note) in batches {
            let items = u32::try_from(places.len())?;
            let vouchers = self.vouchers(places, 100_000);
            let case = Case { first, ..with(note).items(items).variant(variant) };
            let done = self.measure(controller, metering.settle(0, vouchers), case)?;
            ensure!(all_paid(&done.value), "not paid: {:?}", done.value);
            first = first.or(Some(done.cost));
        }
        let owner = self.owner;
        self.measure(owner, metering.withdraw_earnings(0), with("to an owner who has tokens"))?;
        self.measure(owner, metering.sweep(), with("burn and treasury"))?;
        Ok(())
    }

    /// Epoch 3: stake, and votes on a proposal.
    fn stake_and_vote(&mut self) -> Result<()> {
        let Self { owner, delegator, voter, payer, .. } = *self;
        let staking = self.net.suite.staking();
        let bonded_once = "bonded once before; takes its shares over";
        self.measure(delegator, staking.bond(0, 100 * TOKEN), with(bonded_once))?;
        let newcomer = with("a delegator's first at this node").variant("new delegator");
        self.measure(payer, staking.bond(0, 100 * TOKEN), newcomer)?;
        let opening = with("the owner's first, which opens the pool").variant("opens pool");
        self.measure(owner, staking.bond(NODES, 1_000 * TOKEN), opening)?;
        let shares = self.shares(delegator)? / 4;
        self.measure(delegator, staking.unbond(0, shares), with(bonded_once))?;
        self.measure(owner, staking.sync(0), with("tells the registry what it knows"))?;

        let governance = self.net.suite.governance();
        let propose = self.proposal();
        self.measure(delegator, propose.clone(), with("1 call; stake in 1 pool"))?;
        let proposal = self.send(delegator, propose)?;
        self.send(delegator, governance.vote(proposal, Choice::For, vec![0]))?;
        let one = with("not the first vote; stake in 1 pool, bonded once").items(1);
        let first = self.measure(voter, governance.vote(proposal, Choice::For, vec![0]), one)?.cost;
        let pools: Vec<NodeId> = (0..VOTER_POOLS).collect();
        let many = with("likewise; stake in 16 pools").items(VOTER_POOLS).beyond(first);
        self.measure(voter, governance.vote(proposal, Choice::For, pools), many)?;
        self.measure(delegator, governance.cancel(proposal), with("while the vote runs"))?;
        Ok(())
    }

    /// Shares that `account` has at node 0.
    fn shares(&mut self, account: AccountId) -> Result<Amount> {
        let position = self.net.view(self.net.suite.staking().position(0, account))?;
        let shares = position.context("no position")?.shares;
        ensure!(shares > 0, "what was bonded has not turned into shares");
        Ok(shares)
    }

    /// A proposal to raise the burn.
    fn proposal(&self) -> Message<Result<ProposalId, interfaces::governance::GovernanceError>> {
        let params = MeteringParams { burn: 600, ..MeteringParams::default() };
        let call = self.net.suite.metering().set_params(params).proposed();
        let description = b"Burn 6 % of every settlement instead of 5 %".to_vec();
        self.net.suite.governance().propose(vec![call], description, vec![0])
    }

    /// Epoch 3, in the evening: a delegator leaves, a lease is closed, a vote is decided.
    fn leave_and_propose(&mut self) -> Result<ProposalId> {
        let Self { delegator, voter, payer, .. } = *self;
        let proposal = self.net.view(self.net.suite.governance().proposal_count())? - 1;
        let pools = (0..VOTER_POOLS).collect();
        self.send(voter, self.net.suite.governance().vote(proposal, Choice::For, pools))?;
        let shares = self.shares(delegator)? / 4;
        self.send(delegator, self.net.suite.staking().unbond(0, shares))?;
        let (metering, lease) = (self.net.suite.metering(), self.next_door);
        self.measure(payer, metering.close(lease), with("by the payer"))?;
        self.send(payer, metering.close(lease))?;
        Ok(proposal)
    }

    /// Epoch 4: what the first message of an epoch takes, and the end of what began the day before.
    fn next_day(&mut self) -> Result<()> {
        self.go_to(4, 0);
        let Self { controller, delegator, payer, .. } = *self;
        let (registry, metering, staking) =
            (self.net.suite.registry(), self.net.suite.metering(), self.net.suite.staking());
        let puts_aside = "first of an epoch: puts aside the last one's";
        let heartbeat = registry.heartbeat((0..32).collect());
        self.measure(controller, heartbeat, with(puts_aside).items(32).variant("new epoch"))?;
        let vouchers = self.vouchers(0..32, 100_000);
        let settle = metering.settle(0, vouchers);
        self.measure(controller, settle, with(puts_aside).items(32).variant("new epoch"))?;
        self.beat()?;
        self.settle(4)?;
        self.go_to(4, SLOTS_PER_EPOCH - 1);
        self.measure(delegator, staking.cancel_unbond(0, 0), with("its only thaw request"))?;
        self.measure(payer, metering.finalize(self.next_door), with("by the payer; 16 legs on its page"))?;
        Ok(())
    }

    /// Epochs 5 to 11: a proposal passes.
    fn pass(&mut self, proposal: ProposalId) -> Result<()> {
        for epoch in 5..=11 {
            self.day(epoch)?;
        }
        let (delegator, governance) = (self.delegator, self.net.suite.governance());
        let status = self.net.view(governance.status(proposal))?;
        ensure!(status == Some(ProposalStatus::Executable), "the proposal is {status:?}");
        self.measure(delegator, governance.execute(proposal), with("1 call: metering's set_params"))?;
        self.measure(delegator, governance.settle_deposit(proposal), with("back to its proposer"))?;
        Ok(())
    }

    fn day(&mut self, epoch: Epoch) -> Result<()> {
        self.go_to(epoch, 0);
        self.beat()?;
        self.settle(epoch)
    }

    /// Epoch 35: a claim of 32 epochs, and the end of a thaw.
    fn a_month_later(&mut self) -> Result<()> {
        self.progress.stage("living through 24 more epochs");
        for epoch in 12..=LAST {
            self.day(epoch)?;
        }
        let Self { controller, delegator, .. } = *self;
        let first = self.rows.iter().find(|row| row.name() == "rewards.claim 1").map(|row| row.cost);
        let first = first.context("a single claim comes first")?;
        let many = "32 epochs with usage; nobody on its page has claimed since";
        let claim = self.net.suite.rewards().claim(0, CLAIM);
        let claimed = self.measure(controller, claim, with(many).items(CLAIM).beyond(first))?.value;
        ensure!(claimed.epochs == CLAIM, "{} epochs claimed", claimed.epochs);
        let withdraw = self.net.suite.staking().withdraw(0);
        self.measure(delegator, withdraw, with("a part, after its thaw; the rest stays"))?;
        Ok(())
    }
}

fn device(node: NodeId) -> Key {
    Key::from_name(&format!("bench device {node}"))
}

fn all_paid(settled: &[Settled]) -> bool {
    settled.iter().all(|outcome| matches!(outcome, Settled::Paid { units: 1.., .. }))
}
