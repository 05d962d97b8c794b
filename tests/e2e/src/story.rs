//! The story, scene by scene. Every scene happens at a slot that the suite's clock knows, so that a chain whose own
//! clock runs does the same in the same slots.
//!
//! - `opening`: native tokens, deployment, verification, tokens for everybody;
//! - `nodes`: nodes are registered, staked on and offered; they beat, and one is slashed;
//! - `leases`: a dApp pays in advance, leases, signs; nodes settle and are paid;
//! - `votes`: a parameter is proposed, voted on, waits, is executed and in force;
//! - `leaving`: leases end, stake thaws, everybody takes what is theirs.

mod leases;
mod leaving;
mod nodes;
mod opening;
mod votes;

use crate::names::Names;
use crate::people::accounts;
use crate::state::{state, State};
use anyhow::{bail, Context, Result};
use gridshare_audit::{ensure_all, ObservedHistory};
use gridshare_sdk::keys::account;
use gridshare_sdk::{Accounts, Artifacts, Blocks, CallError, Chain, Decode, Message, Network, Receipt};
use shared::Epoch;
use std::fmt::Debug;

/// A chain on which the story was played to its end, with every invariant checked.
pub struct Ended<C> {
    /// The chain, and the suite on it.
    pub net: Network<C>,
    /// What the invariants cannot ask the contracts for.
    pub history: ObservedHistory,
    /// What the contracts' views show at the end.
    pub state: State,
    /// What happened: slot, who, what, and the contracts that emitted events.
    pub journal: Vec<String>,
}

/// Plays the story. The chain has to sign with [`crate::keys`], and [`crate::funder`] needs native tokens.
///
/// # Errors
/// The first thing that did not happen as it should.
pub fn run<C: Chain + Accounts + Blocks>(chain: C, artifacts: &Artifacts) -> Result<Ended<C>> {
    let mut story = Story::open(chain, artifacts).context("opening")?;
    story.nodes_join().context("nodes join")?;
    story.nodes_work().context("nodes work")?;
    story.a_dapp_leases().context("a dApp leases")?;
    story.check().context("after the first epoch")?;
    story.nodes_are_paid().context("nodes are paid")?;
    story.a_parameter_is_voted_on().context("a parameter is voted on")?;
    story.a_deposit_is_exhausted().context("a deposit is exhausted")?;
    story.a_node_is_slashed().context("a node is slashed")?;
    story.check().context("after the slash")?;
    story.a_node_comes_back().context("a node comes back")?;
    story.the_vote_is_executed().context("the vote is executed")?;
    story.check().context("after the vote")?;
    story.leases_end().context("leases end")?;
    story.stakers_unbond().context("stakers unbond")?;
    story.stakers_withdraw().context("stakers withdraw")?;
    story.check().context("at the end")?;
    story.end()
}

/// A story under way.
pub(crate) struct Story<C> {
    net: Network<C>,
    history: ObservedHistory,
    journal: Vec<String>,
    names: Names,
}

impl<C: Chain + Accounts + Blocks> Story<C> {
    /// Starts the story on a suite that was deployed.
    fn on(net: Network<C>) -> Self {
        let mut history = ObservedHistory::default();
        for (_, account) in accounts() {
            history.note_account(account);
        }
        let names = Names::new(&net.suite, &accounts());
        Self { net, history, journal: Vec::new(), names }
    }

    /// Lets time pass until the start of a slot.
    fn at(&mut self, epoch: Epoch, slot: u8) -> Result<()> {
        let clock = self.net.suite.clock;
        let start = clock.epoch_start(epoch) + u64::from(slot) * clock.slot_ms();
        self.net.chain.advance_to(start).with_context(|| format!("until epoch {epoch} slot {slot}"))
    }

    /// Sends a message that must be accepted. Returns its answer.
    fn send<T, E>(&mut self, who: &str, message: Message<Result<T, E>>) -> Result<T>
    where
        T: Decode,
        E: Decode + Debug + Send + Sync + 'static,
    {
        let name = message.name;
        let Receipt { value, events, .. } =
            self.net.send(account(who), message).with_context(|| format!("{who}: {name}"))?;
        let emitted: Vec<&str> = events.iter().map(|event| self.names.of(event.contract)).collect();
        self.note(who, name, &format!("events of [{}]", emitted.join(", ")))?;
        Ok(value)
    }

    /// Sends a message that the contract must refuse with `expected`.
    fn refused<T, E>(&mut self, who: &str, message: Message<Result<T, E>>, expected: E) -> Result<()>
    where
        T: Decode + Debug,
        E: Decode + Debug + PartialEq + Send + Sync + 'static,
    {
        let name = message.name;
        match self.net.send(account(who), message) {
            Err(CallError::Refused { error, .. }) if error == expected => {
                self.note(who, name, &format!("refused: {expected:?}"))
            }
            Err(other) => {
                Err(other).with_context(|| format!("{who}: {name} was to refuse with {expected:?}"))
            }
            Ok(receipt) => bail!("{who}: {name} returned {:?}, was to refuse {expected:?}", receipt.value),
        }
    }

    /// Reads from a contract.
    fn view<R: Decode>(&mut self, message: Message<R>) -> Result<R> {
        Ok(self.net.view(message)?)
    }

    /// Writes something into the journal, with the slot it happened in.
    fn note(&mut self, who: &str, what: &str, outcome: &str) -> Result<()> {
        let slot = self.net.suite.clock.slot(self.net.chain.now()?);
        self.journal.push(format!("{}/{:02} {who}: {what}: {outcome}", slot.epoch, slot.index));
        Ok(())
    }

    /// Checks every invariant.
    fn check(&mut self) -> Result<()> {
        ensure_all(&mut self.net, &mut self.history)
    }

    fn end(mut self) -> Result<Ended<C>> {
        let state = state(&mut self.net, &self.names).context("reading the state")?;
        Ok(Ended { net: self.net, history: self.history, state, journal: self.journal })
    }
}
