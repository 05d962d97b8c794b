//! The root: configuration and sums, which every message reads. Metering and its annex are two codes over this one
//! state.

use crate::config::{Config, Peer};
use crate::store::Store;
use ink::env::DefaultEnvironment;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Lazy;
use interfaces::metering::{MeteringConfig, MeteringError};
use kit::ownership;
use kit::peers::token;
use shared::{Amount, Epoch, Ownership, Timestamp};

/// Metering's storage.
#[ink::storage_item]
#[derive(Debug)]
pub struct State {
    /// Clock, peers and parameters.
    pub config: Config,
    /// Hash of the code that runs the messages which metering's own code does not have.
    pub annex: [u8; 32],
    /// Sums over all nodes, payers and leases, and what lies beside the root.
    pub store: Store,
    /// Who owns the contract; read by administration only.
    pub ownership: Lazy<Ownership, ManualKey<0x4000_0002>>,
}

impl State {
    /// Starts without rewards and treasury, owned by the caller.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: MeteringConfig) -> Result<Self, MeteringError> {
        let (annex, config) = (config.annex, Config::new(config)?);
        let mut state = Self { config, annex, store: Store::default(), ownership: Lazy::new() };
        ownership::start(&mut state.ownership, caller());
        Ok(state)
    }

    /// Returns the running epoch.
    pub fn epoch(&self) -> Epoch {
        self.config.epoch(now())
    }

    /// Pays `amount` of the tokens that metering holds to `to`.
    ///
    /// # Errors
    /// `TransferFailed`, `PeerFailed`.
    pub fn pay(&self, to: &AccountId, amount: Amount) -> Result<(), MeteringError> {
        token::transfer(to, amount).or(self.config.peer(Peer::Token), MeteringError::TransferFailed)
    }
}

/// Returns the account that sent the message.
pub fn caller() -> AccountId {
    ink::env::caller::<DefaultEnvironment>()
}

/// Returns the contract's own account.
pub fn own_account() -> AccountId {
    ink::env::account_id::<DefaultEnvironment>()
}

/// Returns the block's timestamp, in milliseconds.
pub fn now() -> Timestamp {
    ink::env::block_timestamp::<DefaultEnvironment>()
}
