//! Invariant of claims: what an epoch earned can be claimed once.

use super::history::{Earned, EndedEpoch};
use super::snapshot::NodeSnapshot;
use super::{ObservedHistory, StateSnapshot};
use anyhow::{ensure, Result};
use gridshare_sdk::{Chain, Network};

/// Checks that a node's credit and usage of an ended epoch stay the same until they are claimed, and are zero then.
pub fn claimed_once<C: Chain>(
    net: &mut Network<C>,
    snapshot: &StateSnapshot,
    history: &mut ObservedHistory,
) -> Result<()> {
    let (registry, metering) = (net.suite.registry(), net.suite.metering());
    for epoch in 0..snapshot.now {
        if history.ended.get(&epoch).is_some_and(|ended| ended.done) {
            continue;
        }
        let total = Earned {
            credit: net.view(registry.total_credit(epoch))?,
            usage: net.view(metering.total_usage(epoch))?,
        };
        let first_look = !history.ended.contains_key(&epoch);
        let ended = history.ended.entry(epoch).or_insert(EndedEpoch { total, ..EndedEpoch::default() });
        ensure!(ended.total == total, "epoch {epoch} was {:?} and is {total:?}", ended.total);
        if total == Earned::default() {
            ended.done = true;
            continue;
        }
        for NodeSnapshot { id: node, record, liveness, .. } in &snapshot.nodes {
            let is_claimed = liveness.claimed_to > epoch;
            if ended.claimed.contains(node) {
                ensure!(is_claimed, "node {node} may claim epoch {epoch} again");
                continue;
            }
            let left = Earned {
                credit: net.view(registry.credit(*node, epoch))?,
                usage: net.view(metering.usage(*node, epoch))?,
            };
            if is_claimed {
                ensure!(left == Earned::default(), "node {node} claimed epoch {epoch} and has {left:?} left");
                ended.claimed.insert(*node);
            }
            if first_look {
                let was_there = net.suite.clock.epoch(record.registered_at) <= epoch;
                ended.nodes.insert(*node, (!is_claimed || !was_there).then_some(left));
            } else if !is_claimed {
                let before = ended.nodes.get(node).copied().flatten().unwrap_or_default();
                ensure!(left == before, "node {node} had {before:?} in epoch {epoch} and has {left:?}");
            }
        }
        let seen: Vec<Earned> = ended.nodes.values().copied().flatten().collect();
        let sum = Earned {
            credit: seen.iter().map(|earned| earned.credit).sum(),
            usage: seen.iter().map(|earned| earned.usage).sum(),
        };
        let all_seen = seen.len() == ended.nodes.len();
        let fits = sum.credit <= total.credit && sum.usage <= total.usage;
        ensure!(fits && (sum == total || !all_seen), "epoch {epoch}: nodes have {sum:?} of {total:?}");
        ended.done = ended.claimed.len() == snapshot.nodes.len();
    }
    Ok(())
}
