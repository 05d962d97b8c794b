//! Maintenance: slots in which a node's silence is excused.
//!
//! A window is announced ahead: each of its slots at least the notice before it begins. In any 30 epochs at
//! most the budget's slots are excused; what was used comes back as it falls out of them. A node has one
//! window at a time, so the next one can be announced when the last is over.
//!
//! The budget holds for every 30 epochs once it does for those that end with a window: moving any such span
//! of time to the left until it ends where its last window does lets go of no excused slot that it does not
//! gain back. Windows follow each other, so each is checked when it gets its end.

use ink::prelude::vec::Vec;
use interfaces::registry::{RegistryError, RegistryParams, Window, BUDGET_EPOCHS};
use shared::clock::SLOTS_PER_EPOCH;
use shared::{ArithmeticError, Epoch, Slot};

/// Windows that a node can have within 30 epochs.
pub const MAX_WINDOWS: usize = 32;

/// Slots that the budget is for.
const PERIOD: u32 = BUDGET_EPOCHS * SLOTS_PER_EPOCH as u32;

/// Slots from number `from` to before number `to`, counted from genesis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Span {
    /// The first.
    pub from: u32,
    /// The first one after.
    pub to: u32,
}

impl Span {
    /// How many slots.
    pub fn len(&self) -> u32 {
        self.to.saturating_sub(self.from)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether slot number `slot` is one of them.
    pub fn contains(&self, slot: u32) -> bool {
        (self.from..self.to).contains(&slot)
    }

    /// Those that are in `other` as well.
    pub fn overlap(&self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }

    /// Those in `epoch`, one bit for each of its slots.
    pub fn bits_in(&self, epoch: Epoch) -> u64 {
        let first = Slot { epoch, index: 0 }.number();
        let all = Self { from: first, to: first.saturating_add(SLOTS_PER_EPOCH.into()) };
        let Self { from, to } = self.overlap(all);
        below(to.saturating_sub(first)) & !below(from.saturating_sub(first))
    }

    /// As a view shows it.
    pub fn window(&self) -> Window {
        let slots = u16::try_from(self.len()).unwrap_or(u16::MAX);
        Window { from: Slot::from_number(self.from), slots }
    }
}

/// The lowest `count` bits.
pub fn below(count: u32) -> u64 {
    u64::MAX.checked_shr(64u32.saturating_sub(count)).unwrap_or(0)
}

/// A node's windows of the last 30 epochs, oldest first. The last one may be ahead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Windows(Vec<Span>);

impl Windows {
    /// Adds a window of `slots` slots from `from` on, announced in slot number `now`. Returns it.
    ///
    /// # Errors
    /// `Nothing`, `MaintenancePending`, `ShortNotice`, `OverBudget`, `TooMany` windows within 30 epochs.
    pub fn announce(
        &mut self,
        from: u32,
        slots: u16,
        now: u32,
        params: &RegistryParams,
    ) -> Result<Span, RegistryError> {
        if slots == 0 {
            return Err(RegistryError::Nothing);
        }
        if self.0.last().is_some_and(|last| last.to > now) {
            return Err(RegistryError::MaintenancePending);
        }
        announced(from, now, params)?;
        self.push(from, from, slots, now, params)
    }

    /// Adds `slots` slots to the end of the window that is not over. Returns it.
    ///
    /// # Errors
    /// `Nothing`, `NoMaintenance`, `ShortNotice`, `OverBudget`.
    pub fn extend(&mut self, slots: u16, now: u32, params: &RegistryParams) -> Result<Span, RegistryError> {
        if slots == 0 {
            return Err(RegistryError::Nothing);
        }
        let last = self.pending(now)?;
        announced(last.to, now, params)?;
        self.0.pop();
        self.push(last.from, last.to, slots, now, params)
    }

    /// Calls off what of the latest window has not begun. Returns what is left of it.
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

    /// Slots that the budget still has for maintenance that would end now.
    pub fn left(&self, now: u32, params: &RegistryParams) -> u16 {
        let to = self.0.last().map_or(now, |last| last.to.max(now));
        let left = u32::from(params.maintenance).saturating_sub(self.used(to));
        u16::try_from(left).unwrap_or(u16::MAX)
    }

    fn pending(&self, now: u32) -> Result<Span, RegistryError> {
        self.0.last().filter(|last| last.to > now).copied().ok_or(RegistryError::NoMaintenance)
    }

    /// Slots excused in the 30 epochs before slot number `to`.
    fn used(&self, to: u32) -> u32 {
        let span = Span { from: to.saturating_sub(PERIOD), to };
        // Windows do not overlap, so there are at most as many as the period's slots.
        self.0.iter().fold(0, |used: u32, window| used.saturating_add(window.overlap(span).len()))
    }

    /// Adds a window that ends `slots` slots after `end`, if the budget has them.
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

/// Whether slots from `from` on can still be announced.
fn announced(from: u32, now: u32, params: &RegistryParams) -> Result<(), RegistryError> {
    let in_time = from >= now.saturating_add(params.notice.into());
    in_time.then_some(()).ok_or(RegistryError::ShortNotice)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PARAMS: RegistryParams = RegistryParams { offline_after: 2, notice: 2, maintenance: 48 };

    fn span(from: u32, to: u32) -> Span {
        Span { from, to }
    }

    #[test]
    fn every_slot_has_its_notice() {
        let mut windows = Windows::default();
        assert_eq!(windows.announce(101, 4, 100, &PARAMS), Err(RegistryError::ShortNotice));
        assert_eq!(windows.announce(99, 4, 100, &PARAMS), Err(RegistryError::ShortNotice));
        let mut windows = Windows::default();
        assert_eq!(windows.announce(102, 0, 100, &PARAMS), Err(RegistryError::Nothing));
        assert_eq!(windows.announce(102, 4, 100, &PARAMS), Ok(span(102, 106)));
        assert_eq!(windows.extend(0, 100, &PARAMS), Err(RegistryError::Nothing));
        assert_eq!(windows.clone().extend(2, 105, &PARAMS), Err(RegistryError::ShortNotice));
        assert_eq!(windows.extend(2, 104, &PARAMS), Ok(span(102, 108)));
        assert_eq!(windows.extend(1, 108, &PARAMS), Err(RegistryError::NoMaintenance), "it is over");
    }

    #[test]
    fn one_window_at_a_time() {
        let mut windows = Windows::default();
        windows.announce(102, 4, 100, &PARAMS).unwrap();
        for now in [100, 102, 105] {
            assert_eq!(windows.announce(200, 1, now, &PARAMS), Err(RegistryError::MaintenancePending));
        }
        assert_eq!(windows.announce(200, 1, 106, &PARAMS), Ok(span(200, 201)));
    }

    #[test]
    fn what_has_not_begun_can_be_called_off() {
        let mut windows = Windows::default();
        assert_eq!(windows.cancel(5), Err(RegistryError::NoMaintenance));
        windows.announce(102, 10, 100, &PARAMS).unwrap();
        assert_eq!(windows.left(100, &PARAMS), 38);
        assert!(windows.clone().cancel(101).unwrap().is_empty());
        assert_eq!(windows.cancel(104), Ok(span(102, 105)));
        assert_eq!(windows.left(105, &PARAMS), 45);
        assert_eq!(windows.cancel(105), Err(RegistryError::NoMaintenance));
    }

    #[test]
    fn the_budget_comes_back_after_thirty_epochs() {
        let mut windows = Windows::default();
        assert_eq!(windows.clone().announce(10, 49, 0, &PARAMS), Err(RegistryError::OverBudget));
        windows.announce(10, 48, 0, &PARAMS).unwrap();
        assert_eq!(windows.left(58, &PARAMS), 0);
        assert_eq!(windows.left(10 + PERIOD + 1, &PARAMS), 1);
        let mut early = windows.clone();
        assert_eq!(early.announce(10 + PERIOD - 1, 2, 200, &PARAMS), Err(RegistryError::OverBudget));
        assert_eq!(windows.announce(10 + PERIOD, 48, 200, &PARAMS), Ok(span(10 + PERIOD, 58 + PERIOD)));
    }

    #[test]
    fn windows_are_counted() {
        let mut windows = Windows::default();
        for n in 0..32 {
            windows.announce(10 * n + 5, 1, 10 * n, &PARAMS).unwrap();
        }
        assert_eq!(windows.clone().announce(325, 1, 320, &PARAMS), Err(RegistryError::TooMany));
        assert!(windows.announce(20 + PERIOD, 1, 10 + PERIOD, &PARAMS).is_ok(), "the oldest is forgotten");
    }

    #[test]
    fn bits_of_an_epoch() {
        assert_eq!(span(46, 50).bits_in(0), 0b11 << 46);
        assert_eq!(span(46, 50).bits_in(1), 0b11);
        assert_eq!(span(46, 50).bits_in(2), 0);
        assert_eq!(span(0, 500).bits_in(3), (1 << 48) - 1);
        assert_eq!(span(7, 7).bits_in(0), 0);
        assert_eq!((below(0), below(1), below(64)), (0, 1, u64::MAX));
    }

    #[derive(Clone, Debug)]
    enum Step {
        Announce(u32, u16),
        Extend(u16),
        Cancel,
        Wait(u32),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => (0u32..200, 0u16..60).prop_map(|(ahead, slots)| Step::Announce(ahead, slots)),
            1 => (0u16..30).prop_map(Step::Extend),
            1 => Just(Step::Cancel),
            4 => (0u32..300).prop_map(Step::Wait),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        /// Against a plain record of every slot: which are excused, since when that was known, and how many
        /// of any 30 epochs.
        #[test]
        fn the_model_agrees(steps in prop::collection::vec(step(), 1..40)) {
            let mut windows = Windows::default();
            let mut model = Model::default();
            for step in steps {
                let before = windows.clone();
                let done = match step {
                    Step::Announce(ahead, slots) =>
                        windows.announce(model.now + ahead, slots, model.now, &PARAMS).is_ok()
                            .then(|| model.excuse(model.now + ahead, slots)),
                    Step::Extend(slots) => windows.extend(slots, model.now, &PARAMS)
                        .is_ok().then(|| model.excuse(model.end(), slots)),
                    Step::Cancel => windows.cancel(model.now).is_ok().then(|| model.cancel()),
                    Step::Wait(slots) => {
                        model.now += slots;
                        Some(())
                    }
                };
                if done.is_none() {
                    windows = before;
                }
                model.check();
                if let Some(last) = windows.0.last().filter(|last| last.to > model.now) {
                    for slot in last.from..last.to {
                        prop_assert!(model.since.contains_key(&slot));
                    }
                }
            }
        }
    }

    /// For each excused slot, when it was announced.
    #[derive(Default)]
    struct Model {
        now: u32,
        since: std::collections::BTreeMap<u32, u32>,
    }

    impl Model {
        fn end(&self) -> u32 {
            self.since.keys().next_back().map_or(0, |last| last + 1)
        }

        fn excuse(&mut self, from: u32, slots: u16) {
            for slot in from..from + u32::from(slots) {
                assert_eq!(self.since.insert(slot, self.now), None, "no slot is excused twice");
            }
        }

        fn cancel(&mut self) {
            let now = self.now;
            self.since.retain(|slot, _| *slot <= now);
        }

        fn check(&self) {
            assert!(self.since.iter().all(|(slot, since)| *slot >= since + 2), "notice");
            for slot in self.since.keys() {
                let to = slot + 1;
                let used = self.since.range(to.saturating_sub(PERIOD)..to).count();
                assert!(used <= 48, "{used} slots excused before {to}");
            }
        }
    }
}
