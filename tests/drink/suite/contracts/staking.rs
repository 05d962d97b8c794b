//! Staking: a pool, its stake, and the way out.

use crate::bundles::{answer, bundle, events, refusal, ChainSession, Contract, TestResult, DAY_MS, TOKEN};
use crate::configs;
use crate::deployment::to_epoch;
use drink::session::{NO_ENDOWMENT, NO_SALT};
use drink::{AccountId32, Sandbox};
use gridshare_sandbox::DEFAULT_START;
use gridshare_sdk::keys::Key;

/// Deploys a token, a registry with a node of Alice's, and staking, to which she allows all of her tokens.
fn deployed(session: &mut ChainSession) -> Result<(Contract, AccountId32), Box<dyn std::error::Error>> {
    let (alice, bundle) = (session.get_actor(), bundle("staking"));
    let token = Contract::deploy(session, "token", configs::token(1_000));
    let config = configs::registry(session);
    let registry = Contract::deploy(session, "registry", config);
    let registration = configs::registration(&alice, &Key::from_name("device"));
    registry.call(session, "Registry::register", &args![registration]);
    let config = configs::staking(session, &token, &registry);
    let staking = session.deploy_bundle(bundle, "new", &[config], NO_SALT, NO_ENDOWMENT)?;
    let peers = format!(
        "RegistryPeers {{ staking: {staking}, market: {alice}, rewards: {alice}, attestations: {alice} }}"
    );
    registry.call(session, "Registry::wire", &args![peers]);
    token.call(session, "PSP22::approve", &args![staking, u128::MAX]);
    Ok((token, staking))
}

fn balance(session: &mut ChainSession, token: &Contract, who: &AccountId32) -> String {
    token.call(session, "PSP22::balance_of", &args![who])
}

#[test]
fn stake_joins_a_pool_and_a_snapshot_undoes_it() -> TestResult {
    let mut session = ChainSession::default();
    let (alice, bundle) = (session.get_actor(), bundle("staking"));
    let (token, staking) = deployed(&mut session)?;

    let refused = session.call::<_, ()>("Staking::bond", &args![0, 0], NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Staking::bond", &refused), "ZeroAmount");
    let refused = session.call::<_, ()>("Staking::bond", &args![7, TOKEN], NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Staking::bond", &refused), "UnknownNode");

    let before = session.sandbox().take_snapshot();
    let amount = 300 * TOKEN;
    session.call::<_, ()>("Staking::bond", &args![0, amount], NO_ENDOWMENT)??;
    let bonded = format!("Bonded {{ node: 0, account: {alice}, amount: {amount} }}");
    assert_eq!(events(&session, &bundle, &staking), [bonded]);
    session.call::<_, ()>("Staking::position", &args![0, alice], NO_ENDOWMENT)??;
    let pending = format!(
        "Some(PositionView {{ shares: Shares(0), value: 0, pending: {amount}, thaws: [], ready: 0 }})"
    );
    assert_eq!(answer(&session, &bundle, "Staking::position").to_string(), pending);
    assert_eq!(balance(&mut session, &token, &staking), amount.to_string());

    session.sandbox().restore_snapshot(before);
    session.call::<_, ()>("Staking::position", &args![0, alice], NO_ENDOWMENT)??;
    assert_eq!(answer(&session, &bundle, "Staking::position").to_string(), "None");
    assert_eq!(balance(&mut session, &token, &staking), "0");
    Ok(())
}

#[test]
fn stake_leaves_after_the_thaw() -> TestResult {
    let mut session = ChainSession::default();
    let (alice, bundle) = (session.get_actor(), bundle("staking"));
    let (token, staking) = deployed(&mut session)?;
    let amount = 300 * TOKEN;
    session.call::<_, ()>("Staking::bond", &args![0, amount], NO_ENDOWMENT)??;
    // Nobody claims, so that it is ten epochs until the stake has its shares.
    to_epoch(&mut session, 11);
    // A newtype is written with its name, or as what it wraps.
    let (half, other) = (args![0, format!("Shares({})", amount / 2)], args![0, amount / 2]);
    session.call::<_, ()>("Staking::unbond", &half, NO_ENDOWMENT)??;
    let ready_at = DEFAULT_START + (11 + 21) * DAY_MS;
    let shares = amount / 2;
    let unbonded = format!(
        "Unbonded {{ node: 0, account: {alice}, shares: Shares({shares}), amount: {shares}, ready_at: {ready_at} }}"
    );
    assert_eq!(events(&session, &bundle, &staking), [unbonded]);
    session.call::<_, ()>("Staking::unbond", &other, NO_ENDOWMENT)??;
    assert_eq!(answer(&session, &bundle, "Staking::unbond").to_string(), format!("Ok({shares})"));

    session.sandbox().advance_to(ready_at - 1);
    let refused = session.call::<_, ()>("Staking::withdraw", &["0"], NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Staking::withdraw", &refused), "StillThawing");
    session.sandbox().advance_to(ready_at);
    session.call::<_, ()>("Staking::withdraw", &["0"], NO_ENDOWMENT)??;
    let withdrawn = format!("Withdrawn {{ node: 0, account: {alice}, amount: {amount} }}");
    assert_eq!(events(&session, &bundle, &staking), [withdrawn]);
    assert_eq!(balance(&mut session, &token, &alice), (1_000 * TOKEN).to_string());
    assert_eq!(balance(&mut session, &token, &staking), "0");
    Ok(())
}
