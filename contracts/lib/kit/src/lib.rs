//! What the suite's contracts do alike: mechanism around `ink::env`, no rule of any contract.
//!
//! - [`settings`]: clock, addresses of other contracts and scheduled parameters, in one storage item;
//! - [`ownership`]: the storage item behind a contract's `Ownable` messages;
//! - [`calls`]: how a contract calls another one, and [`peers`]: typed messages of each callee;
//! - [`events`]: how an event with one numeric topic is emitted;
//! - [`storage`]: how mappings' items are read and written, and [`bytes`]: bytes that are encoded already;
//! - [`page_cache`]: pages of records that a message reads and writes at most once;
//! - [`finish()`]: how a message ends that left the root as it was.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod bytes;
pub mod calls;
pub mod events;
mod finish;
pub mod ownership;
pub mod page_cache;
pub mod peers;
pub mod settings;
pub mod storage;

pub use events::{emit, emit_plain};
pub use finish::finish;
pub use page_cache::{OpenPage, PageCache};
pub use settings::Settings;
