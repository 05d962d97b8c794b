//! What views return. They read pages as they are stored, and write nothing.

use crate::history::{epochs_of, is_known};
use crate::open_pages::StoredPages;
use crate::page::entry_index;
use crate::span::Span;
use crate::status::{are_enough, asks_for_facts};
use crate::store::{Record, Store};
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
    let mut page = store.page(node)?;
    let (owner, entry) = (page.owner(node)?, page.entry_of(node)?);
    let Record { cell, country, .. } = store.record(node)?;
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
        let Ok(page) = pages.page(node) else { continue };
        let Ok(entry) = page.entry_of(node) else { continue };
        let is_fit = entry.is_fit(vetting, params.offline_after, now)
            && (!asks_for_facts(vetting) || are_enough(&page.facts(entry_index(node)), vetting, now.epoch));
        if !is_fit {
            continue;
        }
        vetted.fit |= 1u16.wrapping_shl(index);
        if vetting.owners {
            vetted.owners.push(page.owner(node)?);
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
        let (Ok(page), Ok(record)) = (pages.page(node), store.record(node)) else { break };
        let (Ok(owner), Ok(entry)) = (page.owner(node), page.entry_of(node)) else { break };
        let status = entry.status(params.offline_after, now);
        nodes.push((node, record.of(owner), status));
    }
    nodes
}

/// Returns a node's liveness in the slot `now`.
pub fn liveness(store: &Store, node: NodeId, params: &RegistryParams, now: Slot) -> Option<Liveness> {
    let mut page = store.page(node).ok()?;
    // Of this copy only: what was earned before stays where it is stored.
    let _ = page.advance_epoch(now.epoch);
    let budget = store.windows(node).budget_left(now.number(), params);
    page.view(node, now.epoch, budget).ok()
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
