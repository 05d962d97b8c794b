//! Rules of an entry: keys, stake, beats, status.

use super::harness::{page, slot, weight};
use crate::layout::{at, Entry, ENTRY_LEN};
use interfaces::registry::NodeStatus;
use shared::clock::SLOTS_PER_EPOCH;
use shared::{ArithmeticError, Epoch, Weight};

#[test]
fn an_entry_fills_its_bytes() {
    let mut bytes = [0; ENTRY_LEN];
    Entry(&mut bytes).set_boost(u16::MAX, Epoch::MAX);
    assert_eq!(bytes[at::BOOST..], [255; 6]);
    assert_eq!(bytes[..at::BOOST], [0; at::BOOST]);
    assert_eq!(Entry(&mut bytes).boost_at(0), u16::MAX);
    let all = (1 << SLOTS_PER_EPOCH) - 1;
    Entry(&mut bytes).set_slots::<{ at::EXCUSED }>(all);
    assert_eq!(Entry(&mut bytes).excused(), all);
    assert_eq!(bytes[..at::EXCUSED], [0; at::EXCUSED]);
}

#[test]
fn a_new_node_has_nothing_but_its_keys() {
    let mut page = page(3, 7);
    assert_eq!((page.owner(2), page.controller(2)), (Ok([42; 32].into()), Ok([2; 32].into())));
    let entry = page.entry(2).unwrap();
    assert_eq!((entry.device_key()[0], entry.generation()), (102, 0));
    assert_eq!((entry.stake_at(7), entry.credit(), entry.beats()), (0, 0, 0));
    assert_eq!((entry.last_seen(), entry.claimed_to()), (None, 7));
    assert_eq!(entry.status(SLOTS_PER_EPOCH, slot(7, 0)), NodeStatus::Unbonded);
    assert!(page.entry(3).is_none());
    assert!(page.entry(u32::MAX).is_none());
}

#[test]
fn new_keys_have_a_new_generation() {
    let mut page = page(1, 0);
    let mut entry = page.entry(0).unwrap();
    assert_eq!(entry.set_device_key(&[9; 32]), Ok(1));
    assert_eq!((entry.device_key()[0], entry.generation()), (9, 1));
    entry.set::<{ at::GENERATION }, 4>([255; 4]);
    assert_eq!(entry.set_device_key(&[7; 32]), Err(ArithmeticError));
    assert_eq!(entry.device_key()[0], 9);
}

#[test]
fn stake_counts_now_and_from_the_next_epoch() {
    let mut page = page(1, 4);
    let mut entry = page.entry(0).unwrap();
    entry.note_stake(&weight(5, 9), 4).unwrap();
    assert_eq!((entry.stake_at(4), entry.stake_at(5), entry.stake_at(50)), (5, 9, 9));
    entry.note_stake(&weight(3, 0), 5).unwrap();
    assert_eq!((entry.stake_at(5), entry.stake_at(6)), (3, 0));
}

#[test]
fn a_beat_earns_the_stake_once_per_slot() {
    let mut page = page(1, 4);
    let mut entry = page.entry(0).unwrap();
    entry.note_stake(&weight(5, 9), 4).unwrap();
    assert_eq!(entry.beat(slot(4, 0)), Ok(Some(5)));
    assert_eq!(entry.beat(slot(4, 0)), Ok(None));
    assert_eq!(entry.beat(slot(4, 47)), Ok(Some(5)));
    assert_eq!((entry.credit(), entry.beats()), (10, 1 | (1 << 47)));
    // A late beat for an earlier slot does not set the clock back.
    assert_eq!(entry.beat(slot(4, 46)), Ok(Some(5)));
    assert_eq!(entry.last_seen(), Some(slot(4, 47).number()));
}

#[test]
fn a_beat_without_stake_is_a_sign_of_life_all_the_same() {
    let mut page = page(1, 0);
    let mut entry = page.entry(0).unwrap();
    assert_eq!(entry.beat(slot(0, 0)), Ok(Some(0)));
    assert_eq!((entry.last_seen(), entry.status(2, slot(0, 0))), (Some(0), NodeStatus::Unbonded));
    entry.note_stake(&weight(1, 1), 0).unwrap();
    assert_eq!(entry.status(2, slot(0, 0)), NodeStatus::Active);
}

#[test]
fn credit_that_would_not_fit_changes_nothing() {
    let mut page = page(1, 0);
    let mut entry = page.entry(0).unwrap();
    entry.note_stake(&weight(Weight::MAX, 0), 0).unwrap();
    assert_eq!(entry.beat(slot(0, 1)), Ok(Some(Weight::MAX)));
    assert_eq!(entry.beat(slot(0, 2)), Err(ArithmeticError));
    assert_eq!((entry.beats(), entry.last_seen()), (2, Some(1)));
}

#[test]
fn silence_turns_a_node_offline_across_epochs() {
    let mut page = page(1, 3);
    let mut entry = page.entry(0).unwrap();
    entry.note_stake(&weight(1, 1), 3).unwrap();
    assert_eq!(entry.status(2, slot(3, 46)), NodeStatus::Offline);
    entry.beat(slot(3, 47)).unwrap();
    assert_eq!(entry.status(2, slot(4, 1)), NodeStatus::Active);
    assert_eq!(entry.status(2, slot(4, 2)), NodeStatus::Offline);
}
