//! Costs of calls, summed by message.

use crate::chain::Cost;
use std::collections::BTreeMap;

/// Costs of the calls of one message so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Calls that the contract accepted.
    pub calls: u64,
    /// Sum of their costs.
    pub total: Cost,
    /// The highest cost of one of them, in each dimension.
    pub max: Cost,
    /// Calls that were refused; their costs are not counted.
    pub refused: u64,
}

impl Spent {
    /// Returns the mean cost of a call.
    pub fn mean(&self) -> Cost {
        let calls = self.calls.max(1);
        Cost {
            ref_time: self.total.ref_time / calls,
            proof_size: self.total.proof_size / calls,
            deposit: self.total.deposit / i128::from(calls),
        }
    }
}

/// Costs of all calls, by contract and message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostBook(BTreeMap<&'static str, Spent>);

impl CostBook {
    /// Adds the cost of an accepted call.
    pub fn note(&mut self, message: &'static str, cost: Cost) {
        let spent = self.0.entry(message).or_default();
        spent.calls += 1;
        spent.total += cost;
        spent.max = spent.max.max(cost);
    }

    /// Counts a refused call.
    pub(crate) fn note_refusal(&mut self, message: &'static str) {
        self.0.entry(message).or_default().refused += 1;
    }

    /// Returns each message with the costs of its calls, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Spent)> {
        self.0.iter().map(|(&name, spent)| (name, spent))
    }

    /// Returns the costs of the calls of one message.
    pub fn get(&self, message: &str) -> Spent {
        self.0.get(message).copied().unwrap_or_default()
    }

    /// Returns the number of accepted calls of all messages.
    pub fn calls(&self) -> u64 {
        self.0.values().map(|spent| spent.calls).sum()
    }

    /// Returns the sum of all costs.
    pub fn total(&self) -> Cost {
        self.0.values().map(|spent| spent.total).sum()
    }
}
