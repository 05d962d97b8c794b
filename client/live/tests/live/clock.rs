//! Time on a development node.

use crate::proxy::{Proxy, Verdict};
use crate::world::{connect, funded};
use gridshare_live::DevNode;
use gridshare_sdk::keys::account;
use gridshare_sdk::{Accounts, Blocks, Chain, ChainError};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

#[test]
fn days_pass_on_a_development_node_and_nowhere_else() {
    let Some(mut own) = DevNode::start() else { return };
    let mut chain = connect(own.url());
    // A first block, so that there is a time at all.
    let (_, rich) = funded(own.url(), "time traveller");
    let start = chain.now().unwrap();
    for day in 1..=3 {
        let (then, head) = (start + 6 * day * DAY_MS, chain.head(false).unwrap());
        chain.advance_to(then).unwrap();
        let now = chain.now().unwrap();
        assert!((then..then + DAY_MS / 24).contains(&now), "{now} is not just after {then}");
        assert_eq!(chain.head(false).unwrap(), head + 1);
    }
    // Time goes on from there, and calls live in it.
    let now = chain.now().unwrap();
    funded(own.url(), "time traveller");
    assert!((now..now + DAY_MS / 24).contains(&chain.now().unwrap()));
    assert_eq!(chain.advance_to(start), Ok(()), "the past is there already");
    assert!(chain.native_balance(rich).unwrap() > 0);

    // Behind another port there is no such clock.
    let proxy = Proxy::before(own.url(), |_| Verdict::Pass);
    let refused = connect(proxy.url()).advance_to(now + DAY_MS);
    assert!(matches!(refused, Err(ChainError::Unsupported(_))), "{refused:?}");

    // A killed node comes back with its chain and its clock.
    let before = (chain.head(false).unwrap(), chain.native_balance(account("time traveller")).unwrap());
    own.kill();
    own.restart();
    assert_eq!(
        (chain.head(false).unwrap(), chain.native_balance(account("time traveller")).unwrap()),
        before
    );
    funded(own.url(), "time traveller");
    assert!(chain.now().unwrap() >= now);
}
