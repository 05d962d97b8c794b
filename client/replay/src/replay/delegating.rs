//! Delegators join, leave, and move their stake from one node to another.

use super::accounts;
use super::journal::Journal;
use super::observed::{Net, ObservedChain};
use super::series;
use super::state::{node_named, Delegator, FleetState, Node};
use super::Plan;
use crate::fleet::Fleet;
use crate::report::{whole, DelegatorReport, Metric, Report};
use anyhow::Result;
use shared::{Amount, Shares};

/// Delegators stake, or sponsors stake for them.
pub(super) fn join(
    fleet: &Fleet,
    chain: &mut ObservedChain,
    nodes: &[Node],
    journal: &mut Journal,
) -> Result<Vec<Delegator>> {
    let mut delegators = Vec::new();
    for of in &fleet.delegators {
        let who = accounts::delegator(&of.name);
        let stake = of.stake.0;
        let all = stake * of.nodes.len() as Amount;
        chain.welcome(who, 0)?;
        let payer = of.sponsor.as_deref().map_or(who, accounts::sponsor);
        chain.welcome(payer, all)?;
        let ObservedChain { net, history } = chain;
        net.send(payer, net.suite.token().approve(net.suite.staking, Amount::MAX))?;
        let staked_on =
            of.nodes.iter().map(|name| node_named(fleet, name)).collect::<Result<Vec<usize>>>()?;
        for node in &staked_on {
            let (id, staking) = (nodes[*node].id, net.suite.staking());
            let message =
                if payer == who { staking.bond(id, stake) } else { staking.bond_for(id, who, stake) };
            net.send(payer, message)?;
            history.note_staker(id, who);
        }
        delegators.push(Delegator { account: who, nodes: staked_on, ready_at: None, paid: 0 });
        journal.report.delegators.push(DelegatorReport {
            name: of.name.clone(),
            nodes: of.nodes.clone(),
            staked: all,
            sponsor: of.sponsor.clone(),
            ..DelegatorReport::default()
        });
    }
    let sponsored = fleet.delegators.iter().filter(|d| d.sponsor.is_some()).count();
    let by_others = if sponsored == 0 { String::new() } else { format!(", {sponsored} of them sponsored") };
    journal.tell(&mut chain.net, format!("{} delegators joined{by_others}", delegators.len()));
    Ok(delegators)
}

/// Unbonds the stake of delegators that leave or start to move in this slot.
pub(super) fn leave(
    plan: Plan,
    net: &mut Net,
    state: &mut FleetState,
    journal: &mut Journal,
    slot: usize,
) -> Result<()> {
    let Plan { fleet, slots } = plan;
    let FleetState { nodes, delegators, .. } = state;
    for (i, (of, delegator)) in fleet.delegators.iter().zip(delegators).enumerate() {
        let Some(epoch) = of.leaves_at_epoch.or(of.moves.as_ref().map(|m| m.epoch)) else { continue };
        let due = slot >= slots.middle(epoch, fleet.network.epochs);
        if !due || delegator.ready_at.is_some() {
            continue;
        }
        let from = match &of.moves {
            Some(moves) => vec![node_named(fleet, &moves.from)?],
            None => delegator.nodes.clone(),
        };
        let unbonded = unbond(net, nodes, delegator, &from, &mut journal.report)?;
        let thaw = net.view(net.suite.staking().params())?.thaw_ms;
        delegator.ready_at = Some(net.chain.now() + thaw);
        let epoch = 1 + (slot / slots.per_epoch) as u32;
        let what = match &of.moves {
            Some(moves) => {
                journal.report.delegators[i].moved = Some((epoch, moves.to.clone()));
                format!("moves from {} to {}", moves.from, moves.to)
            }
            None => {
                journal.report.delegators[i].left = Some(epoch);
                "leaves".into()
            }
        };
        let days = thaw / shared::DAY_MS;
        journal.tell(net, format!("{} {what}: {} GRID thaw for {days} days", of.name, whole(unbonded)));
        let short = if of.moves.is_some() { "moves" } else { "leaves" };
        journal.mark(Metric::Stake, slot, format!("{} {short}", of.name));
    }
    Ok(())
}

/// Unbonds everything that a delegator has on these nodes. Returns the tokens.
fn unbond(
    net: &mut Net,
    nodes: &[Node],
    delegator: &Delegator,
    from: &[usize],
    report: &mut Report,
) -> Result<Amount> {
    let who = delegator.account;
    let mut unbonded = 0;
    for node in from {
        let id = nodes[*node].id;
        let position = net.view(net.suite.staking().position(id, who))?;
        let shares = position.map_or(Shares::ZERO, |p| p.shares);
        if !shares.is_zero() {
            unbonded += net.send(who, net.suite.staking().unbond(id, shares))?.value;
            series::note_stake(net, id, &mut report.nodes[*node])?;
        }
    }
    Ok(unbonded)
}

/// After the last slot: withdraws or rebonds what has thawed of delegator `i`; then counts what it has: stake, and
/// what it was paid out.
pub(super) fn pay_out(
    fleet: &Fleet,
    chain: &mut ObservedChain,
    state: &mut FleetState,
    i: usize,
    journal: &mut Journal,
) -> Result<()> {
    let ObservedChain { net, history } = chain;
    let FleetState { nodes, delegators, .. } = state;
    let (of, delegator) = (&fleet.delegators[i], &mut delegators[i]);
    let account = delegator.account;
    if let (Some(moves), Some(_)) = (&of.moves, delegator.ready_at) {
        let (from, to) = (node_named(fleet, &moves.from)?, node_named(fleet, &moves.to)?);
        let rebond = net.suite.staking().rebond(nodes[from].id, nodes[to].id);
        let moved = net.send(account, rebond)?.value;
        history.note_staker(nodes[to].id, account);
        if !delegator.nodes.contains(&to) {
            delegator.nodes.push(to);
        }
        journal.tell(net, format!("{} bonds {} GRID to {}", of.name, whole(moved), moves.to));
    }
    for node in &delegator.nodes {
        let id = nodes[*node].id;
        let position = net.view(net.suite.staking().position(id, account))?;
        if position.is_some_and(|p| !p.thaws.is_empty()) {
            delegator.paid += net.send(account, net.suite.staking().withdraw(id))?.value;
        }
        if let Some(position) = net.view(net.suite.staking().position(id, account))? {
            journal.report.delegators[i].worth += position.value + position.pending;
        }
    }
    let paid = delegator.paid;
    journal.report.delegators[i].worth += paid;
    if paid > 0 {
        journal.tell(net, format!("{} is paid out {} GRID", of.name, whole(paid)));
    }
    Ok(())
}
