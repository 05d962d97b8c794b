//! The main stories: on a node whose clock lets days pass.

mod dapp;
mod node_owner;
mod voters;
