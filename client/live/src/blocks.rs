//! The chain's past, and its clock.

use crate::chain::LiveChain;
use crate::connection::Session;
use crate::decode::emitted;
use crate::fault::Fault;
use gridshare_sdk::{Block, Blocks, ChainError};

impl Session {
    async fn block(&self, number: u64) -> Result<Option<Block>, Fault> {
        let Some(hash) = self.rpc.chain_get_block_hash(Some(number.into())).await? else { return Ok(None) };
        let header = self.rpc.chain_get_header(Some(hash)).await?;
        let parent = header.ok_or_else(|| Fault::nonsense("a block without a header"))?.parent_hash.0;
        let time = self.entry_at::<u64>(hash, "Timestamp", "Now", Vec::new()).await?.unwrap_or(0);
        let all = self.client.events().at(hash).await?;
        let mut events = Vec::new();
        for event in all.iter() {
            events.extend(emitted(&event.map_err(subxt::Error::from)?)?);
        }
        Ok(Some(Block { number, hash: hash.0, parent, time, events }))
    }
}

impl Blocks for LiveChain {
    fn head(&mut self, finalized: bool) -> Result<u64, ChainError> {
        self.ask(async |session| {
            let place = if finalized { session.finalized().await? } else { session.best().await? };
            Ok(place.number)
        })
    }

    fn block(&mut self, number: u64) -> Result<Option<Block>, ChainError> {
        self.ask(async |session| session.block(number).await).map_err(|error| match error {
            ChainError::Dispatch(reason) if reason.contains("discarded") => ChainError::Dispatch(format!(
                "this node no longer has the state of block {number}: ask one that keeps all of them"
            )),
            error => error,
        })
    }

    fn advance_to(&mut self, ms: u64) -> Result<(), ChainError> {
        self.run(async |node| node.advance_to(ms).await)
    }
}
