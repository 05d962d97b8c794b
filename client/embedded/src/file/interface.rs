//! The SDK's interface to a chain kept in a file. Reads ask the chain inside; a write that a contract accepts
//! makes a block, which is in the file when the write returns.

use super::format::Logged;
use super::{Access, FileChain, BLOCK_MS};
use crate::pallets::block_hash;
use crate::EmbeddedChain;
use gridshare_sdk::{AccountId, Accounts, Block, Blocks, Chain, ChainError, Event, Executed};

/// Outcome of a write, and what contracts emitted in it; `None` when it was refused and leaves nothing.
type Outcome<T> = Result<(T, Option<Vec<Event>>), ChainError>;

impl FileChain {
    /// Runs a write in a block of its own, with the timestamp `ms`, and keeps it. If it is refused, or cannot be
    /// kept, nothing happened.
    fn in_block<T>(
        &mut self,
        ms: u64,
        write: impl FnOnce(&mut EmbeddedChain) -> Outcome<T>,
    ) -> Result<T, ChainError> {
        if !self.writable() {
            return Err(ChainError::Unsupported("be written to: it was opened to be read"));
        }
        self.chain.advance_to(ms);
        let kept = match write(&mut self.chain) {
            Ok((value, Some(events))) => self.keep(Logged { time: ms, events }).map(|()| value),
            Ok((value, None)) => {
                self.undo();
                return Ok(value);
            }
            Err(error) => Err(error),
        };
        if kept.is_err() {
            self.undo();
        }
        kept
    }

    /// Runs a write in a block a second after the last one.
    fn in_next_block<T>(
        &mut self,
        write: impl FnOnce(&mut EmbeddedChain) -> Outcome<T>,
    ) -> Result<T, ChainError> {
        let ms = self.chain.now().saturating_add(BLOCK_MS);
        self.in_block(ms, write)
    }

    /// Brings the chain's state and its last block to the disk.
    fn keep(&mut self, block: Logged) -> Result<(), ChainError> {
        self.blocks.push(block);
        let state = self.chain.snapshot();
        self.write(state).map_err(|error| {
            self.blocks.pop();
            ChainError::Dispatch(error.to_string())
        })
    }

    /// Goes back to what is in the file.
    fn undo(&mut self) {
        self.chain = EmbeddedChain::restore(&self.saved);
    }
}

/// Returns what is kept of an executed call.
fn kept(executed: &Executed) -> Option<Vec<Event>> {
    (!executed.reverted).then(|| executed.events.clone())
}

impl Chain for FileChain {
    fn upload(&mut self, origin: AccountId, code: &[u8]) -> Result<[u8; 32], ChainError> {
        self.in_next_block(|chain| chain.upload(origin, code).map(|hash| (hash, Some(Vec::new()))))
    }

    fn instantiate(
        &mut self,
        origin: AccountId,
        code_hash: [u8; 32],
        input: Vec<u8>,
        salt: Vec<u8>,
    ) -> Result<(AccountId, Executed), ChainError> {
        self.in_next_block(|chain| {
            let made = chain.instantiate(origin, code_hash, input, salt)?;
            let events = kept(&made.1);
            Ok((made, events))
        })
    }

    fn call(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
        value: u128,
    ) -> Result<Executed, ChainError> {
        self.in_next_block(|chain| {
            let executed = chain.call(origin, callee, input, value)?;
            let events = kept(&executed);
            Ok((executed, events))
        })
    }

    fn dry_run(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: Vec<u8>,
    ) -> Result<Executed, ChainError> {
        self.chain.dry_run(origin, callee, input)
    }

    fn now(&mut self) -> Result<u64, ChainError> {
        Ok(self.chain.now())
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ChainError> {
        self.chain.code_hash(contract)
    }

    fn genesis_hash(&mut self) -> [u8; 32] {
        self.chain.genesis_hash()
    }

    fn pallet(&self) -> String {
        self.chain.pallet()
    }
}

impl Accounts for FileChain {
    fn native_balance(&mut self, who: AccountId) -> Result<u128, ChainError> {
        Ok(self.chain.native_balance(who))
    }

    fn transfer_native(&mut self, from: AccountId, to: AccountId, amount: u128) -> Result<(), ChainError> {
        self.in_next_block(|chain| chain.transfer_native(from, to, amount).map(|()| ((), Some(Vec::new()))))
    }

    fn fee(
        &mut self,
        origin: AccountId,
        callee: AccountId,
        input: &[u8],
        dry_run: &Executed,
    ) -> Result<Option<u128>, ChainError> {
        self.chain.fee(origin, callee, input, dry_run)
    }

    fn unsigned(
        &mut self,
        callee: AccountId,
        input: &[u8],
        dry_run: &Executed,
    ) -> Result<Vec<u8>, ChainError> {
        self.chain.unsigned(callee, input, dry_run)
    }

    fn native_token(&self) -> (String, u8) {
        self.chain.native_token()
    }
}

impl Blocks for FileChain {
    /// What others wrote to a chain that was opened to be read is taken over here.
    fn head(&mut self, finalized: bool) -> Result<u64, ChainError> {
        if let Access::Read(_) = self.access {
            self.refresh().map_err(|error| ChainError::Dispatch(error.to_string()))?;
        }
        self.chain.head(finalized)
    }

    fn block(&mut self, number: u64) -> Result<Option<Block>, ChainError> {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        let (time, events) = match place.checked_sub(1).map(|place| self.blocks.get(place)) {
            // The genesis has no time: it comes before the first block.
            None => (0, Vec::new()),
            Some(None) => return Ok(None),
            Some(Some(block)) => (block.time, block.events.clone()),
        };
        let parent = number.checked_sub(1).map_or([0; 32], block_hash);
        Ok(Some(Block { number, hash: block_hash(number), parent, time, events }))
    }

    fn advance_to(&mut self, ms: u64) -> Result<(), ChainError> {
        if ms <= self.chain.now() {
            return Ok(());
        }
        self.in_block(ms, |_| Ok(((), Some(Vec::new()))))
    }
}
