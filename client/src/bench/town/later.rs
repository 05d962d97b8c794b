//! From the evening of epoch 3 to epoch 35: what takes its time.

use super::*;
use interfaces::governance::ProposalStatus;

impl Town<'_> {
    /// Epoch 3, in the evening: a delegator leaves, a lease is closed, a vote is decided.
    pub(super) fn leave_and_propose(&mut self) -> Result<ProposalId> {
        let Self { delegator, voter, payer, .. } = *self;
        let proposal = self.net.view(self.net.suite.governance().proposal_count())? - 1;
        let pools = (0..VOTER_POOLS).collect();
        self.send(voter, self.net.suite.governance().vote(proposal, Choice::For, pools))?;
        let shares = self.shares(delegator)? / 4;
        self.send(delegator, self.net.suite.staking().unbond(0, shares))?;
        let (metering, lease) = (self.net.suite.metering(), self.next_door);
        self.measure(payer, metering.close(lease), with("by the payer"))?;
        self.send(payer, metering.close(lease))?;
        Ok(proposal)
    }

    /// Epoch 4: what the first message of an epoch takes, and the end of what began the day before.
    pub(super) fn next_day(&mut self) -> Result<()> {
        self.go_to(4, 0);
        let Self { owner, controller, delegator, payer, slasher, .. } = *self;
        let (registry, metering, staking) =
            (self.net.suite.registry(), self.net.suite.metering(), self.net.suite.staking());
        let puts_aside = "first of an epoch: puts aside the last one's";
        let heartbeat = registry.heartbeat((0..32).collect());
        self.measure(controller, heartbeat, with(puts_aside).items(32).variant("new epoch"))?;
        let vouchers = self.vouchers(0..32, 100_000);
        let settle = metering.settle(0, vouchers);
        self.measure(controller, settle, with(puts_aside).items(32).variant("new epoch"))?;
        self.beat()?;
        self.settle(4)?;
        self.go_to(4, SLOTS_PER_EPOCH - 1);
        self.measure(delegator, staking.cancel_unbond(0, 0), with("its only thaw request"))?;
        let penalty = Penalty { fraction: 500, jail_ms: DAY_MS, reporter: Some(payer) };
        let slash = with("active and thawing stake; jails the node; its reporter is owed nothing yet");
        self.measure(slasher, staking.slash(0, penalty), slash)?;
        self.measure(owner, staking.unjail(JAILED), with("its sentence is over"))?;
        self.measure(payer, metering.finalize(self.next_door), with("by the payer; 16 legs on its page"))?;
        Ok(())
    }

    /// Epochs 5 to 11: a proposal passes.
    pub(super) fn pass(&mut self, proposal: ProposalId) -> Result<()> {
        for epoch in 5..=11 {
            self.day(epoch)?;
        }
        let (delegator, governance) = (self.delegator, self.net.suite.governance());
        let status = self.net.view(governance.status(proposal))?;
        ensure!(status == Some(ProposalStatus::Executable), "the proposal is {status:?}");
        self.measure(delegator, governance.execute(proposal), with("1 call: metering's set_params"))?;
        self.measure(delegator, governance.settle_deposit(proposal), with("back to its proposer"))?;
        Ok(())
    }

    fn day(&mut self, epoch: Epoch) -> Result<()> {
        self.go_to(epoch, 0);
        self.beat()?;
        self.settle(epoch)
    }

    /// Epoch 35: a claim of 32 epochs, and the end of a thaw.
    pub(super) fn a_month_later(&mut self) -> Result<()> {
        self.progress.stage("living through 24 more epochs");
        for epoch in 12..=LAST {
            self.day(epoch)?;
        }
        let Self { controller, delegator, .. } = *self;
        let first = self.rows.iter().find(|row| row.name() == "rewards.claim 1").map(|row| row.cost);
        let first = first.context("a single claim comes first")?;
        let many = "32 epochs with usage; nobody on its page has claimed since";
        let claim = self.net.suite.rewards().claim(0, CLAIM);
        let claimed = self.measure(controller, claim, with(many).items(CLAIM).beyond(first))?.value;
        ensure!(claimed.epochs == CLAIM, "{} epochs claimed", claimed.epochs);
        let staking = self.net.suite.staking();
        let part = with("a part, after its thaw; the rest stays");
        self.measure(delegator, staking.withdraw(0), part)?;
        let moved = with("likewise; its first at the other node");
        self.measure(delegator, staking.rebond(0, 1), moved)?;
        Ok(())
    }
}
