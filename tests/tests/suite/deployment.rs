//! Networks that are deployed, resumed after an interruption, and verified, and their parameters by name.

mod parameters;
mod resumed;
mod verified;
