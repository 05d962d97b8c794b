//! What must always hold, whoever does what: one named function per rule.
//!
//! The replay checks them after every epoch and the tests after every scenario. They ask the contracts
//! and compare the answers with each other, and with the little that no view tells ([`Known`]). What is
//! left out of [`Known`] makes a check fail, never pass.

use crate::chain::{AccountId, Chain};
use crate::contracts::Network;
use anyhow::{ensure, Context, Result};
use interfaces::metering::{Lease, Leg};
use interfaces::registry::{Node, Zone, MAX_VIEW};
use shared::{Amount, ClassId, Epoch, LeaseId, NodeId};
use std::collections::{BTreeMap, BTreeSet};

/// What the contracts cannot be asked for.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Every account that ever held tokens, free balances or payouts. The contracts need not be named.
    pub accounts: BTreeSet<AccountId>,
    /// Who ever staked on which node. A node's owner need not be named.
    pub stakers: BTreeSet<(NodeId, AccountId)>,
    /// The highest units that a session key signed for, by leg.
    pub signed: BTreeMap<(LeaseId, NodeId), u128>,
    /// Tokens that were simply sent to a contract, past its messages.
    pub donated: BTreeMap<AccountId, Amount>,
    /// What ended epochs were worth when they were first looked at.
    ledgers: BTreeMap<Epoch, Ledger>,
    /// Emission of all epochs before the one named.
    emitted: (Epoch, Amount),
}

/// An ended epoch.
#[derive(Clone, Debug, Default)]
struct Ledger {
    /// What nodes had when it was first looked at; `None` for those that had claimed it by then.
    nodes: BTreeMap<NodeId, Option<Share>>,
    total: Share,
    /// Nodes that had it and have claimed it since. Nothing can come back once nothing was left.
    claimed: BTreeSet<NodeId>,
    /// Nothing is left of it to look at.
    done: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    credit: Amount,
    usage: Amount,
}

impl Known {
    /// `account` holds or held tokens.
    pub fn note_account(&mut self, account: AccountId) {
        self.accounts.insert(account);
    }

    /// `account` staked on `node`.
    pub fn note_staker(&mut self, node: NodeId, account: AccountId) {
        self.accounts.insert(account);
        self.stakers.insert((node, account));
    }

    /// A session key signed for so many units of a leg; lower numbers than before change nothing.
    pub fn note_signed(&mut self, lease: LeaseId, node: NodeId, units: u128) {
        let highest = self.signed.entry((lease, node)).or_default();
        *highest = units.max(*highest);
    }

    /// Tokens were sent to `contract` past its messages.
    pub fn note_donation(&mut self, contract: AccountId, amount: Amount) {
        *self.donated.entry(contract).or_default() += amount;
    }

    fn donated(&self, contract: AccountId) -> Amount {
        self.donated.get(&contract).copied().unwrap_or_default()
    }

    /// Accounts that may hold something: those known and the contracts.
    fn holders<C>(&self, net: &Network<C>) -> BTreeSet<AccountId> {
        let contracts = net.suite.contracts().map(|(_, address)| address);
        self.accounts.iter().copied().chain(contracts).chain([net.suite.deployer]).collect()
    }
}

/// A rule's outcome: what is wrong, if anything is.
pub type Outcome = Result<(), String>;

/// What several rules ask for, asked once.
pub struct Picture {
    nodes: Vec<(NodeId, Node)>,
    /// Leases that were not finalized, with their legs.
    leases: Vec<(LeaseId, Lease, Leg)>,
    /// The running epoch.
    now: Epoch,
}

impl Picture {
    /// How things are at this moment.
    ///
    /// # Errors
    /// When a contract cannot be asked, or a lease has no leg.
    pub fn take<C: Chain>(net: &mut Network<C>) -> Result<Self> {
        let (registry, metering) = (net.suite.registry(), net.suite.metering());
        let mut nodes = Vec::new();
        loop {
            let page = net.view(registry.nodes(NodeId::try_from(nodes.len())?, MAX_VIEW))?;
            if page.is_empty() {
                break;
            }
            nodes.extend(page.into_iter().map(|(id, node, _)| (id, node)));
        }
        let mut leases = Vec::new();
        for id in 1..=net.view(metering.lease_count())? {
            let Some(lease) = net.view(metering.lease(id))? else { continue };
            let leg = net.view(metering.leg(lease.leg.node, lease.leg.place))?;
            let leg = leg.filter(|leg| leg.lease == id);
            leases.push((id, lease, leg.with_context(|| format!("lease {id} has no leg"))?));
        }
        Ok(Self { nodes, leases, now: net.suite.clock.epoch(net.chain.now()) })
    }
}

/// Checks every rule. `known` remembers what epochs were worth, so that later checks see whether they
/// changed.
pub fn check_all<C: Chain>(net: &mut Network<C>, known: &mut Known) -> Vec<(&'static str, Outcome)> {
    type Rule<C> = fn(&mut Network<C>, &Picture, &mut Known) -> Result<()>;
    let picture = Picture::take(net);
    let rules: [(&'static str, Rule<C>); 8] = [
        ("token_supply", token_supply),
        ("emission_bound", emission_bound),
        ("staking_solvency", staking_solvency),
        ("metering_exactness", metering_exactness),
        ("paid_at_most_signed", paid_at_most_signed),
        ("zone_commitments", zone_commitments),
        ("claimed_once", claimed_once),
        ("governance_deposits", governance_deposits),
    ];
    rules
        .into_iter()
        .map(|(name, rule)| {
            let outcome = match &picture {
                Ok(picture) => rule(net, picture, known).map_err(|error| format!("{error:#}")),
                Err(error) => Err(format!("{error:#}")),
            };
            (name, outcome)
        })
        .collect()
}

/// Checks every rule and stops at the first that does not hold.
///
/// # Errors
/// Name of the rule and what is wrong.
pub fn ensure_all<C: Chain>(net: &mut Network<C>, known: &mut Known) -> Result<()> {
    for (name, outcome) in check_all(net, known) {
        outcome.map_err(|wrong| anyhow::anyhow!("{name} does not hold: {wrong}"))?;
    }
    Ok(())
}

/// The total supply is what everybody holds together, and stays within its bound.
pub fn token_supply<C: Chain>(net: &mut Network<C>, _: &Picture, known: &mut Known) -> Result<()> {
    let token = net.suite.token();
    let supply = net.view(token.total_supply())?;
    let mut held: Amount = 0;
    for account in known.holders(net) {
        held += net.view(token.balance_of(account))?;
    }
    ensure!(held == supply, "accounts hold {held} of a supply of {supply}");
    let max = net.view(token.max_supply())?;
    ensure!(supply <= max, "the supply {supply} exceeds its bound {max}");
    let issued = net.suite.initial_supply + net.view(net.suite.rewards().minted())?;
    ensure!(supply <= issued, "the supply {supply} exceeds what was ever issued, {issued}");
    Ok(())
}

/// Claims never minted more than the schedule emits in the epochs that ended.
pub fn emission_bound<C: Chain>(net: &mut Network<C>, picture: &Picture, known: &mut Known) -> Result<()> {
    let (from, mut emitted) = known.emitted;
    for epoch in from..picture.now {
        let emission = net.view(net.suite.rewards().emission(epoch))?;
        emitted += emission.availability + emission.usage;
    }
    known.emitted = (picture.now, emitted);
    let minted = net.view(net.suite.rewards().minted())?;
    ensure!(minted <= emitted, "{minted} minted of {emitted} emitted");
    Ok(())
}

/// Staking holds exactly what its pools and payouts owe, and positions account for their pools.
pub fn staking_solvency<C: Chain>(net: &mut Network<C>, picture: &Picture, known: &mut Known) -> Result<()> {
    let staking = net.suite.staking();
    let mut owed: Amount = 0;
    let mut active: Amount = 0;
    for &(node, _) in &picture.nodes {
        let Some(pool) = net.view(staking.pool(node))? else { continue };
        let joining: Amount = pool.joining.iter().map(|tranche| tranche.tokens).sum();
        owed += pool.active + joining + pool.thawing;
        active += pool.active;

        let mut members = BTreeSet::from([pool.owner]);
        members.extend(
            known
                .stakers
                .range((node, AccountId::from([0; 32]))..)
                .map_while(|(of, account)| (*of == node).then_some(*account)),
        );
        let (mut shares, mut joins, mut thaws) = (0, 0, 0);
        // What rounding may leave unaccounted for: less than one unit for each part of a position.
        let mut parts: Amount = 0;
        for member in members {
            let Some(position) = net.view(staking.position(node, member))? else { continue };
            shares += position.shares;
            joins += position.joining;
            thaws += position.thaws.iter().map(|(tokens, _)| tokens).sum::<Amount>();
            parts += 16;
        }
        let near = |sum: Amount, whole: Amount| sum <= whole && whole - sum <= parts;
        ensure!(near(shares, pool.shares), "positions at node {node}: {shares} of {} shares", pool.shares);
        ensure!(joins == joining, "positions at node {node}: {joins} of {joining} joining");
        ensure!(near(thaws, pool.thawing), "positions at node {node}: {thaws} of {} thawing", pool.thawing);
    }
    let total = net.view(staking.total_active())?;
    ensure!(active == total, "pools have {active} active, staking counts {total}");
    for account in known.holders(net) {
        owed += net.view(staking.payout(account))?;
    }
    let donated = known.donated(net.suite.staking);
    let held = net.view(net.suite.token().balance_of(net.suite.staking))?;
    ensure!(held == owed + donated, "staking holds {held}, owes {owed}, was sent {donated}");
    Ok(())
}

/// Metering holds exactly what it counts, and each count is the sum of its parts.
pub fn metering_exactness<C: Chain>(
    net: &mut Network<C>,
    picture: &Picture,
    known: &mut Known,
) -> Result<()> {
    let metering = net.suite.metering();
    let holdings = net.view(metering.holdings())?;
    let counted =
        holdings.balances + holdings.deposits + holdings.earnings + holdings.burn + holdings.treasury;
    let donated = known.donated(net.suite.metering);
    let held = net.view(net.suite.token().balance_of(net.suite.metering))?;
    ensure!(held == counted + donated, "metering holds {held}, counts {counted}, was sent {donated}");

    let mut balances: Amount = 0;
    for account in known.holders(net) {
        balances += net.view(metering.balance_of(account))?;
    }
    ensure!(balances == holdings.balances, "payers have {balances}, {} counted", holdings.balances);

    let deposits: Amount = picture.leases.iter().map(|(_, _, leg)| leg.deposit).sum();
    ensure!(deposits == holdings.deposits, "legs have {deposits}, {} counted", holdings.deposits);

    let mut earnings: Amount = 0;
    for &(node, _) in &picture.nodes {
        earnings += net.view(metering.account(node))?.earnings;
    }
    ensure!(earnings == holdings.earnings, "nodes have {earnings}, {} counted", holdings.earnings);
    Ok(())
}

/// No leg was paid for more units than its session key signed for.
pub fn paid_at_most_signed<C: Chain>(_: &mut Network<C>, picture: &Picture, known: &mut Known) -> Result<()> {
    for (lease, terms, leg) in &picture.leases {
        let node = terms.leg.node;
        let signed = known.signed.get(&(*lease, node)).copied().unwrap_or_default();
        let paid = leg.paid_units;
        ensure!(paid <= signed, "lease {lease} paid node {node} for {paid} units, {signed} were signed");
    }
    Ok(())
}

/// A zone's numbers are the sums of its offers', what is committed is what leases hold, and fits.
pub fn zone_commitments<C: Chain>(net: &mut Network<C>, picture: &Picture, _: &mut Known) -> Result<()> {
    let registry = net.suite.registry();
    let mut leased: BTreeMap<(NodeId, ClassId), u64> = BTreeMap::new();
    for (_, lease, _) in &picture.leases {
        *leased.entry((lease.leg.node, lease.class)).or_default() += lease.units;
    }
    let mut zones: BTreeMap<(ClassId, u64), Zone> = BTreeMap::new();
    for (node, record) in &picture.nodes {
        for &class in &record.classes {
            let node = *node;
            let Some(offer) = net.view(registry.offer(node, class))? else { continue };
            let held = leased.remove(&(node, class)).unwrap_or_default();
            ensure!(
                offer.committed == held,
                "node {node} has {} units of class {class} committed, leases hold {held}",
                offer.committed
            );
            let zone = zones.entry((class, offer.zone)).or_default();
            zone.capacity += offer.capacity;
            zone.burst += offer.burst;
            zone.committed += offer.committed;
        }
    }
    ensure!(leased.is_empty(), "leases hold what nobody offers: {leased:?}");
    for ((class, cell), sum) in zones {
        let zone = net.view(registry.zone(class, cell))?;
        ensure!(zone == sum, "zone {cell:x} of class {class} is {zone:?}, its offers make {sum:?}");
        ensure!(
            zone.committed <= zone.capacity + zone.burst,
            "zone {cell:x} of class {class} is overcommitted: {zone:?}"
        );
    }
    Ok(())
}

/// Credit and usage stay as they were when their epoch ended until they are claimed, and are gone then.
pub fn claimed_once<C: Chain>(net: &mut Network<C>, picture: &Picture, known: &mut Known) -> Result<()> {
    let (registry, metering) = (net.suite.registry(), net.suite.metering());
    let mut claimed_to = BTreeMap::new();
    for &(node, _) in &picture.nodes {
        let liveness = net.view(registry.liveness(node))?.context("a node without liveness")?;
        claimed_to.insert(node, liveness.claimed_to);
    }
    for epoch in 0..picture.now {
        if known.ledgers.get(&epoch).is_some_and(|ledger| ledger.done) {
            continue;
        }
        let total = Share {
            credit: net.view(registry.total_credit(epoch))?,
            usage: net.view(metering.total_usage(epoch))?,
        };
        let first_look = !known.ledgers.contains_key(&epoch);
        let ledger = known.ledgers.entry(epoch).or_insert(Ledger { total, ..Ledger::default() });
        ensure!(ledger.total == total, "epoch {epoch} was {:?} and is {total:?}", ledger.total);
        if total == Share::default() {
            ledger.done = true;
            continue;
        }
        for (node, record) in &picture.nodes {
            let is_claimed = claimed_to[node] > epoch;
            if ledger.claimed.contains(node) {
                ensure!(is_claimed, "node {node} may claim epoch {epoch} again");
                continue;
            }
            let left = Share {
                credit: net.view(registry.credit(*node, epoch))?,
                usage: net.view(metering.usage(*node, epoch))?,
            };
            if is_claimed {
                ensure!(left == Share::default(), "node {node} claimed epoch {epoch} and has {left:?} left");
                ledger.claimed.insert(*node);
            }
            if first_look {
                let was_there = net.suite.clock.epoch(record.registered_at) <= epoch;
                ledger.nodes.insert(*node, (!is_claimed || !was_there).then_some(left));
            } else if !is_claimed {
                let before = ledger.nodes.get(node).copied().flatten().unwrap_or_default();
                ensure!(left == before, "node {node} had {before:?} in epoch {epoch} and has {left:?}");
            }
        }
        let seen: Vec<Share> = ledger.nodes.values().copied().flatten().collect();
        let sum = Share {
            credit: seen.iter().map(|share| share.credit).sum(),
            usage: seen.iter().map(|share| share.usage).sum(),
        };
        let all_seen = seen.len() == ledger.nodes.len();
        let fits = sum.credit <= total.credit && sum.usage <= total.usage;
        ensure!(fits && (sum == total || !all_seen), "epoch {epoch}: nodes have {sum:?} of {total:?}");
        ledger.done = ledger.claimed.len() == picture.nodes.len();
    }
    Ok(())
}

/// Governance holds the deposits that it counts, and counts what its proposals have locked.
pub fn governance_deposits<C: Chain>(net: &mut Network<C>, _: &Picture, _: &mut Known) -> Result<()> {
    let governance = net.suite.governance();
    let counted = net.view(governance.deposits())?;
    let mut locked: Amount = 0;
    for proposal in 0..net.view(governance.proposal_count())? {
        locked += net.view(governance.proposal(proposal))?.map_or(0, |proposal| proposal.deposit);
    }
    ensure!(counted == locked, "proposals have {locked} locked, governance counts {counted}");
    let held = net.view(net.suite.token().balance_of(net.suite.governance))?;
    ensure!(counted <= held, "governance counts {counted} of deposits and holds {held}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{account, Key};
    use crate::{deploy, Artifacts, DeployConfig, EmbeddedChain};
    use interfaces::metering::{LeaseTerms, Settled, Voucher};
    use interfaces::registry::{Billing, Class, OfferTerms, Registration};
    use shared::{DAY_MS, TOKEN};

    /// A node that worked for three days, was paid, and claimed the first of them.
    fn used() -> Result<(Network<EmbeddedChain>, Known)> {
        let [deployer, owner, delegator, payer] = ["deployer", "owner", "delegator", "payer"].map(account);
        let mut chain = EmbeddedChain::new(1_700_000_000_000);
        let mut known = Known::default();
        for who in [deployer, owner, delegator, payer] {
            chain.fund(who, 1_000_000_000_000_000_000);
            known.note_account(who);
        }
        let class = Class { name: b"LLM inference, 1 token".to_vec(), billing: Billing::Metered };
        let config = DeployConfig { classes: vec![class], ..DeployConfig::default() };
        let mut net = deploy(chain, deployer, &Artifacts::load()?, &config, |_| ())?;
        let (token, registry) = (net.suite.token(), net.suite.registry());
        let (staking, metering) = (net.suite.staking(), net.suite.metering());
        for who in [owner, delegator, payer] {
            net.send(deployer, token.transfer(who, 10_000 * TOKEN))?;
            net.send(who, token.approve(staking.address(), Amount::MAX))?;
            net.send(who, token.approve(metering.address(), Amount::MAX))?;
        }
        let registration = Registration {
            controller: owner,
            device_key: Key::from_name("device").public(),
            cell: 0x0852_8347_3fff_ffff,
            country: 840,
            metadata: Vec::new(),
        };
        let node = net.send(owner, registry.register(registration))?.value;
        let terms = OfferTerms { capacity: 10, burst: 5, price: TOKEN / 1_000 };
        net.send(owner, registry.set_offer(node, 0, terms))?;
        net.send(owner, staking.bond(node, 1_000 * TOKEN))?;
        net.send(delegator, staking.bond(node, 333 * TOKEN + 1))?;
        known.note_staker(node, delegator);
        net.send(payer, metering.deposit(1_000 * TOKEN))?;

        net.chain.advance_by(DAY_MS);
        net.send(owner, registry.heartbeat(vec![node]))?;
        let session = Key::from_name("session");
        let terms = LeaseTerms {
            class: 0,
            units: 3,
            candidates: vec![node],
            max_price: TOKEN,
            zone: None,
            country: None,
            min_stake: 0,
            session_key: session.public(),
            deposit: 100 * TOKEN,
            until: net.chain.now() + 5 * DAY_MS,
        };
        let opened = net.send(payer, metering.open(terms))?.value;
        for day in 1..=3u128 {
            let units = day * 1_001;
            let signature = session.sign_voucher(&net.suite, opened.lease, node, 0, units);
            known.note_signed(opened.lease, node, units);
            let voucher = Voucher { lease: opened.lease, place: opened.leg.place, units, signature };
            let settled = net.send(owner, metering.settle(node, vec![voucher]))?.value;
            ensure!(matches!(settled[0], Settled::Paid { units: 1_001, .. }), "{settled:?}");
            net.chain.advance_by(DAY_MS);
            net.send(owner, registry.heartbeat(vec![node]))?;
            ensure_all(&mut net, &mut known)?;
        }
        net.send(owner, net.suite.rewards().claim(node, 2))?;
        let shares = net.view(staking.position(node, delegator))?.context("a position")?.shares;
        net.send(delegator, staking.unbond(node, shares / 3))?;
        net.send(owner, metering.withdraw_earnings(node))?;
        net.send(owner, metering.sweep())?;
        Ok((net, known))
    }

    fn broken(net: &mut Network<EmbeddedChain>, mut known: Known) -> Vec<&'static str> {
        let outcomes = check_all(net, &mut known).into_iter();
        outcomes.filter(|(_, outcome)| outcome.is_err()).map(|(name, _)| name).collect()
    }

    #[test]
    fn the_rules_hold_for_a_suite_in_use_and_notice_what_they_are_not_told() {
        let (mut net, mut known) = used().unwrap();
        ensure_all(&mut net, &mut known).unwrap();

        let mut less = known.clone();
        less.accounts.remove(&account("payer"));
        assert_eq!(broken(&mut net, less), ["token_supply", "metering_exactness"]);
        let mut less = known.clone();
        less.stakers.clear();
        assert_eq!(broken(&mut net, less), ["staking_solvency"]);
        let mut less = known.clone();
        less.signed.clear();
        assert_eq!(broken(&mut net, less), ["paid_at_most_signed"]);

        let (giver, gift) = (account("deployer"), 7 * TOKEN);
        for to in [net.suite.staking, net.suite.metering] {
            net.send(giver, net.suite.token().transfer(to, gift)).unwrap();
        }
        assert_eq!(broken(&mut net, known.clone()), ["staking_solvency", "metering_exactness"]);
        for to in [net.suite.staking, net.suite.metering] {
            known.note_donation(to, gift);
        }
        assert_eq!(broken(&mut net, known), [""; 0]);
    }
}
