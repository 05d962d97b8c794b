//! What a proposal may call: checked when it is made, so that nobody votes on what cannot be done. And in
//! which order its calls are made.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::scale::DecodeAll;
use interfaces::governance::{
    GovernanceError, GovernanceParams, GovernedContracts, ProposedCall, MAX_ARGUMENTS, MAX_CALLS,
    MAX_DESCRIPTION,
};
use shared::Parameters;

/// The one message of governance that a proposal can call.
pub const SET_PARAMS: [u8; 4] = ink::selector_bytes!("Governance::set_params");
/// The message of the token that sets an allowance.
pub const APPROVE: [u8; 4] = ink::selector_bytes!("PSP22::approve");
/// The message of the token that raises an allowance.
pub const INCREASE_ALLOWANCE: [u8; 4] = ink::selector_bytes!("PSP22::increase_allowance");
/// The message of the token that spends an allowance.
pub const TRANSFER_FROM: [u8; 4] = ink::selector_bytes!("PSP22::transfer_from");

/// Returns whether `account` is one of the governed contracts.
pub fn in_suite(suite: &GovernedContracts, account: &AccountId) -> bool {
    let GovernedContracts { token, registry, market, attestations, staking, metering, rewards } = suite;
    [token, registry, market, attestations, staking, metering, rewards].contains(&account)
}

/// Checks a proposal's sizes and each of its calls. `own` is governance's address.
///
/// # Errors
/// `InvalidProposal`, `ForbiddenCall`, `ParamOutOfBounds`.
pub fn check(
    calls: &[ProposedCall],
    description: &[u8],
    suite: &GovernedContracts,
    own: &AccountId,
) -> Result<(), GovernanceError> {
    if !(1..=MAX_CALLS).contains(&calls.len()) || description.len() > MAX_DESCRIPTION {
        return Err(GovernanceError::InvalidProposal);
    }
    calls.iter().try_for_each(|call| check_call(call, suite, own))
}

fn check_call(
    call: &ProposedCall,
    suite: &GovernedContracts,
    own: &AccountId,
) -> Result<(), GovernanceError> {
    if call.arguments.len() > MAX_ARGUMENTS {
        return Err(GovernanceError::InvalidProposal);
    }
    if call.callee == *own {
        return own_params(call).map(|_| ());
    }
    let allowed =
        in_suite(suite, &call.callee) && (call.callee != suite.token || is_treasury_call(call, suite));
    allowed.then_some(()).ok_or(GovernanceError::ForbiddenCall)
}

/// Returns whether a call to the token is one that a proposal may make. It may spend the treasury. It may not
/// take the tokens that others allowed governance to take as their deposits, and it may not give an allowance
/// to an account outside the suite: that account could spend it later, when nobody checks that the deposits
/// are still there.
fn is_treasury_call(call: &ProposedCall, suite: &GovernedContracts) -> bool {
    match call.selector {
        TRANSFER_FROM => false,
        APPROVE | INCREASE_ALLOWANCE => call
            .arguments
            .first_chunk::<32>()
            .is_some_and(|spender| in_suite(suite, &AccountId::from(*spender))),
        _ => true,
    }
}

/// Decodes the parameters that a call to governance itself sets. A contract cannot be called while it calls,
/// so `set_params` is carried out without a call, and no other message of governance can be proposed.
///
/// # Errors
/// `ForbiddenCall`, `InvalidProposal`, `ParamOutOfBounds`.
pub fn own_params(call: &ProposedCall) -> Result<GovernanceParams, GovernanceError> {
    if call.selector != SET_PARAMS {
        return Err(GovernanceError::ForbiddenCall);
    }
    let params = GovernanceParams::decode_all(&mut call.arguments.as_slice())
        .map_err(|_| GovernanceError::InvalidProposal)?;
    ensure_in_bounds(&params)?;
    Ok(params)
}

/// Passes if every parameter is within its bounds.
///
/// # Errors
/// `ParamOutOfBounds`.
pub fn ensure_in_bounds(params: &GovernanceParams) -> Result<(), GovernanceError> {
    params.in_bounds().then_some(()).ok_or(GovernanceError::ParamOutOfBounds)
}

/// Returns whether any of `calls` is to another contract than governance, whose address is `own`.
pub fn any_outbound(calls: &[ProposedCall], own: &AccountId) -> bool {
    calls.iter().any(|call| call.callee != *own)
}

/// Returns whether any of `calls` is to governance itself, whose address is `own`: such a call sets its
/// parameters.
pub fn any_own(calls: &[ProposedCall], own: &AccountId) -> bool {
    calls.iter().any(|call| call.callee == *own)
}

/// Makes `calls` one after the other, until one fails. `make` makes a call and returns whether it succeeded.
///
/// # Errors
/// `CallFailed`, with the number of the failed call, counted from 0.
pub fn make_in_order(
    calls: Vec<ProposedCall>,
    mut make: impl FnMut(ProposedCall) -> bool,
) -> Result<(), GovernanceError> {
    for (index, call) in (0..).zip(calls) {
        if !make(call) {
            return Err(GovernanceError::CallFailed(index));
        }
    }
    Ok(())
}
