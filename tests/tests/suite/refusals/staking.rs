//! Errors of staking.

use super::broken_clock;
use gridshare::contracts::StakingHandle;
use gridshare::AccountId;
use interfaces::staking::{
    Penalty, PoolTerms, StakingConfig, StakingError as E, StakingParams, StakingPeers, FOR_EVER,
};
use shared::{Amount, DAY_MS, TOKEN};
use tests::lab::{made, staking_config};
use tests::refusals::{refused, Refusals};
use tests::verbs::penalty;
use tests::{Lab, Node, World};

fn bad_params() -> StakingParams {
    StakingParams { thaw_ms: 0, ..StakingParams::default() }
}

fn good_config(w: &World) -> StakingConfig {
    staking_config(w, w.net.suite.token, w.net.suite.registry)
}

/// Staking whose token and registry are nobody.
fn lost(w: &mut World) -> StakingHandle {
    let nobody = w.stranger("nobody");
    let config = staking_config(w, nobody, nobody);
    StakingHandle::at(made(w, &config))
}

/// A node with a pool of its owner's, out of service for ever, of which a part thaws.
fn retired(w: &mut World, owner: AccountId) -> Node {
    let node = w.register(owner);
    w.bond(owner, &node, 200 * TOKEN);
    w.mature(&node);
    w.unbond(owner, &node, 100 * TOKEN);
    w.retire(&node);
    node
}

/// Jails a node without taking anything.
fn jail(w: &mut World, node: &Node, jail_ms: u64) {
    w.slash(node, Penalty { jail_ms, ..penalty(0) });
}

#[test]
fn every_error_of_staking_is_provoked() {
    const BONDED: &str = "whoever is in a pool has bonded, which took the same call";
    const HELD: &str = "staking holds what its pools do";
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
            refused("set_slasher", E::NotOwner, |w, c| {
                w.refused(c.stranger, w.staking().set_slasher(c.stranger, true))
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
            refused("bond", E::Retired, |w, c| {
                let node = retired(w, c.node.owner);
                w.refused(node.owner, w.staking().bond(node.id, 100 * TOKEN))
            }),
            refused("bond", E::Tombstoned, |w, c| {
                jail(w, &c.node, FOR_EVER);
                w.refused(c.dana, w.staking().bond(c.node.id, 100 * TOKEN))
            }),
            refused("bond", E::PoolClosed, |w, c| {
                w.set_terms(&c.node, PoolTerms { closed: true, ..PoolTerms::default() });
                w.refused(c.dana, w.staking().bond(c.node.id, 100 * TOKEN))
            }),
            refused("bond_for", E::Zero, |w, c| {
                w.refused(c.paul, w.staking().bond_for(c.node.id, c.dana, 0))
            }),
            refused("bond_for", E::NoPool, |w, c| {
                let node = w.register(c.node.owner);
                w.refused(c.paul, w.staking().bond_for(node.id, c.node.owner, 100 * TOKEN))
            }),
            refused("bond_for", E::PoolClosed, |w, c| {
                w.set_terms(&c.node, PoolTerms { closed: true, ..PoolTerms::default() });
                w.refused(c.node.owner, w.staking().bond_for(c.node.id, c.dana, 100 * TOKEN))
            }),
            refused("bond_for", E::BelowMinimum, |w, c| {
                w.refused(c.paul, w.staking().bond_for(c.node.id, c.dana, TOKEN - 1))
            }),
            refused("bond_for", E::TransferFailed, |w, c| {
                w.refused(c.stranger, w.staking().bond_for(c.node.id, c.dana, 100 * TOKEN))
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
            refused("cancel_unbond", E::Retired, |w, c| {
                let node = retired(w, c.node.owner);
                w.refused(node.owner, w.staking().cancel_unbond(node.id, 0))
            }),
            refused("cancel_unbond", E::Tombstoned, |w, c| {
                jail(w, &c.node, FOR_EVER);
                w.refused(c.dana, w.staking().cancel_unbond(c.node.id, 0))
            }),
            refused("withdraw", E::NoPool, |w, c| w.refused(c.dana, w.staking().withdraw(99))),
            refused("withdraw", E::NoPosition, |w, c| w.refused(c.paul, w.staking().withdraw(c.node.id))),
            refused("withdraw", E::NotReady, |w, c| w.refused(c.dana, w.staking().withdraw(c.node.id))),
            refused("rebond", E::InvalidPools, |w, c| {
                w.refused(c.dana, w.staking().rebond(c.node.id, c.node.id))
            }),
            refused("rebond", E::NoPosition, |w, c| {
                w.refused(c.dana, w.staking().rebond(c.other.id, c.node.id))
            }),
            refused("rebond", E::NotReady, |w, c| {
                w.refused(c.dana, w.staking().rebond(c.node.id, c.other.id))
            }),
            refused("rebond", E::NoPool, |w, c| {
                w.wait(21 * DAY_MS);
                let node = w.register(c.node.owner);
                w.refused(c.dana, w.staking().rebond(c.node.id, node.id))
            }),
            refused("rebond", E::PoolClosed, |w, c| {
                w.wait(21 * DAY_MS);
                w.set_terms(&c.other, PoolTerms { closed: true, ..PoolTerms::default() });
                w.refused(c.dana, w.staking().rebond(c.node.id, c.other.id))
            }),
            refused("claim_payout", E::NoPosition, |w, c| w.refused(c.dana, w.staking().claim_payout())),
            refused("claim_payout", E::TransferFailed, |w, c| {
                // Rewards that were told of and never minted.
                let lab = Lab::wired(w);
                let rewards = w.stranger("rewards");
                w.send(rewards, lab.staking.deposit_rewards(0, c.stranger, 0, vec![5]));
                w.refused(c.stranger, lab.staking.claim_payout())
            }),
            refused("claim_payout", E::PeerFailed, |w, c| {
                let staking = lost(w);
                let deployer = w.net.suite.deployer;
                w.send(deployer, staking.wire(StakingPeers { rewards: deployer }));
                w.send(deployer, staking.deposit_rewards(0, c.stranger, 0, vec![5]));
                w.refused(c.stranger, staking.claim_payout())
            }),
            refused("sync", E::NoPool, |w, c| w.refused(c.stranger, w.staking().sync(99))),
            refused("set_commission", E::NoPool, |w, c| {
                let node = w.register(c.node.owner);
                w.refused(node.owner, w.staking().set_commission(node.id, 1))
            }),
            refused("set_commission", E::NotNodeOwner, |w, c| {
                w.refused(c.dana, w.staking().set_commission(c.node.id, 1))
            }),
            refused("set_commission", E::InvalidCommission, |w, c| {
                w.refused(c.node.owner, w.staking().set_commission(c.node.id, 501))
            }),
            refused("set_terms", E::NoPool, |w, c| {
                let node = w.register(c.node.owner);
                w.refused(node.owner, w.staking().set_terms(node.id, PoolTerms::default()))
            }),
            refused("set_terms", E::NotNodeOwner, |w, c| {
                w.refused(c.dana, w.staking().set_terms(c.node.id, PoolTerms::default()))
            }),
            refused("offer_node", E::UnknownNode, |w, c| {
                w.refused(c.node.owner, w.staking().offer_node(99, c.dana))
            }),
            refused("offer_node", E::NotNodeOwner, |w, c| {
                w.refused(c.dana, w.staking().offer_node(c.node.id, c.dana))
            }),
            refused("offer_node", E::PeerFailed, |w, c| {
                let staking = lost(w);
                w.refused(c.node.owner, staking.offer_node(0, c.dana))
            }),
            refused("accept_node", E::NotNodeOwner, |w, c| {
                w.refused(c.dana, w.staking().accept_node(c.other.id))
            }),
            refused("accept_node", E::TooManyThaws, |w, c| {
                for _ in 0..4 {
                    for who in [c.node.owner, c.dana] {
                        w.unbond(who, &c.node, TOKEN);
                        w.wait(1);
                    }
                }
                // Four of hers and five of Dana's.
                w.send(c.node.owner, w.staking().offer_node(c.node.id, c.dana));
                w.refused(c.dana, w.staking().accept_node(c.node.id))
            }),
            refused("unjail", E::NoPool, |w, c| {
                let node = w.register(c.node.owner);
                w.refused(node.owner, w.staking().unjail(node.id))
            }),
            refused("unjail", E::NotNodeOwner, |w, c| {
                jail(w, &c.node, DAY_MS);
                w.refused(c.dana, w.staking().unjail(c.node.id))
            }),
            refused("unjail", E::NotJailed, |w, c| w.refused(c.node.owner, w.staking().unjail(c.node.id))),
            refused("unjail", E::NotReady, |w, c| {
                jail(w, &c.node, DAY_MS);
                w.wait(DAY_MS - 1);
                w.refused(c.node.owner, w.staking().unjail(c.node.id))
            }),
            refused("unjail", E::Tombstoned, |w, c| {
                jail(w, &c.node, FOR_EVER);
                w.refused(c.node.owner, w.staking().unjail(c.node.id))
            }),
            refused("unjail", E::BelowMinimum, |w, c| {
                jail(w, &c.node, DAY_MS);
                let position = w.position(&c.node, c.node.owner);
                // All but 50 tokens of hers, which the minimum of a bond allows.
                let stays = position.shares * (50 * TOKEN) / position.value;
                w.unbond(c.node.owner, &c.node, position.shares - stays);
                w.wait(DAY_MS);
                w.refused(c.node.owner, w.staking().unjail(c.node.id))
            }),
            refused("slash", E::NotSlasher, |w, c| {
                w.refused(c.stranger, w.staking().slash(c.node.id, penalty(1)))
            }),
            refused("slash", E::NoPool, |w, _| {
                let slasher = w.slasher();
                w.refused(slasher, w.staking().slash(99, penalty(1)))
            }),
            refused("deposit_rewards", E::NotPeer, |w, c| {
                w.refused(c.stranger, w.staking().deposit_rewards(c.node.id, c.stranger, 0, vec![1]))
            }),
            refused("deposit_rewards", E::Arithmetic, |w, c| {
                let lab = Lab::wired(w);
                let rewards = w.stranger("rewards");
                w.refused(rewards, lab.staking.deposit_rewards(0, c.stranger, 0, vec![Amount::MAX, 1]))
            }),
            refused("voting_power", E::InvalidPools, |w, c| {
                w.view_refused(w.staking().voting_power(c.dana, vec![1, 0], 0))
            }),
        ],
        unreachable: &[],
        unreachable_at: &[
            ("unbond", "PeerFailed", BONDED),
            ("cancel_unbond", "PeerFailed", BONDED),
            ("sync", "PeerFailed", BONDED),
            ("withdraw", "TransferFailed", HELD),
            ("withdraw", "PeerFailed", BONDED),
            ("accept_node", "PeerFailed", "the registry answered when the node was offered"),
            ("unjail", "PeerFailed", BONDED),
            ("slash", "TransferFailed", HELD),
            ("slash", "PeerFailed", BONDED),
        ],
    }
    .check();
}
