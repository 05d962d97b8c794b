//! Each contract by itself, on one node: its constructor, a view of what it was given, a message that changes
//! something, a refusal. Contracts that are peers later are only addresses here.

use super::client::{
    account, attestations, governance, market, metering, ownable, psp22, registry, rewards, staking, token,
    InkClient,
};
use super::deployment::registration;
use crate::node::with_node;
use gridshare_sdk::AccountId;
use ink::codegen::TraitCallBuilder;
use ink_e2e::{alice, bob};
use interfaces::attestations::{
    Attestations, AttestationsConfig, AttestationsError, AttestationsParams, Kind,
};
use interfaces::governance::{
    Choice, Governance, GovernanceConfig, GovernanceError, GovernanceParams, GovernedContracts,
};
use interfaces::market::{Billing, Class, Market, MarketConfig, MarketError, MarketParams};
use interfaces::metering::{Metering, MeteringConfig, MeteringError, MeteringParams};
use interfaces::ownable::Ownable;
use interfaces::registry::{Registry, RegistryConfig, RegistryError, RegistryParams};
use interfaces::rewards::{EmissionSchedule, Rewards, RewardsConfig, RewardsError, RewardsParams};
use interfaces::staking::{Staking, StakingConfig, StakingError, StakingParams, StakingPeers};
use interfaces::token::{PSP22Error, Token, TokenConfig, TokenError, PSP22};
use shared::{Clock, DAY_MS, TOKEN};

/// Some clock: nothing here waits for it.
const CLOCK: Clock = Clock { genesis: 1_750_000_000_000, epoch_ms: DAY_MS };

#[test]
fn every_contract_deploys_from_its_bundle() {
    with_node(|node| {
        let ink = &mut InkClient::connect(node);
        let token = a_token(ink);
        let registry = a_registry(ink);
        let market = a_market(ink, registry);
        let attestations = attestations_of(ink, registry);
        let staking = a_staking(ink, token, registry);
        let metering = a_metering(ink, token, registry, market);
        let rewards = a_rewards(ink, token, registry, metering, staking);
        let suite = GovernedContracts { token, registry, market, attestations, staking, metering, rewards };
        a_governance(ink, suite);
    });
}

fn a_token(ink: &mut InkClient) -> AccountId {
    let (alice, bob) = (alice(), bob());
    let config = TokenConfig {
        name: "Gridshare".into(),
        symbol: "GRID".into(),
        initial_supply: 400 * TOKEN,
        max_supply: 1_000 * TOKEN,
    };
    let too_much = TokenConfig { initial_supply: 1_001 * TOKEN, ..config.clone() };
    assert_eq!(ink.not_created(&alice, &too_much), TokenError::MaxSupplyExceeded);
    let at = ink.create(&alice, &config);
    assert_eq!(ink.view(&alice, &psp22(at).call().total_supply()), 400 * TOKEN);
    let sent = ink.send(&alice, &psp22(at).call_mut().transfer(account(&bob), 5, vec![]));
    let transfer: (Option<AccountId>, Option<AccountId>, u128) = sent.event(at);
    assert_eq!(transfer, (Some(account(&alice)), Some(account(&bob)), 5));
    assert_eq!(ink.view(&alice, &psp22(at).call().balance_of(account(&bob))), 5);
    let more = psp22(at).call_mut().transfer(account(&alice), 6, vec![]);
    assert_eq!(ink.refused(&bob, &more), PSP22Error::InsufficientBalance);
    let mint = token(at).call_mut().mint_to(account(&alice), 1);
    assert_eq!(ink.refused(&alice, &mint), TokenError::NotMinter);
    at
}

fn a_registry(ink: &mut InkClient) -> AccountId {
    let (alice, bob) = (alice(), bob());
    let (genesis_hash, params) = (ink.genesis_hash(), RegistryParams::default());
    let annex = ink.upload_annex(&alice, "registry");
    let at = ink.create(&alice, &RegistryConfig { clock: CLOCK, genesis_hash, annex, params });
    assert_eq!(ink.view(&alice, &registry(at).call().clock()), CLOCK);
    let said = registration(account(&bob));
    assert_eq!(ink.send(&bob, &registry(at).call_mut().register(said.clone())).value, 0);
    let node = ink.view(&alice, &registry(at).call().node(0)).expect("the node is there");
    assert_eq!((node.owner, node.cell, node.metadata), (account(&bob), said.cell, said.metadata));
    assert_eq!(ink.send(&bob, &registry(at).call_mut().heartbeat(vec![0])).value, 1);
    let beat = registry(at).call_mut().heartbeat(vec![0]);
    assert_eq!(ink.refused(&alice, &beat), RegistryError::NotController);
    at
}

fn a_market(ink: &mut InkClient, registry: AccountId) -> AccountId {
    let (alice, bob) = (alice(), bob());
    let params = MarketParams::default();
    let at = ink.create(&alice, &MarketConfig { clock: CLOCK, registry, params });
    assert_eq!(ink.view(&alice, &market(at).call().params()), params);
    let class = Class { name: b"LLM inference, 1 token".to_vec(), billing: Billing::Metered };
    let message = market(at).call_mut().register_class(class.clone());
    assert_eq!(ink.refused(&bob, &message), MarketError::NotOwner);
    assert_eq!(ink.send(&alice, &message).value, 0);
    assert_eq!(ink.view(&alice, &market(at).call().class(0)), Some(class));
    at
}

fn attestations_of(ink: &mut InkClient, registry: AccountId) -> AccountId {
    let (alice, bob) = (alice(), bob());
    let params = AttestationsParams::default();
    let at = ink.create(&alice, &AttestationsConfig { clock: CLOCK, registry, params });
    assert_eq!(ink.view(&alice, &attestations(at).call().registry()), registry);
    let attest = attestations(at).call_mut().attest(0, Kind::Identity, 1, 100);
    assert_eq!(ink.refused(&bob, &attest), AttestationsError::NotAttester);
    ink.send(&alice, &attestations(at).call_mut().set_attester(Kind::Identity, account(&bob), true));
    assert!(ink.view(&alice, &attestations(at).call().is_attester(Kind::Identity, account(&bob))));
    at
}

fn a_staking(ink: &mut InkClient, token: AccountId, registry: AccountId) -> AccountId {
    let (alice, bob) = (alice(), bob());
    let (annex, params) = (ink.upload_annex(&alice, "staking"), StakingParams::default());
    let config = StakingConfig { clock: CLOCK, annex, token, registry, params };
    let thawless = StakingParams { thaw_ms: 0, ..StakingParams::default() };
    let refused = ink.not_created(&alice, &StakingConfig { params: thawless, ..config.clone() });
    assert_eq!(refused, StakingError::ParamOutOfBounds);
    let at = ink.create(&alice, &config);
    assert_eq!(ink.view(&alice, &staking(at).call().params()), StakingParams::default());
    let bond = staking(at).call_mut().bond(0, 100 * TOKEN);
    assert_eq!(ink.refused(&alice, &bond), StakingError::NoPool, "the node is Bob's");
    let peers = StakingPeers { rewards: account(&bob) };
    ink.send(&alice, &staking(at).call_mut().wire(peers));
    assert_eq!(ink.view(&alice, &staking(at).call().peers()), Some(peers));
    at
}

fn a_metering(ink: &mut InkClient, token: AccountId, registry: AccountId, market: AccountId) -> AccountId {
    let alice = alice();
    let (genesis_hash, params) = (ink.genesis_hash(), MeteringParams::default());
    let annex = ink.upload_annex(&alice, "metering");
    let config = MeteringConfig { clock: CLOCK, genesis_hash, annex, token, registry, market, params };
    let at = ink.create(&alice, &config);
    let deposit = metering(at).call_mut().deposit(10 * TOKEN);
    assert_eq!(ink.refused(&alice, &deposit), MeteringError::TransferFailed, "it may take nothing yet");
    ink.send(&alice, &psp22(token).call_mut().approve(at, 10 * TOKEN));
    ink.send(&alice, &deposit);
    assert_eq!(ink.view(&alice, &metering(at).call().balance_of(account(&alice))), 10 * TOKEN);
    at
}

fn a_rewards(
    ink: &mut InkClient,
    token: AccountId,
    registry: AccountId,
    metering: AccountId,
    staking: AccountId,
) -> AccountId {
    let alice = alice();
    let (schedule, params) = (EmissionSchedule::default(), RewardsParams::default());
    let config = RewardsConfig { clock: CLOCK, token, registry, metering, staking, schedule, params };
    let at = ink.create(&alice, &config);
    let emission = ink.view(&alice, &rewards(at).call().emission(0));
    assert_eq!(emission.availability + emission.usage, schedule.initial);
    let claim = rewards(at).call_mut().claim(0, 0);
    assert_eq!(ink.refused(&alice, &claim), RewardsError::InvalidCount);
    let params = RewardsParams { max_burn_rebate: 100 };
    ink.send(&alice, &rewards(at).call_mut().set_params(params.clone()));
    assert_eq!(ink.view(&alice, &rewards(at).call().next_params()).map(|(_, next)| next), Some(params));
    at
}

fn a_governance(ink: &mut InkClient, suite: GovernedContracts) {
    let alice = alice();
    let at = ink.create(&alice, &GovernanceConfig { suite, params: GovernanceParams::default() });
    assert_eq!(ink.view(&alice, &governance(at).call().suite()), suite);
    let vote = governance(at).call_mut().vote(0, Choice::For, vec![]);
    assert_eq!(ink.refused(&alice, &vote), GovernanceError::UnknownProposal);
    ink.send(&alice, &ownable(suite.market).call_mut().transfer_ownership(at));
    ink.send(&alice, &governance(at).call_mut().take_ownership(suite.market));
    assert_eq!(ink.view(&alice, &ownable(suite.market).call().owner()), at);
}
