//! Rules of pages: what their nodes earned, epoch by epoch.

use super::harness::{page, slot, weight};
use crate::credits::EntryCredit;
use proptest::prelude::*;
use shared::clock::SLOTS_PER_EPOCH;

#[test]
fn a_new_epoch_takes_what_was_earned_and_clears_the_slots() {
    let mut page = page(3, 3);
    page.entry(1).unwrap().note_stake(&weight(5, 6), 3).unwrap();
    for index in 0..3 {
        page.entry(index).unwrap().beat(slot(3, 9)).unwrap();
    }
    assert_eq!(page.advance_epoch(3).0, vec![]);
    assert_eq!(page.advance_epoch(5).0, vec![EntryCredit { index: 1, credit: 5 }]);
    assert_eq!(page.epoch, 5);
    for index in 0..3 {
        let entry = page.entry(index).unwrap();
        assert_eq!((entry.credit(), entry.beats()), (0, 0));
        assert_eq!(entry.last_seen(), Some(slot(3, 9).number()));
    }
    assert_eq!(page.advance_epoch(6).0, vec![]);
    assert_eq!(page.entry(1).unwrap().beat(slot(6, 9)), Ok(Some(6)));
}

proptest! {
    /// An entry's credit is the sum of what its beats returned, and the next epoch hands over just that.
    #[test]
    fn credits_are_what_beats_earned(
        stakes in prop::collection::vec(0u64.., 1..=32),
        beats in prop::collection::vec((0u32..32, 0u8..SLOTS_PER_EPOCH), 0..200),
    ) {
        let mut page = page(u8::try_from(stakes.len()).unwrap(), 1);
        for (index, stake) in (0..).zip(&stakes) {
            let weight = weight((*stake).into(), 0);
            page.entry(index).unwrap().note_stake(&weight, 1).unwrap();
        }
        let mut earned = [0; 32];
        let mut seen = std::collections::BTreeSet::new();
        for (index, at) in beats {
            let Some(mut entry) = page.entry(index) else { continue };
            let got = entry.beat(slot(1, at)).unwrap();
            prop_assert_eq!(got.is_some(), seen.insert((index, at)));
            earned[index as usize] += got.unwrap_or(0);
        }
        let expected: Vec<_> = (0u8..).zip(earned)
            .filter(|(_, credit)| *credit > 0)
            .map(|(index, credit)| EntryCredit { index, credit })
            .collect();
        prop_assert_eq!(page.advance_epoch(2).0, expected);
    }
}
