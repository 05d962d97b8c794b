//! How a node stands, and whether it satisfies what candidates for a lease are held to: pure functions of its
//! entry and the time.

use crate::layout::Entry;
use crate::span::Span;
use interfaces::attestations::{Fact, Kind, KINDS};
use interfaces::registry::{NodeStatus, Vetting};
use shared::{Epoch, Slot};

impl Entry<'_> {
    /// Returns how the node stands in the slot `now`: the first status that applies. It is offline once it
    /// missed more than `offline_after` slots that no maintenance excused.
    pub fn status(&self, offline_after: u8, now: Slot) -> NodeStatus {
        if self.is_retired() {
            return NodeStatus::Retired;
        }
        if self.is_jailed() {
            return NodeStatus::Jailed;
        }
        if self.stake_at(now.epoch) == 0 {
            return NodeStatus::Unbonded;
        }
        let (now, maintenance) = (now.number(), self.maintenance());
        if maintenance.contains(now) {
            return NodeStatus::Maintenance;
        }
        let missed = |seen: u32| {
            let silent = Span { from: seen.saturating_add(1), to: now.saturating_add(1) };
            silent.len().saturating_sub(maintenance.overlap(silent).len())
        };
        match self.last_seen() {
            Some(seen) if missed(seen) <= u32::from(offline_after) => NodeStatus::Active,
            _ => NodeStatus::Offline,
        }
    }

    /// Returns whether the node is neither retired nor jailed, and its stake counts in epoch `now` or from
    /// the next one on.
    pub fn is_in_service(&self, now: Epoch) -> bool {
        self.flags() == 0 && (self.stake_at(now) > 0 || self.stake_at(now.saturating_add(1)) > 0)
    }

    /// Returns whether the node is active in the slot `now` and has the stake that candidates are held to.
    pub fn is_fit(&self, vetting: &Vetting, offline_after: u8, now: Slot) -> bool {
        self.status(offline_after, now) == NodeStatus::Active && self.stake_at(now.epoch) >= vetting.min_stake
    }
}

/// Returns whether candidates are held to anything that is attested.
pub fn asks_for_facts(vetting: &Vetting) -> bool {
    vetting.attested != 0 || vetting.min_renewable != 0
}

/// Returns whether `facts`, by index of the kind, satisfy in epoch `now` what candidates are held to.
pub fn are_enough(facts: &[Fact; KINDS], vetting: &Vetting, now: Epoch) -> bool {
    Kind::ALL.iter().zip(facts).all(|(kind, fact)| {
        let least = if *kind == Kind::Renewable { vetting.min_renewable } else { 0 };
        let required = vetting.attested & kind.bit() != 0 || least > 0;
        !required || (now < fact.until && fact.value >= least)
    })
}
