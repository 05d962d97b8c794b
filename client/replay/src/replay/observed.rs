//! The chain of a replay, and the history that its invariants need.

use anyhow::{Context, Result};
use gridshare_audit::ObservedHistory;
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::{AccountId, Network};
use interfaces::staking::Pool;
use shared::{Amount, Epoch, NodeId};

/// Native tokens of each account: calls and storage are paid with them.
pub(super) const NATIVE: u128 = 1_000_000_000_000_000_000_000;

/// The suite on an embedded chain.
pub(super) type Net = Network<EmbeddedChain>;

/// The suite on its chain, and what no view tells of what happened there.
pub(super) struct ObservedChain {
    pub(super) net: Net,
    pub(super) history: ObservedHistory,
}

impl ObservedChain {
    /// Gives an account native tokens and `tokens` of GRID's smallest unit, and notes it.
    pub(super) fn welcome(&mut self, who: AccountId, tokens: Amount) -> Result<()> {
        self.net.chain.fund(who, NATIVE);
        self.history.note_account(who);
        if tokens > 0 {
            self.net.send(self.net.suite.deployer, self.net.suite.token().transfer(who, tokens))?;
        }
        Ok(())
    }
}

/// Returns the epoch that the chain is in.
pub(super) fn epoch(net: &mut Net) -> Epoch {
    net.suite.clock.epoch(net.chain.now())
}

/// Reads a node's pool.
pub(super) fn pool(net: &mut Net, node: NodeId) -> Result<Pool> {
    net.view(net.suite.staking().pool(node))?.context("a node without a pool")
}

/// Returns the tokens that are joining a pool.
pub(super) fn joining(pool: &Pool) -> Amount {
    pool.tranches.iter().map(|tranche| tranche.tokens).sum()
}
