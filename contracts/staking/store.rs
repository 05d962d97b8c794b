//! Storage beside the root: who reads and writes which item. Nothing here knows a rule of staking's.

use crate::pool::{self, Joined, Joins};
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::staking::{Pool, Position};
use shared::{Amount, ArithmeticError, Epoch, NodeId};

/// An account in a node's pool.
type PositionKey = (NodeId, AccountId);
/// The epoch in which a tranche joined a node's pool.
type TrancheKey = (NodeId, Epoch);

/// Staking's records.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    pools: Mapping<NodeId, Pool, ManualKey<0x3000_0010>>,
    /// What accounts have in pools; never empty. Pools' owners have theirs in the pool.
    positions: Mapping<PositionKey, Position, ManualKey<0x3000_0011>>,
    /// What tranches turned into, until all their members have taken their parts.
    joined: Mapping<TrancheKey, Joined, ManualKey<0x3000_0012>>,
    /// Rewards of nodes whose pools had no shares; never zero.
    payouts: Mapping<AccountId, Amount, ManualKey<0x3000_0013>>,
}

/// What an account has in a pool.
pub struct Holding {
    /// The pool; for its owner, without the owner's position.
    pub pool: Pool,
    /// The account's position, as stored.
    pub position: Position,
    /// Its shares, with those that it did not yet take over.
    pub shares: Amount,
}

impl Store {
    /// A node's pool.
    #[inline(never)]
    pub fn pool(&self, node: NodeId) -> Option<Pool> {
        self.pools.get(node)
    }

    /// Writes a pool.
    #[inline(never)]
    pub fn put_pool(&mut self, node: NodeId, pool: &Pool) {
        self.pools.insert(node, pool);
    }

    /// The position of an account that does not own the pool.
    #[inline(never)]
    pub fn position(&self, node: NodeId, account: &AccountId) -> Position {
        self.positions.get((node, account)).unwrap_or_default()
    }

    /// Writes or removes it.
    #[inline(never)]
    pub fn put_position(&mut self, node: NodeId, account: &AccountId, position: &Position) {
        if pool::is_empty(position) {
            self.positions.remove((node, account));
        } else {
            self.positions.insert((node, account), position);
        }
    }

    /// What an account has in a pool, if there is one.
    ///
    /// # Errors
    /// When a number would not fit.
    #[inline(never)]
    pub fn holding(&self, node: NodeId, account: &AccountId) -> Result<Option<Holding>, ArithmeticError> {
        let Some(mut pool) = self.pool(node) else { return Ok(None) };
        let position = if *account == pool.owner {
            core::mem::take(&mut pool.own)
        } else {
            self.position(node, account)
        };
        let shares = pool::shares_of(&pool, &position, |epoch| self.tranche(node, epoch))?;
        Ok(Some(Holding { pool, position, shares }))
    }

    /// What a tranche turned into.
    #[inline(never)]
    fn tranche(&self, node: NodeId, epoch: Epoch) -> Option<Joined> {
        self.joined.get((node, epoch))
    }

    /// What the tranches of one pool turned into.
    pub fn joins(&mut self, node: NodeId) -> impl Joins + '_ {
        JoinsOf { node, store: self }
    }

    /// What an account is owed besides its pools.
    #[inline(never)]
    pub fn payout(&self, account: &AccountId) -> Amount {
        self.payouts.get(account).unwrap_or_default()
    }

    /// Owes an account more.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn owe(&mut self, account: &AccountId, amount: Amount) -> Result<(), ArithmeticError> {
        let mut owed = self.payout(account);
        pool::raise(&mut owed, amount)?;
        self.payouts.insert(account, &owed);
        Ok(())
    }

    /// Owes an account nothing any more.
    pub fn clear_payout(&mut self, account: &AccountId) {
        self.payouts.remove(account);
    }
}

struct JoinsOf<'a> {
    node: NodeId,
    store: &'a mut Store,
}

impl Joins for JoinsOf<'_> {
    fn get(&self, epoch: Epoch) -> Option<Joined> {
        self.store.tranche(self.node, epoch)
    }

    #[inline(never)]
    fn set(&mut self, epoch: Epoch, joined: Joined) {
        if joined.tokens > 0 {
            self.store.joined.insert((self.node, epoch), &joined);
        } else {
            self.store.joined.remove((self.node, epoch));
        }
    }
}
