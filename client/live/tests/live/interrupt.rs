//! Ctrl-C while a transaction is on its way: in a process of its own, as the signal reaches all threads of one.

use crate::proxy::{submits, Proxy, Verdict};
use crate::world::node;
use gridshare_live::{ConnectOptions, LiveChain};
use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::{Accounts, ChainError};
use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;

/// Where the process under test finds its node.
const URL: &str = "GRIDSHARE_TEST_INTERRUPTED_AT";

/// Runs this test alone in a process of its own, presses Ctrl-C when a request that `matches` comes by, and
/// returns what the process said.
fn pressed_at(url: &str, matches: fn(&str) -> bool) -> String {
    let (came_by, wait_for) = channel();
    let proxy = Proxy::before(url, move |request| {
        if !matches(request) {
            return Verdict::Pass;
        }
        let _ = came_by.send(());
        Verdict::Hold
    });
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "interrupt::the_process_under_test", "--nocapture"])
        .env(URL, proxy.url())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for.recv().unwrap();
    let kill = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let said = lines.collect::<Vec<_>>().join("\n");
    child.wait().unwrap();
    said
}

#[test]
fn the_process_under_test() {
    let Ok(url) = env::var(URL) else { return };
    let options = ConnectOptions { interruptible: true, ..ConnectOptions::default() };
    let mut chain = LiveChain::connect(&url, options).unwrap();
    let rich = chain.add_key(Key::from_uri("//Charlie").unwrap());
    let error = chain.transfer_native(rich, account("never mind"), 1_000_000_000_000).unwrap_err();
    println!("{}: {error}", if let ChainError::OutcomeUnknown { .. } = error { "unknown" } else { "known" });
}

#[test]
fn a_wait_is_interrupted_and_says_what_is_on_its_way() {
    let Some(url) = node() else { return };
    let said = pressed_at(url, submits);
    assert!(said.contains("unknown: what became of transaction 0x"), "{said}");
    assert!(said.contains("interrupted"), "{said}");
}

#[test]
fn before_anything_is_sent_the_error_says_so() {
    let Some(url) = node() else { return };
    let said = pressed_at(url, |request| request.contains("system_accountNextIndex"));
    assert!(said.contains("known: interrupted; nothing was sent"), "{said}");
}
