//! Leases end, stake thaws, everybody takes what is theirs.

use super::nodes::CHEAP;
use super::votes::BURN;
use super::Story;
use crate::people::{DANA, NORA, OLAF, PAUL, RELAYER};
use anyhow::{ensure, Context, Result};
use gridshare_sdk::keys::account;
use gridshare_sdk::{Accounts, Blocks, Chain};
use interfaces::metering::{Holdings, MeteringError, Settled};
use interfaces::staking::{PositionView, StakingError};
use shared::{NodeId, Shares, TOKEN};

impl<C: Chain + Accounts + Blocks> Story<C> {
    /// Epochs 10 and 11: the last vouchers are settled at the new burn, Paul ends both leases and takes the rest.
    pub(super) fn leases_end(&mut self) -> Result<()> {
        let (metering, market) = (self.net.suite.metering(), self.net.suite.market());
        self.beat(10, 1, &[0, 1])?;
        let burning = self.view(metering.holdings())?.burn;
        let value = 1_000 * CHEAP;
        self.pay(1, 0, 3_000, Settled::Paid { units: 1_000, value })?;
        let burned = self.view(metering.holdings())?.burn - burning;
        ensure!(burned == value * u128::from(BURN) / 10_000, "{burned} of {value} are burned");
        self.send(PAUL, metering.close(1))?;
        self.refused(PAUL, metering.finalize(1), MeteringError::WindowNotOver)?;
        self.send(PAUL, metering.finalize(2))?;
        self.send(OLAF, market.retire(1))?;

        self.at(11, 2)?;
        self.send(PAUL, metering.finalize(1))?;
        let free = self.view(metering.balance_of(account(PAUL)))?;
        ensure!(free == (500 - 42) * TOKEN, "Paul paid for 3 000 units here and 600 there: {free} is left");
        self.send(PAUL, metering.withdraw(free))?;
        for node in [0, 1] {
            self.send(RELAYER, metering.withdraw_earnings(node))?;
        }
        self.send(RELAYER, metering.sweep())?;
        let left = self.view(metering.holdings())?;
        ensure!(left == Holdings::default(), "everything has gone to somebody: {left:?}");
        Ok(())
    }

    /// Epoch 11: rewards are claimed, Dana and Olaf leave, Nora changes her mind.
    pub(super) fn stakers_unbond(&mut self) -> Result<()> {
        let (rewards, staking) = (self.net.suite.rewards(), self.net.suite.staking());
        for (node, owner) in [(0, NORA), (1, OLAF)] {
            self.send(owner, rewards.claim(node, 32))?;
        }
        for (who, node) in [(DANA, 0), (DANA, 1), (OLAF, 1)] {
            let position = self.position(node, who)?;
            ensure!(position.pending == 0, "it was claimed: {position:?}");
            self.send(who, staking.unbond(node, position.shares))?;
            self.refused(who, staking.withdraw(node), StakingError::StillThawing)?;
        }
        self.send(NORA, staking.unbond(0, Shares(100 * TOKEN)))?;
        self.send(NORA, staking.cancel_unbond(0, 0))?;
        Ok(())
    }

    /// Epoch 32: the thaw is over.
    pub(super) fn stakers_withdraw(&mut self) -> Result<()> {
        let (staking, token) = (self.net.suite.staking(), self.net.suite.token());
        self.at(32, 1)?;
        self.refused(DANA, staking.withdraw(0), StakingError::StillThawing)?;
        self.at(32, 3)?;
        for (who, node) in [(DANA, 0), (DANA, 1), (OLAF, 1)] {
            let (wallet, ready) =
                (self.view(token.balance_of(account(who)))?, self.position(node, who)?.ready);
            ensure!(self.send(who, staking.withdraw(node))? == ready, "all that is ready goes");
            ensure!(self.view(token.balance_of(account(who)))? == wallet + ready);
        }
        ensure!(self.view(staking.position(0, account(DANA)))?.is_none(), "nothing of Dana's is left");
        self.send(NORA, self.net.suite.rewards().claim(0, 32))?;
        Ok(())
    }

    fn position(&mut self, node: NodeId, who: &str) -> Result<PositionView> {
        let position = self.view(self.net.suite.staking().position(node, account(who)))?;
        position.with_context(|| format!("{who} has a position in pool {node}"))
    }
}
