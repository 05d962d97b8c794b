//! A parameter is proposed, voted on, waits, is executed and in force.

use super::Story;
use crate::people::{DANA, NORA, OLAF, RELAYER};
use anyhow::{ensure, Result};
use gridshare_sdk::{Accounts, Blocks, Chain};
use interfaces::governance::{Choice, GovernanceError, ProposalStatus};
use interfaces::metering::{MeteringError, MeteringParams};
use interfaces::registry::RegistryParams;
use shared::{Bps, TOKEN};

/// The part of settlements that is burned once the proposal is in force, in basis points.
pub(super) const BURN: Bps = 900;

impl<C: Chain + Accounts + Blocks> Story<C> {
    /// Epoch 2: Olaf proposes two changes at once; who has stake votes.
    pub(super) fn a_parameter_is_voted_on(&mut self) -> Result<()> {
        let (governance, metering) = (self.net.suite.governance(), self.net.suite.metering());
        let registry = self.net.suite.registry();
        self.at(2, 1)?;
        let burn_more = metering.set_params(burn_more());
        self.refused(OLAF, burn_more.clone(), MeteringError::NotOwner)?;
        let patience = RegistryParams { offline_after: 4, ..RegistryParams::default() };
        let calls = vec![burn_more.proposed(), registry.set_params(patience).proposed()];
        let words = b"burn more, wait longer".to_vec();
        self.refused(
            RELAYER,
            governance.propose(calls.clone(), words.clone(), vec![0]),
            GovernanceError::BelowThreshold,
        )?;
        ensure!(self.send(OLAF, governance.propose(calls, words, vec![1]))? == 0);
        ensure!(self.send(NORA, governance.vote(0, Choice::For, vec![0]))? > 1_000 * TOKEN);
        ensure!(self.send(DANA, governance.vote(0, Choice::For, vec![0, 1]))? > 700 * TOKEN);
        ensure!(self.send(OLAF, governance.vote(0, Choice::Abstain, vec![1]))? > 500 * TOKEN);
        self.refused(DANA, governance.vote(0, Choice::Against, vec![1]), GovernanceError::AlreadyVoted)?;
        self.refused(RELAYER, governance.execute(0), GovernanceError::NotExecutable)
    }

    /// Epochs 7 to 10: the vote ends, its timelock runs, anybody executes it, the next epoch begins.
    pub(super) fn the_vote_is_executed(&mut self) -> Result<()> {
        let (governance, metering) = (self.net.suite.governance(), self.net.suite.metering());
        self.at(7, 2)?;
        ensure!(self.view(governance.status(0))? == Some(ProposalStatus::Queued));
        self.refused(RELAYER, governance.execute(0), GovernanceError::NotExecutable)?;
        ensure!(self.send(RELAYER, governance.settle_deposit(0))? == 100 * TOKEN, "it reached the quorum");
        self.at(9, 2)?;
        ensure!(self.view(governance.status(0))? == Some(ProposalStatus::Executable));
        self.send(RELAYER, governance.execute(0))?;
        ensure!(self.view(metering.params())? == MeteringParams::default(), "the epoch runs on as it began");
        ensure!(self.view(metering.next_params())? == Some((10, burn_more())));
        self.at(10, 0)?;
        ensure!(self.view(metering.params())? == burn_more());
        ensure!(self.view(self.net.suite.registry().params())?.offline_after == 4);
        Ok(())
    }
}

fn burn_more() -> MeteringParams {
    MeteringParams { burn: BURN, ..MeteringParams::default() }
}
