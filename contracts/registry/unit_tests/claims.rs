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
    assert_eq!(registry.take_credit(2, bob, 1), Err(RegistryError::UnknownNode));
    assert_eq!(registry.take_credit(0, bob, 0), Err(RegistryError::NothingToClaim));
    assert_eq!(registry.take_credit(0, eve, 1), Err(RegistryError::NothingToClaim), "not yet");
    let share = |credit, total| CreditShare { credit, total };
    let taken = registry.take_credit(0, bob, 1).unwrap();
    assert_eq!(taken, TakenCredit { owner: bob, first: 10, shares: vec![share(5, 105)] });
    // The running epoch 12 stays.
    let taken = registry.take_credit(0, charlie, 32).unwrap();
    assert_eq!((taken.first, taken.shares), (11, vec![share(0, 0)]));
    assert_eq!(registry.take_credit(0, bob, 32), Err(RegistryError::NothingToClaim));
    assert_eq!(registry.liveness(0).unwrap().claimed_to, 12);

    at(19, 47);
    assert_eq!(registry.take_credit(0, eve, 32), Err(RegistryError::NothingToClaim));
    at(20, 0);
    let taken = registry.take_credit(0, eve, 32).unwrap();
    assert_eq!((taken.first, taken.shares), (12, vec![share(14, 14)]));
    // Node 1's is still there, and nothing of node 0's.
    assert_eq!([10, 11, 12].map(|epoch| registry.credit(0, epoch)), [0; 3]);
    let taken = registry.take_credit(1, bob, u32::MAX).unwrap();
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
    let first = registry.take_credit(0, accounts().bob, 100).unwrap();
    let second = registry.take_credit(0, accounts().bob, 100).unwrap();
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
    assert_eq!(registry.take_credit(0, accounts().bob, 1), Err(RegistryError::NothingToClaim));
    at(1, 0);
    assert_eq!(registry.take_credit(0, accounts().bob, 1).unwrap().shares.len(), 1);
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
                if let Ok(claim) = registry.take_credit(node, accounts().bob, count) {
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
