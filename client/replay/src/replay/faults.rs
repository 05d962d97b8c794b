//! A fault is proven: part of a pool is slashed and the node is jailed; its owner unjails it when the sentence is over.

use super::accounts;
use super::journal::Journal;
use super::observed::{joining, pool, Net};
use super::series;
use super::slots::HOUR_MS;
use super::state::{node_named, Node};
use super::Plan;
use crate::fleet::{Fleet, Slash};
use crate::report::{part, whole, Metric, SlashReport};
use anyhow::{Context, Result};
use interfaces::staking::Penalty;
use shared::Timestamp;

/// Progress of the fault.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not proven yet, if the fleet has one.
    Ahead,
    /// Proven; the node is in jail, at least until then.
    Jailed(Timestamp),
    /// The node was unjailed.
    Over,
}

impl Fault {
    /// Takes the next step of the fault, if it is due in this slot.
    pub(super) fn step(
        &mut self,
        plan: Plan,
        net: &mut Net,
        nodes: &[Node],
        journal: &mut Journal,
        slot: usize,
    ) -> Result<()> {
        let Plan { fleet, slots } = plan;
        let Some(of) = &fleet.slash else { return Ok(()) };
        match *self {
            Self::Ahead if slot >= slots.reached(of.epoch, of.hour, fleet.network.epochs) => {
                let node = node_named(fleet, &of.node)?;
                *self = Self::Jailed(slash(of, node, net, nodes, journal, slot)?);
                Ok(())
            }
            Self::Jailed(until) if net.chain.now() >= until => self.unjail(fleet, of, net, nodes, journal),
            _ => Ok(()),
        }
    }

    /// Returns when the sentence is over, if the node is jailed.
    pub(super) fn sentence(&self) -> Option<Timestamp> {
        match self {
            Self::Jailed(until) => Some(*until),
            Self::Ahead | Self::Over => None,
        }
    }

    /// After the last slot: unjails the node if its owner could not yet.
    pub(super) fn end_sentence(
        &mut self,
        fleet: &Fleet,
        net: &mut Net,
        nodes: &[Node],
        journal: &mut Journal,
    ) -> Result<()> {
        match &fleet.slash {
            Some(of) if self.sentence().is_some() => self.unjail(fleet, of, net, nodes, journal),
            _ => Ok(()),
        }
    }

    fn unjail(
        &mut self,
        fleet: &Fleet,
        of: &Slash,
        net: &mut Net,
        nodes: &[Node],
        journal: &mut Journal,
    ) -> Result<()> {
        let Node { id, owner, .. } = nodes[node_named(fleet, &of.node)?];
        net.send(owner, net.suite.staking().unjail(id))?;
        *self = Self::Over;
        let now = net.chain.now();
        if let Some(slash) = &mut journal.report.slash {
            slash.unjailed_at = Some(now);
        }
        journal.tell(net, format!("{} has served its sentence, and its owner has it let out", of.node));
        Ok(())
    }
}

/// Slashes the pool of `node`. Returns the end of the sentence.
fn slash(
    of: &Slash,
    node: usize,
    net: &mut Net,
    nodes: &[Node],
    journal: &mut Journal,
    slot: usize,
) -> Result<Timestamp> {
    let Node { id, .. } = nodes[node];
    let staking = net.suite.staking();
    // Converts joining stake that has turned into shares by now, so that it is active before as well as after.
    net.send(accounts::relayer(), staking.sync(id))?;
    let before = pool(net, id)?;
    let penalty = Penalty {
        fraction: of.fraction.0,
        jail_ms: of.jail_hours * HOUR_MS,
        reporter: of.reporter.as_deref().map(accounts::reporter),
    };
    let slashed = net.send(accounts::slasher(), staking.slash(id, penalty))?.value;
    let after = pool(net, id)?;
    let until = after.jailed_until.context("a node that was not jailed")?;
    let taken = SlashReport {
        node: of.node.clone(),
        at: net.chain.now(),
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
    journal.note_invariant(net, "what_a_slash_takes_is_burned_or_rewarded", outcome);
    let text = format!(
        "a fault of {} is proven: {} of its pool is taken, {} GRID ({} of them thawing), and it is jailed for {} h",
        of.node,
        part(of.fraction.0),
        whole(sum),
        whole(taken.thawing),
        of.jail_hours
    );
    journal.tell(net, text);
    journal.mark(Metric::Stake, slot, format!("{} slashed", of.node));
    journal.report.slash = Some(taken);
    series::note_stake(net, id, &mut journal.report.nodes[node])?;
    Ok(until)
}
