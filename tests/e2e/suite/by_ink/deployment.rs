//! All eight contracts, deployed, wired and handed over by ink's client, and the node's clock.

use super::client::{
    account, governance, market, metering, ownable, psp22, registry, staking, token, InkClient,
};
use gridshare_live::DevNode;
use gridshare_sdk::keys::Key;
use gridshare_sdk::{AccountId, Blocks, Suite};
use ink::codegen::TraitCallBuilder;
use ink_e2e::{alice, Keypair};
use interfaces::attestations::{AttestationsConfig, AttestationsParams};
use interfaces::governance::{Governance, GovernanceConfig, GovernanceParams, GovernedContracts};
use interfaces::market::{Billing, Class, Market, MarketConfig, MarketParams, MarketPeers};
use interfaces::metering::{Metering, MeteringConfig, MeteringParams, MeteringPeers};
use interfaces::ownable::Ownable;
use interfaces::registry::{Registration, Registry, RegistryConfig, RegistryParams, RegistryPeers};
use interfaces::rewards::{EmissionSchedule, RewardsConfig, RewardsParams};
use interfaces::staking::{Staking, StakingConfig, StakingParams, StakingPeers};
use interfaces::token::{Token, TokenConfig, PSP22};
use shared::{Amount, Clock, Epoch, NodeId, DAY_MS, TOKEN};

/// Tokens of the initial supply.
const SUPPLY: Amount = 400_000_000 * TOKEN;

/// A suite that governance owns, on a node whose clock can be moved. Alice deployed it.
pub struct Deployment {
    /// The client.
    pub ink: InkClient,
    /// Where the contracts are.
    pub suite: Suite,
}

impl Deployment {
    /// Deploys, wires and hands over the contracts, with one class of resource.
    pub fn on(node: &DevNode) -> Self {
        let mut ink = InkClient::connect(node);
        let suite = deploy(&mut ink);
        let mut deployed = Self { ink, suite };
        deployed.wire();
        let class = Class { name: b"LLM inference, 1 token".to_vec(), billing: Billing::Metered };
        let at = deployed.suite.market;
        assert_eq!(deployed.ink.send(&alice(), &market(at).call_mut().register_class(class)).value, 0);
        deployed.hand_over();
        deployed
    }

    /// Names to each contract the ones that may call its wired messages.
    fn wire(&mut self) {
        let (ink, alice) = (&mut self.ink, alice());
        let Suite { market: at_market, attestations, staking: at_staking, rewards, governance, .. } =
            self.suite;
        ink.send(&alice, &token(self.suite.token).call_mut().set_minter(rewards));
        let peers = RegistryPeers { staking: at_staking, market: at_market, rewards, attestations };
        ink.send(&alice, &registry(self.suite.registry).call_mut().wire(peers));
        let peers = MarketPeers { metering: self.suite.metering };
        ink.send(&alice, &market(at_market).call_mut().wire(peers));
        ink.send(&alice, &staking(at_staking).call_mut().wire(StakingPeers { rewards }));
        let peers = MeteringPeers { rewards, treasury: governance };
        ink.send(&alice, &metering(self.suite.metering).call_mut().wire(peers));
    }

    /// Transfers the ownership of each contract to governance.
    fn hand_over(&mut self) {
        let (ink, alice) = (&mut self.ink, alice());
        let new_owner = self.suite.governance;
        for (_, contract) in self.suite.owned() {
            let address = contract.address();
            ink.send(&alice, &ownable(address).call_mut().transfer_ownership(new_owner));
            ink.send(&alice, &governance(new_owner).call_mut().take_ownership(address));
            assert_eq!(ink.view(&alice, &ownable(address).call().owner()), new_owner);
        }
    }

    /// Gives somebody tokens, which staking, metering and governance may take.
    pub fn fund(&mut self, who: &Keypair, tokens: Amount) {
        let Suite { token: at, staking, metering, governance, .. } = self.suite;
        self.ink.send(&alice(), &psp22(at).call_mut().transfer(account(who), tokens * TOKEN, vec![]));
        for spender in [staking, metering, governance] {
            self.ink.send(who, &psp22(at).call_mut().approve(spender, Amount::MAX));
        }
    }

    /// Registers a node that its owner controls, with this many tokens at stake. Returns its number.
    pub fn stake(&mut self, owner: &Keypair, tokens: Amount) -> NodeId {
        let register = registry(self.suite.registry).call_mut().register(registration(account(owner)));
        let node = self.ink.send(owner, &register).value;
        let bonded = self.ink.send(owner, &staking(self.suite.staking).call_mut().bond(node, tokens * TOKEN));
        let event: (NodeId, AccountId, Amount) = bonded.event(self.suite.staking);
        assert_eq!(event, (node, account(owner), tokens * TOKEN));
        node
    }

    /// Returns an account's tokens.
    pub fn wallet(&mut self, who: AccountId) -> Amount {
        self.ink.view(&alice(), &psp22(self.suite.token).call().balance_of(who))
    }

    /// Moves the node's clock to the start of a slot.
    pub fn to(&mut self, epoch: Epoch, slot: u8) {
        let clock = self.suite.clock;
        let at = clock.epoch_start(epoch) + u64::from(slot) * clock.slot_ms();
        self.ink.chain.advance_to(at).expect("the node's clock can be moved");
    }
}

/// Instantiates every contract, each after those that it calls.
fn deploy(ink: &mut InkClient) -> Suite {
    let (alice, genesis_hash) = (alice(), ink.genesis_hash());
    let token = ink.create(
        &alice,
        &TokenConfig {
            name: "Gridshare".into(),
            symbol: "GRID".into(),
            initial_supply: SUPPLY,
            max_supply: 1_000_000_000 * TOKEN,
        },
    );
    // A node's first block has no time; the token's is the second at least.
    let clock = Clock { genesis: ink.now(), epoch_ms: DAY_MS };
    let (annex, params) = (ink.upload_annex(&alice, "registry"), RegistryParams::default());
    let registry = ink.create(&alice, &RegistryConfig { clock, genesis_hash, annex, params });
    let market = ink.create(&alice, &MarketConfig { clock, registry, params: MarketParams::default() });
    let params = AttestationsParams::default();
    let attestations = ink.create(&alice, &AttestationsConfig { clock, registry, params });
    let (annex, params) = (ink.upload_annex(&alice, "staking"), StakingParams::default());
    let staking = ink.create(&alice, &StakingConfig { clock, annex, token, registry, params });
    let (annex, params) = (ink.upload_annex(&alice, "metering"), MeteringParams::default());
    let metering =
        ink.create(&alice, &MeteringConfig { clock, genesis_hash, annex, token, registry, market, params });
    let (schedule, params) = (EmissionSchedule::default(), RewardsParams::default());
    let rewards =
        ink.create(&alice, &RewardsConfig { clock, token, registry, metering, staking, schedule, params });
    let suite = GovernedContracts { token, registry, market, attestations, staking, metering, rewards };
    let governance = ink.create(&alice, &GovernanceConfig { suite, params: GovernanceParams::default() });
    Suite {
        token,
        registry,
        market,
        attestations,
        staking,
        metering,
        rewards,
        governance,
        deployer: account(&alice),
        clock,
        genesis_hash,
        initial_supply: SUPPLY,
    }
}

/// Returns the registration of a node with this controller.
pub fn registration(controller: AccountId) -> Registration {
    Registration {
        controller,
        device_key: Key::from_name("device").public(),
        cell: 0x85283473fffffff,
        country: 840,
        metadata: b"https://node.example".to_vec(),
    }
}
