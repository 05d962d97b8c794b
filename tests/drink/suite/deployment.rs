//! All eight contracts, deployed by their bundles and wired by names.

use crate::bundles::{person, ChainSession, Contract, DAY_MS};
use crate::configs;
use drink::session::{NO_ARGS, NO_ENDOWMENT};
use drink::AccountId32;
use gridshare_sandbox::DEFAULT_START;
use gridshare_sdk::{AccountId, Chain, Suite};

/// Tokens of the initial supply, all of them the deployer's.
pub const SUPPLY: u128 = 400_000_000;

/// The contracts of a suite, which governance owns.
pub struct Deployment {
    /// The token.
    pub token: Contract,
    /// The registry.
    pub registry: Contract,
    /// The market.
    pub market: Contract,
    /// Attestations.
    pub attestations: Contract,
    /// Staking.
    pub staking: Contract,
    /// Metering.
    pub metering: Contract,
    /// Rewards.
    pub rewards: Contract,
    /// Governance.
    pub governance: Contract,
    /// Who deployed them.
    pub deployer: AccountId32,
}

impl Deployment {
    /// Deploys, wires and hands over the contracts, with one class of resource. The session's actor is the deployer.
    pub fn new(session: &mut ChainSession) -> Self {
        let deployed = Self::deploy(session);
        deployed.wire(session);
        deployed.market.call(
            session,
            "Market::register_class",
            &args![r#"Class { name: 0x746f6b656e, billing: Metered }"#],
        );
        deployed.hand_over(session);
        deployed
    }

    fn deploy(session: &mut ChainSession) -> Self {
        let deployer = session.get_actor();
        let token = Contract::deploy(session, "token", configs::token(SUPPLY));
        let config = configs::registry(session);
        let registry = Contract::deploy(session, "registry", config);
        let market = Contract::deploy(session, "market", configs::market(&registry));
        let attestations = Contract::deploy(session, "attestations", configs::attestations(&registry));
        let config = configs::staking(session, &token, &registry);
        let staking = Contract::deploy(session, "staking", config);
        let config = configs::metering(session, &token, &registry, &market);
        let metering = Contract::deploy(session, "metering", config);
        let config = configs::rewards(&token, &registry, &metering, &staking);
        let rewards = Contract::deploy(session, "rewards", config);
        let suite = format!(
            "GovernedContracts {{ token: {token}, registry: {registry}, market: {market}, \
             attestations: {attestations}, staking: {staking}, metering: {metering}, rewards: {rewards} }}"
        );
        let governance = Contract::deploy(session, "governance", configs::governance(&suite));
        Self { token, registry, market, attestations, staking, metering, rewards, governance, deployer }
    }

    /// Names to each contract the ones that may call its wired messages.
    fn wire(&self, session: &mut ChainSession) {
        let Self { market, attestations, staking, metering, rewards, governance, .. } = self;
        self.token.call(session, "Token::set_minter", &args![rewards]);
        let peers = format!(
            "RegistryPeers {{ staking: {staking}, market: {market}, rewards: {rewards}, \
             attestations: {attestations} }}"
        );
        self.registry.call(session, "Registry::wire", &args![peers]);
        market.call(session, "Market::wire", &args![format!("MarketPeers {{ metering: {metering} }}")]);
        staking.call(session, "Staking::wire", &args![format!("StakingPeers {{ rewards: {rewards} }}")]);
        let peers = format!("MeteringPeers {{ rewards: {rewards}, treasury: {governance} }}");
        metering.call(session, "Metering::wire", &args![peers]);
    }

    /// Transfers the ownership of each contract to governance.
    fn hand_over(&self, session: &mut ChainSession) {
        let Self { token, registry, market, attestations, staking, metering, rewards, governance, .. } = self;
        for contract in [token, registry, market, attestations, staking, metering, rewards] {
            contract.call(session, "Ownable::transfer_ownership", &args![governance]);
            governance.call(session, "Governance::take_ownership", &args![contract]);
        }
    }

    /// Returns an account with this many of the deployer's tokens, all of which these contracts may take.
    pub fn holder(&self, session: &mut ChainSession, name: &str, amount: u128) -> AccountId32 {
        let who = person(session, name);
        let actor = session.set_actor(self.deployer.clone());
        self.token.call(session, "PSP22::transfer", &args![who, amount, "[]"]);
        session.set_actor(who.clone());
        for spender in [&self.staking, &self.metering, &self.governance] {
            self.token.call(session, "PSP22::approve", &args![spender, u128::MAX]);
        }
        session.set_actor(actor);
        who
    }

    /// Returns an account's token balance.
    pub fn wallet(&self, session: &mut ChainSession, who: &AccountId32) -> u128 {
        let balance = self.token.call(session, "PSP22::balance_of", &args![who]);
        balance.parse().expect("a balance is a number")
    }

    /// Returns the addresses in the form in which the SDK knows them.
    pub fn suite(&self, session: &mut ChainSession) -> Suite {
        let registry = self.registry.address.clone();
        let clock = session.call_with_address(registry, "Registry::clock", NO_ARGS, NO_ENDOWMENT);
        let supply = self.token.call(session, "PSP22::total_supply", &[]);
        Suite {
            token: sdk(&self.token.address),
            registry: sdk(&self.registry.address),
            market: sdk(&self.market.address),
            attestations: sdk(&self.attestations.address),
            staking: sdk(&self.staking.address),
            metering: sdk(&self.metering.address),
            rewards: sdk(&self.rewards.address),
            governance: sdk(&self.governance.address),
            deployer: sdk(&self.deployer),
            clock: clock.expect("a view").expect("the call is understood"),
            genesis_hash: session.sandbox().genesis_hash(),
            initial_supply: supply.parse().expect("a supply is a number"),
        }
    }
}

/// Returns an address as the SDK has it.
pub fn sdk(address: &AccountId32) -> AccountId {
    AccountId::from(<[u8; 32]>::from(address.clone()))
}

/// Advances to the start of an epoch.
pub fn to_epoch(session: &mut ChainSession, epoch: u64) {
    session.sandbox().advance_to(DEFAULT_START + epoch * DAY_MS);
}
