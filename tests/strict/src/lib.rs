//! A chain inside this process with the constants of the strictest live one: what works there works on any. It is
//! a crate of its own because a second runtime is a second copy of the pallets, which takes a minute to compile.
//!
//! | | here | [`gridshare_embedded::runtime`] |
//! |---|---|---|
//! | balances | 64 bits | 128 bits |
//! | existential deposit | 500 | 1e9 |
//! | deposit per item / byte | 15 % / 6 % of that | 1e11 / 5e6 |
//! | call stack | 5 | 5 |
//! | code | 128 KiB | 128 KiB |
//! | unstable host functions | off | off |
//! | block | 4 s, 3 of them for calls; proof without bound | 2 s, 1.5 of them for calls; 5 MiB of proof |
//!
//! Weights are those of pallet-contracts 38 on both.

mod runtime;

use gridshare_embedded::machine::On;
use gridshare_embedded::EmbeddedChain;
pub use runtime::{Runtime, CALLS_PER_BLOCK};

static STRICT: On<Runtime> = On::runtime();

/// Starts a chain whose first block has the timestamp `start_ms`, in milliseconds.
pub fn chain(start_ms: u64) -> EmbeddedChain {
    EmbeddedChain::on(&STRICT, start_ms)
}
