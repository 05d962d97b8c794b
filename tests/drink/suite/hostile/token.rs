//! A token that refuses, talks nonsense, or claims to have done what it has not.

use super::{mock, Script};
use crate::bundles::{ChainSession, Contract};
use crate::configs;
use drink::AccountId32;
use gridshare_sdk::keys::Key;
use scale::Encode;

/// What a message answers that did it.
const DONE: Result<(), u8> = Ok(());
/// PSP22's `InsufficientBalance`.
const REFUSED: Result<(), u8> = Err(1);

/// Every answer that is no success, in bytes, with the error that it is to a caller.
fn failures() -> [(Vec<u8>, &'static str); 4] {
    [
        (Ok::<_, ()>(REFUSED).encode(), "TransferFailed"),
        // The result is neither of its two variants.
        (vec![0, 7], "TransferFailed"),
        // Nothing at all is returned.
        (vec![0], "PeerFailed"),
        // The call is not understood.
        (vec![1, 1], "PeerFailed"),
    ]
}

/// Deploys metering and staking, which take a mock for their token, and registers a node of Alice's.
fn deployed(session: &mut ChainSession, moves: &Script) -> (Contract, Contract, AccountId32) {
    let alice = session.get_actor();
    let token = mock(session, "token", &[("PSP22::transfer_from", moves), ("PSP22::transfer", moves)]);
    let config = configs::registry(session);
    let registry = Contract::deploy(session, "registry", config);
    let config = configs::metering(session, &token, &registry, &alice);
    let metering = Contract::deploy(session, "metering", config);
    let config = configs::staking(session, &token, &registry);
    let staking = Contract::deploy(session, "staking", config);
    let peers = format!(
        "RegistryPeers {{ staking: {staking}, market: {alice}, rewards: {alice}, attestations: {alice} }}"
    );
    registry.call(session, "Registry::wire", &args![peers]);
    let registration = configs::registration(&alice, &Key::from_name("device"));
    registry.call(session, "Registry::register", &args![registration]);
    (metering, staking, alice)
}

#[test]
fn whatever_is_no_success_changes_nothing() {
    let mut session = ChainSession::default();
    let s = &mut session;
    let moves = Script::default();
    let (metering, staking, alice) = deployed(s, &moves);
    let stake = crate::bundles::TOKEN * 100;
    for (output, expected) in failures() {
        moves.output(output.clone());
        let asked = moves.inputs().len();
        assert_eq!(metering.refuse(s, "Metering::deposit", &args![500]), expected, "{output:?}");
        assert_eq!(staking.refuse(s, "Staking::bond", &args![0, stake]), expected, "{output:?}");
        assert_eq!(moves.inputs().len(), asked + 2, "both asked for the transfer");
        assert_eq!(metering.call(s, "Metering::balance_of", &args![alice]), "0");
        assert_eq!(staking.call(s, "Staking::pool", &args![0]), "None");
        assert_eq!(staking.call(s, "Staking::positions", &args![alice, 0]), "[]");
    }
    let nothing = "Holdings { prepaid: 0, earnings: 0, burn: 0, treasury: 0 }";
    assert_eq!(metering.call(s, "Metering::holdings", &[]), nothing);

    // The same calls are accepted once the token agrees: it was the token that made the difference.
    moves.answer(DONE);
    metering.call(s, "Metering::deposit", &args![500]);
    staking.call(s, "Staking::bond", &args![0, stake]);
    assert_eq!(metering.call(s, "Metering::balance_of", &args![alice]), "500");
    assert_ne!(staking.call(s, "Staking::pool", &args![0]), "None");
}

#[test]
fn what_is_credited_is_what_the_token_was_asked_to_move() {
    let mut session = ChainSession::default();
    let s = &mut session;
    let moves = Script::answering(DONE);
    let (metering, staking, alice) = deployed(s, &moves);
    let stake = crate::bundles::TOKEN * 100;
    metering.call(s, "Metering::deposit", &args![500]);
    staking.call(s, "Staking::bond", &args![0, stake]);
    // From the caller, to the contract, neither more nor less, with no data.
    let no_data = Vec::<u8>::new();
    let expected = [
        (&alice, &metering.address, 500_u128, &no_data).encode(),
        (&alice, &staking.address, stake, &no_data).encode(),
    ];
    assert_eq!(moves.inputs(), expected);

    // A token that moves nothing backs nothing, but books never promise more than it was asked to move, and what
    // it refuses to pay out stays owed.
    assert_eq!(metering.call(s, "Metering::balance_of", &args![alice]), "500");
    let held =
        |prepaid: u128| format!("Holdings {{ prepaid: {prepaid}, earnings: 0, burn: 0, treasury: 0 }}");
    assert_eq!(metering.call(s, "Metering::holdings", &[]), held(500));
    for (output, expected) in failures() {
        moves.output(output);
        assert_eq!(metering.refuse(s, "Metering::withdraw", &args![200]), expected);
        assert_eq!(metering.call(s, "Metering::balance_of", &args![alice]), "500");
    }
    moves.answer(DONE);
    metering.call(s, "Metering::withdraw", &args![200]);
    assert_eq!(moves.inputs().last(), Some(&(&alice, 200_u128, &no_data).encode()));
    assert_eq!(metering.call(s, "Metering::holdings", &[]), held(300));
    assert_eq!(metering.refuse(s, "Metering::withdraw", &args![301]), "InsufficientBalance");
}
