//! Deployment, handles and costs, on the embedded chain.

use gridshare_embedded::{EmbeddedChain, FileChain};
use gridshare_sdk::deploy::create;
use gridshare_sdk::keys::account;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{
    deploy, verify, Artifacts, Blocks, CallError, Chain, ChainError, Cost, DeployConfig, Network,
};
use interfaces::attestations::Kind;
use interfaces::token::{PSP22Error, TokenConfig, TokenError};
use shared::{Clock, DAY_MS};

const NATIVE: u128 = 1_000_000_000_000_000_000;

fn chain() -> EmbeddedChain {
    let mut chain = EmbeddedChain::new(1_700_000_000_000);
    for name in ["deployer", "alice", "bob"] {
        chain.fund(account(name), NATIVE);
    }
    chain
}

fn suite() -> Network<EmbeddedChain> {
    let artifacts = Artifacts::load().unwrap();
    deploy(chain(), account("deployer"), &artifacts, &DeployConfig::default(), &()).unwrap()
}

#[test]
fn a_suite_belongs_to_governance_and_can_be_deployed_twice() {
    let mut net = suite();
    verify(&mut net).unwrap();
    assert_eq!(net.suite.clock, Clock { genesis: 1_700_000_000_000, epoch_ms: DAY_MS });
    let config = DeployConfig { salt: vec![1], ..DeployConfig::default() };
    let artifacts = Artifacts::load().unwrap();
    let (first, chain) = (net.suite, net.chain);
    let second = deploy(chain, account("deployer"), &artifacts, &config, &()).unwrap().suite;
    assert!(first.contracts().iter().zip(second.contracts()).all(|(a, b)| a.1 != b.1));
}

#[test]
fn whom_the_deployer_names_stays_named_after_the_hand_over() {
    let (attester, slasher, cell) = (account("alice"), account("bob"), 0x0822_837f_ffff_ffff);
    let config = DeployConfig {
        attesters: vec![(Kind::Renewable, attester)],
        regions: vec![(cell, 1_500)],
        slashers: vec![slasher],
        ..DeployConfig::default()
    };
    let artifacts = Artifacts::load().unwrap();
    let mut net = deploy(chain(), account("deployer"), &artifacts, &config, &()).unwrap();
    let (attestations, staking) = (net.suite.attestations(), net.suite.staking());
    assert!(net.view(attestations.is_attester(Kind::Renewable, attester)).unwrap());
    assert!(!net.view(attestations.is_attester(Kind::Hardware, attester)).unwrap());
    assert_eq!(net.view(attestations.region(cell)).unwrap(), 1_500);
    assert!(net.view(staking.is_slasher(slasher)).unwrap());
    assert!(!net.view(staking.is_slasher(account("deployer"))).unwrap());
}

#[test]
fn a_constructor_s_refusal_is_typed_and_leaves_nothing() {
    let mut chain = chain();
    let code = chain.upload(account("deployer"), &Artifacts::load().unwrap().token.code).unwrap();
    let config = TokenConfig { name: "n".into(), symbol: "s".into(), initial_supply: 2, max_supply: 1 };
    let root = chain.state_root();
    let refused = create(&mut chain, account("deployer"), code, &config, &[]).unwrap_err();
    assert_eq!(refused.refusal(), Some(TokenError::MaxSupplyExceeded));
    assert_eq!(chain.state_root(), root);
}

#[test]
fn calls_report_their_own_events_and_repeatable_costs() {
    let mut net = suite();
    let (deployer, bob) = (account("deployer"), account("bob"));
    let transfer = net.suite.token().transfer(bob, 5);
    let tried = net.dry_run(deployer, transfer.clone()).unwrap();
    assert_eq!(net.view(net.suite.token().balance_of(bob)).unwrap(), 0);
    let first = net.send(deployer, transfer.clone()).unwrap();
    assert_eq!(first.cost, tried.cost);
    assert!(first.cost.deposit > 0, "a balance was stored");
    assert_eq!(first.events.len(), 1);
    assert_eq!(first.events[0].contract, net.suite.token);
    let second = net.send(deployer, transfer).unwrap();
    assert_eq!(second.events.len(), 1, "only its own");
    assert_eq!(second.cost.deposit, 0);
    assert_eq!(net.view(net.suite.token().balance_of(bob)).unwrap(), 10);
    assert_eq!(net.costs.get("token.transfer").calls, 2);
    assert_eq!(net.costs.get("token.transfer").total, first.cost + second.cost);
}

#[test]
fn what_is_refused_traps_or_is_only_asked_changes_nothing() {
    let mut net = suite();
    let (alice, bob) = (account("alice"), account("bob"));
    let root = net.chain.state_root();
    let transfer = net.suite.token().transfer(bob, 5);
    let refused = net.send(alice, transfer.clone()).unwrap_err();
    assert_eq!(refused.to_string(), "token.transfer was refused: InsufficientBalance");
    assert_eq!(refused.refusal(), Some(PSP22Error::InsufficientBalance));
    assert_eq!(net.costs.get("token.transfer").refused, 1);
    let valuable = net.send_value(account("deployer"), transfer.clone(), 1).unwrap_err();
    assert!(matches!(valuable, CallError::Chain { error: ChainError::ContractTrapped, .. }), "{valuable:?}");
    let unknown = net.chain.call(alice, net.suite.token, vec![0; 4], 0).unwrap();
    assert!(unknown.reverted && unknown.cost != Cost::default());
    net.dry_run(account("deployer"), transfer).unwrap();
    assert_eq!(net.chain.state_root(), root);
}

/// What the contracts did is in the file before a write returns, block by block, and nothing else is.
#[test]
fn a_suite_in_a_file_outlives_its_process() {
    let folder = std::env::temp_dir().join(format!("gridshare-suite-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("chain");
    let (alice, bob) = (Key::from_uri("//Alice").unwrap().account(), account("bob"));
    let chain = FileChain::create(&path, 1_700_000_000_000).unwrap();
    let mut net = deploy(chain, alice, &Artifacts::load().unwrap(), &DeployConfig::default(), &()).unwrap();
    let transfer = net.suite.token().transfer(bob, 5);
    let sent = net.send(alice, transfer.clone()).unwrap();
    let head = net.chain.head(true).unwrap();
    assert_eq!(net.chain.block(head).unwrap().unwrap().events, sent.events);

    // What is refused, traps or is only asked leaves the file as it is.
    let (root, bytes) = (net.chain.state_root(), std::fs::read(&path).unwrap());
    let refused = net.send(account("carol"), transfer.clone()).unwrap_err();
    assert_eq!(refused.refusal(), Some(PSP22Error::InsufficientBalance));
    assert!(matches!(net.send_value(alice, transfer.clone(), 1), Err(CallError::Chain { .. })));
    net.dry_run(alice, transfer.clone()).unwrap();
    assert_eq!((net.chain.state_root(), net.chain.head(true).unwrap()), (root, head));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);

    let (suite, costs) = (net.suite.clone(), net.costs.clone());
    drop(net);
    let started = std::time::Instant::now();
    let chain = FileChain::open(&path).unwrap();
    let opened = started.elapsed();
    let mut net = Network { chain, suite, costs };
    assert_eq!(net.chain.state_root(), root);
    net.send(alice, transfer).unwrap();
    println!(
        "{} bytes; opened in {opened:?}, opened, called and kept in {:?}",
        bytes.len(),
        started.elapsed()
    );
    verify(&mut net).unwrap();
    assert_eq!(net.view(net.suite.token().balance_of(bob)).unwrap(), 10);
    std::fs::remove_dir_all(&folder).unwrap();
}
