//! What an account has, and where.

use super::Reader;
use anyhow::Result;
use gridshare_sdk::{AccountId, Chain};
use interfaces::attestations::Kind;

impl<C: Chain> Reader<'_, C> {
    /// Reads an account's; contracts have accounts too.
    pub(super) fn account(&mut self, name: &str, account: AccountId) -> Result<()> {
        let suite = self.net.suite.clone();
        self.read(&format!("{name}: balance"), suite.token().balance_of(account))?;
        for (spender, address) in suite.contracts() {
            let allowance = suite.token().allowance(account, address);
            self.read(&format!("{name}: allowance of {spender}"), allowance)?;
        }
        self.read(&format!("{name}: free balance"), suite.metering().balance_of(account))?;
        self.read(&format!("{name}: payout"), suite.staking().payout(account))?;
        self.read(&format!("{name}: pools"), suite.staking().positions(account, 0))?;
        self.read(&format!("{name}: slasher"), suite.staking().is_slasher(account))?;
        for kind in Kind::ALL {
            let attester = suite.attestations().is_attester(kind, account);
            self.read(&format!("{name}: attester of {kind:?}"), attester)?;
        }
        for node in 0..self.nodes {
            let position = self.position(node, account)?;
            self.put(&format!("{name}: position in {node}"), &position);
        }
        Ok(())
    }
}
