//! Invariant of governance: the deposits that proposals have locked.

use super::{ObservedHistory, StateSnapshot};
use anyhow::{ensure, Result};
use gridshare_sdk::{Chain, Network};
use shared::Amount;

/// Checks that governance holds the deposits that it counts, and counts those that its proposals have locked.
pub fn governance_deposits<C: Chain>(
    net: &mut Network<C>,
    _: &StateSnapshot,
    _: &mut ObservedHistory,
) -> Result<()> {
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
