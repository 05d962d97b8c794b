//! What calls took, kept by message.

use crate::chain::Cost;
use std::collections::BTreeMap;

/// What the calls of one message took so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Calls that did what they should.
    pub calls: u64,
    /// What they took together.
    pub total: Cost,
    /// The most that one of them took, in each dimension.
    pub max: Cost,
    /// Calls that were refused besides.
    pub refused: u64,
}

impl Spent {
    /// What one call took on average.
    pub fn mean(&self) -> Cost {
        let calls = self.calls.max(1);
        Cost {
            ref_time: self.total.ref_time / calls,
            proof_size: self.total.proof_size / calls,
            deposit: self.total.deposit / i128::from(calls),
        }
    }
}

/// What every call took, by contract and message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostBook(BTreeMap<&'static str, Spent>);

impl CostBook {
    /// Notes a call that did what it should.
    pub fn note(&mut self, message: &'static str, cost: Cost) {
        let spent = self.0.entry(message).or_default();
        spent.calls += 1;
        spent.total += cost;
        spent.max = spent.max.max(cost);
    }

    /// Notes a call that was refused.
    pub(super) fn note_refusal(&mut self, message: &'static str) {
        self.0.entry(message).or_default().refused += 1;
    }

    /// Message and what its calls took, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Spent)> {
        self.0.iter().map(|(&name, spent)| (name, spent))
    }

    /// What the calls of one message took.
    pub fn get(&self, message: &str) -> Spent {
        self.0.get(message).copied().unwrap_or_default()
    }

    /// Calls that did what they should, of every message.
    pub fn calls(&self) -> u64 {
        self.0.values().map(|spent| spent.calls).sum()
    }

    /// What all calls took.
    pub fn total(&self) -> Cost {
        self.0.values().map(|spent| spent.total).sum()
    }
}
