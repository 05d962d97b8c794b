#![allow(clippy::arithmetic_side_effects)]

use super::leg;
use super::settlement::voucher;
use crate::fees;
use crate::leases::Draft;
use crate::node_pages::NodePages;
use crate::settlement::settle_all;
use crate::store::Store;
use ink::primitives::AccountId;
use interfaces::market::Grant;
use interfaces::metering::{
    Holdings, Leg, LegRef, MeteringError, MeteringParams, Opened, Settled, UsageClaim, UsageShare, Voucher,
};
use proptest::prelude::*;
use shared::{Amount, Epoch, LeaseId, NodeId};
use std::cell::Cell;

const PRICE: Amount = 100;

fn payer() -> AccountId {
    AccountId::from([1; 32])
}

fn draft(deposit: Amount) -> Draft {
    Draft { class_id: 0, units: 1, session_key: [7; 32], deposit, until: 9 }
}

/// Opens leases on `node`, each with this deposit.
fn open(store: &mut Store, node: NodeId, count: u32, deposit: Amount) -> Vec<Opened> {
    let open = |_| {
        store.deposit(payer(), deposit).unwrap();
        store.lock(payer(), deposit).unwrap();
        store.add_lease(payer(), &draft(deposit), Grant { node, price: PRICE }).unwrap()
    };
    (0..count).map(open).collect()
}

/// Settles vouchers of a node as the contract does.
fn settle(store: &mut Store, node: NodeId, vouchers: &[Voucher], epoch: Epoch) -> Vec<Settled> {
    let mut pages = NodePages::read(node);
    let (settled, total) = settle_all(&mut pages, vouchers, |_, _| true).unwrap();
    if total.value > 0 {
        let split = fees::split(total.value, &MeteringParams::default()).unwrap();
        store.book(pages, total.value, &split, epoch).unwrap();
    }
    settled
}

fn sum(held: Holdings) -> Amount {
    held.prepaid + held.earnings + held.burn + held.treasury
}

#[ink::test]
fn a_lease_is_opened_topped_up_and_refunded() {
    let mut store = Store::default();
    store.deposit(payer(), 1_000).unwrap();
    let held = store.holdings();
    assert_eq!(store.lock(payer(), 1_001), Err(MeteringError::InsufficientBalance));
    store.lock(payer(), 600).unwrap();
    let opened = store.add_lease(payer(), &draft(600), Grant { node: 3, price: PRICE }).unwrap();
    let at = LegRef { node: 3, leg_index: 0 };
    assert_eq!(opened, Opened { lease: 1, leg: at, price: PRICE });
    assert_eq!(store.top_up(1, at, payer(), 300), Ok(()));
    assert_eq!(store.leg(3, 0).map(|leg| leg.deposit), Some(900));
    assert_eq!(store.balance(payer()), 100);
    for elsewhere in [LegRef { node: 3, leg_index: 1 }, LegRef { node: 4, leg_index: 0 }] {
        assert_eq!(store.top_up(1, elsewhere, payer(), 1), Err(MeteringError::UnknownLease));
    }
    assert_eq!(store.top_up(2, at, payer(), 1), Err(MeteringError::UnknownLease));

    let record = store.take_lease(1).unwrap();
    assert_eq!(store.refund(1, &record), Ok(900));
    assert_eq!(store.refund(1, &record), Err(MeteringError::UnknownLease));
    assert_eq!(store.take_lease(1), Err(MeteringError::UnknownLease));
    assert_eq!((store.leg(3, 0), store.balance(payer())), (None, 1_000));
    assert_eq!(
        store.holdings(),
        held,
        "what moves between balances and deposits changes nothing in the root"
    );
}

#[ink::test]
fn vouchers_of_a_finished_lease_are_worthless_to_the_next_in_its_entry() {
    let mut store = Store::default();
    let [first] = &open(&mut store, 3, 1, 1_000)[..] else { panic!() };
    let old = [voucher(first.lease, 0, 3)];
    assert_eq!(settle(&mut store, 3, &old, 0), [Settled::Paid { units: 3, value: 300 }]);
    let record = store.take_lease(first.lease).unwrap();
    store.refund(first.lease, &record).unwrap();
    assert_eq!(settle(&mut store, 3, &[voucher(first.lease, 0, 5)], 0), [Settled::UnknownLeg]);

    let [second] = &open(&mut store, 3, 1, 1_000)[..] else { panic!() };
    assert_eq!((second.lease, second.leg), (2, first.leg));
    assert_eq!(settle(&mut store, 3, &[voucher(first.lease, 0, 5)], 0), [Settled::UnknownLeg]);
    let fresh = Leg { paid_units: 0, ..leg(2, PRICE, 1_000) };
    assert_eq!(store.leg(3, 0), Some(fresh));
}

#[ink::test]
fn a_leg_on_the_second_page_pays_into_the_account_on_the_first() {
    let mut store = Store::default();
    let opened = open(&mut store, 3, 130, 1_000);
    let vouchers: Vec<_> = opened
        .iter()
        .filter(|o| o.leg.leg_index >= 127)
        .map(|o| voucher(o.lease, o.leg.leg_index, 1))
        .collect();
    let paid = Settled::Paid { units: 1, value: PRICE };
    assert_eq!(settle(&mut store, 3, &vouchers[1..], 4), [paid, paid]);
    assert_eq!(settle(&mut store, 3, &vouchers, 4), [paid, Settled::AlreadyPaid, Settled::AlreadyPaid]);
    let account = store.account(3);
    assert_eq!((account.earnings, account.leg_count, account.free_head), (3 * 93, 130, None));
    let paid_units = [126, 127, 128, 129].map(|index| store.leg(3, index).unwrap().paid_units);
    assert_eq!(paid_units, [0, 1, 1, 1]);
    assert_eq!((store.node_usage(3, 4), store.total_usage(4)), (15, 15));
    assert_eq!(store.take_earnings(3), Ok(3 * 93));
    assert_eq!(store.take_earnings(3), Err(MeteringError::NothingToClaim));
    assert_eq!(store.holdings().earnings, 0);

    // An entry on the second page is freed and taken again.
    let last = opened[129].lease;
    let record = store.take_lease(last).unwrap();
    assert_eq!(store.refund(last, &record), Ok(900));
    let again = &open(&mut store, 3, 1, 1_000)[0];
    assert_eq!((again.lease, again.leg.leg_index, store.account(3).leg_count), (131, 129, 130));
}

#[ink::test]
fn usage_is_claimed_of_several_nodes_at_once() {
    let mut store = Store::default();
    for node in [1, 2] {
        let opened = open(&mut store, node, 1, 1_000_000);
        for epoch in 0..20 {
            settle(&mut store, node, &[voucher(opened[0].lease, 0, u128::from(epoch) + 1)], epoch);
        }
    }
    let claim = |node, first, count| UsageClaim { node, first, count };
    let share = |burned, total| UsageShare { burned, total };
    let ahead = store.take_usage(&[claim(1, 0, 1), claim(2, 19, 1)], 19);
    assert_eq!(ahead, Err(MeteringError::EpochNotEnded));
    let mut store = Store::default();
    let opened = open(&mut store, 7, 1, 1_000_000);
    for epoch in 100..120 {
        settle(&mut store, 7, &[voucher(opened[0].lease, 0, u128::from(epoch))], epoch);
    }
    let taken = store.take_usage(&[claim(7, 101, 10), claim(8, 101, 2), claim(9, 0, 0)], 120).unwrap();
    assert_eq!(taken, [vec![share(5, 5); 10], vec![share(0, 0); 2], vec![]]);
    let again = store.take_usage(&[claim(7, 110, 3)], 120).unwrap();
    assert_eq!(again, [[share(0, 0), share(5, 5), share(5, 5)]]);
}

/// Whatever the vouchers: a node's batch in a call of several comes to what it comes to alone.
#[ink::test]
fn batches_of_several_nodes_do_not_touch_each_other() {
    let node = Cell::new(100);
    proptest!(ProptestConfig::with_cases(32), |(
        vouchers in prop::collection::vec((0u32..2, 0u32..4, 0u128..15), 1..40),
    )| {
        node.set(node.get() + 4);
        let mut store = Store::default();
        let opened: Vec<_> = (0..4).map(|n| open(&mut store, node.get() + n, 4, 1_000)).collect();
        let before = sum(store.holdings());
        let of = |place: u32, twin: u32| -> Vec<Voucher> {
            let lease = |leg: u32| -> LeaseId { opened[(place + twin) as usize][leg as usize].lease };
            vouchers
                .iter()
                .filter(|(on, ..)| *on == place)
                .map(|(_, leg, units)| voucher(lease(*leg), *leg, *units))
                .collect()
        };
        // Nodes 0 and 1 one after the other; their twins 2 and 3 the other way round, voucher by voucher.
        let together: Vec<_> = [0, 1].map(|n| settle(&mut store, node.get() + n, &of(n, 0), 1)).into();
        let mut alone = Vec::new();
        for n in [1, 0] {
            let settled: Vec<Settled> = of(n, 2).iter().map(|v| settle(&mut store, node.get() + n + 2, &[*v], 1)[0]).collect();
            alone.insert(0, settled);
        }
        prop_assert_eq!(together, alone);
        for n in [0, 1] {
            for leg in 0..4 {
                let [one, other] = [0, 2].map(|twin| store.leg(node.get() + n + twin, leg).unwrap());
                prop_assert_eq!((one.paid_units, one.deposit), (other.paid_units, other.deposit));
            }
        }
        prop_assert_eq!(sum(store.holdings()), before);
    });
}
