//! What the suite's contracts do alike: mechanism around `ink::env`, no rule of any contract.
//!
//! - [`settings`]: clock, addresses of other contracts and scheduled parameters, as they lie in the root;
//! - [`ownership`]: the storage item behind a contract's `Ownable` messages;
//! - [`calls`]: how a contract calls another one, and [`peers`]: typed messages of each callee;
//! - [`events`]: how an event with one numeric topic is emitted;
//! - [`storage`]: how mappings' items are read and written, and [`bytes`]: bytes that are encoded already;
//! - [`page_cache`]: pages of records that a message reads and writes at most once;
//! - [`annex`]: how a contract leaves messages that are seldom called to a second code, and [`front`]: what its own
//!   code then is;
//! - [`finish()`] and [`answer()`]: how a message ends that left the root as it was.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod annex;
pub mod bytes;
pub mod calls;
pub mod events;
mod finish;
pub mod front;
pub mod ownership;
pub mod page_cache;
pub mod peers;
pub mod settings;
pub mod storage;

pub use events::{emit, emit_plain};
pub use finish::{answer, finish};
pub use page_cache::{OpenPage, PageCache};
pub use settings::Settings;
