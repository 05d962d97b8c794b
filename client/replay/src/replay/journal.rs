//! The report under way: what happened, and which invariants held.

use super::observed::{epoch, Net, ObservedChain};
use crate::report::{Invariant, Mark, Metric, Report, TimelineEntry};
use gridshare_audit::{check_all, Outcome};
use gridshare_sdk::Progress;
use std::collections::BTreeMap;

/// The report under way, and the listener to the replay's progress.
pub(super) struct Journal<'a> {
    pub(super) report: Report,
    pub(super) progress: &'a dyn Progress,
    invariants: BTreeMap<&'static str, Invariant>,
}

impl<'a> Journal<'a> {
    /// Starts a journal with what is known of the replay in advance.
    pub(super) fn new(report: Report, progress: &'a dyn Progress) -> Self {
        Self { report, progress, invariants: BTreeMap::new() }
    }

    /// Adds an event to the timeline, and tells the listener.
    pub(super) fn tell(&mut self, net: &mut Net, text: String) {
        self.progress.note(&text);
        self.report.timeline.push(TimelineEntry { at_ms: net.chain.now(), text });
    }

    /// Adds a note to a chart.
    pub(super) fn mark(&mut self, metric: Metric, slot: usize, text: String) {
        self.report.marks.push(Mark { metric, slot, text });
    }

    /// Checks all invariants of the suite and notes their outcomes.
    pub(super) fn check(&mut self, chain: &mut ObservedChain) {
        for (name, outcome) in check_all(&mut chain.net, &mut chain.history) {
            self.note_invariant(&mut chain.net, name, outcome);
        }
    }

    /// Notes the outcome of one check.
    pub(super) fn note_invariant(&mut self, net: &mut Net, name: &'static str, outcome: Outcome) {
        let entry = self
            .invariants
            .entry(name)
            .or_insert_with(|| Invariant { name: name.into(), ..Invariant::default() });
        entry.checks += 1;
        if let Err(how) = outcome {
            self.progress.note(&format!("{name} does not hold: {how}"));
            entry.broken.get_or_insert(format!("epoch {}: {how}", epoch(net)));
        }
    }

    /// Returns the report with the invariants.
    pub(super) fn into_report(self) -> Report {
        Report { invariants: self.invariants.into_values().collect(), ..self.report }
    }
}
