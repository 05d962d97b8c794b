//! The configuration of a deployment.

use crate::chain::AccountId;
use crate::words;
use interfaces::attestations::{AttestationsParams, Kind};
use interfaces::governance::GovernanceParams;
use interfaces::market::{Class, MarketParams};
use interfaces::metering::MeteringParams;
use interfaces::registry::RegistryParams;
use interfaces::rewards::{EmissionSchedule, RewardsParams};
use interfaces::staking::StakingParams;
use scale::Encode;
use shared::clock::{MAX_EPOCH_MS, MIN_EPOCH_MS, SLOTS_PER_EPOCH};
use shared::{Amount, Bps, Cell, Clock, Parameters, Timestamp, DAY_MS, TOKEN};

/// The configuration of a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Encode)]
pub struct DeployConfig {
    /// When epoch 0 starts; the deployment's block if not given.
    pub genesis: Option<Timestamp>,
    /// Length of an epoch in milliseconds.
    pub epoch_ms: u64,
    /// The token's name.
    pub name: String,
    /// The token's symbol.
    pub symbol: String,
    /// Minted to the deployer.
    pub initial_supply: Amount,
    /// The supply's upper bound: at least the initial supply and [`EmissionSchedule::total`].
    pub max_supply: Amount,
    /// Resource classes, numbered from 0 in this order.
    pub classes: Vec<Class>,
    /// Who may attest what. Later only governance names attesters.
    pub attesters: Vec<(Kind, AccountId)>,
    /// Cells of zones that are under-served, and the boost of nodes there. Later only governance sets it.
    pub regions: Vec<(Cell, Bps)>,
    /// Who may slash. Later only governance names slashers.
    pub slashers: Vec<AccountId>,
    /// The registry's parameters.
    pub registry: RegistryParams,
    /// The market's parameters.
    pub market: MarketParams,
    /// Attestations' parameters.
    pub attestations: AttestationsParams,
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
    /// Enters the contracts' addresses, so that the same account can deploy a second suite with another salt. The
    /// clock's start if it is empty.
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
            attesters: Vec::new(),
            regions: Vec::new(),
            slashers: Vec::new(),
            registry: RegistryParams::default(),
            market: MarketParams::default(),
            attestations: AttestationsParams::default(),
            staking: StakingParams::default(),
            metering: MeteringParams::default(),
            schedule: EmissionSchedule::default(),
            rewards: RewardsParams::default(),
            governance: GovernanceParams::default(),
            salt: Vec::new(),
        }
    }
}

/// Why a suite cannot be deployed with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigFault {
    /// The epoch's length is out of its bounds.
    #[error(
        "an epoch has to last {} to {} and divide into {SLOTS_PER_EPOCH} slots of whole milliseconds",
        words::show_duration(MIN_EPOCH_MS),
        words::show_duration(MAX_EPOCH_MS)
    )]
    Clock,
    /// Parameters are out of their bounds.
    #[error("the parameters of {0} are not within their bounds")]
    Params(&'static str),
    /// The upper bound would stop claims before the schedule ends.
    #[error(
        "initial supply and all that the schedule emits are {} GRID together, more than max_supply, {} GRID",
        words::show_amount(*.needed),
        words::show_amount(*.max)
    )]
    Supply {
        /// The initial supply and all that will ever be emitted.
        needed: Amount,
        /// The upper bound.
        max: Amount,
    },
}

impl DeployConfig {
    /// Passes if a suite with this configuration keeps its promises: the constructors would accept it, and every
    /// claim that the schedule allows can be minted.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), ConfigFault> {
        if !(Clock { genesis: 0, epoch_ms: self.epoch_ms }).is_valid() {
            return Err(ConfigFault::Clock);
        }
        let in_bounds = [
            ("registry", self.registry.in_bounds()),
            ("market", self.market.in_bounds()),
            ("attestations", self.attestations.in_bounds()),
            ("staking", self.staking.in_bounds()),
            ("metering", self.metering.in_bounds()),
            ("the schedule", self.schedule.in_bounds()),
            ("rewards", self.rewards.in_bounds()),
            ("governance", self.governance.in_bounds()),
        ];
        if let Some((name, _)) = in_bounds.into_iter().find(|(_, in_bounds)| !in_bounds) {
            return Err(ConfigFault::Params(name));
        }
        let (needed, max) = (self.initial_supply.saturating_add(self.schedule.total()), self.max_supply);
        (needed <= max).then_some(()).ok_or(ConfigFault::Supply { needed, max })
    }
}
