//! What the contracts' metadata lists: called by the wrong people and with the wrong bytes, and pinned. A new
//! message is covered the day it is written, and fails here until somebody says who may call it.

mod bytes;
mod callers;
mod names;
mod permissions;
mod pins;
