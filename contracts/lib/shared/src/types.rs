//! The suite's units and numbers, by name.

/// An amount of the token, in its smallest unit (12 decimals).
pub type Amount = u128;

/// Shares of a pool's tokens, of a tranche or of what thaws. A type of its own: what a share is worth in
/// tokens changes with its pool, so shares must never be paid out or added up as tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Shares(pub u128);

impl Shares {
    /// No shares.
    pub const ZERO: Self = Self(0);

    /// Returns whether there are no shares.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// Credit that a node earned with its beats, in the token's smallest unit times slots: the sum, over the
/// slots it was seen in, of its weight raised by its boost.
pub type Credit = u128;
/// What a node's pool counts for in an epoch, in the token's smallest unit; boosts are not in it.
pub type Weight = u128;
/// Units of a resource class.
pub type Units = u128;
/// An H3 cell: its index of 64 bits.
pub type Cell = u64;
/// An ISO 3166-1 numeric country code.
pub type Country = u16;
/// Milliseconds of a block's timestamp.
pub type Timestamp = u64;
/// An epoch's number, counted from the suite's genesis. An epoch lasts [`crate::Clock::epoch_ms`].
pub type Epoch = u32;
/// A node's number. Never reused.
pub type NodeId = u32;
/// A resource class's number.
pub type ClassId = u16;
/// A lease's number, counted from 1. Never reused.
pub type LeaseId = u64;
/// A proposal's number.
pub type ProposalId = u32;
/// Basis points: hundredths of a percent; 10 000 is one.
pub type Bps = u16;
/// A public sr25519 key.
pub type PublicKey = [u8; 32];
/// An sr25519 signature, made in the context `substrate`.
pub type Signature = [u8; 64];

/// One, in basis points.
pub const ONE_BPS: Bps = 10_000;
/// One token, in its smallest unit.
pub const TOKEN: Amount = 1_000_000_000_000;
/// A day in milliseconds.
pub const DAY_MS: u64 = 86_400_000;
