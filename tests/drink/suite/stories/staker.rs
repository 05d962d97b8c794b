//! An owner stakes on its node, beats, claims what it earned, and leaves.

use crate::bundles::{person, ChainSession, DAY_MS, TOKEN};
use crate::configs;
use crate::deployment::{to_epoch, Deployment};
use gridshare_sdk::keys::Key;

#[test]
fn an_owner_stakes_and_claims() {
    let mut session = ChainSession::default();
    let s = &mut session;
    let deployed = Deployment::new(s);
    let Deployment { token, registry, staking, rewards, .. } = &deployed;
    let nora = deployed.holder(s, "nora", 5_000 * TOKEN);
    let controller = person(s, "controller");

    s.set_actor(nora.clone());
    let registration = configs::registration(&controller, &Key::from_name("device"));
    assert_eq!(registry.call(s, "Registry::register", &args![registration]), "0");
    let stake = 1_000 * TOKEN;
    staking.call(s, "Staking::bond", &args![0, stake]);
    assert_eq!(staking.events(s), [format!("Bonded {{ node: 0, account: {nora}, amount: {stake} }}")]);

    to_epoch(s, 1);
    assert_eq!(rewards.refuse(s, "Rewards::claim", &args![0, 0]), "InvalidCount");
    s.set_actor(controller);
    assert_eq!(registry.call(s, "Registry::heartbeat", &args!["[0]"]), "1");
    assert_eq!(registry.call(s, "Registry::credit", &args![0, 1]), stake.to_string());

    // The only node there is earns all that is for availability.
    to_epoch(s, 2);
    s.set_actor(nora.clone());
    let earned = 60_000 * TOKEN;
    let claimed = format!("first: 0, epochs: 2, availability: {earned}, usage: 0");
    assert_eq!(rewards.call(s, "Rewards::claim", &args![0, 32]), format!("Claimed {{ {claimed} }}"));
    let told = format!("RewardsClaimed {{ node: 0, {claimed}, commission: 0, unallocated: 0 }}");
    assert_eq!(rewards.events(s), [told]);
    let minted = format!("Transfer {{ from: None, to: Some({staking}), value: {earned} }}");
    assert_eq!(token.events(s), [minted]);
    assert_eq!(rewards.refuse(s, "Rewards::claim", &args![0, 32]), "Registry(NothingToClaim)");

    let worth = stake + earned;
    let position = format!(
        "Some(PositionView {{ shares: Shares({stake}), value: {worth}, pending: 0, thaws: [], ready: 0 }})"
    );
    assert_eq!(staking.call(s, "Staking::position", &args![0, nora]), position);
    let all = args![0, format!("Shares({stake})")];
    assert_eq!(staking.call(s, "Staking::unbond", &all), worth.to_string());
    s.sandbox().advance_by(21 * DAY_MS - 1);
    assert_eq!(staking.refuse(s, "Staking::withdraw", &args![0]), "StillThawing");
    s.sandbox().advance_by(1);
    assert_eq!(staking.call(s, "Staking::withdraw", &args![0]), worth.to_string());
    assert_eq!(deployed.wallet(s, &nora), 5_000 * TOKEN + earned);
    assert_eq!(deployed.wallet(s, &staking.address), 0);
}
