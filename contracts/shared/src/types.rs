//! The suite's units, named.

/// An amount of the token, in its smallest unit (12 decimals).
pub type Amount = u128;
/// Milliseconds of a block's timestamp.
pub type Timestamp = u64;
/// A period of [`crate::Clock::epoch_ms`], counted from the suite's genesis.
pub type Epoch = u32;
/// A node's number. Never reused.
pub type NodeId = u32;
/// A resource class' number.
pub type ClassId = u16;
/// A lease's number, counted from 1. Never reused; 0 marks a free leg entry.
pub type LeaseId = u64;
/// A proposal's number.
pub type ProposalId = u32;
/// Hundredths of a percent; 10 000 is one.
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
