//! Instantiates one contract of stored code.

use crate::chain::{AccountId, Chain};
use crate::message::{receipt, CallError, Receipt};
use blake2::digest::consts::U32;
use blake2::{Blake2b, Digest};
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

/// Arguments of a contract's constructor; every contract has one, called `new`.
pub trait Constructor: Encode {
    /// The constructor's error.
    type Error: Decode + Debug + Send + Sync + 'static;
    /// Contract and constructor, for reports and errors.
    const NAME: &'static str;

    /// Returns selector and arguments.
    fn input(&self) -> Vec<u8> {
        let mut input = ink::selector_bytes!("new").to_vec();
        self.encode_to(&mut input);
        input
    }
}

macro_rules! constructors {
    ($($config:ty, $error:ty, $name:literal;)*) => {$(
        impl Constructor for $config {
            type Error = $error;
            const NAME: &'static str = $name;
        }
    )*};
}

constructors! {
    TokenConfig, TokenError, "token.new";
    RegistryConfig, RegistryError, "registry.new";
    MarketConfig, MarketError, "market.new";
    AttestationsConfig, AttestationsError, "attestations.new";
    StakingConfig, StakingError, "staking.new";
    MeteringConfig, MeteringError, "metering.new";
    RewardsConfig, RewardsError, "rewards.new";
    GovernanceConfig, GovernanceError, "governance.new";
}

/// Returns the address that a contract gets; `input` is selector and arguments of its constructor. The formula is
/// pallet-contracts' default: `blake2_256("contract_addr_v1" ++ deployer ++ code hash ++ input ++ salt)`, each
/// SCALE-encoded.
pub fn address_of(deployer: &AccountId, code_hash: &[u8; 32], input: &[u8], salt: &[u8]) -> AccountId {
    let seed = (b"contract_addr_v1", deployer, code_hash, input, salt).encode();
    <[u8; 32]>::from(Blake2b::<U32>::digest(seed)).into()
}

/// Instantiates one contract of stored code. The receipt's value is its address.
///
/// # Errors
/// When the constructor or the chain refuses.
pub fn create<C: Chain, Config: Constructor>(
    chain: &mut C,
    deployer: AccountId,
    code_hash: [u8; 32],
    config: &Config,
    salt: &[u8],
) -> Result<Receipt<AccountId>, CallError<Config::Error>> {
    let (address, executed) = chain
        .instantiate(deployer, code_hash, config.input(), salt.to_vec())
        .map_err(|error| CallError::Chain { message: Config::NAME, error })?;
    let Receipt { value: (), cost, events } = receipt(Config::NAME, Ok(executed))?;
    Ok(Receipt { value: address, cost, events })
}
