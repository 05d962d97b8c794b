//! The bytes that keys sign, built the same way by contracts and clients.
//!
//! Every message starts with a domain tag, a version, the chain's genesis hash and the verifying
//! contract's address, so that no signature means anything anywhere else. The host verifies in the
//! fixed context `substrate`.

use crate::types::{Epoch, LeaseId, NodeId, Units};
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use scale::Encode;

/// Version byte of vouchers and beats.
pub const VERSION: u8 = 1;

/// Builds the messages of one domain; the common start is encoded once for a whole batch.
#[derive(Clone, Debug)]
pub struct Messages {
    /// The latest message; at first its common start.
    buffer: Vec<u8>,
    /// Bytes of the common start.
    prefix: usize,
}

impl Messages {
    fn new(tag: &str, genesis_hash: &[u8; 32], contract: &AccountId) -> Self {
        let mut buffer = Vec::with_capacity(128);
        (tag, VERSION, genesis_hash, contract).encode_to(&mut buffer);
        let prefix = buffer.len();
        Self { buffer, prefix }
    }

    /// Starts vouchers for the metering contract at `metering`.
    pub fn vouchers(genesis_hash: &[u8; 32], metering: &AccountId) -> Self {
        Self::new("gridshare/voucher", genesis_hash, metering)
    }

    /// Starts beats for the registry at `registry`.
    pub fn beats(genesis_hash: &[u8; 32], registry: &AccountId) -> Self {
        Self::new("gridshare/beat", genesis_hash, registry)
    }

    /// Returns the voucher "leg (`lease`, `node`) has used `units` units in all", which the lease's session
    /// key of `generation` signs.
    pub fn voucher(&mut self, lease: LeaseId, node: NodeId, generation: u32, units: Units) -> &[u8] {
        self.complete((lease, node, generation, units))
    }

    /// Returns the beat "`node` is alive in `slot` of `epoch`", which the node's device key of `generation`
    /// signs.
    pub fn beat(&mut self, node: NodeId, generation: u32, epoch: Epoch, slot: u8) -> &[u8] {
        self.complete((node, generation, epoch, slot))
    }

    /// Puts what is particular to a message behind the common start.
    fn complete(&mut self, rest: impl Encode) -> &[u8] {
        self.buffer.truncate(self.prefix);
        rest.encode_to(&mut self.buffer);
        &self.buffer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voucher_is_the_scale_encoding_of_its_fields() {
        let contract = AccountId::from([7; 32]);
        let genesis = [9u8; 32];
        let mut messages = Messages::vouchers(&genesis, &contract);
        let expected = ("gridshare/voucher", 1u8, genesis, contract, 3u64, 4u32, 5u32, 6u128).encode();
        assert_eq!(messages.voucher(3, 4, 5, 6), &expected[..]);
        assert_eq!(messages.voucher(3, 4, 5, 6), &expected[..], "the buffer is reused");
    }

    #[test]
    fn a_beat_is_the_scale_encoding_of_its_fields() {
        let contract = AccountId::from([7; 32]);
        let genesis = [9u8; 32];
        let expected = ("gridshare/beat", 1u8, genesis, contract, 4u32, 5u32, 6u32, 7u8).encode();
        assert_eq!(Messages::beats(&genesis, &contract).beat(4, 5, 6, 7), &expected[..]);
    }
}
