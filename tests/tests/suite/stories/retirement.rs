//! A node leaves for ever: nothing of it is leased any more, and nobody loses what is theirs.

use interfaces::market::{MarketError, OfferTerms};
use interfaces::metering::{LeaseTerms, MeteringError};
use interfaces::registry::NodeStatus;
use interfaces::staking::StakingError;
use shared::{DAY_MS, TOKEN};
use tests::network::WALLET;
use tests::{TestNetwork, INFERENCE, STORAGE};

#[test]
fn a_node_retires_when_its_leases_are_over_and_everybody_leaves_with_everything() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let (nora, dana, paul) = (node.owner, w.person("dana"), w.person("paul"));
    w.bond(dana, &node, 500 * TOKEN);
    w.offer_of(&node, STORAGE, OfferTerms { capacity: 9, burst: 1, price: 5 });
    w.deposit(paul, 100 * TOKEN);
    let lease = w.open(paul, &node);
    w.pay(&node, &lease, 1_000);
    w.refuses(nora, w.market().retire(node.id), MarketError::LegsOpen);
    w.close(paul, &lease);
    w.refuses(nora, w.market().retire(node.id), MarketError::LegsOpen);
    w.wait(DAY_MS);
    w.finalize(paul, &lease);
    let zones = [INFERENCE, STORAGE]
        .map(|class_id| (class_id, w.view(w.market().offer(node.id, class_id)).expect("it is offered").zone));
    w.retire(&node);
    for (class_id, cell) in zones {
        assert_eq!(w.view(w.market().zone(class_id, cell)), Default::default(), "class {class_id}");
    }

    // It is out of service for good.
    w.refuses(nora, w.market().retire(node.id), MarketError::NotInService);
    let offer = w.market().set_offer(node.id, INFERENCE, OfferTerms { capacity: 1, burst: 0, price: 1 });
    w.refuses(nora, offer, MarketError::NotInService);
    let terms = LeaseTerms { deposit: 0, ..w.terms(&node) };
    w.refuses(paul, w.metering().open(terms), MeteringError::Market(MarketError::NoMatch));
    for who in [nora, dana] {
        w.refuses(who, w.staking().bond(node.id, 100 * TOKEN), StakingError::Retired);
    }
    let credit = w.credit(&node, 2);
    w.beat(&node);
    assert_eq!(w.credit(&node, 2), credit, "it earns nothing any more");

    // What it earned before is there, and the pool is left by whoever is in it.
    w.next_epoch();
    let claimed = w.claim(nora, &node, 32);
    assert!(claimed.availability > 0 && claimed.usage > 0);
    let earned = w.collect(nora, &node);
    w.next_epoch();
    w.next_epoch();
    w.claim(nora, &node, 32);
    for who in [nora, dana] {
        let shares = w.position(&node, who).shares;
        w.unbond(who, &node, shares);
    }
    w.wait(21 * DAY_MS);
    for who in [nora, dana] {
        w.withdraw_stake(who, &node);
    }
    let rewards = claimed.availability + claimed.usage;
    let all = w.wallet(nora) + w.wallet(dana);
    assert!(all + 4 >= 2 * WALLET + earned + rewards, "{all}");
    assert_eq!(w.status(node.id), NodeStatus::Retired);
}

#[test]
fn a_jailed_node_retires_as_well() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    w.slash(&node, interfaces::staking::Penalty { jail_ms: DAY_MS, ..tests::verbs::penalty(100) });
    assert_eq!(w.status(node.id), NodeStatus::Jailed);
    w.retire(&node);
}

#[test]
fn offers_without_stake_behind_them_are_delisted_by_anyone() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let (nora, paul, anyone) = (node.owner, w.person("paul"), w.stranger("anyone"));
    w.deposit(paul, 200 * TOKEN);
    let lease = w.open(paul, &node);
    w.refuses(anyone, w.market().delist_offer(node.id, INFERENCE), MarketError::InService);
    w.mature(&node);
    let shares = w.position(&node, nora).shares;
    w.unbond(nora, &node, shares);
    assert_eq!(w.status(node.id), NodeStatus::Unbonded);
    let left = w.delist(anyone, &node, INFERENCE).expect("ten units are leased");
    assert_eq!(left.committed, 10);
    w.pay(&node, &lease, 100);

    // What is not leased comes back with the stake.
    w.bond(nora, &node, 1_000 * TOKEN);
    w.offer(&node, 100, 20, TOKEN / 100);
    w.close(paul, &lease);
    w.wait(DAY_MS);
    w.finalize(paul, &lease);
}
