//! A delegator: joins, earns from the next epoch, leaves, comes back, leaves for good.

use interfaces::registry::NodeStatus;
use interfaces::staking::{StakingError, StakingParams};
use shared::{Amount, Shares, DAY_MS, TOKEN};
use tests::network::WALLET;
use tests::{Node, TestNetwork};

/// Registers a node with 1 000 tokens of its owner's, in epoch 0.
fn staked(w: &mut TestNetwork) -> Node {
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 1_000 * TOKEN);
    node
}

/// Returns the tokens that `epoch` brings a pool that earned all its emission for availability.
fn all_of(w: &mut TestNetwork, epoch: u32) -> Amount {
    w.view(w.rewards().emission(epoch)).availability
}

#[test]
fn stake_earns_from_the_next_epoch() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    w.next_epoch();
    w.beat(&node);
    let dana = w.person("dana");
    w.bond(dana, &node, 1_000 * TOKEN);
    w.next_slot();
    w.beat(&node);
    assert_eq!(w.credit(&node, 1), 2 * 1_000 * TOKEN, "Dana's stake does not count yet");
    w.next_epoch();
    w.beat(&node);
    assert_eq!(w.credit(&node, 2), 2_000 * TOKEN, "now it does");
}

#[test]
fn whoever_joins_late_earns_nothing_of_earlier_epochs() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let (nora, dana, lena) = (node.owner, w.person("dana"), w.person("lena"));
    w.bond(dana, &node, 1_000 * TOKEN);
    w.next_epoch();
    w.beat(&node);
    // Epoch 1 is earned by Nora's and Dana's stake. Lena joins in it, and then it is claimed.
    w.bond(lena, &node, 2_000 * TOKEN);
    w.next_epoch();
    w.beat(&node);
    let first = all_of(&mut w, 1);
    w.claim(nora, &node, 32);
    assert_eq!(w.position(&node, nora).value, 1_000 * TOKEN + first / 2);
    assert_eq!(w.position(&node, dana).value, 1_000 * TOKEN + first / 2);
    assert_eq!(w.position(&node, lena).pending, 2_000 * TOKEN);

    // Epoch 2 is shared by all three, by what each has in the pool.
    w.next_epoch();
    let second = all_of(&mut w, 2);
    w.claim(nora, &node, 32);
    let lenas = w.position(&node, lena).value - 2_000 * TOKEN;
    let expected = second * 2_000 * TOKEN / (4_000 * TOKEN + first);
    // Down to whole shares: less than one part in a million of a share's price of 32 tokens.
    assert!(lenas <= expected && expected - lenas < TOKEN / 1_000_000, "{lenas} of {expected}");
}

#[test]
fn a_delegator_unbonds_cancels_thaws_and_withdraws() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let dana = w.person("dana");
    w.bond(dana, &node, 800 * TOKEN);
    w.mature(&node);
    w.beat(&node);
    assert_eq!(w.credit(&node, 2), 1_800 * TOKEN);

    // What is on its way out stops counting at once.
    assert_eq!(w.unbond(dana, &node, Shares(500 * TOKEN)), 500 * TOKEN);
    w.next_slot();
    w.beat(&node);
    assert_eq!(w.credit(&node, 2), (1_800 + 1_300) * TOKEN);
    w.refuses(dana, w.staking().withdraw(node.id), StakingError::StillThawing);

    // Taken back it counts again from the next epoch.
    assert_eq!(w.cancel_unbond(dana, &node, 0), 500 * TOKEN);
    w.next_slot();
    w.beat(&node);
    assert_eq!(w.credit(&node, 2), (1_800 + 1_300 + 1_300) * TOKEN);
    w.mature(&node);
    // The pool earned epoch 2 meanwhile, so its shares are worth more than a token. All of Dana's go.
    let position = w.position(&node, dana);
    assert_eq!(w.unbond(dana, &node, position.shares), position.value);
    let ready_at = w.now() + 21 * DAY_MS;
    w.wait_until(ready_at - 1);
    w.refuses(dana, w.staking().withdraw(node.id), StakingError::StillThawing);
    w.wait_until(ready_at);
    assert_eq!(w.withdraw_stake(dana, &node), position.value);
    assert_eq!(w.wallet(dana), WALLET - 800 * TOKEN + position.value);
    assert_eq!(w.view(w.staking().position(node.id, dana)), None);
    w.refuses(dana, w.staking().withdraw(node.id), StakingError::NoPosition);
}

#[test]
fn thaw_requests_are_independent_up_to_eight_and_then_join_the_latest() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let dana = w.person("dana");
    w.bond(dana, &node, 800 * TOKEN);
    w.mature(&node);
    for _ in 0..10 {
        w.unbond(dana, &node, Shares(50 * TOKEN));
        w.wait(DAY_MS / 48);
    }
    let thaws = w.position(&node, dana).thaws;
    assert_eq!(thaws.len(), 8);
    assert_eq!(thaws[7].0, 150 * TOKEN);
    w.wait_until(thaws[2].1);
    assert_eq!(w.withdraw_stake(dana, &node), 150 * TOKEN);
    assert_eq!(w.position(&node, dana).thaws, thaws[3..]);
}

#[test]
fn a_longer_thaw_does_not_hold_back_what_thaws_already() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let dana = w.person("dana");
    w.bond(dana, &node, 800 * TOKEN);
    w.mature(&node);
    w.unbond(dana, &node, Shares(300 * TOKEN));
    let ready_at = w.position(&node, dana).thaws[0].1;
    let longer = StakingParams { thaw_ms: 90 * DAY_MS, ..StakingParams::default() };
    let id = w.pass(node.owner, vec![w.staking().set_params(longer).proposed()], &[node.id]);
    w.execute(dana, id);
    w.next_epoch();
    w.unbond(dana, &node, Shares(100 * TOKEN));
    assert_eq!(w.position(&node, dana).thaws[1].1, w.now() + 90 * DAY_MS);
    w.wait_until(ready_at);
    assert_eq!(w.withdraw_stake(dana, &node), 300 * TOKEN);
}

#[test]
fn an_idle_owner_does_not_starve_its_delegators() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let dana = w.person("dana");
    w.bond(dana, &node, 1_000 * TOKEN);
    w.next_epoch();
    w.beat(&node);
    w.to(9, 0);
    let first = all_of(&mut w, 1);
    assert_eq!(w.claim(dana, &node, 32).availability, first, "anyone claims after seven further epochs");
    assert_eq!(w.position(&node, dana).value, 1_000 * TOKEN + first / 2);
}

#[test]
fn stake_that_nobody_claims_for_gets_its_shares_after_ten_epochs() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let dana = w.person("dana");
    w.bond(dana, &node, 1_000 * TOKEN);
    w.to(9, 0);
    w.refuses(dana, w.staking().unbond(node.id, Shares(1_000 * TOKEN)), StakingError::InsufficientShares);
    w.to(10, 0);
    assert_eq!(w.send(dana, w.staking().unbond(node.id, Shares(400 * TOKEN))).value, 400 * TOKEN);
    assert_eq!(w.position(&node, dana).shares, Shares(600 * TOKEN));
    assert_eq!(
        w.position(&node, node.owner).shares,
        Shares(1_000 * TOKEN),
        "and so has everybody who waited as long"
    );
}

#[test]
fn an_owner_below_its_minimum_makes_the_node_count_nothing() {
    let mut w = TestNetwork::new();
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 150 * TOKEN);
    let dana = w.person("dana");
    w.bond(dana, &node, 1_000 * TOKEN);
    w.mature(&node);
    w.beat(&node);
    assert_eq!(w.status(node.id), NodeStatus::Active);
    w.unbond(nora, &node, Shares(60 * TOKEN));
    assert_eq!(w.status(node.id), NodeStatus::Unbonded);
    w.bond(nora, &node, 10 * TOKEN);
    w.next_epoch();
    w.beat(&node);
    assert_eq!(w.credit(&node, 3), 1_100 * TOKEN);
}

#[test]
fn what_a_pool_without_shares_earned_is_its_owners() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    let nora = node.owner;
    w.mature(&node);
    w.beat(&node);
    w.unbond(nora, &node, Shares(1_000 * TOKEN));
    w.next_epoch();
    let earned = w.claim(nora, &node, 32).availability;
    assert!(earned > 0);
    assert_eq!(w.view(w.staking().payout(nora)), earned);
    let wallet = w.wallet(nora);
    assert_eq!(w.send(nora, w.staking().claim_payout()).value, earned);
    assert_eq!(w.wallet(nora), wallet + earned);
    w.refuses(nora, w.staking().claim_payout(), StakingError::NothingToClaim);
}

#[test]
fn rewards_count_once_the_registry_is_told() {
    let mut w = TestNetwork::new();
    let node = staked(&mut w);
    w.next_epoch();
    w.beat(&node);
    w.next_epoch();
    let earned = w.claim(node.owner, &node, 32).availability;
    w.beat(&node);
    assert_eq!(w.credit(&node, 2), 1_000 * TOKEN);
    let anyone = w.stranger("anyone");
    w.send(anyone, w.staking().sync(node.id));
    w.next_slot();
    w.beat(&node);
    assert_eq!(w.credit(&node, 2), 2_000 * TOKEN + earned);
}
