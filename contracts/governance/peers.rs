//! Calls to other contracts: those that a vote decided on, and governance's own few.

use ink::primitives::AccountId;
use ink::scale::{Encode, Output};
use interfaces::calls::Call;
use interfaces::governance::{self, GovernanceError, Suite};
use interfaces::staking::{StakingError, VotingPower};
use shared::{Amount, NodeId, Timestamp};

/// Nothing for the receiver of a transfer.
const NO_DATA: &[u8] = &[];

/// Arguments that were encoded by whoever proposed the call.
struct Encoded<'a>(&'a [u8]);

impl Encode for Encoded<'_> {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(self.0);
    }
}

/// Makes a call that a vote decided on, to a message that returns a `Result`, and says whether it was `Ok`.
/// A message that returns nothing counts as failed: it could not have said so if it had.
pub fn carry_out(call: &governance::Call) -> bool {
    let made = Call::new(call.selector, Encoded(&call.arguments)).make(call.callee.as_ref());
    made.is_ok_and(|reply| reply.is_ok())
}

/// The stake of `account` in `pools`, which staking checks, without pools that it took over at `since` or later.
///
/// # Errors
/// `InvalidPools`, `PeerFailed`.
pub fn voting_power(
    suite: &Suite,
    account: &AccountId,
    pools: &[NodeId],
    since: Timestamp,
) -> Result<VotingPower, GovernanceError> {
    let reply = voting_power_call(account, pools, since).make(suite.staking.as_ref())?;
    if reply.is_ok() {
        return Ok(reply.decode()?);
    }
    Err(match reply.decode()? {
        StakingError::InvalidPools => GovernanceError::InvalidPools,
        _ => GovernanceError::PeerFailed,
    })
}

/// Takes `value` out of the allowance that `from` gave governance, whose address is `own`.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn take(suite: &Suite, from: &AccountId, own: &AccountId, value: Amount) -> Result<(), GovernanceError> {
    move_tokens(suite, take_call(from, own, value))
}

/// Pays `value` to `to`.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pay(suite: &Suite, to: &AccountId, value: Amount) -> Result<(), GovernanceError> {
    move_tokens(suite, pay_call(to, value))
}

#[inline(never)]
fn move_tokens(suite: &Suite, call: Call) -> Result<(), GovernanceError> {
    let moved = call.make(suite.token.as_ref())?.is_ok();
    moved.then_some(()).ok_or(GovernanceError::TransferFailed)
}

/// The token balance of `account`.
///
/// # Errors
/// `PeerFailed`.
pub fn balance_of(suite: &Suite, account: &AccountId) -> Result<Amount, GovernanceError> {
    Ok(balance_call(account).make(suite.token.as_ref())?.value()?)
}

/// Takes up the ownership of `of`.
///
/// # Errors
/// `NotOffered`, `PeerFailed`.
pub fn accept_ownership(of: &AccountId) -> Result<(), GovernanceError> {
    let accepted = accept_call().make(of.as_ref())?.is_ok();
    accepted.then_some(()).ok_or(GovernanceError::NotOffered)
}

fn voting_power_call(account: &AccountId, pools: &[NodeId], since: Timestamp) -> Call {
    Call::new(ink::selector_bytes!("Staking::voting_power"), (account, pools, since))
}

fn take_call(from: &AccountId, own: &AccountId, value: Amount) -> Call {
    Call::new(ink::selector_bytes!("PSP22::transfer_from"), (from, own, value, NO_DATA))
}

fn pay_call(to: &AccountId, value: Amount) -> Call {
    Call::new(ink::selector_bytes!("PSP22::transfer"), (to, value, NO_DATA))
}

fn balance_call(account: &AccountId) -> Call {
    Call::new(ink::selector_bytes!("PSP22::balance_of"), account)
}

fn accept_call() -> Call {
    Call::new(ink::selector_bytes!("Ownable::accept_ownership"), ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use ink::env::DefaultEnvironment;
    use ink::prelude::vec::Vec;
    use interfaces::ownable::Ownable;
    use interfaces::staking::Staking;
    use interfaces::token::PSP22;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    /// The bytes that the interfaces' own builders would send.
    macro_rules! built {
        ($call:expr) => {{
            $call.params().exec_input().encode()
        }};
    }

    #[test]
    fn calls_are_the_interfaces_own() {
        let mut token: ink::contract_ref!(PSP22, DefaultEnvironment) = account(1).into();
        let staking: ink::contract_ref!(Staking, DefaultEnvironment) = account(3).into();
        let mut owned: ink::contract_ref!(Ownable, DefaultEnvironment) = account(4).into();
        let (a, b) = (account(7), account(8));
        for (ours, theirs) in [
            (
                voting_power_call(&a, &[1, 2, 300], 4),
                built!(staking.call().voting_power(a, vec![1, 2, 300], 4)),
            ),
            (take_call(&a, &b, 5), built!(token.call_mut().transfer_from(a, b, 5, Vec::new()))),
            (pay_call(&a, 5), built!(token.call_mut().transfer(a, 5, Vec::new()))),
            (balance_call(&a), built!(token.call().balance_of(a))),
            (accept_call(), built!(owned.call_mut().accept_ownership())),
        ] {
            assert_eq!(ours.input(), theirs);
        }
    }

    #[test]
    fn a_proposed_call_is_sent_as_it_is() {
        let proposed = Call::new([1, 2, 3, 4], Encoded(&[5, 6, 7]));
        assert_eq!(proposed.input(), [1, 2, 3, 4, 5, 6, 7]);
    }
}
