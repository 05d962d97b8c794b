//! Storage: positions and their lists, converted tranches.

use crate::lists::Lists;
use crate::store::Store;
use crate::tranches::{self, ConvertedTranche};
use crate::{pool, views};
use ink::primitives::AccountId;
use interfaces::staking::{PendingStake, Position, Tranche};
use shared::{Amount, NodeId, Shares};

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn with(shares: u128) -> Position {
    Position { shares: Shares(shares), ..Position::default() }
}

/// Writes a pool of Nora's (1), in which she has a share for each of so many tokens.
fn put_pool(store: &mut Store, node: NodeId, tokens: Amount) {
    let (before, mut pool) = match store.pool(node) {
        Some(pool) => (pool.active, pool),
        None => (0, pool::empty(account(1), 0)),
    };
    let shares = Shares(tokens);
    (pool.active, pool.shares, pool.owner_position.shares) = (tokens, shares, shares);
    let mut tranches = store.tranches(node);
    store.put_pool(node, &mut pool, &mut tranches, before).unwrap();
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

    // The last ones move to the indices that become free, in the pool or beside it, and know it.
    put_pool(&mut store, 7, 0);
    store.put_position(7, &dana, Position { list_index: 1, ..with(0) });
    assert_eq!((store.listed(&nora, 0), store.listed(&dana, 0)), (vec![9, 8], vec![9]));
    assert_eq!(store.pool(9).map(|pool| pool.owner_position.list_index), Some(1));
    assert_eq!(store.position(9, &dana).map(|position| position.list_index), Some(1));
    assert!(!store.positions.contains((7, dana)));
    put_pool(&mut store, 9, 0);
    store.put_position(9, &dana, Position { list_index: 1, ..with(0) });
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
    assert_eq!(position.list_index, 1);
    store.lists = Lists::default();
    store.put_position(7, &dana, Position { shares: Shares(4), ..position.clone() });
    assert_eq!(store.position(7, &dana), Some(Position { shares: Shares(4), ..position }));
}

#[ink::test]
fn converted_tranches_are_seen_at_once_and_written_at_the_end() {
    let mut store = Store::default();
    let dana = account(2);
    let mut pool = pool::empty(account(1), 0);
    pool.tranches = vec![Tranche { epoch: 3, tokens: 8, shares: Shares(8) }];
    pool.owner_position.pending = vec![PendingStake { epoch: 3, tranche_shares: Shares(5) }];
    let mut tranches = store.tranches(7);
    store.put_pool(7, &mut pool, &mut tranches, 0).unwrap();
    let pending = vec![PendingStake { epoch: 3, tranche_shares: Shares(3) }];
    store.put_position(7, &dana, Position { pending, ..Position::default() });

    let shares = |store: &Store, epoch| {
        let read = views::read(store, 7, &dana, epoch).unwrap();
        read.map(|(pool, position)| (pool.shares.0, position.shares.0))
    };
    assert_eq!(
        (shares(&store, 12), shares(&store, 13)),
        (Some((0, 0)), Some((8, 3))),
        "a view needs no sync"
    );
    assert_eq!(views::read(&store, 8, &dana, 13), Ok(None));

    let written = |store: &Store| store.converted.get((7, 3));
    let danas = ConvertedTranche { shares: Shares(3), tranche_shares: Shares(3) };
    let mut tranches = store.tranches(7);
    tranches::convert(&mut pool, 4, &mut tranches).unwrap();
    store.put_pool(7, &mut pool, &mut tranches, 0).unwrap();
    assert_eq!(written(&store), Some(danas));
    assert_eq!(store.total_active, 8);
    let mut tranches = store.tranches(7);
    let position = store.open_position(7, &mut pool, &dana, &mut tranches).unwrap();
    let position = position.close().unwrap();
    assert_eq!(written(&store), Some(danas));
    store.put_pool(7, &mut pool, &mut tranches, 8).unwrap();
    store.put_position(7, &dana, position);
    assert_eq!((written(&store), shares(&store, 4)), (None, Some((8, 3))));
}
