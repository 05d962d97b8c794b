//! Signs transactions: what is signed beside the call follows the chain's metadata.

use crate::connection::{Config, Place};
use crate::fault::Fault;
use gridshare_sdk::keys::Key;
use subxt::client::OfflineClientT;
use subxt::config::DefaultExtrinsicParamsBuilder;
use subxt::tx::{DynamicPayload, TxClient};

/// For how many blocks a transaction can be included. One whose fate is unknown is certainly void after these.
const LIFE_BLOCKS: u64 = 256;

/// A signed transaction.
#[derive(Clone)]
pub(crate) struct Signed {
    pub hash: [u8; 32],
    pub bytes: Vec<u8>,
    pub nonce: u64,
    /// No block up to this one contains it.
    pub after: u64,
    /// No block after this one contains it.
    pub until: u64,
}

impl Signed {
    /// Signs a call, whose life begins with the block `birth`.
    ///
    /// # Errors
    /// When the chain lacks such a call, or wants more to be signed than is known here. Extensions that encode to
    /// nothing are passed over.
    pub(crate) fn new(
        client: &impl OfflineClientT<Config>,
        key: &Key,
        payload: &DynamicPayload,
        nonce: u64,
        birth: Place,
    ) -> Result<Self, Fault> {
        let params = DefaultExtrinsicParamsBuilder::<Config>::new()
            .nonce(nonce)
            .mortal_unchecked(birth.number, birth.hash, LIFE_BLOCKS)
            .build();
        let signed = TxClient::new(client.clone()).create_signed_offline(payload, key.pair(), params)?;
        Ok(Self {
            hash: signed.hash().0,
            bytes: signed.into_encoded(),
            nonce,
            after: birth.number,
            until: birth.number + LIFE_BLOCKS,
        })
    }
}

#[cfg(test)]
mod tests;
