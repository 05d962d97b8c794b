//! Native tokens and blocks, as the SDK's interface asks for them.

use crate::EmbeddedChain;
use gridshare_sdk::{AccountId, Accounts, Block, Blocks, ChainError, Executed};

impl Accounts for EmbeddedChain {
    fn native_balance(&mut self, who: AccountId) -> Result<u128, ChainError> {
        Ok(EmbeddedChain::native_balance(self, who))
    }

    /// Sends native tokens; the sender keeps at least the existential deposit.
    fn transfer_native(&mut self, from: AccountId, to: AccountId, amount: u128) -> Result<(), ChainError> {
        self.machine().reset_events();
        self.machine().transfer(from, to, amount)
    }

    /// Calls are free here.
    fn fee(
        &mut self,
        _origin: AccountId,
        _callee: AccountId,
        _input: &[u8],
        _dry_run: &Executed,
    ) -> Result<Option<u128>, ChainError> {
        Ok(None)
    }

    fn unsigned(
        &mut self,
        _callee: AccountId,
        _input: &[u8],
        _dry_run: &Executed,
    ) -> Result<Vec<u8>, ChainError> {
        Err(ChainError::Unsupported("be sent signed transactions: it is inside this program"))
    }

    fn native_token(&self) -> (String, u8) {
        ("UNIT".into(), 12)
    }
}

impl Blocks for EmbeddedChain {
    /// Every block is final at once.
    fn head(&mut self, _finalized: bool) -> Result<u64, ChainError> {
        Ok(self.block_number().into())
    }

    fn block(&mut self, _number: u64) -> Result<Option<Block>, ChainError> {
        Err(ChainError::Unsupported("tell what was in its blocks: only a chain in a file keeps them"))
    }

    fn advance_to(&mut self, ms: u64) -> Result<(), ChainError> {
        if ms > self.now() {
            EmbeddedChain::advance_to(self, ms);
        }
        Ok(())
    }
}
