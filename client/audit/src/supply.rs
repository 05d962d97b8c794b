//! Invariants of the token's supply and of what claims mint.

use super::{ObservedHistory, StateSnapshot};
use anyhow::{ensure, Result};
use gridshare_sdk::{Chain, Network};
use shared::Amount;

/// Checks that the total supply is the sum of all balances and stays within its bound.
pub fn token_supply<C: Chain>(
    net: &mut Network<C>,
    _: &StateSnapshot,
    history: &mut ObservedHistory,
) -> Result<()> {
    let token = net.suite.token();
    let supply = net.view(token.total_supply())?;
    let mut held: Amount = 0;
    for account in history.holders(net) {
        held += net.view(token.balance_of(account))?;
    }
    ensure!(held == supply, "accounts hold {held} of a supply of {supply}");
    let max = net.view(token.max_supply())?;
    ensure!(supply <= max, "the supply {supply} exceeds its bound {max}");
    let issued = net.suite.initial_supply + net.view(net.suite.rewards().minted())?;
    ensure!(supply <= issued, "the supply {supply} exceeds what was ever issued, {issued}");
    Ok(())
}

/// Checks that claims minted no more than the schedule emits in the epochs that ended.
pub fn emission_bound<C: Chain>(
    net: &mut Network<C>,
    snapshot: &StateSnapshot,
    history: &mut ObservedHistory,
) -> Result<()> {
    let (from, mut emitted) = history.emitted;
    for epoch in from..snapshot.now {
        let emission = net.view(net.suite.rewards().emission(epoch))?;
        emitted += emission.availability + emission.usage;
    }
    history.emitted = (snapshot.now, emitted);
    let minted = net.view(net.suite.rewards().minted())?;
    ensure!(minted <= emitted, "{minted} minted of {emitted} emitted");
    Ok(())
}
