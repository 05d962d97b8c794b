//! Addresses of a deployed suite's contracts.

use crate::chain::AccountId;
use crate::handles::{
    AttestationsHandle, GovernanceHandle, MarketHandle, MeteringHandle, OwnableHandle, RegistryHandle,
    RewardsHandle, StakingHandle, TokenHandle,
};
use interfaces::governance::GovernedContracts;
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
    /// Returns the handle of the token.
    pub fn token(&self) -> TokenHandle {
        TokenHandle::at(self.token)
    }

    /// Returns the handle of the registry.
    pub fn registry(&self) -> RegistryHandle {
        RegistryHandle::at(self.registry)
    }

    /// Returns the handle of the market.
    pub fn market(&self) -> MarketHandle {
        MarketHandle::at(self.market)
    }

    /// Returns the handle of attestations.
    pub fn attestations(&self) -> AttestationsHandle {
        AttestationsHandle::at(self.attestations)
    }

    /// Returns the handle of staking.
    pub fn staking(&self) -> StakingHandle {
        StakingHandle::at(self.staking)
    }

    /// Returns the handle of metering.
    pub fn metering(&self) -> MeteringHandle {
        MeteringHandle::at(self.metering)
    }

    /// Returns the handle of rewards.
    pub fn rewards(&self) -> RewardsHandle {
        RewardsHandle::at(self.rewards)
    }

    /// Returns the handle of governance.
    pub fn governance(&self) -> GovernanceHandle {
        GovernanceHandle::at(self.governance)
    }

    /// Returns name and address of each contract, in the order in which they are deployed.
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

    /// Returns name and handle of each contract that governance owns.
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

    /// Returns the same contracts in the form in which governance knows them.
    pub fn governed(&self) -> GovernedContracts {
        GovernedContracts {
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
