//! Many calls at once.

use crate::world::{balance, connect, funded, node, nonce, token};
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::{Accounts, Chain};
use std::collections::BTreeSet;
use std::thread;

#[test]
fn fifty_calls_in_flight_all_arrive_once() {
    let Some(url) = node() else { return };
    let (mut chain, sender) = funded(url, "sender of fifty");
    let (token, receiver) = (token(&mut chain, sender), account("receiver of fifty"));
    let before = nonce(url, sender);
    let mut sent = Vec::new();
    for amount in 1..=50 {
        let message = token.transfer(receiver, amount);
        sent.push(chain.submit(sender, message.callee, message.input, 0).unwrap());
    }
    // The last first: nobody has to wait in order.
    let mut transactions = BTreeSet::new();
    for submitted in sent.into_iter().rev() {
        let hash = submitted.transaction().expect("the token does not refuse");
        let executed = chain.wait(submitted).unwrap();
        let inclusion = executed.transaction.expect("it is in a block");
        assert_eq!((inclusion.transaction, executed.events.len()), (hash, 1));
        transactions.insert(hash);
    }
    assert_eq!(transactions.len(), 50);
    assert_eq!(balance(&mut chain, token, receiver), (1..=50).sum());
    assert_eq!(nonce(url, sender), before + 50);
}

/// Two programs with one key, each ignorant of the other: all their calls arrive, each once.
#[test]
fn two_at_once_with_one_key_do_not_lose_anything() {
    let Some(url) = node() else { return };
    let (mut chain, sender) = funded(url, "sender of two");
    let token = token(&mut chain, sender);
    let before = nonce(url, sender);
    let program = |receiver: &'static str| {
        thread::spawn(move || {
            let mut chain = connect(url);
            chain.add_key(Key::from_name("sender of two"));
            for _ in 0..15 {
                let message = token.transfer(account(receiver), 2);
                let executed = chain.call(sender, message.callee, message.input, 0).unwrap();
                assert!(!executed.reverted && executed.transaction.is_some());
            }
        })
    };
    let programs = [program("receiver one"), program("receiver two")];
    for program in programs {
        program.join().unwrap();
    }
    for receiver in ["receiver one", "receiver two"] {
        assert_eq!(balance(&mut chain, token, account(receiver)), 30);
    }
    assert_eq!(nonce(url, sender), before + 30);
}

/// What a fee is estimated at, and what others are given to sign.
#[test]
fn fees_and_unsigned_calls_are_those_of_the_transaction() {
    let Some(url) = node() else { return };
    let (mut chain, sender) = funded(url, "sender with an eye on fees");
    let token = token(&mut chain, sender);
    let message = token.transfer(account("receiver of fees"), 7);
    let (callee, input) = (message.callee, message.input);
    let dry_run = chain.dry_run(sender, callee, input.clone()).unwrap();
    let estimate = chain.fee(sender, callee, &input, &dry_run).unwrap().expect("this chain takes fees");
    let unsigned = chain.unsigned(callee, &input, &dry_run).unwrap();

    let before = chain.native_balance(sender).unwrap();
    let executed = chain.call(sender, callee, input.clone(), 0).unwrap();
    let paid = executed.transaction.unwrap().fee;
    // The estimate is for the gas allowed, the fee for the gas used.
    assert!(paid > 0 && paid <= estimate && estimate < paid * 2, "{estimate} estimated, {paid} paid");
    assert_eq!(executed.gas_required, dry_run.gas_required);
    let deposit = u128::try_from(executed.cost.deposit).unwrap();
    assert_eq!(chain.native_balance(sender).unwrap(), before - paid - deposit);

    // Pallet, call, and the contract's address as a MultiAddress come first, the input last.
    assert_eq!(unsigned[2..35], [&[0][..], callee.as_ref()].concat());
    assert!(unsigned.ends_with(&input));
}
