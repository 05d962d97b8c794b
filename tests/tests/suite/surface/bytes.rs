//! Every selector with the wrong bytes.

use gridshare_sdk::{AccountId, Chain};
use tests::metadata::{Arguments, Metadata, Random, Reply, CONTRACTS};
use tests::{BusyNetwork, TestNetwork};

/// Sends bytes that must not be understood and change nothing.
fn not_understood(w: &mut TestNetwork, from: AccountId, contract: &Metadata, input: Vec<u8>, what: &str) {
    let callee = contract.address(&w.net.suite);
    let before = w.net.chain.state_root();
    // Whatever the selector, an error of ink's own looks the same.
    let executed = w.net.chain.call(from, callee, input, 0).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(executed.reverted, "{what}");
    assert_eq!(executed.output, [1, 1], "{what}: it could not be read");
    assert_eq!(w.net.chain.state_root(), before, "{what}");
}

#[test]
fn arguments_cut_anywhere_are_not_understood() {
    let (mut w, busy) = BusyNetwork::start();
    for contract in CONTRACTS.iter() {
        for message in contract.messages() {
            let input = Arguments::new(contract, &busy.everybody(), 3).input(&message);
            // Long arguments are cut at the start, at the end and at some places in between.
            let step = (input.len() / 16).max(1);
            let ends = (4..input.len()).rev().step_by(step).chain([0, 1, 2, 3, 4]);
            for end in ends.filter(|end| *end < input.len()) {
                let what = format!("{} cut to {end} of {} bytes", message.label, input.len());
                not_understood(&mut w, busy.stranger, contract, input[..end].to_vec(), &what);
            }
        }
    }
}

#[test]
fn unknown_selectors_are_not_understood() {
    let (mut w, busy) = BusyNetwork::start();
    let mut random = Random::new(11);
    for contract in CONTRACTS.iter() {
        let history: Vec<_> = contract.messages().iter().map(|message| message.selector).collect();
        let others = CONTRACTS.iter().flat_map(|other| other.messages()).map(|message| message.selector);
        let made_up = (0..20).map(|_| random.bytes(4).try_into().unwrap());
        let constructors = contract.constructors().into_iter().map(|constructor| constructor.selector);
        for selector in others.chain(made_up).chain(constructors).collect::<Vec<[u8; 4]>>() {
            if !history.contains(&selector) {
                let input = [&selector[..], &[0; 64]].concat();
                let what = format!("{} with {selector:02x?}", contract.contract);
                not_understood(&mut w, busy.stranger, contract, input, &what);
            }
        }
    }
}

#[test]
fn random_bytes_to_any_selector_change_nothing_that_a_stranger_may_not_change() {
    let (mut w, busy) = BusyNetwork::start();
    let mut random = Random::new(5);
    for contract in CONTRACTS.iter() {
        let callee = contract.address(&w.net.suite);
        // What takes no arguments reads none.
        let messages = contract.messages().into_iter().filter(|message| !message.arguments.is_empty());
        for message in messages {
            for _ in 0..12 {
                let len = *random.pick(&[1, 7, 33, 100, 500, 4_000]);
                let input = [&message.selector[..], &random.bytes(len)].concat();
                let before = w.net.chain.state_root();
                let executed = w.net.chain.call(busy.stranger, callee, input, 0);
                // A length that no memory can hold traps, which is an error as well.
                let done = executed.is_ok_and(|executed| {
                    contract.reply(&message, &executed.output) == Reply::Done && !executed.reverted
                });
                // Bytes that happen to be arguments may do what a stranger may do with its own.
                let own = ["PSP22::approve", "PSP22::increase_allowance", "Registry::register"];
                let may = done && own.contains(&&*message.label);
                assert!(may || w.net.chain.state_root() == before, "{}", message.label);
            }
        }
    }
}

/// The pallet and ink accept them (SCALE does not say where a message ends), so nothing may hang on their
/// absence: what they are added to does the same as without.
#[test]
fn bytes_after_the_arguments_change_nothing() {
    let (mut w, busy) = BusyNetwork::start();
    for contract in CONTRACTS.iter() {
        let callee = contract.address(&w.net.suite);
        for message in contract.messages() {
            let input = Arguments::new(contract, &busy.everybody(), 9).input(&message);
            let longer = [&input[..], &[0xff; 9]].concat();
            let mut outcome = |input| {
                let executed = w.net.chain.dry_run(busy.stranger, callee, input);
                executed.map(|executed| (executed.output, executed.reverted))
            };
            assert_eq!(outcome(longer), outcome(input), "{}", message.label);
        }
    }
}
