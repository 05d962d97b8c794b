//! Epoch 0: the suite is deployed, everybody gets tokens, owners register, bond and offer, attesters attest,
//! delegators join, dApps pay in.

use super::*;
use crate::fleet::{Billing, Carrier, Route};
use crate::keys::account;
use crate::report::{part, DappReport, NodeReport, Totals};
use crate::suite::{deploy, DeployConfig};
use interfaces::governance::GovernanceParams;
use interfaces::market::{Billing as ClassBilling, Class, OfferTerms};
use interfaces::metering::MeteringParams;
use interfaces::registry::Registration;
use interfaces::rewards::EmissionSchedule;
use interfaces::staking::StakingParams;
use shared::h3::zone_of;

/// Native tokens for everybody: calls and storage are paid with them.
const NATIVE: u128 = 1_000_000_000_000_000_000_000;

/// Who carries in the beats that devices signed.
pub(super) fn carrier() -> AccountId {
    account("beat carrier")
}

pub(super) fn owner_account(name: &str) -> AccountId {
    account(&format!("owner {name}"))
}

pub(super) fn controller_account(owner: &str) -> AccountId {
    account(&format!("controller {owner}"))
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
        attesters: fleet
            .attesters
            .iter()
            .flat_map(|a| a.kinds.iter().map(|k| (k.attestable(), attesting::attester_account(&a.name))))
            .collect(),
        regions: fleet.regions.iter().map(|r| (r.cell(), r.boost.0)).collect(),
        slashers: fleet.slash.iter().map(|_| faults::slasher()).collect(),
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
            works: maintenance::plan(fleet, slots),
            fault: Fault::Ahead,
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
        replay.strangers()?;
        replay.owners(seed).context("owners register and bond")?;
        replay.agree().context("owners say what their pools charge")?;
        replay.attest().context("attesters attest")?;
        replay.join().context("delegators join")?;
        replay.payers().context("dApps pay in")?;
        Ok(replay)
    }

    /// Native tokens and GRID for a newcomer.
    pub(super) fn welcome(&mut self, who: AccountId, tokens: Amount) -> Result<()> {
        self.net.chain.fund(who, NATIVE);
        self.known.note_account(who);
        if tokens > 0 {
            self.net.send(self.net.suite.deployer, self.net.suite.token().transfer(who, tokens))?;
        }
        Ok(())
    }

    /// Accounts of those who neither own nor stake nor buy.
    fn strangers(&mut self) -> Result<()> {
        let fleet = self.fleet;
        let mut accounts = vec![faults::slasher()];
        accounts.extend(fleet.attesters.iter().map(|a| attesting::attester_account(&a.name)));
        let payees = fleet.nodes.iter().filter_map(|n| n.commission_to.as_deref());
        accounts.extend(payees.map(commission::payee_account));
        let reporter = fleet.slash.iter().filter_map(|s| s.reporter.as_deref());
        accounts.extend(reporter.map(faults::reporter_account));
        let buyer = fleet.transfer.iter().map(|t| t.to.as_str());
        accounts.extend(buyer.flat_map(|to| [owner_account(to), controller_account(to)]));
        accounts.into_iter().try_for_each(|who| self.welcome(who, 0))
    }

    fn owners(&mut self, seed: u64) -> Result<()> {
        let fleet = self.fleet;
        let proposing = self.net.view(self.net.suite.governance().params())?.deposit;
        for name in fleet.owners() {
            let owner = owner_account(name);
            let bonds: Amount = fleet.nodes.iter().filter(|n| n.owner == name).map(|n| n.stake.0).sum();
            self.welcome(owner, bonds + proposing)?;
            self.net.chain.fund(controller_account(name), NATIVE);
            self.net.send(owner, self.net.suite.token().approve(self.net.suite.staking, bonds))?;
        }
        for (i, node) in fleet.nodes.iter().enumerate() {
            let owner = owner_account(&node.owner);
            let controller = controller_account(&node.owner);
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
            // Only what has a stake behind it is offered.
            self.net.send(owner, self.net.suite.staking().bond(id, node.stake.0))?;
            self.net.send(owner, self.net.suite.market().set_offer(id, CLASS, terms))?;
            let mut on = habit::schedule(node.uptime, self.slots, &mut rng(seed, 1 + i as u64));
            for work in self.works.iter().filter(|w| w.node == i) {
                for slot in work.down() {
                    on.get_mut(slot).into_iter().for_each(|on| *on = false);
                }
            }
            self.nodes.push(Node {
                id,
                owner,
                controller,
                device,
                generation: 0,
                zone: zone_of(node.cell()),
                on,
                status: NodeStatus::Unbonded,
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
            if of.min_renewable.0 > 0 {
                route.push_str(&format!(", {} renewable", part(of.min_renewable.0)));
            }
            for kind in &of.attested {
                route.push_str(&format!(", {} attested", attesting::words(*kind)));
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
