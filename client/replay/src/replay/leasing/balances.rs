//! A dApp's free balance with metering.

use crate::fleet;
use crate::replay::observed::Net;
use crate::replay::state::Dapp;
use crate::report::DappReport;
use anyhow::Result;
use shared::Amount;

/// Pays in what a dApp's free balance lacks of `amount`, and at least the deposits of all its leases at once.
pub(in crate::replay) fn reserve_balance(
    of: &fleet::Dapp,
    net: &mut Net,
    dapp: &mut Dapp,
    report: &mut DappReport,
    amount: Amount,
) -> Result<()> {
    let missing = amount.saturating_sub(dapp.balance);
    if missing == 0 {
        return Ok(());
    }
    let usual = of.deposit.0 * of.leases as Amount;
    pay_in(net, dapp, report, missing.max(usual))
}

/// Buys the tokens that a dApp lacks, from the deployer for want of an exchange, and pays `amount` in.
pub(in crate::replay) fn pay_in(
    net: &mut Net,
    dapp: &mut Dapp,
    report: &mut DappReport,
    amount: Amount,
) -> Result<()> {
    let account = dapp.account;
    let buys = amount.saturating_sub(dapp.wallet);
    if buys > 0 {
        net.send(net.suite.deployer, net.suite.token().transfer(account, buys))?;
    }
    dapp.wallet += buys;
    net.send(account, net.suite.metering().deposit(amount))?;
    dapp.wallet -= amount;
    dapp.balance += amount;
    report.deposited += amount;
    Ok(())
}
