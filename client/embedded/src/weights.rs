//! The pallet's weights, and beside them a count of what it was charged for.
//!
//! What a storage operation costs depends on the length of a value that the pallet does not know beforehand: it
//! charges for the longest one, then asks again with the true length and gives the difference back. So every second
//! question counts.

use crate::operations::Operations;
use frame_support::weights::Weight;
use pallet_contracts::WeightInfo;
use std::cell::Cell;
use std::marker::PhantomData;

/// The weights `W`, counted.
pub struct Counted<W>(PhantomData<W>);

thread_local! {
    static OPERATIONS: Cell<Operations> = Cell::default();
    /// Whether the next question about a storage operation is the second one.
    static CHARGED: Cell<bool> = const { Cell::new(false) };
}

/// Returns what this thread's calls were charged for since this was asked last.
pub fn take_operations() -> Operations {
    CHARGED.set(false);
    OPERATIONS.take()
}

fn count(change: impl FnOnce(&mut Operations)) {
    let mut operations = OPERATIONS.get();
    change(&mut operations);
    OPERATIONS.set(operations);
}

/// Counts a storage operation with its true length.
fn count_settled(change: impl FnOnce(&mut Operations)) {
    if CHARGED.replace(!CHARGED.get()) {
        count(change);
    }
}

/// Weights that are passed on as they are.
macro_rules! pass_on {
    ($($name:ident($($argument:ident),*);)*) => {
        $(fn $name($($argument: u32),*) -> Weight {
            W::$name($($argument),*)
        })*
    };
}

impl<W: WeightInfo> WeightInfo for Counted<W> {
    /// The pallet asks once with the code's length and once without any.
    fn call_with_code_per_byte(bytes: u32) -> Weight {
        if bytes > 0 {
            count(|operations| {
                operations.frames += 1;
                operations.code_bytes += u64::from(bytes);
            });
        }
        W::call_with_code_per_byte(bytes)
    }

    fn seal_call(transfers: u32, input: u32) -> Weight {
        W::seal_call(transfers, input)
    }

    fn seal_delegate_call() -> Weight {
        count(|operations| operations.delegations += 1);
        W::seal_delegate_call()
    }

    fn seal_get_storage(bytes: u32) -> Weight {
        count_read(bytes);
        W::seal_get_storage(bytes)
    }

    fn seal_contains_storage(bytes: u32) -> Weight {
        count_read(bytes);
        W::seal_contains_storage(bytes)
    }

    fn seal_set_storage(new: u32, old: u32) -> Weight {
        count_settled(|operations| {
            operations.writes += 1;
            operations.written_bytes += u64::from(new);
            operations.replaced_bytes += u64::from(old);
        });
        W::seal_set_storage(new, old)
    }

    fn seal_clear_storage(bytes: u32) -> Weight {
        count_removal(bytes);
        W::seal_clear_storage(bytes)
    }

    fn seal_take_storage(bytes: u32) -> Weight {
        count_removal(bytes);
        W::seal_take_storage(bytes)
    }

    fn seal_deposit_event(topics: u32, bytes: u32) -> Weight {
        count(|operations| {
            operations.events += 1;
            operations.topics += u64::from(topics);
            operations.event_bytes += u64::from(bytes);
        });
        W::seal_deposit_event(topics, bytes)
    }

    fn seal_sr25519_verify(bytes: u32) -> Weight {
        count(|operations| operations.verifications += 1);
        W::seal_sr25519_verify(bytes)
    }

    pass_on! {
        on_process_deletion_queue_batch(); on_initialize_per_trie_key(k); v9_migration_step(c);
        v10_migration_step(); v11_migration_step(k); v12_migration_step(c); v13_migration_step();
        v14_migration_step(); v15_migration_step(); v16_migration_step(); migration_noop(); migrate();
        on_runtime_upgrade_noop(); on_runtime_upgrade_in_progress(); on_runtime_upgrade();
        instantiate_with_code(c, i, s); instantiate(i, s); call(); upload_code_determinism_enforced(c);
        upload_code_determinism_relaxed(c); remove_code(); set_code(); noop_host_fn(r); seal_caller();
        seal_is_contract(); seal_code_hash(); seal_own_code_hash(); seal_caller_is_origin();
        seal_caller_is_root(); seal_address(); seal_gas_left(); seal_balance(); seal_value_transferred();
        seal_minimum_balance(); seal_block_number(); seal_now(); seal_weight_to_fee(); seal_input(n);
        seal_return(n); seal_terminate(n); seal_random(); seal_debug_message(i); get_storage_empty();
        get_storage_full(); set_storage_empty(); set_storage_full(); set_transient_storage_empty();
        set_transient_storage_full(); get_transient_storage_empty(); get_transient_storage_full();
        rollback_transient_storage(); seal_set_transient_storage(n, o); seal_clear_transient_storage(n);
        seal_get_transient_storage(n); seal_contains_transient_storage(n); seal_take_transient_storage(n);
        seal_transfer(); seal_instantiate(i, s); seal_hash_sha2_256(n); seal_hash_keccak_256(n);
        seal_hash_blake2_256(n); seal_hash_blake2_128(n); seal_ecdsa_recover(); seal_ecdsa_to_eth_address();
        seal_set_code_hash(); lock_delegate_dependency(); unlock_delegate_dependency();
        seal_reentrance_count(); seal_account_reentrance_count(); seal_instantiation_nonce();
        instr_i64_load_store(r);
    }
}

fn count_read(bytes: u32) {
    count_settled(|operations| {
        operations.reads += 1;
        operations.read_bytes += u64::from(bytes);
    });
}

fn count_removal(bytes: u32) {
    count_settled(|operations| {
        operations.removals += 1;
        operations.replaced_bytes += u64::from(bytes);
    });
}
