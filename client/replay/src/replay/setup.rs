//! Epoch 0: the suite is deployed, everybody gets tokens, owners register, bond and offer, attesters attest,
//! delegators join, dApps pay in.

use super::faults::Fault;
use super::journal::Journal;
use super::leasing::pay_in;
use super::maintenance::{windows, Window};
use super::observed::{Net, ObservedChain, NATIVE};
use super::slots::{Slots, HOUR_MS};
use super::state::{Dapp, FleetState, Node};
use super::traffic::Traffic;
use super::voting::Voting;
use super::{accounts, attesting, commission, delegating, rng, uptime, Plan, Replay, CLASS, PATIENCE};
use crate::fleet::{self, Billing, Fleet, Relayer, Route};
use crate::report::{part, whole, DappReport, NodeReport, Report, Totals};
use crate::workload::Workload;
use anyhow::{Context, Result};
use gridshare_audit::ObservedHistory;
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::{deploy, Artifacts, Chain, DeployConfig, Progress};
use interfaces::governance::GovernanceParams;
use interfaces::market::{Billing as ClassBilling, Class, OfferTerms};
use interfaces::metering::MeteringParams;
use interfaces::registry::{NodeStatus, Registration};
use interfaces::rewards::EmissionSchedule;
use interfaces::staking::StakingParams;
use shared::clock::SLOTS_PER_EPOCH;
use shared::h3::zone_of;
use shared::{Amount, NodeId, Units};
use std::collections::VecDeque;

/// Returns the deployment's configuration of a fleet.
fn config(fleet: &Fleet) -> DeployConfig {
    let n = &fleet.network;
    let hours = |h: u64| h * HOUR_MS;
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
            .flat_map(|a| a.kinds.iter().map(|k| (k.attestable(), accounts::attester(&a.name))))
            .collect(),
        regions: fleet.regions.iter().map(|r| (r.cell(), r.boost.0)).collect(),
        slashers: fleet.slash.iter().map(|_| accounts::slasher()).collect(),
        ..DeployConfig::default()
    }
}

impl<'a> Replay<'a> {
    /// Deploys the suite and brings in all participants.
    pub(super) fn set_up(
        fleet: &'a Fleet,
        workload: &'a Workload,
        seed: u64,
        artifacts: &Artifacts,
        progress: &'a dyn Progress,
    ) -> Result<Self> {
        let net = launch(fleet, workload, artifacts, progress)?;
        let mut chain = ObservedChain { net, history: ObservedHistory::default() };
        let slots = slots(fleet, workload, chain.net.suite.clock.slot_ms());
        let plan = Plan { fleet, slots };
        let windows = windows(fleet, slots);
        let mut journal = Journal::new(report(plan, workload, seed), progress);
        let pallet = chain.net.chain.pallet();
        journal.tell(&mut chain.net, format!("the suite is deployed on {pallet} and owned by governance"));
        progress.stage("setting up");
        welcome_others(fleet, &mut chain)?;
        let nodes =
            owners(plan, &mut chain, &windows, seed, &mut journal).context("owners register and bond")?;
        commission::agree(fleet, &mut chain.net, &nodes, &mut journal)
            .context("owners say what their pools charge")?;
        attesting::attest(fleet, &mut chain.net, &nodes, &mut journal).context("attesters attest")?;
        let delegators =
            delegating::join(fleet, &mut chain, &nodes, &mut journal).context("delegators join")?;
        let dapps = payers(fleet, &mut chain, &mut journal).context("dApps pay in")?;
        Ok(Self {
            plan,
            chain,
            state: FleetState { nodes, dapps, delegators, ..FleetState::default() },
            windows,
            fault: Fault::Ahead,
            voting: Voting::Ahead,
            traffic: Traffic::new(&workload.requests, rng(seed, 0)),
            journal,
        })
    }
}

/// Starts a chain, one epoch before the traffic, and deploys the suite.
fn launch(fleet: &Fleet, workload: &Workload, artifacts: &Artifacts, progress: &dyn Progress) -> Result<Net> {
    let deployer = account("deployer");
    let mut chain = EmbeddedChain::new(workload.start_ms - fleet.network.epoch_ms());
    chain.fund(deployer, NATIVE);
    chain.fund(accounts::relayer(), NATIVE);
    progress.stage("deploying");
    deploy(chain, deployer, artifacts, &config(fleet), progress)
}

/// Returns the slots of the run: those with traffic, and as many as closing down may take.
fn slots(fleet: &Fleet, workload: &Workload, slot_ms: u64) -> Slots {
    let per_epoch = usize::from(SLOTS_PER_EPOCH);
    let slots = Slots { start_ms: workload.start_ms, slot_ms, per_epoch, count: 0 };
    let window = slots.in_hours(fleet.network.settlement_window_hours);
    let count = fleet.network.epochs as usize * per_epoch + window + PATIENCE;
    Slots { count, ..slots }
}

/// Returns the report of a replay that has not begun.
fn report(plan: Plan, workload: &Workload, seed: u64) -> Report {
    let Plan { fleet, slots } = plan;
    let totals = Totals {
        requests: workload.requests.len() as u64,
        units_in_trace: workload.units(),
        ..Totals::default()
    };
    Report {
        totals,
        fleet: fleet.network.name.clone(),
        source: workload.source.clone(),
        seed,
        start_ms: slots.start_ms,
        slot_ms: slots.slot_ms,
        slots_per_epoch: slots.per_epoch,
        ..Report::default()
    }
}

/// Welcomes those who neither own nor stake nor buy at first: slasher, attesters, payees, reporter, the node's buyer.
fn welcome_others(fleet: &Fleet, chain: &mut ObservedChain) -> Result<()> {
    let mut others = vec![accounts::slasher()];
    others.extend(fleet.attesters.iter().map(|a| accounts::attester(&a.name)));
    let payees = fleet.nodes.iter().filter_map(|n| n.commission_to.as_deref());
    others.extend(payees.map(accounts::payee));
    let reporter = fleet.slash.iter().filter_map(|s| s.reporter.as_deref());
    others.extend(reporter.map(accounts::reporter));
    let buyer = fleet.transfer.iter().map(|t| t.to.as_str());
    others.extend(buyer.flat_map(|to| [accounts::owner(to), accounts::controller(to)]));
    others.into_iter().try_for_each(|who| chain.welcome(who, 0))
}

/// Owners get their tokens, register their nodes, bond and offer.
fn owners(
    plan: Plan,
    chain: &mut ObservedChain,
    windows: &[Window],
    seed: u64,
    journal: &mut Journal,
) -> Result<Vec<Node>> {
    let Plan { fleet, slots } = plan;
    let proposing = chain.net.view(chain.net.suite.governance().params())?.deposit;
    for name in fleet.owners() {
        let owner = accounts::owner(name);
        let bonds: Amount = fleet.nodes.iter().filter(|n| n.owner == name).map(|n| n.stake.0).sum();
        chain.welcome(owner, bonds + proposing)?;
        chain.net.chain.fund(accounts::controller(name), NATIVE);
        chain.net.send(owner, chain.net.suite.token().approve(chain.net.suite.staking, Amount::MAX))?;
    }
    let mut nodes = Vec::new();
    for (i, of) in fleet.nodes.iter().enumerate() {
        let owner = accounts::owner(&of.owner);
        let device = Key::from_name(&format!("device {}", of.name));
        let id = register(of, &mut chain.net, &device)?;
        let mut on = uptime::schedule(of.uptime, slots, &mut rng(seed, 1 + i as u64));
        for slot in windows.iter().filter(|w| w.node == i).flat_map(Window::down) {
            on.get_mut(slot).into_iter().for_each(|on| *on = false);
        }
        nodes.push(Node {
            id,
            owner,
            controller: accounts::controller(&of.owner),
            device,
            generation: 0,
            zone: zone_of(of.cell()),
            on,
            status: NodeStatus::Unbonded,
            collected: 0,
            due: 0,
        });
        journal.report.nodes.push(NodeReport {
            id,
            name: of.name.clone(),
            place: of.place.clone(),
            lat: of.lat,
            lon: of.lon,
            model: of.model.clone(),
            owner: of.owner.clone(),
            profile: uptime::words(of.uptime),
            device: of.relayer == Relayer::Device,
            price: of.price.0,
            ..NodeReport::default()
        });
    }
    let bonds: Amount = fleet.nodes.iter().map(|n| n.stake.0).sum();
    let (owners, count) = (fleet.owners().len(), fleet.nodes.len());
    journal.tell(
        &mut chain.net,
        format!("{owners} owners registered {count} nodes and bonded {} GRID", whole(bonds)),
    );
    Ok(nodes)
}

/// Registers a node, bonds its owner's stake, which an offer needs, and makes its offer. Returns the node's number.
fn register(of: &fleet::Node, net: &mut Net, device: &Key) -> Result<NodeId> {
    let owner = accounts::owner(&of.owner);
    let registration = Registration {
        controller: accounts::controller(&of.owner),
        device_key: device.public(),
        cell: of.cell(),
        country: of.country,
        metadata: of.metadata().into_bytes(),
    };
    let id = net.send(owner, net.suite.registry().register(registration))?.value;
    let terms =
        OfferTerms { capacity: Units::from(of.capacity), burst: Units::from(of.burst), price: of.price.0 };
    net.send(owner, net.suite.staking().bond(id, of.stake.0))?;
    net.send(owner, net.suite.market().set_offer(id, CLASS, terms))?;
    Ok(id)
}

/// dApps pay in the deposits of all their leases.
fn payers(fleet: &Fleet, chain: &mut ObservedChain, journal: &mut Journal) -> Result<Vec<Dapp>> {
    let mut dapps = Vec::new();
    for of in &fleet.dapps {
        let account = accounts::dapp(&of.name);
        chain.welcome(account, 0)?;
        let session = Key::from_name(&format!("session {}", of.name));
        let mut dapp = Dapp { account, session, wallet: 0, balance: 0, waiting: VecDeque::new() };
        let mut entry = DappReport { name: of.name.clone(), route: route(of), ..DappReport::default() };
        chain.net.send(account, chain.net.suite.token().approve(chain.net.suite.metering, Amount::MAX))?;
        pay_in(&mut chain.net, &mut dapp, &mut entry, of.deposit.0 * of.leases as Amount)?;
        dapps.push(dapp);
        journal.report.dapps.push(entry);
    }
    journal.tell(&mut chain.net, format!("{} dApps paid in", dapps.len()));
    Ok(dapps)
}

/// Describes in words how a dApp chooses nodes.
fn route(of: &fleet::Dapp) -> String {
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
    route
}
