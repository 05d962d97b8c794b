//! Contracts of their own for one test: owned by the deployer, wired to people, or to nobody.

use crate::world::World;
use gridshare::contracts::{
    AttestationsHandle, GovernanceHandle, MarketHandle, MeteringHandle, RegistryHandle, RewardsHandle,
    StakingHandle, TokenHandle,
};
use gridshare::suite::Constructor;
use gridshare::AccountId;
use interfaces::attestations::{AttestationsConfig, AttestationsParams};
use interfaces::governance::{GovernanceConfig, GovernanceParams, Suite};
use interfaces::market::{MarketConfig, MarketParams, MarketPeers};
use interfaces::metering::{MeteringConfig, MeteringParams, MeteringPeers};
use interfaces::registry::{RegistryConfig, RegistryParams, RegistryPeers};
use interfaces::rewards::{EmissionSchedule, RewardsConfig, RewardsParams};
use interfaces::staking::{StakingConfig, StakingParams, StakingPeers};
use interfaces::token::TokenConfig;
use shared::TOKEN;

/// Eight contracts that the deployer owns. They know of each other what their constructors say, and nothing is
/// wired.
pub struct Lab {
    /// The deployer.
    pub owner: AccountId,
    /// Somebody who is no contract.
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

impl Lab {
    /// Makes the contracts.
    pub fn new(w: &mut World) -> Self {
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
        let suite = Suite { token, registry, market, attestations, staking, metering, rewards };
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

    /// The same, wired to people: each peer is the person named.
    pub fn wired(w: &mut World) -> Self {
        let lab = Self::new(w);
        let peers = registry_peers(w);
        let [metering, treasury] = ["metering", "treasury"].map(|name| w.stranger(name));
        let rewards = peers.rewards;
        w.send(lab.owner, lab.token.set_minter(rewards));
        w.send(lab.owner, lab.registry.wire(peers));
        w.send(lab.owner, lab.market.wire(MarketPeers { metering }));
        w.send(lab.owner, lab.staking.wire(StakingPeers { rewards }));
        w.send(lab.owner, lab.metering.wire(MeteringPeers { rewards, treasury }));
        lab
    }
}

/// The registry's peers, each of them the person named.
pub fn registry_peers(w: &mut World) -> RegistryPeers {
    let [staking, market, rewards, attestations] =
        ["staking", "market", "rewards", "attestations"].map(|name| w.stranger(name));
    RegistryPeers { staking, market, rewards, attestations }
}

/// Makes a contract that must be made.
///
/// # Panics
/// When its constructor refuses.
pub fn made<Config: Constructor>(w: &mut World, config: &Config) -> AccountId {
    w.create(config).unwrap_or_else(|error| panic!("{error}"))
}

/// A token with 1 000 tokens, and room for as many more.
pub fn token_config() -> TokenConfig {
    let (initial_supply, max_supply) = (1_000 * TOKEN, 2_000 * TOKEN);
    TokenConfig { name: "Lab".into(), symbol: "LAB".into(), initial_supply, max_supply }
}

/// A registry on the world's clock.
pub fn registry_config(w: &World) -> RegistryConfig {
    let (clock, genesis_hash) = (w.net.suite.clock, w.net.suite.genesis_hash);
    RegistryConfig { clock, genesis_hash, params: RegistryParams::default() }
}

/// A market on the world's clock.
pub fn market_config(w: &World, registry: AccountId) -> MarketConfig {
    MarketConfig { clock: w.net.suite.clock, registry, params: MarketParams::default() }
}

/// Attestations on the world's clock.
pub fn attestations_config(w: &World, registry: AccountId) -> AttestationsConfig {
    AttestationsConfig { clock: w.net.suite.clock, registry, params: AttestationsParams::default() }
}

/// Staking on the world's clock.
pub fn staking_config(w: &World, token: AccountId, registry: AccountId) -> StakingConfig {
    StakingConfig { clock: w.net.suite.clock, token, registry, params: StakingParams::default() }
}

/// Metering on the world's clock.
pub fn metering_config(
    w: &World,
    token: AccountId,
    registry: AccountId,
    market: AccountId,
) -> MeteringConfig {
    let (clock, genesis_hash) = (w.net.suite.clock, w.net.suite.genesis_hash);
    MeteringConfig { clock, genesis_hash, token, registry, market, params: MeteringParams::default() }
}

/// Rewards on the world's clock; its other peers are the world's contracts.
pub fn rewards_config(w: &World, registry: AccountId) -> RewardsConfig {
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

/// Governance over any suite.
pub fn governance_config(suite: Suite) -> GovernanceConfig {
    GovernanceConfig { suite, params: GovernanceParams::default() }
}
