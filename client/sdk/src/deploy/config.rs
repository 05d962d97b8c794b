//! The configuration of a deployment.

use crate::chain::AccountId;
use interfaces::attestations::{AttestationsParams, Kind};
use interfaces::governance::GovernanceParams;
use interfaces::market::{Class, MarketParams};
use interfaces::metering::MeteringParams;
use interfaces::registry::RegistryParams;
use interfaces::rewards::{EmissionSchedule, RewardsParams};
use interfaces::staking::StakingParams;
use shared::{Amount, Bps, Cell, Timestamp, DAY_MS, TOKEN};

/// The configuration of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The supply's upper bound.
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
    /// Enters the contracts' addresses, so that the same account can deploy a second suite with another salt.
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
