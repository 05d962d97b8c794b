//! Contracts for one test: owned by the deployer, wired to people or to nobody.

use crate::network::{TestNetwork, ARTIFACTS};
use gridshare_sdk::deploy::Constructor;
use gridshare_sdk::{
    AccountId, AttestationsHandle, GovernanceHandle, MarketHandle, MeteringHandle, RegistryHandle,
    RewardsHandle, StakingHandle, TokenHandle,
};
use interfaces::attestations::{AttestationsConfig, AttestationsParams};
use interfaces::governance::{GovernanceConfig, GovernanceParams, GovernedContracts};
use interfaces::market::{MarketConfig, MarketParams, MarketPeers};
use interfaces::metering::{MeteringConfig, MeteringParams, MeteringPeers};
use interfaces::registry::{RegistryConfig, RegistryParams, RegistryPeers};
use interfaces::rewards::{EmissionSchedule, RewardsConfig, RewardsParams};
use interfaces::staking::{StakingConfig, StakingParams, StakingPeers};
use interfaces::token::TokenConfig;
use shared::TOKEN;

/// Eight contracts that the deployer owns. They know of each other what their constructors say; nothing else is
/// wired.
pub struct IsolatedContracts {
    /// The deployer.
    pub owner: AccountId,
    /// An account that is no contract.
    pub nobody: AccountId,
    /// A token.
    pub token: TokenHandle,
    /// A registry.
    pub registry: RegistryHandle,
    /// A market.
    pub market: MarketHandle,
    /// Attestations.
    pub attestations: AttestationsHandle,
    /// Staking.
    pub staking: StakingHandle,
    /// Metering.
    pub metering: MeteringHandle,
    /// Rewards.
    pub rewards: RewardsHandle,
    /// Governance.
    pub governance: GovernanceHandle,
}

impl IsolatedContracts {
    /// Instantiates the contracts.
    pub fn new(w: &mut TestNetwork) -> Self {
        let token = made(w, &token_config());
        let config = registry_config(w);
        let registry = made(w, &config);
        let config = market_config(w, registry);
        let market = made(w, &config);
        let config = attestations_config(w, registry);
        let attestations = made(w, &config);
        let config = staking_config(w, token, registry);
        let staking = made(w, &config);
        let config = metering_config(w, token, registry, market);
        let metering = made(w, &config);
        let config = RewardsConfig { token, metering, staking, ..rewards_config(w, registry) };
        let rewards = made(w, &config);
        let suite = GovernedContracts { token, registry, market, attestations, staking, metering, rewards };
        let governance = made(w, &governance_config(suite));
        let (owner, nobody) = (w.net.suite.deployer, w.stranger("nobody"));
        Self {
            owner,
            nobody,
            token: TokenHandle::at(token),
            registry: RegistryHandle::at(registry),
            market: MarketHandle::at(market),
            attestations: AttestationsHandle::at(attestations),
            staking: StakingHandle::at(staking),
            metering: MeteringHandle::at(metering),
            rewards: RewardsHandle::at(rewards),
            governance: GovernanceHandle::at(governance),
        }
    }

    /// Instantiates the contracts and wires them to people: each peer is the person named.
    pub fn wired(w: &mut TestNetwork) -> Self {
        let contracts = Self::new(w);
        let peers = registry_peers(w);
        let [metering, treasury] = ["metering", "treasury"].map(|name| w.stranger(name));
        let rewards = peers.rewards;
        w.send(contracts.owner, contracts.token.set_minter(rewards));
        w.send(contracts.owner, contracts.registry.wire(peers));
        w.send(contracts.owner, contracts.market.wire(MarketPeers { metering }));
        w.send(contracts.owner, contracts.staking.wire(StakingPeers { rewards }));
        w.send(contracts.owner, contracts.metering.wire(MeteringPeers { rewards, treasury }));
        contracts
    }
}

/// Returns peers of the registry, each of them the person named.
pub fn registry_peers(w: &mut TestNetwork) -> RegistryPeers {
    let [staking, market, rewards, attestations] =
        ["staking", "market", "rewards", "attestations"].map(|name| w.stranger(name));
    RegistryPeers { staking, market, rewards, attestations }
}

/// Instantiates a contract. Returns its address.
///
/// # Panics
/// When its constructor refuses.
pub fn made<Config: Constructor>(w: &mut TestNetwork, config: &Config) -> AccountId {
    w.create(config).unwrap_or_else(|error| panic!("{error}"))
}

/// Returns the configuration of a token with a supply of 1 000 tokens, and room for as many more.
pub fn token_config() -> TokenConfig {
    let (initial_supply, max_supply) = (1_000 * TOKEN, 2_000 * TOKEN);
    TokenConfig { name: "Isolated".into(), symbol: "ISO".into(), initial_supply, max_supply }
}

/// Returns the configuration of a registry on the network's clock.
pub fn registry_config(w: &TestNetwork) -> RegistryConfig {
    let (clock, genesis_hash) = (w.net.suite.clock, w.net.suite.genesis_hash);
    let annex = ARTIFACTS.registry_annex.code_hash();
    RegistryConfig { clock, genesis_hash, annex, params: RegistryParams::default() }
}

/// Returns the configuration of a market on the network's clock.
pub fn market_config(w: &TestNetwork, registry: AccountId) -> MarketConfig {
    MarketConfig { clock: w.net.suite.clock, registry, params: MarketParams::default() }
}

/// Returns the configuration of attestations on the network's clock.
pub fn attestations_config(w: &TestNetwork, registry: AccountId) -> AttestationsConfig {
    AttestationsConfig { clock: w.net.suite.clock, registry, params: AttestationsParams::default() }
}

/// Returns the configuration of staking on the network's clock.
pub fn staking_config(w: &TestNetwork, token: AccountId, registry: AccountId) -> StakingConfig {
    let (clock, annex) = (w.net.suite.clock, ARTIFACTS.staking_annex.code_hash());
    StakingConfig { clock, annex, token, registry, params: StakingParams::default() }
}

/// Returns the configuration of metering on the network's clock.
pub fn metering_config(
    w: &TestNetwork,
    token: AccountId,
    registry: AccountId,
    market: AccountId,
) -> MeteringConfig {
    let (clock, genesis_hash) = (w.net.suite.clock, w.net.suite.genesis_hash);
    let (annex, params) = (ARTIFACTS.metering_annex.code_hash(), MeteringParams::default());
    MeteringConfig { clock, genesis_hash, annex, token, registry, market, params }
}

/// Returns the configuration of rewards on the network's clock; its other peers are the network's contracts.
pub fn rewards_config(w: &TestNetwork, registry: AccountId) -> RewardsConfig {
    let suite = &w.net.suite;
    RewardsConfig {
        clock: suite.clock,
        token: suite.token,
        registry,
        metering: suite.metering,
        staking: suite.staking,
        schedule: EmissionSchedule::default(),
        params: RewardsParams::default(),
    }
}

/// Returns the configuration of governance over any contracts.
pub fn governance_config(suite: GovernedContracts) -> GovernanceConfig {
    GovernanceConfig { suite, params: GovernanceParams::default() }
}
