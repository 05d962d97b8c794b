//! What a call is charged for: the operations that its costs come from.

/// Operations of one call, all frames together. The pallet charges each of them, and their bytes, one by one, so that
/// they explain the proof of the call to the byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Contracts' codes that were loaded: one for each frame.
    pub frames: u64,
    /// Their bytes.
    pub code_bytes: u64,
    /// Those of them that ran on the storage of the frame before.
    pub delegations: u64,
    /// Storage items that were read.
    pub reads: u64,
    /// Bytes of the values that were read.
    pub read_bytes: u64,
    /// Storage items that were written.
    pub writes: u64,
    /// Storage items that were removed.
    pub removals: u64,
    /// Bytes of the values that were there before either.
    pub replaced_bytes: u64,
    /// Bytes of the values that were written.
    pub written_bytes: u64,
    /// Events.
    pub events: u64,
    /// Topics of events.
    pub topics: u64,
    /// Bytes of events.
    pub event_bytes: u64,
    /// Signatures that were verified.
    pub verifications: u64,
}

impl Operations {
    /// Bytes of the values that were read or replaced, both of which are part of the proof.
    pub fn value_bytes(&self) -> u64 {
        self.read_bytes + self.replaced_bytes
    }
}
