//! One story that plays on every chain: a network is deployed, nodes work, dApps pay, voters decide, everybody
//! leaves. Whoever can make blocks of a given time can play it; chains that end in the same state behave alike.
//!
//! - [`people`]: who acts, and with which keys;
//! - [`story`]: the story, scene by scene;
//! - [`state`]: everything that the contracts' views show, as text that two chains can agree on;
//! - `names`: what differs between chains, replaced by names.

mod names;
pub mod people;
pub mod state;
pub mod story;

pub use people::{funder, keys};
pub use state::State;
pub use story::{run, Ended};
