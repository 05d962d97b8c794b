//! What views return. They read pages as they are stored, and write nothing.

use crate::history::{epochs_of, is_known};
use crate::open_pages::StoredPages;
use crate::span::Span;
use crate::store::Store;
use core::ops::Range;
use ink::prelude::vec::Vec;
use interfaces::registry::{
    Identity, Liveness, Node, NodeStatus, RegistryError, RegistryParams, Uptime, Vetted, Vetting, MAX_VETTED,
};
use shared::{Epoch, NodeId, Slot};

/// Returns what other contracts ask of a node, in the slot `now`.
///
/// # Errors
/// `UnknownNode`.
pub fn identity(
    store: &Store,
    node: NodeId,
    params: &RegistryParams,
    now: Slot,
) -> Result<Identity, RegistryError> {
    let Node { owner, cell, country, .. } = *store.node(node)?;
    let mut page = store.page(node)?;
    let entry = page.entry_of(node)?;
    let status = entry.status(params.offline_after, now);
    Ok(Identity { owner, cell, country, status, in_service: entry.is_in_service(now.epoch) })
}

/// Returns which candidates for a lease are active in the slot `now` and satisfy everything, and their owners
/// if they are asked for.
///
/// # Errors
/// `TooMany` candidates.
pub fn vet(
    store: &Store,
    vetting: &Vetting,
    params: &RegistryParams,
    now: Slot,
) -> Result<Vetted, RegistryError> {
    if vetting.nodes.len() > MAX_VETTED {
        return Err(RegistryError::TooMany);
    }
    let mut pages = StoredPages::new(store);
    let mut vetted = Vetted { fit: 0, owners: Vec::new() };
    for (index, &node) in (0u32..).zip(&vetting.nodes) {
        let Ok(entry) = pages.entry(node) else { continue };
        if !entry.satisfies(vetting, params.offline_after, now) {
            continue;
        }
        vetted.fit |= 1u16.wrapping_shl(index);
        if vetting.owners {
            vetted.owners.push(store.node(node)?.owner);
        }
    }
    Ok(vetted)
}

/// Returns those of `range` that are registered, with how they stand in the slot `now`.
pub fn nodes(
    store: &Store,
    range: Range<NodeId>,
    params: &RegistryParams,
    now: Slot,
) -> Vec<(NodeId, Node, NodeStatus)> {
    let mut pages = StoredPages::new(store);
    let mut nodes = Vec::new();
    for node in range {
        let (Ok(entry), Ok(record)) = (pages.entry(node), store.node(node)) else { break };
        nodes.push((node, *record, entry.status(params.offline_after, now)));
    }
    nodes
}

/// Returns a node's liveness in the slot `now`.
pub fn liveness(store: &Store, node: NodeId, params: &RegistryParams, now: Slot) -> Option<Liveness> {
    let mut page = store.page(node).ok()?;
    // Of this copy only: what was earned before stays where it is stored.
    let _ = page.advance_epoch(now.epoch);
    let budget = store.windows(node).budget_left(now.number(), params);
    Some(page.entry_of(node).ok()?.view(now.epoch, budget))
}

/// Returns a node's presence in each of `epochs`, as far as it is known in epoch `now`; nothing of an unknown
/// node.
pub fn uptime(store: &Store, node: NodeId, epochs: Range<Epoch>, now: Epoch) -> Vec<Uptime> {
    let mut uptimes = store.presence(node, epochs.clone()).unwrap_or_default();
    for (epoch, uptime) in epochs.zip(&mut uptimes) {
        // Items of history hold a little more than what counts as known.
        if !is_known(epoch, now) {
            *uptime = Uptime::default();
        }
    }
    uptimes
}

/// Returns how many of `slots` a node was alive in, up to epoch `now`.
///
/// # Errors
/// `OutOfRange` when the first of them is no longer known, `UnknownNode`.
pub fn live_slots(store: &Store, node: NodeId, slots: Span, now: Epoch) -> Result<u32, RegistryError> {
    let epochs = epochs_of(slots, now)?;
    let presence = store.presence(node, epochs.clone())?;
    // At most all slots of 128 epochs.
    Ok(epochs.zip(presence).fold(0, |live: u32, (epoch, uptime)| {
        live.wrapping_add((uptime.beats & slots.bits_in(epoch)).count_ones())
    }))
}
