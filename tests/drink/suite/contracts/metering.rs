//! Metering: prepaid balances.

use crate::bundles::{answer, bundle, events, refusal, ChainSession, Contract, TestResult};
use crate::configs;
use crate::deployment::to_epoch;
use drink::session::{NO_ARGS, NO_ENDOWMENT, NO_SALT};
use drink::Sandbox;

#[test]
fn a_payer_deposits_and_withdraws_what_is_its_own() -> TestResult {
    let mut session = ChainSession::default();
    let alice = session.get_actor();
    let token = Contract::deploy(&mut session, "token", configs::token(1));
    let bundle = bundle("metering");
    let config = configs::metering(&mut session, &token, &alice, &alice);
    let metering = session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;

    let refused = session.call::<_, ()>("Metering::deposit", &["500"], NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Metering::deposit", &refused), "TransferFailed", "nothing is allowed to it");
    token.call(&mut session, "PSP22::approve", &args![metering, 500]);
    let before = session.sandbox().take_snapshot();
    session.call::<_, ()>("Metering::deposit", &["500"], NO_ENDOWMENT)??;
    assert_eq!(
        events(&session, &bundle, &metering),
        [format!("Deposited {{ payer: {alice}, amount: 500 }}")]
    );
    let refused = session.call::<_, ()>("Metering::withdraw", &["501"], NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Metering::withdraw", &refused), "InsufficientBalance");
    session.call::<_, ()>("Metering::withdraw", &["120"], NO_ENDOWMENT)??;
    assert_eq!(
        events(&session, &bundle, &metering),
        [format!("Withdrawn {{ payer: {alice}, amount: 120 }}")]
    );
    session.call::<_, ()>("Metering::holdings", NO_ARGS, NO_ENDOWMENT)??;
    let held = "Holdings { prepaid: 380, earnings: 0, burn: 0, treasury: 0 }";
    assert_eq!(answer(&session, &bundle, "Metering::holdings").to_string(), held);
    assert_eq!(token.call(&mut session, "PSP22::balance_of", &args![metering]), "380");

    session.sandbox().restore_snapshot(before);
    let free: u128 = session.call("Metering::balance_of", &args![alice], NO_ENDOWMENT)??;
    assert_eq!(free, 0);
    assert_eq!(token.call(&mut session, "PSP22::balance_of", &args![metering]), "0");
    Ok(())
}

#[test]
fn parameters_follow_with_the_next_epoch_and_within_their_bounds() -> TestResult {
    let mut session = ChainSession::default();
    let alice = session.get_actor();
    let bundle = bundle("metering");
    let config = configs::metering(&mut session, &alice, &alice, &alice);
    let metering = session.deploy_bundle(bundle.clone(), "new", &[config], NO_SALT, NO_ENDOWMENT)?;
    let refused = session.call::<_, ()>("Metering::sweep", NO_ARGS, NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Metering::sweep", &refused), "NotWired");

    let (old, new) = (configs::metering_params(500), configs::metering_params(900));
    let excessive = configs::metering_params(3_001);
    let refused = session.call::<_, ()>("Metering::set_params", &[excessive], NO_ENDOWMENT).unwrap_err();
    assert_eq!(refusal(&bundle, "Metering::set_params", &refused), "ParamOutOfBounds");
    session.call::<_, ()>("Metering::set_params", &[&new], NO_ENDOWMENT)??;
    let announced = format!("ParamsAnnounced {{ current: {old}, next: {new}, from_epoch: 1 }}");
    assert_eq!(events(&session, &bundle, &metering), [announced]);
    for (epoch, params) in [(0, old), (1, new)] {
        to_epoch(&mut session, epoch);
        session.call::<_, ()>("Metering::params", NO_ARGS, NO_ENDOWMENT)??;
        assert_eq!(answer(&session, &bundle, "Metering::params").to_string(), params, "in epoch {epoch}");
    }
    Ok(())
}
