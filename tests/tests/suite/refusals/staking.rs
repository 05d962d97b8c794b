//! Errors of staking.
//!
//! - `owners`: those that owners of nodes meet.

mod owners;

use super::broken_clock;
use gridshare_sdk::{AccountId, StakingHandle};
use interfaces::staking::{
    Penalty, PoolTerms, RewardDeposit, StakingConfig, StakingError as E, StakingParams, StakingPeers,
    FOR_EVER,
};
use shared::{Amount, NodeId, Shares, DAY_MS, TOKEN};
use tests::isolated::{made, staking_config};
use tests::refusals::{refused, Refusal, Refusals};
use tests::verbs::penalty;
use tests::{BusyNetwork, IsolatedContracts, Node, TestNetwork};

fn bad_params() -> StakingParams {
    StakingParams { thaw_ms: 0, ..StakingParams::default() }
}

fn good_config(w: &TestNetwork) -> StakingConfig {
    staking_config(w, w.net.suite.token, w.net.suite.registry)
}

/// Makes a deposit for a node of a stranger's.
fn deposit(node: NodeId, c: &BusyNetwork, amounts: Vec<Amount>) -> RewardDeposit {
    RewardDeposit { node, owner: c.stranger, first: 0, amounts }
}

/// Instantiates staking whose token and registry are no contracts.
fn lost(w: &mut TestNetwork) -> StakingHandle {
    let nobody = w.stranger("nobody");
    let config = staking_config(w, nobody, nobody);
    StakingHandle::at(made(w, &config))
}

/// Registers a node with a pool of its owner's, of which a part thaws, and retires it.
fn retired(w: &mut TestNetwork, owner: AccountId) -> Node {
    let node = w.register(owner);
    w.bond(owner, &node, 200 * TOKEN);
    w.mature(&node);
    w.unbond(owner, &node, Shares(100 * TOKEN));
    w.retire(&node);
    node
}

/// Jails a node without taking anything.
fn jail(w: &mut TestNetwork, node: &Node, jail_ms: u64) {
    w.slash(node, Penalty { jail_ms, ..penalty(0) });
}

/// Returns the refusals that stakers, administrators and peers meet.
fn table() -> Vec<Refusal<E>> {
    vec![
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
            let contracts = IsolatedContracts::wired(w);
            w.refused(contracts.owner, contracts.staking.wire(StakingPeers { rewards: c.stranger }))
        }),
        refused("set_params", E::NotOwner, |w, c| {
            w.refused(c.stranger, w.staking().set_params(StakingParams::default()))
        }),
        refused("set_params", E::ParamOutOfBounds, |w, _| {
            let contracts = IsolatedContracts::new(w);
            w.refused(contracts.owner, contracts.staking.set_params(bad_params()))
        }),
        refused("set_slasher", E::NotOwner, |w, c| {
            w.refused(c.stranger, w.staking().set_slasher(c.stranger, true))
        }),
        refused("bond", E::ZeroAmount, |w, c| w.refused(c.dana, w.staking().bond(c.node.id, 0))),
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
            let contracts = IsolatedContracts::wired(w);
            w.send(contracts.owner, contracts.token.transfer(c.stranger, 500 * TOKEN));
            w.send(c.stranger, contracts.token.approve(contracts.staking.address(), Amount::MAX));
            let registration = w.registration();
            let node = w.send(c.stranger, contracts.registry.register(registration)).value;
            w.refused(c.stranger, contracts.staking.bond(node, 500 * TOKEN))
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
        refused("bond_for", E::ZeroAmount, |w, c| {
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
        refused("unbond", E::ZeroAmount, |w, c| w.refused(c.dana, w.staking().unbond(c.node.id, Shares(0)))),
        refused("unbond", E::NoPool, |w, c| w.refused(c.dana, w.staking().unbond(99, Shares(1)))),
        refused("unbond", E::NoPosition, |w, c| w.refused(c.paul, w.staking().unbond(c.node.id, Shares(1)))),
        refused("unbond", E::InsufficientShares, |w, c| {
            let shares = w.position(&c.node, c.dana).shares;
            w.refused(c.dana, w.staking().unbond(c.node.id, Shares(shares.0 + 1)))
        }),
        refused("unbond", E::BelowMinimum, |w, c| {
            let shares = w.position(&c.node, c.dana).shares;
            w.refused(c.dana, w.staking().unbond(c.node.id, Shares(shares.0 - 1)))
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
        refused("withdraw", E::StillThawing, |w, c| w.refused(c.dana, w.staking().withdraw(c.node.id))),
        refused("rebond", E::InvalidPools, |w, c| {
            w.refused(c.dana, w.staking().rebond(c.node.id, c.node.id))
        }),
        refused("rebond", E::NoPosition, |w, c| w.refused(c.dana, w.staking().rebond(c.other.id, c.node.id))),
        refused("rebond", E::StillThawing, |w, c| {
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
        refused("claim_payout", E::NothingToClaim, |w, c| w.refused(c.dana, w.staking().claim_payout())),
        refused("claim_payout", E::TransferFailed, |w, c| {
            // Rewards that were told of and never minted.
            let contracts = IsolatedContracts::wired(w);
            let rewards = w.stranger("rewards");
            w.send(rewards, contracts.staking.deposit_rewards(vec![deposit(0, c, vec![5])]));
            w.refused(c.stranger, contracts.staking.claim_payout())
        }),
        refused("claim_payout", E::PeerFailed, |w, c| {
            let staking = lost(w);
            let deployer = w.net.suite.deployer;
            w.send(deployer, staking.wire(StakingPeers { rewards: deployer }));
            w.send(deployer, staking.deposit_rewards(vec![deposit(0, c, vec![5])]));
            w.refused(c.stranger, staking.claim_payout())
        }),
        refused("sync", E::NoPool, |w, c| w.refused(c.stranger, w.staking().sync(99))),
        refused("slash", E::NotSlasher, |w, c| {
            w.refused(c.stranger, w.staking().slash(c.node.id, penalty(1)))
        }),
        refused("slash", E::NoPool, |w, _| {
            let slasher = w.slasher();
            w.refused(slasher, w.staking().slash(99, penalty(1)))
        }),
        refused("deposit_rewards", E::NotPeer, |w, c| {
            w.refused(c.stranger, w.staking().deposit_rewards(vec![deposit(c.node.id, c, vec![1])]))
        }),
        refused("deposit_rewards", E::Arithmetic, |w, c| {
            let contracts = IsolatedContracts::wired(w);
            let rewards = w.stranger("rewards");
            w.refused(rewards, contracts.staking.deposit_rewards(vec![deposit(0, c, vec![Amount::MAX, 1])]))
        }),
        refused("voting_power", E::InvalidPools, |w, c| {
            w.view_refused(w.staking().voting_power(c.dana, vec![1, 0], 0))
        }),
    ]
}

#[test]
fn every_error_of_staking_is_provoked() {
    const BONDED: &str = "whoever is in a pool has bonded, which took the same call";
    const HELD: &str = "staking holds what its pools do";
    Refusals {
        interface: Some("staking.rs"),
        table: [owners::table(), table()].into_iter().flatten().collect(),
        unreachable: &[],
        unreachable_at: &[
            ("unbond", "PeerFailed", BONDED),
            ("cancel_unbond", "PeerFailed", BONDED),
            ("sync", "PeerFailed", BONDED),
            ("withdraw", "TransferFailed", HELD),
            ("withdraw", "PeerFailed", BONDED),
            ("accept_node_transfer", "PeerFailed", "the registry answered when the node was offered"),
            ("unjail", "PeerFailed", BONDED),
            ("slash", "TransferFailed", HELD),
            ("slash", "PeerFailed", BONDED),
        ],
    }
    .check();
}
