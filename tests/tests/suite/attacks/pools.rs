//! Attacks on pools and rewards.

use interfaces::registry::RegistryError::NothingToClaim;
use interfaces::rewards::RewardsError;
use interfaces::staking::StakingError;
use shared::{Amount, Shares, TOKEN};
use tests::verbs::worth;
use tests::{Node, TestNetwork};

fn staked(w: &mut TestNetwork, stake: Amount) -> Node {
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, stake);
    node
}

/// Sends tokens to staking past its messages.
fn donate(w: &mut TestNetwork, amount: Amount) {
    let mallory = w.person("mallory");
    let staking = w.net.suite.staking;
    w.send(mallory, w.token().transfer(staking, amount));
    w.history.note_donation(staking, amount);
}

#[test]
fn a_first_depositor_and_a_donation_do_not_move_the_share_price() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    w.mature(&node);
    donate(&mut w, 100_000 * TOKEN);
    let dana = w.person("dana");
    w.bond(dana, &node, 1_000 * TOKEN);
    w.mature(&node);
    assert_eq!(w.position(&node, dana).value, 1_000 * TOKEN, "the price comes from internal totals");
    let shares = w.position(&node, dana).shares;
    assert_eq!(w.unbond(dana, &node, shares), 1_000 * TOKEN);
}

#[test]
fn a_first_depositor_cannot_leave_a_dear_share_behind() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    let nora = node.owner;
    w.mature(&node);
    w.beat(&node);
    let shares = w.position(&node, nora).shares;
    // All but one share would go before a large reward comes.
    w.refuses(nora, w.staking().unbond(node.id, Shares(shares.0 - 1)), StakingError::BelowMinimum);
    w.unbond(nora, &node, Shares(shares.0 - TOKEN));
    w.next_epoch();
    let reward = w.claim(nora, &node, 32).availability;
    assert!(reward > 1_000 * TOKEN);
    let dana = w.person("dana");
    w.bond(dana, &node, 1_000 * TOKEN);
    w.mature(&node);
    let lost = 1_000 * TOKEN - w.position(&node, dana).value;
    assert!(lost < 1_000 * TOKEN / 1_000_000, "{lost} lost to rounding");
}

#[test]
fn a_late_joiner_before_a_reward_earns_nothing_of_it() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    for epoch in 1..=3 {
        w.to(epoch, 0);
        w.beat(&node);
    }
    w.to(4, 0);
    let mallory = w.person("mallory");
    w.bond(mallory, &node, 100_000 * TOKEN);
    let reward = w.claim(node.owner, &node, 32).availability;
    assert!(reward > 0);
    assert_eq!(worth(&w.position(&node, mallory)), 100_000 * TOKEN);
    assert_eq!(w.position(&node, node.owner).value, 100 * TOKEN + reward);
    // Nor by having somebody else's claim turn it into shares.
    w.next_epoch();
    assert_eq!(w.claim(node.owner, &node, 32).availability, 0);
    assert_eq!(worth(&w.position(&node, mallory)), 100_000 * TOKEN);
}

#[test]
fn stake_moved_in_at_the_edge_of_an_epoch_counts_from_the_next() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    w.to(1, 0);
    w.beat(&node);
    w.to(2, 0);
    let edge = w.now() - 1;
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    let dana = w.person("dana");
    w.to(1, 0);
    w.beat(&node);
    w.wait_until(edge);
    w.bond(dana, &node, 1_000 * TOKEN);
    w.beat(&node);
    assert_eq!(w.credit(&node, 1), 200 * TOKEN);
    w.next_epoch();
    w.claim(node.owner, &node, 32);
    assert_eq!(w.position(&node, dana).pending, 1_000 * TOKEN, "nothing of epoch 1 is Dana's");
    assert_eq!(worth(&w.position(&node, dana)), 1_000 * TOKEN);
}

#[test]
fn hopping_between_pools_at_the_edge_does_not_earn_twice() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    let olaf = w.person("olaf");
    let other = w.register(olaf);
    w.bond(olaf, &other, 100 * TOKEN);
    let dana = w.person("dana");
    w.bond(dana, &node, 100 * TOKEN);
    w.mature(&node);
    w.beat_for(&[&node, &other], 1);
    assert_eq!(w.credit(&node, 2), 200 * TOKEN);
    let shares = w.position(&node, dana).shares;
    w.unbond(dana, &node, shares);
    // What thaws cannot be bonded elsewhere, and does not count where it was.
    w.next_slot();
    w.beat_for(&[&node, &other], 1);
    assert_eq!((w.credit(&node, 2), w.credit(&other, 2)), (300 * TOKEN, 200 * TOKEN));
    w.refuses(dana, w.staking().withdraw(node.id), StakingError::StillThawing);
}

#[test]
fn rewards_while_a_pool_has_no_shares_are_neither_lost_nor_a_gift_to_the_next_one_in() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    let nora = node.owner;
    w.mature(&node);
    w.beat(&node);
    let shares = w.position(&node, nora).shares;
    w.unbond(nora, &node, shares);
    let dana = w.person("dana");
    w.bond(dana, &node, 10 * TOKEN);
    w.next_epoch();
    let reward = w.claim(nora, &node, 32).availability;
    assert!(reward > 0);
    assert_eq!(worth(&w.position(&node, dana)), 10 * TOKEN);
    assert_eq!(w.view(w.staking().payout(nora)), reward, "it is neither lost nor a gift");
}

#[test]
fn rounding_is_down_and_the_last_withdrawal_still_succeeds() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN + 7);
    let people = ["dana", "lena", "mona"].map(|name| w.person(name));
    for (who, amount) in people.into_iter().zip([TOKEN, 3 * TOKEN + 1, 33 * TOKEN / 7]) {
        w.bond(who, &node, amount);
    }
    w.mature(&node);
    w.beat(&node);
    w.next_epoch();
    w.claim(node.owner, &node, 32);
    let everybody = [people[1], node.owner, people[0], people[2]];
    for who in everybody {
        let shares = w.position(&node, who).shares;
        w.unbond(who, &node, Shares(shares.0 / 3));
        w.wait(1);
        w.unbond(who, &node, Shares(shares.0 - shares.0 / 3));
    }
    let held = w.wallet(w.net.suite.staking);
    w.to(40, 0);
    let paid: Amount = everybody.map(|who| w.withdraw_stake(who, &node)).iter().sum();
    assert_eq!(paid, held, "nothing is left behind");
    let pool = w.pool(&node);
    assert_eq!((pool.active, pool.shares, pool.thawing, pool.thawing_shares), (0, Shares(0), 0, Shares(0)));
}

#[test]
fn dust_is_refused() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    let dana = w.person("dana");
    for amount in [1, TOKEN - 1] {
        w.refuses(dana, w.staking().bond(node.id, amount), StakingError::BelowMinimum);
    }
    w.bond(dana, &node, TOKEN);
    w.mature(&node);
    w.refuses(dana, w.staking().unbond(node.id, Shares(1)), StakingError::BelowMinimum);
    w.unbond(dana, &node, Shares(TOKEN));
}

#[test]
fn claims_are_refused_twice_for_the_running_epoch_and_for_somebody_elses_node() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    let nothing = RewardsError::Registry(NothingToClaim);
    w.refuses(node.owner, w.rewards().claim(node.id, 1), nothing);
    w.to(1, 0);
    w.beat(&node);
    let mallory = w.person("mallory");
    w.refuses(mallory, w.rewards().claim(node.id, 1), nothing);
    w.claim(node.owner, &node, 1);
    w.refuses(node.owner, w.rewards().claim(node.id, 1), nothing);
    w.to(2, 0);
    w.claim(node.owner, &node, 1);
    w.refuses(node.owner, w.rewards().claim(node.id, 1), nothing);
}

#[test]
fn a_delegator_who_leaves_in_an_epoch_leaves_its_reward_to_those_who_stay() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w, 100 * TOKEN);
    let dana = w.person("dana");
    w.bond(dana, &node, 100 * TOKEN);
    w.mature(&node);
    w.beat(&node);
    let shares = w.position(&node, dana).shares;
    assert_eq!(w.unbond(dana, &node, shares), 100 * TOKEN);
    w.next_epoch();
    let reward = w.claim(node.owner, &node, 32).availability;
    assert_eq!(w.position(&node, node.owner).value, 100 * TOKEN + reward);
    assert_eq!(worth(&w.position(&node, dana)), 100 * TOKEN);
}
