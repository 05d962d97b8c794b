//! Calls to other contracts. The callee's own refusal and its failure to answer are told apart; either
//! reverts the message that called.

use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::vec::Vec;
use ink::primitives::{AccountId, LangError};
use interfaces::metering::MeteringError;
use interfaces::registry::{Grant, Registry, RegistryError, ReserveRequest};
use interfaces::token::{PSP22Burnable, PSP22Error, PSP22};
use shared::{Amount, ClassId, NodeId};

type Answer<T, E> = Result<Result<Result<T, E>, LangError>, ink::env::Error>;

fn token_answer(answer: Answer<(), PSP22Error>) -> Result<(), MeteringError> {
    match answer {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(_))) => Err(MeteringError::TransferFailed),
        _ => Err(MeteringError::PeerFailed),
    }
}

fn registry_answer<T>(answer: Answer<T, RegistryError>) -> Result<T, MeteringError> {
    match answer {
        Ok(Ok(answer)) => answer.map_err(MeteringError::Registry),
        _ => Err(MeteringError::PeerFailed),
    }
}

/// Takes `amount` from the allowance that `from` gave to `this`, the calling contract.
pub fn pull(token: AccountId, from: AccountId, this: AccountId, amount: Amount) -> Result<(), MeteringError> {
    let mut token: ink::contract_ref!(PSP22, DefaultEnvironment) = token.into();
    token_answer(token.call_mut().transfer_from(from, this, amount, Vec::new()).try_invoke())
}

/// Pays `amount` out.
pub fn pay(token: AccountId, to: AccountId, amount: Amount) -> Result<(), MeteringError> {
    let mut token: ink::contract_ref!(PSP22, DefaultEnvironment) = token.into();
    token_answer(token.call_mut().transfer(to, amount, Vec::new()).try_invoke())
}

/// Burns `amount` of the calling contract's tokens.
pub fn burn(token: AccountId, amount: Amount) -> Result<(), MeteringError> {
    let mut token: ink::contract_ref!(PSP22Burnable, DefaultEnvironment) = token.into();
    token_answer(token.call_mut().burn(amount).try_invoke())
}

/// Reserves one leg.
pub fn reserve(registry: AccountId, request: ReserveRequest) -> Result<Grant, MeteringError> {
    let mut registry: ink::contract_ref!(Registry, DefaultEnvironment) = registry.into();
    let grants = registry_answer(registry.call_mut().reserve(request).try_invoke())?;
    grants.first().copied().ok_or(MeteringError::PeerFailed)
}

/// Gives a leg's capacity back.
pub fn release(registry: AccountId, node: NodeId, class: ClassId, units: u64) -> Result<(), MeteringError> {
    let mut registry: ink::contract_ref!(Registry, DefaultEnvironment) = registry.into();
    registry_answer(registry.call_mut().release(node, class, units).try_invoke())
}

/// A node's owner.
pub fn owner_of(registry: AccountId, node: NodeId) -> Result<AccountId, MeteringError> {
    let registry: ink::contract_ref!(Registry, DefaultEnvironment) = registry.into();
    registry_answer(registry.call().owner_of(node).try_invoke())
}
