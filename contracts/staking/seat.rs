//! What one account does at one pool: join, leave, come back, be paid.

use crate::pool::{
    add_to, convert, first_joining, mint, overdue_before, share, sum, take_first, take_from, value, Joins,
};
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::staking::{Pool, Position, StakingError, StakingParams, Thaw, Tranche, MAX_THAWS};
use shared::math::{add, sub};
use shared::{Amount, ArithmeticError, Epoch, Timestamp};

/// No position may be smaller than so many shares, just as none may be smaller than the minimum bond.
/// A bond therefore loses at most a millionth to rounding, and nobody can make the price of a share so
/// high that the bonds of others round to nothing: with so many shares left the pool itself would have
/// to grow with the price.
pub const LEAST_SHARES: Amount = 1_000_000;

/// One account at one pool, for the length of one message.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The pool; while its owner is seated, without the owner's position.
    pub pool: Pool,
    /// The account's position.
    pub position: Position,
    owner: bool,
}

impl Seat {
    /// Sits `account` down with the position stored for it (the owner's comes with the pool), and brings
    /// both up to date.
    ///
    /// # Errors
    /// `Arithmetic`.
    pub fn take(
        mut pool: Pool,
        account: AccountId,
        stored: Option<Position>,
        now: Epoch,
        joins: &mut impl Joins,
    ) -> Result<Self, StakingError> {
        convert(&mut pool, overdue_before(now), joins)?;
        let owner = account == pool.owner;
        let mut position = if owner { core::mem::take(&mut pool.own) } else { stored.unwrap_or_default() };
        let before = first_joining(&pool);
        while let Some(Tranche { epoch, tokens }) = take_first(&mut position.joining, before) {
            let mut joined = joins.get(epoch).ok_or(ArithmeticError)?;
            position.shares = add(position.shares, joined.take(tokens)?)?;
            joins.set(epoch, joined);
        }
        Ok(Self { pool, position, owner })
    }

    /// Gets up: the pool, and the position to store, if it is not in the pool.
    pub fn leave(self) -> (Pool, Option<Position>) {
        let Self { mut pool, position, owner } = self;
        if owner {
            pool.own = position;
            return (pool, None);
        }
        (pool, Some(position))
    }

    /// Adds tokens to the tranche of the epoch `now`.
    ///
    /// # Errors
    /// `BelowMinimum` when the account then has less than `minimum` or [`LEAST_SHARES`] at today's price.
    pub fn join(&mut self, tokens: Amount, now: Epoch, minimum: Amount) -> Result<(), StakingError> {
        add_to(&mut self.pool.joining, now, tokens)?;
        add_to(&mut self.position.joining, now, tokens)?;
        if !self.is_enough(minimum)? {
            return Err(StakingError::BelowMinimum);
        }
        Ok(())
    }

    /// Least bond of the account: the owner's has to reach what makes the node count.
    pub fn least_bond(&self, params: &StakingParams) -> Amount {
        if self.owner {
            params.min_owner_bond.max(params.min_bond)
        } else {
            params.min_bond
        }
    }

    /// Moves `shares` to the thawing tokens, in a request that is ready at `ready_at`; with the last of them
    /// also what still joins, if that is too little to stay alone. Returns the tokens. Rewards that nobody
    /// has claimed yet stay with those who stay.
    ///
    /// # Errors
    /// `Zero`, `InsufficientShares`, `BelowMinimum` when some shares stay, but too little in all.
    pub fn unbond(
        &mut self,
        shares: Amount,
        ready_at: Timestamp,
        minimum: Amount,
    ) -> Result<Amount, StakingError> {
        let rest = self.position.shares.checked_sub(shares).ok_or(StakingError::InsufficientShares)?;
        let mut tokens = value(shares, &self.pool)?;
        if tokens == 0 {
            return Err(StakingError::Zero);
        }
        self.position.shares = rest;
        self.pool.shares = sub(self.pool.shares, shares)?;
        self.pool.active = sub(self.pool.active, tokens)?;
        if !self.is_enough(minimum)? {
            if rest > 0 {
                return Err(StakingError::BelowMinimum);
            }
            for tranche in core::mem::take(&mut self.position.joining) {
                take_from(&mut self.pool.joining, tranche)?;
                tokens = add(tokens, tranche.tokens)?;
            }
        }
        self.thaw(tokens, ready_at)?;
        Ok(tokens)
    }

    /// Takes thaw request `index` back into the tranche of the epoch `now`. Returns the tokens.
    ///
    /// # Errors
    /// `UnknownThaw`, `BelowMinimum` as for [`Seat::join`], `Zero` when it is worth nothing.
    pub fn cancel(&mut self, index: u8, now: Epoch, minimum: Amount) -> Result<Amount, StakingError> {
        let index = usize::from(index);
        let shares = self.position.thaws.get(index).ok_or(StakingError::UnknownThaw)?.shares;
        self.position.thaws.remove(index);
        let tokens = self.release(shares)?;
        if tokens == 0 {
            return Err(StakingError::Zero);
        }
        self.join(tokens, now, minimum)?;
        Ok(tokens)
    }

    /// Takes out every thaw request that is ready. Returns the tokens to be paid.
    ///
    /// # Errors
    /// `NotReady`.
    pub fn withdraw(&mut self, now: Timestamp) -> Result<Amount, StakingError> {
        let mut shares = 0;
        let mut waiting = Vec::new();
        for thaw in core::mem::take(&mut self.position.thaws) {
            if thaw.ready_at <= now {
                shares = add(shares, thaw.shares)?;
            } else {
                waiting.push(thaw);
            }
        }
        self.position.thaws = waiting;
        if shares == 0 {
            return Err(StakingError::NotReady);
        }
        self.release(shares)
    }

    /// Adds tokens to the thawing ones.
    fn thaw(&mut self, tokens: Amount, ready_at: Timestamp) -> Result<(), StakingError> {
        let pool = &mut self.pool;
        let thaw = Thaw { shares: mint(tokens, pool.thawing, pool.thawing_shares)?, ready_at };
        pool.thawing = add(pool.thawing, tokens)?;
        pool.thawing_shares = add(pool.thawing_shares, thaw.shares)?;
        let full = self.position.thaws.len() >= MAX_THAWS;
        match self.position.thaws.last_mut() {
            Some(latest) if full => {
                latest.shares = add(latest.shares, thaw.shares)?;
                latest.ready_at = latest.ready_at.max(ready_at);
            }
            _ => self.position.thaws.push(thaw),
        }
        Ok(())
    }

    /// Takes tokens out of the thawing ones.
    fn release(&mut self, shares: Amount) -> Result<Amount, StakingError> {
        let pool = &mut self.pool;
        let tokens = share(shares, pool.thawing, pool.thawing_shares)?;
        pool.thawing = sub(pool.thawing, tokens)?;
        pool.thawing_shares = sub(pool.thawing_shares, shares)?;
        Ok(tokens)
    }

    /// Whether what the position has, joining included, may be all that it has.
    fn is_enough(&self, minimum: Amount) -> Result<bool, StakingError> {
        let pool = &self.pool;
        let stake = add(value(self.position.shares, pool)?, sum(&self.position.joining, Epoch::MAX)?)?;
        let least = if pool.shares == 0 { 0 } else { share(LEAST_SHARES, pool.active, pool.shares)? };
        Ok(stake >= minimum.max(least))
    }
}
