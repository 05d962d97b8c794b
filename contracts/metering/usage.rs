//! Usage: the tokens burned of settlements, by epoch. Emission is measured by it.
//!
//! Everybody's and each node's lie in the root and in the node's account for the running epoch and at least the eight
//! before it, so that a claim of these reads nothing else. What is older lies in items of eight epochs.

use core::ops::Range;
use ink::prelude::vec::Vec;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::metering::{MeteringError, UsageClaim, UsageShare};
use kit::{storage, OpenPage, PageCache};
use shared::epoch_groups::{group_end, group_of};
use shared::limits::MAX_CLAIM_EPOCHS;
use shared::math::raise;
use shared::{Amount, ArithmeticError, Epoch, EpochGroup, NodeId, RecentEpochs};

/// A node, or everybody (`None`), and the number of a group of epochs.
type Key = (Option<NodeId>, u32);

/// Everybody's usage, and nodes' usage of epochs that are not recent.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Usage {
    /// Tokens burned of everybody's settlements in recent epochs.
    recent: RecentEpochs,
    /// Tokens burned in earlier epochs; never all zero. A node's stay until rewards takes them.
    ended: Mapping<Key, EpochGroup, ManualKey<0x4000_0014>>,
}

/// Groups of everybody's usage that were read, so that none is read twice.
pub type Totals = PageCache<EpochGroup>;

impl Usage {
    /// Adds tokens burned of a node's settlement in epoch `now`. `of_node` is the usage in the node's account.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn accrue(
        &mut self,
        node: NodeId,
        of_node: &mut RecentEpochs,
        now: Epoch,
        burned: Amount,
    ) -> Result<(), ArithmeticError> {
        let Self { recent, ended } = self;
        for (whom, recent) in [(None, recent), (Some(node), of_node)] {
            let amount = recent.advance(now, |group, usage| storage::insert(ended, (whom, group), usage));
            raise(amount, burned)?;
        }
        Ok(())
    }

    /// Returns the tokens burned of everybody's settlements in `epoch`.
    pub fn total(&self, epoch: Epoch) -> Amount {
        self.find(None, self.recent, epoch)
    }

    /// Returns the tokens burned of a node's settlements in `epoch` that were not taken. `of_node` is the usage in
    /// the node's account.
    pub fn of_node(&self, node: NodeId, of_node: RecentEpochs, epoch: Epoch) -> Amount {
        self.find(Some(node), of_node, epoch)
    }

    fn find(&self, whom: Option<NodeId>, mut recent: RecentEpochs, epoch: Epoch) -> Amount {
        let number = group_of(epoch);
        match recent.group(number) {
            Some(group) => group.get(epoch),
            None => storage::get(&self.ended, (whom, number)).unwrap_or_default().get(epoch),
        }
    }

    /// Takes a node's usage of each of `epochs`, which have ended: out of `of_node`, the usage in the node's account,
    /// and out of items. Everybody's is not read where the node has none.
    pub fn take(
        &mut self,
        node: NodeId,
        of_node: &mut RecentEpochs,
        epochs: Range<Epoch>,
        totals: &mut Totals,
    ) -> Vec<UsageShare> {
        let mut shares = Vec::with_capacity(epochs.len());
        let mut from = epochs.start;
        while from < epochs.end {
            let (number, to) = (group_of(from), group_end(from).min(epochs.end));
            let is_past = of_node.is_past(number);
            let taken = match of_node.group(number) {
                Some(group) => group.take(from..to),
                None if is_past => self.take_ended(node, number, from..to),
                None => EpochGroup::default(),
            };
            let total = if taken.is_zero() { taken } else { self.total_group(number, totals) };
            for epoch in from..to {
                let burned = taken.get(epoch);
                shares.push(UsageShare { burned, total: if burned > 0 { total.get(epoch) } else { 0 } });
            }
            from = to;
        }
        shares
    }

    /// Takes a node's usage of `epochs`, which are in group `number`, out of the group's item.
    fn take_ended(&mut self, node: NodeId, number: u32, epochs: Range<Epoch>) -> EpochGroup {
        let key = (Some(node), number);
        let mut group = storage::take(&mut self.ended, key).unwrap_or_default();
        let taken = group.take(epochs);
        if !group.is_zero() {
            storage::insert(&mut self.ended, key, &group);
        }
        taken
    }

    /// Returns everybody's usage in group `number`.
    fn total_group(&mut self, number: u32, totals: &mut Totals) -> EpochGroup {
        if let Some(group) = self.recent.group(number) {
            return *group;
        }
        let at = totals.find(number).unwrap_or_else(|| {
            let key: Key = (None, number);
            let page = storage::get(&self.ended, key).unwrap_or_default();
            totals.add(OpenPage { number, page, changed: false })
        });
        totals.get_mut(at).map(|open| open.page).unwrap_or_default()
    }
}

/// Returns the epochs of `claim`, if all have ended in epoch `now`.
///
/// # Errors
/// `TooMany`, `EpochNotEnded`.
pub fn ended_epochs(claim: &UsageClaim, now: Epoch) -> Result<Range<Epoch>, MeteringError> {
    if claim.count > MAX_CLAIM_EPOCHS {
        return Err(MeteringError::TooMany);
    }
    let end = claim.first.checked_add(claim.count).filter(|end| *end <= now);
    Ok(claim.first..end.ok_or(MeteringError::EpochNotEnded)?)
}
