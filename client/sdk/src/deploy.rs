//! Deploys a suite: instantiates, wires, hands over to governance and verifies.
//!
//! - `config`: what a suite is deployed with;
//! - `create`: instantiates one contract of stored code.

mod config;
mod create;

pub use config::DeployConfig;
pub use create::{create, Constructor};

use crate::artifacts::{Artifact, Artifacts};
use crate::chain::{AccountId, Chain};
use crate::costs::CostBook;
use crate::network::Network;
use crate::progress::Progress;
use crate::suite::Suite;
use anyhow::{ensure, Context, Result};
use interfaces::attestations::AttestationsConfig;
use interfaces::governance::{GovernanceConfig, GovernedContracts};
use interfaces::market::{MarketConfig, MarketPeers};
use interfaces::metering::{MeteringConfig, MeteringPeers};
use interfaces::registry::{RegistryConfig, RegistryPeers};
use interfaces::rewards::RewardsConfig;
use interfaces::staking::{StakingConfig, StakingPeers};
use interfaces::token::TokenConfig;
use shared::Clock;

/// A deployment under way.
struct Deployment<'a, C> {
    chain: &'a mut C,
    deployer: AccountId,
    salt: &'a [u8],
    costs: CostBook,
    progress: &'a dyn Progress,
}

impl<C: Chain> Deployment<'_, C> {
    /// Uploads a contract's code and instantiates it. Returns its address.
    fn create<Config: Constructor>(&mut self, artifact: &Artifact, config: &Config) -> Result<AccountId> {
        self.progress.stage(&format!("deploying: {}", artifact.name));
        let code_hash = self
            .chain
            .upload(self.deployer, &artifact.code)
            .with_context(|| format!("uploading {}", artifact.name))?;
        let created = create(self.chain, self.deployer, code_hash, config, self.salt)?;
        self.costs.note(Config::NAME, created.cost);
        Ok(created.value)
    }

    /// Instantiates every contract, each after those that it calls.
    fn create_all(
        &mut self,
        artifacts: &Artifacts,
        config: &DeployConfig,
        clock: Clock,
        genesis_hash: [u8; 32],
    ) -> Result<Suite> {
        let initial_supply = config.initial_supply;
        let token = self.create(
            &artifacts.token,
            &TokenConfig {
                name: config.name.clone(),
                symbol: config.symbol.clone(),
                initial_supply,
                max_supply: config.max_supply,
            },
        )?;
        let registry = self
            .create(&artifacts.registry, &RegistryConfig { clock, genesis_hash, params: config.registry })?;
        let market =
            self.create(&artifacts.market, &MarketConfig { clock, registry, params: config.market })?;
        let attestations = self.create(
            &artifacts.attestations,
            &AttestationsConfig { clock, registry, params: config.attestations },
        )?;
        let staking = self.create(
            &artifacts.staking,
            &StakingConfig { clock, token, registry, params: config.staking.clone() },
        )?;
        let params = config.metering.clone();
        let metering = self.create(
            &artifacts.metering,
            &MeteringConfig { clock, genesis_hash, token, registry, market, params },
        )?;
        let (schedule, params) = (config.schedule, config.rewards.clone());
        let rewards = self.create(
            &artifacts.rewards,
            &RewardsConfig { clock, token, registry, metering, staking, schedule, params },
        )?;
        let suite = GovernedContracts { token, registry, market, attestations, staking, metering, rewards };
        let governance = self
            .create(&artifacts.governance, &GovernanceConfig { suite, params: config.governance.clone() })?;
        Ok(Suite {
            token,
            registry,
            market,
            attestations,
            staking,
            metering,
            rewards,
            governance,
            deployer: self.deployer,
            clock,
            genesis_hash,
            initial_supply,
        })
    }
}

/// Uploads, instantiates, wires and hands over a suite, so that governance owns every contract, and verifies it.
/// `progress` is told each step.
///
/// # Errors
/// When a step is refused, or [`verify`] fails.
pub fn deploy<C: Chain>(
    mut chain: C,
    deployer: AccountId,
    artifacts: &Artifacts,
    config: &DeployConfig,
    progress: &dyn Progress,
) -> Result<Network<C>> {
    let clock = Clock { genesis: config.genesis.unwrap_or(chain.now()), epoch_ms: config.epoch_ms };
    let genesis_hash = chain.genesis_hash();
    let mut deployment =
        Deployment { chain: &mut chain, deployer, salt: &config.salt, costs: CostBook::default(), progress };
    let suite = deployment.create_all(artifacts, config, clock, genesis_hash)?;
    let costs = deployment.costs;
    let mut net = Network { chain, suite, costs };
    progress.stage("deploying: wiring");
    wire(&mut net)?;
    progress.stage("deploying: classes, attesters and slashers");
    add_config(&mut net, config)?;
    progress.stage("deploying: handing over to governance");
    hand_over(&mut net)?;
    progress.stage("deploying: verifying");
    verify(&mut net)?;
    Ok(net)
}

/// Who may call which contract's wired messages.
struct Peers {
    registry: RegistryPeers,
    market: MarketPeers,
    staking: StakingPeers,
    metering: MeteringPeers,
}

impl Peers {
    /// Returns the peers of a suite's contracts.
    fn of(suite: &Suite) -> Self {
        let Suite { market, attestations, staking, metering, rewards, governance, .. } = *suite;
        Self {
            registry: RegistryPeers { staking, market, rewards, attestations },
            market: MarketPeers { metering },
            staking: StakingPeers { rewards },
            metering: MeteringPeers { rewards, treasury: governance },
        }
    }
}

/// Names to each contract the ones that may call its wired messages, and rewards to the token as its minter.
fn wire<C: Chain>(net: &mut Network<C>) -> Result<()> {
    let (peers, deployer) = (Peers::of(&net.suite), net.suite.deployer);
    net.send(deployer, net.suite.token().set_minter(net.suite.rewards))?;
    net.send(deployer, net.suite.registry().wire(peers.registry))?;
    net.send(deployer, net.suite.market().wire(peers.market))?;
    net.send(deployer, net.suite.staking().wire(peers.staking))?;
    net.send(deployer, net.suite.metering().wire(peers.metering))?;
    Ok(())
}

/// Adds classes, attesters, regions and slashers: what only the owner can, and what later takes a proposal.
fn add_config<C: Chain>(net: &mut Network<C>, config: &DeployConfig) -> Result<()> {
    let deployer = net.suite.deployer;
    for class in &config.classes {
        net.send(deployer, net.suite.market().register_class(class.clone()))?;
    }
    for &(kind, attester) in &config.attesters {
        net.send(deployer, net.suite.attestations().set_attester(kind, attester, true))?;
    }
    for &(cell, boost) in &config.regions {
        net.send(deployer, net.suite.attestations().set_region(cell, boost))?;
    }
    for &slasher in &config.slashers {
        net.send(deployer, net.suite.staking().set_slasher(slasher, true))?;
    }
    Ok(())
}

/// Transfers the ownership of each contract in two steps: the deployer offers it, governance accepts.
fn hand_over<C: Chain>(net: &mut Network<C>) -> Result<()> {
    let Suite { governance, deployer, .. } = net.suite;
    for (_, contract) in net.suite.owned() {
        net.send(deployer, contract.transfer_ownership(governance))?;
        net.send(deployer, net.suite.governance().take_ownership(contract.address()))?;
    }
    Ok(())
}

/// Checks owners, clocks, registries, minter, peers and governed contracts of a suite, whoever deployed it.
///
/// # Errors
/// The first that is not as [`deploy`] leaves it.
pub fn verify<C: Chain>(net: &mut Network<C>) -> Result<()> {
    let suite = net.suite.clone();
    for (name, contract) in suite.owned() {
        ensure!(net.view(contract.owner())? == suite.governance, "governance does not own {name}");
        ensure!(net.view(contract.pending_owner())?.is_none(), "{name} is offered to somebody");
    }
    let clocks = [
        ("registry", net.view(suite.registry().clock())?),
        ("market", net.view(suite.market().clock())?),
        ("attestations", net.view(suite.attestations().clock())?),
        ("staking", net.view(suite.staking().clock())?),
        ("metering", net.view(suite.metering().clock())?),
        ("rewards", net.view(suite.rewards().clock())?),
    ];
    for (name, clock) in clocks {
        ensure!(clock == suite.clock, "{name} keeps another clock");
    }
    let registries = [
        ("market", net.view(suite.market().registry())?),
        ("attestations", net.view(suite.attestations().registry())?),
    ];
    for (name, registry) in registries {
        ensure!(registry == suite.registry, "{name} asks another registry");
    }
    let minter = net.view(suite.token().minter())?;
    ensure!(minter == Some(suite.rewards), "rewards is not the minter");
    let peers = Peers::of(&suite);
    let wired = [
        ("registry", net.view(suite.registry().peers())? == Some(peers.registry)),
        ("market", net.view(suite.market().peers())? == Some(peers.market)),
        ("staking", net.view(suite.staking().peers())? == Some(peers.staking)),
        ("metering", net.view(suite.metering().peers())? == Some(peers.metering)),
    ];
    for (name, as_it_should) in wired {
        ensure!(as_it_should, "{name} has other peers");
    }
    let governed = net.view(suite.governance().suite())?;
    ensure!(governed == suite.governed(), "governance governs another suite");
    Ok(())
}
