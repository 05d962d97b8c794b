//! What must hold in a [`PoolHarness`] after every verb: every rule of [`crate::pool`], and that nobody
//! gained or lost more than rounding.

use super::harness::{PoolHarness, ACCOUNTS};
use crate::shares::MAX_SHARES_PER_UNIT;
use interfaces::staking::{StakingError, MAX_THAWS};
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
        let tranches = |h: &Self| -> Vec<_> {
            let members = (0..ACCOUNTS)
                .map(|who| h.position(who).pending.into_iter().map(|pending| pending.epoch).collect());
            members.chain([h.pool.tranches.iter().map(|t| t.epoch).collect::<Vec<_>>()]).collect()
        };
        let (was, is) = (tranches(before), tranches(self));
        let gone =
            was.iter().zip(is).flat_map(|(was, is)| was.iter().filter(move |t| !is.contains(t))).count();
        (gone as i128 + 1) * (2 * self.price().max(before.price()) as i128 + 2)
    }

    /// Returns whether all members took over their shares of converted tranches that slashing did not void.
    pub fn nothing_converted(&self) -> bool {
        self.converted.0.keys().all(|epoch| *epoch < self.emptied_in)
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
        let converted = || self.converted.0.iter().filter(|(epoch, _)| **epoch >= self.emptied_in);
        let not_taken: u128 = converted().map(|(_, tranche)| tranche.shares.0).sum();
        let shares: u128 = valid().map(|p| p.shares.0).sum();
        assert_eq!(pool.shares.0, shares + not_taken, "every share is somebody's");
        let thaw_valid = positions.iter().filter(|p| p.thaw_nonce == pool.thaw_nonce);
        let thawing: u128 = thaw_valid.flat_map(|p| &p.thaws).map(|t| t.shares.0).sum();
        assert_eq!(pool.thawing_shares.0, thawing);

        let mut by_epoch: HashMap<Epoch, u128> = HashMap::new();
        for pending in valid().flat_map(|p| &p.pending) {
            *by_epoch.entry(pending.epoch).or_default() += pending.tranche_shares.0;
        }
        let converted = converted().map(|(epoch, tranche)| (*epoch, tranche.tranche_shares.0));
        let expected: HashMap<_, _> =
            pool.tranches.iter().map(|t| (t.epoch, t.shares.0)).chain(converted).collect();
        assert_eq!(by_epoch, expected, "tranches are what their members brought");
        assert!(pool.tranches.len() <= JOIN_GRACE_EPOCHS as usize + 1);
        assert!(positions.iter().all(|p| p.thaws.len() <= MAX_THAWS));

        // What all could take is there, and what is there and nobody could take is rounding.
        let all: Amount = (0..ACCOUNTS).map(|who| self.stake(who)).sum();
        let entries = positions.iter().map(|p| (p.pending.len() + p.thaws.len()) as Amount).sum::<Amount>();
        let members = Amount::from(ACCOUNTS) + entries;
        assert!(all <= self.held && self.held - all <= members * (self.price() + 1));
    }
}
