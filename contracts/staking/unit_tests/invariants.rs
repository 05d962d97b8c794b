//! What must hold in a [`PoolHarness`] after every verb: every rule of [`crate::pool`], and that nobody
//! gained or lost more than rounding.

use super::harness::{PoolHarness, ACCOUNTS};
use crate::shares::MAX_SHARES_PER_UNIT;
use crate::tranches::overdue_before;
use interfaces::staking::{StakingError, MAX_CONVERTED, MAX_THAWS};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::{Amount, Epoch};
use std::collections::HashMap;

impl PoolHarness {
    /// Returns the tokens that `who` has in the pool and took out of it, less those it put in.
    pub fn wealth(&self, who: u8) -> i128 {
        self.stake(who) as i128 + self.purse[usize::from(who)]
    }

    /// Does something whole or not at all, and checks that wealth went where it should and nowhere else.
    pub fn step<T>(
        &mut self,
        moved: &[(u8, i128)],
        f: impl FnOnce(&mut Self) -> Result<T, StakingError>,
    ) -> Result<T, StakingError> {
        let before = self.clone();
        let result = f(self);
        if result.is_err() {
            *self = before;
            return result;
        }
        self.check();
        let bound = self.rounding(&before);
        for who in 0..ACCOUNTS {
            let due: i128 = moved.iter().filter(|(of, _)| *of == who).map(|(_, amount)| amount).sum();
            let change = self.wealth(who) - before.wealth(who) - due;
            assert!(change.abs() <= bound, "{who}: {change} is more than rounding, {bound}");
        }
        result
    }

    /// Returns the tokens that rounding can cost or give one account since `before`: a share when a tranche
    /// was converted, and when one of its members took its shares over. Everything else is at most a unit.
    pub fn rounding(&self, before: &Self) -> i128 {
        let tranches = |h: &Self| -> Vec<Vec<Epoch>> {
            let members = (0..ACCOUNTS)
                .map(|who| h.position(who).pending.into_iter().map(|pending| pending.epoch).collect());
            members.chain([h.pool.tranches.iter().map(|t| t.epoch).collect::<Vec<_>>()]).collect()
        };
        // Views convert what is overdue, so that it rounds too, whenever the price changes.
        let mut viewed = self.clone();
        viewed.convert_before(overdue_before(self.epoch));
        let (was, is) = (tranches(before), tranches(&viewed));
        let gone =
            was.iter().zip(is).flat_map(|(was, is)| was.iter().filter(move |t| !is.contains(t))).count();
        (gone as i128 + 1) * (2 * self.price().max(before.price()) as i128 + 2)
    }

    /// Checks the pool against its positions.
    pub fn check(&self) {
        let pool = &self.pool;
        let pending: Amount = pool.tranches.iter().map(|t| t.tokens).sum();
        assert_eq!(self.held, pool.active + pending + pool.thawing, "every token is somewhere");
        let tranches = pool.tranches.iter().map(|t| (t.tokens, t.shares));
        for (tokens, shares) in
            tranches.chain([(pool.active, pool.shares), (pool.thawing, pool.thawing_shares)])
        {
            assert_eq!(tokens == 0, shares.is_zero(), "shares of nothing, or nobody's tokens");
            assert!(tokens * MAX_SHARES_PER_UNIT >= shares.0, "too many shares for a token");
        }
        assert!(pool.tranches.iter().all(|t| t.tokens > 0));

        let positions: Vec<_> = (0..ACCOUNTS).map(|who| self.position(who)).collect();
        let owners = &pool.owner_position;
        assert_eq!((owners.share_nonce, owners.thaw_nonce), (pool.share_nonce, pool.thaw_nonce));
        let valid = || positions.iter().filter(|p| p.share_nonce == pool.share_nonce);
        let converted = self.converted();
        let not_taken: u128 = converted.iter().map(|tranche| tranche.shares.0).sum();
        let shares: u128 = valid().map(|p| p.shares.0).sum();
        assert_eq!(pool.shares.0, shares + not_taken, "every share is somebody's");
        let thaw_valid = positions.iter().filter(|p| p.thaw_nonce == pool.thaw_nonce);
        let thawing: u128 = thaw_valid.flat_map(|p| &p.thaws).map(|t| t.shares.0).sum();
        assert_eq!(pool.thawing_shares.0, thawing);

        let mut by_epoch: HashMap<Epoch, u128> = HashMap::new();
        for pending in valid().flat_map(|p| &p.pending) {
            *by_epoch.entry(pending.epoch).or_default() += pending.tranche_shares.0;
        }
        let untaken = converted.iter().map(|tranche| (tranche.epoch, tranche.tranche_shares.0));
        let expected: HashMap<_, _> =
            pool.tranches.iter().map(|t| (t.epoch, t.shares.0)).chain(untaken).collect();
        assert_eq!(by_epoch, expected, "tranches are what their members brought");
        assert!(pool.tranches.len() <= JOIN_GRACE_EPOCHS as usize + 1);
        assert!(pool.converted.len() <= MAX_CONVERTED, "nobody makes a pool larger");
        assert!(pool.converted.is_sorted_by(|a, b| a.epoch < b.epoch));
        let youngest_beside = self.old.0.values().flatten().map(|tranche| tranche.epoch).max();
        let oldest = pool.converted.first().map(|tranche| tranche.epoch);
        assert!(oldest.is_none_or(|oldest| youngest_beside < Some(oldest)), "the latest are in the pool");
        assert!(positions.iter().all(|p| p.thaws.len() <= MAX_THAWS));

        // What all could take is there, and what is there and nobody could take is rounding.
        let all: Amount = (0..ACCOUNTS).map(|who| self.stake(who)).sum();
        let entries = positions.iter().map(|p| (p.pending.len() + p.thaws.len()) as Amount).sum::<Amount>();
        let members = Amount::from(ACCOUNTS) + entries;
        assert!(all <= self.held && self.held - all <= members * (self.price() + 1));
    }
}
