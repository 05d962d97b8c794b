//! The stake that votes: the pools of an account, and those of them that a vote takes.

use crate::commands::stake::pools_of;
use crate::context::Context;
use crate::output::{list, table, Answer};
use gridshare_sdk::words::part;
use gridshare_sdk::AccountId;
use interfaces::staking::MAX_VOTE_POOLS;
use serde_json::json;
use shared::math::part as part_of;
use shared::{Amount, Bps, NodeId, Rounding, ONE_BPS};

/// What an account has in one pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stake {
    /// The pool's node.
    pub node: NodeId,
    /// Active tokens: they vote.
    pub active: Amount,
    /// Pending tokens: they do not vote yet.
    pub pending: Amount,
}

/// Returns what an account has in all pools.
///
/// # Errors
/// When the chain cannot be asked.
pub fn of(ctx: &mut Context, account: AccountId) -> anyhow::Result<Vec<Stake>> {
    let mut stakes = Vec::new();
    for node in pools_of(ctx, account)? {
        let position = ctx.view(ctx.suite().staking().position(node, account))?;
        stakes.extend(position.map(|position| Stake {
            node,
            active: position.value,
            pending: position.pending,
        }));
    }
    Ok(stakes)
}

/// Returns the pools for one vote, in the order that contracts want, and how many with active stake do not fit.
pub fn strongest(stakes: &[Stake]) -> (Vec<NodeId>, usize) {
    let mut voting: Vec<&Stake> = stakes.iter().filter(|stake| stake.active > 0).collect();
    voting.sort_by_key(|stake| (std::cmp::Reverse(stake.active), stake.node));
    let left_out = voting.len().saturating_sub(MAX_VOTE_POOLS);
    let chosen = voting.iter().take(MAX_VOTE_POOLS).map(|stake| stake.node).collect();
    (ascending(chosen), left_out)
}

/// Returns pools in the order that contracts want, each once.
pub fn ascending(mut pools: Vec<NodeId>) -> Vec<NodeId> {
    pools.sort_unstable();
    pools.dedup();
    pools
}

/// Says how many pools.
pub fn counted(pools: usize) -> String {
    match pools {
        1 => "1 pool".to_owned(),
        many => format!("{many} pools"),
    }
}

/// Returns a part of a whole in basis points, rounded down; nothing of nothing.
pub fn share(of: Amount, whole: Amount) -> Bps {
    let (mut of, mut whole) = (of, whole);
    // Precise enough when both are halved until they can be multiplied.
    while of > Amount::MAX / Amount::from(ONE_BPS) {
        (of, whole) = (of / 2, whole / 2);
    }
    let share = (of * Amount::from(ONE_BPS)).checked_div(whole).unwrap_or(0);
    Bps::try_from(share).unwrap_or(Bps::MAX)
}

/// Shows the stake with which an account votes.
///
/// # Errors
/// When the chain cannot be asked.
pub fn power(ctx: &mut Context, account: Option<&str>) -> anyhow::Result<()> {
    let account = ctx.account_or_from(account)?;
    let stakes = of(ctx, account)?;
    let total = ctx.view(ctx.suite().staking().total_active())?;
    let params = ctx.view(ctx.suite().governance().params())?;
    let threshold = part_of(total, params.threshold, Rounding::Up).unwrap_or(Amount::MAX).max(1);
    let (chosen, left_out) = strongest(&stakes);
    let votes: Amount =
        stakes.iter().filter(|stake| chosen.contains(&stake.node)).map(|stake| stake.active).sum();
    let mut rows = vec![
        ("account", ctx.namer().account(&account)),
        ("votes", format!("{}, {} of all active stake", ctx.tokens(votes), part(share(votes, total)))),
    ];
    if left_out > 0 {
        rows.push(("left out", format!("{}: a vote takes the {MAX_VOTE_POOLS} largest", counted(left_out))));
    }
    let least = ctx.tokens(threshold);
    rows.push((
        "proposing",
        match votes >= threshold {
            true => format!("possible: it takes {least}, and a deposit of {}", ctx.tokens(params.deposit)),
            false => format!("not possible: it takes {least}"),
        },
    ));
    let mut text = list(rows);
    if !stakes.is_empty() {
        let row =
            |stake: &Stake| [stake.node.to_string(), ctx.tokens(stake.active), ctx.tokens(stake.pending)];
        text += &format!("\n\n{}", table([">pool", ">votes", ">not yet"], stakes.iter().map(row)));
    }
    if let Some(stake) = stakes.iter().find(|stake| stake.pending > 0) {
        text += "\n\nBonded stake votes once the rewards of the epoch after it are claimed.";
        text += &format!("\n  next: gridshare reward claim {}", stake.node);
    }
    let pools: Vec<_> = stakes
        .iter()
        .map(|stake| {
            json!({ "node": stake.node, "active": stake.active.to_string(), "pending": stake.pending.to_string() })
        })
        .collect();
    let json = json!({
        "account": ctx.namer().address(&account),
        "votes": votes.to_string(),
        "total": total.to_string(),
        "threshold": threshold.to_string(),
        "can_propose": votes >= threshold,
        "pools": pools,
    });
    ctx.print(&Answer::new(text, json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_takes_the_largest_pools_in_ascending_order() {
        let stake = |node, active| Stake { node, active, pending: 9 };
        let few = [stake(5, 1), stake(2, 0), stake(1, 7)];
        assert_eq!(strongest(&few), (vec![1, 5], 0), "pending stake does not vote");
        let many: Vec<Stake> = (0..20).map(|node| stake(node, Amount::from(node) + 1)).collect();
        assert_eq!(strongest(&many), ((4..20).collect(), 4));
        assert_eq!(ascending(vec![3, 1, 3]), [1, 3]);
    }

    #[test]
    fn shares_of_any_size() {
        assert_eq!((share(1, 3), share(0, 0), share(5, 5)), (3_333, 0, ONE_BPS));
        assert_eq!(share(Amount::MAX / 2 + 1, Amount::MAX), 5_000);
    }
}
