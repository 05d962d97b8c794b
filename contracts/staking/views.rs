//! What views answer about an account: its position with what it is worth, and its votes. Nothing is written.

use crate::holder::Holder;
use crate::pool::value;
use crate::position::ready_shares;
use crate::shares::pro_rata;
use crate::store::Store;
use crate::tranches::{self, pending_value};
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{
    Pool, Position, PositionView, StakingError, VotingPower, MAX_PORTFOLIO, MAX_VOTE_POOLS, POSITIONS_PAGE,
};
use shared::math::raise;
use shared::{Amount, ArithmeticError, Epoch, NodeId, Timestamp};

/// Reads a node's pool with the tranches converted that are overdue in `epoch`, and a holder's position in it,
/// if there is one. The owner's comes out of the pool, which is left with an empty one.
///
/// # Errors
/// When a number would not fit.
#[inline(never)]
pub fn read(
    store: &Store,
    node: NodeId,
    holder: &mut Holder,
    epoch: Epoch,
) -> Result<Option<(Pool, Position)>, ArithmeticError> {
    let Some(mut pool) = store.pool(node) else { return Ok(None) };
    let mut old = store.tranches(node, &pool);
    tranches::convert(&mut pool, tranches::overdue_before(epoch), &mut old)?;
    let opened = store.open_position(node, &mut pool, holder, &mut old)?;
    let position = opened.exists.then_some(opened.position);
    Ok(position.map(|position| (pool, position)))
}

/// Returns one page of the pools that an account has something in: first those of its portfolio, then those
/// of its list.
pub fn positions(store: &Store, account: &AccountId, page: u32) -> Vec<NodeId> {
    let held = store.portfolio(account).held;
    let mut nodes: Vec<NodeId> = held.iter().map(|held| held.node).collect();
    if let Some(before) = page.checked_sub(1) {
        // The portfolio moves each page of the list that far towards the next one.
        nodes = store.listed(account, before);
        let moved = nodes.len().min((POSITIONS_PAGE as usize).saturating_sub(held.len()));
        nodes.drain(..moved);
    }
    nodes.extend(store.listed(account, page));
    nodes.truncate(POSITIONS_PAGE as usize);
    nodes
}

const _: () = assert!(MAX_PORTFOLIO < POSITIONS_PAGE as usize);

/// Returns what an opened position is worth in tokens, and which of them can be withdrawn at `now`.
///
/// # Errors
/// When a number would not fit.
pub fn position(pool: &Pool, position: &Position, now: Timestamp) -> Result<PositionView, ArithmeticError> {
    let thawing = |shares| pro_rata(shares, pool.thawing, pool.thawing_shares);
    let mut thaws = Vec::with_capacity(position.thaws.len());
    for thaw in &position.thaws {
        thaws.push((thawing(thaw.shares)?, thaw.ready_at));
    }
    Ok(PositionView {
        shares: position.shares,
        value: value(position.shares, pool)?,
        pending: pending_value(pool, position, Epoch::MAX)?,
        thaws,
        ready: thawing(ready_shares(position, now)?)?,
    })
}

/// Sums up the votes of an account in `pools` on what was proposed at `since`.
///
/// # Errors
/// `InvalidPools` when they do not ascend or are too many.
pub fn voting_power(
    store: &Store,
    account: &AccountId,
    pools: &[NodeId],
    since: Timestamp,
) -> Result<VotingPower, StakingError> {
    if pools.len() > MAX_VOTE_POOLS || !pools.is_sorted_by(|a, b| a < b) {
        return Err(StakingError::InvalidPools);
    }
    let (mut holder, mut sum) = (Holder::new(*account), 0);
    for &node in pools {
        // As stored: a tranche that is overdue but not converted is not in the total either.
        if let Some((pool, position)) = read(store, node, &mut holder, Epoch::MIN)? {
            raise(&mut sum, votes(&pool, &position, account, since)?)?;
        }
    }
    Ok(VotingPower { votes: sum, total: store.total_active })
}

/// Returns the tokens that an account's opened position votes with on what was proposed at `since`: its
/// active ones, unless it opened the pool, or took it over with the node, at that moment or later.
///
/// # Errors
/// When a number would not fit.
pub fn votes(
    pool: &Pool,
    position: &Position,
    account: &AccountId,
    since: Timestamp,
) -> Result<Amount, ArithmeticError> {
    let too_late = pool.owner == *account && pool.owner_since >= since;
    if too_late {
        return Ok(0);
    }
    value(position.shares, pool)
}
