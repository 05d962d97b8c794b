//! A fault is proven: part of a pool is taken and the node is jailed; its owner has it let out when it can.

use super::*;
use crate::fleet::Slash;
use crate::keys::account;
use crate::report::{part, SlashReport};
use interfaces::staking::{Penalty, Pool};

/// How far the fault is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It was not proven yet, if there is one.
    Ahead,
    /// The node is in jail, until then at least.
    Jailed(u64),
    /// It was let out.
    Over,
}

/// Who was named at deployment to demand penalties.
pub(super) fn slasher() -> AccountId {
    account("slasher")
}

pub(super) fn reporter_account(name: &str) -> AccountId {
    account(&format!("reporter {name}"))
}

/// Tokens that are joining a pool.
fn joining(pool: &Pool) -> Amount {
    pool.joining.iter().map(|t| t.tokens).sum()
}

impl Replay<'_> {
    /// The next step of the fault, if it is time for one.
    pub(super) fn punish(&mut self, slot: usize) -> Result<()> {
        let Some(of) = &self.fleet.slash else { return Ok(()) };
        match self.fault {
            Fault::Ahead if slot >= self.slots.reached(of.epoch, of.hour, self.fleet.network.epochs) => {
                self.slash(of, slot)
            }
            Fault::Jailed(until) if self.net.chain.now() >= until => self.unjail(of),
            _ => Ok(()),
        }
    }

    fn slash(&mut self, of: &Slash, slot: usize) -> Result<()> {
        let node = self.named(&of.node)?;
        let Node { id, .. } = self.nodes[node];
        let staking = self.net.suite.staking();
        // What has turned into shares by now is counted as such before, too.
        self.net.send(setup::carrier(), staking.sync(id))?;
        let before = self.net.view(staking.pool(id))?.context("a node without a pool")?;
        let penalty = Penalty {
            fraction: of.fraction.0,
            jail_ms: of.jail_hours * 3_600_000,
            reporter: of.reporter.as_deref().map(reporter_account),
        };
        let slashed = self.net.send(slasher(), staking.slash(id, penalty))?.value;
        let after = self.net.view(staking.pool(id))?.context("a node without a pool")?;
        let until = after.jailed_until.context("a node that was not jailed")?;
        let taken = SlashReport {
            node: of.node.clone(),
            at: self.net.chain.now(),
            fraction: of.fraction.0,
            active: before.active.saturating_sub(after.active),
            joining: joining(&before).saturating_sub(joining(&after)),
            thawing: before.thawing.saturating_sub(after.thawing),
            burned: slashed.burned,
            rewarded: slashed.rewarded,
            reporter: of.reporter.clone(),
            jailed_until: until,
            ..SlashReport::default()
        };
        let (sum, went) = (taken.active + taken.joining + taken.thawing, taken.burned + taken.rewarded);
        let outcome = (sum == went).then_some(()).ok_or(format!("{sum} taken, {went} burned or rewarded"));
        self.note_invariant("what_a_slash_takes_is_burned_or_rewarded", outcome);
        self.tell(format!(
            "a fault of {} is proven: {} of its pool is taken, {} GRID ({} of them thawing), and it is jailed \
             for {} h",
            of.node,
            part(of.fraction.0),
            whole(sum),
            whole(taken.thawing),
            of.jail_hours
        ));
        self.mark(Metric::Stake, slot, format!("{} slashed", of.node));
        self.report.slash = Some(taken);
        self.fault = Fault::Jailed(until);
        self.note_stake(node)
    }

    fn unjail(&mut self, of: &Slash) -> Result<()> {
        let Node { id, owner, .. } = self.nodes[self.named(&of.node)?];
        self.net.send(owner, self.net.suite.staking().unjail(id))?;
        self.fault = Fault::Over;
        let now = self.net.chain.now();
        if let Some(slash) = &mut self.report.slash {
            slash.unjailed_at = Some(now);
        }
        self.tell(format!("{} has served its sentence, and its owner has it let out", of.node));
        Ok(())
    }

    /// When the sentence is over, if one still runs.
    pub(super) fn sentence(&self) -> Option<u64> {
        match self.fault {
            Fault::Jailed(until) => Some(until),
            Fault::Ahead | Fault::Over => None,
        }
    }

    /// After the last slot: an owner that could not yet have its node let out does so.
    pub(super) fn end_sentence(&mut self) -> Result<()> {
        match &self.fleet.slash {
            Some(of) if self.sentence().is_some() => self.unjail(of),
            _ => Ok(()),
        }
    }
}
