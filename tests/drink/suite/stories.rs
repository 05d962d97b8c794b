//! The main stories, with all contracts deployed by their bundles and wired by names.

mod lease;
mod staker;
mod vote;
