//! Attestations: attesters and the boosts that follow from what they attest.

use crate::bundles::{answer, bundle, events, person, refusal, ChainSession, Contract, TestResult};
use crate::configs;
use crate::deployment::to_epoch;
use drink::session::{NO_ENDOWMENT, NO_SALT};
use drink::Sandbox;
use gridshare_sdk::keys::Key;

#[test]
fn an_attester_raises_a_node_s_boost_until_it_expires_or_is_revoked() -> TestResult {
    let mut session = ChainSession::default();
    let (alice, bob) = (session.get_actor(), person(&mut session, "bob"));
    let config = configs::registry(&mut session);
    let registry = Contract::deploy(&mut session, "registry", config);
    let registration = configs::registration(&alice, &Key::from_name("device"));
    registry.call(&mut session, "Registry::register", &args![registration]);
    let bundle = bundle("attestations");
    let config = configs::attestations(&registry);
    let attestations = session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;
    let peers = format!(
        "RegistryPeers {{ staking: {bob}, market: {bob}, rewards: {bob}, attestations: {attestations} }}"
    );
    registry.call(&mut session, "Registry::wire", &args![peers]);

    let fact = args![0, "Renewable", 5_000, 3];
    let refused = session.call::<_, ()>("Attestations::attest", &fact, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Attestations::attest", &refused), "NotAttester", "the owner is none");
    session.call::<_, ()>("Attestations::set_attester", &args!["Renewable", bob, true], NO_ENDOWMENT)??;
    let named = format!("AttesterSet {{ kind: Renewable, attester: {bob}, named: true }}");
    assert_eq!(events(&session, &bundle, &attestations), [named]);

    session.set_actor(bob.clone());
    session.call::<_, ()>("Attestations::attest", &fact, NO_ENDOWMENT)??;
    let attested = format!("Attested {{ node: 0, kind: Renewable, value: 5000, until: 3, attester: {bob} }}");
    assert_eq!(events(&session, &bundle, &attestations), [attested]);
    session.call::<_, ()>("Attestations::attestation", &args![0, "Renewable"], NO_ENDOWMENT)??;
    let told = format!("Some(Attestation {{ fact: Fact {{ value: 5000, until: 3 }}, attester: {bob} }})");
    assert_eq!(answer(&session, &bundle, "Attestations::attestation").to_string(), told);

    let refresh = |session: &mut ChainSession| -> Result<String, Box<dyn std::error::Error>> {
        session.call::<_, ()>("Attestations::refresh", &["0"], NO_ENDOWMENT)??;
        Ok(answer(session, &bundle, "Attestations::refresh").to_string())
    };
    assert_eq!(refresh(&mut session)?, "Ok(1000)", "half of the boost of renewable energy alone");
    let before = session.sandbox().take_snapshot();
    to_epoch(&mut session, 3);
    assert_eq!(refresh(&mut session)?, "Ok(0)", "it has expired");

    session.sandbox().restore_snapshot(before);
    assert_eq!(refresh(&mut session)?, "Ok(1000)");
    session.call::<_, ()>("Attestations::revoke", &args![0, "Renewable"], NO_ENDOWMENT)??;
    let revoked = format!("Revoked {{ node: 0, kind: Renewable, by: {bob} }}");
    assert_eq!(events(&session, &bundle, &attestations), [revoked]);
    assert_eq!(refresh(&mut session)?, "Ok(0)");
    Ok(())
}
