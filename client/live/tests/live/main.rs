//! The live chain on a real node: what it does, and that nothing is lost or done twice when something goes wrong.
//!
//! Without a node's program these tests pass and say so; with `GRIDSHARE_NEED_NODE` set they fail then.

mod answers;
mod calls;
mod clock;
mod faults;
mod funds;
mod interrupt;
mod proxy;
mod suite;
mod world;
