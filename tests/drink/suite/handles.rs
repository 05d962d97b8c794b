//! The same session by names and by the SDK's typed handles.

use crate::bundles::{person, ChainSession, TOKEN};
use crate::configs;
use crate::deployment::{sdk, Deployment};
use gridshare_sdk::keys::Key;
use gridshare_sdk::{verify, CostBook, Network};

#[test]
fn handles_drive_a_session_and_see_what_it_sees() {
    let mut session = ChainSession::default();
    let s = &mut session;
    let deployed = Deployment::new(s);
    let nora = deployed.holder(s, "nora", 1_000 * TOKEN);
    let bob = person(s, "bob");
    s.set_actor(nora.clone());
    let registration = configs::registration(&nora, &Key::from_name("device"));
    deployed.registry.call(s, "Registry::register", &args![registration]);

    // What was done by names, the handles see; and it is a suite as the SDK would have deployed it.
    let suite = deployed.suite(s);
    let (node_owner, other) = (sdk(&nora), sdk(&bob));
    let mut net = Network { chain: &mut **s.sandbox(), suite, costs: CostBook::default() };
    verify(&mut net).expect("owners, clocks and peers are as they should be");
    let owner = net.view(net.suite.registry().owner_of(0)).expect("it answers");
    assert_eq!(owner.ok(), Some(node_owner));
    assert_eq!(net.view(net.suite.token().balance_of(node_owner)).expect("it answers"), 1_000 * TOKEN);

    // What is done by handles, the session sees.
    let bonded = net.send(node_owner, net.suite.staking().bond(0, 300 * TOKEN)).expect("it is accepted");
    assert_eq!(bonded.events.iter().filter(|event| event.contract == net.suite.staking).count(), 1);
    let refused = net.send(other, net.suite.token().transfer(node_owner, 1)).expect_err("Bob has nothing");
    assert_eq!(refused.to_string(), "token.transfer was refused: InsufficientBalance");
    net.send(node_owner, net.suite.token().transfer(other, 5)).expect("it is accepted");
    assert_eq!(net.costs.get("staking.bond").total, bonded.cost);
    assert_eq!((net.costs.get("token.transfer").calls, net.costs.get("token.transfer").refused), (1, 1));
    let tranche = net.view(net.suite.staking().pool(0)).expect("it answers").expect("a pool").tranches[0];

    assert_eq!(tranche.tokens, 300 * TOKEN);
    let position = format!(
        "Some(PositionView {{ shares: Shares(0), value: 0, pending: {}, thaws: [], ready: 0 }})",
        tranche.tokens
    );
    assert_eq!(deployed.staking.call(s, "Staking::position", &args![0, nora]), position);
    assert_eq!(deployed.wallet(s, &bob), 5);
    assert_eq!(deployed.wallet(s, &nora), 700 * TOKEN - 5);
}
