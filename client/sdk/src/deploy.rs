//! Deploys a suite: instantiates, wires, hands over to governance and verifies. Every step looks whether it was done
//! before, so that a deployment goes on after whatever interruption.
//!
//! - `config`: what a suite is deployed with, and `config_file`: the same as people write it;
//! - `journal`: what is fixed at the start;
//! - `create`: instantiates one contract of stored code; `setup`: what follows when all are there.

mod config;
mod config_file;
mod create;
mod journal;
mod setup;

pub use crate::verify::verify;
pub use config::{ConfigFault, DeployConfig};
pub use config_file::ConfigError;
pub use create::{address_of, create, Constructor};
pub use journal::{FileJournal, Journal, JournalError, ResumeError, Start};

use crate::address;
use crate::artifacts::{Artifact, Artifacts};
use crate::chain::{AccountId, Chain};
use crate::costs::CostBook;
use crate::network::Network;
use crate::progress::Progress;
use crate::suite::Suite;
use anyhow::{ensure, Context, Result};
use interfaces::attestations::AttestationsConfig;
use interfaces::governance::{GovernanceConfig, GovernedContracts};
use interfaces::market::MarketConfig;
use interfaces::metering::MeteringConfig;
use interfaces::registry::RegistryConfig;
use interfaces::rewards::RewardsConfig;
use interfaces::staking::StakingConfig;
use interfaces::token::TokenConfig;

/// A deployment under way.
struct Deployment<'a, C> {
    chain: &'a mut C,
    start: &'a Start,
    costs: CostBook,
    progress: &'a dyn Progress,
}

impl<C: Chain> Deployment<'_, C> {
    /// Uploads a contract's code and instantiates it, unless that was done before. Returns its address.
    fn create<Config: Constructor>(&mut self, artifact: &Artifact, config: &Config) -> Result<AccountId> {
        let Start { deployer, salt, .. } = self.start;
        let (code_hash, name) = (artifact.code_hash(), artifact.name);
        let address = address_of(deployer, &code_hash, &config.input(), salt);
        if self.chain.code_hash(address)?.is_some() {
            self.progress.stage(&format!("deploying: {name} is there"));
            return Ok(address);
        }
        self.progress.stage(&format!("deploying: {name}"));
        let stored =
            self.chain.upload(*deployer, &artifact.code).with_context(|| format!("uploading {name}"))?;
        ensure!(stored == code_hash, "the chain stored other code of {name} than it was given");
        let created = create(self.chain, *deployer, code_hash, config, salt)?;
        // Or what was done could not be found again.
        ensure!(
            created.value == address,
            "the chain gave {name} the address {}, where {} follows from the pallet's formula: it has one of \
             its own, which is not supported",
            address::to_text(&created.value),
            address::to_text(&address)
        );
        self.costs.note(Config::NAME, created.cost);
        Ok(address)
    }

    /// Uploads and instantiates a contract of two codes. The second one runs on the first one's storage; it is
    /// instantiated as well so that nobody can remove it. Returns the first one's address.
    fn create_both<Config: Constructor>(
        &mut self,
        artifact: &Artifact,
        annex: &Artifact,
        config: &Config,
    ) -> Result<AccountId> {
        self.create(annex, config)?;
        self.create(artifact, config)
    }

    /// Instantiates every contract, each after those that it calls.
    fn create_all(&mut self, artifacts: &Artifacts, config: &DeployConfig) -> Result<Suite> {
        let Start { clock, genesis_hash, deployer, .. } = *self.start;
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
        let annex = artifacts.registry_annex.code_hash();
        let registry = self.create_both(
            &artifacts.registry,
            &artifacts.registry_annex,
            &RegistryConfig { clock, genesis_hash, annex, params: config.registry },
        )?;
        let market =
            self.create(&artifacts.market, &MarketConfig { clock, registry, params: config.market })?;
        let attestations = self.create(
            &artifacts.attestations,
            &AttestationsConfig { clock, registry, params: config.attestations },
        )?;
        let (annex, params) = (artifacts.staking_annex.code_hash(), config.staking.clone());
        let staking = self.create_both(
            &artifacts.staking,
            &artifacts.staking_annex,
            &StakingConfig { clock, annex, token, registry, params },
        )?;
        let (annex, params) = (artifacts.metering_annex.code_hash(), config.metering.clone());
        let metering = self.create_both(
            &artifacts.metering,
            &artifacts.metering_annex,
            &MeteringConfig { clock, genesis_hash, annex, token, registry, market, params },
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
            deployer,
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
    chain: C,
    deployer: AccountId,
    artifacts: &Artifacts,
    config: &DeployConfig,
    progress: &dyn Progress,
) -> Result<Network<C>> {
    deploy_resumable(chain, deployer, artifacts, config, &mut (), progress)
}

/// Deploys as [`deploy`] does, so that it can be called again after whatever interruption: it goes on from the
/// start that the journal kept, and does nothing that was done before. (Code whose contract did not come to be is
/// uploaded again, which changes nothing.)
///
/// # Errors
/// When a step is refused, the journal fails, what was begun was begun otherwise ([`ResumeError`]), or [`verify`]
/// fails.
pub fn deploy_resumable<C: Chain>(
    chain: C,
    deployer: AccountId,
    artifacts: &Artifacts,
    config: &DeployConfig,
    journal: &mut dyn Journal,
    progress: &dyn Progress,
) -> Result<Network<C>> {
    config.check()?;
    let mut net = deploy_unchecked(chain, deployer, artifacts, config, journal, progress)?;
    progress.stage("deploying: verifying");
    verify(&mut net)?;
    Ok(net)
}

/// Deploys as [`deploy_resumable`] does, and checks neither the configuration before nor the suite after it: for
/// suites that do not keep their promises, to see that it is noticed.
///
/// # Errors
/// When a step is refused, the journal fails, or what was begun was begun otherwise ([`ResumeError`]).
pub fn deploy_unchecked<C: Chain>(
    mut chain: C,
    deployer: AccountId,
    artifacts: &Artifacts,
    config: &DeployConfig,
    journal: &mut dyn Journal,
    progress: &dyn Progress,
) -> Result<Network<C>> {
    let start = match journal.load()? {
        Some(start) => {
            start.check(&mut chain, deployer, artifacts, config)?;
            start
        }
        None => {
            let start = Start::now(&mut chain, deployer, artifacts, config)?;
            journal.save(&start)?;
            start
        }
    };
    let mut deployment =
        Deployment { chain: &mut chain, start: &start, costs: CostBook::default(), progress };
    let suite = deployment.create_all(artifacts, config)?;
    let costs = deployment.costs;
    let mut net = Network { chain, suite, costs };
    progress.stage("deploying: wiring");
    setup::wire(&mut net)?;
    progress.stage("deploying: classes, attesters and slashers");
    setup::add_config(&mut net, config)?;
    progress.stage("deploying: handing over to governance");
    setup::hand_over(&mut net)?;
    Ok(net)
}
