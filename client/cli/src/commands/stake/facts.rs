//! What there is to know of a pool, computed from what staking stores.

use crate::context::Context;
use interfaces::staking::{Pool, StakingParams, Tranche};
use shared::math::mul_div;
use shared::{Amount, Bps, Epoch, NodeId, Rounding, Shares};

/// A stake that is short of its minimum by no more than this part of it is short by rounding only; staking lets it
/// count.
const ROUNDING: Amount = 1_000;

/// A pool, and the parameters that hold for it.
#[derive(Clone, Debug)]
pub struct PoolFacts {
    /// The node.
    pub node: NodeId,
    /// The pool as stored.
    pub pool: Pool,
    /// Staking's parameters.
    pub params: StakingParams,
}

impl PoolFacts {
    /// Reads a node's pool, if it has one.
    ///
    /// # Errors
    /// When the chain cannot be asked.
    pub fn read(ctx: &mut Context, node: NodeId, params: &StakingParams) -> anyhow::Result<Option<Self>> {
        let pool = ctx.view(ctx.suite().staking().pool(node))?;
        Ok(pool.map(|pool| Self { node, pool, params: params.clone() }))
    }

    /// Returns the tokens in tranches of epochs before `epoch`.
    fn pending_before(&self, epoch: Epoch) -> Amount {
        self.tranches_before(epoch).map(|tranche| tranche.tokens).sum()
    }

    fn tranches_before(&self, epoch: Epoch) -> impl Iterator<Item = &Tranche> {
        self.pool.tranches.iter().filter(move |tranche| tranche.epoch < epoch)
    }

    /// Returns the tokens that are pending.
    pub fn pending(&self) -> Amount {
        self.pending_before(Epoch::MAX)
    }

    /// Returns whether a claim of all epochs before `now` makes pending tokens active: that of the epoch after their
    /// bond does.
    pub fn joins_by_claim(&self, now: Epoch) -> bool {
        self.pool.tranches.iter().any(|tranche| tranche.tokens > 0 && tranche.epoch.saturating_add(1) < now)
    }

    /// Returns the tokens that are active or pending.
    pub fn total(&self) -> Amount {
        self.pool.active.saturating_add(self.pending())
    }

    /// Returns the owner's tokens among them that were bonded before `epoch`.
    fn own_before(&self, epoch: Epoch) -> Amount {
        let position = &self.pool.owner_position;
        let active = worth(position.shares, self.pool.active, self.pool.shares);
        let pending = self.tranches_before(epoch).flat_map(|tranche| {
            let own = position.pending.iter().filter(|pending| pending.epoch == tranche.epoch);
            own.map(|pending| worth(pending.tranche_shares, tranche.tokens, tranche.shares))
        });
        pending.fold(active, Amount::saturating_add)
    }

    /// Returns the owner's tokens, active and pending.
    pub fn own(&self) -> Amount {
        self.own_before(Epoch::MAX)
    }

    /// Returns the delegators' tokens, active and pending.
    pub fn delegated(&self) -> Amount {
        self.total().saturating_sub(self.own())
    }

    /// Returns whether so much stake of an owner makes its node count.
    fn is_enough(&self, own: Amount) -> bool {
        let least = self.params.min_owner_bond;
        own >= least.saturating_sub(least / ROUNDING)
    }

    /// Returns the tokens that the owner's stake is short of what makes the node count; 0 if it does.
    pub fn short_by(&self) -> Amount {
        let own = self.own();
        if self.is_enough(own) {
            return 0;
        }
        self.params.min_owner_bond.saturating_sub(own)
    }

    /// Returns the stake that counts in `epoch`, with the tokens that are there now.
    pub fn counts_in(&self, epoch: Epoch) -> Amount {
        let own = self.own_before(epoch);
        if !self.is_enough(own) {
            return 0;
        }
        let stake = self.pool.active.saturating_add(self.pending_before(epoch));
        stake.min(own.saturating_mul(self.params.max_leverage.into()))
    }

    /// Returns how many more tokens can be delegated and still count.
    pub fn room(&self) -> Amount {
        let own = self.own();
        if !self.is_enough(own) || self.pool.terms.closed {
            return 0;
        }
        own.saturating_mul(self.params.max_leverage.into()).saturating_sub(self.total())
    }

    /// Returns the commission on what is earned in `epoch`.
    pub fn commission(&self, epoch: Epoch) -> Bps {
        self.pool.commission.iter().rev().find(|(from, _)| *from <= epoch).map_or(0, |(_, rate)| *rate)
    }

    /// Returns the commission that is announced after `epoch`: from which epoch on, and its rate.
    pub fn next_commission(&self, epoch: Epoch) -> Option<(Epoch, Bps)> {
        self.pool.commission.iter().find(|(from, _)| *from > epoch).copied()
    }

    /// Returns the tokens that a million shares are worth, in millionths of the token: how the price of a share
    /// compares with one, in parts of a million. `None` for a pool without shares.
    pub fn price_ppm(&self) -> Option<Amount> {
        mul_div(self.pool.active, 1_000_000, self.pool.shares.0, Rounding::Down).ok()
    }
}

/// Returns the tokens that `shares` of `all` are worth; none where there are no shares.
fn worth(shares: Shares, tokens: Amount, all: Shares) -> Amount {
    mul_div(shares.0, tokens, all.0, Rounding::Down).unwrap_or(0)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use gridshare_sdk::AccountId;
    use interfaces::staking::{PendingStake, PoolTerms, Position};
    use shared::TOKEN;

    /// A pool of node 3: the owner has 100 active tokens, delegators `delegated`; `pending` are the owner's, bonded
    /// in epoch 5.
    pub fn pool(delegated: Amount, pending: Amount) -> PoolFacts {
        let active = 100 * TOKEN + delegated;
        let tranche = Tranche { epoch: 5, tokens: pending, shares: Shares(pending) };
        let owner_position = Position {
            shares: Shares(100 * TOKEN),
            pending: vec![PendingStake { epoch: 5, tranche_shares: Shares(pending) }],
            ..Position::default()
        };
        let pool = Pool {
            converted: Vec::new(),
            owner: AccountId::from([1; 32]),
            owner_since: 0,
            active,
            shares: Shares(active),
            tranches: vec![tranche],
            thawing: 0,
            thawing_shares: Shares::ZERO,
            share_nonce: 0,
            thaw_nonce: 0,
            owner_position,
            commission: vec![(2, 500), (6, 700)],
            terms: PoolTerms::default(),
            jailed_until: None,
        };
        PoolFacts { node: 3, pool, params: StakingParams::default() }
    }

    #[test]
    fn stake_counts_from_the_epoch_after_its_bond_up_to_the_leverage() {
        let facts = pool(50 * TOKEN, 20 * TOKEN);
        assert_eq!((facts.own(), facts.delegated(), facts.total()), (120 * TOKEN, 50 * TOKEN, 170 * TOKEN));
        assert_eq!((facts.counts_in(5), facts.counts_in(6)), (150 * TOKEN, 170 * TOKEN));
        assert_eq!(facts.room(), (16 * 120 - 170) * TOKEN);
        assert_eq!(pool(10_000 * TOKEN, 0).counts_in(5), 1_600 * TOKEN);
        assert_eq!(pool(10_000 * TOKEN, 0).room(), 0);
    }

    #[test]
    fn an_owner_below_the_minimum_makes_the_node_count_for_nothing() {
        let mut facts = pool(50 * TOKEN, 0);
        facts.pool.owner_position.shares = Shares(60 * TOKEN);
        assert_eq!((facts.counts_in(6), facts.short_by(), facts.room()), (0, 40 * TOKEN, 0));
        // Short by rounding only.
        facts.pool.owner_position.shares = Shares(100 * TOKEN - 1);
        assert_eq!((facts.short_by(), facts.counts_in(6)), (0, 150 * TOKEN));
    }

    #[test]
    fn stake_joins_by_the_claim_of_the_epoch_after_its_bond() {
        let facts = pool(0, TOKEN);
        assert_eq!([5, 6, 7].map(|now| facts.joins_by_claim(now)), [false, false, true]);
        assert!(!pool(0, 0).joins_by_claim(7));
    }

    #[test]
    fn commission_is_that_of_the_epoch() {
        let facts = pool(0, 0);
        assert_eq!([1, 2, 5, 6].map(|epoch| facts.commission(epoch)), [0, 500, 500, 700]);
        assert_eq!(facts.next_commission(5), Some((6, 700)));
        assert_eq!(facts.next_commission(6), None);
        assert_eq!(facts.price_ppm(), Some(1_000_000));
    }
}
