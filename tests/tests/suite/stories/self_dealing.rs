//! A node that buys from itself loses, whatever the parameters allow.

use gridshare_sdk::DeployConfig;
use interfaces::metering::{MeteringParams, Settled};
use interfaces::rewards::RewardsParams;
use shared::{Amount, Bps, Units, DAY_MS, TOKEN};
use tests::TestNetwork;

/// Returns the tokens that the owner of the only node has in the end, if it buys so many of its own units for a
/// token each.
fn wealth_after_buying(units: Units, config: &DeployConfig) -> Amount {
    let mut w = TestNetwork::deploy(config);
    let nora = w.person("nora");
    let node = w.register(nora);
    w.bond(nora, &node, 1_000 * TOKEN);
    w.offer(&node, 1_000, 0, TOKEN);
    w.next_epoch();
    w.beat(&node);
    if units > 0 {
        let deposit = units * TOKEN;
        w.deposit(nora, deposit);
        let terms = interfaces::metering::LeaseTerms { deposit, ..w.terms(&node) };
        let lease = w.open_on(nora, terms);
        let paid = Settled::Paid { units, value: deposit };
        assert_eq!(w.pay(&node, &lease, units), paid);
        w.collect(nora, &node);
        w.close(nora, &lease);
    }
    w.next_epoch();
    w.claim(nora, &node, 32);
    let shares = w.position(&node, nora).shares;
    w.unbond(nora, &node, shares);
    w.wait(21 * DAY_MS);
    w.withdraw_stake(nora, &node);
    w.wallet(nora)
}

fn config(max_burn_rebate: Bps, burn: Bps, treasury: Bps) -> DeployConfig {
    DeployConfig {
        rewards: RewardsParams { max_burn_rebate },
        metering: MeteringParams { burn, treasury, ..MeteringParams::default() },
        ..tests::network::config()
    }
}

#[test]
fn self_dealing_loses() {
    let honest = wealth_after_buying(0, &config(9_000, 500, 200));
    let dealing = wealth_after_buying(10_000, &config(9_000, 500, 200));
    // 5 % burned, 2 % for the treasury, 90 % of the burn given back.
    assert_eq!(honest - dealing, (500 + 200 - 450) * TOKEN);
}

#[test]
fn self_dealing_loses_with_the_kindest_parameters() {
    let kindest = config(interfaces::rewards::MAX_BURN_REBATE, 10, 0);
    let honest = wealth_after_buying(0, &kindest);
    for (units, lost) in [(10_000, TOKEN / 10), (1, TOKEN / 100_000)] {
        assert_eq!(honest - wealth_after_buying(units, &kindest), lost);
    }
}
