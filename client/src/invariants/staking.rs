//! Staking: what pools owe, who has a part in them, and what they stand for at the registry.

use super::{Known, Picture};
use crate::chain::{AccountId, Chain};
use crate::contracts::Network;
use anyhow::{ensure, Result};
use interfaces::staking::{Pool, Tranche};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::{Amount, NodeId, ONE_BPS};
use std::collections::{BTreeMap, BTreeSet};

/// A bucket of a pool that slashing leaves with more shares than so many for a token's smallest unit is emptied.
const MAX_SHARES_PER_TOKEN: Amount = 1_000_000_000;

/// Staking holds exactly what its pools and payouts owe.
pub fn staking_solvency<C: Chain>(net: &mut Network<C>, picture: &Picture, known: &mut Known) -> Result<()> {
    let staking = net.suite.staking();
    let mut owed: Amount = 0;
    let mut active: Amount = 0;
    for (_, pool) in picture.pools() {
        owed += pool.active + joining(pool) + pool.thawing;
        active += pool.active;
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

/// Positions account for their pool: for its shares, for what joins it and for what leaves it.
pub fn positions_add_up<C: Chain>(_: &mut Network<C>, picture: &Picture, _: &mut Known) -> Result<()> {
    for (node, pool) in picture.pools() {
        let node = node.id;
        let (mut shares, mut value, mut joins, mut thaws) = (0, 0, 0, 0);
        // What rounding may leave unaccounted for: less than one unit for each part of a position.
        let mut parts: Amount = 0;
        for position in picture.members(node) {
            shares += position.shares;
            value += position.value;
            joins += position.joining;
            thaws += position.thaws.iter().map(|(tokens, _)| tokens).sum::<Amount>();
            parts += 16;
            let due = position.thaws.iter().filter(|(_, ready_at)| *ready_at <= picture.time);
            let due: Amount = due.map(|(tokens, _)| tokens).sum();
            ensure!(
                within(due, position.ready, 8),
                "a position at node {node} can withdraw {}, of which {due} are ready",
                position.ready
            );
        }
        let joining = joining(pool);
        // Positions show overdue tranches as the shares that they turn into at the next visit.
        if pool.joining.iter().any(|tranche| tranche.epoch + JOIN_GRACE_EPOCHS < picture.now) {
            // Down to whole shares.
            let parts = parts * (pool.active.checked_div(pool.shares).unwrap_or(0) + 2);
            let (stakes, all) = (value + joins, pool.active + joining);
            ensure!(within(stakes, all, parts), "positions at node {node} have {stakes} of {all} that stay");
            continue;
        }
        // Until a slash, each part of a tranche is a token, and nothing is rounded.
        let slashed = pool.joining.iter().any(|tranche| tranche.tokens != tranche.parts);
        let rounded = if slashed { parts } else { 0 };
        let Pool { active, shares: all, thawing, .. } = pool;
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

/// An account's list of pools names each pool that it has something in, and each only once.
pub fn positions_listed<C: Chain>(net: &mut Network<C>, picture: &Picture, known: &mut Known) -> Result<()> {
    let mut positions: BTreeMap<AccountId, BTreeSet<NodeId>> = BTreeMap::new();
    for &account in &known.accounts {
        positions.entry(account).or_default();
    }
    for &(node, account) in picture.positions.keys() {
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

/// Every pool is one that its messages can have left behind.
pub fn pools_in_order<C: Chain>(_: &mut Network<C>, picture: &Picture, _: &mut Known) -> Result<()> {
    for (node, pool) in picture.pools() {
        let (id, now) = (node.id, picture.now);
        let priced = |tokens: Amount, shares: Amount| {
            (tokens == 0) == (shares == 0) && tokens.saturating_mul(MAX_SHARES_PER_TOKEN) >= shares
        };
        ensure!(priced(pool.active, pool.shares), "node {id}: too many shares: {pool:?}");
        ensure!(priced(pool.thawing, pool.thawing_shares), "node {id}: too many thawing shares: {pool:?}");

        let epochs = pool.joining.iter().map(|tranche| tranche.epoch);
        ensure!(epochs.clone().is_sorted_by(|a, b| a < b), "node {id}: tranches in disorder: {pool:?}");
        ensure!(epochs.max().unwrap_or(0) <= now, "node {id}: somebody joined after epoch {now}: {pool:?}");
        ensure!(pool.joining.len() <= 10, "node {id}: {} tranches wait", pool.joining.len());
        let sound = |t: &Tranche| t.tokens <= t.parts && priced(t.tokens, t.parts);
        ensure!(pool.joining.iter().all(sound), "node {id}: a tranche grew or is worthless: {pool:?}");

        let steps = &pool.commission;
        let ascends = steps.is_sorted_by(|a, b| a.0 < b.0);
        ensure!(ascends, "node {id}: commission in disorder: {steps:?}");
        let one_at_most = steps.iter().all(|(from, rate)| *rate <= ONE_BPS && *from <= now + 1);
        ensure!(one_at_most, "node {id}: commission above one, or too far ahead: {steps:?}");
    }
    Ok(())
}

/// Staking and the registry agree on who owns a node and whether it is jailed, and no stake counts that its
/// pool does not have.
pub fn nodes_backed<C: Chain>(_: &mut Network<C>, picture: &Picture, _: &mut Known) -> Result<()> {
    for node in &picture.nodes {
        let (id, liveness) = (node.id, &node.liveness);
        let Some(pool) = &node.pool else {
            ensure!(liveness.stake == 0 && !liveness.jailed, "node {id} has no pool, but {liveness:?}");
            continue;
        };
        let owner = node.record.owner;
        ensure!(pool.owner == owner, "node {id} is {owner:?}'s, its pool {:?}'s", pool.owner);
        ensure!(pool.owner_since <= picture.time, "node {id} has an owner from {} on", pool.owner_since);
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

/// Tokens that are joining a pool.
fn joining(pool: &Pool) -> Amount {
    pool.joining.iter().map(|tranche| tranche.tokens).sum()
}

/// Whether `sum` is all of `whole` but for rounding, which takes `rounded` at most.
fn within(sum: Amount, whole: Amount, rounded: Amount) -> bool {
    sum <= whole && whole - sum <= rounded
}
