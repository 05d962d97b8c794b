//! The registry's own code: the messages of `messages`, and nothing else. All others run in the annex.
//!
//! A chain charges for a contract's whole code in every call, in each frame. What is called day by day is therefore
//! dispatched here, in half the code that the whole contract takes.

use crate::state::State;
use ink::prelude::vec::Vec;
use ink::selector_id;
use interfaces::registry::{RegistryConfig, RegistryError};
use kit::front::{encoded, hash, read, selector, Answer, Front};

const HEARTBEAT: u32 = selector_id!("Registry::heartbeat");
const SUBMIT_BEATS: u32 = selector_id!("Registry::submit_beats");
const NOTE_STAKE: u32 = selector_id!("Registry::note_stake");
const TAKE_CREDIT: u32 = selector_id!("Registry::take_credit");
const OWNER_OF: u32 = selector_id!("Registry::owner_of");
const IDENTITY: u32 = selector_id!("Registry::identity");
const VET: u32 = selector_id!("Registry::vet");
const ANNEX: u32 = selector_id!("Registry::annex");

impl Front for State {
    type Config = RegistryConfig;
    type Error = RegistryError;

    fn start(config: RegistryConfig) -> Result<Self, RegistryError> {
        Self::new(config)
    }

    fn annex(&self) -> &[u8; 32] {
        &self.annex
    }

    fn answer(&mut self, mut input: &[u8]) -> Option<Answer> {
        let from = &mut input;
        Some(match selector(from)? {
            HEARTBEAT => encoded(&self.heartbeat(&read::<Vec<_>>(from)?)),
            SUBMIT_BEATS => encoded(&self.submit_beats(&read::<Vec<_>>(from)?)),
            NOTE_STAKE => encoded(&self.note_stake(read(from)?, &read(from)?)),
            TAKE_CREDIT => encoded(&self.take_credit(&read::<Vec<_>>(from)?, &read(from)?, read(from)?)),
            OWNER_OF => encoded(&self.owner_of(read(from)?)),
            IDENTITY => encoded(&self.identity(read(from)?)),
            ANNEX => hash(&self.annex),
            VET => encoded(&self.vet(&read(from)?)),
            _ => return None,
        })
    }
}

kit::entry_points!(State);
