//! Invariants of staking: what pools owe, to whom, and the stake that the registry counts for them.

use super::{ObservedHistory, StateSnapshot};
use anyhow::{ensure, Result};
use gridshare_sdk::{AccountId, Chain, Network};
use interfaces::staking::{Pool, Tranche};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::{Amount, NodeId, Shares, ONE_BPS};
use std::collections::{BTreeMap, BTreeSet};

/// Most shares for the smallest unit of the token: what slashing leaves with more of them is emptied.
const MAX_SHARES_PER_TOKEN: Amount = 1_000_000_000;

/// Checks that staking holds exactly the tokens that its pools and payouts owe.
pub fn staking_solvency<C: Chain>(
    net: &mut Network<C>,
    snapshot: &StateSnapshot,
    history: &mut ObservedHistory,
) -> Result<()> {
    let staking = net.suite.staking();
    let mut owed: Amount = 0;
    let mut active: Amount = 0;
    for (_, pool) in snapshot.pools() {
        owed += pool.active + joining(pool) + pool.thawing;
        active += pool.active;
    }
    let total = net.view(staking.total_active())?;
    ensure!(active == total, "pools have {active} active, staking counts {total}");
    for account in history.holders(net) {
        owed += net.view(staking.payout(account))?;
    }
    let donated = history.donated(net.suite.staking);
    let held = net.view(net.suite.token().balance_of(net.suite.staking))?;
    ensure!(held == owed + donated, "staking holds {held}, owes {owed}, was sent {donated}");
    Ok(())
}

/// Checks that positions account for their pool's shares and for its joining and thawing tokens.
pub fn positions_add_up<C: Chain>(
    _: &mut Network<C>,
    snapshot: &StateSnapshot,
    _: &mut ObservedHistory,
) -> Result<()> {
    for (node, pool) in snapshot.pools() {
        let node = node.id;
        let (mut shares, mut value, mut joins, mut thaws) = (0, 0, 0, 0);
        // Rounding may leave less than one unit of each part of a position unaccounted for.
        let mut parts: Amount = 0;
        for position in snapshot.members(node) {
            shares += position.shares.0;
            value += position.value;
            joins += position.pending;
            thaws += position.thaws.iter().map(|(tokens, _)| tokens).sum::<Amount>();
            parts += 16;
            let due = position.thaws.iter().filter(|(_, ready_at)| *ready_at <= snapshot.time);
            let due: Amount = due.map(|(tokens, _)| tokens).sum();
            ensure!(
                within(due, position.ready, 8),
                "a position at node {node} can withdraw {}, of which {due} are ready",
                position.ready
            );
        }
        let joining = joining(pool);
        // Positions show overdue tranches as the shares into which the next message converts them.
        if pool.tranches.iter().any(|tranche| tranche.epoch + JOIN_GRACE_EPOCHS < snapshot.now) {
            // The conversion rounds down to whole shares.
            let parts = parts * (pool.active.checked_div(pool.shares.0).unwrap_or(0) + 2);
            let (stakes, all) = (value + joins, pool.active + joining);
            ensure!(within(stakes, all, parts), "positions at node {node} have {stakes} of {all} that stay");
            continue;
        }
        // Until a slash, a share of a tranche is a token's smallest unit, and nothing is rounded.
        let slashed = pool.tranches.iter().any(|tranche| tranche.tokens != tranche.shares.0);
        let rounded = if slashed { parts } else { 0 };
        let Pool { active, shares: Shares(all), thawing, .. } = pool;
        ensure!(within(shares, *all, parts), "positions at node {node} have {shares} of {all} shares");
        ensure!(value <= *active, "positions at node {node} are worth {value} of {active}");
        ensure!(
            within(joins, joining, rounded),
            "positions at node {node} have {joins} of {joining} joining"
        );
        ensure!(within(thaws, *thawing, parts), "positions at node {node} have {thaws} of {thawing} thawing");
    }
    Ok(())
}

/// Checks that an account's list of pools names each pool in which it has a position, once.
pub fn positions_listed<C: Chain>(
    net: &mut Network<C>,
    snapshot: &StateSnapshot,
    history: &mut ObservedHistory,
) -> Result<()> {
    let mut positions: BTreeMap<AccountId, BTreeSet<NodeId>> = BTreeMap::new();
    for &account in &history.accounts {
        positions.entry(account).or_default();
    }
    for &(node, account) in snapshot.positions.keys() {
        positions.entry(account).or_default().insert(node);
    }
    for (account, nodes) in positions {
        let mut listed = BTreeSet::new();
        for page in 0.. {
            let nodes = net.view(net.suite.staking().positions(account, page))?;
            if nodes.is_empty() {
                break;
            }
            for node in nodes {
                ensure!(listed.insert(node), "{account:?} has the pool of node {node} listed twice");
            }
        }
        let missing: Vec<_> = nodes.difference(&listed).collect();
        ensure!(missing.is_empty(), "{account:?} has positions that are not listed, at nodes {missing:?}");
        for node in listed.difference(&nodes) {
            let position = net.view(net.suite.staking().position(*node, account))?;
            ensure!(position.is_some(), "{account:?} has the pool of node {node} listed, but no position");
        }
    }
    Ok(())
}

/// Checks that every pool's record is one that the messages of staking can produce.
pub fn pools_in_order<C: Chain>(
    _: &mut Network<C>,
    snapshot: &StateSnapshot,
    _: &mut ObservedHistory,
) -> Result<()> {
    for (node, pool) in snapshot.pools() {
        let (id, now) = (node.id, snapshot.now);
        let priced = |tokens: Amount, shares: Shares| {
            (tokens == 0) == shares.is_zero() && tokens.saturating_mul(MAX_SHARES_PER_TOKEN) >= shares.0
        };
        ensure!(priced(pool.active, pool.shares), "node {id}: too many shares: {pool:?}");
        ensure!(priced(pool.thawing, pool.thawing_shares), "node {id}: too many thawing shares: {pool:?}");

        let epochs = pool.tranches.iter().map(|tranche| tranche.epoch);
        ensure!(epochs.clone().is_sorted_by(|a, b| a < b), "node {id}: tranches in disorder: {pool:?}");
        ensure!(epochs.max().unwrap_or(0) <= now, "node {id}: somebody joined after epoch {now}: {pool:?}");
        ensure!(pool.tranches.len() <= 10, "node {id}: {} tranches wait", pool.tranches.len());
        let sound = |t: &Tranche| t.tokens <= t.shares.0 && priced(t.tokens, t.shares);
        ensure!(pool.tranches.iter().all(sound), "node {id}: a tranche grew or is worthless: {pool:?}");

        let steps = &pool.commission;
        let ascends = steps.is_sorted_by(|a, b| a.0 < b.0);
        ensure!(ascends, "node {id}: commission in disorder: {steps:?}");
        let one_at_most = steps.iter().all(|(from, rate)| *rate <= ONE_BPS && *from <= now + 1);
        ensure!(one_at_most, "node {id}: commission above one, or too far ahead: {steps:?}");
    }
    Ok(())
}

/// Checks that staking and the registry agree on who owns a node and whether it is jailed, and that no more stake
/// counts than its pool has.
pub fn nodes_backed<C: Chain>(
    _: &mut Network<C>,
    snapshot: &StateSnapshot,
    _: &mut ObservedHistory,
) -> Result<()> {
    for node in &snapshot.nodes {
        let (id, liveness) = (node.id, &node.liveness);
        let Some(pool) = &node.pool else {
            ensure!(liveness.stake == 0 && !liveness.jailed, "node {id} has no pool, but {liveness:?}");
            continue;
        };
        let owner = node.record.owner;
        ensure!(pool.owner == owner, "node {id} is {owner:?}'s, its pool {:?}'s", pool.owner);
        ensure!(pool.owner_since <= snapshot.time, "node {id} has an owner from {} on", pool.owner_since);
        let sentenced = pool.jailed_until.is_some();
        ensure!(
            sentenced == liveness.jailed,
            "node {id} is jailed: {sentenced} says its pool, {} the registry",
            liveness.jailed
        );
        let (counts, has) = (liveness.stake, pool.active + joining(pool));
        ensure!(counts <= has, "node {id} counts for {counts}, its pool has {has}");
    }
    Ok(())
}

/// Returns the tokens that are joining a pool.
fn joining(pool: &Pool) -> Amount {
    pool.tranches.iter().map(|tranche| tranche.tokens).sum()
}

/// Returns whether `sum` is `whole`, less at most `rounded`.
fn within(sum: Amount, whole: Amount, rounded: Amount) -> bool {
    sum <= whole && whole - sum <= rounded
}
