//! What one account does at one pool: bond, unbond, take a thaw request back, withdraw, take the pool over.

use crate::pool::{is_tombstoned, value};
use crate::shares::{lower_shares, mint_shares, one_per_unit, raise_shares, redeem_shares};
use crate::tranches::{merge_pending, oldest_epoch, pending_value, take_oldest, take_over, OldTranches};
use ink::primitives::AccountId;
use interfaces::staking::{
    PendingStake, Pool, PoolTerms, Position, StakingError, StakingParams, ThawRequest, Tranche, MAX_THAWS,
};
use shared::math::raise;
use shared::{Amount, ArithmeticError, Epoch, Shares, Timestamp};

/// The least that can be bonded at once, or stay in a pool other than nothing, besides the minimum bond. A
/// bond therefore loses at most two millionths to rounding at the price it was made at, and nobody can make
/// the price of a share so high that the bonds of others round to nothing: with so many shares in it, the
/// pool itself would have to grow with the price.
///
/// Slashing takes tokens, not shares, so whoever had so many keeps them. A pool without shares starts with as
/// many as the first tranche has, which are as many as it had units of the token before any slash.
pub const LEAST_SHARES: Shares = Shares(1_000_000);

/// One account's position at one pool, for the length of one message.
#[derive(Debug)]
pub struct PositionMut<'a> {
    /// The pool; while its owner's position is open, without that.
    pub pool: &'a mut Pool,
    /// The account's position.
    pub position: Position,
    /// Whether the account owns the pool, which then keeps the position.
    pub is_owner: bool,
    /// Whether the account has a position here, be it one that slashing left nothing of.
    pub exists: bool,
}

impl<'a> PositionMut<'a> {
    /// Opens the owner's position, which is in the pool. It takes over its shares of a tranche when that is
    /// converted.
    pub fn open_owners(pool: &'a mut Pool) -> Self {
        let position = core::mem::take(&mut pool.owner_position);
        let exists = !is_empty(&position);
        Self { pool, position, is_owner: true, exists }
    }

    /// Opens the position that is `stored` for another account. Drops what slashing voided, and takes over
    /// the account's shares of converted tranches.
    ///
    /// # Errors
    /// When a number would not fit.
    pub fn open(
        pool: &'a mut Pool,
        stored: Option<Position>,
        old: &mut impl OldTranches,
    ) -> Result<Self, ArithmeticError> {
        let exists = stored.is_some();
        let mut position = stored.unwrap_or_default();
        drop_void(&mut position, pool.share_nonce, pool.thaw_nonce);
        let before = oldest_epoch(pool);
        while let Some(pending) = take_oldest(&mut position.pending, before) {
            take_over(pool, &pending, &mut position.shares, old)?;
        }
        Ok(Self { pool, position, is_owner: false, exists })
    }

    /// Closes the position: puts the owner's back into the pool, and returns any other, to be stored.
    pub fn close(self) -> Option<Position> {
        if !self.is_owner {
            return Some(self.position);
        }
        self.pool.owner_position = self.position;
        None
    }

    /// Passes if the account has a position here.
    ///
    /// # Errors
    /// `NoPosition`.
    pub fn ensure_exists(&self) -> Result<(), StakingError> {
        self.exists.then_some(()).ok_or(StakingError::NoPosition)
    }

    /// Bonds tokens in the epoch `now`.
    ///
    /// # Errors
    /// `PoolClosed`, `Tombstoned`, `BelowMinimum` when they are less than the minimum or [`LEAST_SHARES`], or
    /// the owner then has less than what makes the node count.
    pub fn bond(&mut self, tokens: Amount, now: Epoch, params: &StakingParams) -> Result<(), StakingError> {
        if self.pool.terms.closed && !self.is_owner {
            return Err(StakingError::PoolClosed);
        }
        self.add_pending(tokens, now, params.min_bond)?;
        let mut stake = value(self.position.shares, self.pool)?;
        raise(&mut stake, pending_value(self.pool, &self.position, Epoch::MAX)?)?;
        if self.is_owner && stake < params.min_owner_bond {
            return Err(StakingError::BelowMinimum);
        }
        Ok(())
    }

    /// Moves what `shares` of the pool are worth to the thawing tokens, in a request that is ready at
    /// `ready_at`. Returns the tokens. Rewards that nobody has claimed yet stay with those who stay. All
    /// shares can always leave: if slashing left less than a unit of them, for nothing.
    ///
    /// # Errors
    /// `ZeroAmount`, `InsufficientShares`, `BelowMinimum` when some shares stay, but less than `minimum`
    /// tokens or [`LEAST_SHARES`].
    pub fn unbond(
        &mut self,
        shares: Shares,
        ready_at: Timestamp,
        minimum: Amount,
    ) -> Result<Amount, StakingError> {
        lower_shares(&mut self.position.shares, shares).map_err(|_| StakingError::InsufficientShares)?;
        let tokens = redeem_shares(shares, &mut self.pool.active, &mut self.pool.shares)?;
        let stays = self.position.shares;
        if tokens > 0 {
            self.add_thawing(tokens, ready_at)?;
        } else if shares.is_zero() || !stays.is_zero() {
            return Err(StakingError::ZeroAmount);
        }
        if !stays.is_zero() {
            self.ensure_enough(value(stays, self.pool)?, minimum)?;
        }
        Ok(tokens)
    }

    /// Takes thaw request `index` back: bonds its tokens in the epoch `now`. Returns them.
    ///
    /// # Errors
    /// `UnknownThaw`, `Tombstoned`, `BelowMinimum` when they are less than `minimum` or [`LEAST_SHARES`]:
    /// then they have to thaw.
    pub fn cancel_unbond(&mut self, index: u8, now: Epoch, minimum: Amount) -> Result<Amount, StakingError> {
        let index = usize::from(index);
        let shares = self.position.thaws.get(index).ok_or(StakingError::UnknownThaw)?.shares;
        self.position.thaws.remove(index);
        let tokens = self.redeem_thawing(shares)?;
        self.add_pending(tokens, now, minimum)?;
        Ok(tokens)
    }

    /// Takes out every thaw request that is ready at `now`. Returns the tokens to be paid: none from a
    /// position that slashing left nothing of.
    ///
    /// # Errors
    /// `StillThawing`.
    pub fn withdraw(&mut self, now: Timestamp) -> Result<Amount, StakingError> {
        let shares = ready_shares(&self.position, now)?;
        if shares.is_zero() && !is_empty(&self.position) {
            return Err(StakingError::StillThawing);
        }
        self.position.thaws.retain(|thaw| thaw.ready_at > now);
        Ok(self.redeem_thawing(shares)?)
    }

    /// Makes the account, `to`, the pool's owner at `now`, on default terms and with all that the previous
    /// owner has in the pool. Returns what is left of the previous owner's position: nothing but its
    /// `list_index`.
    ///
    /// # Errors
    /// `TooManyThaws`.
    pub fn take_over(mut self, to: AccountId, now: Timestamp) -> Result<Position, StakingError> {
        let mut left = core::mem::take(&mut self.pool.owner_position);
        let position = &mut self.position;
        raise_shares(&mut position.shares, core::mem::take(&mut left.shares))?;
        for more in left.pending.drain(..) {
            merge_pending(&mut position.pending, more)?;
        }
        for more in left.thaws.drain(..) {
            let later = position.thaws.iter().position(|thaw| thaw.ready_at > more.ready_at);
            position.thaws.insert(later.unwrap_or(position.thaws.len()), more);
        }
        if position.thaws.len() > MAX_THAWS {
            return Err(StakingError::TooManyThaws);
        }
        self.pool.owner = to;
        self.pool.owner_since = now;
        self.pool.terms = PoolTerms::default();
        self.pool.owner_position = self.position;
        Ok(left)
    }

    /// Adds tokens to the tranche of the epoch `now`.
    ///
    /// # Errors
    /// `Tombstoned`, `BelowMinimum` when they are less than `minimum` or [`LEAST_SHARES`] at today's price.
    /// What the account has besides does not help: a pool that everybody else leaves starts again with what
    /// was bonded first.
    fn add_pending(&mut self, tokens: Amount, now: Epoch, minimum: Amount) -> Result<(), StakingError> {
        if is_tombstoned(self.pool) {
            return Err(StakingError::Tombstoned);
        }
        self.ensure_enough(tokens, minimum)?;
        let tranches = &mut self.pool.tranches;
        if tranches.last().is_none_or(|latest| latest.epoch != now) {
            tranches.push(Tranche { epoch: now, tokens: 0, shares: Shares::ZERO });
        }
        if let Some(Tranche { tokens: held, shares, .. }) = tranches.last_mut() {
            let tranche_shares = mint_shares(tokens, one_per_unit(tokens), held, shares)?;
            merge_pending(&mut self.position.pending, PendingStake { epoch: now, tranche_shares })?;
        }
        Ok(())
    }

    /// Adds tokens to the thawing ones, in a request of their own or, if there are too many, in the latest.
    fn add_thawing(&mut self, tokens: Amount, ready_at: Timestamp) -> Result<(), ArithmeticError> {
        let Pool { thawing, thawing_shares, .. } = &mut *self.pool;
        let shares = mint_shares(tokens, one_per_unit(tokens), thawing, thawing_shares)?;
        let thaws = &mut self.position.thaws;
        if thaws.len() < MAX_THAWS {
            thaws.push(ThawRequest { shares, ready_at });
        } else if let Some(latest) = thaws.last_mut() {
            raise_shares(&mut latest.shares, shares)?;
            latest.ready_at = latest.ready_at.max(ready_at);
        }
        Ok(())
    }

    /// Takes `shares` out of the thawing ones. Returns their tokens.
    fn redeem_thawing(&mut self, shares: Shares) -> Result<Amount, ArithmeticError> {
        redeem_shares(shares, &mut self.pool.thawing, &mut self.pool.thawing_shares)
    }

    /// Passes if `tokens` are at least `minimum` and what [`LEAST_SHARES`] are worth.
    fn ensure_enough(&self, tokens: Amount, minimum: Amount) -> Result<(), StakingError> {
        let least = if self.pool.shares.is_zero() { 0 } else { value(LEAST_SHARES, self.pool)? };
        (tokens >= minimum.max(least)).then_some(()).ok_or(StakingError::BelowMinimum)
    }
}

/// Returns whether nothing is in a position.
pub fn is_empty(position: &Position) -> bool {
    position.shares.is_zero() && position.pending.is_empty() && position.thaws.is_empty()
}

/// Drops from a position what slashing voided: what was obtained under other nonces than the pool's.
#[inline(never)]
pub fn drop_void(position: &mut Position, share_nonce: u32, thaw_nonce: u32) {
    if position.share_nonce != share_nonce {
        position.share_nonce = share_nonce;
        position.shares = Shares::ZERO;
        position.pending.clear();
    }
    if position.thaw_nonce != thaw_nonce {
        position.thaw_nonce = thaw_nonce;
        position.thaws.clear();
    }
}

/// Returns the thawing shares of the requests that are ready at `now`.
///
/// # Errors
/// When the sum does not fit.
pub fn ready_shares(position: &Position, now: Timestamp) -> Result<Shares, ArithmeticError> {
    let mut shares = Shares::ZERO;
    for thaw in position.thaws.iter().filter(|thaw| thaw.ready_at <= now) {
        raise_shares(&mut shares, thaw.shares)?;
    }
    Ok(shares)
}
