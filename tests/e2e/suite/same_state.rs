//! The whole story through our own client: the embedded chain and a live one end in the same state.

use crate::node::with_node;
use e2e_tests::state::differences;
use e2e_tests::{funder, keys, run, Ended};
use gridshare_embedded::EmbeddedChain;
use gridshare_live::{ConnectOptions, DevNode, LiveChain};
use gridshare_sdk::Artifacts;
use shared::Timestamp;

/// When the embedded chain starts: not at a slot's start, as a live one does not either.
const START: Timestamp = 1_750_000_123_456;

fn artifacts() -> Artifacts {
    Artifacts::load().expect("the contracts are built before the tests run")
}

/// Plays the story on a chain inside this process.
fn embedded() -> Ended<EmbeddedChain> {
    let mut chain = EmbeddedChain::new(START);
    chain.fund(funder(), 1_000_000_000_000_000_000);
    run(chain, &artifacts()).expect("the story plays to its end")
}

/// Plays the story on a node.
fn live(node: &DevNode) -> Ended<LiveChain> {
    let mut chain = LiveChain::connect(node.url(), ConnectOptions::default()).expect("the node answers");
    for key in keys() {
        chain.add_key(key);
    }
    run(chain, &artifacts()).expect("the story plays to its end")
}

/// The story itself asserts what happens; here is what is left in the end.
#[test]
fn the_story_plays_on_an_embedded_chain() {
    let Ended { state, journal, .. } = embedded();
    for (fact, value) in [
        ("dana: position in 0", "None"),
        ("lease 1", "None"),
        ("node 1: status", "Retired"),
        ("paul: free balance", "0"),
        ("proposal 0: status", "Some(Executed)"),
        ("staking: owner", "AccountId([governance])"),
    ] {
        assert_eq!(state[fact], value, "{fact}");
    }
    assert!(state["metering: parameters"].contains("burn: 900"), "{}", state["metering: parameters"]);
    assert!(journal.iter().any(|line| line == "32/01 dana: staking.withdraw: refused: StillThawing"));
}

/// A clock that stands between two blocks and one that runs, two versions of the pallet, addresses of their own:
/// and the contracts say the same.
#[test]
fn a_live_chain_ends_in_the_same_state() {
    with_node(|node| assert_same(&embedded(), &live(node)));
}

fn assert_same(embedded: &Ended<EmbeddedChain>, live: &Ended<LiveChain>) {
    let changes = differences(lines(&embedded.journal), lines(&live.journal));
    assert!(changes.is_empty(), "embedded (-) and live (+) differ in what happened:\n{}", changes.join("\n"));
    assert_eq!(embedded.journal, live.journal, "in this order");

    let facts = |state: &e2e_tests::State| -> Vec<String> {
        state.iter().map(|(fact, value)| format!("{fact}: {value}")).collect()
    };
    let changes = differences(lines(&facts(&embedded.state)), lines(&facts(&live.state)));
    assert!(changes.is_empty(), "embedded (-) and live (+) differ in what is:\n{}", changes.join("\n"));
    assert_eq!(embedded.state, live.state);
}

fn lines(lines: &[String]) -> impl Iterator<Item = &str> + Clone {
    lines.iter().map(String::as_str)
}
