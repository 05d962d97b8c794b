//! Errors that owners of nodes meet at their pools.

use super::{jail, lost};
use interfaces::staking::{PoolTerms, StakingError as E, FOR_EVER};
use shared::{Shares, DAY_MS, TOKEN};
use tests::refusals::{refused, Refusal};

/// Returns the refusals that owners meet.
pub fn table() -> Vec<Refusal<E>> {
    vec![
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
        refused("propose_node_transfer", E::UnknownNode, |w, c| {
            w.refused(c.node.owner, w.staking().propose_node_transfer(99, c.dana))
        }),
        refused("propose_node_transfer", E::NotNodeOwner, |w, c| {
            w.refused(c.dana, w.staking().propose_node_transfer(c.node.id, c.dana))
        }),
        refused("propose_node_transfer", E::PeerFailed, |w, c| {
            let staking = lost(w);
            w.refused(c.node.owner, staking.propose_node_transfer(0, c.dana))
        }),
        refused("accept_node_transfer", E::NotNodeOwner, |w, c| {
            w.refused(c.dana, w.staking().accept_node_transfer(c.other.id))
        }),
        refused("accept_node_transfer", E::TooManyThaws, |w, c| {
            for _ in 0..4 {
                for who in [c.node.owner, c.dana] {
                    w.unbond(who, &c.node, Shares(TOKEN));
                    w.wait(1);
                }
            }
            // Four of hers and five of Dana's.
            w.send(c.node.owner, w.staking().propose_node_transfer(c.node.id, c.dana));
            w.refused(c.dana, w.staking().accept_node_transfer(c.node.id))
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
        refused("unjail", E::StillJailed, |w, c| {
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
            let stays = position.shares.0 * (50 * TOKEN) / position.value;
            w.unbond(c.node.owner, &c.node, Shares(position.shares.0 - stays));
            w.wait(DAY_MS);
            w.refused(c.node.owner, w.staking().unjail(c.node.id))
        }),
    ]
}
