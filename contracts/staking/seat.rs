//! What one account does at one pool: join, leave, come back, be paid, take it over.

use crate::penalty::is_tombstoned;
use crate::pool::{
    add_parts, first_joining, is_empty, joining, lower, put_in, raise, ready_shares, renew, take_first,
    take_out, value, Joins,
};
use ink::primitives::AccountId;
use interfaces::staking::{
    Joining, Pool, PoolTerms, Position, StakingError, StakingParams, Thaw, Tranche, MAX_THAWS,
};
use shared::{Amount, ArithmeticError, Epoch, Timestamp};

/// What joins a pool and what stays in it is never smaller than so many shares, just as it is never smaller
/// than the minimum bond. A bond therefore loses at most two millionths to rounding at the price it was made
/// at, and nobody can make the price of a share so high that the bonds of others round to nothing: with so
/// many shares in it, the pool itself would have to grow with the price.
///
/// Slashing takes tokens, not shares, so whoever had so many keeps them. A pool without shares starts with as
/// many as the first tranche has parts, which are as many as it had tokens before any slash.
pub const LEAST_SHARES: Amount = 1_000_000;

/// One account at one pool, for the length of one message.
#[derive(Debug)]
pub struct Seat<'a> {
    /// The pool; while its owner is seated, without the owner's position.
    pub pool: &'a mut Pool,
    /// The account's position.
    pub position: Position,
    /// Whether the account owns the pool, and its position belongs there.
    pub owner: bool,
}

impl<'a> Seat<'a> {
    /// Sits an account down, with the position stored for it, or the owner with the one in the pool. Then
    /// forgets what slashing left nothing of, and takes over the shares that its tranches turned into.
    ///
    /// # Errors
    /// When a number would not fit.
    pub fn take(
        pool: &'a mut Pool,
        stored: Option<Position>,
        joins: &mut impl Joins,
    ) -> Result<Self, ArithmeticError> {
        let owner = stored.is_none();
        let mut position = stored.unwrap_or_else(|| core::mem::take(&mut pool.own));
        renew(&mut position, pool.era, pool.thaw_era);
        let before = first_joining(pool);
        while let Some(Joining { epoch, parts }) = take_first(&mut position.joining, before) {
            let mut joined = joins.get(epoch).ok_or(ArithmeticError)?;
            joined.hand_over(parts, &mut position.shares)?;
            joins.set(epoch, joined);
        }
        Ok(Self { pool, position, owner })
    }

    /// Gets up: the owner's position is in the pool again, another one is to be stored.
    pub fn leave(self) -> Option<Position> {
        if !self.owner {
            return Some(self.position);
        }
        self.pool.own = self.position;
        None
    }

    /// Bonds tokens in the epoch `now`.
    ///
    /// # Errors
    /// `PoolClosed`, `Tombstoned`, `BelowMinimum` when they are less than the minimum or [`LEAST_SHARES`], or
    /// the owner then has less than what makes the node count.
    pub fn bond(&mut self, tokens: Amount, now: Epoch, params: &StakingParams) -> Result<(), StakingError> {
        if self.pool.terms.closed && !self.owner {
            return Err(StakingError::PoolClosed);
        }
        self.join(tokens, now, params.min_bond)?;
        let mut stake = value(self.position.shares, self.pool)?;
        raise(&mut stake, joining(self.pool, &self.position, Epoch::MAX)?)?;
        if self.owner && stake < params.min_owner_bond {
            return Err(StakingError::BelowMinimum);
        }
        Ok(())
    }

    /// Moves `shares` to the thawing tokens, in a request that is ready at `ready_at`. Returns the tokens.
    /// Rewards that nobody has claimed yet stay with those who stay. All shares can always leave: if slashing
    /// left less than a unit of them, for nothing.
    ///
    /// # Errors
    /// `Zero`, `InsufficientShares`, `BelowMinimum` when some shares stay, but less than `minimum` or
    /// [`LEAST_SHARES`].
    pub fn unbond(
        &mut self,
        shares: Amount,
        ready_at: Timestamp,
        minimum: Amount,
    ) -> Result<Amount, StakingError> {
        lower(&mut self.position.shares, shares).map_err(|_| StakingError::InsufficientShares)?;
        let tokens = take_out(shares, &mut self.pool.active, &mut self.pool.shares)?;
        let stays = self.position.shares;
        if tokens > 0 {
            self.thaw(tokens, ready_at)?;
        } else if shares == 0 || stays > 0 {
            return Err(StakingError::Zero);
        }
        if stays > 0 {
            self.ensure_enough(value(stays, self.pool)?, minimum)?;
        }
        Ok(tokens)
    }

    /// Takes thaw request `index` back into the tranche of the epoch `now`. Returns the tokens.
    ///
    /// # Errors
    /// `UnknownThaw`, `Tombstoned`, `BelowMinimum` when it is worth less than `minimum` or [`LEAST_SHARES`]:
    /// then it has to thaw.
    pub fn cancel(&mut self, index: u8, now: Epoch, minimum: Amount) -> Result<Amount, StakingError> {
        let index = usize::from(index);
        let shares = self.position.thaws.get(index).ok_or(StakingError::UnknownThaw)?.shares;
        self.position.thaws.remove(index);
        let tokens = self.release(shares)?;
        self.join(tokens, now, minimum)?;
        Ok(tokens)
    }

    /// Takes out every thaw request that is ready. Returns the tokens to be paid: none from a position that
    /// slashing left nothing of.
    ///
    /// # Errors
    /// `NotReady`.
    pub fn withdraw(&mut self, now: Timestamp) -> Result<Amount, StakingError> {
        let shares = ready_shares(&self.position, now)?;
        if shares == 0 && !is_empty(&self.position) {
            return Err(StakingError::NotReady);
        }
        self.position.thaws.retain(|thaw| thaw.ready_at > now);
        Ok(self.release(shares)?)
    }

    /// Makes the account, `to`, the pool's owner, on its own terms and with all that the previous owner has in
    /// it. Returns what that one is left with: nothing but its place in a list.
    ///
    /// # Errors
    /// `TooManyThaws`.
    pub fn take_over(mut self, to: AccountId, now: Timestamp) -> Result<Position, StakingError> {
        let mut left = core::mem::take(&mut self.pool.own);
        let own = &mut self.position;
        raise(&mut own.shares, core::mem::take(&mut left.shares))?;
        for more in left.joining.drain(..) {
            add_parts(&mut own.joining, more)?;
        }
        for more in left.thaws.drain(..) {
            let later = own.thaws.iter().position(|thaw| thaw.ready_at > more.ready_at);
            own.thaws.insert(later.unwrap_or(own.thaws.len()), more);
        }
        if own.thaws.len() > MAX_THAWS {
            return Err(StakingError::TooManyThaws);
        }
        self.pool.owner = to;
        self.pool.owner_since = now;
        self.pool.terms = PoolTerms::default();
        self.pool.own = self.position;
        Ok(left)
    }

    /// Adds tokens to the tranche of the epoch `now`.
    ///
    /// # Errors
    /// `Tombstoned`, `BelowMinimum` when they are less than `minimum` or [`LEAST_SHARES`] at today's price. What
    /// the account has besides does not help: a pool that everybody else leaves starts again with what joined
    /// first.
    fn join(&mut self, tokens: Amount, now: Epoch, minimum: Amount) -> Result<(), StakingError> {
        if is_tombstoned(self.pool) {
            return Err(StakingError::Tombstoned);
        }
        self.ensure_enough(tokens, minimum)?;
        let tranches = &mut self.pool.joining;
        if tranches.last().is_none_or(|latest| latest.epoch != now) {
            tranches.push(Tranche { epoch: now, tokens: 0, parts: 0 });
        }
        if let Some(Tranche { tokens: held, parts, .. }) = tranches.last_mut() {
            let parts = put_in(tokens, tokens, held, parts)?;
            add_parts(&mut self.position.joining, Joining { epoch: now, parts })?;
        }
        Ok(())
    }

    /// Adds tokens to the thawing ones.
    fn thaw(&mut self, tokens: Amount, ready_at: Timestamp) -> Result<(), ArithmeticError> {
        let shares = put_in(tokens, tokens, &mut self.pool.thawing, &mut self.pool.thawing_shares)?;
        let thaws = &mut self.position.thaws;
        if thaws.len() < MAX_THAWS {
            thaws.push(Thaw { shares, ready_at });
        } else if let Some(latest) = thaws.last_mut() {
            raise(&mut latest.shares, shares)?;
            latest.ready_at = latest.ready_at.max(ready_at);
        }
        Ok(())
    }

    /// Takes tokens out of the thawing ones.
    fn release(&mut self, shares: Amount) -> Result<Amount, ArithmeticError> {
        take_out(shares, &mut self.pool.thawing, &mut self.pool.thawing_shares)
    }

    fn ensure_enough(&self, tokens: Amount, minimum: Amount) -> Result<(), StakingError> {
        let least = if self.pool.shares == 0 { 0 } else { value(LEAST_SHARES, self.pool)? };
        (tokens >= minimum.max(least)).then_some(()).ok_or(StakingError::BelowMinimum)
    }
}
