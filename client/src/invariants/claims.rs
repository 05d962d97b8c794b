//! Claims: what epochs earned, and that nobody gets it twice.

use super::known::{Ledger, Share};
use super::picture::Standing;
use super::{Known, Picture};
use crate::chain::Chain;
use crate::contracts::Network;
use anyhow::{ensure, Result};

/// Credit and usage stay as they were when their epoch ended until they are claimed, and are gone then.
pub fn claimed_once<C: Chain>(net: &mut Network<C>, picture: &Picture, known: &mut Known) -> Result<()> {
    let (registry, metering) = (net.suite.registry(), net.suite.metering());
    for epoch in 0..picture.now {
        if known.ledgers.get(&epoch).is_some_and(|ledger| ledger.done) {
            continue;
        }
        let total = Share {
            credit: net.view(registry.total_credit(epoch))?,
            usage: net.view(metering.total_usage(epoch))?,
        };
        let first_look = !known.ledgers.contains_key(&epoch);
        let ledger = known.ledgers.entry(epoch).or_insert(Ledger { total, ..Ledger::default() });
        ensure!(ledger.total == total, "epoch {epoch} was {:?} and is {total:?}", ledger.total);
        if total == Share::default() {
            ledger.done = true;
            continue;
        }
        for Standing { id: node, record, liveness, .. } in &picture.nodes {
            let is_claimed = liveness.claimed_to > epoch;
            if ledger.claimed.contains(node) {
                ensure!(is_claimed, "node {node} may claim epoch {epoch} again");
                continue;
            }
            let left = Share {
                credit: net.view(registry.credit(*node, epoch))?,
                usage: net.view(metering.usage(*node, epoch))?,
            };
            if is_claimed {
                ensure!(left == Share::default(), "node {node} claimed epoch {epoch} and has {left:?} left");
                ledger.claimed.insert(*node);
            }
            if first_look {
                let was_there = net.suite.clock.epoch(record.registered_at) <= epoch;
                ledger.nodes.insert(*node, (!is_claimed || !was_there).then_some(left));
            } else if !is_claimed {
                let before = ledger.nodes.get(node).copied().flatten().unwrap_or_default();
                ensure!(left == before, "node {node} had {before:?} in epoch {epoch} and has {left:?}");
            }
        }
        let seen: Vec<Share> = ledger.nodes.values().copied().flatten().collect();
        let sum = Share {
            credit: seen.iter().map(|share| share.credit).sum(),
            usage: seen.iter().map(|share| share.usage).sum(),
        };
        let all_seen = seen.len() == ledger.nodes.len();
        let fits = sum.credit <= total.credit && sum.usage <= total.usage;
        ensure!(fits && (sum == total || !all_seen), "epoch {epoch}: nodes have {sum:?} of {total:?}");
        ledger.done = ledger.claimed.len() == picture.nodes.len();
    }
    Ok(())
}
