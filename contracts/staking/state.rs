//! The root: what messages read every time. Staking and its annex are two codes over this one state.

use crate::config::{Config, Peer};
use crate::context::Context;
use crate::pool_update::PoolUpdate;
use crate::store::Store;
use ink::env::DefaultEnvironment;
use ink::primitives::AccountId;
use ink::storage::traits::ManualKey;
use ink::storage::Lazy;
use interfaces::staking::{StakingConfig, StakingError};
use kit::ownership;
use kit::peers::token;
use shared::{Amount, NodeId, Ownership};

/// Staking's storage. Of the messages that run day by day, only those change the root that change the tokens
/// active in all pools.
///
/// The contract's token balance is at least Σ pools (active, pending and thawing) + Σ payouts.
#[ink::storage_item]
#[derive(Debug)]
pub struct State {
    /// Clock, peers and parameters.
    pub config: Config,
    /// Hash of the code that runs the messages which staking's own code does not have.
    pub annex: [u8; 32],
    /// The tokens active in all pools, and what lies beside the root.
    pub store: Store,
    /// Who owns the contract; read by administration only.
    pub ownership: Lazy<Ownership, ManualKey<0x3000_0002>>,
}

impl State {
    /// Starts without pools, slashers and rewards, owned by the caller.
    ///
    /// # Errors
    /// `InvalidClock`, `ParamOutOfBounds`.
    pub fn new(config: StakingConfig) -> Result<Self, StakingError> {
        let StakingConfig { clock, token, registry, annex, params } = config;
        let config = Config::new(clock, &[token, registry], params)?;
        let mut state = Self { config, annex, store: Store::default(), ownership: Lazy::new() };
        ownership::start(&mut state.ownership, caller());
        Ok(state)
    }

    /// Pays tokens out.
    ///
    /// # Errors
    /// `TransferFailed`, `PeerFailed`.
    #[inline(never)]
    pub fn pay(&self, to: &AccountId, amount: Amount) -> Result<(), StakingError> {
        token::transfer(to, amount).or(self.config.peer(Peer::Token), StakingError::TransferFailed)
    }
}

/// Returns the time and the configuration.
#[inline(never)]
pub fn context(config: &Config) -> Context<'_> {
    Context::new(config, ink::env::block_timestamp::<DefaultEnvironment>())
}

/// Reads a node's pool.
///
/// # Errors
/// `NoPool`.
#[inline(never)]
pub fn read_pool<'a>(
    config: &'a Config,
    store: &Store,
    node: NodeId,
) -> Result<PoolUpdate<'a>, StakingError> {
    PoolUpdate::new(store, context(config), node, None)
}

/// Returns the account that sent the message.
pub fn caller() -> AccountId {
    ink::env::caller::<DefaultEnvironment>()
}
