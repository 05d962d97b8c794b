//! Metering: what it holds, and what it paid for.

use super::{Known, Picture};
use crate::chain::Chain;
use crate::contracts::Network;
use anyhow::{ensure, Result};
use shared::Amount;

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
    for node in &picture.nodes {
        earnings += net.view(metering.account(node.id))?.earnings;
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
