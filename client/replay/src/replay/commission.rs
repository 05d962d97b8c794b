//! Pools' terms: commission, announced one epoch ahead and raised in steps, and who may join.

use super::accounts;
use super::journal::Journal;
use super::observed::{epoch, Net};
use super::state::{node_named, Node};
use crate::fleet::{self, Fleet};
use crate::report::{whole, CommissionReport, Report};
use anyhow::Result;
use gridshare_sdk::AccountId;
use interfaces::rewards::Claimed;
use interfaces::staking::PoolTerms;
use shared::{Amount, Bps, ONE_BPS};
use std::collections::BTreeMap;

/// Owners set the terms of their pools and announce the first step of their commission.
pub(super) fn agree(fleet: &Fleet, net: &mut Net, nodes: &[Node], journal: &mut Journal) -> Result<()> {
    for (of, node) in fleet.nodes.iter().zip(nodes) {
        if of.commission.0 == 0 && of.commission_to.is_none() && !of.closed {
            continue;
        }
        journal.report.commissions.push(CommissionReport {
            node: of.name.clone(),
            to: of.commission_to.clone(),
            closed: of.closed,
            ..CommissionReport::default()
        });
        set_terms(of, net, node)?;
    }
    let (terms, closed) = (journal.report.commissions.len(), fleet.nodes.iter().filter(|n| n.closed).count());
    if terms > 0 {
        journal.tell(net, format!("{terms} pools have terms of their own; {closed} of them closed"));
    }
    raise_commissions(fleet, net, nodes, &mut journal.report)
}

/// Tells staking where a pool's commission goes and whether others may join, unless both are the default.
pub(super) fn set_terms(of: &fleet::Node, net: &mut Net, node: &Node) -> Result<()> {
    let terms = PoolTerms { payout: of.commission_to.as_deref().map(accounts::payee), closed: of.closed };
    if terms != PoolTerms::default() {
        net.send(node.owner, net.suite.staking().set_terms(node.id, terms))?;
    }
    Ok(())
}

/// Where an epoch starts: owners announce the next step towards the commission that they want.
pub(super) fn raise_commissions(
    fleet: &Fleet,
    net: &mut Net,
    nodes: &[Node],
    report: &mut Report,
) -> Result<()> {
    let rise = net.view(net.suite.staking().params())?.max_commission_rise;
    let next = epoch(net) + 1;
    for terms in &mut report.commissions {
        let node = node_named(fleet, &terms.node)?;
        // What was announced last is in force by now.
        let rate = terms.rates.last().map_or(0, |(_, rate)| *rate);
        let wanted: Bps = fleet.nodes[node].commission.0;
        if rate == wanted {
            continue;
        }
        let rate = wanted.min(rate.saturating_add(rise));
        let Node { id, owner, .. } = nodes[node];
        net.send(owner, net.suite.staking().set_commission(id, rate))?;
        terms.rates.push((next, rate));
    }
    Ok(())
}

/// Notes the commission on a claim of `node`. All of the claim was earned in its last epoch, because nodes claim
/// wherever an epoch starts, and no stake counts in epoch 0.
pub(super) fn note_commission(report: &mut Report, node: usize, claimed: &Claimed) {
    let earned_in = (claimed.first + claimed.epochs).saturating_sub(1);
    let name = &report.nodes[node].name;
    let Some(terms) = report.commissions.iter_mut().find(|c| c.node == *name) else { return };
    let rate = terms.rates.iter().rev().find(|(from, _)| *from <= earned_in).map_or(0, |(_, rate)| *rate);
    terms.earned += (claimed.availability + claimed.usage) * Amount::from(rate) / Amount::from(ONE_BPS);
}

/// At the end: whoever is owed commission, or a part of a slash, claims it.
pub(super) fn pay_out_commission(net: &mut Net, journal: &mut Journal) -> Result<()> {
    let mut owed: BTreeMap<AccountId, Amount> = BTreeMap::new();
    for terms in &journal.report.commissions {
        if let Some(to) = &terms.to {
            *owed.entry(accounts::payee(to)).or_default() += terms.earned;
        }
    }
    if let Some(slash) = &journal.report.slash {
        if let Some(reporter) = &slash.reporter {
            *owed.entry(accounts::reporter(reporter)).or_default() += slash.rewarded;
        }
    }
    let (mut all, mut wrong) = (0, None);
    for (payee, expected) in owed {
        let paid = match net.view(net.suite.staking().payout(payee))? {
            0 => 0,
            _ => net.send(payee, net.suite.staking().claim_payout())?.value,
        };
        all += paid;
        if paid != expected {
            wrong = Some(format!("{paid} paid out instead of {expected}"));
        }
    }
    if all > 0 {
        journal.tell(net, format!("{} GRID of commission and rewards for reports are paid out", whole(all)));
    }
    journal.note_invariant(net, "what_is_owed_besides_pools_is_paid_out", wrong.map_or(Ok(()), Err));
    Ok(())
}
