use super::*;
use anyhow::{ensure, Context};
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::{deploy, Artifacts, DeployConfig};
use interfaces::attestations::Kind;
use interfaces::market::{Billing, Class, Constraints, OfferTerms};
use interfaces::metering::{LeaseTerms, Settled, Voucher};
use interfaces::registry::Registration;
use interfaces::staking::Penalty;
use shared::{Amount, Shares, Slot, DAY_MS, TOKEN};

/// Deploys a suite with a node that worked for three days, was paid, claimed the first of them, and then was slashed.
fn used() -> Result<(Network<EmbeddedChain>, ObservedHistory)> {
    let [deployer, owner, delegator, payer] = ["deployer", "owner", "delegator", "payer"].map(account);
    let mut chain = EmbeddedChain::new(1_700_000_000_000);
    let mut history = ObservedHistory::default();
    for who in [deployer, owner, delegator, payer] {
        chain.fund(who, 1_000_000_000_000_000_000);
        history.note_account(who);
    }
    let class = Class { name: b"LLM inference, 1 token".to_vec(), billing: Billing::Metered };
    let config = DeployConfig {
        classes: vec![class],
        attesters: vec![(Kind::Renewable, deployer)],
        slashers: vec![deployer],
        ..DeployConfig::default()
    };
    let mut net = deploy(chain, deployer, &Artifacts::load()?, &config, &())?;
    let (token, registry) = (net.suite.token(), net.suite.registry());
    let (staking, metering) = (net.suite.staking(), net.suite.metering());
    for who in [owner, delegator, payer] {
        net.send(deployer, token.transfer(who, 10_000 * TOKEN))?;
        net.send(who, token.approve(staking.address(), Amount::MAX))?;
        net.send(who, token.approve(metering.address(), Amount::MAX))?;
    }
    let registration = Registration {
        controller: owner,
        device_key: Key::from_name("device").public(),
        cell: 0x0852_8347_3fff_ffff,
        country: 840,
        metadata: Vec::new(),
    };
    let node = net.send(owner, registry.register(registration))?.value;
    net.send(owner, staking.bond(node, 1_000 * TOKEN))?;
    net.send(owner, staking.set_commission(node, 500))?;
    let terms = OfferTerms { capacity: 10, burst: 5, price: TOKEN / 1_000 };
    net.send(owner, net.suite.market().set_offer(node, 0, terms))?;
    net.send(deployer, net.suite.attestations().attest(node, Kind::Renewable, 7_500, 9))?;
    net.send(owner, registry.announce_maintenance(node, Slot { epoch: 4, index: 12 }, 6))?;
    net.send(delegator, staking.bond(node, 333 * TOKEN + 1))?;
    history.note_staker(node, delegator);
    net.send(payer, metering.deposit(1_000 * TOKEN))?;

    net.chain.advance_by(DAY_MS);
    net.send(owner, registry.heartbeat(vec![node]))?;
    let session = Key::from_name("session");
    let terms = LeaseTerms {
        class_id: 0,
        units: 3,
        candidates: vec![node],
        constraints: Constraints::up_to(TOKEN),
        session_key: session.public(),
        deposit: 100 * TOKEN,
        until: net.chain.now() + 5 * DAY_MS,
    };
    let opened = net.send(payer, metering.open(terms))?.value;
    for day in 1..=3u128 {
        let units = day * 1_001;
        let signature = session.sign_voucher(&net.suite, opened.lease, node, 0, units);
        history.note_signed(opened.lease, node, units);
        let voucher = Voucher { lease: opened.lease, leg_index: opened.leg.leg_index, units, signature };
        let settled = net.send(owner, metering.settle(node, vec![voucher]))?.value;
        ensure!(matches!(settled[0], Settled::Paid { units: 1_001, .. }), "{settled:?}");
        net.chain.advance_by(DAY_MS);
        net.send(owner, registry.heartbeat(vec![node]))?;
        ensure_all(&mut net, &mut history)?;
    }
    net.send(owner, net.suite.rewards().claim(node, 2))?;
    let shares = net.view(staking.position(node, delegator))?.context("a position")?.shares;
    net.send(delegator, staking.unbond(node, Shares(shares.0 / 3)))?;
    let penalty = Penalty { fraction: 1_234, jail_ms: DAY_MS, reporter: Some(payer) };
    net.send(deployer, staking.slash(node, penalty))?;
    net.send(owner, metering.withdraw_earnings(node))?;
    net.send(owner, metering.sweep())?;
    Ok((net, history))
}

fn broken(net: &mut Network<EmbeddedChain>, mut history: ObservedHistory) -> Vec<&'static str> {
    let outcomes = check_all(net, &mut history).into_iter();
    outcomes.filter(|(_, outcome)| outcome.is_err()).map(|(name, _)| name).collect()
}

#[test]
fn the_rules_hold_for_a_suite_in_use_and_notice_what_they_are_not_told() {
    let (mut net, mut history) = used().unwrap();
    ensure_all(&mut net, &mut history).unwrap();

    let mut less = history.clone();
    less.accounts.remove(&account("payer"));
    assert_eq!(broken(&mut net, less), ["token_supply", "staking_solvency", "metering_exactness"]);
    let mut less = history.clone();
    less.stakers.clear();
    assert_eq!(broken(&mut net, less), ["positions_add_up"]);
    let mut less = history.clone();
    less.signed.clear();
    assert_eq!(broken(&mut net, less), ["paid_at_most_signed"]);

    let (giver, gift) = (account("deployer"), 7 * TOKEN);
    for to in [net.suite.staking, net.suite.metering] {
        net.send(giver, net.suite.token().transfer(to, gift)).unwrap();
    }
    assert_eq!(broken(&mut net, history.clone()), ["staking_solvency", "metering_exactness"]);
    for to in [net.suite.staking, net.suite.metering] {
        history.note_donation(to, gift);
    }
    assert_eq!(broken(&mut net, history), [""; 0]);
}
