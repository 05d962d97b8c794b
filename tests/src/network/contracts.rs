//! Handles of the contracts, and further instances of them.

use super::{TestNetwork, ARTIFACTS};
use gridshare_sdk::deploy::{create, Constructor};
use gridshare_sdk::{
    AccountId, AttestationsHandle, CallError, Chain, GovernanceHandle, MarketHandle, MeteringHandle,
    RegistryHandle, RewardsHandle, StakingHandle, TokenHandle,
};

impl TestNetwork {
    /// Returns the token's handle.
    pub fn token(&self) -> TokenHandle {
        self.net.suite.token()
    }

    /// Returns the registry's handle.
    pub fn registry(&self) -> RegistryHandle {
        self.net.suite.registry()
    }

    /// Returns the market's handle.
    pub fn market(&self) -> MarketHandle {
        self.net.suite.market()
    }

    /// Returns the handle of attestations.
    pub fn attestations(&self) -> AttestationsHandle {
        self.net.suite.attestations()
    }

    /// Returns the handle of staking.
    pub fn staking(&self) -> StakingHandle {
        self.net.suite.staking()
    }

    /// Returns the handle of metering.
    pub fn metering(&self) -> MeteringHandle {
        self.net.suite.metering()
    }

    /// Returns the handle of rewards.
    pub fn rewards(&self) -> RewardsHandle {
        self.net.suite.rewards()
    }

    /// Returns the handle of governance.
    pub fn governance(&self) -> GovernanceHandle {
        self.net.suite.governance()
    }

    /// Instantiates one more contract, owned by the deployer. Returns its address.
    ///
    /// # Errors
    /// When the constructor refuses.
    pub fn create<Config: Constructor>(
        &mut self,
        config: &Config,
    ) -> Result<AccountId, CallError<Config::Error>> {
        let name = Config::NAME.trim_end_matches(".new");
        let artifact = ARTIFACTS.iter().find(|artifact| artifact.name == name);
        let code = &artifact.expect("constructors are named like their contracts").code;
        let deployer = self.net.suite.deployer;
        let chain = &mut self.net.chain;
        let hash = chain.upload(deployer, code).expect("the code was uploaded before");
        create(chain, deployer, hash, config, b"another one").map(|receipt| receipt.value)
    }
}
