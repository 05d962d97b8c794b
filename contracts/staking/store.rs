//! Storage beside the root: who reads and writes which item. Nothing here knows a rule of staking's.

use crate::codec::Stored;
use crate::lists::Lists;
use crate::position::{is_empty, PositionMut};
use crate::tranches::{ConvertedTranche, ConvertedTranches};
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::staking::{Pool, Position};
use kit::storage;
use shared::math::{lower, raise};
use shared::{Amount, ArithmeticError, Epoch, NodeId};

/// A node's pool and an account that has something in it.
type PositionKey = (NodeId, AccountId);
/// A node's pool and the epoch in which a tranche was bonded to it.
type TrancheKey = (NodeId, Epoch);
/// Converted tranches, until all their members have taken their shares over.
type Converted = Mapping<TrancheKey, ConvertedTranche, ManualKey<0x3000_0012>>;

/// Staking's records.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    /// Active tokens of all pools. In the root, which every message that changes them writes anyway.
    pub total_active: Amount,
    pools: Mapping<NodeId, Stored<Pool>, ManualKey<0x3000_0010>>,
    /// Positions that are not empty. Those of pools' owners are in the pools.
    pub(crate) positions: Mapping<PositionKey, Stored<Position>, ManualKey<0x3000_0011>>,
    pub(crate) converted: Converted,
    /// Tokens that accounts are owed besides their pools; never zero.
    payouts: Mapping<AccountId, Amount, ManualKey<0x3000_0013>>,
    /// Accounts that may slash.
    slashers: Mapping<AccountId, (), ManualKey<0x3000_0014>>,
    /// Accounts that nodes are offered to.
    pending_node_owners: Mapping<NodeId, AccountId, ManualKey<0x3000_0015>>,
    /// The pools that each account has something in.
    pub(crate) lists: Lists,
}

impl Store {
    /// Reads a node's pool.
    #[inline(never)]
    pub fn pool(&self, node: NodeId) -> Option<Pool> {
        storage::get(&self.pools, node).map(|Stored(pool)| pool)
    }

    /// Writes a pool that had `active_before` active tokens when it was read, and its converted tranches.
    ///
    /// # Errors
    /// When the sum of all pools does not fit.
    #[inline(never)]
    pub fn put_pool(
        &mut self,
        node: NodeId,
        pool: &mut Pool,
        tranches: &mut TrancheStore,
        active_before: Amount,
    ) -> Result<(), ArithmeticError> {
        lower(&mut self.total_active, active_before)?;
        raise(&mut self.total_active, pool.active)?;
        tranches.write();
        self.list(node, &pool.owner, &mut pool.owner_position);
        storage::insert(&mut self.pools, node, pool);
        Ok(())
    }

    /// Opens an account's position at a pool, an empty one if it has none.
    ///
    /// # Errors
    /// When a number would not fit.
    #[inline(never)]
    pub fn open_position<'a>(
        &self,
        node: NodeId,
        pool: &'a mut Pool,
        account: &AccountId,
        tranches: &mut TrancheStore,
    ) -> Result<PositionMut<'a>, ArithmeticError> {
        let stored = (*account != pool.owner).then(|| self.position(node, account).unwrap_or_default());
        PositionMut::open(pool, stored, tranches)
    }

    /// Reads the position of an account that does not own the pool.
    #[inline(never)]
    pub fn position(&self, node: NodeId, account: &AccountId) -> Option<Position> {
        storage::get(&self.positions, (node, account)).map(|Stored(position)| position)
    }

    /// Writes the position of an account that does not own the pool, or removes it when it is empty.
    #[inline(never)]
    pub fn put_position(&mut self, node: NodeId, account: &AccountId, mut position: Position) {
        self.list(node, account, &mut position);
        if is_empty(&position) {
            self.remove_position(node, account);
        } else {
            storage::insert(&mut self.positions, (node, account), &position);
        }
    }

    /// Removes a position, and leaves the account's list as it is.
    #[inline(never)]
    pub fn remove_position(&mut self, node: NodeId, account: &AccountId) {
        storage::remove(&mut self.positions, (node, account));
    }

    /// Adds a position to the account's list when something came into it, and removes it when it became
    /// empty.
    #[inline(never)]
    fn list(&mut self, node: NodeId, account: &AccountId, position: &mut Position) {
        let list_index = position.list_index;
        if is_empty(position) == (list_index == 0) {
            return;
        }
        if list_index == 0 {
            position.list_index = self.lists.add(account, node);
            return;
        }
        position.list_index = 0;
        let Some(moved) = self.lists.remove(account, list_index) else { return };
        if let Some(mut position) = self.position(moved, account) {
            position.list_index = list_index;
            storage::insert(&mut self.positions, (moved, account), &position);
        } else if let Some(mut pool) = self.pool(moved) {
            pool.owner_position.list_index = list_index;
            storage::insert(&mut self.pools, moved, &pool);
        }
    }

    /// Reads one page of an account's list of pools.
    pub fn listed(&self, account: &AccountId, page: u32) -> Vec<NodeId> {
        self.lists.nodes(account, page)
    }

    /// Returns the converted tranches of one pool.
    pub fn tranches(&self, node: NodeId) -> TrancheStore {
        TrancheStore { node, converted: Converted::new(), changed: Vec::new() }
    }

    /// Reads the tokens that an account is owed besides its pools.
    #[inline(never)]
    pub fn payout(&self, account: &AccountId) -> Amount {
        storage::get(&self.payouts, account).unwrap_or_default()
    }

    /// Adds to the tokens that an account is owed. Writes nothing if there are none to add.
    ///
    /// # Errors
    /// When the sum does not fit.
    #[inline(never)]
    pub fn owe(&mut self, account: &AccountId, amount: Amount) -> Result<(), ArithmeticError> {
        if amount > 0 {
            let mut owed = self.payout(account);
            raise(&mut owed, amount)?;
            storage::insert(&mut self.payouts, account, &owed);
        }
        Ok(())
    }

    /// Removes what an account is owed.
    pub fn clear_payout(&mut self, account: &AccountId) {
        storage::remove(&mut self.payouts, account);
    }

    /// Reads whether an account may slash.
    pub fn is_slasher(&self, account: &AccountId) -> bool {
        storage::get(&self.slashers, account).is_some()
    }

    /// Writes whether an account may slash.
    pub fn set_slasher(&mut self, account: &AccountId, named: bool) {
        if named {
            storage::insert(&mut self.slashers, account, &());
        } else {
            storage::remove(&mut self.slashers, account);
        }
    }

    /// Reads the account that a node is offered to.
    pub fn pending_node_owner(&self, node: NodeId) -> Option<AccountId> {
        storage::get(&self.pending_node_owners, node)
    }

    /// Writes the account that a node is offered to, or that it is offered to none.
    pub fn set_pending_node_owner(&mut self, node: NodeId, to: Option<&AccountId>) {
        match to {
            Some(to) => storage::insert(&mut self.pending_node_owners, node, to),
            None => storage::remove(&mut self.pending_node_owners, node),
        }
    }
}

/// The converted tranches of one pool. Changes are seen at once, and written at the end or never.
#[derive(Debug)]
pub struct TrancheStore {
    node: NodeId,
    converted: Converted,
    changed: Vec<(Epoch, ConvertedTranche)>,
}

impl TrancheStore {
    /// Writes the tranches that changed, and removes those of which no shares are left.
    #[inline(never)]
    pub fn write(&mut self) {
        for (epoch, tranche) in self.changed.drain(..) {
            if tranche.tranche_shares.is_zero() {
                storage::remove(&mut self.converted, (self.node, epoch));
            } else {
                storage::insert(&mut self.converted, (self.node, epoch), &tranche);
            }
        }
    }
}

impl ConvertedTranches for TrancheStore {
    #[inline(never)]
    fn get(&self, epoch: Epoch) -> Option<ConvertedTranche> {
        let changed = self.changed.iter().find(|(of, _)| *of == epoch);
        changed.map(|(_, tranche)| *tranche).or_else(|| storage::get(&self.converted, (self.node, epoch)))
    }

    #[inline(never)]
    fn set(&mut self, epoch: Epoch, tranche: ConvertedTranche) {
        self.changed.retain(|(of, _)| *of != epoch);
        self.changed.push((epoch, tranche));
    }
}
