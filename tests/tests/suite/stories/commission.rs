//! Commission: announced an epoch ahead, each epoch's rewards at that epoch's rate, paid out or compounding.

use interfaces::staking::{PoolTerms, StakingError, StakingParams};
use shared::{Amount, Bps, Epoch, TOKEN};
use tests::{Node, TestNetwork};

/// Tokens, in their smallest unit, that rounding to whole shares may move between members.
const NEAR: Amount = TOKEN / 1_000_000;

/// Registers Nora's node with 100 tokens of hers and 300 of Dana's, in epoch 1.
fn shared_pool(w: &mut TestNetwork) -> (Node, gridshare_sdk::AccountId) {
    let (nora, dana) = (w.person("nora"), w.person("dana"));
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.bond(dana, &node, 300 * TOKEN);
    w.to(1, 0);
    (node, dana)
}

/// Returns an epoch's emission for availability, which the only node earns, and a part of it.
fn part_of(w: &mut TestNetwork, epoch: Epoch, part: Bps) -> (Amount, Amount) {
    let all = w.view(w.rewards().emission(epoch)).availability;
    (all, all * Amount::from(part) / 10_000)
}

fn assert_near(actual: Amount, expected: Amount) {
    assert!(actual.abs_diff(expected) <= NEAR, "{actual}, and not {expected}");
}

#[test]
fn it_is_owed_to_the_account_that_the_owner_names() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    let till = w.person("till");
    w.set_terms(&node, PoolTerms { payout: Some(till), closed: false });
    w.set_commission(&node, 500);
    w.to(2, 0);
    w.beat(&node);
    w.to(3, 0);
    let (all, commission) = part_of(&mut w, 2, 500);
    assert_eq!(w.claim(node.owner, &node, 32).availability, all);
    let owed = w.view(w.staking().payout(till));
    assert!(owed <= commission && owed + 1 >= commission, "{owed} of {commission}");
    assert_near(w.position(&node, dana).value, 300 * TOKEN + (all - commission) * 3 / 4);
    assert_near(w.position(&node, node.owner).value, 100 * TOKEN + (all - commission) / 4);
    let wallet = w.wallet(till);
    assert_eq!(w.send(till, w.staking().claim_payout()).value, owed);
    assert_eq!(w.wallet(till), wallet + owed);
}

#[test]
fn it_is_added_to_the_owners_stake_otherwise() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    w.set_commission(&node, 500);
    w.to(2, 0);
    w.beat(&node);
    w.to(3, 0);
    let (all, commission) = part_of(&mut w, 2, 500);
    w.claim(node.owner, &node, 32);
    assert_near(w.position(&node, dana).value, 300 * TOKEN + (all - commission) * 3 / 4);
    assert_near(w.position(&node, node.owner).value, 100 * TOKEN + (all - commission) / 4 + commission);
    assert_eq!(w.view(w.staking().payout(node.owner)), 0);
}

#[test]
fn every_epoch_has_its_own_rate_whenever_it_is_claimed() {
    let rates: [Bps; 4] = [0, 500, 1_000, 300];
    let value_of = |claims_at_once: bool| {
        let mut w = TestNetwork::new();
        let (node, dana) = shared_pool(&mut w);
        for (epoch, rate) in (1..).zip(rates) {
            w.to(epoch, 0);
            let in_force = w.pool(&node).commission.into_iter().rfind(|(from, _)| *from <= epoch);
            assert_eq!(in_force.map_or(0, |(_, rate)| rate), rate);
            w.beat(&node);
            if let Some(next) = rates.get(epoch as usize) {
                w.set_commission(&node, *next);
            }
            if claims_at_once {
                w.claim(node.owner, &node, 32);
            }
        }
        w.to(5, 0);
        w.claim(node.owner, &node, 32);
        w.position(&node, dana).value
    };
    let mut w = TestNetwork::new();
    let expected: Amount = (1..).zip(rates).fold(300 * TOKEN, |value, (epoch, rate)| {
        let (all, commission) = part_of(&mut w, epoch, rate);
        value + (all - commission) * 3 / 4
    });
    let (late, early) = (value_of(false), value_of(true));
    assert_near(late, early);
    // Compounding commission makes Nora's part grow, so that Dana has at most three quarters.
    assert!(late <= expected + NEAR && late > expected * 9 / 10, "{late} of {expected}");
}

#[test]
fn it_falls_as_far_as_the_owner_likes_and_rises_by_a_bounded_step() {
    let mut w = TestNetwork::new();
    let (node, _) = shared_pool(&mut w);
    let nora = node.owner;
    let too_much = StakingError::InvalidCommission;
    w.refuses(nora, w.staking().set_commission(node.id, 501), too_much);
    w.set_commission(&node, 500);
    // Announced is not in force: a second announcement starts from the same rate.
    w.refuses(nora, w.staking().set_commission(node.id, 501), too_much);
    w.set_commission(&node, 400);
    w.to(2, 0);
    w.refuses(nora, w.staking().set_commission(node.id, 901), too_much);
    w.set_commission(&node, 900);
    w.to(3, 0);
    w.set_commission(&node, 0);
    assert_eq!(w.pool(&node).commission, [(2, 400), (3, 900), (4, 0)]);
}

#[test]
fn no_commission_exceeds_one() {
    let mut config = tests::network::config();
    config.staking = StakingParams { max_commission_rise: 10_000, ..StakingParams::default() };
    let mut w = TestNetwork::deploy(&config);
    let (node, dana) = shared_pool(&mut w);
    let more = w.staking().set_commission(node.id, 10_001);
    w.refuses(node.owner, more, StakingError::InvalidCommission);
    w.set_commission(&node, 10_000);
    w.to(2, 0);
    w.beat(&node);
    w.to(3, 0);
    w.claim(node.owner, &node, 32);
    assert_eq!(w.position(&node, dana).value, 300 * TOKEN, "all of it is Nora's");
}
