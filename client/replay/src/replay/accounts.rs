//! Accounts of the participants, derived from their names in the fleet file.

use gridshare_sdk::keys::account;
use gridshare_sdk::AccountId;

/// Returns the account that submits device-signed beats, and sends messages that anyone may.
pub(super) fn relayer() -> AccountId {
    account("beat relayer")
}

/// Returns the account that may slash.
pub(super) fn slasher() -> AccountId {
    account("slasher")
}

/// Returns the account of a node owner.
pub(super) fn owner(name: &str) -> AccountId {
    account(&format!("owner {name}"))
}

/// Returns the account that controls all nodes of an owner.
pub(super) fn controller(owner: &str) -> AccountId {
    account(&format!("controller {owner}"))
}

/// Returns the account of an attester.
pub(super) fn attester(name: &str) -> AccountId {
    account(&format!("attester {name}"))
}

/// Returns the account to which a pool's commission is paid out.
pub(super) fn payee(name: &str) -> AccountId {
    account(&format!("payee {name}"))
}

/// Returns the account of whoever reports a fault.
pub(super) fn reporter(name: &str) -> AccountId {
    account(&format!("reporter {name}"))
}

/// Returns the account of a delegator.
pub(super) fn delegator(name: &str) -> AccountId {
    account(&format!("delegator {name}"))
}

/// Returns the account of whoever pays for a delegator's stake.
pub(super) fn sponsor(name: &str) -> AccountId {
    account(&format!("sponsor {name}"))
}

/// Returns the account of a dApp.
pub(super) fn dapp(name: &str) -> AccountId {
    account(&format!("dapp {name}"))
}
