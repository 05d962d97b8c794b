//! Native tokens, deployment, verification, tokens for everybody.

use super::Story;
use crate::people::{funder, ATTESTER, DANA, DEPLOYER, NORA, OLAF, PAUL, PEOPLE, SLASHER};
use anyhow::{ensure, Context, Result};
use gridshare_sdk::keys::account;
use gridshare_sdk::{deploy, verify, Accounts, Artifacts, Blocks, Chain, DeployConfig};
use interfaces::attestations::Kind;
use interfaces::market::{Billing, Class};
use shared::{Amount, TOKEN};

/// Native tokens that everybody gets, in the smallest unit: for fees and storage deposits, and few enough for
/// chains that count them in 64 bits.
const NATIVE: u128 = 10_000_000_000_000_000;
/// Tokens that everybody gets who spends any.
const WALLET: Amount = 10_000 * TOKEN;

impl<C: Chain + Accounts + Blocks> Story<C> {
    /// Funds everybody, deploys the suite, verifies it, and gives tokens to those who need them.
    pub(super) fn open(mut chain: C, artifacts: &Artifacts) -> Result<Self> {
        for name in PEOPLE {
            let before = chain.native_balance(account(name))?;
            chain.transfer_native(funder(), account(name), NATIVE).with_context(|| format!("for {name}"))?;
            ensure!(chain.native_balance(account(name))? == before + NATIVE, "{name} got the native tokens");
        }
        let mut net = deploy(chain, account(DEPLOYER), artifacts, &config(), &())?;
        verify(&mut net)?;
        let mut story = Self::on(net);
        for name in [NORA, OLAF, DANA, PAUL] {
            story.fund(name)?;
        }
        Ok(story)
    }

    /// Gives somebody tokens, which staking, metering and governance may take.
    fn fund(&mut self, name: &str) -> Result<()> {
        let (token, suite) = (self.net.suite.token(), self.net.suite.clone());
        self.send(DEPLOYER, token.transfer(account(name), WALLET))?;
        for spender in [suite.staking, suite.metering, suite.governance] {
            self.send(name, token.approve(spender, Amount::MAX))?;
        }
        ensure!(self.view(token.balance_of(account(name)))? == WALLET);
        Ok(())
    }
}

/// Returns what the suite is deployed with: the defaults, two classes, an attester of every kind, a slasher.
fn config() -> DeployConfig {
    let class = |name: &str, billing| Class { name: name.into(), billing };
    DeployConfig {
        classes: vec![
            class("LLM inference, 1 token", Billing::Metered),
            class("storage, 1 GB for an hour", Billing::Reserved),
        ],
        attesters: Kind::ALL.map(|kind| (kind, account(ATTESTER))).into(),
        slashers: vec![account(SLASHER)],
        ..DeployConfig::default()
    }
}
