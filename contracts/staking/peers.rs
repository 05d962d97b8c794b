//! Calls to the token and the registry.

use ink::primitives::AccountId;
use interfaces::calls::{Call, Reply};
use interfaces::registry::StakeNote;
use interfaces::staking::StakingError;
use shared::{Amount, NodeId};

/// Nothing for the receiver of a transfer.
const NO_DATA: &[u8] = &[];

fn transfer_from(from: &AccountId, to: &AccountId, amount: Amount) -> Call {
    Call::new(ink::selector_bytes!("PSP22::transfer_from"), (from, to, amount, NO_DATA))
}

fn transfer(to: &AccountId, amount: Amount) -> Call {
    Call::new(ink::selector_bytes!("PSP22::transfer"), (to, amount, NO_DATA))
}

fn burn_own(amount: Amount) -> Call {
    Call::new(ink::selector_bytes!("PSP22Burnable::burn"), amount)
}

fn note_stake(node: NodeId, note: &StakeNote) -> Call {
    Call::new(ink::selector_bytes!("Registry::note_stake"), (node, note))
}

fn set_node_owner(node: NodeId, owner: &AccountId) -> Call {
    Call::new(ink::selector_bytes!("Registry::set_node_owner"), (node, owner))
}

fn owner_of(node: NodeId) -> Call {
    Call::new(ink::selector_bytes!("Registry::owner_of"), node)
}

/// Takes `amount` from the allowance that `from` gave to `own`, the calling contract.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pull(token: &[u8; 32], from: &AccountId, own: &AccountId, amount: Amount) -> Result<(), StakingError> {
    move_tokens(transfer_from(from, own, amount), token)
}

/// Pays `amount` out.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn pay(token: &[u8; 32], to: &AccountId, amount: Amount) -> Result<(), StakingError> {
    move_tokens(transfer(to, amount), token)
}

/// Burns `amount` of the calling contract's tokens.
///
/// # Errors
/// `TransferFailed`, `PeerFailed`.
pub fn burn(token: &[u8; 32], amount: Amount) -> Result<(), StakingError> {
    move_tokens(burn_own(amount), token)
}

/// Tells the registry what the node's pool counts for. Returns whether the node is in service.
///
/// # Errors
/// `PeerFailed`.
pub fn push(registry: &[u8; 32], node: NodeId, note: &StakeNote) -> Result<bool, StakingError> {
    Ok(tell(note_stake(node, note), registry)?.decode()?)
}

/// Tells the registry of a node's new owner.
///
/// # Errors
/// `PeerFailed`.
pub fn hand_over(registry: &[u8; 32], node: NodeId, owner: &AccountId) -> Result<(), StakingError> {
    tell(set_node_owner(node, owner), registry)?;
    Ok(())
}

/// The node's owner.
///
/// # Errors
/// `UnknownNode`, `PeerFailed`.
pub fn owner(registry: &[u8; 32], node: NodeId) -> Result<AccountId, StakingError> {
    let reply = owner_of(node).make(registry)?;
    if !reply.is_ok() {
        return Err(StakingError::UnknownNode);
    }
    Ok(reply.decode()?)
}

/// Makes a call that the registry refuses only when it is wired to another contract.
#[inline(never)]
fn tell(call: Call, registry: &[u8; 32]) -> Result<Reply, StakingError> {
    let reply = call.make(registry)?;
    reply.is_ok().then_some(reply).ok_or(StakingError::PeerFailed)
}

#[inline(never)]
fn move_tokens(call: Call, token: &[u8; 32]) -> Result<(), StakingError> {
    let done = call.make(token)?.is_ok();
    done.then_some(()).ok_or(StakingError::TransferFailed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use ink::prelude::vec::Vec;
    use interfaces::registry::Registry;
    use interfaces::token::{PSP22Burnable, PSP22};
    use scale::Encode;

    /// The calls are those of the interfaces, argument by argument.
    #[test]
    fn selectors_and_arguments_are_those_of_the_interfaces() {
        let (a, b) = (AccountId::from([1; 32]), AccountId::from([2; 32]));
        let mut token: ink::contract_ref!(PSP22, ink::env::DefaultEnvironment) = a.into();
        let mut registry: ink::contract_ref!(Registry, ink::env::DefaultEnvironment) = a.into();
        let mut burnable: ink::contract_ref!(PSP22Burnable, ink::env::DefaultEnvironment) = a.into();
        let note = StakeNote { now: 3, next: 4, jailed: true };

        let expected = token.call_mut().transfer_from(a, b, 7, Vec::new()).params().exec_input().encode();
        assert_eq!(transfer_from(&a, &b, 7).input(), expected);
        let expected = token.call_mut().transfer(b, 7, Vec::new()).params().exec_input().encode();
        assert_eq!(transfer(&b, 7).input(), expected);
        let expected = burnable.call_mut().burn(7).params().exec_input().encode();
        assert_eq!(burn_own(7).input(), expected);
        let expected = registry.call_mut().note_stake(5, note).params().exec_input().encode();
        assert_eq!(note_stake(5, &note).input(), expected);
        let expected = registry.call_mut().set_node_owner(5, b).params().exec_input().encode();
        assert_eq!(set_node_owner(5, &b).input(), expected);
        let expected = registry.call().owner_of(5).params().exec_input().encode();
        assert_eq!(owner_of(5).input(), expected);
    }
}
