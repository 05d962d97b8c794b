//! Rules of maintenance windows.

use crate::maintenance::{Windows, PERIOD};
use crate::span::Span;
use interfaces::registry::{RegistryError, RegistryParams};
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
    assert_eq!(windows.announce(102, 0, 100, &PARAMS), Err(RegistryError::ZeroAmount));
    assert_eq!(windows.announce(102, 4, 100, &PARAMS), Ok(span(102, 106)));
    assert_eq!(windows.extend(0, 100, &PARAMS), Err(RegistryError::ZeroAmount));
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
    assert_eq!(windows.budget_left(100, &PARAMS), 38);
    assert!(windows.clone().cancel(101).unwrap().is_empty());
    assert_eq!(windows.cancel(104), Ok(span(102, 105)));
    assert_eq!(windows.budget_left(105, &PARAMS), 45);
    assert_eq!(windows.cancel(105), Err(RegistryError::NoMaintenance));
}

#[test]
fn the_budget_comes_back_after_thirty_epochs() {
    let mut windows = Windows::default();
    assert_eq!(windows.clone().announce(10, 49, 0, &PARAMS), Err(RegistryError::OverBudget));
    windows.announce(10, 48, 0, &PARAMS).unwrap();
    assert_eq!(windows.budget_left(58, &PARAMS), 0);
    assert_eq!(windows.budget_left(10 + PERIOD + 1, &PARAMS), 1);
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
            if let Some(last) = windows.latest().filter(|last| last.to > model.now) {
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
