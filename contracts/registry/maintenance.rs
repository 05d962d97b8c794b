//! Maintenance: windows of slots in which a node's silence is excused.
//!
//! A window is announced ahead: each of its slots at least the notice before it begins. In any 30 epochs at
//! most the budget's slots are excused. A node has one window at a time: the next one can be announced when the
//! last is over.
//!
//! The budget holds for every 30 epochs once it holds for those that end where a window ends. Take any 30
//! epochs, and the last window that reaches into them. If they end after it, ending them with it loses no
//! excused slot. If they end within it, moving them on to its end gains an excused slot with each step, and
//! loses one at most. Windows follow each other, so each is checked when it gets its end.

use crate::span::Span;
use ink::prelude::vec::Vec;
use interfaces::registry::{RegistryError, RegistryParams, BUDGET_EPOCHS};
use shared::clock::SLOTS_PER_EPOCH;
use shared::{ArithmeticError, Slot};

/// Windows that a node can have within 30 epochs.
pub const MAX_WINDOWS: usize = 32;

/// Slots of the 30 epochs that the budget is for.
pub const PERIOD: u32 = BUDGET_EPOCHS * SLOTS_PER_EPOCH as u32;

/// What is to happen to a node's maintenance.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// A window is added: its first slot, and how many.
    Announce(Slot, u16),
    /// So many slots are added to the end of the window that is not over.
    Extend(u16),
    /// What has not begun of the latest window is cancelled.
    Cancel,
}

/// A node's windows of the last 30 epochs, oldest first. The last one may be ahead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Windows(Vec<Span>);

impl Windows {
    /// Makes a change in slot number `now`. Returns the latest window as it is then.
    ///
    /// # Errors
    /// Those of [`Self::announce`], [`Self::extend`] and [`Self::cancel`]; `OutOfRange` when the first slot
    /// to be announced is no slot.
    pub fn apply(
        &mut self,
        change: Change,
        now: u32,
        params: &RegistryParams,
    ) -> Result<Span, RegistryError> {
        match change {
            Change::Announce(from, _) if from.index >= SLOTS_PER_EPOCH => Err(RegistryError::OutOfRange),
            Change::Announce(from, slots) => self.announce(from.number(), slots, now, params),
            Change::Extend(slots) => self.extend(slots, now, params),
            Change::Cancel => self.cancel(now),
        }
    }

    /// Adds a window of `slots` slots from slot number `from` on, announced in slot number `now`. Returns it.
    ///
    /// # Errors
    /// `ZeroAmount`, `MaintenancePending`, `ShortNotice`, `OverBudget`, `TooMany` windows within 30 epochs.
    pub fn announce(
        &mut self,
        from: u32,
        slots: u16,
        now: u32,
        params: &RegistryParams,
    ) -> Result<Span, RegistryError> {
        if slots == 0 {
            return Err(RegistryError::ZeroAmount);
        }
        if self.0.last().is_some_and(|last| last.to > now) {
            return Err(RegistryError::MaintenancePending);
        }
        check_notice(from, now, params)?;
        self.push(from, from, slots, now, params)
    }

    /// Adds `slots` slots to the end of the window that is not over in slot number `now`. Returns it.
    ///
    /// # Errors
    /// `ZeroAmount`, `NoMaintenance`, `ShortNotice`, `OverBudget`.
    pub fn extend(&mut self, slots: u16, now: u32, params: &RegistryParams) -> Result<Span, RegistryError> {
        if slots == 0 {
            return Err(RegistryError::ZeroAmount);
        }
        let last = self.pending(now)?;
        check_notice(last.to, now, params)?;
        self.0.pop();
        self.push(last.from, last.to, slots, now, params)
    }

    /// Cancels what has not begun of the latest window in slot number `now`. Returns what is left of it.
    ///
    /// # Errors
    /// `NoMaintenance`.
    pub fn cancel(&mut self, now: u32) -> Result<Span, RegistryError> {
        let last = self.pending(now)?;
        let to = if last.from > now { last.from } else { now.saturating_add(1) };
        let left = Span { from: last.from, to: to.min(last.to) };
        self.0.pop();
        if !left.is_empty() {
            self.0.push(left);
        }
        Ok(left)
    }

    /// Returns how many slots the budget has in slot number `now` for maintenance that would end then, or
    /// when the latest window does.
    pub fn budget_left(&self, now: u32, params: &RegistryParams) -> u16 {
        let to = self.0.last().map_or(now, |last| last.to.max(now));
        let left = u32::from(params.maintenance).saturating_sub(self.used(to));
        u16::try_from(left).unwrap_or(u16::MAX)
    }

    /// Returns the window that is not over in slot number `now`.
    fn pending(&self, now: u32) -> Result<Span, RegistryError> {
        self.latest().filter(|last| last.to > now).ok_or(RegistryError::NoMaintenance)
    }

    /// Returns the latest window, if there is one.
    pub fn latest(&self) -> Option<Span> {
        self.0.last().copied()
    }

    /// Returns how many slots are excused in the 30 epochs before slot number `to`.
    fn used(&self, to: u32) -> u32 {
        let span = Span { from: to.saturating_sub(PERIOD), to };
        // Windows do not overlap, so there are at most as many as the period's slots.
        self.0.iter().fold(0, |used: u32, window| used.saturating_add(window.overlap(span).len()))
    }

    /// Adds a window from slot number `from` on that ends `slots` slots after `end`, if the budget has them.
    fn push(
        &mut self,
        from: u32,
        end: u32,
        slots: u16,
        now: u32,
        params: &RegistryParams,
    ) -> Result<Span, RegistryError> {
        let window = Span { from, to: end.checked_add(slots.into()).ok_or(ArithmeticError)? };
        self.0.push(window);
        if self.used(window.to) > params.maintenance.into() {
            return Err(RegistryError::OverBudget);
        }
        self.0.retain(|window| window.to > now.saturating_sub(PERIOD));
        if self.0.len() > MAX_WINDOWS {
            return Err(RegistryError::TooMany);
        }
        Ok(window)
    }
}

/// Checks that slot number `from` can still be announced in slot number `now`.
fn check_notice(from: u32, now: u32, params: &RegistryParams) -> Result<(), RegistryError> {
    let in_time = from >= now.saturating_add(params.notice.into());
    in_time.then_some(()).ok_or(RegistryError::ShortNotice)
}
