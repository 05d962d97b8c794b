//! Governance: takes up ownership that is offered, and nothing from anybody else.

use crate::bundles::{answer, bundle, events, person, refusal, ChainSession, Contract, TestResult};
use crate::configs;
use drink::session::{NO_ARGS, NO_ENDOWMENT, NO_SALT};
use drink::Sandbox;

#[test]
fn ownership_is_taken_up_only_where_it_is_offered() -> TestResult {
    let mut session = ChainSession::default();
    let (alice, bob) = (session.get_actor(), person(&mut session, "bob"));
    let token = Contract::deploy(&mut session, "token", configs::token(1));
    let suite = format!(
        "GovernedContracts {{ token: {token}, registry: {alice}, market: {alice}, attestations: {alice}, \
         staking: {alice}, metering: {alice}, rewards: {alice} }}"
    );
    let bundle = bundle("governance");
    let config = configs::governance(&suite);
    let governance = session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;
    session.call::<_, ()>("Governance::suite", NO_ARGS, NO_ENDOWMENT)??;
    assert_eq!(answer(&session, &bundle, "Governance::suite").to_string(), suite);

    const TAKE: &str = "Governance::take_ownership";
    for (contract, expected) in [
        (bob.to_string(), "ForbiddenCall"),
        (token.to_string(), "NotOffered"),
        (alice.to_string(), "PeerFailed"),
    ] {
        let refused = session.call::<_, ()>(TAKE, &[contract], NO_ENDOWMENT).unwrap_err();
        assert_eq!(refusal(&bundle, TAKE, &refused), expected);
    }
    token.call(&mut session, "Ownable::transfer_ownership", &args![governance]);
    let before = session.sandbox().take_snapshot();
    session.set_actor(bob);
    session.call::<_, ()>(TAKE, &args![token], NO_ENDOWMENT)??;
    let taken = format!("OwnershipTransferred {{ from: {alice}, to: {governance} }}");
    assert_eq!(token.events(&session), [taken]);
    assert_eq!(events(&session, &bundle, &governance), [""; 0]);
    assert_eq!(token.call(&mut session, "Ownable::owner", &[]), governance.to_string());
    session.sandbox().restore_snapshot(before);
    assert_eq!(token.call(&mut session, "Ownable::owner", &[]), alice.to_string());
    Ok(())
}

#[test]
fn parameters_and_proposals_have_their_bounds() -> TestResult {
    let mut session = ChainSession::default();
    let alice = session.get_actor();
    let suite = format!(
        "GovernedContracts {{ token: {alice}, registry: {alice}, market: {alice}, attestations: {alice}, \
         staking: {alice}, metering: {alice}, rewards: {alice} }}"
    );
    let bundle = bundle("governance");
    let config = configs::governance(&suite);
    session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;

    session.call::<_, ()>("Governance::params", NO_ARGS, NO_ENDOWMENT)??;
    let params = answer(&session, &bundle, "Governance::params").to_string();
    let refused = session.call::<_, ()>("Governance::set_params", &[params], NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Governance::set_params", &refused), "NotOwner", "it owns itself");

    let call = |callee: &dyn std::fmt::Display| {
        format!("[ProposedCall {{ callee: {callee}, selector: 0x00000000, arguments: [] }}]")
    };
    let outside = person(&mut session, "bob");
    for (calls, expected) in [("[]".into(), "InvalidProposal"), (call(&outside), "ForbiddenCall")] {
        let arguments = args![calls, "[]", "[0]"];
        let refused = session.call::<_, ()>("Governance::propose", &arguments, NO_ENDOWMENT).unwrap_err();
        assert_eq!(refusal(&bundle, "Governance::propose", &refused), expected);
    }
    let made: u32 = session.call("Governance::proposal_count", NO_ARGS, NO_ENDOWMENT)??;
    assert_eq!(made, 0);
    Ok(())
}
