//! Attacks of owners on those who trust their nodes: commission, and nodes that change hands.

use interfaces::governance::GovernanceError;
use interfaces::staking::{PoolTerms, StakingError};
use shared::TOKEN;
use tests::verbs::worth;
use tests::{Node, TestNetwork};

/// Registers Nora's node with 100 tokens of hers and 300 of Dana's, alive in epoch 1.
fn shared_pool(w: &mut TestNetwork) -> (Node, gridshare_sdk::AccountId) {
    let (nora, dana) = (w.person("nora"), w.person("dana"));
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.bond(dana, &node, 300 * TOKEN);
    w.to(1, 0);
    w.beat(&node);
    (node, dana)
}

#[test]
fn commission_raised_just_before_a_reward_is_bounded_and_announced() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    let nora = node.owner;
    // At the last moment of the epoch, and again before the claim.
    w.wait_until(w.net.suite.clock.epoch_start(2) - 1);
    w.refuses(nora, w.staking().set_commission(node.id, 10_000), StakingError::InvalidCommission);
    w.set_commission(&node, 500);
    w.to(2, 0);
    w.set_commission(&node, 1_000);
    let reward = w.claim(nora, &node, 32).availability;
    let danas = w.position(&node, dana).value;
    let due = 300 * TOKEN + reward * 3 / 4;
    assert!(
        danas.abs_diff(due) < TOKEN / 1_000_000,
        "{danas} of {due}: what was earned before it was announced"
    );

    // What is earned from then on has the rate that was announced, not the one announced since.
    w.beat(&node);
    w.to(3, 0);
    let before = w.position(&node, dana).value;
    let pool = w.pool(&node).active;
    let reward = w.claim(nora, &node, 32).availability;
    let gained = w.position(&node, dana).value - before;
    let due = reward * 95 / 100 * before / pool;
    assert!(gained.abs_diff(due) < TOKEN / 1_000_000, "{gained} of {due}");
}

#[test]
fn rewards_kept_waiting_do_not_get_a_later_commission() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    for epoch in 1..=6u16 {
        w.to(epoch.into(), 1);
        w.set_commission(&node, epoch * 500);
    }
    w.to(7, 0);
    let reward = w.claim(node.owner, &node, 32).availability;
    let danas = w.position(&node, dana).value;
    let due = 300 * TOKEN + reward * 3 / 4;
    assert!(danas.abs_diff(due) < TOKEN / 1_000_000, "{danas} of {due}");
}

#[test]
fn closing_a_pool_locks_nobody_in() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    w.mature(&node);
    w.set_terms(&node, PoolTerms { closed: true, payout: None });
    let position = w.position(&node, dana);
    w.unbond(dana, &node, position.shares);
    let ready = w.position(&node, dana).thaws[0].1;
    w.wait_until(ready);
    assert!(w.withdraw_stake(dana, &node) + 4 >= position.value);
}

#[test]
fn a_sold_node_takes_nothing_of_its_delegators_along() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    w.mature(&node);
    let before = w.position(&node, dana);
    let mallory = w.person("mallory");
    let node = w.hand_over(&node, mallory);
    assert_eq!(w.position(&node, dana), before);
    w.unbond(dana, &node, before.shares);
    let thawing = worth(&w.position(&node, dana));
    assert!(thawing + 4 >= before.value);
}

#[test]
fn an_offered_node_is_taken_by_nobody_else_and_not_without_being_asked() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    let mallory = w.person("mallory");
    for who in [mallory, dana] {
        w.refuses(who, w.staking().accept_node_transfer(node.id), StakingError::NotNodeOwner);
    }
    w.send(node.owner, w.staking().propose_node_transfer(node.id, mallory));
    w.refuses(dana, w.staking().accept_node_transfer(node.id), StakingError::NotNodeOwner);
    w.refuses(mallory, w.staking().propose_node_transfer(node.id, mallory), StakingError::NotNodeOwner);
    assert_eq!(w.view(w.registry().owner_of(node.id)), Ok(node.owner), "nobody owns what it did not accept");
}

#[test]
fn a_borrowed_node_lends_no_votes() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let mallory = w.person("mallory");
    let call = w.metering().set_params(interfaces::metering::MeteringParams::default()).proposed();
    let id = w.propose(node.owner, vec![call], &[node.id]);
    // In the very same moment, and later.
    let node = w.hand_over(&node, mallory);
    for _ in 0..2 {
        let vote = w.governance().vote(id, interfaces::governance::Choice::For, vec![node.id]);
        w.refuses(mallory, vote, GovernanceError::NoVotingPower);
        w.next_slot();
    }
}
