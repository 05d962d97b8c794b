//! Pools: moving between them, bonding for another account, closing and listing them.

use interfaces::staking::{PoolTerms, StakingError};
use shared::{Shares, DAY_MS, TOKEN};
use tests::network::WALLET;
use tests::{Node, TestNetwork};

/// Registers a node with 100 tokens of its owner's.
fn staked(w: &mut TestNetwork, name: &str) -> Node {
    let owner = w.person(name);
    let node = w.register(owner);
    w.bond(owner, &node, 100 * TOKEN);
    node
}

#[test]
fn what_is_thawed_moves_to_another_pool_in_one_message() {
    let mut w = TestNetwork::new();
    let (node, other) = (staked(&mut w, "nora"), staked(&mut w, "olaf"));
    let dana = w.person("dana");
    w.bond(dana, &node, 90 * TOKEN);
    w.mature(&node);
    w.unbond(dana, &node, Shares(30 * TOKEN));
    w.wait(DAY_MS);
    w.unbond(dana, &node, Shares(20 * TOKEN));
    w.refuses(dana, w.staking().rebond(node.id, other.id), StakingError::StillThawing);
    w.wait(20 * DAY_MS);
    assert_eq!(w.rebond(dana, &node, &other), 30 * TOKEN, "what is ready, and no more");
    assert_eq!(w.position(&node, dana).thaws.len(), 1);
    assert_eq!(w.pools_of(dana), [node.id, other.id]);
    assert_eq!(w.wallet(dana), WALLET - 90 * TOKEN);
    w.next_epoch();
    w.beat(&other);
    let now = w.epoch();
    assert_eq!(w.credit(&other, now), 130 * TOKEN, "it counts from the next epoch on");
    w.wait(DAY_MS);
    assert_eq!(w.rebond(dana, &node, &other), 20 * TOKEN);
}

#[test]
fn less_than_the_minimum_does_not_move() {
    let mut w = TestNetwork::new();
    let (node, olaf) = (staked(&mut w, "nora"), w.person("olaf"));
    w.bond(olaf, &node, 50 * TOKEN);
    w.mature(&node);
    w.unbond(olaf, &node, Shares(50 * TOKEN));
    w.wait(21 * DAY_MS);
    let other = w.register(olaf);
    let message = w.staking().rebond(node.id, other.id);
    w.refuses(olaf, message, StakingError::BelowMinimum);
    assert_eq!(w.withdraw_stake(olaf, &node), 50 * TOKEN, "and is nowhere but where it was");
}

#[test]
fn somebody_bonds_for_somebody_else() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, "nora");
    let (dana, paul) = (w.stranger("dana"), w.person("paul"));
    w.bond_for(paul, &node, dana, 70 * TOKEN);
    w.bond_for(paul, &node, node.owner, 30 * TOKEN);
    w.mature(&node);
    assert_eq!(w.position(&node, dana).value, 70 * TOKEN);
    assert_eq!(w.position(&node, node.owner).value, 130 * TOKEN);
    w.refuses(paul, w.staking().unbond(node.id, Shares(1)), StakingError::NoPosition);
    w.unbond(dana, &node, Shares(70 * TOKEN));
    w.wait(21 * DAY_MS);
    assert_eq!(w.withdraw_stake(dana, &node), 70 * TOKEN, "it is Dana's");
}

#[test]
fn a_closed_pool_grows_by_its_owner_alone_and_whoever_is_in_it_stays() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, "nora");
    let (dana, lena) = (w.person("dana"), w.person("lena"));
    w.bond(dana, &node, 50 * TOKEN);
    w.mature(&node);
    w.unbond(dana, &node, Shares(20 * TOKEN));
    w.set_terms(&node, PoolTerms { closed: true, payout: None });
    let closed = StakingError::PoolClosed;
    w.refuses(dana, w.staking().bond(node.id, 5 * TOKEN), closed);
    w.refuses(lena, w.staking().bond(node.id, 5 * TOKEN), closed);
    w.refuses(lena, w.staking().bond_for(node.id, dana, 5 * TOKEN), closed);
    w.bond(node.owner, &node, 5 * TOKEN);
    w.cancel_unbond(dana, &node, 0);
    w.beat(&node);
    w.next_epoch();
    let reward = w.claim(node.owner, &node, 32).availability;
    let danas = w.position(&node, dana);
    assert!(danas.value + danas.pending > 50 * TOKEN && reward > 0, "it earns as before");
    w.set_terms(&node, PoolTerms::default());
    w.bond(lena, &node, 5 * TOKEN);
}

#[test]
fn an_accounts_pools_are_listed_page_by_page_and_places_are_used_again() {
    let mut w = TestNetwork::new();
    let (nora, dana) = (w.person("nora"), w.person("dana"));
    let mut nodes = Vec::new();
    for _ in 0..35 {
        let node = w.register(nora);
        w.bond(nora, &node, 100 * TOKEN);
        w.bond(dana, &node, TOKEN);
        nodes.push(node);
    }
    let ids: Vec<_> = nodes.iter().map(|node| node.id).collect();
    assert_eq!(w.view(w.staking().positions(dana, 0)), ids[..32]);
    assert_eq!(w.view(w.staking().positions(dana, 1)), ids[32..]);
    assert_eq!(w.view(w.staking().positions(dana, 2)), [0; 0]);
    assert_eq!(w.pools_of(nora), ids, "its own as well");

    // Dana leaves the fourth and the last one, and joins a new one.
    for at in [3, 34] {
        w.mature(&nodes[at]);
        w.unbond(dana, &nodes[at], Shares(TOKEN));
    }
    w.wait(21 * DAY_MS);
    for at in [3, 34] {
        w.withdraw_stake(dana, &nodes[at]);
    }
    let mut left = w.pools_of(dana);
    left.sort_unstable();
    let expected: Vec<_> = ids.iter().copied().filter(|id| ![ids[3], ids[34]].contains(id)).collect();
    assert_eq!(left, expected);
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.bond(dana, &node, TOKEN);
    let page: usize = (0..2).map(|page| w.view(w.staking().positions(dana, page)).len()).sum();
    assert_eq!(page, 34, "each is there once");
    assert_eq!(w.view(w.staking().positions(dana, 2)), [0; 0], "no place is wasted");
}
