//! A pool, its stakers and their purses on the host, with every rule of [`crate::pool`] checked after each step.
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_wrap)]

use crate::pool::{self, Joined, Joins};
use crate::seat::Seat;
use ink::primitives::AccountId;
use interfaces::registry::StakeNote;
use interfaces::staking::{Pool, Position, StakingError, StakingParams, MAX_THAWS};
use shared::limits::JOIN_GRACE_EPOCHS;
use shared::{Amount, Epoch, Timestamp};
use std::collections::HashMap;

/// An epoch in these tests, in milliseconds.
pub const EPOCH_MS: u64 = 1_000;
/// A thaw in these tests.
pub const THAW_MS: u64 = 5 * EPOCH_MS;
pub const PARAMS: StakingParams =
    StakingParams { min_owner_bond: 5_000_000, min_bond: 1_000_000, max_leverage: 3, thaw_ms: THAW_MS };
/// Account 0 owns the node.
pub const OWNER: u8 = 0;
pub const ACCOUNTS: u8 = 4;

#[derive(Clone, Debug, Default)]
pub struct Ledger(pub HashMap<Epoch, Joined>);

impl Joins for Ledger {
    fn get(&self, epoch: Epoch) -> Option<Joined> {
        self.0.get(&epoch).copied()
    }
    fn set(&mut self, epoch: Epoch, joined: Joined) {
        if joined.tokens > 0 {
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
    /// What each account took out less what it put in.
    purse: [i128; ACCOUNTS as usize],
}

pub fn account(who: u8) -> AccountId {
    AccountId::from([who; 32])
}

impl World {
    pub fn new() -> Self {
        Self {
            pool: pool::empty(account(OWNER)),
            positions: HashMap::new(),
            joins: Ledger::default(),
            epoch: 10,
            held: 0,
            aside: 0,
            purse: [0; ACCOUNTS as usize],
        }
    }

    pub fn now(&self) -> Timestamp {
        u64::from(self.epoch) * EPOCH_MS
    }

    pub fn position(&self, who: u8) -> Position {
        match who {
            OWNER => self.pool.own.clone(),
            _ => self.positions.get(&who).cloned().unwrap_or_default(),
        }
    }

    /// What `who` has in the pool in all: shares, joining and thawing tokens.
    pub fn stake(&self, who: u8) -> Amount {
        let position = self.position(who);
        let shares = pool::shares_of(&self.pool, &position, |epoch| self.joins.get(epoch)).unwrap();
        let view = pool::view(&self.pool, &position, shares).unwrap();
        view.value + view.joining + view.thaws.iter().map(|t| t.0).sum::<Amount>()
    }

    fn wealth(&self, who: u8) -> i128 {
        self.stake(who) as i128 + self.purse[usize::from(who)]
    }

    pub fn note(&self) -> StakeNote {
        let weight = |epoch| pool::weight(&self.pool, epoch, &PARAMS).unwrap();
        StakeNote { now: weight(self.epoch), next: weight(self.epoch + 1) }
    }

    /// Price of a share, rounded up.
    pub fn price(&self) -> Amount {
        self.pool.active.checked_div(self.pool.shares).map_or(1, |price| price + 1)
    }

    pub fn bond(&mut self, who: u8, amount: Amount) -> Result<(), StakingError> {
        self.step(|w| {
            let epoch = w.epoch;
            w.sit(who, |seat| seat.bond(amount, epoch, &PARAMS))?;
            w.held += amount;
            w.purse[usize::from(who)] -= amount as i128;
            Ok(())
        })
    }

    pub fn unbond(&mut self, who: u8, shares: Amount) -> Result<Amount, StakingError> {
        self.step(|w| {
            let ready_at = w.now() + THAW_MS;
            w.sit(who, |seat| seat.unbond(shares, ready_at, PARAMS.min_bond))
        })
    }

    /// Unbonds a part of the shares that the account has once it is seated.
    pub fn unbond_part(&mut self, who: u8, per_cent: u8) -> Result<Amount, StakingError> {
        self.step(|w| {
            let ready_at = w.now() + THAW_MS;
            w.sit(who, |seat| {
                let shares = seat.position.shares * Amount::from(per_cent) / 100;
                seat.unbond(shares, ready_at, PARAMS.min_bond)
            })
        })
    }

    pub fn cancel(&mut self, who: u8, index: u8) -> Result<Amount, StakingError> {
        self.step(|w| {
            let epoch = w.epoch;
            w.sit(who, |seat| seat.cancel(index, epoch, PARAMS.min_bond))
        })
    }

    pub fn withdraw(&mut self, who: u8) -> Result<Amount, StakingError> {
        self.step(|w| {
            let now = w.now();
            let amount = w.sit(who, |seat| seat.withdraw(now))?;
            w.held -= amount;
            w.purse[usize::from(who)] += amount as i128;
            Ok(amount)
        })
    }

    pub fn deposit(&mut self, first: Epoch, amounts: &[Amount]) {
        // Whoever holds no share and joined in the last of these epochs or later, and still joins.
        let last = first + Epoch::try_from(amounts.len()).unwrap() - 1;
        let late: Vec<_> = (0..ACCOUNTS)
            .filter(|&who| {
                let position = self.position(who);
                let waits =
                    |t: &interfaces::staking::Tranche| self.pool.joining.contains(t) || t.epoch >= last;
                let still = |epoch| self.pool.joining.iter().any(|t| t.epoch == epoch);
                position.shares == 0
                    && position.joining.iter().all(|t| waits(t) && t.epoch >= last && still(t.epoch))
            })
            .map(|who| (who, self.stake(who)))
            .collect();
        self.step(|w| {
            let aside = pool::deposit(&mut w.pool, first, amounts, &mut w.joins)?;
            w.held += amounts.iter().sum::<Amount>() - aside;
            w.aside += aside;
            Ok(())
        })
        .unwrap();
        for (who, stake) in late {
            assert_eq!(self.stake(who), stake, "{who} earned what was earned before it joined");
        }
    }

    fn sit<T>(
        &mut self,
        who: u8,
        f: impl FnOnce(&mut Seat) -> Result<T, StakingError>,
    ) -> Result<T, StakingError> {
        let owner = account(who) == self.pool.owner;
        let stored = self.positions.remove(&who).unwrap_or_default();
        pool::convert(&mut self.pool, pool::overdue_before(self.epoch), &mut self.joins)?;
        let mut seat = Seat::take(self.pool.clone(), owner, stored, &mut self.joins)?;
        let result = f(&mut seat)?;
        seat.leave();
        self.pool = seat.pool;
        if !owner && !pool::is_empty(&seat.position) {
            self.positions.insert(who, seat.position);
        }
        Ok(result)
    }

    /// Does something whole or not at all, and checks what must hold in between and afterwards.
    fn step<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T, StakingError>) -> Result<T, StakingError> {
        let before = self.clone();
        let result = f(self);
        if result.is_err() {
            *self = before;
            return result;
        }
        self.check();
        // A tranche that turns into shares costs its members a share to rounding twice: once as a whole, once
        // among themselves. Everything else costs at most a unit.
        let turned = before.pool.joining.len().saturating_sub(self.pool.joining.len()) + 1;
        let loss = turned as i128 * (2 * self.price() as i128 + 2);
        for who in 0..ACCOUNTS {
            assert!(self.wealth(who) + loss >= before.wealth(who), "{who} lost more than rounding");
        }
        result
    }

    pub fn check(&self) {
        let pool = &self.pool;
        let waiting: Amount = pool.joining.iter().map(|t| t.tokens).sum();
        assert_eq!(self.held, pool.active + waiting + pool.thawing, "every token is somewhere");

        let positions: Vec<_> = (0..ACCOUNTS).map(|who| self.position(who)).collect();
        let unclaimed: Amount = self.joins.0.values().map(|j| j.shares).sum();
        let shares: Amount = positions.iter().map(|p| p.shares).sum();
        assert_eq!(pool.shares, shares + unclaimed, "every share is somebody's");
        let thawing: Amount = positions.iter().flat_map(|p| &p.thaws).map(|t| t.shares).sum();
        assert_eq!(pool.thawing_shares, thawing);
        assert!(pool.active >= pool.shares && (pool.active == 0) == (pool.shares == 0));

        let mut by_epoch: HashMap<Epoch, Amount> = HashMap::new();
        for tranche in positions.iter().flat_map(|p| &p.joining) {
            *by_epoch.entry(tranche.epoch).or_default() += tranche.tokens;
        }
        let joined = self.joins.0.iter().map(|(epoch, joined)| (*epoch, joined.tokens));
        let expected: HashMap<_, _> =
            pool.joining.iter().map(|t| (t.epoch, t.tokens)).chain(joined).collect();
        assert_eq!(by_epoch, expected, "tranches are what their members brought");
        assert!(pool.joining.len() <= JOIN_GRACE_EPOCHS as usize + 1);
        assert!(positions.iter().all(|p| p.thaws.len() <= MAX_THAWS));

        // What all could take is there, and what is there and nobody could take is rounding.
        let all: Amount = (0..ACCOUNTS).map(|who| self.stake(who)).sum();
        let members =
            Amount::from(ACCOUNTS) + positions.iter().map(|p| p.joining.len() as Amount).sum::<Amount>();
        assert!(all <= self.held && self.held - all <= members * (self.price() + 1));
    }
}
