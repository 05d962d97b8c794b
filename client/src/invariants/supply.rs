//! Tokens: what there is of them, and what was minted.

use super::{Known, Picture};
use crate::chain::Chain;
use crate::contracts::Network;
use anyhow::{ensure, Result};
use shared::Amount;

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
