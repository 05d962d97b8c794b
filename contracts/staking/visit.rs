//! A pool in the course of a message: read and brought up to date, changed, written, told of.

use crate::config::Moment;
use crate::events::{Bonded, UnbondCancelled, Unbonded, Withdrawn};
use crate::store::{Store, Turned};
use crate::{peers, pool};
use ink::primitives::AccountId;
use interfaces::events::emit;
use interfaces::registry::StakeNote;
use interfaces::staking::{Pool, StakingError};
use shared::{Amount, ArithmeticError, NodeId};

/// What a staker does at a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Bonds tokens.
    Bond(Amount),
    /// Unbonds shares.
    Unbond(Amount),
    /// Takes a thaw request back.
    Cancel(u8),
    /// Takes out what is ready.
    Withdraw,
}

/// A pool, as it is now.
#[derive(Debug)]
pub struct Visit {
    /// What the message read first.
    pub moment: Moment,
    /// The pool; overdue tranches have turned into shares.
    pub pool: Pool,
    /// What its tranches turned into.
    pub joins: Turned,
    /// What it counted for before.
    pub note: StakeNote,
    node: NodeId,
    /// Its active tokens, as stored before.
    active: Amount,
}

impl Visit {
    /// Reads a pool and brings it up to date. If there is none, `opener` opens it with its first bond: the
    /// registry is asked before any state is written whether it owns the node.
    ///
    /// # Errors
    /// `NoPool`, `UnknownNode`, `PeerFailed`.
    #[inline(never)]
    pub fn new(
        store: &Store,
        moment: Moment,
        node: NodeId,
        opener: Option<&AccountId>,
    ) -> Result<Self, StakingError> {
        let mut pool = match (store.pool(node), opener) {
            (Some(pool), _) => pool,
            (None, Some(account)) if peers::owner(moment.config.registry(), node)? == *account => {
                pool::empty(*account, moment.now)
            }
            (None, _) => return Err(StakingError::NoPool),
        };
        let active = pool.active;
        let note = moment.note(&pool)?;
        let mut joins = store.joins(node);
        pool::convert(&mut pool, pool::overdue_before(moment.epoch), &mut joins)?;
        Ok(Self { moment, pool, joins, note, node, active })
    }

    /// Writes the pool.
    ///
    /// # Errors
    /// When a number would not fit.
    #[inline(never)]
    pub fn write(&mut self, store: &mut Store) -> Result<(), ArithmeticError> {
        store.put_pool(self.node, &mut self.pool, &mut self.joins, self.active)
    }

    /// Tells the registry what the pool counts for, if that changed or it is `due` anyway. Returns whether the
    /// node is in service; who need not ask hears that it is.
    ///
    /// # Errors
    /// `PeerFailed`.
    #[inline(never)]
    pub fn tell(&self, due: bool) -> Result<bool, StakingError> {
        let note = self.moment.note(&self.pool)?;
        if !due && note == self.note {
            return Ok(true);
        }
        peers::push(self.moment.config.registry(), self.node, &note)
    }

    /// Seats an account, has it do something, and writes what came of it. Returns the tokens moved.
    ///
    /// # Errors
    /// `NoPosition`, and as the action.
    #[inline(never)]
    pub fn act(
        &mut self,
        store: &mut Store,
        account: &AccountId,
        action: Action,
    ) -> Result<Amount, StakingError> {
        let moment = &self.moment;
        let params = moment.params();
        let mut seat = store.seat(self.node, &mut self.pool, account, &mut self.joins)?;
        let vacant = seat.position.place == 0 && pool::is_empty(&seat.position);
        let amount = match action {
            Action::Bond(amount) => {
                seat.bond(amount, moment.epoch, params)?;
                amount
            }
            _ if vacant => return Err(StakingError::NoPosition),
            Action::Unbond(shares) => seat.unbond(shares, moment.ready_at(), params.min_bond)?,
            Action::Cancel(index) => seat.cancel(index, moment.epoch, params.min_bond)?,
            Action::Withdraw => seat.withdraw(moment.now)?,
        };
        let position = seat.leave();
        self.write(store)?;
        if let Some(position) = position {
            store.put_position(self.node, account, position);
        }
        Ok(amount)
    }

    /// Tells the registry and everybody else what an account did.
    ///
    /// # Errors
    /// `Retired` when tokens joined the pool of a node that is out of service, `PeerFailed`.
    #[inline(never)]
    pub fn conclude(&self, account: AccountId, action: Action, amount: Amount) -> Result<(), StakingError> {
        let node = self.node;
        let joins = matches!(action, Action::Bond(_) | Action::Cancel(_));
        if !self.tell(joins)? && joins {
            return Err(StakingError::Retired);
        }
        match action {
            Action::Bond(_) => emit(node, Bonded { node, account, amount }),
            Action::Unbond(shares) => {
                let ready_at = self.moment.ready_at();
                emit(node, Unbonded { node, account, shares, amount, ready_at });
            }
            Action::Cancel(_) => emit(node, UnbondCancelled { node, account, amount }),
            Action::Withdraw => emit(node, Withdrawn { node, account, amount }),
        }
        Ok(())
    }
}
