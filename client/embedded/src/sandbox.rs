//! The chain as a drink sandbox, so that drink's `Session` runs on it with the same constants and the same
//! clock: `Session::<EmbeddedChain>::default()`. What a session's calls change, the handles of the SDK see, and
//! the other way round: `session.sandbox()` is an [`EmbeddedChain`].

use crate::blocks::{finish_block, start_block};
use crate::chain::native;
use crate::pallets::{On, Pallets};
use crate::runtime::{Runtime, RuntimeOrigin, Timestamp};
use crate::EmbeddedChain;
use drink::{AccountId32, Sandbox, Weight};
use frame_support::sp_runtime::testing::H256;
use gridshare_sdk::keys::account;
use ink_sandbox::{RuntimeMetadataPrefixed, Snapshot, TestExternalities};
use std::any::Any;

/// Timestamp of the first block of a default chain: the start of 2025, in milliseconds.
pub const DEFAULT_START: u64 = 1_735_689_600_000;

/// Name of the account with which sessions start.
pub const DEFAULT_ACTOR: &str = "alice";

/// Native tokens that it has.
const DEFAULT_BALANCE: u128 = 1_000_000_000_000_000_000;

impl Default for EmbeddedChain {
    fn default() -> Self {
        let mut chain = Self::new(DEFAULT_START);
        chain.fund(account(DEFAULT_ACTOR), DEFAULT_BALANCE);
        chain
    }
}

impl Sandbox for EmbeddedChain {
    type Runtime = Runtime;

    fn execute_with<T>(&mut self, execute: impl FnOnce() -> T) -> T {
        self.ext.execute_with(execute)
    }

    fn dry_run<T>(&mut self, action: impl FnOnce(&mut Self) -> T) -> T {
        self.commit();
        let backend = self.ext.as_backend();
        let result = action(self);
        self.commit();
        self.ext.backend = backend;
        result
    }

    fn register_extension<E: Any + drink::sp_externalities::Extension>(&mut self, extension: E) {
        self.ext.register_extension(extension);
    }

    /// Starts a block with the timestamp of the one before: only [`EmbeddedChain::advance_to`] moves the clock.
    fn initialize_block(height: u32, _parent_hash: H256) {
        start_block::<Runtime>(height, Timestamp::get());
    }

    fn finalize_block(height: u32) -> H256 {
        finish_block::<Runtime>(height);
        H256::zero()
    }

    fn default_actor() -> AccountId32 {
        native(account(DEFAULT_ACTOR))
    }

    fn default_gas_limit() -> Weight {
        On::<Runtime>::runtime().normal_block()
    }

    fn get_metadata() -> RuntimeMetadataPrefixed {
        Runtime::metadata()
    }

    fn convert_account_to_origin(account: AccountId32) -> RuntimeOrigin {
        Some(account).into()
    }

    fn take_snapshot(&mut self) -> Snapshot {
        self.raw_snapshot()
    }

    /// Restores a snapshot; extensions, such as a session's mocks, stay registered.
    fn restore_snapshot(&mut self, Snapshot { storage, storage_root }: Snapshot) {
        let extensions = std::mem::take(&mut self.ext.extensions);
        self.ext = TestExternalities::from_raw_snapshot(storage, storage_root, Default::default());
        self.ext.extensions = extensions;
    }
}
