//! A pool, its stakers and their purses on the host, with every rule of [`crate::pool`] checked after each step.
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_wrap)]

use crate::earnings;
use crate::penalty::{self, Cut};
use crate::pool::{self, Joined, Joins, SHARES_PER_TOKEN};
use crate::seat::Seat;
use ink::primitives::AccountId;
use interfaces::registry::StakeNote;
use interfaces::staking::{Joining, Pool, Position, PositionView, StakingError, StakingParams, MAX_THAWS};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::{Amount, Bps, Epoch, Timestamp, ONE_BPS};
use std::collections::HashMap;

/// An epoch in these tests, in milliseconds.
pub const EPOCH_MS: u64 = 1_000;
/// A thaw in these tests.
pub const THAW_MS: u64 = 5 * EPOCH_MS;
pub const PARAMS: StakingParams = StakingParams {
    min_owner_bond: 5_000_000,
    min_bond: 1_000_000,
    max_leverage: 3,
    thaw_ms: THAW_MS,
    max_commission_rise: 500,
    max_slash: ONE_BPS,
    reporter_share: 1_000,
    max_jail_ms: 20 * EPOCH_MS,
};
/// Account 0 owns the node at first.
pub const OWNER: u8 = 0;
pub const ACCOUNTS: u8 = 4;

#[derive(Clone, Debug, Default)]
pub struct Ledger(pub HashMap<Epoch, Joined>);

impl Joins for Ledger {
    fn get(&self, epoch: Epoch) -> Option<Joined> {
        self.0.get(&epoch).copied()
    }
    fn set(&mut self, epoch: Epoch, joined: Joined) {
        if joined.parts > 0 {
            self.0.insert(epoch, joined);
        } else {
            self.0.remove(&epoch);
        }
    }
}

#[derive(Clone, Debug)]
pub struct World {
    pub pool: Pool,
    pub positions: HashMap<u8, Position>,
    pub joins: Ledger,
    pub epoch: Epoch,
    /// Tokens that came in and did not go out.
    pub held: Amount,
    /// Rewards that no shares were there for.
    pub aside: Amount,
    /// Commission to be paid out.
    pub owed: Amount,
    /// What each account took out less what it put in.
    purse: [i128; ACCOUNTS as usize],
    /// The epoch of the last slash that left nothing of what was active.
    era_since: Epoch,
}

pub fn account(who: u8) -> AccountId {
    AccountId::from([who; 32])
}

impl World {
    pub fn new() -> Self {
        Self {
            pool: pool::empty(account(OWNER), 0),
            positions: HashMap::new(),
            joins: Ledger::default(),
            epoch: 10,
            held: 0,
            aside: 0,
            owed: 0,
            purse: [0; ACCOUNTS as usize],
            era_since: 0,
        }
    }

    pub fn now(&self) -> Timestamp {
        u64::from(self.epoch) * EPOCH_MS
    }

    /// Who owns the node.
    pub fn owner(&self) -> u8 {
        let bytes: &[u8; 32] = self.pool.owner.as_ref();
        bytes[0]
    }

    fn stored(&self, who: u8) -> Option<Position> {
        (who != self.owner()).then(|| self.positions.get(&who).cloned().unwrap_or_default())
    }

    /// The position of `who`, as stored.
    pub fn position(&self, who: u8) -> Position {
        self.stored(who).unwrap_or_else(|| self.pool.own.clone())
    }

    /// The pool as it is now without anybody telling it, and what `who` has in it then.
    fn holding(&self, who: u8) -> (Pool, Position) {
        let (mut pool, mut joins) = (self.pool.clone(), self.joins.clone());
        pool::convert(&mut pool, pool::overdue_before(self.epoch), &mut joins).unwrap();
        let position = Seat::take(&mut pool, self.stored(who), &mut joins).unwrap().position;
        (pool, position)
    }

    pub fn view(&self, who: u8) -> PositionView {
        let (pool, position) = self.holding(who);
        pool::view(&pool, &position, self.now()).unwrap()
    }

    /// What `who` has in the pool in all: shares, joining and thawing tokens.
    pub fn stake(&self, who: u8) -> Amount {
        let view = self.view(who);
        view.value + view.joining + view.thaws.iter().map(|t| t.0).sum::<Amount>()
    }

    /// As stored: what no visit turned into shares yet does not vote.
    pub fn votes(&self, who: u8, since: Timestamp) -> Amount {
        let (mut pool, mut joins) = (self.pool.clone(), self.joins.clone());
        let position = Seat::take(&mut pool, self.stored(who), &mut joins).unwrap().position;
        pool::votes(&pool, &position, &account(who), since).unwrap()
    }

    fn wealth(&self, who: u8) -> i128 {
        self.stake(who) as i128 + self.purse[usize::from(who)]
    }

    pub fn note(&self) -> StakeNote {
        let weight = |epoch| pool::weight(&self.pool, epoch, &PARAMS).unwrap();
        StakeNote {
            now: weight(self.epoch),
            next: weight(self.epoch + 1),
            jailed: self.pool.jailed_until.is_some(),
        }
    }

    /// Price of a share, rounded up.
    pub fn price(&self) -> Amount {
        self.pool.active.checked_div(self.pool.shares).map_or(1, |price| price + 1)
    }

    pub fn bond(&mut self, who: u8, amount: Amount) -> Result<(), StakingError> {
        self.bond_for(who, who, amount)
    }

    pub fn bond_for(&mut self, payer: u8, who: u8, amount: Amount) -> Result<(), StakingError> {
        let (thaws, shares) = (self.position(who).thaws, self.view(who).shares);
        self.step(&[(payer, -(amount as i128)), (who, amount as i128)], |w| {
            let epoch = w.epoch;
            w.sit(who, |seat| seat.bond(amount, epoch, &PARAMS))?;
            w.held += amount;
            w.purse[usize::from(payer)] -= amount as i128;
            Ok(())
        })?;
        let after = self.position(who);
        assert!(after.thaws == thaws || after.thaws.is_empty(), "a bond touches no thaw request");
        assert_eq!(after.shares, shares, "nor shares");
        Ok(())
    }

    pub fn unbond(&mut self, who: u8, shares: Amount) -> Result<Amount, StakingError> {
        self.step(&[], |w| {
            let ready_at = w.now() + THAW_MS;
            w.sit(who, |seat| seat.unbond(shares, ready_at, PARAMS.min_bond))
        })
    }

    /// Unbonds a part of the shares that the account has.
    pub fn unbond_part(&mut self, who: u8, per_cent: u8) -> Result<Amount, StakingError> {
        self.unbond(who, self.view(who).shares * Amount::from(per_cent) / 100)
    }

    pub fn cancel(&mut self, who: u8, index: u8) -> Result<Amount, StakingError> {
        self.step(&[], |w| {
            let epoch = w.epoch;
            w.sit(who, |seat| seat.cancel(index, epoch, PARAMS.min_bond))
        })
    }

    pub fn withdraw(&mut self, who: u8) -> Result<Amount, StakingError> {
        let ready = self.view(who).ready;
        let amount = self.step(&[], |w| {
            let now = w.now();
            let amount = w.sit(who, |seat| seat.withdraw(now))?;
            w.held -= amount;
            w.purse[usize::from(who)] += amount as i128;
            Ok(amount)
        })?;
        assert_eq!(amount, ready, "the view tells what can be withdrawn");
        Ok(amount)
    }

    /// The node goes to `who`, and its pool with it.
    pub fn take_over(&mut self, who: u8) -> Result<(), StakingError> {
        let from = self.owner();
        let stake = self.stake(from) as i128;
        self.step(&[(from, -stake), (who, stake)], |w| {
            let now = w.now();
            pool::convert(&mut w.pool, pool::overdue_before(w.epoch), &mut w.joins)?;
            let stored = w.positions.remove(&who).unwrap_or_default();
            let seat = Seat::take(&mut w.pool, Some(stored), &mut w.joins)?;
            let left = seat.take_over(account(who), now)?;
            assert!(pool::is_empty(&left), "nothing is left behind");
            Ok(())
        })
    }

    pub fn deposit(&mut self, first: Epoch, amounts: &[Amount]) {
        // Whoever holds no share and joined in the last of these epochs or later, and is not overdue.
        let last =
            (first + Epoch::try_from(amounts.len()).unwrap() - 1).max(pool::overdue_before(self.epoch));
        let late: Vec<_> = (0..ACCOUNTS)
            .filter(|&who| {
                let position = self.position(who);
                let still = |own: &Joining| self.pool.joining.iter().any(|t| t.epoch == own.epoch);
                position.shares == 0 && position.joining.iter().all(|own| own.epoch >= last && still(own))
            })
            .map(|who| (who, self.stake(who)))
            .collect();
        let price = (self.pool.active, self.pool.shares);
        let before = self.clone();
        let done = earnings::deposit(&mut self.pool, first, amounts, &mut self.joins).unwrap();
        self.held += amounts.iter().sum::<Amount>() - done.aside - done.owed;
        self.aside += done.aside;
        self.owed += done.owed;
        self.check();
        if self.pool.joining.len() == before.pool.joining.len() && price.1 > 0 {
            let dearer = self.pool.active * price.1 >= price.0 * self.pool.shares;
            assert!(dearer, "the price of a share fell");
        }
        let loss = self.rounding(&before);
        for who in 0..ACCOUNTS {
            assert!(self.wealth(who) + loss >= before.wealth(who), "{who} lost more than rounding");
        }
        for (who, stake) in late {
            assert_eq!(self.stake(who), stake, "{who} earned what was earned before it joined");
        }
    }

    /// Slashes. Returns what was taken.
    pub fn slash(&mut self, fraction: Bps) -> Cut {
        pool::convert(&mut self.pool, pool::overdue_before(self.epoch), &mut self.joins).unwrap();
        let before = self.clone();
        let cut = penalty::slash(&mut self.pool, fraction).unwrap();
        self.held -= cut.active + cut.joining + cut.thawing;
        let (old, new) = (&before.pool, &self.pool);
        assert!(new.active + cut.active == old.active && new.thawing + cut.thawing == old.thawing);
        if new.era == old.era {
            assert_eq!(cut.active, old.active * Amount::from(fraction) / 10_000);
            assert_eq!(new.shares, old.shares, "slashing takes tokens, not shares");
        } else {
            assert_eq!((new.active, new.shares, new.joining.len()), (0, 0, 0));
            self.era_since = self.epoch;
        }
        if self.pool.thaw_era == before.pool.thaw_era {
            assert_eq!(cut.thawing, before.pool.thawing * Amount::from(fraction) / 10_000);
        } else {
            assert_eq!((self.pool.thawing, self.pool.thawing_shares), (0, 0));
        }
        self.check();
        for who in 0..ACCOUNTS {
            let (was, is) = (before.view(who), self.view(who));
            assert!(self.pool.era == before.pool.era || (is.shares, is.joining) == (0, 0), "a void era");
            assert!(self.pool.thaw_era == before.pool.thaw_era || is.thaws.is_empty(), "a void era");
            assert!(is.value <= was.value && is.joining <= was.joining, "nobody gains");
        }
        cut
    }

    /// Leaves the account's seat to `f`.
    pub fn sit<T>(
        &mut self,
        who: u8,
        f: impl FnOnce(&mut Seat) -> Result<T, StakingError>,
    ) -> Result<T, StakingError> {
        let stored = self.stored(who);
        pool::convert(&mut self.pool, pool::overdue_before(self.epoch), &mut self.joins)?;
        let mut seat = Seat::take(&mut self.pool, stored, &mut self.joins)?;
        let result = f(&mut seat)?;
        if let Some(position) = seat.leave() {
            self.positions.remove(&who);
            if !pool::is_empty(&position) {
                self.positions.insert(who, position);
            }
        }
        Ok(result)
    }

    /// Does something whole or not at all, and checks that wealth went where it should and nowhere else.
    fn step<T>(
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

    /// What rounding can cost or give one account since `before`: a share when a tranche turned into shares, and
    /// when one of its members took over its part of them. Everything else is at most a unit.
    fn rounding(&self, before: &Self) -> i128 {
        let tranches = |w: &Self| -> Vec<_> {
            let own =
                (0..ACCOUNTS).map(|who| w.position(who).joining.into_iter().map(|own| own.epoch).collect());
            own.chain([w.pool.joining.iter().map(|t| t.epoch).collect::<Vec<_>>()]).collect()
        };
        let (was, is) = (tranches(before), tranches(self));
        let gone =
            was.iter().zip(is).flat_map(|(was, is)| was.iter().filter(move |t| !is.contains(t))).count();
        (gone as i128 + 1) * (2 * self.price().max(before.price()) as i128 + 2)
    }

    /// Whether all members of tranches that turned into shares of this era took theirs.
    pub fn nothing_turned(&self) -> bool {
        self.joins.0.keys().all(|epoch| *epoch < self.era_since)
    }

    pub fn check(&self) {
        let pool = &self.pool;
        let waiting: Amount = pool.joining.iter().map(|t| t.tokens).sum();
        assert_eq!(self.held, pool.active + waiting + pool.thawing, "every token is somewhere");
        let tranches = pool.joining.iter().map(|t| (t.tokens, t.parts));
        for (tokens, shares) in
            tranches.chain([(pool.active, pool.shares), (pool.thawing, pool.thawing_shares)])
        {
            assert_eq!(tokens == 0, shares == 0, "shares of nothing, or nobody's tokens");
            assert!(tokens * SHARES_PER_TOKEN >= shares, "too many shares for a token");
        }
        assert!(pool.joining.iter().all(|t| t.tokens > 0));

        let positions: Vec<_> = (0..ACCOUNTS).map(|who| self.position(who)).collect();
        assert_eq!((pool.own.era, pool.own.thaw_era), (pool.era, pool.thaw_era));
        let of_era = || positions.iter().filter(|p| p.era == pool.era);
        let joined = || self.joins.0.iter().filter(|(epoch, _)| **epoch >= self.era_since);
        let unclaimed: Amount = joined().map(|(_, joined)| joined.shares).sum();
        let shares: Amount = of_era().map(|p| p.shares).sum();
        assert_eq!(pool.shares, shares + unclaimed, "every share is somebody's");
        let of_thaw_era = positions.iter().filter(|p| p.thaw_era == pool.thaw_era);
        let thawing: Amount = of_thaw_era.flat_map(|p| &p.thaws).map(|t| t.shares).sum();
        assert_eq!(pool.thawing_shares, thawing);

        let mut by_epoch: HashMap<Epoch, Amount> = HashMap::new();
        for own in of_era().flat_map(|p| &p.joining) {
            *by_epoch.entry(own.epoch).or_default() += own.parts;
        }
        let joined = joined().map(|(epoch, joined)| (*epoch, joined.parts));
        let expected: HashMap<_, _> = pool.joining.iter().map(|t| (t.epoch, t.parts)).chain(joined).collect();
        assert_eq!(by_epoch, expected, "tranches are what their members brought");
        assert!(pool.joining.len() <= JOIN_GRACE_EPOCHS as usize + 1);
        assert!(positions.iter().all(|p| p.thaws.len() <= MAX_THAWS));

        // What all could take is there, and what is there and nobody could take is rounding.
        let all: Amount = (0..ACCOUNTS).map(|who| self.stake(who)).sum();
        let parts = positions.iter().map(|p| (p.joining.len() + p.thaws.len()) as Amount).sum::<Amount>();
        let members = Amount::from(ACCOUNTS) + parts;
        assert!(all <= self.held && self.held - all <= members * (self.price() + 1));
    }
}
