//! Faults: slashes and where their tokens go, jail, and tombstones.

use interfaces::market::MarketError;
use interfaces::metering::MeteringError;
use interfaces::registry::NodeStatus;
use interfaces::staking::{Penalty, StakingError, FOR_EVER};
use shared::{Shares, DAY_MS, TOKEN};
use tests::verbs::penalty;
use tests::{Node, TestNetwork};

/// Registers Nora's node with 100 tokens of hers and 300 of Dana's, which hold shares.
fn shared_pool(w: &mut TestNetwork) -> (Node, gridshare_sdk::AccountId) {
    let (nora, dana) = (w.person("nora"), w.person("dana"));
    let node = w.register(nora);
    w.bond(nora, &node, 100 * TOKEN);
    w.bond(dana, &node, 300 * TOKEN);
    w.mature(&node);
    (node, dana)
}

#[test]
fn a_slash_takes_the_same_part_of_everybody_and_a_part_of_it_is_the_reporters() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    let (lena, rita) = (w.person("lena"), w.stranger("rita"));
    w.unbond(dana, &node, Shares(100 * TOKEN));
    w.bond(lena, &node, 40 * TOKEN);
    let fault = Penalty { reporter: Some(rita), ..penalty(1_000) };
    assert_eq!(w.slash(&node, fault), 44 * TOKEN, "a tenth");
    assert_eq!(w.position(&node, node.owner).value, 90 * TOKEN);
    let danas = w.position(&node, dana);
    assert_eq!((danas.value, danas.thaws[0].0), (180 * TOKEN, 90 * TOKEN), "what thaws as well");
    assert_eq!(w.position(&node, lena).pending, 36 * TOKEN, "and what joins");
    assert_eq!(w.view(w.staking().payout(rita)), 44 * TOKEN / 10);
    w.send(rita, w.staking().claim_payout());
    assert_eq!(w.wallet(rita), 44 * TOKEN / 10);
}

#[test]
fn a_slash_takes_no_more_than_is_allowed() {
    let mut w = TestNetwork::new();
    let (node, _) = shared_pool(&mut w);
    assert_eq!(w.slash(&node, penalty(10_000)), 200 * TOKEN, "half of it");
}

#[test]
fn whoever_joins_after_a_slash_is_not_touched_by_it() {
    let mut w = TestNetwork::new();
    let (node, _) = shared_pool(&mut w);
    w.slash(&node, penalty(5_000));
    let lena = w.person("lena");
    w.bond(lena, &node, 50 * TOKEN);
    w.bond(node.owner, &node, 100 * TOKEN);
    w.mature(&node);
    let lenas = w.position(&node, lena).value;
    assert!(lenas <= 50 * TOKEN && lenas + 2 >= 50 * TOKEN, "{lenas}");
}

#[test]
fn a_jailed_node_earns_nothing_until_its_owner_asks_for_it_back() {
    let mut w = TestNetwork::new();
    let node = super::dapp::alive(&mut w);
    let paul = w.person("paul");
    w.deposit(paul, 500 * TOKEN);
    let lease = w.open(paul, &node);
    let credit = w.credit(&node, 1);
    w.slash(&node, Penalty { jail_ms: 2 * DAY_MS, ..penalty(0) });
    assert_eq!(w.status(node.id), NodeStatus::Jailed);
    w.next_slot();
    w.beat(&node);
    assert_eq!(w.credit(&node, 1), credit);
    let terms = w.terms(&node);
    w.refuses(paul, w.metering().open(terms), MeteringError::Market(MarketError::NoMatch));
    w.pay(&node, &lease, 100);

    w.refuses(node.owner, w.staking().unjail(node.id), StakingError::StillJailed);
    w.wait(2 * DAY_MS);
    assert_eq!(w.status(node.id), NodeStatus::Jailed, "it does not end by itself");
    w.unjail(&node);
    w.refuses(node.owner, w.staking().unjail(node.id), StakingError::NotJailed);
    w.next_epoch();
    w.beat(&node);
    assert_eq!(w.status(node.id), NodeStatus::Active);
    let now = w.epoch();
    assert_eq!(w.credit(&node, now), 1_000 * TOKEN);
}

#[test]
fn a_second_sentence_never_shortens_the_first() {
    let mut w = TestNetwork::new();
    let (node, _) = shared_pool(&mut w);
    w.slash(&node, Penalty { jail_ms: 10 * DAY_MS, ..penalty(0) });
    let until = w.pool(&node).jailed_until;
    w.wait(DAY_MS);
    w.slash(&node, Penalty { jail_ms: DAY_MS, ..penalty(100) });
    assert_eq!(w.pool(&node).jailed_until, until);
    w.slash(&node, penalty(100));
    assert_eq!(w.pool(&node).jailed_until, until, "nor does one without jail");
    w.slash(&node, Penalty { jail_ms: 300 * DAY_MS, ..penalty(0) });
    assert_eq!(w.pool(&node).jailed_until, Some(w.now() + 30 * DAY_MS), "the longest there is");
}

#[test]
fn stake_leaves_a_jailed_pool_as_it_leaves_any_other() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    w.slash(&node, Penalty { jail_ms: 30 * DAY_MS, ..penalty(0) });
    w.unbond(dana, &node, Shares(300 * TOKEN));
    w.wait(21 * DAY_MS);
    assert_eq!(w.withdraw_stake(dana, &node), 300 * TOKEN);
}

#[test]
fn a_tombstoned_node_never_comes_back_and_its_stake_does() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    w.slash(&node, Penalty { jail_ms: FOR_EVER, ..penalty(1_000) });
    w.wait(400 * DAY_MS);
    w.refuses(node.owner, w.staking().unjail(node.id), StakingError::Tombstoned);
    assert_eq!(w.status(node.id), NodeStatus::Jailed);
    w.refuses(dana, w.staking().bond(node.id, TOKEN), StakingError::Tombstoned);
    w.slash(&node, Penalty { jail_ms: DAY_MS, ..penalty(0) });
    assert_eq!(w.pool(&node).jailed_until, Some(FOR_EVER));
    for (who, worth) in [(dana, 270 * TOKEN), (node.owner, 90 * TOKEN)] {
        let shares = w.position(&node, who).shares;
        assert_eq!(w.unbond(who, &node, shares), worth);
    }
    w.wait(21 * DAY_MS);
    assert_eq!(w.withdraw_stake(dana, &node), 270 * TOKEN);
    assert_eq!(w.withdraw_stake(node.owner, &node), 90 * TOKEN);
}

#[test]
fn an_owner_makes_up_for_what_was_slashed_before_it_asks() {
    let mut w = TestNetwork::new();
    let (node, _) = shared_pool(&mut w);
    w.slash(&node, Penalty { jail_ms: DAY_MS, ..penalty(1_000) });
    w.wait(DAY_MS);
    w.refuses(node.owner, w.staking().unjail(node.id), StakingError::BelowMinimum);
    w.bond(node.owner, &node, 10 * TOKEN);
    w.unjail(&node);
    w.next_epoch();
    w.beat(&node);
    let now = w.epoch();
    assert_eq!(w.credit(&node, now), 370 * TOKEN);
}

#[test]
fn governance_names_and_dismisses_slashers() {
    let mut w = TestNetwork::new();
    let (node, _) = shared_pool(&mut w);
    let (slasher, judge) = (w.slasher(), w.stranger("judge"));
    let calls = vec![
        w.staking().set_slasher(slasher, false).proposed(),
        w.staking().set_slasher(judge, true).proposed(),
    ];
    let id = w.pass(node.owner, calls, &[node.id]);
    let message = w.staking().slash(node.id, penalty(100));
    w.refuses(judge, message.clone(), StakingError::NotSlasher);
    w.execute(node.owner, id);
    w.refuses(slasher, message.clone(), StakingError::NotSlasher);
    assert_eq!(w.send(judge, message).value.burned, 4 * TOKEN);
}
