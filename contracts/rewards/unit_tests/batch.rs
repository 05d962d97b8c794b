//! Claims for several nodes at once.

use crate::batch::{check, earned, usage_claims, Earned};
use ink::primitives::AccountId;
use ink::scale::Encode;
use interfaces::metering::{MeteringError, UsageClaim, UsageShare};
use interfaces::registry::{CreditShare, RegistryError, TakenCredit};
use interfaces::rewards::{Claimed, EmissionSchedule, RewardsError, MAX_BURN_REBATE};
use interfaces::staking::RewardDeposit;
use proptest::prelude::*;
use shared::limits::{MAX_CLAIM_EPOCHS, MAX_CLAIM_NODES, MAX_CLAIM_SHARES};
use shared::{Amount, NodeId};

/// Epochs 0 to 9 emit 600 for availability and 400 for usage, the next ten half of it.
const SCHEDULE: EmissionSchedule =
    EmissionSchedule { initial: 1_000, halving_epochs: 10, availability: 6_000 };

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn credit(credit: Amount, total: Amount) -> CreditShare {
    CreditShare { credit, total }
}

fn usage(burned: Amount, total: Amount) -> UsageShare {
    UsageShare { burned, total }
}

fn taken(owner: u8, first: u32, shares: &[CreditShare]) -> TakenCredit {
    TakenCredit { owner: account(owner), first, shares: shares.to_vec() }
}

/// Node 3 earned in epochs 9 and 10, node 5 nothing that can be claimed, node 70 000 nothing in epoch 10.
fn example() -> (Vec<NodeId>, Vec<TakenCredit>, Vec<Vec<UsageShare>>) {
    let credits =
        vec![taken(1, 9, &[credit(1, 2), credit(1, 3)]), taken(2, 11, &[]), taken(1, 10, &[credit(0, 0)])];
    let usages = vec![vec![usage(500, 1_000), usage(0, 0)], vec![], vec![usage(0, 0)]];
    (vec![3, 5, 70_000], credits, usages)
}

#[test]
fn a_batch_is_of_1_to_16_nodes_for_1_to_32_epochs() {
    let nodes = |n: u32| usize::try_from(n).unwrap();
    for count in [0, MAX_CLAIM_EPOCHS + 1, u32::MAX] {
        assert_eq!(check(1, count), Err(RewardsError::InvalidCount), "{count}");
    }
    assert_eq!(check(1, MAX_CLAIM_EPOCHS), Ok(()));
    for several in [0, nodes(MAX_CLAIM_NODES) + 1, usize::MAX] {
        assert_eq!(check(several, 1), Err(RewardsError::InvalidBatch), "{several}");
    }
    assert_eq!(check(nodes(MAX_CLAIM_NODES), 1), Ok(()));
}

#[test]
fn a_batch_is_bounded_as_a_whole() {
    for count in 1..=MAX_CLAIM_EPOCHS {
        let most = (MAX_CLAIM_SHARES / count).min(MAX_CLAIM_NODES);
        assert_eq!(check(usize::try_from(most).unwrap(), count), Ok(()), "{most} × {count}");
        let refused = check(usize::try_from(most + 1).unwrap(), count);
        assert_eq!(refused, Err(RewardsError::InvalidBatch), "{most} + 1 × {count}");
    }
    assert_eq!(check(1, 32), Ok(()));
    assert_eq!(check(2, 32), Err(RewardsError::InvalidBatch));
    assert_eq!(check(16, 2), Ok(()));
    assert_eq!(check(16, 3), Err(RewardsError::InvalidBatch));
}

/// A call's arguments and its answer share the 16 KiB with which a contract calls another. They stay
/// within a third of it.
#[test]
fn the_largest_batches_fit_what_contracts_pass_to_each_other() {
    const BUFFER: usize = 16 * 1024 / 3;
    // Callee, value, flags and selector, with room to spare.
    const BESIDE: usize = 256;
    for (nodes, count) in [(1, 32), (4, 8), (16, 2), (16, 1)] {
        assert_eq!(check(nodes, count), Ok(()));
        let epochs = usize::try_from(count).unwrap();
        let all = 0..u32::try_from(nodes).unwrap();
        let credits: Result<Vec<_>, RegistryError> =
            Ok(all.clone().map(|_| taken(1, u32::MAX, &vec![credit(1, 1); epochs])).collect());
        let asked = (all.clone().collect::<Vec<_>>(), account(1), count);
        assert!(asked.encoded_size() + credits.encoded_size() + BESIDE < BUFFER);

        let usages: Result<_, MeteringError> = Ok(vec![vec![usage(1, 1); epochs]; nodes]);
        let claims: Vec<_> = all.clone().map(|node| UsageClaim { node, first: 1, count }).collect();
        assert!(claims.encoded_size() + usages.encoded_size() + BESIDE < BUFFER);

        let amounts = vec![1; epochs];
        let deposit = |node| RewardDeposit { node, owner: account(1), first: 1, amounts: amounts.clone() };
        assert!(all.map(deposit).collect::<Vec<_>>().encoded_size() + BESIDE < BUFFER);
    }
}

#[test]
fn usage_is_asked_for_the_epochs_whose_credit_was_taken() {
    let (nodes, credits, _) = example();
    let claim = |node, first, count| UsageClaim { node, first, count };
    let claims = vec![claim(3, 9, 2), claim(5, 11, 0), claim(70_000, 10, 1)];
    assert_eq!(usage_claims(&nodes, &credits), Ok(claims));
    assert_eq!(usage_claims(&nodes[1..], &credits), Err(RewardsError::PeerFailed));
    assert_eq!(usage_claims(&nodes, &credits[1..]), Err(RewardsError::PeerFailed));
}

#[test]
fn a_node_with_nothing_to_claim_contributes_nothing() {
    let (nodes, credits, usages) = example();
    let claimed = |first, epochs, availability, usage| Claimed { first, epochs, availability, usage };
    let deposit = |node, first, amounts| RewardDeposit { node, owner: account(1), first, amounts };
    let expected = Earned {
        // Of node 3: half of 600 and 9 tenths of its burn, which is more than half of 400; a third of 300.
        claimed: vec![claimed(9, 2, 400, 200), claimed(11, 0, 0, 0), claimed(10, 1, 0, 0)],
        // Node 70 000 earned nothing, and its pool still hears that the epoch is claimed.
        deposits: vec![deposit(3, 9, vec![500, 100]), deposit(70_000, 10, vec![0])],
        total: 600,
    };
    assert_eq!(earned(&SCHEDULE, 9_000, &nodes, credits, &usages), Ok(expected));
}

#[test]
fn answers_for_other_nodes_or_epochs_are_refused() {
    let (nodes, credits, usages) = example();
    let of = |nodes: &[_], credits: &[_], usages: &[_]| {
        earned(&SCHEDULE, 9_000, nodes, credits.to_vec(), usages).map(|_| ())
    };
    assert_eq!(of(&nodes, &credits, &usages), Ok(()));
    let failed = Err(RewardsError::PeerFailed);
    assert_eq!(of(&nodes[1..], &credits, &usages), failed);
    assert_eq!(of(&nodes, &credits[1..], &usages), failed);
    assert_eq!(of(&nodes, &credits, &usages[1..]), failed);
    let mut fewer = usages.clone();
    fewer[0].pop();
    assert_eq!(of(&nodes, &credits, &fewer), failed);
    let mut more = usages;
    more[1].push(usage(1, 1));
    assert_eq!(of(&nodes, &credits, &more), failed);
    let above_one = vec![taken(1, 9, &[credit(2, 1)])];
    assert_eq!(of(&[3], &above_one, &[vec![usage(0, 0)]]), Err(RewardsError::Arithmetic));
}

#[test]
fn what_all_earned_has_to_fit() {
    let schedule = EmissionSchedule { initial: Amount::MAX, ..SCHEDULE };
    let all = || taken(1, 0, &[credit(1, 1)]);
    let none = vec![vec![usage(0, 0)]; 3];
    let of = |n: usize| earned(&schedule, 0, &[1, 2, 3][..n], vec![all(); n], &none[..n]).map(|e| e.total);
    assert!(of(1).is_ok());
    assert_eq!(of(2), Err(RewardsError::Arithmetic));
}

/// The shares of up to six nodes in up to four epochs each.
fn batches() -> impl Strategy<Value = Vec<(u32, Vec<(Amount, Amount)>)>> {
    let share = (0..1_000_000u128, 0..1_000_000u128);
    prop::collection::vec((0..40u32, prop::collection::vec(share, 0..4)), 1..6)
}

proptest! {
    /// Each node gets in a batch what it would get alone; what is deposited is what is minted, to the unit.
    #[test]
    fn a_batch_is_its_claims_one_by_one(batch in batches(), rebate in 0..=MAX_BURN_REBATE) {
        let (mut nodes, mut credits, mut usages) = (vec![], vec![], vec![]);
        for (node, (first, shares)) in (0u32..).zip(&batch) {
            nodes.push(node * 7);
            let own: Vec<_> = shares.iter().map(|s| credit(s.0, 1_000_000)).collect();
            credits.push(taken(u8::try_from(node).unwrap(), *first, &own));
            usages.push(shares.iter().map(|s| usage(s.1, 1_000_000)).collect::<Vec<_>>());
        }
        let all = earned(&SCHEDULE, rebate, &nodes, credits.clone(), &usages).unwrap();
        prop_assert_eq!(all.claimed.len(), nodes.len());
        let mut alone = Earned::default();
        for (i, node) in nodes.iter().enumerate() {
            let one = earned(&SCHEDULE, rebate, &[*node], vec![credits[i].clone()], &usages[i..=i]).unwrap();
            prop_assert_eq!(one.deposits.len(), usize::from(!batch[i].1.is_empty()));
            alone.claimed.extend(one.claimed);
            alone.deposits.extend(one.deposits);
            alone.total += one.total;
        }
        prop_assert_eq!(&all, &alone);
        let deposited: Amount = all.deposits.iter().flat_map(|deposit| &deposit.amounts).sum();
        let claimed: Amount = all.claimed.iter().map(|claimed| claimed.availability + claimed.usage).sum();
        prop_assert_eq!((deposited, claimed), (all.total, all.total));
    }
}
