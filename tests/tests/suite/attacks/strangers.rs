//! Attacks of third parties on what others have staked.

use interfaces::staking::{StakingError, MAX_THAWS};
use shared::{Shares, TOKEN};
use tests::{Node, TestNetwork};

fn staked(w: &mut TestNetwork) -> Node {
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    node
}

#[test]
fn someone_who_bonds_for_you_cannot_reset_or_block_anything_of_yours() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let (dana, mallory) = (w.person("dana"), w.person("mallory"));
    w.bond(dana, &node, 50 * TOKEN);
    w.mature(&node);
    for _ in 0..MAX_THAWS {
        w.unbond(dana, &node, Shares(2 * TOKEN));
        w.wait(1);
    }
    let mine = w.position(&node, dana);
    // Not with as little as she likes, so that nothing is crowded.
    for dust in [1, TOKEN - 1] {
        let message = w.staking().bond_for(node.id, dana, dust);
        w.refuses(mallory, message, StakingError::BelowMinimum);
    }
    for _ in 0..3 {
        w.bond_for(mallory, &node, dana, TOKEN);
        w.next_epoch();
    }
    let after = w.position(&node, dana);
    assert_eq!(after.thaws, mine.thaws, "the times are what they were");
    assert_eq!(w.pools_of(dana), [node.id]);

    // Everything of hers leaves when it would have left anyway.
    w.unbond(dana, &node, mine.shares);
    w.wait_until(mine.thaws[0].1);
    assert_eq!(w.withdraw_stake(dana, &node), 2 * TOKEN);
    w.cancel_unbond(dana, &node, 0);
}

#[test]
fn what_others_bond_in_the_same_pool_changes_nothing_of_mine() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let (dana, mallory) = (w.person("dana"), w.person("mallory"));
    w.bond(dana, &node, 50 * TOKEN);
    w.mature(&node);
    w.unbond(dana, &node, Shares(20 * TOKEN));
    let mine = w.position(&node, dana);
    w.bond(mallory, &node, 1_000 * TOKEN);
    w.mature(&node);
    let shares = w.position(&node, mallory).shares;
    w.unbond(mallory, &node, Shares(shares.0 / 2));
    assert_eq!(w.position(&node, dana), mine);
    w.wait_until(mine.thaws[0].1);
    assert_eq!(w.withdraw_stake(dana, &node), 20 * TOKEN);
}

#[test]
fn a_pool_is_opened_by_its_owner_alone() {
    let mut w = TestNetwork::new();
    let (nora, mallory) = (w.person("nora"), w.person("mallory"));
    let node = w.register(nora);
    w.refuses(mallory, w.staking().bond(node.id, 500 * TOKEN), StakingError::NoPool);
    w.refuses(mallory, w.staking().bond_for(node.id, nora, 500 * TOKEN), StakingError::NoPool);
    w.refuses(nora, w.staking().bond_for(node.id, mallory, 500 * TOKEN), StakingError::NoPool);
    w.bond(nora, &node, 100 * TOKEN);
}

#[test]
fn pools_that_others_put_somebody_into_do_not_bury_its_own() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let (dana, mallory) = (w.person("dana"), w.person("mallory"));
    w.bond(dana, &node, 10 * TOKEN);
    for _ in 0..33 {
        let spam = w.register(mallory);
        w.bond(mallory, &spam, 100 * TOKEN);
        w.bond_for(mallory, &spam, dana, TOKEN);
    }
    // Every one of them cost Mallory a token that is Dana's now, and the first page is the same.
    assert_eq!(w.view(w.staking().positions(dana, 0))[0], node.id);
    assert_eq!(w.pools_of(dana).len(), 34);
}
