//! Everything that the contracts' views show, as text that two chains can agree on: a line for each fact, addresses
//! as names, times as starts of slots since the suite's genesis.
//!
//! - `contracts`: code, owners, clocks, peers, parameters, supply;
//! - `nodes`: what there is of each node: registration, liveness, attestations, offers, pool;
//! - `people`: what each account has, and where;
//! - `agreements`: leases, proposals.

mod agreements;
mod contracts;
mod nodes;
mod people;

use crate::names::Names;
use crate::people::accounts;
use anyhow::Result;
use gridshare_sdk::{AccountId, Chain, Decode, Message, Network};
use interfaces::staking::{PositionView, ThawRequest};
use shared::{Epoch, NodeId};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// A fact and what it is, by name.
pub type State = BTreeMap<String, String>;

/// Reads everything.
pub(crate) fn state<C: Chain>(net: &mut Network<C>, names: &Names) -> Result<State> {
    let now = net.chain.now()?;
    let epochs = net.suite.clock.epoch(now) + 1;
    let nodes = net.view(net.suite.registry().node_count())?;
    let mut reader = Reader { net, names, state: State::new(), epochs, nodes };
    reader.contracts()?;
    for node in 0..nodes {
        reader.node(node)?;
    }
    for (name, account) in accounts() {
        reader.account(name, account)?;
    }
    reader.leases()?;
    reader.proposals()?;
    Ok(reader.state)
}

/// Returns the lines that two states, or two journals, do not share, the first one's with `-`.
pub fn differences<'a>(
    one: impl IntoIterator<Item = &'a str> + Clone,
    other: impl IntoIterator<Item = &'a str> + Clone,
) -> Vec<String> {
    let missing = |sign: &str, of: Vec<&str>, from: Vec<&str>| -> Vec<String> {
        of.into_iter().filter(|line| !from.contains(line)).map(|line| format!("{sign} {line}")).collect()
    };
    let (one, other): (Vec<&str>, Vec<&str>) = (one.into_iter().collect(), other.into_iter().collect());
    let mut lines = missing("-", one.clone(), other.clone());
    lines.extend(missing("+", other, one));
    lines
}

/// What is read, and how it is written down.
struct Reader<'a, C> {
    net: &'a mut Network<C>,
    names: &'a Names,
    state: State,
    /// How many epochs there were, the running one included.
    epochs: Epoch,
    /// How many nodes there are.
    nodes: NodeId,
}

impl<C: Chain> Reader<'_, C> {
    fn view<R: Decode>(&mut self, message: Message<R>) -> Result<R> {
        Ok(self.net.view(message)?)
    }

    /// Writes a fact down.
    fn put(&mut self, what: &str, value: &impl Debug) {
        let value = self.names.put_in(&format!("{value:?}"));
        self.state.insert(what.to_owned(), value);
    }

    /// Reads a fact that holds no times, and writes it down.
    fn read<R: Decode + Debug>(&mut self, what: &str, message: Message<R>) -> Result<()> {
        let value = self.view(message)?;
        self.put(what, &value);
        Ok(())
    }

    /// Replaces the times in thaw requests.
    fn with_times_of_thaws(&self, thaws: Vec<ThawRequest>) -> Vec<ThawRequest> {
        let thaw = |thaw: ThawRequest| ThawRequest { ready_at: self.names.slot_start(thaw.ready_at), ..thaw };
        thaws.into_iter().map(thaw).collect()
    }

    /// Reads what an account has in a pool.
    fn position(&mut self, node: NodeId, account: AccountId) -> Result<Option<PositionView>> {
        let position = self.view(self.net.suite.staking().position(node, account))?;
        Ok(position.map(|position| {
            let thaws = position.thaws.into_iter();
            let thaws = thaws.map(|(tokens, at)| (tokens, self.names.slot_start(at))).collect();
            PositionView { thaws, ..position }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn differences_are_told_by_side() {
        assert_eq!(differences(["a", "b"], ["b", "c"]), ["- a", "+ c"]);
        assert!(differences(["a", "b"], ["a", "b"]).is_empty());
    }
}
