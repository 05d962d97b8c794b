//! Errors of staking.

use super::broken_clock;
use interfaces::staking::{StakingConfig, StakingError as E, StakingParams, StakingPeers};
use shared::{Amount, TOKEN};
use tests::lab::{made, staking_config};
use tests::refusals::{refused, Refusals};
use tests::{Lab, World};

fn bad_params() -> StakingParams {
    StakingParams { thaw_ms: 0, ..StakingParams::default() }
}

fn good_config(w: &World) -> StakingConfig {
    staking_config(w, w.net.suite.token, w.net.suite.registry)
}

#[test]
fn every_error_of_staking_is_provoked() {
    const BONDED: &str = "whoever is in a pool has bonded, which took the same call";
    Refusals {
        interface: Some("staking.rs"),
        table: vec![
            refused("new", E::InvalidClock, |w, _| {
                w.create_refused(&StakingConfig { clock: broken_clock(), ..good_config(w) })
            }),
            refused("new", E::ParamOutOfBounds, |w, _| {
                w.create_refused(&StakingConfig { params: bad_params(), ..good_config(w) })
            }),
            refused("wire", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.staking().wire(StakingPeers { rewards: c.stranger }))
            }),
            refused("wire", E::AlreadyWired, |w, c| {
                let lab = Lab::wired(w);
                w.refused(lab.owner, lab.staking.wire(StakingPeers { rewards: c.stranger }))
            }),
            refused("set_params", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.staking().set_params(StakingParams::default()))
            }),
            refused("set_params", E::ParamOutOfBounds, |w, _| {
                let lab = Lab::new(w);
                w.refused(lab.owner, lab.staking.set_params(bad_params()))
            }),
            refused("bond", E::Zero, |w, c| w.refused(c.dana, w.staking().bond(c.node.id, 0))),
            refused("bond", E::NoPool, |w, c| {
                let node = w.register(c.node.owner);
                w.refused(c.dana, w.staking().bond(node.id, 100 * TOKEN))
            }),
            refused("bond", E::UnknownNode, |w, c| w.refused(c.dana, w.staking().bond(99, 100 * TOKEN))),
            refused("bond", E::BelowMinimum, |w, c| {
                let node = w.register(c.node.owner);
                w.refused(c.node.owner, w.staking().bond(node.id, 100 * TOKEN - 1))
            }),
            refused("bond", E::TransferFailed, |w, c| {
                w.refused(c.stranger, w.staking().bond(c.node.id, 100 * TOKEN))
            }),
            refused("bond", E::PeerFailed, |w, c| {
                // A registry that does not know this staking.
                let lab = Lab::wired(w);
                w.send(lab.owner, lab.token.transfer(c.stranger, 500 * TOKEN));
                w.send(c.stranger, lab.token.approve(lab.staking.address(), Amount::MAX));
                let registration = w.registration();
                let node = w.send(c.stranger, lab.registry.register(registration)).value;
                w.refused(c.stranger, lab.staking.bond(node, 500 * TOKEN))
            }),
            refused("unbond", E::Zero, |w, c| w.refused(c.dana, w.staking().unbond(c.node.id, 0))),
            refused("unbond", E::NoPool, |w, c| w.refused(c.dana, w.staking().unbond(99, 1))),
            refused("unbond", E::NoPosition, |w, c| w.refused(c.paul, w.staking().unbond(c.node.id, 1))),
            refused("unbond", E::InsufficientShares, |w, c| {
                let shares = w.position(&c.node, c.dana).shares;
                w.refused(c.dana, w.staking().unbond(c.node.id, shares + 1))
            }),
            refused("unbond", E::BelowMinimum, |w, c| {
                let shares = w.position(&c.node, c.dana).shares;
                w.refused(c.dana, w.staking().unbond(c.node.id, shares - 1))
            }),
            refused("cancel_unbond", E::NoPool, |w, c| w.refused(c.dana, w.staking().cancel_unbond(99, 0))),
            refused("cancel_unbond", E::NoPosition, |w, c| {
                w.refused(c.paul, w.staking().cancel_unbond(c.node.id, 0))
            }),
            refused("cancel_unbond", E::UnknownThaw, |w, c| {
                w.refused(c.dana, w.staking().cancel_unbond(c.node.id, 1))
            }),
            refused("cancel_unbond", E::BelowMinimum, |w, c| {
                // The minimum is raised above what Dana has.
                let params = StakingParams { min_bond: 100_000 * TOKEN, ..StakingParams::default() };
                let call = w.staking().set_params(params).proposed();
                let id = w.pass(c.node.owner, vec![call], &[c.node.id]);
                w.execute(c.stranger, id);
                w.next_epoch();
                w.refused(c.dana, w.staking().cancel_unbond(c.node.id, 0))
            }),
            refused("withdraw", E::NoPool, |w, c| w.refused(c.dana, w.staking().withdraw(99))),
            refused("withdraw", E::NoPosition, |w, c| w.refused(c.paul, w.staking().withdraw(c.node.id))),
            refused("withdraw", E::NotReady, |w, c| w.refused(c.dana, w.staking().withdraw(c.node.id))),
            refused("claim_payout", E::NoPosition, |w, c| w.refused(c.dana, w.staking().claim_payout())),
            refused("claim_payout", E::TransferFailed, |w, c| {
                // Rewards that were told of and never minted.
                let lab = Lab::wired(w);
                let rewards = w.stranger("rewards");
                w.send(rewards, lab.staking.deposit_rewards(0, c.stranger, 0, vec![5]));
                w.refused(c.stranger, lab.staking.claim_payout())
            }),
            refused("claim_payout", E::PeerFailed, |w, c| {
                let nobody = w.stranger("nobody");
                let config = staking_config(w, nobody, nobody);
                let staking = gridshare::contracts::StakingHandle::at(made(w, &config));
                let deployer = w.net.suite.deployer;
                w.send(deployer, staking.wire(StakingPeers { rewards: deployer }));
                w.send(deployer, staking.deposit_rewards(0, c.stranger, 0, vec![5]));
                w.refused(c.stranger, staking.claim_payout())
            }),
            refused("sync", E::NoPool, |w, c| w.refused(c.stranger, w.staking().sync(99))),
            refused("deposit_rewards", E::NotPeer, |w, c| {
                w.refused(c.stranger, w.staking().deposit_rewards(c.node.id, c.stranger, 0, vec![1]))
            }),
            refused("deposit_rewards", E::Arithmetic, |w, c| {
                let lab = Lab::wired(w);
                let rewards = w.stranger("rewards");
                w.refused(rewards, lab.staking.deposit_rewards(0, c.stranger, 0, vec![Amount::MAX, 1]))
            }),
            refused("voting_power", E::InvalidPools, |w, c| {
                w.view_refused(w.staking().voting_power(c.dana, vec![1, 0]))
            }),
        ],
        unreachable: &[],
        unreachable_at: &[
            ("unbond", "PeerFailed", BONDED),
            ("cancel_unbond", "PeerFailed", BONDED),
            ("cancel_unbond", "Zero", "what thaws is worth something as long as nobody slashes it"),
            ("sync", "PeerFailed", BONDED),
            ("withdraw", "TransferFailed", "staking holds what thaws"),
            ("withdraw", "PeerFailed", BONDED),
        ],
    }
    .check();
}
