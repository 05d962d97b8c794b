//! Where the contracts are, and how they get there.

use crate::artifacts::{Artifact, Artifacts};
use crate::chain::{AccountId, Chain};
use crate::contracts::{
    done, CallError, CostBook, Done, GovernanceHandle, MeteringHandle, Network, OwnableHandle,
    RegistryHandle, RewardsHandle, StakingHandle, TokenHandle,
};
use anyhow::{ensure, Context, Result};
use interfaces::governance::{GovernanceConfig, GovernanceError, GovernanceParams, Suite as GovernedSuite};
use interfaces::metering::{MeteringConfig, MeteringError, MeteringParams, MeteringPeers};
use interfaces::registry::{Class, RegistryConfig, RegistryError, RegistryParams, RegistryPeers};
use interfaces::rewards::{EmissionSchedule, RewardsConfig, RewardsError, RewardsParams};
use interfaces::staking::{StakingConfig, StakingError, StakingParams, StakingPeers};
use interfaces::token::{TokenConfig, TokenError};
use scale::{Decode, Encode};
use shared::{Amount, Clock, Timestamp, DAY_MS, TOKEN};
use std::fmt::Debug;

/// A deployed suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The token.
    pub token: AccountId,
    /// The registry.
    pub registry: AccountId,
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
    pub fn contracts(&self) -> [(&'static str, AccountId); 6] {
        [
            ("token", self.token),
            ("registry", self.registry),
            ("staking", self.staking),
            ("metering", self.metering),
            ("rewards", self.rewards),
            ("governance", self.governance),
        ]
    }

    /// The contracts that governance owns.
    pub fn owned(&self) -> [(&'static str, OwnableHandle); 5] {
        [
            ("token", OwnableHandle::at(self.token)),
            ("registry", OwnableHandle::at(self.registry)),
            ("staking", OwnableHandle::at(self.staking)),
            ("metering", OwnableHandle::at(self.metering)),
            ("rewards", OwnableHandle::at(self.rewards)),
        ]
    }
}

/// What a suite is deployed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployConfig {
    /// When epoch 0 starts; the deployment's block if not given.
    pub genesis: Option<Timestamp>,
    /// Length of an epoch.
    pub epoch_ms: u64,
    /// The token's name.
    pub name: String,
    /// The token's symbol.
    pub symbol: String,
    /// Minted to the deployer.
    pub initial_supply: Amount,
    /// The supply's upper bound.
    pub max_supply: Amount,
    /// Resource classes, numbered from 0 in this order.
    pub classes: Vec<Class>,
    /// The registry's parameters.
    pub registry: RegistryParams,
    /// Staking's parameters.
    pub staking: StakingParams,
    /// Metering's parameters.
    pub metering: MeteringParams,
    /// The emission schedule.
    pub schedule: EmissionSchedule,
    /// Rewards' parameters.
    pub rewards: RewardsParams,
    /// Governance's parameters.
    pub governance: GovernanceParams,
    /// Part of the contracts' addresses: the same account can deploy a second suite with another salt.
    pub salt: Vec<u8>,
}

impl Default for DeployConfig {
    fn default() -> Self {
        Self {
            genesis: None,
            epoch_ms: DAY_MS,
            name: "Gridshare".into(),
            symbol: "GRID".into(),
            initial_supply: 400_000_000 * TOKEN,
            max_supply: 1_000_000_000 * TOKEN,
            classes: Vec::new(),
            registry: RegistryParams::default(),
            staking: StakingParams::default(),
            metering: MeteringParams::default(),
            schedule: EmissionSchedule::default(),
            rewards: RewardsParams::default(),
            governance: GovernanceParams::default(),
            salt: Vec::new(),
        }
    }
}

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

/// A deployment under way.
struct Deployment<'a, C, P> {
    chain: &'a mut C,
    deployer: AccountId,
    salt: &'a [u8],
    costs: CostBook,
    progress: P,
}

impl<C: Chain, P: FnMut(&str)> Deployment<'_, C, P> {
    fn create<Config: Constructor>(&mut self, artifact: &Artifact, config: &Config) -> Result<AccountId> {
        (self.progress)(artifact.name);
        let code_hash = self
            .chain
            .upload(self.deployer, &artifact.code)
            .with_context(|| format!("uploading {}", artifact.name))?;
        let created = create(self.chain, self.deployer, code_hash, config, self.salt)?;
        self.costs.note(Config::NAME, created.cost);
        Ok(created.value)
    }
}

/// Uploads, makes, wires and hands over a suite: in the end governance owns every contract, and nobody
/// else any. `progress` is told what comes next.
///
/// # Errors
/// When anything is refused, or in the end is not as it should be.
pub fn deploy<C: Chain>(
    mut chain: C,
    deployer: AccountId,
    artifacts: &Artifacts,
    config: &DeployConfig,
    progress: impl FnMut(&str),
) -> Result<Network<C>> {
    let clock = Clock { genesis: config.genesis.unwrap_or(chain.now()), epoch_ms: config.epoch_ms };
    let genesis_hash = chain.genesis_hash();
    let mut d =
        Deployment { chain: &mut chain, deployer, salt: &config.salt, costs: CostBook::default(), progress };
    let token = d.create(
        &artifacts.token,
        &TokenConfig {
            name: config.name.clone(),
            symbol: config.symbol.clone(),
            initial_supply: config.initial_supply,
            max_supply: config.max_supply,
        },
    )?;
    let registry = d.create(
        &artifacts.registry,
        &RegistryConfig { clock, genesis_hash, params: config.registry.clone() },
    )?;
    let staking = d.create(
        &artifacts.staking,
        &StakingConfig { clock, token, registry, params: config.staking.clone() },
    )?;
    let metering = d.create(
        &artifacts.metering,
        &MeteringConfig { clock, genesis_hash, token, registry, params: config.metering.clone() },
    )?;
    let rewards = d.create(
        &artifacts.rewards,
        &RewardsConfig {
            clock,
            token,
            registry,
            metering,
            staking,
            schedule: config.schedule,
            params: config.rewards.clone(),
        },
    )?;
    let governance = d.create(
        &artifacts.governance,
        &GovernanceConfig {
            suite: GovernedSuite { token, registry, staking, metering, rewards },
            params: config.governance.clone(),
        },
    )?;
    let Deployment { costs, mut progress, .. } = d;
    let suite = Suite {
        token,
        registry,
        staking,
        metering,
        rewards,
        governance,
        deployer,
        clock,
        genesis_hash,
        initial_supply: config.initial_supply,
    };
    let mut net = Network { chain, suite, costs };
    progress("wiring");
    wire(&mut net, config)?;
    progress("handing over to governance");
    hand_over(&mut net)?;
    progress("verifying");
    verify(&mut net)?;
    Ok(net)
}

/// Tells the contracts of each other, and the registry of the classes.
fn wire<C: Chain>(net: &mut Network<C>, config: &DeployConfig) -> Result<()> {
    let Suite { staking, metering, rewards, governance, deployer, .. } = net.suite;
    net.send(deployer, net.suite.token().set_minter(rewards))?;
    net.send(deployer, net.suite.registry().wire(RegistryPeers { staking, metering, rewards }))?;
    net.send(deployer, net.suite.staking().wire(StakingPeers { rewards }))?;
    net.send(deployer, net.suite.metering().wire(MeteringPeers { rewards, treasury: governance }))?;
    for class in &config.classes {
        net.send(deployer, net.suite.registry().register_class(class.clone()))?;
    }
    Ok(())
}

/// Two steps for each contract: the deployer offers, governance accepts.
fn hand_over<C: Chain>(net: &mut Network<C>) -> Result<()> {
    let Suite { governance, deployer, .. } = net.suite;
    for (_, contract) in net.suite.owned() {
        net.send(deployer, contract.transfer_ownership(governance))?;
        net.send(deployer, net.suite.governance().take_ownership(contract.address()))?;
    }
    Ok(())
}

/// Asks the contracts whether everything is as it should be, however it came about.
///
/// # Errors
/// When it is not.
pub fn verify<C: Chain>(net: &mut Network<C>) -> Result<()> {
    let suite = net.suite.clone();
    let Suite { token, registry, staking, metering, rewards, governance, .. } = suite;
    for (name, contract) in suite.owned() {
        ensure!(net.view(contract.owner())? == governance, "governance does not own {name}");
        ensure!(net.view(contract.pending_owner())?.is_none(), "{name} is offered to somebody");
    }
    let clocks = [
        ("registry", net.view(suite.registry().clock())?),
        ("staking", net.view(suite.staking().clock())?),
        ("metering", net.view(suite.metering().clock())?),
        ("rewards", net.view(suite.rewards().clock())?),
    ];
    for (name, clock) in clocks {
        ensure!(clock == suite.clock, "{name} keeps another clock");
    }
    ensure!(net.view(suite.token().minter())? == Some(rewards), "rewards is not the minter");
    ensure!(
        net.view(suite.registry().peers())? == Some(RegistryPeers { staking, metering, rewards }),
        "the registry has other peers"
    );
    ensure!(net.view(suite.staking().peers())? == Some(StakingPeers { rewards }), "staking has other peers");
    ensure!(
        net.view(suite.metering().peers())? == Some(MeteringPeers { rewards, treasury: governance }),
        "metering has other peers"
    );
    ensure!(
        net.view(suite.governance().suite())?
            == GovernedSuite { token, registry, staking, metering, rewards },
        "governance governs another suite"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{ChainError, Cost};
    use crate::keys::account;
    use crate::EmbeddedChain;
    use interfaces::token::PSP22Error;

    const NATIVE: u128 = 1_000_000_000_000_000_000;

    fn chain() -> EmbeddedChain {
        let mut chain = EmbeddedChain::new(1_700_000_000_000);
        for name in ["deployer", "alice", "bob"] {
            chain.fund(account(name), NATIVE);
        }
        chain
    }

    fn suite() -> Network<EmbeddedChain> {
        let artifacts = Artifacts::load().unwrap();
        deploy(chain(), account("deployer"), &artifacts, &DeployConfig::default(), |_| ()).unwrap()
    }

    #[test]
    fn a_suite_belongs_to_governance_and_can_be_deployed_twice() {
        let mut net = suite();
        verify(&mut net).unwrap();
        assert_eq!(net.suite.clock, Clock { genesis: 1_700_000_000_000, epoch_ms: DAY_MS });
        let config = DeployConfig { salt: vec![1], ..DeployConfig::default() };
        let artifacts = Artifacts::load().unwrap();
        let (first, chain) = (net.suite, net.chain);
        let second = deploy(chain, account("deployer"), &artifacts, &config, |_| ()).unwrap().suite;
        assert!(first.contracts().iter().zip(second.contracts()).all(|(a, b)| a.1 != b.1));
    }

    #[test]
    fn a_constructor_s_refusal_is_typed_and_leaves_nothing() {
        let mut chain = chain();
        let code = chain.upload(account("deployer"), &Artifacts::load().unwrap().token.code).unwrap();
        let config = TokenConfig { name: "n".into(), symbol: "s".into(), initial_supply: 2, max_supply: 1 };
        let root = chain.state_root();
        let refused = create(&mut chain, account("deployer"), code, &config, &[]).unwrap_err();
        assert_eq!(refused.refusal(), Some(TokenError::MaxSupplyExceeded));
        assert_eq!(chain.state_root(), root);
    }

    #[test]
    fn calls_report_their_own_events_and_repeatable_costs() {
        let mut net = suite();
        let (deployer, bob) = (account("deployer"), account("bob"));
        let transfer = net.suite.token().transfer(bob, 5);
        let rehearsed = net.rehearse(deployer, transfer.clone()).unwrap();
        assert_eq!(net.view(net.suite.token().balance_of(bob)).unwrap(), 0);
        let first = net.send(deployer, transfer.clone()).unwrap();
        assert_eq!(first.cost, rehearsed.cost);
        assert!(first.cost.deposit > 0, "a balance was stored");
        assert_eq!(first.events.len(), 1);
        assert_eq!(first.events[0].contract, net.suite.token);
        let second = net.send(deployer, transfer).unwrap();
        assert_eq!(second.events.len(), 1, "only its own");
        assert_eq!(second.cost.deposit, 0);
        assert_eq!(net.view(net.suite.token().balance_of(bob)).unwrap(), 10);
        assert_eq!(net.costs.get("token.transfer").calls, 2);
        assert_eq!(net.costs.get("token.transfer").total, first.cost + second.cost);
    }

    #[test]
    fn what_is_refused_traps_or_is_only_asked_changes_nothing() {
        let mut net = suite();
        let (alice, bob) = (account("alice"), account("bob"));
        let root = net.chain.state_root();
        let transfer = net.suite.token().transfer(bob, 5);
        let refused = net.send(alice, transfer.clone()).unwrap_err();
        assert_eq!(refused.to_string(), "token.transfer was refused: InsufficientBalance");
        assert_eq!(refused.refusal(), Some(PSP22Error::InsufficientBalance));
        assert_eq!(net.costs.get("token.transfer").refused, 1);
        let valuable = net.send_value(account("deployer"), transfer.clone(), 1).unwrap_err();
        assert!(
            matches!(valuable, CallError::Chain { error: ChainError::ContractTrapped, .. }),
            "{valuable:?}"
        );
        let unknown = net.chain.call(alice, net.suite.token, vec![0; 4], 0).unwrap();
        assert!(unknown.reverted && unknown.cost != Cost::default());
        net.rehearse(account("deployer"), transfer).unwrap();
        assert_eq!(net.chain.state_root(), root);
    }
}
