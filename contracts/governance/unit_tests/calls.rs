//! What a proposal may call.

use super::account;
use crate::calls::{
    any_outbound, any_own, check, make_in_order, own_params, APPROVE, INCREASE_ALLOWANCE, SET_PARAMS,
    TRANSFER_FROM,
};
use ink::scale::Encode;
use interfaces::governance::{
    GovernanceError, GovernanceParams, GovernedContracts, ProposedCall, MAX_ARGUMENTS, MAX_CALLS,
    MAX_DESCRIPTION,
};

const OWN: u8 = 9;

fn suite() -> GovernedContracts {
    GovernedContracts {
        token: account(1),
        registry: account(2),
        market: account(6),
        attestations: account(7),
        staking: account(3),
        metering: account(4),
        rewards: account(5),
    }
}

fn call(callee: u8, selector: [u8; 4], arguments: Vec<u8>) -> ProposedCall {
    ProposedCall { callee: account(callee), selector, arguments }
}

fn checked(calls: &[ProposedCall]) -> Result<(), GovernanceError> {
    check(calls, b"", &suite(), &account(OWN))
}

#[test]
fn sizes_are_bounded() {
    let one = call(2, [0; 4], vec![]);
    let invalid = Err(GovernanceError::InvalidProposal);
    assert_eq!(checked(&[]), invalid);
    assert_eq!(checked(&vec![one.clone(); MAX_CALLS]), Ok(()));
    assert_eq!(checked(&vec![one.clone(); MAX_CALLS + 1]), invalid);
    assert_eq!(checked(&[call(2, [0; 4], vec![0; MAX_ARGUMENTS])]), Ok(()));
    assert_eq!(checked(&[call(2, [0; 4], vec![0; MAX_ARGUMENTS + 1])]), invalid);
    let described = |n| check(&[one.clone()], &vec![b'x'; n], &suite(), &account(OWN));
    assert_eq!(described(MAX_DESCRIPTION), Ok(()));
    assert_eq!(described(MAX_DESCRIPTION + 1), invalid);
}

#[test]
fn only_the_suite_can_be_called() {
    for callee in 1..=7 {
        assert_eq!(checked(&[call(callee, [7; 4], vec![])]), Ok(()), "{callee}");
    }
    let outside = call(8, [7; 4], vec![]);
    assert_eq!(checked(&[outside.clone()]), Err(GovernanceError::ForbiddenCall));
    let hidden = [call(2, [7; 4], vec![]), outside];
    assert_eq!(checked(&hidden), Err(GovernanceError::ForbiddenCall));
}

#[test]
fn of_governance_only_its_parameters_can_be_set() {
    let good = GovernanceParams::default();
    let set = |arguments| checked(&[call(OWN, SET_PARAMS, arguments)]);
    assert_eq!(set(good.encode()), Ok(()));
    assert_eq!(own_params(&call(OWN, SET_PARAMS, good.encode())), Ok(good.clone()));
    let other = call(OWN, ink::selector_bytes!("Governance::execute"), good.encode());
    assert_eq!(checked(&[other]), Err(GovernanceError::ForbiddenCall));

    let mut long = good.encode();
    long.push(0);
    assert_eq!(set(long), Err(GovernanceError::InvalidProposal));
    let mut short = good.encode();
    short.pop();
    assert_eq!(set(short), Err(GovernanceError::InvalidProposal));
    let bad = GovernanceParams { quorum: 10_000, ..good };
    assert_eq!(set(bad.encode()), Err(GovernanceError::ParamOutOfBounds));
}

#[test]
fn allowances_of_the_treasury_stay_within_the_suite() {
    for selector in [APPROVE, INCREASE_ALLOWANCE] {
        let to = |n| checked(&[call(1, selector, (account(n), 5u128).encode())]);
        assert_eq!(to(4), Ok(()));
        assert_eq!(to(8), Err(GovernanceError::ForbiddenCall));
        let cut = call(1, selector, vec![4; 31]);
        assert_eq!(checked(&[cut]), Err(GovernanceError::ForbiddenCall));
    }
}

#[test]
fn what_others_allowed_governance_cannot_be_taken() {
    let arguments = (account(7), account(8), 5u128, Vec::<u8>::new()).encode();
    let taking = call(1, TRANSFER_FROM, arguments);
    assert_eq!(checked(&[taking]), Err(GovernanceError::ForbiddenCall));
    let spending = call(1, ink::selector_bytes!("PSP22::transfer"), vec![]);
    assert_eq!(checked(&[spending]), Ok(()));
}

#[test]
fn calls_to_governance_and_to_others_are_told_apart() {
    let (own, other) = (call(OWN, SET_PARAMS, vec![]), call(2, [0; 4], vec![]));
    let told = |calls: &[ProposedCall]| (any_own(calls, &account(OWN)), any_outbound(calls, &account(OWN)));
    assert_eq!(told(&[]), (false, false));
    assert_eq!(told(&[own.clone()]), (true, false));
    assert_eq!(told(&[other.clone(), other.clone()]), (false, true));
    assert_eq!(told(&[other, own]), (true, true));
}

#[test]
fn calls_are_made_in_order_until_one_fails() {
    let calls: Vec<_> = (1..=3).map(|callee| call(callee, [0; 4], vec![])).collect();
    let made_until = |failing: u8| {
        let mut made = Vec::new();
        let done = make_in_order(calls.clone(), |call| {
            made.push(call.clone());
            call.callee != account(failing)
        });
        (done, made)
    };
    assert_eq!(made_until(4), (Ok(()), calls.clone()));
    assert_eq!(made_until(2), (Err(GovernanceError::CallFailed(1)), calls[..2].to_vec()));
}
