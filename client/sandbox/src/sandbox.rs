//! The chain as a drink sandbox, so that drink's `Session` runs on it with the same constants and the same
//! clock: `Session::<DrinkChain>::default()`. What a session's calls change, the handles of the SDK see, and
//! the other way round: `session.sandbox()` is an [`EmbeddedChain`] too.

use crate::machine::{externalities, finish_block, native, normal_block, start_block, MachineOn};
use crate::pallets::{Machine, State};
use crate::runtime::{Runtime, RuntimeOrigin, Timestamp, PALLET_31};
use drink::{AccountId32, Sandbox, Weight};
use frame_support::sp_runtime::testing::H256;
use gridshare_embedded::EmbeddedChain;
use gridshare_sdk::keys::account;
use ink_sandbox::{RuntimeMetadataPrefixed, Snapshot};
use std::any::Any;
use std::ops::{Deref, DerefMut};

/// Timestamp of the first block of a default chain: the start of 2025, in milliseconds.
pub const DEFAULT_START: u64 = 1_735_689_600_000;

/// Name of the account with which sessions start.
pub const DEFAULT_ACTOR: &str = "alice";

/// Native tokens that it has.
const DEFAULT_BALANCE: u128 = 1_000_000_000_000_000_000;

/// An embedded chain on pallet-contracts 31.
pub struct DrinkChain(EmbeddedChain);

impl DrinkChain {
    fn machine(&mut self) -> &mut MachineOn<Runtime> {
        let machine = self.0.machine().as_any().downcast_mut();
        machine.expect("the chain was made with this runtime")
    }
}

impl Default for DrinkChain {
    fn default() -> Self {
        let mut chain = EmbeddedChain::on(PALLET_31, DEFAULT_START);
        chain.fund(account(DEFAULT_ACTOR), DEFAULT_BALANCE);
        Self(chain)
    }
}

impl Deref for DrinkChain {
    type Target = EmbeddedChain;

    fn deref(&self) -> &EmbeddedChain {
        &self.0
    }
}

impl DerefMut for DrinkChain {
    fn deref_mut(&mut self) -> &mut EmbeddedChain {
        &mut self.0
    }
}

impl Sandbox for DrinkChain {
    type Runtime = Runtime;

    fn execute_with<T>(&mut self, execute: impl FnOnce() -> T) -> T {
        self.machine().ext.execute_with(execute)
    }

    fn dry_run<T>(&mut self, action: impl FnOnce(&mut Self) -> T) -> T {
        self.machine().commit();
        let backend = self.machine().ext.as_backend();
        let result = action(self);
        self.machine().commit();
        self.machine().ext.backend = backend;
        result
    }

    fn register_extension<E: Any + drink::sp_externalities::Extension>(&mut self, extension: E) {
        self.machine().ext.register_extension(extension);
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
        normal_block::<Runtime>()
    }

    fn get_metadata() -> RuntimeMetadataPrefixed {
        Runtime::metadata()
    }

    fn convert_account_to_origin(account: AccountId32) -> RuntimeOrigin {
        Some(account).into()
    }

    fn take_snapshot(&mut self) -> Snapshot {
        let State { nodes, root } = self.machine().state();
        Snapshot { storage: nodes, storage_root: H256(root) }
    }

    /// Restores a snapshot; extensions, such as a session's mocks, stay registered.
    fn restore_snapshot(&mut self, Snapshot { storage, storage_root }: Snapshot) {
        let ext = &mut self.machine().ext;
        let extensions = std::mem::take(&mut ext.extensions);
        *ext = externalities(State { nodes: storage, root: storage_root.0 });
        ext.extensions = extensions;
    }
}
