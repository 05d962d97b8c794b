//! The verbs of a [`PoolHarness`]: each is done whole or not at all, and compared with the state before it.

use super::harness::{account, PoolHarness, ACCOUNTS, PARAMS, THAW_MS};
use crate::earnings;
use crate::penalty::{self, Cut};
use crate::position::{is_empty, PositionMut};
use crate::tranches;
use interfaces::staking::{PendingStake, StakingError};
use shared::{Amount, Bps, Epoch, Shares};

impl PoolHarness {
    pub fn bond(&mut self, who: u8, amount: Amount) -> Result<(), StakingError> {
        self.bond_for(who, who, amount)
    }

    pub fn bond_for(&mut self, payer: u8, who: u8, amount: Amount) -> Result<(), StakingError> {
        let (thaws, shares) = (self.position(who).thaws, self.view(who).shares);
        self.step(&[(payer, -(amount as i128)), (who, amount as i128)], |h| {
            let epoch = h.epoch;
            h.with_position(who, |position| position.bond(amount, epoch, &PARAMS))?;
            h.held += amount;
            h.purse[usize::from(payer)] -= amount as i128;
            Ok(())
        })?;
        let after = self.position(who);
        assert!(after.thaws == thaws || after.thaws.is_empty(), "a bond touches no thaw request");
        assert_eq!(after.shares, shares, "nor shares");
        Ok(())
    }

    pub fn unbond(&mut self, who: u8, shares: Shares) -> Result<Amount, StakingError> {
        self.step(&[], |h| {
            let ready_at = h.now() + THAW_MS;
            h.with_position(who, |position| position.unbond(shares, ready_at, PARAMS.min_bond))
        })
    }

    /// Unbonds so many per cent of the shares that the account has.
    pub fn unbond_part(&mut self, who: u8, per_cent: u8) -> Result<Amount, StakingError> {
        self.unbond(who, Shares(self.view(who).shares.0 * u128::from(per_cent) / 100))
    }

    pub fn cancel_unbond(&mut self, who: u8, index: u8) -> Result<Amount, StakingError> {
        self.step(&[], |h| {
            let epoch = h.epoch;
            h.with_position(who, |position| position.cancel_unbond(index, epoch, PARAMS.min_bond))
        })
    }

    pub fn withdraw(&mut self, who: u8) -> Result<Amount, StakingError> {
        let ready = self.view(who).ready;
        let amount = self.step(&[], |h| {
            let now = h.now();
            let amount = h.with_position(who, |position| position.withdraw(now))?;
            h.held -= amount;
            h.purse[usize::from(who)] += amount as i128;
            Ok(amount)
        })?;
        assert_eq!(amount, ready, "the view tells what can be withdrawn");
        Ok(amount)
    }

    /// Hands the node and its pool over to `who`.
    pub fn take_over(&mut self, who: u8) -> Result<(), StakingError> {
        let from = self.owner();
        let stake = self.stake(from) as i128;
        self.step(&[(from, -stake), (who, stake)], |h| {
            let now = h.now();
            h.convert_before(tranches::overdue_before(h.epoch));
            let left = h.open(who).take_over(account(who), now)?;
            h.positions.remove(&who);
            assert!(is_empty(&left), "nothing is left behind");
            Ok(())
        })
    }

    pub fn deposit(&mut self, first: Epoch, amounts: &[Amount]) {
        // Whoever holds no share and bonded in the last of these epochs or later, and is not overdue.
        let last =
            (first + Epoch::try_from(amounts.len()).unwrap() - 1).max(tranches::overdue_before(self.epoch));
        let late: Vec<_> = (0..ACCOUNTS)
            .filter(|&who| {
                let position = self.position(who);
                let still = |own: &PendingStake| self.pool.tranches.iter().any(|t| t.epoch == own.epoch);
                position.shares.is_zero()
                    && position.pending.iter().all(|own| own.epoch >= last && still(own))
            })
            .map(|who| (who, self.stake(who)))
            .collect();
        let price = (self.pool.active, self.pool.shares.0);
        let before = self.clone();
        let done = earnings::deposit(&mut self.pool, first, amounts, &mut self.old).unwrap();
        self.held += amounts.iter().sum::<Amount>() - done.unallocated - done.owed;
        self.unallocated += done.unallocated;
        self.owed += done.owed;
        self.check();
        if self.pool.tranches.len() == before.pool.tranches.len() && price.1 > 0 {
            let dearer = self.pool.active * price.1 >= price.0 * self.pool.shares.0;
            assert!(dearer, "the price of a share fell");
        }
        let loss = self.rounding(&before);
        for who in 0..ACCOUNTS {
            assert!(self.wealth(who) + loss >= before.wealth(who), "{who} lost more than rounding");
        }
        for (who, stake) in late {
            assert_eq!(self.stake(who), stake, "{who} earned what was earned before it bonded");
        }
    }

    /// Slashes. Returns the tokens taken.
    pub fn slash(&mut self, fraction: Bps) -> Cut {
        self.convert_before(tranches::overdue_before(self.epoch));
        let before = self.clone();
        let cut = penalty::slash(&mut self.pool, fraction).unwrap();
        self.held -= cut.active + cut.pending + cut.thawing;
        let (old, new) = (&before.pool, &self.pool);
        assert!(new.active + cut.active == old.active && new.thawing + cut.thawing == old.thawing);
        if new.share_nonce == old.share_nonce {
            assert_eq!(cut.active, old.active * Amount::from(fraction) / 10_000);
            assert_eq!(new.shares, old.shares, "slashing takes tokens, not shares");
        } else {
            assert_eq!((new.active, new.shares), (0, Shares::ZERO));
            assert!(new.tranches.is_empty() && new.converted.is_empty());
            self.emptied_in = self.epoch;
        }
        if self.pool.thaw_nonce == before.pool.thaw_nonce {
            assert_eq!(cut.thawing, before.pool.thawing * Amount::from(fraction) / 10_000);
        } else {
            assert_eq!((self.pool.thawing, self.pool.thawing_shares), (0, Shares::ZERO));
        }
        self.check();
        for who in 0..ACCOUNTS {
            let (was, is) = (before.view(who), self.view(who));
            let (old, new) = (&before.pool, &self.pool);
            let nothing = (is.shares, is.pending) == (Shares::ZERO, 0);
            assert!(new.share_nonce == old.share_nonce || nothing, "void shares");
            assert!(new.thaw_nonce == old.thaw_nonce || is.thaws.is_empty(), "void thaw requests");
            assert!(is.value <= was.value && is.pending <= was.pending, "nobody gains");
        }
        cut
    }

    /// Opens an account's position for `f`, and stores it unless `f` refuses.
    pub fn with_position<T>(
        &mut self,
        who: u8,
        f: impl FnOnce(&mut PositionMut) -> Result<T, StakingError>,
    ) -> Result<T, StakingError> {
        self.convert_before(tranches::overdue_before(self.epoch));
        let mut position = self.open(who);
        let result = f(&mut position)?;
        if let Some(position) = position.close() {
            self.positions.remove(&who);
            if !is_empty(&position) {
                self.positions.insert(who, position);
            }
        }
        Ok(result)
    }
}
