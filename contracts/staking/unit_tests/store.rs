//! Storage: positions and where they are, converted tranches.

use crate::holder::Holder;
use crate::lists::Lists;
use crate::store::{Dues, Store};
use crate::{pool, tranches, views};
use ink::primitives::AccountId;
use interfaces::staking::{
    ConvertedTranche, PendingStake, Pool, Position, Tranche, MAX_CONVERTED, MAX_PORTFOLIO, POSITIONS_PAGE,
};
use shared::{Amount, Epoch, NodeId, Shares};

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

/// Writes a pool of Nora's (1), in which she has a share for each of so many tokens.
fn put_pool(store: &mut Store, node: NodeId, tokens: Amount) {
    let (before, mut pool) = match store.pool(node) {
        Some(pool) => (pool.active, pool),
        None => (0, pool::empty(account(1), 0)),
    };
    let shares = Shares(tokens);
    (pool.active, pool.shares, pool.owner_position.shares) = (tokens, shares, shares);
    let mut tranches = store.tranches(node, &pool);
    store.put_pool(node, &mut pool, &mut tranches, before).unwrap();
}

/// Gives an account so many shares at pools that it does not own, as one message does. Returns whether it had
/// a position at each before.
fn put(store: &mut Store, who: AccountId, positions: &[(NodeId, u128)]) -> Vec<bool> {
    let mut holder = Holder::new(who);
    let mut existed = Vec::new();
    for &(node, shares) in positions {
        let before = holder.take(store, node);
        existed.push(before.is_some());
        let position = Position { shares: Shares(shares), ..before.unwrap_or_default() };
        holder.put(store, node, position);
    }
    holder.write(store);
    existed
}

/// Returns an account's shares at a pool that it does not own, if it has a position.
fn held(store: &Store, who: AccountId, node: NodeId) -> Option<u128> {
    Holder::new(who).take(store, node).map(|position| position.shares.0)
}

/// Returns all pages of what an account has something in.
fn pages(store: &Store, who: AccountId) -> Vec<NodeId> {
    let pages = (0..).map(|page| views::positions(store, &who, page));
    let mut all = Vec::new();
    for page in pages {
        all.extend(&page);
        if page.len() < POSITIONS_PAGE as usize {
            break;
        }
    }
    all
}

#[ink::test]
fn pools_are_listed_for_their_owner_while_something_is_in_its_position() {
    let mut store = Store::default();
    let nora = account(1);
    for node in [7, 8, 9] {
        put_pool(&mut store, node, 5);
    }
    assert_eq!((store.listed(&nora, 0), store.total_active), (vec![7, 8, 9], 15));
    // The last one moves to the index that becomes free, and knows it.
    put_pool(&mut store, 7, 0);
    assert_eq!((store.listed(&nora, 0), pages(&store, nora)), (vec![9, 8], vec![9, 8]));
    assert_eq!(store.pool(9).map(|pool| pool.owner_position.list_index), Some(1));
    put_pool(&mut store, 9, 0);
    put_pool(&mut store, 7, 4);
    assert_eq!((store.listed(&nora, 0), store.total_active), (vec![8, 7], 9));
}

#[ink::test]
fn positions_share_an_item_and_touch_no_list() {
    let mut store = Store::default();
    let (dana, ben) = (account(2), account(3));
    assert_eq!(put(&mut store, dana, &[(7, 3), (9, 4)]), [false, false]);
    assert_eq!(put(&mut store, ben, &[(7, 5)]), [false]);
    assert_eq!(
        (held(&store, dana, 7), held(&store, dana, 9), held(&store, ben, 7)),
        (Some(3), Some(4), Some(5))
    );
    assert_eq!((held(&store, dana, 8), held(&store, ben, 9)), (None, None));
    assert!(store.listed(&dana, 0).is_empty() && !store.positions.contains((7, dana)));
    assert_eq!(pages(&store, dana), [7, 9]);
    // An empty one goes, and what nobody has leaves no trace.
    assert_eq!(put(&mut store, dana, &[(7, 0), (8, 0)]), [true, false]);
    assert_eq!((held(&store, dana, 7), held(&store, dana, 9), pages(&store, dana)), (None, Some(4), vec![9]));
    put(&mut store, dana, &[(9, 0)]);
    assert!(!store.portfolios.contains(dana) && store.portfolios.contains(ben));
}

#[ink::test]
fn a_holder_that_nothing_changed_is_not_written() {
    let mut store = Store::default();
    let dana = account(2);
    put(&mut store, dana, &[(7, 3)]);
    let mut holder = Holder::new(dana);
    assert_eq!(holder.take(&store, 8), None);
    store.portfolios.remove(dana);
    holder.write(&mut store);
    assert!(!store.portfolios.contains(dana));
}

/// The 16th position is the last in the portfolio; others are beside it until they are empty.
#[ink::test]
fn a_full_portfolio_keeps_nobody_out() {
    let mut store = Store::default();
    let dana = account(2);
    let nodes = 100..100 + MAX_PORTFOLIO as u32;
    for (node, left) in nodes.clone().zip((0..MAX_PORTFOLIO).rev()) {
        put(&mut store, dana, &[(node, 5)]);
        assert!(!store.positions.contains((node, dana)));
        assert_eq!(store.portfolio(&dana).held.len() + left, MAX_PORTFOLIO);
    }
    assert_eq!(put(&mut store, dana, &[(7, 3), (8, 4)]), [false, false]);
    assert_eq!((store.portfolio(&dana).beside, store.listed(&dana, 0)), (2, vec![7, 8]));
    assert_eq!(
        (held(&store, dana, 7), held(&store, dana, 8), held(&store, dana, 9)),
        (Some(3), Some(4), None)
    );
    assert!(store.positions.contains((7, dana)));
    assert_eq!(pages(&store, dana), nodes.clone().chain([7, 8]).collect::<Vec<_>>());

    // Those in it are still found there, and those beside it stay there when it has room again.
    assert_eq!(put(&mut store, dana, &[(100, 0), (101, 6), (8, 5)]), [true, true, true]);
    assert_eq!(
        (held(&store, dana, 100), held(&store, dana, 101), held(&store, dana, 8)),
        (None, Some(6), Some(5))
    );
    assert_eq!((store.portfolio(&dana).held.len(), store.portfolio(&dana).beside), (MAX_PORTFOLIO - 1, 2));
    // A new one goes in.
    put(&mut store, dana, &[(9, 2)]);
    assert!(!store.positions.contains((9, dana)));
    // The last of the list moves to the index that becomes free.
    put(&mut store, dana, &[(7, 0)]);
    assert_eq!((store.listed(&dana, 0), store.portfolio(&dana).beside), (vec![8], 1));
    assert_eq!(store.position(8, &dana).map(|position| position.list_index), Some(1));
    assert!(!store.positions.contains((7, dana)));
    put(&mut store, dana, &[(8, 0)]);
    assert!(store.listed(&dana, 0).is_empty() && !store.positions.contains((8, dana)));
    let all = pages(&store, dana);
    assert_eq!(all.len(), MAX_PORTFOLIO);
    put(&mut store, dana, &all.into_iter().map(|node| (node, 0)).collect::<Vec<_>>());
    assert!(!store.portfolios.contains(dana), "nothing outlives the last position");
}

#[ink::test]
fn pages_of_what_an_account_has_follow_each_other_without_gaps() {
    let cases = [(0, 0), (3, 0), (16, 16), (16, 17), (16, 48), (16, 49), (5, 27), (5, 60)];
    for ((held, beside), who) in cases.into_iter().zip(2..) {
        let mut store = Store::default();
        let dana = account(who);
        let first: Vec<_> = (0..MAX_PORTFOLIO as u32).map(|node| (node, 1)).collect();
        let rest: Vec<_> = (100..100 + beside).map(|node| (node, 1)).collect();
        put(&mut store, dana, &first);
        put(&mut store, dana, &rest);
        put(&mut store, dana, &first.iter().skip(held).map(|(node, _)| (*node, 0)).collect::<Vec<_>>());
        let expected: Vec<_> = (0..held as u32).chain(100..100 + beside).collect();
        assert_eq!(pages(&store, dana), expected);
        for page in 0..expected.len() as u32 / POSITIONS_PAGE {
            assert_eq!(views::positions(&store, &dana, page).len(), POSITIONS_PAGE as usize);
        }
    }
}

/// Whoever takes a pool over has it in its list from then on, wherever its own position was.
#[ink::test]
fn a_position_that_becomes_the_owners_is_nowhere_else() {
    for (beside, who) in [(false, 2), (true, 3)] {
        let mut store = Store::default();
        let dana = account(who);
        if beside {
            put(&mut store, dana, &(100..116).map(|node| (node, 1)).collect::<Vec<_>>());
        }
        put(&mut store, dana, &[(7, 3)]);
        assert_eq!(store.positions.contains((7, dana)), beside);
        let mut holder = Holder::new(dana);
        let taken = holder.take(&store, 7).unwrap();
        holder.forget(&mut store, 7, taken.list_index > 0);
        holder.write(&mut store);
        let mut pool = Pool { owner_position: taken, ..pool::empty(dana, 0) };
        let mut tranches = store.tranches(7, &pool);
        store.put_pool(7, &mut pool, &mut tranches, 0).unwrap();
        assert_eq!((held(&store, dana, 7), store.positions.contains((7, dana))), (None, false));
        assert_eq!((store.listed(&dana, 0), store.portfolio(&dana).beside), (vec![7], 0));
        assert_eq!(pages(&store, dana).len(), if beside { 17 } else { 1 });
        assert_eq!(store.pool(7).unwrap().owner_position.list_index, 1);
    }
}

#[ink::test]
fn a_second_bond_touches_no_list() {
    let mut store = Store::default();
    let dana = account(2);
    put(&mut store, dana, &(0..17).map(|node| (node, 1)).collect::<Vec<_>>());
    store.lists = Lists::default();
    store.lists.pages.remove((dana, 0));
    put(&mut store, dana, &[(16, 4), (3, 5)]);
    assert_eq!((held(&store, dana, 16), held(&store, dana, 3)), (Some(4), Some(5)));
    assert!(store.listed(&dana, 0).is_empty());
}

#[ink::test]
fn whoever_is_owed_often_is_written_once() {
    let mut store = Store::default();
    let mut dues = Dues::default();
    for (who, amount) in [(1, 5), (2, 7), (1, 6), (3, 0)] {
        dues.add(&account(who), amount).unwrap();
    }
    assert!(dues.add(&account(1), Amount::MAX).is_err());
    store.owe(&account(2), 1).unwrap();
    store.owe_all(&dues).unwrap();
    assert_eq!([1, 2, 3].map(|who| store.payout(&account(who))), [11, 8, 0]);
    assert_eq!((store.take_payout(&account(1)), store.take_payout(&account(1))), (Some(11), None));
    assert_eq!(store.take_payout(&account(3)), None, "nothing is owed without an amount");
}

#[ink::test]
fn converted_tranches_are_in_the_pool_until_all_members_came() {
    let mut store = Store::default();
    let dana = account(2);
    let mut pool = pool::empty(account(1), 0);
    pool.tranches = vec![Tranche { epoch: 3, tokens: 8, shares: Shares(8) }];
    pool.owner_position.pending = vec![PendingStake { epoch: 3, tranche_shares: Shares(5) }];
    let mut tranches = store.tranches(7, &pool);
    store.put_pool(7, &mut pool, &mut tranches, 0).unwrap();
    let mut holder = Holder::new(dana);
    let pending = vec![PendingStake { epoch: 3, tranche_shares: Shares(3) }];
    holder.put(&mut store, 7, Position { pending, ..Position::default() });
    holder.write(&mut store);

    let shares = |store: &Store, epoch| {
        let read = views::read(store, 7, &mut Holder::new(dana), epoch).unwrap();
        read.map(|(pool, position)| (pool.shares.0, position.shares.0))
    };
    assert_eq!(
        (shares(&store, 12), shares(&store, 13)),
        (Some((0, 0)), Some((8, 3))),
        "a view needs no sync"
    );
    assert_eq!(views::read(&store, 8, &mut Holder::new(dana), 13), Ok(None));
    assert_eq!(views::read(&store, 7, &mut Holder::new(account(5)), 13), Ok(None), "a stranger");

    let danas = ConvertedTranche { epoch: 3, shares: Shares(3), tranche_shares: Shares(3) };
    let mut tranches = store.tranches(7, &pool);
    tranches::convert(&mut pool, 4, &mut tranches).unwrap();
    store.put_pool(7, &mut pool, &mut tranches, 0).unwrap();
    assert_eq!((store.pool(7).unwrap().converted, store.total_active), (vec![danas], 8));
    let mut tranches = store.tranches(7, &pool);
    let mut holder = Holder::new(dana);
    let position = store.open_position(7, &mut pool, &mut holder, &mut tranches).unwrap();
    let position = position.close().unwrap();
    assert_eq!(store.pool(7).unwrap().converted, [danas], "nothing is written yet");
    store.put_pool(7, &mut pool, &mut tranches, 8).unwrap();
    holder.put(&mut store, 7, position);
    holder.write(&mut store);
    assert_eq!((store.pool(7).unwrap().converted, shares(&store, 4)), (vec![], Some((8, 3))));
}

/// A pool of which each of 27 members bonded 10 in an epoch of its own from 118 on, and none came back.
fn crowded(store: &mut Store) -> Pool {
    let epochs = 118..145;
    let mut pool = pool::empty(account(1), 0);
    for epoch in epochs.clone() {
        pool.tranches.push(Tranche { epoch, tokens: 10, shares: Shares(10) });
        put_pending(store, epoch);
    }
    let mut tranches = store.tranches(7, &pool);
    tranches::convert(&mut pool, epochs.end, &mut tranches).unwrap();
    store.put_pool(7, &mut pool, &mut tranches, 0).unwrap();
    pool
}

fn put_pending(store: &mut Store, epoch: Epoch) {
    let pending = vec![PendingStake { epoch, tranche_shares: Shares(10) }];
    let mut holder = Holder::new(account(epoch as u8));
    holder.put(store, 7, Position { pending, ..Position::default() });
    holder.write(store);
}

#[ink::test]
fn old_tranches_are_in_groups_until_all_members_came() {
    let mut store = Store::default();
    let mut pool = crowded(&mut store);
    let group = |store: &Store, nonce, number| {
        let group = store.old_tranches.get((7, nonce, number)).map_or_else(Vec::new, |stored| stored.0);
        group.iter().map(|tranche| tranche.epoch).collect::<Vec<_>>()
    };
    // The 17th moved eight; the 25th two, the last of their group; the 27th eight of the next one.
    assert_eq!((group(&store, 0, 0), group(&store, 0, 1)), ((118..128).collect(), (128..136).collect()));
    let kept: Vec<_> = pool.converted.iter().map(|tranche| tranche.epoch).collect();
    assert_eq!(kept, (136..145).collect::<Vec<_>>());
    assert!(kept.len() <= MAX_CONVERTED);

    for epoch in (118..145).rev() {
        let who = account(epoch as u8);
        let seen = views::read(&store, 7, &mut Holder::new(who), Epoch::MIN).unwrap();
        assert_eq!(seen.map(|(_, position)| position.shares), Some(Shares(10)));
        let (mut tranches, mut holder) = (store.tranches(7, &pool), Holder::new(who));
        let position = store.open_position(7, &mut pool, &mut holder, &mut tranches).unwrap();
        let position = position.close();
        assert_eq!(position.map(|position| (position.shares, position.pending)), Some((Shares(10), vec![])));
        store.put_pool(7, &mut pool, &mut tranches, 270).unwrap();
    }
    assert!(pool.converted.is_empty());
    for number in [0, 1, 2] {
        assert!(!store.old_tranches.contains((7, 0, number)));
    }
}

#[ink::test]
fn what_slashing_voided_is_not_mixed_with_what_comes_after_it() {
    let mut store = Store::default();
    let mut pool = crowded(&mut store);
    pool.share_nonce += 1;
    let mut tranches = store.tranches(7, &pool);
    let pending = PendingStake { epoch: 118, tranche_shares: Shares(10) };
    let mut shares = Shares::ZERO;
    assert!(tranches::take_over(&mut pool, &pending, &mut shares, &mut tranches).is_err());
    let mut position = PendingPosition::of(&store, 118);
    position.open(&store, &mut pool);
    assert_eq!((position.0.shares, position.0.pending.len()), (Shares::ZERO, 0));
}

/// A position of [`crowded`].
struct PendingPosition(Position);

impl PendingPosition {
    fn of(store: &Store, epoch: Epoch) -> Self {
        Self(Holder::new(account(epoch as u8)).take(store, 7).unwrap())
    }

    fn open(&mut self, store: &Store, pool: &mut Pool) {
        let mut tranches = store.tranches(7, pool);
        let stored = Some(self.0.clone());
        let opened = crate::position::PositionMut::open(pool, stored, &mut tranches).unwrap();
        assert!(opened.exists);
        self.0 = opened.position;
    }
}
