//! What a proposal may call. Checked when it is made, so that nobody votes on what cannot be done.

use ink::primitives::AccountId;
use ink::scale::DecodeAll;
use interfaces::governance::{
    Call, GovernanceError, GovernanceParams, Suite, MAX_ARGUMENTS, MAX_CALLS, MAX_DESCRIPTION,
};

const SET_PARAMS: [u8; 4] = ink::selector_bytes!("Governance::set_params");
const APPROVE: [u8; 4] = ink::selector_bytes!("PSP22::approve");
const INCREASE_ALLOWANCE: [u8; 4] = ink::selector_bytes!("PSP22::increase_allowance");
const TRANSFER_FROM: [u8; 4] = ink::selector_bytes!("PSP22::transfer_from");

/// Whether `account` is a contract of the suite.
pub fn in_suite(suite: &Suite, account: &AccountId) -> bool {
    let Suite { token, registry, market, attestations, staking, metering, rewards } = suite;
    [token, registry, market, attestations, staking, metering, rewards].contains(&account)
}

/// Checks a proposal's sizes and each of its calls. `own` is governance's address.
///
/// # Errors
/// `InvalidProposal`, `ForbiddenCall`, `ParamOutOfBounds`.
pub fn check(
    calls: &[Call],
    description: &[u8],
    suite: &Suite,
    own: &AccountId,
) -> Result<(), GovernanceError> {
    if !(1..=MAX_CALLS).contains(&calls.len()) || description.len() > MAX_DESCRIPTION {
        return Err(GovernanceError::InvalidProposal);
    }
    calls.iter().try_for_each(|call| check_call(call, suite, own))
}

fn check_call(call: &Call, suite: &Suite, own: &AccountId) -> Result<(), GovernanceError> {
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

/// A call to the token may do what it likes with the treasury, but neither take what others have allowed
/// governance (for their deposits) nor allow anybody outside the suite to come back later, when nobody
/// checks whether the deposits are still there.
fn is_treasury_call(call: &Call, suite: &Suite) -> bool {
    match call.selector {
        TRANSFER_FROM => false,
        APPROVE | INCREASE_ALLOWANCE => call
            .arguments
            .first_chunk::<32>()
            .is_some_and(|spender| in_suite(suite, &AccountId::from(*spender))),
        _ => true,
    }
}

/// The parameters that a call to governance itself sets. It cannot call itself through the chain, so this
/// is the one call of its own that it can make.
///
/// # Errors
/// `ForbiddenCall`, `InvalidProposal`, `ParamOutOfBounds`.
pub fn own_params(call: &Call) -> Result<GovernanceParams, GovernanceError> {
    if call.selector != SET_PARAMS {
        return Err(GovernanceError::ForbiddenCall);
    }
    let params = GovernanceParams::decode_all(&mut call.arguments.as_slice())
        .map_err(|_| GovernanceError::InvalidProposal)?;
    params.check()?;
    Ok(params)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use shared::limits::{MAX_VOTING_MS, MIN_THAW_MS};
    use shared::{DAY_MS, TOKEN};

    const OWN: u8 = 9;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    fn suite() -> Suite {
        Suite {
            token: account(1),
            registry: account(2),
            market: account(6),
            attestations: account(7),
            staking: account(3),
            metering: account(4),
            rewards: account(5),
        }
    }

    fn call(callee: u8, selector: [u8; 4], arguments: Vec<u8>) -> Call {
        Call { callee: account(callee), selector, arguments }
    }

    fn checked(calls: &[Call]) -> Result<(), GovernanceError> {
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
    fn params_are_bounded_on_both_sides() {
        let good = GovernanceParams::default;
        const HOUR: u64 = DAY_MS / 24;
        for ok in [
            GovernanceParams { voting_ms: HOUR, ..good() },
            GovernanceParams { voting_ms: MAX_VOTING_MS, ..good() },
            GovernanceParams { timelock_ms: HOUR, ..good() },
            GovernanceParams { timelock_ms: 30 * DAY_MS, ..good() },
            GovernanceParams { execution_ms: DAY_MS, ..good() },
            GovernanceParams { execution_ms: 30 * DAY_MS, ..good() },
            GovernanceParams { quorum: 100, ..good() },
            GovernanceParams { quorum: 6_000, ..good() },
            GovernanceParams { threshold: 1, ..good() },
            GovernanceParams { threshold: 1_000, ..good() },
            GovernanceParams { deposit: TOKEN, ..good() },
            GovernanceParams { deposit: 1_000_000 * TOKEN, ..good() },
        ] {
            assert_eq!(ok.check(), Ok(()), "{ok:?}");
            assert!(ok.voting_ms < MIN_THAW_MS, "stake cannot vote twice in one vote");
        }
        for bad in [
            GovernanceParams { voting_ms: HOUR - 1, ..good() },
            GovernanceParams { voting_ms: MAX_VOTING_MS + 1, ..good() },
            GovernanceParams { timelock_ms: HOUR - 1, ..good() },
            GovernanceParams { timelock_ms: 30 * DAY_MS + 1, ..good() },
            GovernanceParams { execution_ms: DAY_MS - 1, ..good() },
            GovernanceParams { execution_ms: 30 * DAY_MS + 1, ..good() },
            GovernanceParams { quorum: 99, ..good() },
            GovernanceParams { quorum: 6_001, ..good() },
            GovernanceParams { threshold: 0, ..good() },
            GovernanceParams { threshold: 1_001, ..good() },
            GovernanceParams { deposit: TOKEN - 1, ..good() },
            GovernanceParams { deposit: 1_000_000 * TOKEN + 1, ..good() },
        ] {
            assert_eq!(bad.check(), Err(GovernanceError::ParamOutOfBounds), "{bad:?}");
        }
    }
}
