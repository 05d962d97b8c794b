//! What became of a transaction: it is searched for by its hash in blocks, then in the node's pool.

use crate::connection::{Hash, Place, Session};
use crate::decode::{AccountInfo, Effects};
use crate::fault::Fault;
use crate::request::nothing;
use crate::signing::Signed;
use crate::value::account;
use gridshare_sdk::{AccountId, ChainError, Executed, Inclusion};
use subxt::backend::rpc::rpc_params;
use subxt::config::substrate::BlakeTwo256;
use subxt::config::{Hasher, Header};

/// What became of a transaction.
pub(crate) enum Fate {
    /// It is in this block.
    Included { block: Hash, finalized: bool },
    /// It can never be included: its nonce was used by another one in a final block, or its life is over.
    Void,
    /// The node has it and will include it.
    Pending,
    /// The node does not have it.
    Absent,
}

/// A transaction in its block.
struct Found {
    place: Place,
    index: u32,
    bytes: Vec<u8>,
}

impl Session {
    /// Returns what became of a transaction that `origin` signed.
    pub(crate) async fn fate(&self, signed: &Signed, origin: AccountId) -> Result<Fate, Fault> {
        // The final block first: whatever is in it or before it is found below, so that an advanced nonce there
        // means that another transaction has used it.
        let finalized = self.finalized().await?;
        let last = self.best().await?.number.max(finalized.number).min(signed.until);
        if let Some(found) = self.find(signed.hash, signed.after + 1, last).await? {
            let finalized = found.place.number <= finalized.number;
            return Ok(Fate::Included { block: found.place.hash, finalized });
        }
        let account: Option<AccountInfo> =
            self.entry_at(finalized.hash, "System", "Account", vec![account(origin)]).await?;
        if account.is_some_and(|account| account.nonce > signed.nonce) || finalized.number > signed.until {
            return Ok(Fate::Void);
        }
        let pending: Vec<String> = self.raw.request("author_pendingExtrinsics", rpc_params![]).await?;
        let bytes = format!("0x{}", gridshare_sdk::chain::hex(&signed.bytes));
        Ok(if pending.contains(&bytes) { Fate::Pending } else { Fate::Absent })
    }

    /// Searches blocks `from` to `to` for a transaction.
    async fn find(&self, hash: [u8; 32], from: u64, to: u64) -> Result<Option<Found>, Fault> {
        for number in from..=to {
            let Some(block) = self.rpc.chain_get_block_hash(Some(number.into())).await? else { break };
            if let Some(found) = self.find_in(hash, block).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    async fn find_in(&self, hash: [u8; 32], block: Hash) -> Result<Option<Found>, Fault> {
        let details = self.rpc.chain_get_block(Some(block)).await?;
        let details = details.ok_or_else(|| Fault::nonsense("a block without content"))?.block;
        let place = Place { hash: block, number: details.header.number().into() };
        let mut transactions = (0..).zip(details.extrinsics);
        let found = transactions.find(|(_, bytes)| BlakeTwo256::hash(bytes).0 == hash);
        Ok(found.map(|(index, bytes)| Found { place, index, bytes: bytes.0 }))
    }

    /// Reads what a transaction did in the block that it is in; `dry_run` is what it was expected to do.
    ///
    /// # Errors
    /// [`ChainError::FailedInBlock`] if it failed there.
    pub(crate) async fn outcome(
        &self,
        transaction: [u8; 32],
        block: Hash,
        sender: AccountId,
        dry_run: &Executed,
    ) -> Result<Executed, Fault> {
        let found = self.find_in(transaction, block).await?;
        let found =
            found.ok_or_else(|| Fault::nonsense("a transaction is not in the block it was put in"))?;
        self.read(transaction, &found, sender, dry_run).await
    }

    async fn read(
        &self,
        transaction: [u8; 32],
        found: &Found,
        sender: AccountId,
        dry_run: &Executed,
    ) -> Result<Executed, Fault> {
        let events = self.client.events().at(found.place.hash).await?;
        let effects = Effects::of(&events, found.index, sender, &self.client.metadata())?;
        if let Some(failure) = effects.failure {
            let reason = failure.to_string();
            return Err(ChainError::FailedInBlock { transaction, reason }.into());
        }
        let Place { hash, number } = found.place;
        let mut executed = dry_run.clone();
        // Gas is not among the events: what the dry run took stands for it.
        executed.cost.deposit = effects.deposit;
        executed.events = effects.emitted;
        executed.transaction = Some(Inclusion { transaction, block: hash.0, number, fee: effects.fee });
        Ok(executed)
    }

    /// Searches all blocks from `from` on for a transaction, whoever sent it.
    pub(crate) async fn look_up(&self, transaction: [u8; 32], from: u64) -> Result<Option<Executed>, Fault> {
        let last = self.best().await?.number;
        let Some(found) = self.find(transaction, from, last).await? else { return Ok(None) };
        let sender = sender(&found.bytes).unwrap_or_else(|| AccountId::from([0; 32]));
        self.read(transaction, &found, sender, &nothing()).await.map(Some)
    }
}

/// Returns who signed a transaction, if it is of the form that this crate makes.
fn sender(transaction: &[u8]) -> Option<AccountId> {
    /// Signed, version 4, from an account.
    const SIGNED: [u8; 2] = [0x84, 0];
    let mut rest = transaction;
    <scale::Compact<u32> as scale::Decode>::decode(&mut rest).ok()?;
    let account = rest.strip_prefix(&SIGNED)?.first_chunk::<32>()?;
    Some(AccountId::from(*account))
}
