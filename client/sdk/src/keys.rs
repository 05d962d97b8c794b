//! Keys: of accounts, of sessions that sign vouchers, of devices that sign beats. From a secret URI, from a
//! keystore as wallets export it, or, for replays and tests, from a name.
//!
//! Anybody can derive a key of a name again: nothing of value may ever depend on one.

use crate::chain::AccountId;
use crate::suite::Suite;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
use shared::signing::Messages;
use shared::{Epoch, LeaseId, NodeId, PublicKey, Signature, Units};
use std::str::FromStr;
use subxt_signer::{bip39, polkadot_js_compat, sr25519, SecretUri};

/// Returns the account that belongs to the key of this name.
pub fn account(name: &str) -> AccountId {
    Key::from_name(name).account()
}

/// Why a secret is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Neither a phrase nor a seed nor a derivation path.
    #[error("this is no secret phrase, seed (0x…) or derivation path (//Alice)")]
    Uri,
    /// The keystore is damaged, of another kind, or has another password.
    #[error("the keystore cannot be opened: {0}")]
    Keystore(#[from] polkadot_js_compat::Error),
}

/// An sr25519 key.
#[derive(Clone)]
pub struct Key(sr25519::Keypair);

impl Key {
    /// Derives the key of this name, always the same.
    pub fn from_name(name: &str) -> Self {
        Self::from_seed(&Blake2b::<U32>::digest(name.as_bytes()).into())
    }

    /// Derives the key of a seed as Substrate does.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(sr25519::Keypair::from_secret_key(*seed).expect("a seed is 32 bytes, and any will do"))
    }

    /// Derives the key of a secret URI as Substrate does: a phrase of 12 to 24 words or `0x` and a seed, then
    /// derivations such as `//hard/soft`, then `///password`. `//Alice` alone is derived from the well-known
    /// development phrase.
    ///
    /// # Errors
    /// When the text is none of these.
    pub fn from_uri(uri: &str) -> Result<Self, KeyError> {
        let uri = SecretUri::from_str(uri.trim()).map_err(|_| KeyError::Uri)?;
        sr25519::Keypair::from_uri(&uri).map(Self).map_err(|_| KeyError::Uri)
    }

    /// Makes a new key out of the system's random numbers. Returns its secret phrase of 12 words with it.
    ///
    /// # Panics
    /// When the system has no random numbers to give.
    pub fn generate() -> (String, Self) {
        let mut entropy = [0; 16];
        getrandom::getrandom(&mut entropy).expect("an operating system has random numbers");
        let phrase = bip39::Mnemonic::from_entropy(&entropy).expect("16 bytes make 12 words");
        let pair = sr25519::Keypair::from_phrase(&phrase, None).expect("a phrase of 12 words is a key");
        (phrase.to_string(), Self(pair))
    }

    /// Opens a keystore in the JSON format in which wallets export accounts.
    ///
    /// # Errors
    /// When it is no such file, or the password is wrong.
    pub fn from_keystore(json: &str, password: &str) -> Result<Self, KeyError> {
        Ok(Self(polkadot_js_compat::decrypt_json(json, password)?))
    }

    /// Returns the account of this key.
    pub fn account(&self) -> AccountId {
        AccountId::from(self.public())
    }

    /// Returns the pair in the form of the library that signs transactions.
    pub fn pair(&self) -> &sr25519::Keypair {
        &self.0
    }

    /// Returns its public half.
    pub fn public(&self) -> PublicKey {
        self.0.public_key().0
    }

    /// Signs bytes in the context `substrate`.
    pub fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message).0
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

/// Returns whether `signature` is that of the key with this public half under these bytes.
pub fn verifies(message: &[u8], signature: &Signature, public: &PublicKey) -> bool {
    sr25519::verify(&sr25519::Signature(*signature), message, &sr25519::PublicKey(*public))
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
        let signature = key.sign(b"x");
        assert!(verifies(b"x", &signature, &key.public()));
        assert!(!verifies(b"y", &signature, &key.public()));
    }

    /// Keys made here are those of other tools.
    #[test]
    fn keys_are_substrate_s() {
        let seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
        let alice = Key::from_uri("//Alice").unwrap().public();
        assert_eq!(Key::from_uri(seed).unwrap().public(), alice);
        assert_eq!(alice[..4], [0xd4, 0x35, 0x93, 0xc7]);
        assert!(Key::from_uri("alice").is_err());
    }

    #[test]
    fn a_new_key_is_its_phrase() {
        let (phrase, key) = Key::generate();
        assert_eq!(phrase.split(' ').count(), 12);
        assert_eq!(Key::from_uri(&phrase).unwrap().public(), key.public());
        assert_ne!(Key::generate().0, phrase);
    }

    /// In the format in which wallets export accounts, of //Alice.
    #[test]
    fn a_wallet_s_keystore_is_opened_with_its_password() {
        let json = include_str!("keys/alice.json");
        let alice = Key::from_keystore(json, "a grid of machines").unwrap();
        assert_eq!(alice.public(), Key::from_uri("//Alice").unwrap().public());
        assert!(matches!(Key::from_keystore(json, "alice"), Err(KeyError::Keystore(_))));
        assert!(matches!(Key::from_keystore("{}", "a grid of machines"), Err(KeyError::Keystore(_))));
    }
}
