//! Every message by the wrong caller, and with money.

use super::permissions::{who, Who, CALLERS};
use gridshare_sdk::{AccountId, Chain, ChainError, Executed};
use shared::Amount;
use std::collections::BTreeSet;
use tests::metadata::{Arguments, Entry, Metadata, Random, Reply, CONTRACTS};
use tests::verbs::worth;
use tests::{BusyNetwork, TestNetwork};

/// Returns the accounts that arguments name.
fn accounts(w: &TestNetwork, busy: &BusyNetwork) -> Vec<AccountId> {
    let contracts = w.net.suite.contracts().map(|(_, address)| address);
    let controllers = [busy.node.controller, busy.other.controller, busy.stranger];
    busy.everybody().into_iter().chain(contracts).chain(controllers).collect()
}

/// Returns what an account could turn into tokens: wallet, stake, free balance, leases, payouts, its nodes'
/// earnings.
fn wealth(w: &mut TestNetwork, who: AccountId) -> Amount {
    let mut sum = w.wallet(who) + w.view(w.metering().balance_of(who)) + w.view(w.staking().payout(who));
    for node in 0..w.view(w.registry().node_count()) {
        if let Some(position) = w.view(w.staking().position(node, who)) {
            sum += worth(&position);
        }
        if w.view(w.registry().node(node)).unwrap().owner == who {
            sum += w.view(w.metering().account(node)).earnings;
        }
    }
    for lease in 1..=w.view(w.metering().lease_count()) {
        if let Some(terms) = w.view(w.metering().lease(lease)).filter(|lease| lease.payer == who) {
            sum += w.leg(terms.leg.node, terms.leg.leg_index).deposit;
        }
    }
    for id in 0..w.view(w.governance().proposal_count()) {
        let proposal = w.proposal(id);
        sum += if proposal.proposer == who { proposal.deposit } else { 0 };
    }
    sum
}

fn call(
    w: &mut TestNetwork,
    from: AccountId,
    contract: &Metadata,
    input: Vec<u8>,
) -> Result<Executed, ChainError> {
    let callee = contract.address(&w.net.suite);
    w.net.chain.call(from, callee, input, 0)
}

#[test]
fn every_message_is_refused_to_the_wrong_caller_and_changes_nothing() {
    for contract in CONTRACTS.iter() {
        let (mut w, busy) = BusyNetwork::start();
        // The closing lease's settlement window is over, and still its payer's alone to end.
        w.to(3, 4);
        let accounts = accounts(&w, &busy);
        for message in contract.messages().iter().filter(|message| message.mutates) {
            let Who::Only(errors) = who(contract.contract, &message.label) else { continue };
            let mut refusals = BTreeSet::new();
            for seed in 0..24 {
                let input = Arguments::new(contract, &accounts, seed).input(message);
                let before = w.net.chain.state_root();
                let executed = call(&mut w, busy.stranger, contract, input).expect("it comes to an end");
                assert!(executed.reverted, "{}", message.label);
                assert_eq!(w.net.chain.state_root(), before, "{}", message.label);
                match contract.reply(message, &executed.output) {
                    Reply::Refused(error) => {
                        assert!(errors.contains(&&*error), "{}: {error}", message.label);
                        refusals.insert(error);
                    }
                    other => panic!("{}: {other:?}", message.label),
                }
            }
            // What refuses the wrong caller must have been met, not only what refuses wrong arguments.
            let guard = errors.last().expect("an error");
            let met = errors.iter().any(|error| is_guard(error) && refusals.contains(*error));
            assert!(met || !errors.iter().any(|error| is_guard(error)), "{}: never {guard}", message.label);
        }
    }
}

/// Returns whether an error says that the caller is the wrong one.
fn is_guard(error: &str) -> bool {
    matches!(
        error,
        "NotOwner"
            | "NotPendingOwner"
            | "NotPeer"
            | "NotMinter"
            | "NotNodeOwner"
            | "NotController"
            | "NotAttester"
            | "NotSlasher"
            | "NotPayer"
            | "NotProposer"
            | "NoPosition"
            | "NothingToClaim"
            | "BelowThreshold"
            | "NoVotingPower"
    )
}

#[test]
fn every_message_that_changes_state_says_who_may_call_it() {
    let listed: BTreeSet<_> = CALLERS
        .iter()
        .flat_map(|(contract, messages)| {
            messages.iter().map(move |(message, _)| (*contract, message.to_string()))
        })
        .collect();
    let exist: BTreeSet<_> = CONTRACTS
        .iter()
        .flat_map(|contract| {
            let messages = contract.messages().into_iter().filter(|message| message.mutates);
            messages.map(|message| (contract.contract, message.label))
        })
        .collect();
    assert_eq!(listed, exist);
}

#[test]
fn what_anyone_may_call_takes_nothing_from_anybody() {
    let (mut w, busy) = BusyNetwork::start();
    let accounts = accounts(&w, &busy);
    let everybody = busy.everybody();
    let before = everybody.map(|somebody| wealth(&mut w, somebody));
    let mut done = BTreeSet::new();
    let mut random = Random::new(7);
    let open: Vec<(&Metadata, Entry)> = CONTRACTS
        .iter()
        .flat_map(|contract| contract.messages().into_iter().map(move |message| (contract, message)))
        .filter(|(contract, message)| {
            message.mutates && matches!(who(contract.contract, &message.label), Who::Anyone)
        })
        .collect();
    for round in 0..40 {
        for (contract, message) in &open {
            let input = Arguments::new(contract, &accounts, random.bits()).input(message);
            let executed = call(&mut w, busy.stranger, contract, input).expect("it comes to an end");
            if contract.reply(message, &executed.output) == Reply::Done {
                done.insert(message.label.clone());
            }
        }
        if round == 20 {
            // Long enough for what others may do only later.
            w.to(30, 0);
        }
    }
    for (somebody, had) in everybody.into_iter().zip(before) {
        let has = wealth(&mut w, somebody);
        // Rewards may be claimed for a pool, and positions round down.
        assert!(has + 8 >= had, "{somebody:?} had {had} and has {has}");
    }
    for expected in [
        "Attestations::refresh",
        "Metering::sweep",
        "Metering::withdraw_earnings",
        "Rewards::claim",
        "Staking::sync",
    ] {
        assert!(done.contains(expected), "{expected} was never done: {done:?}");
    }
}

#[test]
fn every_message_refuses_money() {
    let (mut w, busy) = BusyNetwork::start();
    let accounts = accounts(&w, &busy);
    for contract in CONTRACTS.iter() {
        let callee = contract.address(&w.net.suite);
        for message in contract.messages() {
            assert!(!message.payable, "{}", message.label);
            let input = Arguments::new(contract, &accounts, 1).input(&message);
            let before = w.net.chain.state_root();
            let paid = w.net.chain.call(busy.stranger, callee, input, 1_000_000_000_000);
            assert!(paid.is_err() || paid.is_ok_and(|executed| executed.reverted), "{}", message.label);
            assert_eq!(w.net.chain.state_root(), before, "{}", message.label);
        }
    }
}

#[test]
fn views_change_nothing() {
    let (mut w, busy) = BusyNetwork::start();
    let accounts = accounts(&w, &busy);
    for contract in CONTRACTS.iter() {
        for message in contract.messages().iter().filter(|message| !message.mutates) {
            for seed in 0..4 {
                let input = Arguments::new(contract, &accounts, seed).input(message);
                let before = w.net.chain.state_root();
                let executed = call(&mut w, busy.stranger, contract, input).expect("it comes to an end");
                assert_ne!(
                    contract.reply(message, &executed.output),
                    Reply::NotUnderstood,
                    "{}",
                    message.label
                );
                assert_eq!(w.net.chain.state_root(), before, "{}", message.label);
            }
        }
    }
}
