//! Networks that are not what they seem, and that it is noticed.

use gridshare_sdk::deploy::deploy_unchecked;
use gridshare_sdk::keys::account;
use gridshare_sdk::verify::{checks, Check, Expected};
use gridshare_sdk::{verify, DeployConfig, NetworkFile, Suite};
use shared::TOKEN;
use std::collections::BTreeSet;
use tests::isolated::IsolatedContracts;
use tests::network::{config, ARTIFACTS, START};
use tests::TestNetwork;

/// Makes all checks.
fn all(w: &mut TestNetwork, expected: Expected) -> Vec<Check> {
    checks(&mut w.net, expected).unwrap()
}

/// Returns the names of the checks that fail without a build or a file to compare with.
fn failed(w: &mut TestNetwork) -> Vec<String> {
    failures(all(w, Expected::default()))
}

fn failures(checks: Vec<Check>) -> Vec<String> {
    checks.into_iter().filter(|check| !check.ok).map(|check| check.name).collect()
}

/// Returns names that each begin with a contract.
fn of(contract: &str, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{contract}'s {name}")).collect()
}

/// Puts a contract of the second suite into the first.
type Swap = fn(&mut Suite, &Suite);

#[test]
fn a_network_that_was_deployed_is_proven() {
    let mut w = TestNetwork::new().unwatched();
    let file = NetworkFile::new(w.net.suite.clone(), &ARTIFACTS, "GRID", None);
    let checks = all(&mut w, Expected { artifacts: Some(&ARTIFACTS), file: Some(&file) });
    for check in &checks {
        assert!(check.ok && !check.expected.is_empty() && !check.found.is_empty(), "{check:?}");
    }
    let names: BTreeSet<_> = checks.iter().map(|check| &check.name).collect();
    assert_eq!(names.len(), checks.len(), "each has a name of its own");
    assert!(verify(&mut w.net).is_ok());
}

#[test]
fn a_contract_of_another_network_is_noticed_wherever_it_stands() {
    let mut w = TestNetwork::new().unwatched();
    let mut other = w.with_second_suite().unwatched();
    let (ours, theirs) = (w.net.suite.clone(), other.net.suite.clone());
    let swaps: [(&str, Swap); 8] = [
        ("token", |suite, other| suite.token = other.token),
        ("registry", |suite, other| suite.registry = other.registry),
        ("market", |suite, other| suite.market = other.market),
        ("attestations", |suite, other| suite.attestations = other.attestations),
        ("staking", |suite, other| suite.staking = other.staking),
        ("metering", |suite, other| suite.metering = other.metering),
        ("rewards", |suite, other| suite.rewards = other.rewards),
        ("governance", |suite, other| suite.governance = other.governance),
    ];
    for (name, swap) in swaps {
        other.net.suite = theirs.clone();
        swap(&mut other.net.suite, &ours);
        let failed = failed(&mut other);
        // Everybody who works with it says another one, and it says others.
        let by_others = failed.iter().filter(|check| check.ends_with(&format!("'s {name}"))).count();
        assert!(by_others > 0 || name == "governance", "{name}: {failed:?}");
        assert!(failed.iter().any(|check| check.starts_with(&format!("{name}'s "))), "{name}: {failed:?}");
        assert!(verify(&mut other.net).is_err(), "{name}");
    }
}

#[test]
fn contracts_that_nobody_handed_over_and_that_obey_strangers_are_noticed() {
    let mut w = TestNetwork::new().unwatched();
    let c = IsolatedContracts::wired(&mut w);
    w.send(c.owner, gridshare_sdk::OwnableHandle::at(c.market.address()).transfer_ownership(c.nobody));
    w.net.suite = Suite {
        token: c.token.address(),
        registry: c.registry.address(),
        market: c.market.address(),
        attestations: c.attestations.address(),
        staking: c.staking.address(),
        metering: c.metering.address(),
        rewards: c.rewards.address(),
        governance: c.governance.address(),
        initial_supply: 1_000 * TOKEN,
        ..w.net.suite.clone()
    };
    let owned = w.net.suite.owned().map(|(name, _)| name);
    let mut expected: Vec<_> = owned.iter().flat_map(|name| of(name, &["owner"])).collect();
    expected.insert(3, "to whom market is offered".into());
    expected.extend(of("token", &["minter"]));
    expected.extend(of("registry", &["staking", "market", "rewards", "attestations"]));
    expected.extend(of("market", &["metering"]));
    expected.extend(of("staking", &["rewards"]));
    expected.extend(of("metering", &["rewards", "treasury"]));
    expected.push("initial supply and all that will ever be emitted".into());
    expected.push("supply and all that can still be emitted".into());
    assert_eq!(failed(&mut w), expected);
    let error = verify(&mut w.net).unwrap_err().to_string();
    assert!(error.starts_with("token's owner: expected 5"), "{error}");
}

#[test]
fn a_clock_or_a_chain_that_is_not_the_contracts_own_is_noticed() {
    let mut w = TestNetwork::new().unwatched();
    w.net.suite.clock.genesis += 1;
    let keepers = ["registry", "market", "attestations", "staking", "metering", "rewards"];
    assert_eq!(failed(&mut w), keepers.map(|name| format!("{name}'s clock")));
    w.net.suite.clock.genesis -= 1;
    w.net.suite.genesis_hash = [9; 32];
    let signed = ["the chain that beats are signed for", "the chain that vouchers are signed for"];
    assert_eq!(failed(&mut w), ["the chain's first block", signed[0], signed[1]]);
}

#[test]
fn a_supply_that_cannot_pay_what_the_schedule_promises_is_noticed() {
    let short = DeployConfig { max_supply: 600_000_000 * TOKEN, ..config() };
    let mut chain = gridshare_embedded::EmbeddedChain::new(START);
    chain.fund(account("deployer"), 1_000_000_000_000_000_000);
    let refused = gridshare_sdk::deploy(&mut chain, account("deployer"), &ARTIFACTS, &short, &());
    let refused = refused.map(|net| net.suite).unwrap_err().to_string();
    assert!(refused.contains("more than max_supply"), "{refused}");

    let mut net = deploy_unchecked(chain, account("deployer"), &ARTIFACTS, &short, &mut (), &()).unwrap();
    let found = failures(checks(&mut net, Expected::default()).unwrap());
    let by_file = "initial supply and all that will ever be emitted";
    assert_eq!(found, [by_file, "supply and all that can still be emitted"]);
    // Whoever claims that less was there at first is contradicted by the chain.
    net.suite.initial_supply = 300_000_000 * TOKEN;
    let found = failures(checks(&mut net, Expected::default()).unwrap());
    let beside = "supply, beside the initial supply and what rewards minted";
    assert_eq!(found, ["supply and all that can still be emitted", beside]);
}

#[test]
fn code_and_files_that_say_otherwise_are_noticed() {
    let mut w = TestNetwork::new().unwatched();
    let mut artifacts = ARTIFACTS.clone();
    artifacts.staking.code.push(0);
    let built = Expected { artifacts: Some(&artifacts), file: None };
    assert_eq!(failures(all(&mut w, built)), ["staking's code, as built here"]);

    let mut file = NetworkFile::new(w.net.suite.clone(), &ARTIFACTS, "GRIDS", None);
    file.code_hashes[1] = [0; 32];
    let claimed = Expected { artifacts: Some(&ARTIFACTS), file: Some(&file) };
    assert_eq!(
        failures(all(&mut w, claimed)),
        ["registry's code, as the network file says", "token's symbol"]
    );
}

#[test]
fn an_address_without_a_contract_fails_its_checks_and_no_others() {
    let mut w = TestNetwork::new().unwatched();
    w.net.suite.attestations = w.stranger("nobody");
    let built = Expected { artifacts: Some(&ARTIFACTS), file: None };
    let failed = failures(all(&mut w, built));
    let about = |name: &String| name.contains("attestations");
    assert!(failed.len() > 5 && failed.iter().all(about), "{failed:?}");
    // Two names for one contract hide nothing either.
    w.net.suite.attestations = w.net.suite.registry;
    let failed = failures(all(&mut w, built));
    assert!(failed.contains(&"different contracts".to_owned()), "{failed:?}");
}
