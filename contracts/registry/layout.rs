//! The bytes of a page's entry: where its fields lie, and how they are read and written in place.
//!
//! Heartbeats are the suite's hottest path, up to 256 nodes in a call. A page is therefore kept as bytes, and
//! an [`Entry`] is a view of one node's bytes in it: nothing is decoded that is not needed, and nothing is
//! encoded but what changes. Its rules are in `entry` and `status`.
//!
//! A chain with proofs charges for each byte of a page twice in every heartbeat. So accounts, which a page's nodes
//! often share, and facts, which few nodes have, are not in the entry but beside it in the page.

use shared::clock::SLOTS_PER_EPOCH;

/// Where the fields of an entry start. Numbers are little-endian.
pub mod at {
    /// One byte: number, among the page's accounts, of the node's owner.
    pub const OWNER: usize = 0;
    /// One byte: number, among the page's accounts, of the account that sends heartbeats.
    pub const CONTROLLER: usize = OWNER + 1;
    /// Public key of the device, which signs beats.
    pub const DEVICE_KEY: usize = CONTROLLER + 1;
    /// `u32`: generation of the device key.
    pub const GENERATION: usize = DEVICE_KEY + 32;
    /// Weight: stake that counts before `NEXT_FROM`.
    pub const STAKE: usize = GENERATION + 4;
    /// Weight: stake that counts from `NEXT_FROM` on.
    pub const NEXT_STAKE: usize = STAKE + 16;
    /// Epoch: the first one in which `NEXT_STAKE` counts.
    pub const NEXT_FROM: usize = NEXT_STAKE + 16;
    /// Credit: earned in the page's epoch.
    pub const CREDIT: usize = NEXT_FROM + 4;
    /// 6 bytes: slots of the page's epoch in which the node was seen, slot 0 in the lowest bit.
    pub const BEATS: usize = CREDIT + 16;
    /// `u32`: number of the latest slot in which it was seen, plus one; 0 if it was never seen.
    pub const LAST_SEEN: usize = BEATS + super::SLOTS_LEN;
    /// Epoch: the first one that has not been claimed.
    pub const CLAIMED_TO: usize = LAST_SEEN + 4;
    /// One byte: [`super::JAILED`] and [`super::RETIRED`].
    pub const FLAGS: usize = CLAIMED_TO + 4;
    /// `u32`: number of the latest maintenance window's first slot.
    pub const WINDOW_FROM: usize = FLAGS + 1;
    /// `u32`: number of the first slot after that window.
    pub const WINDOW_TO: usize = WINDOW_FROM + 4;
    /// 6 bytes: slots of the page's epoch that maintenance excuses, slot 0 in the lowest bit.
    pub const EXCUSED: usize = WINDOW_TO + 4;
    /// `u16`: boost by what is attested, in basis points.
    pub const BOOST: usize = EXCUSED + super::SLOTS_LEN;
    /// Epoch: the first one without the boost.
    pub const BOOST_UNTIL: usize = BOOST + 2;
    /// Where the next entry starts.
    pub const END: usize = BOOST_UNTIL + 4;
}

/// Bit of an entry's flags: staking jailed the node.
pub const JAILED: u8 = 1;
/// Bit of an entry's flags: the node is retired.
pub const RETIRED: u8 = 2;

/// Bytes of one entry.
pub const ENTRY_LEN: usize = at::END;
/// Bytes of a field with a bit for each slot of an epoch.
pub const SLOTS_LEN: usize = SLOTS_PER_EPOCH as usize / 8;

/// One node's liveness, in place.
pub struct Entry<'a>(pub &'a mut [u8; ENTRY_LEN]);

impl Entry<'_> {
    /// Reads the field of `N` bytes that starts at `AT`.
    #[expect(clippy::expect_used, reason = "the field lies within the entry, as is asserted at compile time")]
    pub fn get<const AT: usize, const N: usize>(&self) -> [u8; N] {
        const { assert!(AT.wrapping_add(N) <= ENTRY_LEN) };
        *self.0[AT..].first_chunk().expect("asserted")
    }

    /// Writes the field of `N` bytes that starts at `AT`.
    #[expect(clippy::expect_used, reason = "the field lies within the entry, as is asserted at compile time")]
    pub fn set<const AT: usize, const N: usize>(&mut self, value: [u8; N]) {
        const { assert!(AT.wrapping_add(N) <= ENTRY_LEN) };
        *self.0[AT..].first_chunk_mut().expect("asserted") = value;
    }

    /// Reads the `u32` that starts at `AT`.
    pub fn u32<const AT: usize>(&self) -> u32 {
        u32::from_le_bytes(self.get::<AT, 4>())
    }

    /// Writes the `u32` that starts at `AT`.
    pub fn set_u32<const AT: usize>(&mut self, value: u32) {
        self.set::<AT, 4>(value.to_le_bytes());
    }

    /// Reads the slots whose bits start at `AT`.
    pub fn slots<const AT: usize>(&self) -> u64 {
        let [a, b, c, d, e, f] = self.get::<AT, SLOTS_LEN>();
        u64::from_le_bytes([a, b, c, d, e, f, 0, 0])
    }

    /// Writes the slots whose bits start at `AT`.
    pub fn set_slots<const AT: usize>(&mut self, slots: u64) {
        let [a, b, c, d, e, f, ..] = slots.to_le_bytes();
        self.set::<AT, SLOTS_LEN>([a, b, c, d, e, f]);
    }

    /// Reads the `u128` that starts at `AT`.
    pub fn u128<const AT: usize>(&self) -> u128 {
        u128::from_le_bytes(self.get::<AT, 16>())
    }

    /// Writes the `u128` that starts at `AT`.
    pub fn set_u128<const AT: usize>(&mut self, value: u128) {
        self.set::<AT, 16>(value.to_le_bytes());
    }

    /// Reads the byte at `AT`.
    pub fn byte<const AT: usize>(&self) -> u8 {
        let [byte] = self.get::<AT, 1>();
        byte
    }

    /// Returns the flags, [`JAILED`] and [`RETIRED`].
    pub fn flags(&self) -> u8 {
        self.byte::<{ at::FLAGS }>()
    }

    /// Sets or clears the flag `bit`.
    pub fn set_flag(&mut self, bit: u8, set: bool) {
        let flags = self.flags();
        self.set::<{ at::FLAGS }, 1>([if set { flags | bit } else { flags & !bit }]);
    }
}
