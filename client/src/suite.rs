//! Where the contracts are, and how they get there.
//!
//! - `config`: what a suite is deployed with;
//! - `create`: one contract of stored code;
//! - `deploy`: all of them, wired, handed over and verified.

mod config;
mod create;
mod deploy;
#[cfg(test)]
mod tests;

pub use config::DeployConfig;
pub use create::{create, Constructor};
pub use deploy::{deploy, verify};

use crate::chain::AccountId;
use crate::contracts::{
    AttestationsHandle, GovernanceHandle, MarketHandle, MeteringHandle, OwnableHandle, RegistryHandle,
    RewardsHandle, StakingHandle, TokenHandle,
};
use interfaces::governance::Suite as GovernedSuite;
use shared::{Amount, Clock};

/// A deployed suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The token.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
    /// The market.
    pub market: AccountId,
    /// Attestations.
    pub attestations: AccountId,
    /// Staking.
    pub staking: AccountId,
    /// Metering.
    pub metering: AccountId,
    /// Rewards.
    pub rewards: AccountId,
    /// Governance, which owns the others and holds the treasury.
    pub governance: AccountId,
    /// Who deployed it, and was given the initial supply.
    pub deployer: AccountId,
    /// The clock that all of them keep.
    pub clock: Clock,
    /// Hash of the chain's first block, part of every signed message.
    pub genesis_hash: [u8; 32],
    /// The token's supply when it was deployed.
    pub initial_supply: Amount,
}

impl Suite {
    /// The token.
    pub fn token(&self) -> TokenHandle {
        TokenHandle::at(self.token)
    }

    /// The registry.
    pub fn registry(&self) -> RegistryHandle {
        RegistryHandle::at(self.registry)
    }

    /// The market.
    pub fn market(&self) -> MarketHandle {
        MarketHandle::at(self.market)
    }

    /// Attestations.
    pub fn attestations(&self) -> AttestationsHandle {
        AttestationsHandle::at(self.attestations)
    }

    /// Staking.
    pub fn staking(&self) -> StakingHandle {
        StakingHandle::at(self.staking)
    }

    /// Metering.
    pub fn metering(&self) -> MeteringHandle {
        MeteringHandle::at(self.metering)
    }

    /// Rewards.
    pub fn rewards(&self) -> RewardsHandle {
        RewardsHandle::at(self.rewards)
    }

    /// Governance.
    pub fn governance(&self) -> GovernanceHandle {
        GovernanceHandle::at(self.governance)
    }

    /// Name and address of each contract, in the order in which they are deployed.
    pub fn contracts(&self) -> [(&'static str, AccountId); 8] {
        [
            ("token", self.token),
            ("registry", self.registry),
            ("market", self.market),
            ("attestations", self.attestations),
            ("staking", self.staking),
            ("metering", self.metering),
            ("rewards", self.rewards),
            ("governance", self.governance),
        ]
    }

    /// The contracts that governance owns.
    pub fn owned(&self) -> [(&'static str, OwnableHandle); 7] {
        [
            ("token", OwnableHandle::at(self.token)),
            ("registry", OwnableHandle::at(self.registry)),
            ("market", OwnableHandle::at(self.market)),
            ("attestations", OwnableHandle::at(self.attestations)),
            ("staking", OwnableHandle::at(self.staking)),
            ("metering", OwnableHandle::at(self.metering)),
            ("rewards", OwnableHandle::at(self.rewards)),
        ]
    }

    /// The same contracts as governance knows them.
    pub fn governed(&self) -> GovernedSuite {
        GovernedSuite {
            token: self.token,
            registry: self.registry,
            market: self.market,
            attestations: self.attestations,
            staking: self.staking,
            metering: self.metering,
            rewards: self.rewards,
        }
    }
}
