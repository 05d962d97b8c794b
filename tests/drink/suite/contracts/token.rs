//! The token: minted up to its cap by one minter.

use crate::bundles::{bundle, events, person, ChainSession, TestResult};
use drink::session::error::SessionError;
use drink::session::{NO_ARGS, NO_ENDOWMENT, NO_SALT};
use drink::Sandbox;
use scale::Decode;

/// The token's errors, written down from its metadata.
#[derive(Debug, PartialEq, Eq, Decode)]
enum TokenError {
    NotOwner,
    NotMinter,
    AlreadyWired,
    MaxSupplyExceeded,
}

/// Those of PSP22.
#[derive(Debug, PartialEq, Eq, Decode)]
enum Psp22Error {
    Custom(String),
    InsufficientBalance,
    InsufficientAllowance,
}

const CONFIG: &str =
    r#"TokenConfig { name: "Gridshare", symbol: "GRID", initial_supply: 1000, max_supply: 1500 }"#;

#[test]
fn a_minter_is_named_once_and_mints_up_to_the_cap() -> TestResult {
    let mut session = ChainSession::default();
    let (alice, bob) = (session.get_actor(), person(&mut session, "bob"));
    let bundle = bundle("token");
    let token = session.deploy_bundle(bundle.clone(), "new", &[CONFIG], NO_SALT, NO_ENDOWMENT)?;
    let minted = format!("Transfer {{ from: None, to: Some({alice}), value: 1000 }}");
    assert_eq!(events(&session, &bundle, &token), [minted]);
    let symbol: Option<String> = session.call("PSP22Metadata::token_symbol", NO_ARGS, NO_ENDOWMENT)??;
    assert_eq!(symbol.as_deref(), Some("GRID"));

    let refused: TokenError =
        session.call_and_expect_error("Token::mint_to", &args![bob, 1], NO_ENDOWMENT)?;
    assert_eq!(refused, TokenError::NotMinter, "there is none yet");
    session.call::<_, Result<(), TokenError>>("Token::set_minter", &args![bob], NO_ENDOWMENT)??.unwrap();
    assert_eq!(events(&session, &bundle, &token), [format!("MinterSet {{ minter: {bob} }}")]);
    let refused: TokenError =
        session.call_and_expect_error("Token::set_minter", &args![alice], NO_ENDOWMENT)?;
    assert_eq!(refused, TokenError::AlreadyWired);

    session.set_actor(bob.clone());
    let refused: TokenError =
        session.call_and_expect_error("Token::set_minter", &args![bob], NO_ENDOWMENT)?;
    assert_eq!(refused, TokenError::NotOwner);
    session.call::<_, Result<(), TokenError>>("Token::mint_to", &args![bob, 500], NO_ENDOWMENT)??.unwrap();
    let minted = format!("Transfer {{ from: None, to: Some({bob}), value: 500 }}");
    assert_eq!(events(&session, &bundle, &token), [minted]);
    let refused: TokenError =
        session.call_and_expect_error("Token::mint_to", &args![bob, 1], NO_ENDOWMENT)?;
    assert_eq!(refused, TokenError::MaxSupplyExceeded);
    let supply: u128 = session.call("PSP22::total_supply", NO_ARGS, NO_ENDOWMENT)??;
    assert_eq!(supply, 1_500);
    Ok(())
}

#[test]
fn transfers_are_undone_by_a_snapshot() -> TestResult {
    let mut session = ChainSession::default();
    let (alice, bob) = (session.get_actor(), person(&mut session, "bob"));
    let bundle = bundle("token");
    let token = session.deploy_bundle(bundle.clone(), "new", &[CONFIG], NO_SALT, NO_ENDOWMENT)?;
    let before = session.sandbox().take_snapshot();

    let arguments = args![bob, 400, "[]"];
    session.call::<_, Result<(), Psp22Error>>("PSP22::transfer", &arguments, NO_ENDOWMENT)??.unwrap();
    let moved = format!("Transfer {{ from: Some({alice}), to: Some({bob}), value: 400 }}");
    assert_eq!(events(&session, &bundle, &token), [moved]);
    assert_eq!(session.call::<_, u128>("PSP22::balance_of", &args![bob], NO_ENDOWMENT)??, 400);
    let more = args![bob, 601, "[]"];
    let refused: Psp22Error = session.call_and_expect_error("PSP22::transfer", &more, NO_ENDOWMENT)?;
    assert_eq!(refused, Psp22Error::InsufficientBalance);
    let foreign = args![bob, alice, 1, "[]"];
    let refused: Psp22Error =
        session.call_and_expect_error("PSP22::transfer_from", &foreign, NO_ENDOWMENT)?;
    assert_eq!(refused, Psp22Error::InsufficientAllowance);

    session.sandbox().restore_snapshot(before);
    assert_eq!(session.call::<_, u128>("PSP22::balance_of", &args![alice], NO_ENDOWMENT)??, 1_000);
    assert_eq!(session.call::<_, u128>("PSP22::balance_of", &args![bob], NO_ENDOWMENT)??, 0);
    Ok(())
}

#[test]
fn a_supply_above_the_cap_is_refused_by_the_constructor() {
    let mut session = ChainSession::default();
    let bundle = bundle("token");
    let config = r#"TokenConfig { name: "n", symbol: "s", initial_supply: 2, max_supply: 1 }"#;
    let refused = session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT);
    assert!(matches!(refused, Err(SessionError::DeploymentReverted)), "{refused:?}");
    let output = &session.record().last_deploy_result().result.as_ref().expect("it was executed").result.data;
    let returned = bundle.transcoder.decode_constructor_return("new", &mut &output[..]).expect("its type");
    assert_eq!(returned.to_string(), "Ok(Err(MaxSupplyExceeded))");
    assert!(session.record().deploy_returns().is_empty());
}
