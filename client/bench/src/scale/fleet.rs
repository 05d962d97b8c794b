//! A fleet of whole pages of nodes, made by messages: the first days in the life of a network in which every page is like
//! every other.
//!
//! Each page has 32 nodes, which eight owners own, four each. Eight delegators stake with four nodes each, and eight
//! payers lease one unit of each node; one payer leases 31 more of the page's first node. All beats are sent for by
//! one controller, so that one call can name nodes of several pages.
//!
//! Epoch 0: everybody gets tokens; nodes are registered and bonded and make offers; delegators bond. Epoch 2: the
//! empty epochs are claimed, which turns all stake into shares; nodes beat, leases are opened and settled. Epoch 3:
//! nodes beat and settle again; then half an hour passes, so that the next beat is due. Nothing is minted until
//! then: what a claim mints depends on how many nodes there are, and no template would fit another number of them.

use super::people::{group_of, leased, node_of, owner_of, person, Keys, LeasedLeg, Role};
use super::people::{GROUPS, LEASES, LEGS, PAGE_LEN};
use super::state::{Share, StateSize};
use super::template::items;
use super::vouchers::all_paid;
use anyhow::{ensure, Result};
use gridshare_embedded::runtime::PALLET_38;
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::keys::account;
use gridshare_sdk::{deploy, AccountId, Artifacts, Decode, DeployConfig, Message, Network, Progress};
use interfaces::market::{Billing, Class, OfferTerms};
use interfaces::registry::Registration;
use shared::{Amount, Cell, ClassId, Country, Epoch, NodeId, Units, TOKEN};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// When the chain starts: 2025-01-01.
const START_MS: u64 = 1_735_689_600_000;
/// Native tokens of each account: enough for any storage deposit here.
pub const NATIVE: u128 = 1_000_000_000_000_000_000_000;
/// The suite's tokens: enough for a million nodes.
const SUPPLY: Amount = 400_000_000_000 * TOKEN;
/// What everybody gets.
const TOKENS: Amount = 10_000 * TOKEN;
/// What an owner bonds for a node, and a delegator.
pub const OWNER_BOND: Amount = 100 * TOKEN;
pub const DELEGATED: Amount = 50 * TOKEN;
/// What a payer prepays, and the deposit of a lease.
const PREPAID: Amount = 1_000 * TOKEN;
pub const DEPOSIT: Amount = 10 * TOKEN;
/// List price of a unit.
pub const PRICE: Amount = 1_000_000;
/// Units that are paid for each day.
const UNITS: Units = 100;
/// What session keys signed for in all.
pub const SIGNED: Units = 2 * UNITS;
/// Nodes that one call settles or claims for.
pub const MANY: u32 = 16;
/// An H3 cell of resolution 5 in San Francisco, and its country.
const CELL: Cell = 0x0852_8347_3fff_ffff;
const COUNTRY: Country = 840;
pub const CLASS: ClassId = 0;
/// What every node offers.
pub const OFFER: OfferTerms = OfferTerms { capacity: 100_000, burst: 10_000, price: PRICE };
/// The first epoch in which nodes beat, after as many empty ones, and the epoch at the end.
const FIRST_DAY: Epoch = 2;
pub const TODAY: Epoch = 3;

/// A network with a fleet.
pub struct Fleet {
    /// The network.
    pub net: Network<EmbeddedChain>,
    /// Pages of nodes, all full.
    pub pages: u32,
    /// The keys that sign.
    pub keys: Keys,
    /// Sends all heartbeats.
    pub controller: AccountId,
    /// What the fleet has in storage, and who it is for.
    pub state: BTreeMap<Share, StateSize>,
    /// All of storage when it was last looked at.
    seen: StateSize,
}

impl Fleet {
    /// Plays the story with so many pages.
    ///
    /// # Errors
    /// When a contract refuses a call.
    pub fn play(artifacts: &Artifacts, pages: u32, progress: &dyn Progress) -> Result<Self> {
        let mut fleet = Self::deploy(artifacts, pages)?;
        progress.at(1, 4);
        fleet.settle_in()?;
        progress.at(2, 4);
        fleet.first_day()?;
        progress.at(3, 4);
        fleet.second_day()?;
        progress.at(4, 4);
        Ok(fleet)
    }

    /// Deploys the contracts.
    fn deploy(artifacts: &Artifacts, pages: u32) -> Result<Self> {
        let deployer = account("scale deployer");
        let controller = person(Role::Controller, 0, 0);
        let mut chain = EmbeddedChain::on(PALLET_38, START_MS);
        chain.fund(deployer, NATIVE);
        chain.fund(controller, NATIVE);
        let class = Class { name: b"LLM inference, 1 token".to_vec(), billing: Billing::Metered };
        let config = DeployConfig {
            classes: vec![class],
            initial_supply: SUPPLY,
            max_supply: 2 * SUPPLY,
            ..DeployConfig::default()
        };
        let net = deploy(chain, deployer, artifacts, &config, &())?;
        let (keys, state) = (Keys::new(), BTreeMap::new());
        let mut fleet = Self { net, pages, keys, controller, state, seen: StateSize::default() };
        fleet.seen = fleet.storage();
        Ok(fleet)
    }

    /// Sends a message. Returns its value, and counts its deposit.
    pub fn send<T, E>(&mut self, share: Share, from: AccountId, message: Message<Result<T, E>>) -> Result<T>
    where
        T: Decode,
        E: Decode + Debug + Send + Sync + 'static,
    {
        let receipt = self.net.send(from, message)?;
        self.state.entry(share).or_default().deposit += receipt.cost.deposit;
        Ok(receipt.value)
    }

    /// Counts what came into storage since this was last asked.
    fn count(&mut self, share: Share) {
        let now = self.storage();
        let size = self.state.entry(share).or_default();
        size.items += now.items - self.seen.items;
        size.bytes += now.bytes - self.seen.bytes;
        self.seen = now;
    }

    /// Returns all that is in storage; deposits are not known.
    fn storage(&mut self) -> StateSize {
        let items = items(&mut self.net);
        let bytes: usize = items.values().map(Vec::len).sum();
        StateSize { items: items.len() as i64, bytes: bytes as i64, deposit: 0 }
    }

    /// Advances the chain to a second after the start of that slot.
    pub fn go_to(&mut self, epoch: Epoch, slot: u8) {
        let clock = self.net.suite.clock;
        self.net.chain.advance_to(clock.epoch_start(epoch) + u64::from(slot) * clock.slot_ms() + 1_000);
    }

    /// Epoch 0: everybody gets tokens, nodes are registered, stake is bonded.
    fn settle_in(&mut self) -> Result<()> {
        let suite = self.net.suite.clone();
        for (role, share, spender) in [
            (Role::Owner, Share::Node, suite.staking),
            (Role::Delegator, Share::Delegator, suite.staking),
            (Role::Payer, Share::Lease, suite.metering),
        ] {
            for (page, group) in self.groups() {
                let who = person(role, group, page);
                self.net.chain.fund(who, NATIVE);
                self.send(share, suite.deployer, suite.token().transfer(who, TOKENS))?;
                self.send(share, who, suite.token().approve(spender, Amount::MAX))?;
            }
            self.count(share);
        }
        for (page, node) in self.nodes() {
            let registered = self.send(
                Share::Node,
                owner_of(page, node),
                suite.registry().register(self.registration(node)),
            )?;
            ensure!(registered == node, "node {node} got number {registered}");
        }
        for (page, node) in self.nodes() {
            let owner = owner_of(page, node);
            self.send(Share::Node, owner, suite.staking().bond(node, OWNER_BOND))?;
            self.send(Share::Node, owner, suite.market().set_offer(node, CLASS, OFFER))?;
        }
        self.count(Share::Node);
        for (page, node) in self.nodes() {
            let delegator = person(Role::Delegator, group_of(node), page);
            self.send(Share::Delegator, delegator, suite.staking().bond(node, DELEGATED))?;
        }
        self.count(Share::Delegator);
        Ok(())
    }

    /// Epoch 2: all stake turns into shares; nodes beat; leases are opened and settled.
    fn first_day(&mut self) -> Result<()> {
        self.go_to(FIRST_DAY, 0);
        let (suite, controller) = (self.net.suite.clone(), self.controller);
        for page in 0..self.pages {
            for half in 0..2 {
                let first = node_of(page, half * MANY);
                let claim = suite.rewards().claim_many((first..first + MANY).collect(), FIRST_DAY);
                self.send(Share::Node, controller, claim)?;
            }
        }
        self.beat()?;
        for page in 0..self.pages {
            for group in 0..GROUPS {
                let deposit = suite.metering().deposit(PREPAID);
                self.send(Share::Lease, person(Role::Payer, group, page), deposit)?;
            }
            for number in 0..LEASES {
                let LeasedLeg { lease, leg, payer } = leased(page, number);
                let terms = self.terms(vec![leg.node]);
                let opened = self.send(Share::Lease, payer, suite.metering().open(terms))?;
                ensure!((opened.lease, opened.leg) == (lease, leg), "expected lease {lease}: {opened:?}");
            }
        }
        self.settle(UNITS)
    }

    /// Epoch 3: nodes beat and settle.
    fn second_day(&mut self) -> Result<()> {
        self.go_to(TODAY, 0);
        self.beat()?;
        self.settle(SIGNED)?;
        self.go_to(TODAY, 1);
        Ok(())
    }

    /// Sends the heartbeats of all nodes, page by page.
    fn beat(&mut self) -> Result<()> {
        for page in 0..self.pages {
            let nodes = (0..PAGE_LEN).map(|index| node_of(page, index)).collect();
            let counted =
                self.send(Share::Node, self.controller, self.net.suite.registry().heartbeat(nodes))?;
            ensure!(counted == PAGE_LEN, "{counted} beats counted");
        }
        self.count(Share::Node);
        Ok(())
    }

    /// Settles every lease, for `units` in all.
    fn settle(&mut self, units: Units) -> Result<()> {
        for page in 0..self.pages {
            for half in 0..2 {
                let settle = self.net.suite.metering().settle_many(self.batches(page, half, units));
                let settled = self.send(Share::Lease, self.controller, settle)?;
                ensure!(settled.iter().all(|settled| all_paid(settled)), "not paid: {settled:?}");
            }
            let settle =
                self.net.suite.metering().settle(node_of(page, 0), self.vouchers(page, 1..LEGS, units));
            let settled = self.send(Share::Lease, self.controller, settle)?;
            ensure!(all_paid(&settled), "not paid: {settled:?}");
        }
        self.count(Share::Lease);
        Ok(())
    }

    /// Returns the registration of a node.
    fn registration(&self, node: NodeId) -> Registration {
        Registration {
            controller: self.controller,
            device_key: self.keys.device(node).public(),
            cell: CELL,
            country: COUNTRY,
            metadata: b"https://fleet.example/a-node-of-it".to_vec(),
        }
    }

    /// Returns every node with its page.
    fn nodes(&self) -> impl Iterator<Item = (u32, NodeId)> {
        (0..self.pages).flat_map(|page| (0..PAGE_LEN).map(move |index| (page, node_of(page, index))))
    }

    /// Returns every group of nodes with its page.
    fn groups(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..self.pages).flat_map(|page| (0..GROUPS).map(move |group| (page, group)))
    }
}
