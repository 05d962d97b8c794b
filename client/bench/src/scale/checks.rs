//! Whether a fleet that was written into storage is one that messages could have made.
//!
//! The template itself was compared with a page that messages made, to the byte. What is left to check is that every
//! page is where its nodes look for it, and that what all pages share fits all of them. The audit's invariants sum up
//! over every node and account, which a few hundred nodes allow. In larger fleets both sides of each sum grow by
//! the same with every page; there the totals are compared with the number of pages, and pages at the start, in the
//! middle and at the end with the first one that messages made, view by view.

use super::fleet::{Fleet, CLASS, OFFER, SIGNED, TODAY};
use super::people::{group_of, leased, node_of, owner_of, person, LeasedLeg, Role};
use super::people::{GROUPS, GROUP_LEN, LEASES, PAGE_LEN};
use anyhow::{ensure, Context, Result};
use gridshare_audit::{check_all, ObservedHistory};
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::{AccountId, Network};
use interfaces::market::{Offer, Zone};
use interfaces::metering::{Lease, Leg, LegIndex, NodeAccount};
use interfaces::registry::{Liveness, Node, NodeStatus};
use interfaces::staking::{Pool, PositionView};
use shared::{Amount, Credit, LeaseId, NodeId};

/// Epoch of which nodes have credit and usage to claim.
const EARNED: u32 = TODAY - 1;
/// The page that others are compared with: the first one is left to those who propose.
const MODEL: u32 = 1;

/// Checks the audit's invariants, with every node and account. Returns their names.
///
/// # Errors
/// What does not hold.
pub fn invariants(fleet: &mut Fleet) -> Result<Vec<&'static str>> {
    let mut history = ObservedHistory::default();
    history.note_account(fleet.controller);
    for page in 0..fleet.pages {
        for group in 0..GROUPS {
            [Role::Owner, Role::Delegator, Role::Payer]
                .map(|role| history.note_account(person(role, group, page)));
            for index in 0..GROUP_LEN {
                let node = node_of(page, group * GROUP_LEN + index);
                history.note_staker(node, person(Role::Delegator, group, page));
            }
        }
        for number in 0..LEASES {
            let leased = leased(page, number);
            history.note_signed(leased.lease, leased.leg.node, SIGNED);
        }
    }
    let outcomes = check_all(&mut fleet.net, &mut history);
    let hold = |(name, outcome): (_, Result<(), String>)| {
        outcome.map(|()| name).map_err(|wrong| anyhow::anyhow!("{name} does not hold: {wrong}"))
    };
    outcomes.into_iter().map(hold).collect()
}

/// Checks totals, and pages at the start, in the middle and at the end.
///
/// # Errors
/// What does not fit.
pub fn totals_and_samples(fleet: &mut Fleet) -> Result<()> {
    let model = page(&mut fleet.net, MODEL)?;
    for at in [2, fleet.pages / 2, fleet.pages - 1] {
        let found = page(&mut fleet.net, at)?;
        for (index, (found, model)) in found.iter().zip(&model).enumerate() {
            ensure!(found == model, "node {index} of page {at} is {found:?}, not {model:?}");
        }
    }
    totals(fleet, &model)
}

/// What views tell of a node, without the numbers and accounts that distinguish it from its counterpart on another
/// page.
#[derive(Debug, PartialEq)]
struct NodeViews {
    record: Node,
    status: NodeStatus,
    liveness: Liveness,
    credit: Credit,
    pool: Pool,
    position: PositionView,
    offer: Offer,
    account: NodeAccount,
    usage: Amount,
    legs: Vec<(Leg, Lease)>,
    /// Tokens of owner, delegator and payer; and what is prepaid.
    tokens: [Amount; 4],
}

/// Reads the nodes of a page, and checks that everything names the right node, lease and account.
fn page(net: &mut Network<EmbeddedChain>, page: u32) -> Result<Vec<NodeViews>> {
    let nodes = net.view(net.suite.registry().nodes(node_of(page, 0), PAGE_LEN))?;
    ensure!(nodes.len() == PAGE_LEN as usize, "page {page} has {} nodes", nodes.len());
    let views = nodes.into_iter().zip(0..).map(|((node, record, status), index)| {
        ensure!(node == node_of(page, index), "node {node} in place of {}", node_of(page, index));
        node_views(net, page, node, record, status).with_context(|| format!("node {node}"))
    });
    views.collect()
}

fn node_views(
    net: &mut Network<EmbeddedChain>,
    page: u32,
    node: NodeId,
    mut record: Node,
    status: NodeStatus,
) -> Result<NodeViews> {
    let suite = net.suite.clone();
    let nobody = AccountId::from([0; 32]);
    let group = group_of(node);
    let people = [Role::Owner, Role::Delegator, Role::Payer].map(|role| person(role, group, page));
    let [owner, delegator, payer] = people;
    ensure!(owner == owner_of(page, node) && record.owner == owner, "owned by {:?}", record.owner);
    record.owner = nobody;
    let liveness = net.view(suite.registry().liveness(node))?.context("no liveness")?;
    let mut pool = net.view(suite.staking().pool(node))?.context("no pool")?;
    ensure!(pool.owner == owner, "the pool is {:?}'s", pool.owner);
    pool.owner = nobody;
    let position = net.view(suite.staking().position(node, delegator))?.context("no position")?;
    let pools: Vec<NodeId> = (0..GROUP_LEN).map(|index| node_of(page, group * GROUP_LEN + index)).collect();
    for who in [owner, delegator] {
        let listed = positions(net, who)?;
        ensure!(listed == pools, "{who:?} has positions in {listed:?}");
    }
    ensure!(net.view(suite.market().classes_of(node))? == [CLASS], "other classes");
    let tokens = [
        net.view(suite.token().balance_of(owner))?,
        net.view(suite.token().balance_of(delegator))?,
        net.view(suite.token().balance_of(payer))?,
        net.view(suite.metering().balance_of(payer))?,
    ];
    let account = net.view(suite.metering().account(node))?;
    Ok(NodeViews {
        record,
        status,
        liveness,
        credit: net.view(suite.registry().credit(node, EARNED))?,
        pool,
        position,
        offer: net.view(suite.market().offer(node, CLASS))?.context("no offer")?,
        legs: legs(net, page, node, account.leg_count)?,
        account,
        usage: net.view(suite.metering().usage(node, EARNED))?,
        tokens,
    })
}

/// Reads the pools that an account has something in, in order.
fn positions(net: &mut Network<EmbeddedChain>, who: AccountId) -> Result<Vec<NodeId>> {
    let mut listed = Vec::new();
    for page in 0.. {
        let nodes = net.view(net.suite.staking().positions(who, page))?;
        if nodes.is_empty() {
            break;
        }
        listed.extend(nodes);
    }
    listed.sort_unstable();
    Ok(listed)
}

/// Reads the legs of a node and their leases.
fn legs(
    net: &mut Network<EmbeddedChain>,
    page: u32,
    node: NodeId,
    count: LegIndex,
) -> Result<Vec<(Leg, Lease)>> {
    let here = (0..LEASES).map(|number| leased(page, number)).filter(|leased| leased.leg.node == node);
    let here: Vec<_> = here.collect();
    ensure!(here.len() == count as usize, "{count} legs");
    let read = |expected: LeasedLeg| {
        let id = expected.lease;
        let mut leg = net.view(net.suite.metering().leg(node, expected.leg.leg_index))?.context("no leg")?;
        let mut lease = net.view(net.suite.metering().lease(id))?.context("no lease")?;
        let fits = leg.lease == id && lease.leg == expected.leg && lease.payer == expected.payer;
        ensure!(fits, "lease {id} is {lease:?}, its leg {leg:?}");
        (leg.lease, lease.leg.node, lease.payer) = (0, 0, AccountId::from([0; 32]));
        Ok((leg, lease))
    };
    here.into_iter().map(read).collect()
}

/// Checks that totals are what all pages come to, if each is like the model.
fn totals(fleet: &mut Fleet, model: &[NodeViews]) -> Result<()> {
    let pages = Amount::from(fleet.pages);
    let nodes = pages * Amount::from(PAGE_LEN);
    let leases = LeaseId::from(fleet.pages) * LeaseId::from(LEASES);
    let net = &mut fleet.net;
    let suite = net.suite.clone();
    let sum = |of: &dyn Fn(&NodeViews) -> Amount| model.iter().map(of).sum::<Amount>();

    equal("nodes", Amount::from(net.view(suite.registry().node_count())?), nodes)?;
    equal("leases", net.view(suite.metering().lease_count())?.into(), leases.into())?;
    let credit = net.view(suite.registry().total_credit(EARNED))?;
    equal("credit", credit, pages * sum(&|node| node.credit))?;
    let usage = net.view(suite.metering().total_usage(EARNED))?;
    equal("usage", usage, pages * sum(&|node| node.usage))?;

    let active = net.view(suite.staking().total_active())?;
    equal("active stake", active, pages * sum(&|node| node.pool.active))?;
    equal("tokens of staking", net.view(suite.token().balance_of(suite.staking))?, active)?;

    let held = net.view(suite.metering().holdings())?;
    let counted = held.prepaid + held.earnings + held.burn + held.treasury;
    equal("tokens of metering", net.view(suite.token().balance_of(suite.metering))?, counted)?;
    equal("earnings", held.earnings, pages * sum(&|node| node.account.earnings))?;
    // Whoever is named for each of four nodes was counted four times.
    let prepaid = sum(&|node| node.tokens[3]) / Amount::from(GROUP_LEN);
    let deposits = sum(&|node| node.legs.iter().map(|(leg, _)| leg.deposit).sum());
    equal("prepaid", held.prepaid, pages * (prepaid + deposits))?;

    let offer = model.first().context("a page has nodes")?.offer;
    let zone = net.view(suite.market().zone(CLASS, offer.zone))?;
    let expected =
        Zone { capacity: nodes * OFFER.capacity, burst: nodes * OFFER.burst, committed: leases.into() };
    ensure!(zone == expected, "the zone is {zone:?}, not {expected:?}");

    let people = sum(&|node| node.tokens[..3].iter().sum()) / Amount::from(GROUP_LEN);
    let mut held = pages * people + net.view(suite.token().balance_of(suite.deployer))?;
    for (_, contract) in suite.contracts() {
        held += net.view(suite.token().balance_of(contract))?;
    }
    // Somebody on the first page, who has less than others, proposed.
    held -= net.view(suite.governance().deposits())?;
    equal("supply", net.view(suite.token().total_supply())?, held)
}

fn equal(what: &str, found: Amount, expected: Amount) -> Result<()> {
    ensure!(found == expected, "{what}: {found} counted, all pages have {expected}");
    Ok(())
}
