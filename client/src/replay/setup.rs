//! Epoch 0: the suite is deployed, everybody gets tokens, owners register and bond, delegators join, dApps
//! pay in.

use super::*;
use crate::fleet::{Billing, Carrier, Route};
use crate::keys::account;
use crate::report::{DappReport, DelegatorReport, NodeReport, Totals};
use crate::suite::{deploy, DeployConfig};
use h3o::{CellIndex, Resolution};
use interfaces::governance::GovernanceParams;
use interfaces::metering::MeteringParams;
use interfaces::registry::{Billing as ClassBilling, Class, OfferTerms, Registration, ZONE_RESOLUTION};
use interfaces::rewards::EmissionSchedule;
use interfaces::staking::StakingParams;

/// Native tokens for everybody: calls and storage are paid with them.
const NATIVE: u128 = 1_000_000_000_000_000_000_000;

/// Who carries in the beats that devices signed.
pub(super) fn carrier() -> AccountId {
    account("beat carrier")
}

pub(super) fn owner_account(name: &str) -> AccountId {
    account(&format!("owner {name}"))
}

fn config(fleet: &Fleet) -> DeployConfig {
    let n = &fleet.network;
    let hours = |h: u64| h * 3_600_000;
    let class = |c: &fleet::Class| Class {
        name: c.name.clone().into_bytes(),
        billing: match c.billing {
            Billing::Metered => ClassBilling::Metered,
            Billing::Reserved => ClassBilling::Reserved,
        },
    };
    DeployConfig {
        epoch_ms: n.epoch_ms(),
        classes: fleet.classes.iter().map(class).collect(),
        staking: StakingParams { min_owner_bond: n.min_owner_bond.0, ..StakingParams::default() },
        metering: MeteringParams {
            settlement_window_ms: hours(n.settlement_window_hours),
            ..MeteringParams::default()
        },
        schedule: EmissionSchedule { initial: n.emission.0, ..EmissionSchedule::default() },
        governance: GovernanceParams {
            voting_ms: hours(n.voting_hours),
            timelock_ms: hours(n.timelock_hours),
            ..GovernanceParams::default()
        },
        ..DeployConfig::default()
    }
}

impl<'a> Replay<'a> {
    pub(super) fn set_up(
        fleet: &'a Fleet,
        workload: &Workload,
        seed: u64,
        artifacts: &Artifacts,
        progress: &'a Progress,
    ) -> Result<Self> {
        let epoch_ms = fleet.network.epoch_ms();
        let deployer = account("deployer");
        // The traffic starts with epoch 1.
        let mut chain = EmbeddedChain::new(workload.start_ms - epoch_ms);
        chain.fund(deployer, NATIVE);
        chain.fund(carrier(), NATIVE);
        progress.stage("deploying");
        let net = deploy(chain, deployer, artifacts, &config(fleet), |what| {
            progress.stage(&format!("deploying: {what}"))
        })?;
        let slot_ms = net.suite.clock.slot_ms();
        let per_epoch = usize::from(SLOTS_PER_EPOCH);
        let mut slots = Slots { start_ms: workload.start_ms, slot_ms, per_epoch, count: 0 };
        let window = slots.in_hours(fleet.network.settlement_window_hours);
        slots.count = fleet.network.epochs as usize * per_epoch + window + PATIENCE;
        let totals = Totals {
            requests: workload.requests.len() as u64,
            units_in_trace: workload.units(),
            ..Totals::default()
        };
        let report = Report {
            totals,
            fleet: fleet.network.name.clone(),
            source: workload.source.clone(),
            seed,
            start_ms: slots.start_ms,
            slot_ms,
            slots_per_epoch: per_epoch,
            ..Report::default()
        };
        let mut replay = Self {
            net,
            fleet,
            progress,
            rng: rng(seed, 0),
            slots,
            nodes: Vec::new(),
            dapps: Vec::new(),
            delegators: Vec::new(),
            leases: Vec::new(),
            vote: vote::State::Ahead,
            touched: BTreeSet::new(),
            unswept: false,
            known: Known::default(),
            invariants: BTreeMap::new(),
            report,
        };
        replay
            .tell(format!("the suite is deployed on {} and owned by governance", replay.net.chain.pallet()));
        progress.stage("setting up");
        replay.owners(seed).context("owners register and bond")?;
        replay.delegators().context("delegators join")?;
        replay.payers().context("dApps pay in")?;
        Ok(replay)
    }

    /// Native tokens and GRID for a newcomer.
    fn welcome(&mut self, who: AccountId, tokens: Amount) -> Result<()> {
        self.net.chain.fund(who, NATIVE);
        self.known.note_account(who);
        if tokens > 0 {
            self.net.send(self.net.suite.deployer, self.net.suite.token().transfer(who, tokens))?;
        }
        Ok(())
    }

    fn owners(&mut self, seed: u64) -> Result<()> {
        let fleet = self.fleet;
        let proposing = self.net.view(self.net.suite.governance().params())?.deposit;
        for name in fleet.owners() {
            let owner = owner_account(name);
            let bonds: Amount = fleet.nodes.iter().filter(|n| n.owner == name).map(|n| n.stake.0).sum();
            self.welcome(owner, bonds + proposing)?;
            self.net.chain.fund(account(&format!("controller {name}")), NATIVE);
            self.net.send(owner, self.net.suite.token().approve(self.net.suite.staking, bonds))?;
        }
        for (i, node) in fleet.nodes.iter().enumerate() {
            let owner = owner_account(&node.owner);
            let controller = account(&format!("controller {}", node.owner));
            let device = Key::from_name(&format!("device {}", node.name));
            let registration = Registration {
                controller,
                device_key: device.public(),
                cell: node.cell(),
                country: node.country,
                metadata: node.metadata().into_bytes(),
            };
            let id = self.net.send(owner, self.net.suite.registry().register(registration))?.value;
            let terms = OfferTerms { capacity: node.capacity, burst: node.burst, price: node.price.0 };
            self.net.send(owner, self.net.suite.registry().set_offer(id, CLASS, terms))?;
            self.net.send(owner, self.net.suite.staking().bond(id, node.stake.0))?;
            let cell = CellIndex::try_from(node.cell()).context("a cell that H3 made")?;
            let resolution = Resolution::try_from(ZONE_RESOLUTION).context("a resolution that H3 knows")?;
            let zone = cell.parent(resolution).context("a coarser cell")?;
            let on = habit::schedule(node.uptime, self.slots, &mut rng(seed, 1 + i as u64));
            self.nodes.push(Node {
                id,
                owner,
                controller,
                device,
                zone: zone.into(),
                on,
                collected: 0,
                due: 0,
            });
            self.report.nodes.push(NodeReport {
                id,
                name: node.name.clone(),
                place: node.place.clone(),
                lat: node.lat,
                lon: node.lon,
                model: node.model.clone(),
                owner: node.owner.clone(),
                habit: habit::words(node.uptime),
                device: node.carrier == Carrier::Device,
                price: node.price.0,
                ..NodeReport::default()
            });
        }
        let bonds: Amount = fleet.nodes.iter().map(|n| n.stake.0).sum();
        self.tell(format!(
            "{} owners registered {} nodes and bonded {} GRID",
            fleet.owners().len(),
            fleet.nodes.len(),
            whole(bonds)
        ));
        Ok(())
    }

    fn delegators(&mut self) -> Result<()> {
        for of in &self.fleet.delegators {
            let who = account(&format!("delegator {}", of.name));
            let stake = of.stake.0;
            let all = stake * of.nodes.len() as Amount;
            self.welcome(who, all)?;
            self.net.send(who, self.net.suite.token().approve(self.net.suite.staking, all))?;
            let named = |name: &String| self.fleet.nodes.iter().position(|n| n.name == *name);
            let nodes: Vec<usize> = of.nodes.iter().filter_map(named).collect();
            for node in &nodes {
                let id = self.nodes[*node].id;
                self.net.send(who, self.net.suite.staking().bond(id, stake))?;
                self.known.note_staker(id, who);
            }
            self.delegators.push(Delegator { account: who, nodes, ready_at: None, paid: 0 });
            let report = DelegatorReport {
                name: of.name.clone(),
                nodes: of.nodes.clone(),
                staked: all,
                ..Default::default()
            };
            self.report.delegators.push(report);
        }
        self.tell(format!("{} delegators joined", self.delegators.len()));
        Ok(())
    }

    fn payers(&mut self) -> Result<()> {
        for (i, of) in self.fleet.dapps.iter().enumerate() {
            let account = account(&format!("dapp {}", of.name));
            self.welcome(account, 0)?;
            let session = Key::from_name(&format!("session {}", of.name));
            self.dapps.push(Dapp { account, session, wallet: 0, balance: 0, waiting: VecDeque::new() });
            let mut route = match of.route {
                Route::Cheapest => "the cheapest".to_owned(),
                Route::Nearest => "the nearest".to_owned(),
            };
            if let Some(country) = of.country {
                route.push_str(&format!(", in country {country}"));
            }
            if of.min_stake.0 > 0 {
                route.push_str(&format!(", {} GRID staked", whole(of.min_stake.0)));
            }
            self.report.dapps.push(DappReport { name: of.name.clone(), route, ..DappReport::default() });
            self.pay_in(i, of.deposit.0 * of.leases as Amount)?;
        }
        self.tell(format!("{} dApps paid in", self.dapps.len()));
        Ok(())
    }
}
