//! A node's transfer: its earnings, its open leases, its pool and its owner's stake go with it.

use interfaces::governance::{Choice, GovernanceError};
use interfaces::market::{MarketError, OfferTerms};
use interfaces::metering::{MeteringParams, Settled};
use interfaces::registry::RegistryError;
use interfaces::staking::{PoolTerms, StakingError};
use shared::{Shares, DAY_MS, TOKEN};
use tests::network::WALLET;
use tests::{TestNetwork, INFERENCE};

#[test]
fn earnings_pool_and_open_leases_follow_the_node() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let (nora, olaf, paul) = (node.owner, w.person("olaf"), w.person("paul"));
    w.deposit(paul, 100 * TOKEN);
    let lease = w.open(paul, &node);
    w.pay(&node, &lease, 1_000);
    let node = w.hand_over(&node, olaf);

    // The payer's vouchers are worth what they were, and it is Olaf who is paid for all of them.
    assert_eq!(w.pay(&node, &lease, 2_000), Settled::Paid { units: 1_000, value: 10 * TOKEN });
    assert_eq!(w.collect(nora, &node), 20 * TOKEN / 100 * 93);
    assert_eq!(w.wallet(olaf), WALLET + 20 * TOKEN / 100 * 93);
    w.next_epoch();
    let reward = w.claim(olaf, &node, 32);
    assert_eq!(w.position(&node, olaf).value, 1_000 * TOKEN + reward.availability + reward.usage);

    // The old owner can no longer do anything with it.
    let terms = OfferTerms { capacity: 1, burst: 0, price: 1 };
    w.refuses(nora, w.market().set_offer(node.id, INFERENCE, terms), MarketError::NotNodeOwner);
    w.refuses(nora, w.market().retire(node.id), MarketError::NotNodeOwner);
    let keys = w.registry().set_keys(node.id, nora, [1; 32]);
    w.refuses(nora, keys, RegistryError::NotNodeOwner);
    w.refuses(nora, w.registry().set_metadata(node.id, vec![]), RegistryError::NotNodeOwner);
    w.refuses(nora, w.staking().set_commission(node.id, 1), StakingError::NotNodeOwner);
    w.refuses(nora, w.staking().set_terms(node.id, PoolTerms::default()), StakingError::NotNodeOwner);
    w.refuses(nora, w.staking().propose_node_transfer(node.id, nora), StakingError::NotNodeOwner);
    w.refuses(nora, w.staking().unbond(node.id, Shares(TOKEN)), StakingError::NoPosition);
    w.refuses(nora, w.staking().accept_node_transfer(node.id), StakingError::NotNodeOwner);
    w.offer(&node, 50, 0, TOKEN);
    w.beat(&node);
}

#[test]
fn positions_are_merged_with_their_thaw_requests() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let (nora, dana) = (node.owner, w.person("dana"));
    w.bond(dana, &node, 300 * TOKEN);
    w.mature(&node);
    w.unbond(nora, &node, Shares(100 * TOKEN));
    w.wait(1);
    let shares = w.position(&node, dana).shares;
    w.unbond(dana, &node, Shares(shares.0 / 3));
    w.wait(1);
    w.unbond(nora, &node, Shares(50 * TOKEN));
    w.bond(nora, &node, 7 * TOKEN);
    let node = w.hand_over(&node, dana);
    let position = w.position(&node, dana);
    assert!(position.thaws.is_sorted_by_key(|(_, ready_at)| *ready_at), "{:?}", position.thaws);
    assert_eq!(w.pools_of(nora), [0; 0]);
    assert_eq!(w.pools_of(dana), [node.id]);

    // The earliest two are ready before the third.
    w.wait_until(position.thaws[1].1);
    let ready = w.position(&node, dana).ready;
    assert_eq!(ready, position.thaws[0].0 + position.thaws[1].0);
    assert_eq!(w.withdraw_stake(dana, &node), ready);
    // And Nora may come back like anybody else.
    w.bond(nora, &node, 10 * TOKEN);
    assert_eq!(w.position(&node, nora).pending, 10 * TOKEN);
}

#[test]
fn the_stake_of_a_node_that_changed_hands_does_not_vote_twice() {
    let mut w = TestNetwork::new();
    let node = w.voter("nora", 1_000 * TOKEN);
    let (nora, olaf) = (node.owner, w.person("olaf"));
    let params = MeteringParams { burn: 600, ..MeteringParams::default() };
    let call = w.metering().set_params(params).proposed();
    let id = w.propose(nora, vec![call.clone()], &[node.id]);
    w.vote(nora, id, Choice::For, &[node.id]);
    w.wait(1);
    let node = w.hand_over(&node, olaf);
    let again = w.governance().vote(id, Choice::For, vec![node.id]);
    w.refuses(olaf, again.clone(), GovernanceError::NoVotingPower);
    // Nor does it after it went round and came back.
    let node = w.hand_over(&node, nora);
    w.refuses(nora, again.clone(), GovernanceError::NoVotingPower);
    let node = w.hand_over(&node, olaf);
    w.refuses(olaf, again, GovernanceError::NoVotingPower);
    w.wait(1);
    // What is proposed from now on it decides like any other stake.
    let next = w.propose(olaf, vec![call], &[node.id]);
    w.refuses(nora, w.governance().vote(next, Choice::For, vec![node.id]), GovernanceError::NoVotingPower);
    assert_eq!(w.vote(olaf, next, Choice::For, &[node.id]), 1_000 * TOKEN);
}

#[test]
fn an_offer_is_replaced_and_withdrawn() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let (nora, olaf, dana) = (node.owner, w.person("olaf"), w.person("dana"));
    w.send(nora, w.staking().propose_node_transfer(node.id, olaf));
    w.send(nora, w.staking().propose_node_transfer(node.id, dana));
    w.refuses(olaf, w.staking().accept_node_transfer(node.id), StakingError::NotNodeOwner);
    w.send(nora, w.staking().propose_node_transfer(node.id, nora));
    assert_eq!(w.view(w.staking().pending_node_owner(node.id)), None);
    w.refuses(dana, w.staking().accept_node_transfer(node.id), StakingError::NotNodeOwner);
    let node = w.hand_over(&node, dana);
    // What the previous owner offered is void with the transfer.
    w.refuses(dana, w.staking().accept_node_transfer(node.id), StakingError::NotNodeOwner);
}

#[test]
fn a_node_without_a_pool_changes_hands_too() {
    let mut w = TestNetwork::new();
    let (nora, olaf) = (w.person("nora"), w.person("olaf"));
    let node = w.register(nora);
    let node = w.hand_over(&node, olaf);
    w.refuses(nora, w.staking().bond(node.id, 100 * TOKEN), StakingError::NoPool);
    w.bond(olaf, &node, 100 * TOKEN);
    assert_eq!(w.pool(&node).owner, olaf);
}

#[test]
fn what_is_owed_to_the_old_owner_stays_its_own() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let (nora, olaf) = (node.owner, w.person("olaf"));
    w.set_terms(&node, PoolTerms { payout: Some(nora), closed: false });
    w.set_commission(&node, 500);
    w.next_epoch();
    w.beat(&node);
    w.next_epoch();
    w.claim(nora, &node, 32);
    let owed = w.view(w.staking().payout(nora));
    assert!(owed > 0);
    let node = w.hand_over(&node, olaf);
    assert_eq!(w.view(w.staking().payout(nora)), owed);
    w.beat(&node);
    w.wait(DAY_MS);
    w.claim(olaf, &node, 32);
    assert_eq!(w.view(w.staking().payout(nora)), owed, "and gets no more");
    assert_eq!(w.send(nora, w.staking().claim_payout()).value, owed);
}
