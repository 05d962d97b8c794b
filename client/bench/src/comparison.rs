//! Comparison of measured figures with a baseline.

use super::baseline::Baseline;
use super::numbers::grouped;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A rise of more than so many hundredths fails.
const TOLERANCE: u128 = 2;

/// A figure that differs from the baseline's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The row's name, or the contract's.
    pub of: String,
    /// `ref_time`, `proof_size`, `deposit` or `code`.
    pub figure: &'static str,
    /// The figure in the baseline.
    pub before: i64,
    /// The measured figure.
    pub now: i64,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, figure, before, now } = self;
        write!(f, "{of}: {figure} {} → {}", grouped(*before), grouped(*now))?;
        if *figure != "deposit" && *before > 0 {
            write!(f, " ({:+.1} %)", (*now as f64 / *before as f64 - 1.0) * 100.0)?;
        }
        Ok(())
    }
}

/// Differences between measured figures and the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The pallet that ran the contracts.
    pub pallet: String,
    /// Rose by more than 2 %.
    pub rises: Vec<Change>,
    /// Measured, but not in the baseline.
    pub added: Vec<String>,
    /// In the baseline, but not measured.
    pub missing: Vec<String>,
    /// Fell by more than 2 %.
    pub falls: Vec<Change>,
    /// Deposits that changed: they follow from what is stored, and fail nothing.
    pub deposits: Vec<Change>,
    /// Number of figures that were compared.
    pub compared: usize,
}

impl Comparison {
    /// Compares measured figures with those of the same pallet among the baselines; without any, everything is new.
    pub fn among(baselines: &[Baseline], now: &Baseline) -> Self {
        let nothing = Baseline { code: BTreeMap::new(), messages: BTreeMap::new(), ..now.clone() };
        let before = baselines.iter().find(|before| before.pallet == now.pallet).unwrap_or(&nothing);
        Self::of(before, now)
    }

    /// Compares measured figures with a baseline of the same pallet.
    fn of(before: &Baseline, now: &Baseline) -> Self {
        let mut comparison = Self { pallet: now.pallet.clone(), ..Self::default() };
        comparison.names(&before.code, &now.code);
        comparison.names(&before.messages, &now.messages);
        for (name, now) in &now.code {
            let Some(before) = before.code.get(name) else { continue };
            comparison.weigh(name, "code", *before, *now);
        }
        for (name, now) in &now.messages {
            let Some(before) = before.messages.get(name) else { continue };
            comparison.weigh(name, "ref_time", before.ref_time, now.ref_time);
            comparison.weigh(name, "proof_size", before.proof_size, now.proof_size);
            if before.deposit != now.deposit {
                let (before, now) = (before.deposit, now.deposit);
                comparison.deposits.push(Change { of: name.clone(), figure: "deposit", before, now });
            }
        }
        comparison
    }

    /// Returns whether the figures may be committed with this baseline.
    pub fn is_ok(&self) -> bool {
        self.rises.is_empty() && self.added.is_empty() && self.missing.is_empty()
    }

    /// Notes the names that are only in one of both.
    fn names<V>(&mut self, before: &BTreeMap<String, V>, now: &BTreeMap<String, V>) {
        let (before, now): (BTreeSet<_>, BTreeSet<_>) = (before.keys().collect(), now.keys().collect());
        self.added.extend(now.difference(&before).map(|name| (*name).clone()));
        self.missing.extend(before.difference(&now).map(|name| (*name).clone()));
    }

    /// Compares one figure and notes it if it changed by more than the tolerance.
    fn weigh(&mut self, of: &str, figure: &'static str, before: u64, now: u64) {
        self.compared += 1;
        let (was, is) = (u128::from(before), u128::from(now));
        let changes = if is * 100 > was * (100 + TOLERANCE) {
            &mut self.rises
        } else if is * 100 < was * (100 - TOLERANCE) {
            &mut self.falls
        } else {
            return;
        };
        // Far below 2^63: 10^12 picoseconds are a block.
        let (before, now) = (before as i64, now as i64);
        changes.push(Change { of: of.to_owned(), figure, before, now });
    }
}

/// Lists the differences, rises first.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists: [(&str, Vec<String>); 5] = [
            ("Dearer by more than 2 %", self.rises.iter().map(Change::to_string).collect()),
            ("Not in the baseline", self.added.clone()),
            ("In the baseline, but no longer measured", self.missing.clone()),
            ("Cheaper by more than 2 %", self.falls.iter().map(Change::to_string).collect()),
            ("Other deposits", self.deposits.iter().map(Change::to_string).collect()),
        ];
        for (title, lines) in lists.iter().filter(|(_, lines)| !lines.is_empty()) {
            writeln!(f, "{title}:")?;
            for line in lines {
                writeln!(f, "  {line}")?;
            }
        }
        let verdict = if self.is_ok() { "within the baseline" } else { "NOT within the baseline" };
        write!(
            f,
            "{}: {verdict}: {} figures compared, {} dearer, {} cheaper by more than 2 %.",
            self.pallet,
            self.compared,
            self.rises.len(),
            self.falls.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::baseline::tests::baseline;
    use crate::baseline::Figure;

    fn with(change: impl FnOnce(&mut Figure)) -> Comparison {
        let mut now = baseline();
        change(now.messages.get_mut("token.transfer").unwrap());
        Comparison::of(&baseline(), &now)
    }

    #[test]
    fn the_same_figures_are_within() {
        let same = Comparison::of(&baseline(), &baseline());
        assert!(same.is_ok());
        assert_eq!(same, Comparison { compared: 5, pallet: baseline().pallet, ..Comparison::default() });
    }

    #[test]
    fn a_rise_of_two_percent_passes_and_more_fails() {
        assert!(with(|figure| figure.ref_time = 1_020).is_ok());
        assert!(with(|figure| figure.proof_size = 510).is_ok());
        let rise = with(|figure| figure.ref_time = 1_021);
        assert!(!rise.is_ok());
        let of = "token.transfer".to_owned();
        assert_eq!(rise.rises, vec![Change { of, figure: "ref_time", before: 1_000, now: 1_021 }]);
        assert!(rise.to_string().contains("token.transfer: ref_time 1 000 → 1 021 (+2.1 %)"), "{rise}");
        assert!(!with(|figure| figure.proof_size = 511).is_ok());
    }

    #[test]
    fn a_rise_of_code_fails() {
        let mut now = baseline();
        now.code.insert("token".into(), 10_200);
        assert!(Comparison::of(&baseline(), &now).is_ok());
        now.code.insert("token".into(), 10_201);
        assert!(!Comparison::of(&baseline(), &now).is_ok());
    }

    #[test]
    fn a_fall_is_told_and_passes() {
        let fall = with(|figure| figure.ref_time = 979);
        assert!(fall.is_ok());
        assert_eq!(fall.falls.len(), 1);
        assert!(fall.to_string().contains("Cheaper"), "{fall}");
        assert!(with(|figure| figure.ref_time = 980).falls.is_empty());
    }

    #[test]
    fn anything_is_a_rise_from_nothing() {
        let mut before = baseline();
        before.messages.get_mut("token.burn").unwrap().proof_size = 0;
        assert!(!Comparison::of(&before, &baseline()).is_ok());
        assert!(Comparison::of(&before, &before).is_ok());
    }

    #[test]
    fn a_row_that_is_new_or_gone_fails() {
        let mut now = baseline();
        let figure = now.messages.remove("token.burn").unwrap();
        let gone = Comparison::of(&baseline(), &now);
        assert_eq!((gone.is_ok(), gone.missing), (false, vec!["token.burn".to_owned()]));
        now.messages.insert("token.mint_to".into(), figure);
        let other = Comparison::of(&baseline(), &now);
        assert_eq!((other.is_ok(), other.added), (false, vec!["token.mint_to".to_owned()]));
    }

    #[test]
    fn a_deposit_is_told_and_passes() {
        let other = with(|figure| figure.deposit = -3);
        assert!(other.is_ok());
        assert!(other.to_string().contains("token.transfer: deposit 7 → -3"), "{other}");
    }

    #[test]
    fn figures_are_compared_with_those_of_the_same_pallet() {
        let other = Baseline { pallet: "pallet-contracts 38".into(), ..baseline() };
        assert!(Comparison::among(&[other.clone(), baseline()], &baseline()).is_ok());
        let new = Comparison::among(&[other], &baseline());
        assert_eq!((new.is_ok(), new.added.len()), (false, 3));
    }
}
