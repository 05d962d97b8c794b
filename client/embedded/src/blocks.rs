//! How blocks begin and end.

use crate::runtime::{Contracts, System, Timestamp};
use frame_support::sp_runtime::traits::{BlakeTwo256, Hash};
use frame_support::traits::Hooks;

/// Starts block `number` with the timestamp `ms`. Blocks have no state root here: it would cost more than the
/// calls, and nobody asks for it. Their hashes follow from their numbers, so that every run is the same.
pub(crate) fn start_block(number: u32, ms: u64) {
    let parent = BlakeTwo256::hash(format!("gridshare embedded block {}", number - 1).as_bytes());
    System::reset_events();
    System::initialize(&number, &parent, &Default::default());
    Timestamp::set_timestamp(ms);
    Timestamp::on_initialize(number);
    Contracts::on_initialize(number);
    System::note_finished_initialize();
}

/// Ends block `number`.
pub(crate) fn finish_block(number: u32) {
    Timestamp::on_finalize(number);
}
