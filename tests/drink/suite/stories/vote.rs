//! Stakers vote a parameter through: propose, vote, wait, execute, and from the next epoch on it is in force.

use crate::bundles::{hex, ChainSession, DAY_MS, TOKEN};
use crate::configs;
use crate::deployment::{to_epoch, Deployment};
use drink::AccountId32;
use gridshare_sandbox::DEFAULT_START;
use gridshare_sdk::keys::Key;

/// Registers a node of an account and bonds to it. Returns the node's number.
fn stake(s: &mut ChainSession, deployed: &Deployment, owner: &AccountId32, amount: u128) -> String {
    s.set_actor(owner.clone());
    let registration = configs::registration(owner, &Key::from_name("device"));
    let node = deployed.registry.call(s, "Registry::register", &args![registration]);
    deployed.staking.call(s, "Staking::bond", &args![node, amount]);
    node
}

#[test]
fn stakers_vote_a_parameter_through() {
    let mut session = ChainSession::default();
    let s = &mut session;
    let deployed = Deployment::new(s);
    let Deployment { staking, metering, rewards, governance, .. } = &deployed;
    let nora = deployed.holder(s, "nora", 1_000 * TOKEN);
    let olaf = deployed.holder(s, "olaf", 1_000 * TOKEN);
    stake(s, &deployed, &nora, 600 * TOKEN);
    stake(s, &deployed, &olaf, 400 * TOKEN);
    // Their stake votes once its epoch is claimed.
    to_epoch(s, 2);
    for (owner, node) in [(&nora, 0), (&olaf, 1)] {
        s.set_actor(owner.clone());
        rewards.call(s, "Rewards::claim", &args![node, 32]);
    }
    assert_eq!(staking.call(s, "Staking::total_active", &[]), (1_000 * TOKEN).to_string());

    let params = configs::metering_params(900);
    let refused = metering.refuse(s, "Metering::set_params", &args![params]);
    assert_eq!(refused, "NotOwner", "only governance is the owner");
    let (selector, arguments) = metering.encode("Metering::set_params", &args![params]);
    let call = format!("ProposedCall {{ callee: {metering}, selector: {selector}, arguments: {arguments} }}");
    let proposal = args![format!("[{call}]"), hex("burn more"), "[1]"];
    assert_eq!(governance.call(s, "Governance::propose", &proposal), "0");
    let ends = DEFAULT_START + (2 + 5) * DAY_MS;
    let words: Vec<u8> = b"burn more".to_vec();
    let proposed =
        format!("Proposed {{ proposal: 0, proposer: {olaf}, voting_ends: {ends}, description: {words:?} }}");
    assert_eq!(governance.events(s), [proposed]);
    assert_eq!(deployed.wallet(s, &olaf), 500 * TOKEN, "the deposit is locked");

    let votes = (400 * TOKEN).to_string();
    assert_eq!(governance.call(s, "Governance::vote", &args![0, "Against", "[1]"]), votes);
    assert_eq!(governance.refuse(s, "Governance::vote", &args![0, "For", "[1]"]), "AlreadyVoted");
    s.set_actor(nora.clone());
    let votes = (600 * TOKEN).to_string();
    assert_eq!(governance.call(s, "Governance::vote", &args![0, "For", "[0]"]), votes);
    let voted = format!("Voted {{ proposal: 0, voter: {nora}, choice: For, votes: {votes} }}");
    assert_eq!(governance.events(s), [voted]);

    s.sandbox().advance_to(ends);
    assert_eq!(governance.call(s, "Governance::status", &args![0]), "Some(Queued)");
    assert_eq!(governance.refuse(s, "Governance::execute", &args![0]), "NotExecutable");
    s.sandbox().advance_to(ends + 2 * DAY_MS);
    assert_eq!(governance.call(s, "Governance::status", &args![0]), "Some(Executable)");
    governance.call(s, "Governance::execute", &args![0]);
    assert_eq!(governance.events(s), ["Executed { proposal: 0 }"]);
    let old = configs::metering_params(500);
    let announced = format!("ParamsAnnounced {{ current: {old}, next: {params}, from_epoch: 10 }}");
    assert_eq!(metering.events(s), [announced]);

    assert_eq!(metering.call(s, "Metering::params", &[]), old, "the epoch runs on as it began");
    to_epoch(s, 10);
    assert_eq!(metering.call(s, "Metering::params", &[]), params);
    assert_eq!(governance.call(s, "Governance::settle_deposit", &args![0]), (100 * TOKEN).to_string());
    assert_eq!(deployed.wallet(s, &olaf), 600 * TOKEN);
}
