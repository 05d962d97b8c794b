//! Calls to other contracts. A vote decides on calls that are just bytes, and governance's own few calls
//! take the same way: one piece of code that makes calls is smaller than one for each signature.

use ink::env::call::{build_call, ExecutionInput, Selector};
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use ink::scale::{Decode, Encode, Error, Input, Output};
use interfaces::governance::{Call, GovernanceError, Suite};
use interfaces::staking::{StakingError, VotingPower};
use shared::{Amount, NodeId};

/// How staking's error is encoded; decoding all its errors to find this one takes more code.
const INVALID_POOLS: u8 = StakingError::InvalidPools as u8;

/// Arguments that are encoded already.
struct Encoded<'a>(&'a [u8]);

impl Encode for Encoded<'_> {
    fn size_hint(&self) -> usize {
        self.0.len()
    }

    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(self.0);
    }
}

/// What a message returned, still encoded.
struct Reply(Vec<u8>);

impl Decode for Reply {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        // The input is a slice of the call's output, which knows its length.
        let mut bytes = ink::prelude::vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}

/// Makes a call. A callee that traps, does not exist or does not know the message is `PeerFailed`.
fn make(call: &Call) -> Result<Reply, GovernanceError> {
    build_call::<DefaultEnvironment>()
        .call(call.callee)
        .exec_input(ExecutionInput::new(Selector::new(call.selector)).push_arg(Encoded(&call.arguments)))
        .returns::<Reply>()
        .try_invoke()
        .map_err(|_| GovernanceError::PeerFailed)?
        .map_err(|_| GovernanceError::PeerFailed)
}

/// Makes a call to a message that returns a `Result`, and says whether it was `Ok`. A message that
/// returns nothing counts as failed: it could not have said so if it had.
///
/// # Errors
/// `PeerFailed`.
pub fn is_ok(call: &Call) -> Result<bool, GovernanceError> {
    Ok(make(call)?.0.first() == Some(&0))
}

/// The stake of `account` in `pools`, which staking checks.
///
/// # Errors
/// `InvalidPools`, `PeerFailed`.
pub fn voting_power(
    suite: &Suite,
    account: AccountId,
    pools: &[NodeId],
) -> Result<VotingPower, GovernanceError> {
    let reply = make(&voting_power_call(suite, account, pools))?;
    match reply.0.split_first() {
        Some((0, mut power)) => VotingPower::decode(&mut power).map_err(|_| GovernanceError::PeerFailed),
        Some((1, [INVALID_POOLS])) => Err(GovernanceError::InvalidPools),
        _ => Err(GovernanceError::PeerFailed),
    }
}

/// Takes `value` out of the allowance that `from` gave governance, whose address is `own`.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn take(suite: &Suite, from: AccountId, own: AccountId, value: Amount) -> Result<(), GovernanceError> {
    let moved = is_ok(&take_call(suite, from, own, value))?;
    moved.then_some(()).ok_or(GovernanceError::TransferFailed)
}

/// Pays `value` to `to`.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pay(suite: &Suite, to: AccountId, value: Amount) -> Result<(), GovernanceError> {
    let moved = is_ok(&pay_call(suite, to, value))?;
    moved.then_some(()).ok_or(GovernanceError::TransferFailed)
}

/// The token balance of `account`.
///
/// # Errors
/// `PeerFailed`.
pub fn balance_of(suite: &Suite, account: AccountId) -> Result<Amount, GovernanceError> {
    let reply = make(&balance_call(suite, account))?;
    Amount::decode(&mut reply.0.as_slice()).map_err(|_| GovernanceError::PeerFailed)
}

/// Takes up the ownership of `of`.
///
/// # Errors
/// `NotOffered`, `PeerFailed`.
pub fn accept_ownership(of: AccountId) -> Result<(), GovernanceError> {
    let accepted = is_ok(&accept_call(of))?;
    accepted.then_some(()).ok_or(GovernanceError::NotOffered)
}

/// The empty `data` of a token transfer, encoded.
const NO_DATA: [u8; 1] = [0];

fn voting_power_call(suite: &Suite, account: AccountId, pools: &[NodeId]) -> Call {
    Call {
        callee: suite.staking,
        selector: ink::selector_bytes!("Staking::voting_power"),
        arguments: (account, pools).encode(),
    }
}

fn take_call(suite: &Suite, from: AccountId, own: AccountId, value: Amount) -> Call {
    Call {
        callee: suite.token,
        selector: ink::selector_bytes!("PSP22::transfer_from"),
        arguments: (from, own, value, NO_DATA).encode(),
    }
}

fn pay_call(suite: &Suite, to: AccountId, value: Amount) -> Call {
    Call {
        callee: suite.token,
        selector: ink::selector_bytes!("PSP22::transfer"),
        arguments: (to, value, NO_DATA).encode(),
    }
}

fn balance_call(suite: &Suite, account: AccountId) -> Call {
    Call {
        callee: suite.token,
        selector: ink::selector_bytes!("PSP22::balance_of"),
        arguments: account.encode(),
    }
}

fn accept_call(of: AccountId) -> Call {
    Call { callee: of, selector: ink::selector_bytes!("Ownable::accept_ownership"), arguments: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use interfaces::ownable::Ownable;
    use interfaces::staking::Staking;
    use interfaces::token::PSP22;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    fn suite() -> Suite {
        Suite {
            token: account(1),
            registry: account(2),
            staking: account(3),
            metering: account(4),
            rewards: account(5),
        }
    }

    /// The bytes that a call sends.
    fn input(call: Call) -> (AccountId, Vec<u8>) {
        (call.callee, [call.selector.as_slice(), &call.arguments].concat())
    }

    /// What the interfaces' own builders would call and send.
    macro_rules! built {
        ($call:expr) => {{
            let params = $call.params();
            (*params.callee(), params.exec_input().encode())
        }};
    }

    #[test]
    fn calls_are_the_interfaces_own() {
        let mut token: ink::contract_ref!(PSP22, DefaultEnvironment) = account(1).into();
        let staking: ink::contract_ref!(Staking, DefaultEnvironment) = account(3).into();
        let mut owned: ink::contract_ref!(Ownable, DefaultEnvironment) = account(4).into();
        let (suite, a, b) = (suite(), account(7), account(8));
        for (ours, theirs) in [
            (
                voting_power_call(&suite, a, &[1, 2, 300]),
                built!(staking.call().voting_power(a, vec![1, 2, 300])),
            ),
            (take_call(&suite, a, b, 5), built!(token.call_mut().transfer_from(a, b, 5, Vec::new()))),
            (pay_call(&suite, a, 5), built!(token.call_mut().transfer(a, 5, Vec::new()))),
            (balance_call(&suite, a), built!(token.call().balance_of(a))),
            (accept_call(account(4)), built!(owned.call_mut().accept_ownership())),
        ] {
            assert_eq!(input(ours), theirs);
        }
    }

    #[test]
    fn an_error_is_recognized_by_its_encoding() {
        assert_eq!(StakingError::InvalidPools.encode(), [INVALID_POOLS]);
    }

    #[test]
    fn a_reply_is_everything_that_came_back() {
        for bytes in [vec![], vec![0], vec![1, 2, 3]] {
            assert_eq!(Reply::decode(&mut bytes.as_slice()).unwrap().0, bytes);
        }
    }
}
