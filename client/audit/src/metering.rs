//! Invariants of metering: the tokens that it holds, and the units that it paid for.

use super::{ObservedHistory, StateSnapshot};
use anyhow::{ensure, Result};
use gridshare_sdk::{Chain, Network};
use shared::Amount;

/// Checks that metering holds exactly the tokens that it counts, and that each count is the sum of its parts.
pub fn metering_exactness<C: Chain>(
    net: &mut Network<C>,
    snapshot: &StateSnapshot,
    history: &mut ObservedHistory,
) -> Result<()> {
    let metering = net.suite.metering();
    let holdings = net.view(metering.holdings())?;
    let counted = holdings.prepaid + holdings.earnings + holdings.burn + holdings.treasury;
    let donated = history.donated(net.suite.metering);
    let held = net.view(net.suite.token().balance_of(net.suite.metering))?;
    ensure!(held == counted + donated, "metering holds {held}, counts {counted}, was sent {donated}");

    let mut balances: Amount = 0;
    for account in history.holders(net) {
        balances += net.view(metering.balance_of(account))?;
    }
    let deposits: Amount = snapshot.leases.iter().map(|(_, _, leg)| leg.deposit).sum();
    let prepaid = holdings.prepaid;
    ensure!(
        balances + deposits == prepaid,
        "payers have {balances} and legs {deposits}, {prepaid} are counted"
    );

    let mut earnings: Amount = 0;
    for node in &snapshot.nodes {
        earnings += net.view(metering.account(node.id))?.earnings;
    }
    ensure!(earnings == holdings.earnings, "nodes have {earnings}, {} counted", holdings.earnings);
    Ok(())
}

/// Checks that no leg was paid for more units than its session key signed for.
pub fn paid_at_most_signed<C: Chain>(
    _: &mut Network<C>,
    snapshot: &StateSnapshot,
    history: &mut ObservedHistory,
) -> Result<()> {
    for (lease, terms, leg) in &snapshot.leases {
        let node = terms.leg.node;
        let signed = history.signed.get(&(*lease, node)).copied().unwrap_or_default();
        let paid = leg.paid_units;
        ensure!(paid <= signed, "lease {lease} paid node {node} for {paid} units, {signed} were signed");
    }
    Ok(())
}
