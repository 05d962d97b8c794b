//! Errors of rewards.

use super::broken_clock;
use gridshare_sdk::{AccountId, DeployConfig, RewardsHandle};
use interfaces::metering::{MeteringError, MeteringPeers};
use interfaces::registry::{RegistryError, RegistryPeers};
use interfaces::rewards::{RewardsConfig, RewardsError as E, RewardsParams};
use shared::TOKEN;
use tests::isolated::{made, registry_peers, rewards_config};
use tests::refusals::{refused, Refusals};
use tests::{IsolatedContracts, TestNetwork};

fn bad_params() -> RewardsParams {
    RewardsParams { max_burn_rebate: 9_901 }
}

fn good_config(w: &TestNetwork) -> RewardsConfig {
    rewards_config(w, w.net.suite.registry)
}

/// Contracts whose registry obeys their rewards, with a node of `owner`'s that can claim an epoch.
fn half_wired(w: &mut TestNetwork, owner: AccountId) -> IsolatedContracts {
    let contracts = IsolatedContracts::new(w);
    let peers = RegistryPeers { rewards: contracts.rewards.address(), ..registry_peers(w) };
    w.send(contracts.owner, contracts.registry.wire(peers));
    let registration = w.registration();
    w.send(owner, contracts.registry.register(registration));
    w.next_epoch();
    contracts
}

#[test]
fn every_error_of_rewards_is_provoked() {
    Refusals {
        interface: Some("rewards.rs"),
        table: vec![
            refused("new", E::InvalidClock, |w, _| {
                w.create_refused(&RewardsConfig { clock: broken_clock(), ..good_config(w) })
            }),
            refused("new", E::ParamOutOfBounds, |w, _| {
                w.create_refused(&RewardsConfig { params: bad_params(), ..good_config(w) })
            }),
            refused("new", E::ParamOutOfBounds, |w, _| {
                let mut config = good_config(w);
                config.schedule.halving_epochs = 0;
                w.create_refused(&config)
            }),
            refused("set_params", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.rewards().set_params(RewardsParams::default()))
            }),
            refused("set_params", E::ParamOutOfBounds, |w, _| {
                let contracts = IsolatedContracts::new(w);
                w.refused(contracts.owner, contracts.rewards.set_params(bad_params()))
            }),
            refused("claim", E::InvalidCount, |w, c| w.refused(c.node.owner, w.rewards().claim(c.node.id, 0))),
            refused("claim", E::InvalidCount, |w, c| w.refused(c.node.owner, w.rewards().claim(c.node.id, 33))),
            refused("claim", E::Registry(RegistryError::NothingToClaim), |w, c| {
                w.refused(c.node.owner, w.rewards().claim(c.node.id, 1))
            }),
            refused("claim", E::Registry(RegistryError::UnknownNode), |w, c| {
                w.refused(c.node.owner, w.rewards().claim(99, 1))
            }),
            refused("claim", E::Registry(RegistryError::NotPeer), |w, c| {
                let contracts = IsolatedContracts::wired(w);
                w.refused(c.node.owner, contracts.rewards.claim(0, 1))
            }),
            refused("claim", E::Metering(MeteringError::NotPeer), |w, c| {
                let contracts = half_wired(w, c.stranger);
                w.refused(c.stranger, contracts.rewards.claim(0, 1))
            }),
            refused("claim", E::MintFailed, |_, _| {
                let supply = 10_000_000 * TOKEN;
                let config =
                    DeployConfig { initial_supply: supply, max_supply: supply, ..tests::network::config() };
                let mut w = TestNetwork::deploy_unchecked(&config);
                let nora = w.person("nora");
                let node = w.register(nora);
                w.bond(nora, &node, 100 * TOKEN);
                w.next_epoch();
                w.beat(&node);
                w.next_epoch();
                let refused = w.refused(nora, w.rewards().claim_many(vec![node.id], 32));
                assert_eq!(refused, E::MintFailed);
                w.refused(nora, w.rewards().claim(node.id, 32))
            }),
            refused("claim", E::DepositFailed, |w, c| {
                let contracts = half_wired(w, c.stranger);
                let peers = MeteringPeers { rewards: contracts.rewards.address(), treasury: contracts.nobody };
                w.send(contracts.owner, contracts.metering.wire(peers));
                w.refused(c.stranger, contracts.rewards.claim(0, 1))
            }),
            refused("claim", E::PeerFailed, |w, c| {
                let config = rewards_config(w, c.stranger);
                let rewards = RewardsHandle::at(made(w, &config));
                w.refused(c.stranger, rewards.claim(0, 1))
            }),
            refused("claim_many", E::InvalidCount, |w, c| {
                w.refused(c.node.owner, w.rewards().claim_many(vec![c.node.id], 0))
            }),
            refused("claim_many", E::InvalidCount, |w, c| {
                w.refused(c.node.owner, w.rewards().claim_many(vec![c.node.id], 33))
            }),
            refused("claim_many", E::InvalidBatch, |w, c| {
                w.refused(c.node.owner, w.rewards().claim_many(vec![], 1))
            }),
            refused("claim_many", E::InvalidBatch, |w, c| {
                w.refused(c.node.owner, w.rewards().claim_many((0..17).collect(), 1))
            }),
            refused("claim_many", E::InvalidBatch, |w, c| {
                w.refused(c.node.owner, w.rewards().claim_many((0..16).collect(), 32))
            }),
            refused("claim_many", E::Registry(RegistryError::InvalidBatch), |w, c| {
                w.refused(c.node.owner, w.rewards().claim_many(vec![c.node.id; 2], 1))
            }),
            refused("claim_many", E::Registry(RegistryError::NothingToClaim), |w, c| {
                w.refused(c.node.owner, w.rewards().claim_many(vec![c.node.id], 1))
            }),
            refused("claim_many", E::Metering(MeteringError::NotPeer), |w, c| {
                let contracts = half_wired(w, c.stranger);
                w.refused(c.stranger, contracts.rewards.claim_many(vec![0], 1))
            }),
            refused("claim_many", E::DepositFailed, |w, c| {
                let contracts = half_wired(w, c.stranger);
                let peers = MeteringPeers { rewards: contracts.rewards.address(), treasury: contracts.nobody };
                w.send(contracts.owner, contracts.metering.wire(peers));
                w.refused(c.stranger, contracts.rewards.claim_many(vec![0], 1))
            }),
            refused("claim_many", E::PeerFailed, |w, c| {
                let config = rewards_config(w, c.stranger);
                let rewards = RewardsHandle::at(made(w, &config));
                w.refused(c.stranger, rewards.claim_many(vec![0], 1))
            }),
        ],
        unreachable: &[(
            "Arithmetic",
            "guards against peers that lie: nobody's credit or burn exceeds everybody's, and all that is ever \
             emitted fits",
        )],
        unreachable_at: &[("claim_many", "MintFailed", "provoked where claim is refused for the same reason")],
    }
    .check();
}
