//! The root: what every message may need, in the one item that it reads anyway; and how time and callers are
//! held against it. The registry and its annex are two codes over this one state.

use crate::config::{Config, Peer};
use crate::store::Store;
use ink::env::DefaultEnvironment;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Lazy;
use interfaces::registry::{RegistryConfig, RegistryError, RegistryParams};
use kit::ownership;
use shared::{Ownership, Slot};

/// The registry's storage.
#[ink::storage_item]
#[derive(Debug)]
pub struct State {
    /// Clock, peers and parameters.
    pub config: Config,
    /// Hash of the chain's first block, part of every signed beat.
    pub genesis_hash: [u8; 32],
    /// Hash of the code that runs the messages which the registry's own code does not have.
    pub annex: [u8; 32],
    /// How many nodes there are; they are numbered from 0.
    pub node_count: u32,
    /// All nodes' recent credit, and what lies beside the root.
    pub store: Store,
    /// Who owns the contract; read by administration only.
    pub ownership: Lazy<Ownership, ManualKey<0x2000_0004>>,
}

impl State {
    /// Starts without nodes and peers, owned by the caller.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: RegistryConfig) -> Result<Self, RegistryError> {
        let RegistryConfig { clock, genesis_hash, annex, params } = config;
        let (config, store) = (Config::new(clock, &[], params)?, Store::default());
        let mut state = Self { config, genesis_hash, annex, node_count: 0, store, ownership: Lazy::new() };
        ownership::start(&mut state.ownership, caller());
        Ok(state)
    }

    /// Returns the current slot.
    pub fn now(&self) -> Slot {
        self.config.clock.slot(ink::env::block_timestamp::<DefaultEnvironment>())
    }

    /// Returns the current slot and the parameters in force.
    pub fn now_and_params(&self) -> (Slot, RegistryParams) {
        let now = self.now();
        (now, *self.config.params(now.epoch))
    }

    /// Passes if the caller is this wired contract.
    ///
    /// # Errors
    /// `NotPeer`.
    pub fn ensure(&self, peer: Peer) -> Result<(), RegistryError> {
        Ok(self.config.ensure(peer, &caller())?)
    }
}

/// Returns the account that sent the message.
pub fn caller() -> AccountId {
    ink::env::caller::<DefaultEnvironment>()
}
