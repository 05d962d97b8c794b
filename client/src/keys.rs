//! Accounts and keys of the people in a replay or a test, made from their names, and what they sign.
//!
//! Anybody can make them again: nothing of value may ever hang on one.

use crate::chain::AccountId;
use crate::suite::Suite;
use shared::signing::Messages;
use shared::{Epoch, LeaseId, NodeId, PublicKey, Signature};
use sp_core::{blake2_256, sr25519, Pair};

/// The account that belongs to the key of this name.
pub fn account(name: &str) -> AccountId {
    AccountId::from(Key::from_name(name).public())
}

/// An sr25519 key: a session key that signs vouchers, or a device key that signs beats.
#[derive(Clone)]
pub struct Key(sr25519::Pair);

impl Key {
    /// The key of this name, always the same.
    pub fn from_name(name: &str) -> Self {
        Self(sr25519::Pair::from_seed(&blake2_256(name.as_bytes())))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        self.0.public().0
    }

    /// Signs any bytes in the context that the chain verifies in.
    pub fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).0
    }

    /// Signs "leg (`lease`, `node`) has used `units` in all"; `generation` is the session key's.
    pub fn sign_voucher(
        &self,
        suite: &Suite,
        lease: LeaseId,
        node: NodeId,
        generation: u32,
        units: u128,
    ) -> Signature {
        let mut messages = Messages::vouchers(&suite.genesis_hash, &suite.metering);
        self.sign(messages.voucher(lease, node, generation, units))
    }

    /// Signs "`node` is alive in `slot` of `epoch`"; `generation` is the device key's.
    pub fn sign_beat(
        &self,
        suite: &Suite,
        node: NodeId,
        generation: u32,
        epoch: Epoch,
        slot: u8,
    ) -> Signature {
        let mut messages = Messages::beats(&suite.genesis_hash, &suite.registry);
        self.sign(messages.beat(node, generation, epoch, slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_one_key() {
        assert_eq!(Key::from_name("alice").public(), Key::from_name("alice").public());
        assert_ne!(account("alice"), account("bob"));
    }

    #[test]
    fn signatures_verify() {
        let key = Key::from_name("alice");
        let signature = sr25519::Signature::from_raw(key.sign(b"x"));
        let public = sr25519::Public::from_raw(key.public());
        assert!(sr25519::Pair::verify(&signature, b"x", &public));
        assert!(!sr25519::Pair::verify(&signature, b"y", &public));
    }
}
