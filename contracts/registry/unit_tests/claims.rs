//! Credit, from the beats that earn it to the claims that take it.

use super::harness::*;
use crate::registry::Registry;
use interfaces::registry::Registry as _;
use interfaces::registry::*;
use shared::{Credit, Epoch};

#[ink::test]
fn credit_is_taken_once_in_the_order_of_epochs() {
    let mut registry = registry();
    let (bob, charlie, eve) = (accounts().bob, accounts().charlie, accounts().eve);
    register(&mut registry, 2);
    note_stake(&mut registry, 0, 5, 7);
    note_stake(&mut registry, 1, 100, 100);
    // Node 0 beats once in epoch 10, not in 11, twice in 12; node 1 in 10 and 11.
    caller(charlie);
    registry.heartbeat(vec![0, 1]).unwrap();
    at(11, 0);
    registry.heartbeat(vec![1]).unwrap();
    at(12, 0);
    registry.heartbeat(vec![0]).unwrap();
    at(12, 1);
    registry.heartbeat(vec![0]).unwrap();
    assert_eq!([10, 11, 12].map(|epoch| registry.credit(0, epoch)), [5, 0, 14]);
    assert_eq!([10, 11, 12, 13].map(|epoch| registry.total_credit(epoch)), [105, 100, 14, 0]);

    caller(peers().rewards);
    assert_eq!(take_credit(&mut registry, 2, bob, 1), Err(RegistryError::UnknownNode));
    assert_eq!(take_credit(&mut registry, 0, bob, 0), Err(RegistryError::NothingToClaim));
    assert_eq!(take_credit(&mut registry, 0, eve, 1), Err(RegistryError::NothingToClaim), "not yet");
    let share = |credit, total| CreditShare { credit, total };
    let taken = take_credit(&mut registry, 0, bob, 1).unwrap();
    assert_eq!(taken, TakenCredit { owner: bob, first: 10, shares: vec![share(5, 105)] });
    // The running epoch 12 stays.
    let taken = take_credit(&mut registry, 0, charlie, 32).unwrap();
    assert_eq!((taken.first, taken.shares), (11, vec![share(0, 0)]));
    assert_eq!(take_credit(&mut registry, 0, bob, 32), Err(RegistryError::NothingToClaim));
    assert_eq!(registry.liveness(0).unwrap().claimed_to, 12);

    at(19, 47);
    assert_eq!(take_credit(&mut registry, 0, eve, 32), Err(RegistryError::NothingToClaim));
    at(20, 0);
    let taken = take_credit(&mut registry, 0, eve, 32).unwrap();
    assert_eq!((taken.first, taken.shares), (12, vec![share(14, 14)]));
    // Node 1's is still there, and nothing of node 0's.
    assert_eq!([10, 11, 12].map(|epoch| registry.credit(0, epoch)), [0; 3]);
    let taken = take_credit(&mut registry, 1, bob, u32::MAX).unwrap();
    assert_eq!((taken.first, taken.shares.len()), (10, 10));
    assert_eq!(taken.shares[..3], [share(100, 105), share(100, 100), share(0, 0)]);
}

#[ink::test]
fn a_claim_covers_32_epochs() {
    let mut registry = registry();
    register(&mut registry, 1);
    note_stake(&mut registry, 0, 1, 1);
    for epoch in 10..60 {
        at(epoch, 0);
        caller(accounts().charlie);
        registry.heartbeat(vec![0]).unwrap();
    }
    caller(peers().rewards);
    let first = take_credit(&mut registry, 0, accounts().bob, 100).unwrap();
    let second = take_credit(&mut registry, 0, accounts().bob, 100).unwrap();
    assert_eq!((first.first, first.shares.len()), (10, 32));
    assert_eq!((second.first, second.shares.len()), (42, 17));
    let one = CreditShare { credit: 1, total: 1 };
    assert!(first.shares.iter().chain(&second.shares).all(|share| *share == one));
}

#[ink::test]
fn nothing_can_be_claimed_in_the_first_epoch() {
    caller(accounts().alice);
    at(0, 0);
    let mut registry = Registry::new(config()).unwrap();
    registry.wire(peers()).unwrap();
    register(&mut registry, 1);
    caller(peers().rewards);
    assert_eq!(take_credit(&mut registry, 0, accounts().bob, 1), Err(RegistryError::NothingToClaim));
    at(1, 0);
    assert_eq!(take_credit(&mut registry, 0, accounts().bob, 1).unwrap().shares.len(), 1);
}

/// Over random epochs, beats and claims: the credits taken and left of an epoch make its total.
#[ink::test]
fn no_credit_is_lost_or_made() {
    let mut registry = registry();
    let nodes = 40;
    register(&mut registry, nodes);
    for node in 0..nodes {
        note_stake(&mut registry, node.into(), u128::from(node) + 1, u128::from(node) * 3);
    }
    let mut random = 1u64;
    let mut next = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let mut taken = std::collections::BTreeMap::<Epoch, Credit>::new();
    let (mut epoch, mut slot) = (10, 0);
    for _ in 0..400 {
        match next(4) {
            0 => (epoch, slot) = (epoch + u32::try_from(next(4)).unwrap(), 47),
            1 => slot = (slot + 1).min(47),
            2 => {
                caller(accounts().charlie);
                let some = (0..next(20) + 1).map(|_| u32::try_from(next(nodes.into())).unwrap()).collect();
                registry.heartbeat(some).unwrap();
            }
            _ => {
                caller(peers().rewards);
                let (node, count) =
                    (u32::try_from(next(nodes.into())).unwrap(), u32::try_from(next(40)).unwrap());
                if let Ok(claim) = take_credit(&mut registry, node, accounts().bob, count) {
                    for (epoch, share) in (claim.first..).zip(claim.shares) {
                        *taken.entry(epoch).or_default() += share.credit;
                        assert!(share.credit == 0 || share.total == registry.total_credit(epoch));
                    }
                }
            }
        }
        at(epoch, slot);
    }
    for past in 10..=epoch {
        let left: Credit = (0..nodes).map(|node| registry.credit(node.into(), past)).sum();
        assert_eq!(
            left + taken.get(&past).copied().unwrap_or(0),
            registry.total_credit(past),
            "epoch {past}"
        );
    }
}

#[ink::test]
fn nodes_are_claimed_for_together() {
    let mut registry = registry();
    register(&mut registry, 40);
    for (node, stake) in [(3, 5), (4, 6), (35, 7)] {
        note_stake(&mut registry, node, stake, stake);
    }
    caller(accounts().charlie);
    registry.heartbeat(vec![3, 4, 35]).unwrap();
    at(11, 0);
    registry.heartbeat(vec![4]).unwrap();
    at(12, 0);
    caller(peers().rewards);
    let bob = accounts().bob;
    let claim =
        |registry: &mut Registry, nodes: &[u32], count| registry.take_credit(nodes.to_vec(), bob, count);
    assert_eq!(claim(&mut registry, &[], 1), Err(RegistryError::ZeroAmount));
    let too_many: Vec<_> = (0..17).collect();
    assert_eq!(claim(&mut registry, &too_many, 1), Err(RegistryError::TooMany));
    assert_eq!(claim(&mut registry, &too_many[..9], 32), Err(RegistryError::TooMany), "288 shares");
    assert_eq!(claim(&mut registry, &too_many[..9], u32::MAX), Err(RegistryError::TooMany));
    for nodes in [[4, 3], [3, 3]] {
        assert_eq!(claim(&mut registry, &nodes, 1), Err(RegistryError::InvalidBatch));
    }
    assert_eq!(claim(&mut registry, &[3, 40], 1), Err(RegistryError::UnknownNode));

    let share = |credit, total| CreditShare { credit, total };
    let taken = |first, shares: &[CreditShare]| TakenCredit { owner: bob, first, shares: shares.to_vec() };
    assert_eq!(take_credit(&mut registry, 4, bob, 2), Ok(taken(10, &[share(6, 18), share(6, 6)])));
    let expected = vec![
        taken(10, &[share(5, 18), share(0, 0)]),
        taken(12, &[]),
        taken(10, &[share(7, 18), share(0, 0)]),
    ];
    assert_eq!(claim(&mut registry, &[3, 4, 35], 2), Ok(expected));
    assert_eq!(claim(&mut registry, &[3, 4, 35], 2), Err(RegistryError::NothingToClaim));
    // All of the epochs' credit was claimed, but what all nodes earned stays known.
    assert_eq!([10, 11].map(|epoch| registry.total_credit(epoch)), [18, 6]);
}

#[ink::test]
fn a_claim_touches_16_items_at_most() {
    let mut registry = registry();
    register(&mut registry, 255);
    let nodes: Vec<_> = (0..7).map(|page| page * 32).collect();
    for node in &nodes {
        note_stake(&mut registry, *node, 1, 1);
    }
    for epoch in 10..24 {
        at(epoch, 0);
        caller(accounts().charlie);
        registry.heartbeat(nodes.clone()).unwrap();
    }
    at(24, 0);
    caller(accounts().charlie);
    registry.heartbeat(nodes.clone()).unwrap();
    caller(peers().rewards);
    let bob = accounts().bob;
    // Of each page two groups of epochs: 10 to 15, and 16 to 23.
    assert_eq!(registry.take_credit(nodes[..6].to_vec(), bob, 14), Err(RegistryError::TooMany));
}

/// What all nodes earned stays known when it leaves the root.
#[ink::test]
fn totals_are_known_for_ever() {
    let mut registry = registry();
    register(&mut registry, 1);
    note_stake(&mut registry, 0, 1, 1);
    let mut beats = Vec::new();
    for (n, epoch) in [10, 11, 15, 16, 30, 31, 47, 48, 49, 100].into_iter().enumerate() {
        let slots = u8::try_from(n).unwrap() + 1;
        for slot in 0..slots {
            at(epoch, slot);
            beat(&mut registry, 0);
        }
        beats.push((epoch, u128::from(slots)));
        for past in 0..=epoch + 9 {
            let expected = beats.iter().find(|(epoch, _)| *epoch == past).map_or(0, |(_, beats)| *beats);
            assert_eq!(registry.total_credit(past), expected, "{past} in {epoch}");
        }
    }
    caller(peers().rewards);
    let taken = take_credit(&mut registry, 0, accounts().bob, 32).unwrap();
    assert!(taken.shares.iter().all(|share| share.credit == share.total));
    assert_eq!(taken.shares.iter().filter(|share| share.total > 0).count(), 6);
}
