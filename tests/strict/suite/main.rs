//! The suite on the strictest chain.

use e2e_tests::{funder, run, Ended};
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::keys::account;
use gridshare_sdk::{deploy, Accounts, Artifacts, CallError, ChainError, DeployConfig};
use strict_tests::CALLS_PER_BLOCK;

const START: u64 = 1_750_000_123_456;
/// Native tokens that the story starts with, in 64 bits.
const NATIVE: u128 = 1_000_000_000_000_000_000;

fn artifacts() -> Artifacts {
    Artifacts::load().expect("the contracts are built before the tests run")
}

/// Plays the whole story: nodes are staked on, leased and slashed, a dApp pays, voters decide, everybody leaves.
fn play(mut chain: EmbeddedChain) -> Ended<EmbeddedChain> {
    chain.fund(funder(), NATIVE);
    run(chain, &artifacts()).expect("the story plays to its end")
}

#[test]
fn the_story_plays_as_on_any_other_chain() {
    let strict = play(strict_tests::chain(START));
    let usual = play(EmbeddedChain::new(START));
    assert_eq!(strict.journal, usual.journal, "what happened");
    assert_eq!(strict.state, usual.state, "and what is left in the end");

    // The same work, which is far from filling a block.
    for (message, spent) in strict.net.costs.iter() {
        let there = usual.net.costs.get(message).max;
        assert_eq!(spent.max.ref_time, there.ref_time, "{message}");
        assert!(spent.max.ref_time < CALLS_PER_BLOCK / 100, "{message} takes a hundredth of a block");
    }
    let longest = strict.net.costs.iter().max_by_key(|(_, spent)| spent.max.ref_time).unwrap();
    println!("longest: {longest:?}; deposits: {}", strict.net.costs.total().deposit);
}

#[test]
fn native_tokens_that_no_message_takes_are_refused() {
    let mut chain = strict_tests::chain(START);
    let deployer = account("deployer");
    chain.fund(deployer, NATIVE);
    let mut net = deploy(chain, deployer, &artifacts(), &DeployConfig::default(), &()).unwrap();
    for value in [1, 1 << 32, NATIVE / 2] {
        let transfer = net.suite.token().transfer(account("bob"), 5);
        let refused = net.send_value(deployer, transfer, value).unwrap_err();
        assert!(
            matches!(refused, CallError::Chain { error: ChainError::ContractTrapped, .. }),
            "{refused:?}"
        );
    }
    let transfer = net.suite.token().transfer(account("bob"), 5);
    net.send(deployer, transfer).unwrap();
}

#[test]
fn amounts_beyond_64_bits_are_refused() {
    let mut chain = strict_tests::chain(START);
    let (deployer, bob) = (account("deployer"), account("bob"));
    chain.fund(deployer, NATIVE);
    for amount in [1 << 64, (1 << 64) + 1_000, u128::MAX] {
        let refused = chain.transfer_native(deployer, bob, amount).unwrap_err();
        assert!(refused.to_string().contains("less than that"), "{refused}");
    }
    let refused = chain.transfer_native(deployer, bob, 499).unwrap_err();
    assert!(refused.to_string().contains("the receiver would have less"), "500 is the least: {refused}");
    chain.transfer_native(deployer, bob, 500).unwrap();
    assert_eq!((chain.native_balance(bob), chain.native_balance(deployer)), (500, NATIVE - 500));
}
