//! A dApp pays in advance, leases, signs; nodes settle and are paid.

use super::nodes::{CHEAP, DEAR};
use super::Story;
use crate::people::{session, NORA, OLAF, PAUL, RELAYER};
use anyhow::{ensure, Context, Result};
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::{Accounts, Blocks, Chain};
use interfaces::market::{Constraints, MarketError};
use interfaces::metering::{LeaseTerms, MeteringError, Settled, Voucher};
use interfaces::registry::RegistryError;
use interfaces::rewards::RewardsError;
use shared::{Amount, LeaseId, NodeId, Units, TOKEN};

impl<C: Chain + Accounts + Blocks> Story<C> {
    /// Epoch 1: Paul leases on both nodes, and a relayer settles the first vouchers.
    pub(super) fn a_dapp_leases(&mut self) -> Result<()> {
        let metering = self.net.suite.metering();
        self.send(PAUL, metering.deposit(500 * TOKEN))?;
        let green = |max_price| Constraints { min_renewable: 5_000, ..Constraints::up_to(max_price) };
        let too_cheap = self.terms(1, vec![0, 1], green(CHEAP - 1), 100 * TOKEN);
        self.refused(PAUL, metering.open(too_cheap), MeteringError::Market(MarketError::NoMatch))?;
        let first = self.terms(1, vec![1, 0], green(CHEAP), 100 * TOKEN);
        let opened = self.send(PAUL, metering.open(first))?;
        ensure!((opened.lease, opened.leg.node, opened.price) == (1, 0, CHEAP), "{opened:?}");
        let second = self.terms(2, vec![1], Constraints::up_to(DEAR), 10 * TOKEN);
        let opened = self.send(PAUL, metering.open(second))?;
        ensure!((opened.lease, opened.leg.node, opened.price) == (2, 1, DEAR), "{opened:?}");

        let (good, forged) = (self.voucher(1, 0, 2_000), self.signed_by(&session(2), 1, 0, 3_000));
        let outcomes = self.send(RELAYER, metering.settle(0, vec![good, good, forged]))?;
        let paid = Settled::Paid { units: 2_000, value: 2_000 * CHEAP };
        ensure!(outcomes == [paid, Settled::AlreadyPaid, Settled::BadSignature], "{outcomes:?}");
        self.pay(2, 1, 100, Settled::Paid { units: 100, value: 100 * DEAR })
    }

    /// Epoch 2: what epoch 1 earned is claimed, earnings are paid, what is to be burned is burned.
    pub(super) fn nodes_are_paid(&mut self) -> Result<()> {
        let (metering, rewards, token) =
            (self.net.suite.metering(), self.net.suite.rewards(), self.net.suite.token());
        self.beat(2, 0, &[0, 1])?;
        for (node, owner) in [(0, NORA), (1, OLAF)] {
            let claimed = self.send(owner, rewards.claim(node, 32))?;
            ensure!((claimed.first, claimed.epochs) == (0, 2), "{claimed:?}");
            ensure!(claimed.availability > 0 && claimed.usage > 0, "{claimed:?}");
            let nothing = RewardsError::Registry(RegistryError::NothingToClaim);
            self.refused(owner, rewards.claim(node, 32), nothing)?;
            let wallet = self.view(token.balance_of(account(owner)))?;
            let earned = self.send(RELAYER, metering.withdraw_earnings(node))?;
            ensure!(self.view(token.balance_of(account(owner)))? == wallet + earned, "{owner}: {earned}");
        }
        let supply = self.view(token.total_supply())?;
        let (burned, _) = self.send(RELAYER, metering.sweep())?;
        ensure!(self.view(token.total_supply())? == supply - burned, "{burned} of {supply}");
        Ok(())
    }

    /// Epoch 3: node 1 is owed more than its lease's deposit, until somebody tops it up; then Paul closes it.
    pub(super) fn a_deposit_is_exhausted(&mut self) -> Result<()> {
        let metering = self.net.suite.metering();
        self.beat(3, 0, &[0, 1])?;
        self.pay(2, 1, 600, Settled::DepositExhausted { units: 400, value: 400 * DEAR })?;
        let lease = self.view(metering.lease(2))?;
        let leg = lease.context("lease 2 is open")?.leg;
        self.send(PAUL, metering.top_up(2, leg, 5 * TOKEN))?;
        self.pay(2, 1, 600, Settled::Paid { units: 100, value: 100 * DEAR })?;
        self.refused(RELAYER, metering.close(2), MeteringError::NotPayer)?;
        self.send(PAUL, metering.close(2))?;
        self.refused(PAUL, metering.finalize(2), MeteringError::WindowNotOver)
    }

    /// Signs a voucher for so many units in all and settles it, which must come out as expected.
    pub(super) fn pay(
        &mut self,
        lease: LeaseId,
        node: NodeId,
        units: Units,
        expected: Settled,
    ) -> Result<()> {
        let voucher = self.voucher(lease, node, units);
        let outcomes = self.send(RELAYER, self.net.suite.metering().settle(node, vec![voucher]))?;
        ensure!(outcomes == [expected], "{outcomes:?} is not {expected:?}");
        Ok(())
    }

    fn voucher(&mut self, lease: LeaseId, node: NodeId, units: Units) -> Voucher {
        self.history.note_signed(lease, node, units);
        self.signed_by(&session(lease), lease, node, units)
    }

    /// Every leg of the story is its node's first.
    fn signed_by(&self, key: &Key, lease: LeaseId, node: NodeId, units: Units) -> Voucher {
        let signature = key.sign_voucher(&self.net.suite, lease, node, 0, units);
        Voucher { lease, leg_index: 0, units, signature }
    }

    /// Returns terms of a lease of ten units until epoch 20.
    fn terms(
        &self,
        lease: LeaseId,
        candidates: Vec<NodeId>,
        constraints: Constraints,
        deposit: Amount,
    ) -> LeaseTerms {
        LeaseTerms {
            class_id: 0,
            units: 10,
            candidates,
            constraints,
            session_key: session(lease).public(),
            deposit,
            until: self.net.suite.clock.epoch_start(20),
        }
    }
}
