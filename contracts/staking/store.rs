//! Storage beside the root: who reads and writes which item. Nothing here knows a rule of staking's.

use crate::codec::Stored;
use crate::holder::{Holder, Portfolio};
use crate::lists::Lists;
use crate::position::{is_empty, PositionMut};
use crate::tranches::OldTranches;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::staking::{ConvertedTranche, Pool, Position};
use kit::storage;
use shared::math::{lower, raise};
use shared::{Amount, ArithmeticError, NodeId};

/// A node's pool and an account that has something in it.
type PositionKey = (NodeId, AccountId);
/// A node's pool, its share nonce, and the number of a group of epochs. What slashing voided is so never mixed
/// with what came after it.
type GroupKey = (NodeId, u32, u32);
/// Converted tranches that their pools do not keep, until all their members have taken their shares over.
type OldGroups = Mapping<GroupKey, Stored<Vec<ConvertedTranche>>, ManualKey<0x3000_0012>>;

/// Staking's records.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    /// Active tokens of all pools. In the root, which every message that changes them writes anyway.
    pub total_active: Amount,
    pools: Mapping<NodeId, Stored<Pool>, ManualKey<0x3000_0010>>,
    /// Positions that are not empty, of accounts whose portfolio had no room for them.
    pub(crate) positions: Mapping<PositionKey, Stored<Position>, ManualKey<0x3000_0011>>,
    /// All other positions that are not empty but those of pools' owners, which are in the pools: in one item
    /// for each account, so that a vote reads them at once and whoever joins a pool touches no list.
    pub(crate) portfolios: Mapping<AccountId, Stored<Portfolio>, ManualKey<0x3000_0017>>,
    pub(crate) old_tranches: OldGroups,
    /// Tokens that accounts are owed besides their pools; never zero.
    payouts: Mapping<AccountId, Amount, ManualKey<0x3000_0013>>,
    /// Accounts that may slash.
    slashers: Mapping<AccountId, (), ManualKey<0x3000_0014>>,
    /// Accounts that nodes are offered to.
    pending_node_owners: Mapping<NodeId, AccountId, ManualKey<0x3000_0015>>,
    /// The pools that each account owns, or has something in that is not in its portfolio.
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

    /// Opens a holder's position at a pool, an empty one if it has none.
    ///
    /// # Errors
    /// When a number would not fit.
    #[inline(never)]
    pub fn open_position<'a>(
        &self,
        node: NodeId,
        pool: &'a mut Pool,
        holder: &mut Holder,
        tranches: &mut TrancheStore,
    ) -> Result<PositionMut<'a>, ArithmeticError> {
        if holder.account == pool.owner {
            return Ok(PositionMut::open_owners(pool));
        }
        PositionMut::open(pool, holder.take(self, node), tranches)
    }

    /// Reads an account's portfolio.
    pub fn portfolio(&self, account: &AccountId) -> Portfolio {
        storage::get(&self.portfolios, account).map_or_else(Portfolio::default, |Stored(portfolio)| portfolio)
    }

    /// Writes an account's portfolio, or removes it when nothing is in it.
    pub fn put_portfolio(&mut self, account: &AccountId, portfolio: &Portfolio) {
        if portfolio.beside == 0 && portfolio.held.is_empty() {
            storage::remove(&mut self.portfolios, account);
        } else {
            storage::insert(&mut self.portfolios, account, portfolio);
        }
    }

    /// Reads a position that has an item of its own.
    #[inline(never)]
    pub fn position(&self, node: NodeId, account: &AccountId) -> Option<Position> {
        storage::get(&self.positions, (node, account)).map(|Stored(position)| position)
    }

    /// Writes a position to its own item.
    #[inline(never)]
    pub fn put_position(&mut self, node: NodeId, account: &AccountId, position: &Position) {
        storage::insert(&mut self.positions, (node, account), position);
    }

    /// Removes a position that has an item of its own, and leaves the account's list as it is.
    pub fn remove_position(&mut self, node: NodeId, account: &AccountId) {
        storage::remove(&mut self.positions, (node, account));
    }

    /// Adds a position to the account's list when something came into it, and removes it when it became
    /// empty.
    #[inline(never)]
    pub fn list(&mut self, node: NodeId, account: &AccountId, position: &mut Position) {
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
            self.put_position(moved, account, &position);
        } else if let Some(mut pool) = self.pool(moved) {
            pool.owner_position.list_index = list_index;
            storage::insert(&mut self.pools, moved, &pool);
        }
    }

    /// Reads one page of an account's list.
    pub fn listed(&self, account: &AccountId, page: u32) -> Vec<NodeId> {
        self.lists.nodes(account, page)
    }

    /// Returns the old tranches of one pool.
    pub fn tranches(&self, node: NodeId, pool: &Pool) -> TrancheStore {
        TrancheStore { node, share_nonce: pool.share_nonce, items: OldGroups::new(), groups: Vec::new() }
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

    /// Reads and removes what an account is owed, if anything.
    pub fn take_payout(&mut self, account: &AccountId) -> Option<Amount> {
        storage::take(&mut self.payouts, account)
    }

    /// Adds to the tokens that accounts are owed.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn owe_all(&mut self, dues: &Dues) -> Result<(), ArithmeticError> {
        dues.0.iter().try_for_each(|(account, amount)| self.owe(account, *amount))
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

    /// Reads and removes the account that a node is offered to.
    pub fn take_pending_node_owner(&mut self, node: NodeId) -> Option<AccountId> {
        storage::take(&mut self.pending_node_owners, node)
    }

    /// Writes the account that a node is offered to, or that it is offered to none.
    pub fn set_pending_node_owner(&mut self, node: NodeId, to: Option<&AccountId>) {
        match to {
            Some(to) => storage::insert(&mut self.pending_node_owners, node, to),
            None => storage::remove(&mut self.pending_node_owners, node),
        }
    }
}

/// What accounts are owed by the end of a message, which writes it once for each.
#[derive(Debug, Default)]
pub struct Dues(Vec<(AccountId, Amount)>);

impl Dues {
    /// Adds to the tokens that an account is owed.
    ///
    /// # Errors
    /// When the sum does not fit.
    #[inline(never)]
    pub fn add(&mut self, account: &AccountId, amount: Amount) -> Result<(), ArithmeticError> {
        match self.0.iter_mut().find(|(other, _)| other == account) {
            Some((_, owed)) => raise(owed, amount)?,
            None => self.0.push((*account, amount)),
        }
        Ok(())
    }
}

/// The old tranches of one pool: groups are read when they are asked for, seen as changed at once, and written
/// at the end or never.
#[derive(Debug)]
pub struct TrancheStore {
    node: NodeId,
    share_nonce: u32,
    items: OldGroups,
    groups: Vec<(u32, Vec<ConvertedTranche>)>,
}

impl TrancheStore {
    /// Writes the groups that were asked for, and removes those of which nothing is left.
    #[inline(never)]
    pub fn write(&mut self) {
        for (number, group) in self.groups.drain(..) {
            let key = (self.node, self.share_nonce, number);
            if group.is_empty() {
                storage::remove(&mut self.items, key);
            } else {
                storage::insert(&mut self.items, key, &group);
            }
        }
    }
}

impl OldTranches for TrancheStore {
    #[inline(never)]
    fn group(&mut self, number: u32) -> &mut Vec<ConvertedTranche> {
        let at = self.groups.iter().position(|(other, _)| *other == number).unwrap_or_else(|| {
            let key = (self.node, self.share_nonce, number);
            let group = storage::get(&self.items, key).map_or_else(Vec::new, |Stored(group)| group);
            self.groups.push((number, group));
            self.groups.len().saturating_sub(1)
        });
        &mut self.groups[at].1
    }
}
