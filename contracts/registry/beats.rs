//! Batches of beats: a controller's heartbeats, and beats that devices signed.

use crate::page::Pages;
use ink::prelude::vec::Vec;
use ink::primitives::AccountId;
use interfaces::registry::{BeatOutcome, RegistryError, SignedBeat};
use shared::signing::Messages;
use shared::{math, Credit, NodeId, PublicKey, Signature, Slot};

/// Checks that a batch of `len` entries is not empty and has at most `limit`.
///
/// # Errors
/// `ZeroAmount`, `TooMany`.
pub fn check_batch(len: usize, limit: usize) -> Result<(), RegistryError> {
    match len {
        0 => Err(RegistryError::ZeroAmount),
        _ if len > limit => Err(RegistryError::TooMany),
        _ => Ok(()),
    }
}

/// Counts a heartbeat of each of `nodes` in the slot `now`, sent by `caller`. Returns how many of the nodes
/// had not been seen in this slot, and the credit that they earned.
///
/// # Errors
/// `UnknownNode`, `NotController`, `TooMany` pages, `Arithmetic`.
pub fn count_heartbeats(
    pages: &mut impl Pages,
    nodes: &[NodeId],
    caller: &AccountId,
    now: Slot,
) -> Result<(u32, Credit), RegistryError> {
    let (mut counted, mut earned) = (0u32, 0);
    for &node in nodes {
        let open = pages.open(node)?;
        if !open.page.is_controller(node, caller)? {
            return Err(RegistryError::NotController);
        }
        if let Some(credit) = open.page.entry_of(node)?.beat(now)? {
            open.changed = true;
            // At most a batch's length.
            counted = counted.wrapping_add(1);
            earned = math::add(earned, credit)?;
        }
    }
    Ok((counted, earned))
}

/// What signed beats are verified with. `V` verifies a signature over a message by a key.
pub struct Verifier<V> {
    /// How many nodes there are.
    pub node_count: u32,
    /// The current slot.
    pub now: Slot,
    /// Builds the messages that devices sign.
    pub messages: Messages,
    /// Returns whether a signature over a message is of a key.
    pub verify: V,
}

impl<V: Fn(&Signature, &[u8], &PublicKey) -> bool> Verifier<V> {
    /// Verifies each of `beats` and counts those that are valid. Returns what became of each, and the credit
    /// that they earned together.
    ///
    /// # Errors
    /// `TooMany` pages, `Arithmetic`.
    pub fn count_signed(
        &mut self,
        pages: &mut impl Pages,
        beats: &[SignedBeat],
    ) -> Result<(Vec<BeatOutcome>, Credit), RegistryError> {
        let mut outcomes = Vec::with_capacity(beats.len());
        let mut earned = 0;
        for beat in beats {
            let (outcome, credit) = self.verify_beat(pages, beat)?;
            earned = math::add(earned, credit)?;
            outcomes.push(outcome);
        }
        Ok((outcomes, earned))
    }

    /// Verifies a signed beat and counts it. Returns what became of it, and the credit that it earned. What
    /// costs little is checked first: verifying a signature costs as much as ten thousand instructions.
    fn verify_beat(
        &mut self,
        pages: &mut impl Pages,
        beat: &SignedBeat,
    ) -> Result<(BeatOutcome, Credit), RegistryError> {
        let now = self.now;
        if beat.node >= self.node_count {
            return Ok((BeatOutcome::UnknownNode, 0));
        }
        if beat.slot > now.index || now.index.saturating_sub(beat.slot) > 1 {
            return Ok((BeatOutcome::WrongSlot, 0));
        }
        let open = pages.open(beat.node)?;
        let mut entry = open.page.entry_of(beat.node)?;
        if entry.was_seen(beat.slot) {
            return Ok((BeatOutcome::Duplicate, 0));
        }
        let message = self.messages.beat(beat.node, entry.generation(), now.epoch, beat.slot);
        if !(self.verify)(&beat.signature, message, &entry.device_key()) {
            return Ok((BeatOutcome::BadSignature, 0));
        }
        let credit = entry.beat(Slot { epoch: now.epoch, index: beat.slot })?;
        open.changed = true;
        Ok((BeatOutcome::Counted, credit.unwrap_or(0)))
    }
}
