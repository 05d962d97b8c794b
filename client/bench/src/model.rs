//! How a call's operations add up to its proof on pallet-contracts 38: what its weights say, to the byte.

use gridshare_embedded::Operations;

/// What reading or writing an item adds to every access of storage: the journal in which changes are kept until
/// it is known that they stay.
const JOURNAL: u64 = 10_010;
/// Reading an item, without its value.
pub const READ: u64 = JOURNAL + 248;
/// Writing an item, without the value that was there before.
pub const WRITE: u64 = JOURNAL + 249;
/// Removing an item, without its value.
const REMOVAL: u64 = JOURNAL + 248;
/// A frame beyond the first, without its code.
pub const FRAME: u64 = 4_085;
/// A frame on the storage of the one before, without its code.
const DELEGATION: u64 = 3_895;
/// An event without topics.
const EVENT: u64 = 990;
/// A topic of an event.
pub const TOPIC: u64 = 2_475;

/// Returns the bytes of proof that these operations take.
pub fn proof_size(operations: &Operations) -> u64 {
    let Operations { frames, delegations, code_bytes, reads, writes, removals, events, topics, .. } =
        *operations;
    let calls = frames.saturating_sub(1).saturating_sub(delegations);
    code_bytes
        + calls * FRAME
        + delegations * DELEGATION
        + reads * READ
        + writes * WRITE
        + removals * REMOVAL
        + operations.value_bytes()
        + events * EVENT
        + topics * TOPIC
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure;
    use gridshare_embedded::runtime::PALLET_38;
    use gridshare_sdk::Artifacts;

    /// Every figure explains itself: the operations of each row are its proof, to the byte.
    #[test]
    fn operations_add_up_to_the_proof_of_every_row() {
        let artifacts = Artifacts::load().expect("the contracts are built before the tests run");
        let figures = measure(PALLET_38, &artifacts, &()).unwrap();
        assert!(figures.rows.len() > 50);
        for row in &figures.rows {
            let operations = row.operations.expect("this runtime counts");
            assert!(operations.frames > 0, "{}", row.name());
            assert_eq!(proof_size(&operations), row.cost.proof_size, "{}: {operations:?}", row.name());
        }
    }
}
