//! Keys for replays and tests, derived from names, and the messages that they sign.
//!
//! Anybody can derive them again: nothing of value may ever depend on one.

use crate::chain::AccountId;
use crate::suite::Suite;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};
use shared::signing::Messages;
use shared::{Epoch, LeaseId, NodeId, PublicKey, Signature, Units};

/// The sr25519 context in which the host verifies signatures.
const CONTEXT: &[u8] = b"substrate";

/// Returns the account that belongs to the key of this name.
pub fn account(name: &str) -> AccountId {
    AccountId::from(Key::from_name(name).public())
}

/// An sr25519 key: a session key that signs vouchers, or a device key that signs beats.
#[derive(Clone)]
pub struct Key(Keypair);

impl Key {
    /// Derives the key of this name, always the same.
    pub fn from_name(name: &str) -> Self {
        Self::from_seed(&Blake2b::<U32>::digest(name.as_bytes()).into())
    }

    /// Derives the key of a seed as Substrate does.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let secret = MiniSecretKey::from_bytes(seed).expect("a seed is 32 bytes");
        Self(secret.expand_to_keypair(ExpansionMode::Ed25519))
    }

    /// Returns its public half.
    pub fn public(&self) -> PublicKey {
        self.0.public.to_bytes()
    }

    /// Signs bytes in the context `substrate`.
    pub fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign_simple(CONTEXT, message).to_bytes()
    }

    /// Signs a voucher: leg (`lease`, `node`) has used `units` in all. `generation` is the session key's.
    pub fn sign_voucher(
        &self,
        suite: &Suite,
        lease: LeaseId,
        node: NodeId,
        generation: u32,
        units: Units,
    ) -> Signature {
        let mut messages = Messages::vouchers(&suite.genesis_hash, &suite.metering);
        self.sign(messages.voucher(lease, node, generation, units))
    }

    /// Signs a beat: `node` is alive in `slot` of `epoch`. `generation` is the device key's.
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
        let signature = schnorrkel::Signature::from_bytes(&key.sign(b"x")).unwrap();
        let public = schnorrkel::PublicKey::from_bytes(&key.public()).unwrap();
        assert!(public.verify_simple(CONTEXT, b"x", &signature).is_ok());
        assert!(public.verify_simple(CONTEXT, b"y", &signature).is_err());
    }

    /// Substrate's well-known development key, so that keys made here are those of other tools.
    #[test]
    fn keys_are_substrate_s() {
        let seed = [
            0xe5, 0xbe, 0x9a, 0x50, 0x92, 0xb8, 0x1b, 0xca, 0x64, 0xbe, 0x81, 0xd2, 0x12, 0xe7, 0xf2, 0xf9,
            0xeb, 0xa1, 0x83, 0xbb, 0x7a, 0x90, 0x95, 0x4f, 0x7b, 0x76, 0x36, 0x1f, 0x6e, 0xdb, 0x5c, 0x0a,
        ];
        let [first, second, ..] = Key::from_seed(&seed).public();
        // The seed of //Alice; her public key is d43593c7….
        assert_eq!((first, second), (0xd4, 0x35));
    }
}
