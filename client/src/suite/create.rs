//! One contract of stored code.

use crate::chain::{AccountId, Chain};
use crate::contracts::{done, CallError, Done};
use interfaces::attestations::{AttestationsConfig, AttestationsError};
use interfaces::governance::{GovernanceConfig, GovernanceError};
use interfaces::market::{MarketConfig, MarketError};
use interfaces::metering::{MeteringConfig, MeteringError};
use interfaces::registry::{RegistryConfig, RegistryError};
use interfaces::rewards::{RewardsConfig, RewardsError};
use interfaces::staking::{StakingConfig, StakingError};
use interfaces::token::{TokenConfig, TokenError};
use scale::{Decode, Encode};
use std::fmt::Debug;

/// What a contract's constructor takes; every contract has one, called `new`.
pub trait Constructor: Encode {
    /// Why it refuses.
    type Error: Decode + Debug + Send + Sync + 'static;
    /// Contract and constructor, for reports and errors.
    const NAME: &'static str;
}

impl Constructor for TokenConfig {
    type Error = TokenError;
    const NAME: &'static str = "token.new";
}

impl Constructor for RegistryConfig {
    type Error = RegistryError;
    const NAME: &'static str = "registry.new";
}

impl Constructor for MarketConfig {
    type Error = MarketError;
    const NAME: &'static str = "market.new";
}

impl Constructor for AttestationsConfig {
    type Error = AttestationsError;
    const NAME: &'static str = "attestations.new";
}

impl Constructor for StakingConfig {
    type Error = StakingError;
    const NAME: &'static str = "staking.new";
}

impl Constructor for MeteringConfig {
    type Error = MeteringError;
    const NAME: &'static str = "metering.new";
}

impl Constructor for RewardsConfig {
    type Error = RewardsError;
    const NAME: &'static str = "rewards.new";
}

impl Constructor for GovernanceConfig {
    type Error = GovernanceError;
    const NAME: &'static str = "governance.new";
}

/// Makes one contract of stored code. The value is its address.
///
/// # Errors
/// When the constructor refuses or the chain does.
pub fn create<C: Chain, Config: Constructor>(
    chain: &mut C,
    deployer: AccountId,
    code_hash: [u8; 32],
    config: &Config,
    salt: &[u8],
) -> Result<Done<AccountId>, CallError<Config::Error>> {
    let mut input = ink::selector_bytes!("new").to_vec();
    config.encode_to(&mut input);
    let (address, executed) = chain
        .instantiate(deployer, code_hash, input, salt.to_vec())
        .map_err(|error| CallError::Chain { message: Config::NAME, error })?;
    let Done { value: (), cost, events } = done(Config::NAME, Ok(executed))?;
    Ok(Done { value: address, cost, events })
}
