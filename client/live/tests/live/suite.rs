//! The suite through the live chain, as through any other.

use crate::world::{connect, funded, node};
use gridshare_sdk::keys::account;
use gridshare_sdk::{deploy, verify, Artifacts, Blocks, CallError, Chain, DeployConfig};
use psp22::PSP22Error;
use subxt::config::substrate::BlakeTwo256;
use subxt::config::Hasher;

#[test]
fn a_suite_is_deployed_and_does_what_it_is_told() {
    let Some(url) = node() else { return };
    let (mut chain, deployer) = funded(url, "deployer");
    let first = chain.head(false).unwrap();
    let artifacts = Artifacts::load().unwrap();
    let mut net = deploy(&mut chain, deployer, &artifacts, &DeployConfig::default(), &()).unwrap();
    verify(&mut net).unwrap();
    let (suite, bob) = (net.suite.clone(), account("bob of the suite"));

    let sent = net.send(deployer, suite.token().transfer(bob, 5)).unwrap();
    assert_eq!(net.view(suite.token().balance_of(bob)).unwrap(), 5);
    assert!(sent.cost.ref_time > 0 && sent.cost.proof_size > 0, "{:?}", sent.cost);
    assert!(sent.cost.deposit > 0, "a new balance takes room");
    let [event] = &sent.events[..] else { panic!("one transfer: {:?}", sent.events) };
    assert_eq!((event.contract, event.topics.len() > 1), (suite.token, true));

    // What the chain keeps of it is the same.
    let last = net.chain.head(false).unwrap();
    let block = net.chain.block(last).unwrap().unwrap();
    assert_eq!(block.events, sent.events);
    assert_eq!(block.time, net.chain.now().unwrap());
    assert_eq!(net.chain.block(last - 1).unwrap().unwrap().hash, block.parent);
    assert!(net.chain.block(last + 1_000_000).unwrap().is_none());
    assert!(first < last);

    // Refusals come typed out of the dry run, and nothing is sent.
    let refused = net.send(deployer, suite.token().transfer(bob, u128::MAX));
    assert!(
        matches!(&refused, Err(CallError::Refused { error: PSP22Error::InsufficientBalance, .. })),
        "{refused:?}"
    );

    for ((name, contract), artifact) in suite.contracts().into_iter().zip(artifacts.iter()) {
        let expected = BlakeTwo256::hash(&artifact.code).0;
        assert_eq!(net.chain.code_hash(contract).unwrap(), Some(expected), "{name}");
    }
    assert_eq!(net.chain.code_hash(bob).unwrap(), None);
    assert_eq!(connect(url).genesis_hash(), suite.genesis_hash);
}
