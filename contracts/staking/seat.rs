//! What one account does at one pool: join, leave, come back, be paid.

use crate::pool::{add_to, first_joining, lower, mint, raise, share, sum_up, take_first, value, Joins};
use interfaces::staking::{Pool, Position, StakingError, StakingParams, Thaw, Tranche, MAX_THAWS};
use shared::{Amount, ArithmeticError, Epoch, Timestamp};

/// What joins a pool and what stays in it is never smaller than so many shares, just as it is never smaller
/// than the minimum bond. A bond therefore loses at most two millionths to rounding at the price it was made
/// at, and nobody can make the price of a share so high that the bonds of others round to nothing: with so
/// many shares in it, the pool itself would have to grow with the price.
pub const LEAST_SHARES: Amount = 1_000_000;

/// One account at one pool, for the length of one message.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The pool; while its owner is seated, without the owner's position.
    pub pool: Pool,
    /// The account's position.
    pub position: Position,
    /// Whether the account owns the pool, and its position belongs there.
    pub owner: bool,
}

impl Seat {
    /// Sits an account down, with the position stored for it; the owner's comes with the pool. Then takes
    /// over the shares that the position's tranches turned into.
    ///
    /// # Errors
    /// When a number would not fit.
    pub fn take(
        pool: Pool,
        owner: bool,
        stored: Position,
        joins: &mut impl Joins,
    ) -> Result<Self, ArithmeticError> {
        let mut seat = Self { pool, position: stored, owner };
        seat.exchange();
        let before = first_joining(&seat.pool);
        while let Some(Tranche { epoch, tokens }) = take_first(&mut seat.position.joining, before) {
            let mut joined = joins.get(epoch).ok_or(ArithmeticError)?;
            joined.hand_over(tokens, &mut seat.position.shares)?;
            joins.set(epoch, joined);
        }
        Ok(seat)
    }

    /// Gets up: the owner's position is in the pool again, others' are to be stored.
    pub fn leave(&mut self) {
        self.exchange();
    }

    fn exchange(&mut self) {
        if self.owner {
            core::mem::swap(&mut self.pool.own, &mut self.position);
        }
    }

    /// Bonds tokens in the epoch `now`.
    ///
    /// # Errors
    /// `BelowMinimum` when they are less than the minimum or [`LEAST_SHARES`], or the owner then has less than
    /// what makes the node count.
    pub fn bond(&mut self, tokens: Amount, now: Epoch, params: &StakingParams) -> Result<(), StakingError> {
        self.join(tokens, now, params.min_bond)?;
        let mut stake = value(self.position.shares, &self.pool)?;
        sum_up(&mut stake, &self.position.joining, Epoch::MAX)?;
        if self.owner && stake < params.min_owner_bond {
            return Err(StakingError::BelowMinimum);
        }
        Ok(())
    }

    /// Moves `shares` to the thawing tokens, in a request that is ready at `ready_at`. Returns the tokens.
    /// Rewards that nobody has claimed yet stay with those who stay. All shares can always leave.
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
        let tokens = value(shares, &self.pool)?;
        if tokens == 0 {
            return Err(StakingError::Zero);
        }
        lower(&mut self.pool.shares, shares)?;
        lower(&mut self.pool.active, tokens)?;
        if self.position.shares > 0 {
            self.ensure_enough(value(self.position.shares, &self.pool)?, minimum)?;
        }
        self.thaw(tokens, ready_at)?;
        Ok(tokens)
    }

    /// Takes thaw request `index` back into the tranche of the epoch `now`. Returns the tokens.
    ///
    /// # Errors
    /// `UnknownThaw`, `BelowMinimum` when it is worth less than `minimum` or [`LEAST_SHARES`]: then it has to
    /// thaw.
    pub fn cancel(&mut self, index: u8, now: Epoch, minimum: Amount) -> Result<Amount, StakingError> {
        let index = usize::from(index);
        let shares = self.position.thaws.get(index).ok_or(StakingError::UnknownThaw)?.shares;
        self.position.thaws.remove(index);
        let tokens = self.release(shares)?;
        self.join(tokens, now, minimum)?;
        Ok(tokens)
    }

    /// Takes out every thaw request that is ready. Returns the tokens to be paid.
    ///
    /// # Errors
    /// `NotReady`.
    pub fn withdraw(&mut self, now: Timestamp) -> Result<Amount, StakingError> {
        let mut shares = 0;
        for thaw in self.position.thaws.iter().filter(|thaw| thaw.ready_at <= now) {
            raise(&mut shares, thaw.shares)?;
        }
        if shares == 0 {
            return Err(StakingError::NotReady);
        }
        self.position.thaws.retain(|thaw| thaw.ready_at > now);
        Ok(self.release(shares)?)
    }

    /// Adds tokens to the tranche of the epoch `now`.
    ///
    /// # Errors
    /// `BelowMinimum` when they are less than `minimum` or [`LEAST_SHARES`] at today's price. What the account
    /// has besides does not help: a pool that everybody else leaves starts again with what joined first.
    fn join(&mut self, tokens: Amount, now: Epoch, minimum: Amount) -> Result<(), StakingError> {
        self.ensure_enough(tokens, minimum)?;
        add_to(&mut self.pool.joining, now, tokens)?;
        add_to(&mut self.position.joining, now, tokens)?;
        Ok(())
    }

    /// Adds tokens to the thawing ones.
    fn thaw(&mut self, tokens: Amount, ready_at: Timestamp) -> Result<(), ArithmeticError> {
        let pool = &mut self.pool;
        let shares = mint(tokens, pool.thawing, pool.thawing_shares)?;
        raise(&mut pool.thawing, tokens)?;
        raise(&mut pool.thawing_shares, shares)?;
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
        let pool = &mut self.pool;
        let tokens = share(shares, pool.thawing, pool.thawing_shares)?;
        lower(&mut pool.thawing, tokens)?;
        lower(&mut pool.thawing_shares, shares)?;
        Ok(tokens)
    }

    fn ensure_enough(&self, tokens: Amount, minimum: Amount) -> Result<(), StakingError> {
        let least = if self.pool.shares == 0 { 0 } else { value(LEAST_SHARES, &self.pool)? };
        (tokens >= minimum.max(least)).then_some(()).ok_or(StakingError::BelowMinimum)
    }
}
