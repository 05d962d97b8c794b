//! Storage beside the root: who reads and writes which item. Nothing here knows a rule of staking's.

use crate::kept::{self, Kept};
use crate::lists::Lists;
use crate::pool::{self, Joined, Joins};
use crate::seat::Seat;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Mapping;
use interfaces::staking::{Pool, Position};
use shared::{Amount, ArithmeticError, Epoch, NodeId};

/// An account in a node's pool.
type PositionKey = (NodeId, AccountId);
/// The epoch in which a tranche joined a node's pool.
type TrancheKey = (NodeId, Epoch);
/// What tranches turned into, until all their members have taken their parts.
type AllJoined = Mapping<TrancheKey, Joined, ManualKey<0x3000_0012>>;

/// Staking's records.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Store {
    /// Σ active tokens of all pools. In the root, which every message that changes it writes anyway.
    pub total_active: Amount,
    pools: Mapping<NodeId, Kept<Pool>, ManualKey<0x3000_0010>>,
    /// What accounts have in pools; never empty. Pools' owners have theirs in the pool.
    positions: Mapping<PositionKey, Kept<Position>, ManualKey<0x3000_0011>>,
    joined: AllJoined,
    /// What accounts are owed besides their pools; never zero.
    payouts: Mapping<AccountId, Amount, ManualKey<0x3000_0013>>,
    /// Who may slash.
    slashers: Mapping<AccountId, (), ManualKey<0x3000_0014>>,
    /// Whom nodes are offered to.
    offers: Mapping<NodeId, AccountId, ManualKey<0x3000_0015>>,
    /// Where positions are listed.
    lists: Lists,
}

impl Store {
    /// A node's pool.
    #[inline(never)]
    pub fn pool(&self, node: NodeId) -> Option<Pool> {
        kept::get(&self.pools, node).map(|Kept(pool)| pool)
    }

    /// Writes a pool that had so many active tokens before, and what its tranches turned into.
    ///
    /// # Errors
    /// When the sum of all pools does not fit.
    #[inline(never)]
    pub fn put_pool(
        &mut self,
        node: NodeId,
        pool: &mut Pool,
        joins: &mut Turned,
        before: Amount,
    ) -> Result<(), ArithmeticError> {
        pool::lower(&mut self.total_active, before)?;
        pool::raise(&mut self.total_active, pool.active)?;
        joins.write();
        self.list(node, &pool.owner, &mut pool.own);
        kept::insert(&mut self.pools, node, pool);
        Ok(())
    }

    /// Sits an account down at a pool.
    ///
    /// # Errors
    /// When a number would not fit.
    #[inline(never)]
    pub fn seat<'a>(
        &self,
        node: NodeId,
        pool: &'a mut Pool,
        account: &AccountId,
        joins: &mut Turned,
    ) -> Result<Seat<'a>, ArithmeticError> {
        let stored = (*account != pool.owner).then(|| self.position(node, account).unwrap_or_default());
        Seat::take(pool, stored, joins)
    }

    #[inline(never)]
    fn position(&self, node: NodeId, account: &AccountId) -> Option<Position> {
        kept::get(&self.positions, (node, account)).map(|Kept(position)| position)
    }

    /// Writes the position of an account that does not own the pool, or removes it.
    #[inline(never)]
    pub fn put_position(&mut self, node: NodeId, account: &AccountId, mut position: Position) {
        self.list(node, account, &mut position);
        if pool::is_empty(&position) {
            self.forget_position(node, account);
        } else {
            kept::insert(&mut self.positions, (node, account), &position);
        }
    }

    /// Removes a position, wherever it is listed.
    #[inline(never)]
    pub fn forget_position(&mut self, node: NodeId, account: &AccountId) {
        kept::remove(&mut self.positions, (node, account));
    }

    /// Sees to it that a position is listed exactly while something is in it.
    #[inline(never)]
    fn list(&mut self, node: NodeId, account: &AccountId, position: &mut Position) {
        let place = position.place;
        if pool::is_empty(position) == (place == 0) {
            return;
        }
        if place == 0 {
            position.place = self.lists.enter(account, node);
            return;
        }
        position.place = 0;
        let Some(moved) = self.lists.leave(account, place) else { return };
        if let Some(mut position) = self.position(moved, account) {
            position.place = place;
            kept::insert(&mut self.positions, (moved, account), &position);
        } else if let Some(mut pool) = self.pool(moved) {
            pool.own.place = place;
            kept::insert(&mut self.pools, moved, &pool);
        }
    }

    /// Pools that an account has something in: one page of its list.
    pub fn listed(&self, account: &AccountId, page: u32) -> Vec<NodeId> {
        self.lists.nodes(account, page)
    }

    /// A pool as it is in `epoch`, and what an account has in it then. Of its owner, the pool comes without.
    ///
    /// # Errors
    /// When a number would not fit.
    #[inline(never)]
    pub fn holding(
        &self,
        node: NodeId,
        account: &AccountId,
        epoch: Epoch,
    ) -> Result<Option<(Pool, Position)>, ArithmeticError> {
        let Some(mut pool) = self.pool(node) else { return Ok(None) };
        let mut joins = self.joins(node);
        pool::convert(&mut pool, pool::overdue_before(epoch), &mut joins)?;
        let position = self.seat(node, &mut pool, account, &mut joins)?.position;
        Ok(Some((pool, position)))
    }

    /// What the tranches of one pool turned into.
    pub fn joins(&self, node: NodeId) -> Turned {
        Turned { node, all: AllJoined::new(), changed: Vec::new() }
    }

    /// What an account is owed besides its pools.
    #[inline(never)]
    pub fn payout(&self, account: &AccountId) -> Amount {
        kept::get(&self.payouts, account).unwrap_or_default()
    }

    /// Owes an account more. More than nothing: less is not kept.
    ///
    /// # Errors
    /// When the sum does not fit.
    #[inline(never)]
    pub fn owe(&mut self, account: &AccountId, amount: Amount) -> Result<(), ArithmeticError> {
        if amount > 0 {
            let mut owed = self.payout(account);
            pool::raise(&mut owed, amount)?;
            kept::insert(&mut self.payouts, account, &owed);
        }
        Ok(())
    }

    /// Owes an account nothing any more.
    pub fn clear_payout(&mut self, account: &AccountId) {
        kept::remove(&mut self.payouts, account);
    }

    /// Whether an account may slash.
    pub fn is_slasher(&self, account: &AccountId) -> bool {
        kept::get(&self.slashers, account).is_some()
    }

    /// Lets an account slash, or no longer.
    pub fn set_slasher(&mut self, account: &AccountId, named: bool) {
        if named {
            kept::insert(&mut self.slashers, account, &());
        } else {
            kept::remove(&mut self.slashers, account);
        }
    }

    /// Whom a node is offered to.
    pub fn offered_to(&self, node: NodeId) -> Option<AccountId> {
        kept::get(&self.offers, node)
    }

    /// Offers a node to somebody or to nobody.
    pub fn offer(&mut self, node: NodeId, to: Option<&AccountId>) {
        match to {
            Some(to) => kept::insert(&mut self.offers, node, to),
            None => kept::remove(&mut self.offers, node),
        }
    }
}

/// What the tranches of one pool turned into. Changes are seen at once, and written at the end or never.
#[derive(Debug)]
pub struct Turned {
    node: NodeId,
    all: AllJoined,
    changed: Vec<(Epoch, Joined)>,
}

impl Turned {
    /// Writes what changed.
    #[inline(never)]
    pub fn write(&mut self) {
        for (epoch, joined) in self.changed.drain(..) {
            if joined.parts > 0 {
                kept::insert(&mut self.all, (self.node, epoch), &joined);
            } else {
                kept::remove(&mut self.all, (self.node, epoch));
            }
        }
    }
}

impl Joins for Turned {
    #[inline(never)]
    fn get(&self, epoch: Epoch) -> Option<Joined> {
        let changed = self.changed.iter().find(|(of, _)| *of == epoch);
        changed.map(|(_, joined)| *joined).or_else(|| kept::get(&self.all, (self.node, epoch)))
    }

    #[inline(never)]
    fn set(&mut self, epoch: Epoch, joined: Joined) {
        self.changed.retain(|(of, _)| *of != epoch);
        self.changed.push((epoch, joined));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::staking::{Joining, Tranche};

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    fn with(shares: Amount) -> Position {
        Position { shares, ..Position::default() }
    }

    /// A pool of Nora's (1), in which she has as many shares.
    fn put_pool(store: &mut Store, node: NodeId, shares: Amount) {
        let (before, mut pool) = match store.pool(node) {
            Some(pool) => (pool.active, pool),
            None => (0, pool::empty(account(1), 0)),
        };
        (pool.active, pool.shares, pool.own.shares) = (shares, shares, shares);
        let mut joins = store.joins(node);
        store.put_pool(node, &mut pool, &mut joins, before).unwrap();
    }

    #[ink::test]
    fn positions_are_listed_while_something_is_in_them() {
        let mut store = Store::default();
        let (nora, dana) = (account(1), account(2));
        for node in [7, 8, 9] {
            put_pool(&mut store, node, 5);
        }
        for node in [7, 9] {
            store.put_position(node, &dana, with(3));
        }
        assert_eq!((store.listed(&nora, 0), store.listed(&dana, 0)), (vec![7, 8, 9], vec![7, 9]));
        assert_eq!(store.total_active, 15);

        // The last ones move to the places that become free, in the pool or beside it, and know it.
        put_pool(&mut store, 7, 0);
        store.put_position(7, &dana, Position { place: 1, ..with(0) });
        assert_eq!((store.listed(&nora, 0), store.listed(&dana, 0)), (vec![9, 8], vec![9]));
        assert_eq!(store.pool(9).map(|pool| pool.own.place), Some(1));
        assert_eq!(store.position(9, &dana).map(|position| position.place), Some(1));
        assert!(!store.positions.contains((7, dana)));
        put_pool(&mut store, 9, 0);
        store.put_position(9, &dana, Position { place: 1, ..with(0) });
        put_pool(&mut store, 7, 4);
        assert_eq!((store.listed(&nora, 0), store.listed(&dana, 0)), (vec![8, 7], vec![]));
        assert_eq!(store.total_active, 9);
    }

    #[ink::test]
    fn a_second_bond_touches_no_list() {
        let mut store = Store::default();
        let dana = account(2);
        store.put_position(7, &dana, with(3));
        let position = store.position(7, &dana).unwrap();
        assert_eq!(position.place, 1);
        store.lists = Lists::default();
        store.put_position(7, &dana, Position { shares: 4, ..position.clone() });
        assert_eq!(store.position(7, &dana), Some(Position { shares: 4, ..position }));
    }

    #[ink::test]
    fn what_tranches_turned_into_is_seen_at_once_and_written_at_the_end() {
        let mut store = Store::default();
        let dana = account(2);
        let mut pool = pool::empty(account(1), 0);
        pool.joining = vec![Tranche { epoch: 3, tokens: 8, parts: 8 }];
        pool.own.joining = vec![Joining { epoch: 3, parts: 5 }];
        let mut joins = store.joins(7);
        store.put_pool(7, &mut pool, &mut joins, 0).unwrap();
        let position = Position { joining: vec![Joining { epoch: 3, parts: 3 }], ..Position::default() };
        store.put_position(7, &dana, position);

        let shares = |store: &Store, epoch| {
            store.holding(7, &dana, epoch).unwrap().map(|(pool, position)| (pool.shares, position.shares))
        };
        assert_eq!(
            (shares(&store, 12), shares(&store, 13)),
            (Some((0, 0)), Some((8, 3))),
            "a view needs no sync"
        );
        assert_eq!(store.holding(8, &dana, 13), Ok(None));

        let mut joins = store.joins(7);
        pool::convert(&mut pool, 4, &mut joins).unwrap();
        store.put_pool(7, &mut pool, &mut joins, 0).unwrap();
        assert_eq!(store.all_joined(7, 3), Some(Joined { shares: 3, parts: 3 }));
        assert_eq!(store.total_active, 8);
        let mut joins = store.joins(7);
        let seat = store.seat(7, &mut pool, &dana, &mut joins).unwrap();
        let position = seat.leave().unwrap();
        assert_eq!(store.all_joined(7, 3), Some(Joined { shares: 3, parts: 3 }));
        store.put_pool(7, &mut pool, &mut joins, 8).unwrap();
        store.put_position(7, &dana, position);
        assert_eq!((store.all_joined(7, 3), shares(&store, 4)), (None, Some((8, 3))));
    }

    impl Store {
        fn all_joined(&self, node: NodeId, epoch: Epoch) -> Option<Joined> {
            self.joined.get((node, epoch))
        }
    }
}
