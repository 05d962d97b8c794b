//! Who acts in the story.

use gridshare_sdk::keys::{account, Key};
use gridshare_sdk::AccountId;

/// Deploys the contracts and holds the initial supply.
pub(crate) const DEPLOYER: &str = "deployer";
/// Owns node 0.
pub(crate) const NORA: &str = "nora";
/// Owns node 1.
pub(crate) const OLAF: &str = "olaf";
/// Sends the heartbeats of both nodes.
pub(crate) const CONTROLLER: &str = "controller";
/// Delegates to both nodes.
pub(crate) const DANA: &str = "dana";
/// Pays for leases.
pub(crate) const PAUL: &str = "paul";
/// Carries what others signed, and does what anybody may.
pub(crate) const RELAYER: &str = "relayer";
/// Attests every kind of fact.
pub(crate) const ATTESTER: &str = "attester";
/// Slashes.
pub(crate) const SLASHER: &str = "slasher";

/// All of them.
pub(crate) const PEOPLE: [&str; 9] =
    [DEPLOYER, NORA, OLAF, CONTROLLER, DANA, PAUL, RELAYER, ATTESTER, SLASHER];

/// Returns the account that gives everybody native tokens: `//Alice`, who has some on every chain for development.
/// The story takes about 10^17 of them.
pub fn funder() -> AccountId {
    alice().account()
}

/// Returns the keys that a chain needs to sign for everybody who acts.
pub fn keys() -> Vec<Key> {
    PEOPLE.into_iter().map(Key::from_name).chain([alice()]).collect()
}

fn alice() -> Key {
    Key::from_uri("//Alice").expect("a derivation path is a secret")
}

/// Returns everybody's name and account, the funder's too.
pub(crate) fn accounts() -> Vec<(&'static str, AccountId)> {
    PEOPLE.map(|name| (name, account(name))).into_iter().chain([("alice", funder())]).collect()
}

/// Returns the key of the machine that is node `node`.
pub(crate) fn device(node: u32) -> Key {
    Key::from_name(&format!("device {node}"))
}

/// Returns the key that signs the vouchers of a lease.
pub(crate) fn session(lease: u64) -> Key {
    Key::from_name(&format!("session {lease}"))
}
