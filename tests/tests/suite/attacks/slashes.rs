//! Attacks around slashing: on the way out of it, and on what is left afterwards.

use gridshare_sdk::AccountId;
use interfaces::staking::{Penalty, PoolTerms, StakingError, StakingParams, FOR_EVER};
use shared::{Amount, Shares, DAY_MS, TOKEN};
use tests::verbs::{held, penalty, worth};
use tests::{Node, TestNetwork};

/// Registers Nora's node with 100 tokens of hers and as many of Dana's, which hold shares.
fn shared_pool(w: &mut TestNetwork) -> (Node, AccountId) {
    let (nora, dana) = (w.person("nora"), w.person("dana"));
    let node = w.register(nora);
    for who in [nora, dana] {
        w.bond(who, &node, 100 * TOKEN);
    }
    w.mature(&node);
    (node, dana)
}

/// Deploys a suite in which a slash can take everything.
fn ruthless() -> TestNetwork {
    let mut config = tests::network::config();
    config.staking = StakingParams { max_slash: 10_000, ..StakingParams::default() };
    TestNetwork::deploy(&config)
}

#[test]
fn unbonding_to_dodge_a_slash_is_in_vain() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    let olaf = w.person("olaf");
    let other = w.register(olaf);
    w.bond(olaf, &other, 100 * TOKEN);
    w.unbond(dana, &node, Shares(100 * TOKEN));
    // Neither out nor elsewhere before the thaw is over.
    w.refuses(dana, w.staking().withdraw(node.id), StakingError::StillThawing);
    w.refuses(dana, w.staking().rebond(node.id, other.id), StakingError::StillThawing);
    let ready = w.position(&node, dana).thaws[0].1;
    w.wait_until(ready - 1);
    assert_eq!(w.slash(&node, penalty(5_000)), 100 * TOKEN);
    assert_eq!(worth(&w.position(&node, dana)), 50 * TOKEN, "thawing stake is slashed too");
    w.wait(1);
    assert_eq!(w.withdraw_stake(dana, &node), 50 * TOKEN);
}

#[test]
fn going_round_through_cancelled_requests_does_not_dodge_a_slash_either() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    w.unbond(dana, &node, Shares(40 * TOKEN));
    w.unbond(dana, &node, Shares(60 * TOKEN));
    w.cancel_unbond(dana, &node, 0);
    assert_eq!(w.slash(&node, penalty(2_000)), 40 * TOKEN);
    assert_eq!(worth(&w.position(&node, dana)), 80 * TOKEN, "what joins is slashed as well");
}

/// What an account does at a node's pool before the slash.
type Prepare = fn(&mut TestNetwork, &Node, AccountId);

#[test]
fn a_slash_made_to_revert_takes_what_is_there() {
    let contrary: [(&str, Prepare); 7] = [
        ("everybody is on the way out", |w, node, dana| {
            for who in [node.owner, dana] {
                w.unbond(who, node, Shares(100 * TOKEN));
            }
        }),
        ("nothing is left", |w, node, dana| {
            for who in [node.owner, dana] {
                w.unbond(who, node, Shares(100 * TOKEN));
            }
            w.wait(21 * DAY_MS);
            for who in [node.owner, dana] {
                w.withdraw_stake(who, node);
            }
        }),
        ("the node is retired", |w, node, _| w.retire(node)),
        ("it was slashed to crumbs before", |w, node, _| {
            for _ in 0..40 {
                w.slash(node, penalty(5_000));
            }
        }),
        ("it is tombstoned", |w, node, _| {
            w.slash(node, Penalty { jail_ms: FOR_EVER, ..penalty(1) });
        }),
        ("the pool is closed and pays to somebody who is nobody", |w, node, _| {
            let payout = Some(AccountId::from([9; 32]));
            w.set_terms(node, PoolTerms { payout, closed: true });
        }),
        ("the node was sold", |w, node, dana| {
            w.hand_over(node, dana);
        }),
    ];
    for (what, prepare) in contrary {
        let mut w = TestNetwork::new();
        let (node, dana) = shared_pool(&mut w);
        prepare(&mut w, &node, dana);
        let pool = w.pool(&node);
        let there = held(&pool);
        // The reporter has no native tokens, nor anything else.
        let reporter = Some(AccountId::from([8; 32]));
        w.history.note_account(AccountId::from([8; 32]));
        let fault = Penalty { fraction: 10_000, jail_ms: u64::MAX - 1, reporter };
        let taken = w.slash(&node, fault);
        assert!(taken <= there && (there == 0 || taken + 12 >= there / 2), "{what}: {taken} of {there}");
    }
}

#[test]
fn a_pool_slashed_to_nothing_reopens_without_harm_to_newcomers() {
    let mut w = ruthless();
    let (node, dana) = shared_pool(&mut w);
    let (nora, lena, rita) = (node.owner, w.person("lena"), w.stranger("rita"));
    w.unbond(dana, &node, Shares(30 * TOKEN));
    w.bond(lena, &node, 10 * TOKEN);
    let all = Penalty { fraction: 10_000, jail_ms: 0, reporter: Some(rita) };
    assert_eq!(w.slash(&node, all), 210 * TOKEN, "everything");
    for who in [nora, dana, lena] {
        assert_eq!(worth(&w.position(&node, who)), 0);
    }

    // Nora opens it again, and Petra joins: what they have is what they brought.
    let petra = w.person("petra");
    w.bond(nora, &node, 100 * TOKEN);
    w.bond(petra, &node, 60 * TOKEN);
    w.bond(lena, &node, 40 * TOKEN);
    w.mature(&node);
    let stakes = [(nora, 100), (petra, 60), (lena, 40), (dana, 0)];
    for (who, tokens) in stakes {
        assert_eq!(worth(&w.position(&node, who)), tokens * TOKEN, "{tokens}");
    }
    w.beat(&node);
    w.next_epoch();
    let reward = w.claim(nora, &node, 32).availability;
    for (who, tokens) in stakes {
        let share = reward * tokens / 200;
        let position = worth(&w.position(&node, who));
        assert!(position.abs_diff(tokens * TOKEN + share) < TOKEN / 1_000_000, "{tokens}: {position}");
    }
    // The old requests are void, and no way to what came later.
    w.wait(21 * DAY_MS);
    assert_eq!(w.send(dana, w.staking().withdraw(node.id)).value, 0);
    assert_eq!(w.view(w.staking().position(node.id, dana)), None);
}

#[test]
fn shares_that_slashing_made_cheap_do_not_rob_whoever_joins() {
    let mut w = TestNetwork::new();
    let (node, _) = shared_pool(&mut w);
    for _ in 0..25 {
        w.slash(&node, penalty(5_000));
    }
    let petra = w.person("petra");
    w.bond(node.owner, &node, 100 * TOKEN);
    w.bond(petra, &node, 60 * TOKEN);
    w.mature(&node);
    let petras = w.position(&node, petra).value;
    assert!(petras <= 60 * TOKEN && petras + TOKEN / 1_000_000 >= 60 * TOKEN, "{petras}");
    let shares = w.position(&node, petra).shares;
    w.unbond(petra, &node, shares);
    w.wait(21 * DAY_MS);
    assert!(w.withdraw_stake(petra, &node) + TOKEN / 1_000_000 >= 60 * TOKEN);
}

#[test]
fn the_last_withdrawal_succeeds_after_every_slash() {
    let mut w = TestNetwork::new();
    let (node, dana) = shared_pool(&mut w);
    let lena = w.person("lena");
    w.bond(lena, &node, 33 * TOKEN + 1);
    w.unbond(dana, &node, Shares(10 * TOKEN + 7));
    for fraction in [1, 333, 4_999, 1] {
        w.slash(&node, penalty(fraction));
        w.wait(1);
    }
    w.mature(&node);
    let everybody = [node.owner, dana, lena];
    for who in everybody {
        let shares = w.position(&node, who).shares;
        w.unbond(who, &node, shares);
        w.slash(&node, penalty(777));
    }
    w.wait(21 * DAY_MS);
    let held = w.wallet(w.net.suite.staking);
    let paid: Amount = everybody.map(|who| w.withdraw_stake(who, &node)).iter().sum();
    assert_eq!(paid, held, "nothing is left behind, and nothing was short");
}

#[test]
fn reporting_oneself_costs_more_than_it_brings() {
    let mut w = TestNetwork::new();
    let (node, _) = shared_pool(&mut w);
    let nora = node.owner;
    let before = worth(&w.position(&node, nora));
    w.slash(&node, Penalty { reporter: Some(nora), ..penalty(5_000) });
    let after = worth(&w.position(&node, nora)) + w.view(w.staking().payout(nora));
    assert!(after < before, "{after} of {before}");
}
