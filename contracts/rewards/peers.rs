//! Calls to the registry, metering, the token and staking.

use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::calls::Call;
use interfaces::metering::UsageShare;
use interfaces::registry::TakenCredit;
use interfaces::rewards::RewardsError;
use shared::{Amount, Epoch, NodeId};

fn take_credit_of(node: NodeId, claimer: &AccountId, count: u32) -> Call {
    Call::new(ink::selector_bytes!("Registry::take_credit"), (node, claimer, count))
}

fn take_usage_of(node: NodeId, first: Epoch, count: u32) -> Call {
    Call::new(ink::selector_bytes!("Metering::take_usage"), (node, first, count))
}

fn mint_to(to: &[u8; 32], amount: Amount) -> Call {
    Call::new(ink::selector_bytes!("Token::mint_to"), (to, amount))
}

fn deposit_rewards(node: NodeId, owner: &AccountId, first: Epoch, amounts: &[Amount]) -> Call {
    Call::new(ink::selector_bytes!("Staking::deposit_rewards"), (node, owner, first, amounts))
}

/// Takes at most `count` epochs of the node's credit.
///
/// # Errors
/// `Registry`, `PeerFailed`.
pub fn take_credit(
    registry: &[u8; 32],
    node: NodeId,
    claimer: &AccountId,
    count: u32,
) -> Result<TakenCredit, RewardsError> {
    let reply = take_credit_of(node, claimer, count).make(registry)?;
    if !reply.is_ok() {
        return Err(RewardsError::Registry(reply.decode()?));
    }
    Ok(reply.decode()?)
}

/// Takes the node's usage of `count` epochs from `first` on.
///
/// # Errors
/// `Metering`, `PeerFailed`.
pub fn take_usage(
    metering: &[u8; 32],
    node: NodeId,
    first: Epoch,
    count: u32,
) -> Result<Vec<UsageShare>, RewardsError> {
    let reply = take_usage_of(node, first, count).make(metering)?;
    if !reply.is_ok() {
        return Err(RewardsError::Metering(reply.decode()?));
    }
    Ok(reply.decode()?)
}

/// Mints to staking.
///
/// # Errors
/// `MintFailed`, `PeerFailed`.
pub fn mint(token: &[u8; 32], staking: &[u8; 32], amount: Amount) -> Result<(), RewardsError> {
    let done = mint_to(staking, amount).make(token)?.is_ok();
    done.then_some(()).ok_or(RewardsError::MintFailed)
}

/// Has staking put into the node's pool what was minted for each epoch from `first` on.
///
/// # Errors
/// `DepositFailed`, `PeerFailed`.
pub fn deposit(
    staking: &[u8; 32],
    node: NodeId,
    owner: &AccountId,
    first: Epoch,
    amounts: &[Amount],
) -> Result<(), RewardsError> {
    let done = deposit_rewards(node, owner, first, amounts).make(staking)?.is_ok();
    done.then_some(()).ok_or(RewardsError::DepositFailed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::codegen::TraitCallBuilder;
    use interfaces::metering::Metering;
    use interfaces::registry::Registry;
    use interfaces::staking::Staking;
    use interfaces::token::Token;
    use scale::Encode;

    #[test]
    fn selectors_and_arguments_are_those_of_the_interfaces() {
        let (a, b) = (AccountId::from([1; 32]), AccountId::from([2; 32]));
        let mut registry: ink::contract_ref!(Registry, ink::env::DefaultEnvironment) = a.into();
        let mut metering: ink::contract_ref!(Metering, ink::env::DefaultEnvironment) = a.into();
        let mut token: ink::contract_ref!(Token, ink::env::DefaultEnvironment) = a.into();
        let mut staking: ink::contract_ref!(Staking, ink::env::DefaultEnvironment) = a.into();

        let expected = registry.call_mut().take_credit(3, b, 4).params().exec_input().encode();
        assert_eq!(take_credit_of(3, &b, 4).input(), expected);
        let expected = metering.call_mut().take_usage(3, 4, 5).params().exec_input().encode();
        assert_eq!(take_usage_of(3, 4, 5).input(), expected);
        let expected = token.call_mut().mint_to(b, 7).params().exec_input().encode();
        assert_eq!(mint_to(&[2; 32], 7).input(), expected);
        let amounts = [8, 9];
        let expected =
            staking.call_mut().deposit_rewards(3, b, 4, amounts.to_vec()).params().exec_input().encode();
        assert_eq!(deposit_rewards(3, &b, 4, &amounts).input(), expected);
    }
}
