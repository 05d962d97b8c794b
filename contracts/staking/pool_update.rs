//! A pool in the course of a message: read and brought up to date, changed by an account, written, and noted
//! at the registry.

use crate::config::{Config, Peer};
use crate::context::Context;
use crate::earnings::{self, Earnings};
use crate::holder::Holder;
use crate::penalty::{self, Punishment};
use crate::position::PositionMut;
use crate::store::{Dues, Store, TrancheStore};
use crate::{pool, tranches};
use ink::primitives::AccountId;
use interfaces::registry::StakeWeight;
use interfaces::staking::{Penalty, Pool, Position, RewardDeposit, StakingError};
use kit::peers::registry;
use shared::{Amount, ArithmeticError, NodeId, Shares};

/// A pool that was read to be changed.
#[derive(Debug)]
pub struct PoolUpdate<'a> {
    /// The time and the configuration.
    pub context: Context<'a>,
    /// The pool, its overdue tranches converted.
    pub pool: Pool,
    /// What it counted for when it was read, before its overdue tranches were converted.
    pub weight_before: StakeWeight,
    node: NodeId,
    /// Active tokens when it was read.
    active_before: Amount,
    tranches: TrancheStore,
}

impl<'a> PoolUpdate<'a> {
    /// Reads a pool and brings it up to date. If there is none, `opener` opens it with its first bond: the
    /// registry is asked before any state is written whether it owns the node.
    ///
    /// # Errors
    /// `NoPool`, `UnknownNode`, `PeerFailed`.
    #[inline(never)]
    pub fn new(
        store: &Store,
        context: Context<'a>,
        node: NodeId,
        opener: Option<&AccountId>,
    ) -> Result<Self, StakingError> {
        let mut pool = match (store.pool(node), opener) {
            (Some(pool), _) => pool,
            (None, Some(account)) if node_owner(context.config, node)? == *account => {
                pool::empty(*account, context.now)
            }
            (None, _) => return Err(StakingError::NoPool),
        };
        let active_before = pool.active;
        let weight_before = context.stake_weight(&pool)?;
        let mut tranches = store.tranches(node, &pool);
        tranches::convert(&mut pool, tranches::overdue_before(context.epoch), &mut tranches)?;
        Ok(Self { context, pool, weight_before, node, active_before, tranches })
    }

    /// Bonds tokens for an account. Writes the pool and the position.
    ///
    /// # Errors
    /// As [`PositionMut::bond`].
    pub fn bond(
        &mut self,
        store: &mut Store,
        holder: &mut Holder,
        amount: Amount,
    ) -> Result<(), StakingError> {
        let (context, mut position) = self.open_position(store, holder)?;
        position.bond(amount, context.epoch, context.params())?;
        let position = position.close();
        Ok(self.write_with(store, holder, position)?)
    }

    /// Unbonds shares of an account's. Writes the pool and the position. Returns the tokens that now thaw.
    ///
    /// # Errors
    /// `NoPosition`, and as [`PositionMut::unbond`].
    pub fn unbond(
        &mut self,
        store: &mut Store,
        holder: &mut Holder,
        shares: Shares,
    ) -> Result<Amount, StakingError> {
        let (context, mut position) = self.open_position(store, holder)?;
        position.ensure_exists()?;
        let amount = position.unbond(shares, context.ready_at(), context.params().min_bond)?;
        let position = position.close();
        self.write_with(store, holder, position)?;
        Ok(amount)
    }

    /// Takes an account's thaw request `index` back. Writes the pool and the position. Returns the tokens
    /// that are bonded again.
    ///
    /// # Errors
    /// `NoPosition`, and as [`PositionMut::cancel_unbond`].
    pub fn cancel_unbond(
        &mut self,
        store: &mut Store,
        holder: &mut Holder,
        index: u8,
    ) -> Result<Amount, StakingError> {
        let (context, mut position) = self.open_position(store, holder)?;
        position.ensure_exists()?;
        let amount = position.cancel_unbond(index, context.epoch, context.params().min_bond)?;
        let position = position.close();
        self.write_with(store, holder, position)?;
        Ok(amount)
    }

    /// Takes out the thaw requests of an account's that are ready. Writes the pool and the position. Returns
    /// the tokens to be paid.
    ///
    /// # Errors
    /// `NoPosition`, and as [`PositionMut::withdraw`].
    pub fn withdraw(&mut self, store: &mut Store, holder: &mut Holder) -> Result<Amount, StakingError> {
        let (context, mut position) = self.open_position(store, holder)?;
        position.ensure_exists()?;
        let amount = position.withdraw(context.now)?;
        let position = position.close();
        self.write_with(store, holder, position)?;
        Ok(amount)
    }

    /// Makes `to` the pool's owner. Writes the pool, and what becomes of both positions. Returns the previous
    /// owner.
    ///
    /// # Errors
    /// As [`PositionMut::take_over`].
    pub fn transfer(&mut self, store: &mut Store, to: &mut Holder) -> Result<AccountId, StakingError> {
        let (node, from) = (self.node, self.pool.owner);
        let (context, position) = self.open_position(store, to)?;
        let existed = position.exists;
        let mut left = position.take_over(to.account, context.now)?;
        store.list(node, &from, &mut left);
        if existed {
            to.forget(store, node, self.pool.owner_position.list_index > 0);
        }
        self.write(store)?;
        Ok(from)
    }

    /// Slashes the pool and jails its node. Writes the pool, and what the reporter is owed.
    ///
    /// # Errors
    /// When a number would not fit.
    pub fn punish(&mut self, store: &mut Store, penalty: &Penalty) -> Result<Punishment, ArithmeticError> {
        let context = &self.context;
        let punishment = penalty::punish(&mut self.pool, penalty, context.now, context.params())?;
        self.write(store)?;
        if let Some(reporter) = &penalty.reporter {
            store.owe(reporter, punishment.slashed.rewarded)?;
        }
        Ok(punishment)
    }

    /// Opens a holder's position at the pool.
    fn open_position(
        &mut self,
        store: &Store,
        holder: &mut Holder,
    ) -> Result<(&Context<'a>, PositionMut<'_>), ArithmeticError> {
        let position = store.open_position(self.node, &mut self.pool, holder, &mut self.tranches)?;
        Ok((&self.context, position))
    }

    /// Writes the pool and, if it is not in it, a holder's position; the holder itself is left to the
    /// message to write.
    #[inline(never)]
    fn write_with(
        &mut self,
        store: &mut Store,
        holder: &mut Holder,
        position: Option<Position>,
    ) -> Result<(), ArithmeticError> {
        self.write(store)?;
        if let Some(position) = position {
            holder.put(store, self.node, position);
        }
        Ok(())
    }

    /// Writes the pool and its old tranches.
    ///
    /// # Errors
    /// When the sum of all pools does not fit.
    #[inline(never)]
    pub fn write(&mut self, store: &mut Store) -> Result<(), ArithmeticError> {
        store.put_pool(self.node, &mut self.pool, &mut self.tranches, self.active_before)
    }

    /// Whether the message left the tokens active in the pool as they were, and so the root. Mostly it did:
    /// only an unbond and overdue tranches change them.
    pub fn keeps_root(&self) -> bool {
        self.pool.active == self.active_before
    }

    /// Notes at the registry what the pool counts for, if the message changed that.
    ///
    /// # Errors
    /// `PeerFailed`.
    #[inline(never)]
    pub fn notify_registry_of_change(&self) -> Result<(), StakingError> {
        let weight = self.context.stake_weight(&self.pool)?;
        if weight != self.weight_before {
            self.note(&weight)?;
        }
        Ok(())
    }

    /// Notes at the registry what the pool counts for after a bond to it.
    ///
    /// # Errors
    /// `Retired` when the node is out of service, `PeerFailed`.
    pub fn notify_registry_of_bond(&self) -> Result<(), StakingError> {
        self.notify_registry()?.then_some(()).ok_or(StakingError::Retired)
    }

    /// Notes at the registry what the pool counts for. Returns whether the node is in service.
    ///
    /// # Errors
    /// `PeerFailed`.
    #[inline(never)]
    pub fn notify_registry(&self) -> Result<bool, StakingError> {
        self.note(&self.context.stake_weight(&self.pool)?)
    }

    #[inline(never)]
    fn note(&self, weight: &StakeWeight) -> Result<bool, StakingError> {
        let registry = self.context.config.peer(Peer::Registry);
        registry::note_stake(self.node, weight).or(registry, StakingError::PeerFailed)
    }
}

/// Asks the registry for a node's owner.
///
/// # Errors
/// `UnknownNode`, `PeerFailed`.
#[inline(never)]
pub fn node_owner(config: &Config, node: NodeId) -> Result<AccountId, StakingError> {
    registry::owner_of(node).or(config.peer(Peer::Registry), StakingError::UnknownNode)
}

/// Adds what a node earned to its pool, if it has one, and the rest to what accounts are owed. Writes the
/// pool. It needs no [`Context`]: earnings convert tranches by the epochs they are for, and are not noted at
/// the registry.
///
/// # Errors
/// When a number would not fit.
#[inline(never)]
pub fn deposit(
    store: &mut Store,
    deposit: &RewardDeposit,
    dues: &mut Dues,
) -> Result<Earnings, ArithmeticError> {
    let RewardDeposit { node, owner, first, amounts } = deposit;
    let mut payee = *owner;
    let earnings = if let Some(mut pool) = store.pool(*node) {
        let (active_before, mut tranches) = (pool.active, store.tranches(*node, &pool));
        let earnings = earnings::deposit(&mut pool, *first, amounts, &mut tranches)?;
        store.put_pool(*node, &mut pool, &mut tranches, active_before)?;
        payee = pool.terms.payout.unwrap_or(payee);
        earnings
    } else {
        Earnings::without_pool(amounts)?
    };
    dues.add(&payee, earnings.owed)?;
    dues.add(owner, earnings.unallocated)?;
    Ok(earnings)
}
