//! How blocks begin and end.

use crate::pallets::ChainRuntime;
use drink::{pallet_contracts, pallet_timestamp};
use frame_support::sp_runtime::testing::H256;
use frame_support::sp_runtime::traits::{BlakeTwo256, Hash};
use frame_support::traits::Hooks;

/// Returns the hash of block `number`. It follows from the number, so that every run is the same.
pub(crate) fn hash(number: u64) -> [u8; 32] {
    BlakeTwo256::hash(format!("gridshare embedded block {number}").as_bytes()).0
}

/// Starts block `number` with the timestamp `ms`. Blocks have no state root here: it would cost more than the
/// calls, and nobody asks for it.
pub(crate) fn start_block<R: ChainRuntime>(number: u32, ms: u64) {
    let parent = H256(hash(u64::from(number - 1)));
    frame_system::Pallet::<R>::reset_events();
    frame_system::Pallet::<R>::initialize(&number, &parent, &Default::default());
    pallet_timestamp::Pallet::<R>::set_timestamp(ms);
    pallet_timestamp::Pallet::<R>::on_initialize(number);
    pallet_contracts::Pallet::<R>::on_initialize(number);
    frame_system::Pallet::<R>::note_finished_initialize();
}

/// Ends block `number`.
pub(crate) fn finish_block<R: ChainRuntime>(number: u32) {
    pallet_timestamp::Pallet::<R>::on_finalize(number);
}
