//! What follows when the contracts are there: wiring, what the configuration names, the hand-over. Each step first
//! looks whether it was done before.

use super::DeployConfig;
use crate::chain::Chain;
use crate::network::Network;
use crate::suite::Suite;
use anyhow::{ensure, Result};
use interfaces::market::MarketPeers;
use interfaces::metering::MeteringPeers;
use interfaces::registry::RegistryPeers;
use interfaces::staking::StakingPeers;
use shared::ClassId;

/// Names to each contract the ones that may call its wired messages, and rewards to the token as its minter.
pub fn wire<C: Chain>(net: &mut Network<C>) -> Result<()> {
    let Suite { market, attestations, staking, metering, rewards, governance, deployer, .. } = net.suite;
    let suite = net.suite.clone();
    if net.view(suite.token().minter())?.is_none() {
        net.send(deployer, suite.token().set_minter(rewards))?;
    }
    if net.view(suite.registry().peers())?.is_none() {
        let peers = RegistryPeers { staking, market, rewards, attestations };
        net.send(deployer, suite.registry().wire(peers))?;
    }
    if net.view(suite.market().peers())?.is_none() {
        net.send(deployer, suite.market().wire(MarketPeers { metering }))?;
    }
    if net.view(suite.staking().peers())?.is_none() {
        net.send(deployer, suite.staking().wire(StakingPeers { rewards }))?;
    }
    if net.view(suite.metering().peers())?.is_none() {
        net.send(deployer, suite.metering().wire(MeteringPeers { rewards, treasury: governance }))?;
    }
    Ok(())
}

/// Adds classes, attesters, regions and slashers: what only the owner can, and what later takes a proposal.
pub fn add_config<C: Chain>(net: &mut Network<C>, config: &DeployConfig) -> Result<()> {
    let (suite, deployer) = (net.suite.clone(), net.suite.deployer);
    for (number, class) in config.classes.iter().enumerate() {
        let number = ClassId::try_from(number)?;
        match net.view(suite.market().class(number))? {
            Some(there) => ensure!(there == *class, "class {number} is another one: {there:?}"),
            None => {
                net.send(deployer, suite.market().register_class(class.clone()))?;
            }
        }
    }
    for &(kind, attester) in &config.attesters {
        if !net.view(suite.attestations().is_attester(kind, attester))? {
            net.send(deployer, suite.attestations().set_attester(kind, attester, true))?;
        }
    }
    for &(cell, boost) in &config.regions {
        if net.view(suite.attestations().region(cell))? != boost {
            net.send(deployer, suite.attestations().set_region(cell, boost))?;
        }
    }
    for &slasher in &config.slashers {
        if !net.view(suite.staking().is_slasher(slasher))? {
            net.send(deployer, suite.staking().set_slasher(slasher, true))?;
        }
    }
    Ok(())
}

/// Transfers the ownership of each contract in two steps: the deployer offers it, governance accepts.
pub fn hand_over<C: Chain>(net: &mut Network<C>) -> Result<()> {
    let Suite { governance, deployer, .. } = net.suite;
    for (_, contract) in net.suite.owned() {
        if net.view(contract.owner())? == governance {
            continue;
        }
        if net.view(contract.pending_owner())? != Some(governance) {
            net.send(deployer, contract.transfer_ownership(governance))?;
        }
        net.send(deployer, net.suite.governance().take_ownership(contract.address()))?;
    }
    Ok(())
}
