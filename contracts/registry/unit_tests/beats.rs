//! Heartbeats and signed beats, by message; and what is checked before a signature.

use super::harness::*;
use crate::beats::Verifier;
use crate::page::{Page, Pages};
use interfaces::registry::Registry as _;
use interfaces::registry::*;
use kit::OpenPage;
use shared::pages::page_of;
use shared::signing::Messages;
use shared::{NodeId, Slot};
use std::cell::Cell;

#[ink::test]
fn heartbeats_count_once_in_a_slot() {
    let mut registry = registry();
    register(&mut registry, 70);
    for node in [0, 1, 69] {
        note_stake(&mut registry, node, 5, 5);
    }
    caller(accounts().charlie);
    assert_eq!(registry.heartbeat(vec![]), Err(RegistryError::ZeroAmount));
    assert_eq!(registry.heartbeat(vec![0; 257]), Err(RegistryError::TooMany));
    assert_eq!(registry.heartbeat(vec![0, 70]), Err(RegistryError::UnknownNode));
    // Pages may come in any order, and again.
    assert_eq!(registry.heartbeat(vec![69, 0, 40, 1, 0, 69]), Ok(4));
    assert_eq!(registry.heartbeat(vec![1, 2]), Ok(1));
    assert_eq!(registry.total_credit(10), 15);
    let liveness = registry.liveness(69).unwrap();
    assert_eq!((liveness.credit, liveness.beats), (5, 1));
    assert_eq!(liveness.last_seen, Some(Slot { epoch: 10, index: 0 }));
    assert_eq!(registry.liveness(40).unwrap().credit, 0);
    assert_eq!((status(&registry, 69), status(&registry, 40)), (NodeStatus::Active, NodeStatus::Unbonded));
    at(10, 3);
    assert_eq!(status(&registry, 69), NodeStatus::Offline);
    assert_eq!(registry.heartbeat(vec![69]), Ok(1));
    assert_eq!((registry.credit(69, 10), registry.total_credit(10)), (10, 20));
}

#[ink::test]
fn a_batch_touches_14_pages_at_most() {
    let mut registry = registry();
    caller(accounts().bob);
    for _ in 0..=MAX_PAGES * 32 {
        registry.register(registration(0)).unwrap();
    }
    caller(accounts().charlie);
    let nodes: Vec<NodeId> = (0..=14).map(|page| page * 32).collect();
    assert_eq!(registry.heartbeat(nodes.clone()), Err(RegistryError::TooMany));
    assert_eq!(registry.heartbeat(nodes[..14].to_vec()), Ok(14));
}

#[ink::test]
fn device_signed_beats_are_verified_one_by_one() {
    let mut registry = registry();
    register(&mut registry, 3);
    note_stake(&mut registry, 0, 5, 5);
    caller(accounts().eve);
    assert_eq!(registry.submit_beats(vec![]), Err(RegistryError::ZeroAmount));
    assert_eq!(registry.submit_beats(vec![signed(0, 0, 10, 0); 129]), Err(RegistryError::TooMany));
    at(10, 7);
    let beats = vec![
        signed(0, 0, 10, 7),
        signed(0, 0, 10, 7),
        signed(0, 0, 10, 6),
        signed(0, 0, 10, 5),
        signed(0, 0, 10, 8),
        SignedBeat { node: 3, ..signed(1, 0, 10, 7) },
        SignedBeat { node: 1, ..signed(2, 0, 10, 7) },
        SignedBeat { slot: 6, ..signed(1, 0, 10, 7) },
        signed(1, 0, 9, 7),
        signed(1, 1, 10, 7),
        signed(2, 0, 10, 6),
    ];
    use BeatOutcome::*;
    let outcomes = [
        Counted,
        Duplicate,
        Counted,
        WrongSlot,
        WrongSlot,
        UnknownNode,
        BadSignature,
        BadSignature,
        BadSignature,
        BadSignature,
        Counted,
    ];
    assert_eq!(registry.submit_beats(beats), Ok(outcomes.to_vec()));
    let liveness = registry.liveness(0).unwrap();
    assert_eq!((liveness.credit, liveness.beats), (10, (1 << 7) | (1 << 6)));
    assert_eq!(liveness.last_seen, Some(Slot { epoch: 10, index: 7 }), "the late beat did not set it back");
    assert_eq!((registry.credit(1, 10), registry.credit(2, 10), registry.total_credit(10)), (0, 0, 10));
    // A controller's heartbeat and a signed beat are the same sign of life.
    caller(accounts().charlie);
    assert_eq!(registry.heartbeat(vec![0, 2]), Ok(1));
}

#[ink::test]
fn the_first_slot_has_none_before_it_in_its_epoch() {
    let mut registry = registry();
    register(&mut registry, 1);
    at(11, 0);
    assert_eq!(registry.submit_beats(vec![signed(0, 0, 10, 47)]), Ok(vec![BeatOutcome::WrongSlot]));
    assert_eq!(registry.submit_beats(vec![signed(0, 0, 11, 255)]), Ok(vec![BeatOutcome::WrongSlot]));
    assert_eq!(registry.submit_beats(vec![signed(0, 0, 11, 0)]), Ok(vec![BeatOutcome::Counted]));
}

/// The page of the first 32 nodes.
struct FirstPage(OpenPage<Page>);

impl Pages for FirstPage {
    fn open(&mut self, node: NodeId) -> Result<&mut OpenPage<Page>, RegistryError> {
        (page_of(node) == 0).then_some(&mut self.0).ok_or(RegistryError::UnknownNode)
    }
}

#[test]
fn only_beats_that_could_count_cost_a_verification() {
    let mut pages = FirstPage(OpenPage { number: 0, page: page(2, 10), changed: false });
    pages.0.page.entry(0).unwrap().note_stake(&weight(5, 5), 10).unwrap();
    let verified = Cell::new(0);
    let messages = Messages::beats(&GENESIS, &accounts().alice);
    let verify = |signature: &[u8; 64], _: &[u8], _: &[u8; 32]| {
        verified.set(verified.get() + 1);
        *signature == [1; 64]
    };
    let mut verifier = Verifier { node_count: 2, now: slot(10, 7), messages, verify };
    let mut count = |node, slot, signature| {
        let beat = SignedBeat { node, slot, signature: [signature; 64] };
        let (outcomes, earned) = verifier.count_signed(&mut pages, &[beat]).unwrap();
        (outcomes[0], earned, pages.0.changed, verified.get())
    };
    use BeatOutcome::*;
    assert_eq!(count(2, 7, 1), (UnknownNode, 0, false, 0));
    assert_eq!(count(0, 8, 1), (WrongSlot, 0, false, 0));
    assert_eq!(count(0, 5, 1), (WrongSlot, 0, false, 0));
    assert_eq!(count(0, 7, 2), (BadSignature, 0, false, 1));
    assert_eq!(count(0, 7, 1), (Counted, 5, true, 2));
    assert_eq!(count(0, 7, 1), (Duplicate, 0, true, 2));
}
