//! Claims for several nodes at once: how many there can be, and what each node gets.

use crate::emission::{earnings, Earnings};
use ink::prelude::vec::Vec;
use interfaces::metering::{UsageClaim, UsageShare};
use interfaces::registry::TakenCredit;
use interfaces::rewards::{Claimed, EmissionSchedule, RewardsError};
use interfaces::staking::RewardDeposit;
use shared::limits::{MAX_CLAIM_EPOCHS, MAX_CLAIM_NODES, MAX_CLAIM_SHARES};
use shared::math::raise;
use shared::{Amount, Bps, NodeId};

/// What the nodes of a claim earned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earned {
    /// What each node earned, in their order: in no epoch where nothing could be claimed.
    pub claimed: Vec<Claimed>,
    /// What goes into the pool of each node that something could be claimed for.
    pub deposits: Vec<RewardDeposit>,
    /// Tokens that all of them earned together.
    pub total: Amount,
}

/// Passes if one message may claim `count` epochs for each of `nodes` nodes.
///
/// # Errors
/// `InvalidCount`, `InvalidBatch`.
pub fn check(nodes: usize, count: u32) -> Result<(), RewardsError> {
    if !(1..=MAX_CLAIM_EPOCHS).contains(&count) {
        return Err(RewardsError::InvalidCount);
    }
    let nodes = u32::try_from(nodes).unwrap_or(u32::MAX);
    let few = (1..=MAX_CLAIM_NODES).contains(&nodes) && nodes.saturating_mul(count) <= MAX_CLAIM_SHARES;
    few.then_some(()).ok_or(RewardsError::InvalidBatch)
}

/// Returns which usage goes with the credit that was taken of each node: that of the same epochs.
///
/// # Errors
/// `PeerFailed` when the credit is not that of as many nodes.
pub fn usage_claims(nodes: &[NodeId], credit: &[TakenCredit]) -> Result<Vec<UsageClaim>, RewardsError> {
    if credit.len() != nodes.len() {
        return Err(RewardsError::PeerFailed);
    }
    let claim = |(&node, taken): (&NodeId, &TakenCredit)| {
        let count = u32::try_from(taken.shares.len()).unwrap_or(u32::MAX);
        UsageClaim { node, first: taken.first, count }
    };
    Ok(nodes.iter().zip(credit).map(claim).collect())
}

/// Returns what nodes earned by the credit and the usage that were taken of each. `max_burn_rebate` (σ) is the
/// largest part of its own burn that a node gets back.
///
/// # Errors
/// `PeerFailed` when the usage is not that of the same nodes and epochs; `Arithmetic`.
pub fn earned(
    schedule: &EmissionSchedule,
    max_burn_rebate: Bps,
    nodes: &[NodeId],
    credit: Vec<TakenCredit>,
    usage: &[Vec<UsageShare>],
) -> Result<Earned, RewardsError> {
    if (credit.len(), usage.len()) != (nodes.len(), nodes.len()) {
        return Err(RewardsError::PeerFailed);
    }
    let mut earned = Earned::default();
    for ((&node, taken), usage) in nodes.iter().zip(credit).zip(usage) {
        let TakenCredit { owner, first, shares } = taken;
        if usage.len() != shares.len() {
            return Err(RewardsError::PeerFailed);
        }
        let Earnings { claimed, total, amounts } =
            earnings(schedule, first, &shares, usage, max_burn_rebate)?;
        earned.claimed.push(claimed);
        // Also when nothing was earned: a deposit lets stake that was bonded meanwhile become active.
        if !amounts.is_empty() {
            raise(&mut earned.total, total)?;
            earned.deposits.push(RewardDeposit { node, owner, first, amounts });
        }
    }
    Ok(earned)
}
