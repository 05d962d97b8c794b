//! Construction, wiring, parameters and ownership of the contract.

use super::harness::*;
use crate::registry::Registry;
use interfaces::ownable::{Ownable, OwnershipError};
use interfaces::registry::Registry as _;
use interfaces::registry::*;
use shared::Clock;

#[ink::test]
fn a_registry_starts_within_its_bounds() {
    let clock = Clock { genesis: 0, epoch_ms: 1 };
    assert_eq!(Registry::new(RegistryConfig { clock, ..config() }).err(), Some(RegistryError::InvalidClock));
    let params = RegistryParams { notice: 1, ..RegistryParams::default() };
    assert_eq!(
        Registry::new(RegistryConfig { params, ..config() }).err(),
        Some(RegistryError::ParamOutOfBounds)
    );
    let registry = Registry::new(config()).unwrap();
    assert_eq!((registry.node_count(), registry.peers()), (0, None));
    assert_eq!((registry.clock(), registry.params()), (config().clock, config().params));
}

#[ink::test]
fn only_the_owner_administers() {
    let mut registry = registry();
    caller(accounts().bob);
    assert_eq!(registry.wire(peers()), Err(RegistryError::NotOwner));
    assert_eq!(registry.set_params(RegistryParams::default()), Err(RegistryError::NotOwner));
    caller(accounts().alice);
    assert_eq!(registry.wire(peers()), Err(RegistryError::AlreadyWired));
    assert_eq!(registry.peers(), Some(peers()));
}

#[ink::test]
fn parameters_change_with_the_epoch() {
    let mut registry = registry();
    let params = RegistryParams { offline_after: 5, ..RegistryParams::default() };
    let wrong = RegistryParams { offline_after: 0, ..RegistryParams::default() };
    assert_eq!(registry.set_params(wrong), Err(RegistryError::ParamOutOfBounds));
    assert_eq!(registry.set_params(params), Ok(()));
    assert_eq!(registry.params(), RegistryParams::default());
    at(11, 0);
    assert_eq!(registry.params(), params);
}

#[ink::test]
fn ownership_moves_in_two_steps() {
    let mut registry = registry();
    let (alice, bob) = (accounts().alice, accounts().bob);
    caller(bob);
    assert_eq!(registry.transfer_ownership(bob), Err(OwnershipError::NotOwner));
    caller(alice);
    assert_eq!(registry.transfer_ownership(bob), Ok(()));
    assert_eq!((registry.owner(), registry.pending_owner()), (alice, Some(bob)));
    assert_eq!(registry.accept_ownership(), Err(OwnershipError::NotPendingOwner));
    caller(bob);
    assert_eq!(registry.accept_ownership(), Ok(()));
    assert_eq!((registry.owner(), registry.pending_owner()), (bob, None));
    // Wiring and parameters are where they were.
    assert!(registry.peers().is_some());
}
