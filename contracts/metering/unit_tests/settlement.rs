#![allow(clippy::arithmetic_side_effects)]

use super::leg;
use crate::node_pages::{put, NodePages, Page};
use crate::settlement::*;
use interfaces::metering::{Leg, LegIndex, MeteringError, NodeVouchers, Settled, Voucher};
use kit::OpenPage;
use proptest::prelude::*;
use shared::{Amount, LeaseId, NodeId};

pub(super) fn voucher(lease: LeaseId, leg_index: LegIndex, units: u128) -> Voucher {
    Voucher { lease, leg_index, units, signature: [0; 64] }
}

fn page_with(leg: &Leg) -> OpenPage<Page> {
    let mut page = Page::default();
    assert!(put(&mut page.legs, 0, leg));
    OpenPage { number: 0, page, changed: false }
}

/// Returns the leg in entry 0.
fn leg_of(page: &OpenPage<Page>) -> Leg {
    page.page.legs.get(0).unwrap()
}

/// Settles one voucher of lease 1, whose leg is kept in entry 0.
fn settle_one(page: &mut OpenPage<Page>, units: u128, signed: bool) -> Settled {
    settle(page, &voucher(1, 0, units), &mut Total::default(), |_| signed).unwrap()
}

#[test]
fn a_voucher_pays_what_was_not_paid_before() {
    let mut page = page_with(&leg(1, 3, 1_000));
    assert_eq!(settle_one(&mut page, 10, true), Settled::Paid { units: 10, value: 30 });
    assert!(page.changed);
    assert_eq!(settle_one(&mut page, 10, true), Settled::AlreadyPaid);
    assert_eq!(settle_one(&mut page, 9, true), Settled::AlreadyPaid);
    assert_eq!(settle_one(&mut page, 0, true), Settled::AlreadyPaid);
    assert_eq!(settle_one(&mut page, 12, true), Settled::Paid { units: 2, value: 6 });
    let after = leg_of(&page);
    assert_eq!((after.paid_units, after.deposit), (12, 964));
}

#[test]
fn a_short_deposit_pays_whole_units_and_leaves_the_rest_claimable() {
    let mut page = page_with(&leg(1, 3, 11));
    assert_eq!(settle_one(&mut page, 10, true), Settled::DepositExhausted { units: 3, value: 9 });
    page.changed = false;
    assert_eq!(settle_one(&mut page, 10, true), Settled::DepositExhausted { units: 0, value: 0 });
    assert!(!page.changed, "nothing was paid, nothing is written");
    let mut topped_up = leg_of(&page);
    topped_up.deposit += 100;
    assert!(put(&mut page.page.legs, 0, &topped_up));
    assert_eq!(settle_one(&mut page, 10, true), Settled::Paid { units: 7, value: 21 });
}

#[test]
fn a_refused_voucher_consumes_nothing() {
    let mut page = page_with(&leg(1, 3, 1_000));
    let before = page.page.clone();
    let mut total = Total::default();
    let mut submit = |lease, leg_index, units, signed: bool| {
        settle(&mut page, &voucher(lease, leg_index, units), &mut total, |_| signed).unwrap()
    };
    assert_eq!(submit(1, 0, 10, false), Settled::BadSignature);
    assert_eq!(submit(1, 0, u128::MAX, true), Settled::Overflow);
    assert_eq!(submit(1, 0, u128::MAX / 3 + 1, true), Settled::Overflow);
    assert_eq!(submit(2, 0, 10, true), Settled::UnknownLeg);
    assert_eq!(submit(1, 1, 10, true), Settled::UnknownLeg);
    assert_eq!((page.page, page.changed, total), (before, false, Total::default()));
}

#[test]
fn only_what_could_pay_is_verified() {
    let mut page = page_with(&leg(1, 3, 1_000));
    for (lease, units) in [(1, 0), (1, u128::MAX), (2, 5), (0, 5)] {
        let outcome = settle(&mut page, &voucher(lease, 0, units), &mut Total::default(), |_| {
            panic!("verified lease {lease}, {units} units")
        });
        assert!(outcome.is_ok());
    }
}

#[test]
fn a_call_brings_128_vouchers_and_no_empty_batch() {
    let batch = |node: NodeId, count| NodeVouchers { node, vouchers: vec![voucher(1, 0, 1); count] };
    for (counts, expected) in [
        (vec![], Err(MeteringError::ZeroAmount)),
        (vec![0], Err(MeteringError::ZeroAmount)),
        (vec![5, 0], Err(MeteringError::ZeroAmount)),
        (vec![128], Ok(())),
        (vec![129], Err(MeteringError::TooMany)),
        (vec![64, 1, 63], Ok(())),
        (vec![64, 2, 63], Err(MeteringError::TooMany)),
    ] {
        let batches: Vec<_> = (0..).zip(&counts).map(|(node, count)| batch(node, *count)).collect();
        assert_eq!(ensure_batches(&batches), expected, "{counts:?}");
    }
}

#[ink::test]
fn each_page_is_read_once_and_hints_beyond_the_last_entry_read_none() {
    let mut pages = NodePages::read(1);
    for lease in 1..=300 {
        pages.occupy(&leg(lease, 1, 10)).unwrap();
    }
    pages.write();
    let mut pages = NodePages::read(1);
    let vouchers = [(1, 0), (200, 199), (300, 299), (129, 128), (299, 298), (300, 300), (1, u32::MAX)]
        .map(|(lease, leg_index)| voucher(lease, leg_index, 2));
    let (settled, total) = settle_all(&mut pages, &vouchers, |_, _| true).unwrap();
    let paid = Settled::Paid { units: 2, value: 2 };
    assert_eq!(settled, [paid, paid, paid, paid, paid, Settled::UnknownLeg, Settled::UnknownLeg]);
    assert_eq!((pages.count(), total), (3, Total { vouchers: 5, units: 10, value: 10 }));
}

#[ink::test]
fn vouchers_touch_sixteen_pages_at_most() {
    let mut pages = NodePages::read(1);
    // Fills 17 pages; each batch of 15 is written, so that none meets the limit.
    for lease in 1..=17 * 128 {
        if pages.count() == 16 {
            pages.write();
            pages = NodePages::read(1);
        }
        pages.occupy(&leg(lease, 1, 10)).unwrap();
    }
    pages.write();
    let vouchers: Vec<_> = (0u32..17).map(|page| voucher(u64::from(page) * 128 + 1, page * 128, 1)).collect();
    let settle = |vouchers: &[Voucher]| settle_all(&mut NodePages::read(1), vouchers, |_, _| true);
    assert!(settle(&vouchers[..16]).is_ok());
    assert!(settle(&vouchers[1..16]).is_ok());
    assert_eq!(settle(&vouchers), Err(MeteringError::TooMany));
    assert_eq!(settle(&vouchers[1..]), Err(MeteringError::TooMany), "the first page has the account");
}

/// What happens to a leg: a voucher that its key signed, one that it did not, a top-up.
#[derive(Clone, Copy, Debug)]
enum Event {
    Signed(u128),
    Forged(u128),
    TopUp(Amount),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0u128..2_000).prop_map(Event::Signed),
        1 => any::<u128>().prop_map(Event::Signed),
        2 => any::<u128>().prop_map(Event::Forged),
        1 => (0u128..5_000).prop_map(Event::TopUp),
    ]
}

#[test]
fn affordable_units_at_the_edges() {
    assert_eq!(affordable(0, 1), (0, 0));
    assert_eq!(affordable(u128::MAX, 1), (u128::MAX, u128::MAX));
    assert_eq!(affordable(u128::MAX, u128::MAX), (1, u128::MAX));
    assert_eq!(affordable(u128::MAX - 1, u128::MAX), (0, 0));
}

proptest! {
    #[test]
    fn affordable_units_are_the_quotient(deposit: u128, price in 1u128.., shift in 0u32..127) {
        for price in [price, (price >> shift).max(1)] {
            let units = deposit / price;
            prop_assert_eq!(affordable(deposit, price), (units, units * price));
        }
    }

    /// A leg never pays for more than its highest signed voucher, nor more than was deposited.
    #[test]
    fn a_leg_pays_at_most_its_highest_voucher_and_its_deposits(
        price in 1u128..50,
        deposit in 0u128..20_000,
        events in prop::collection::vec(event(), 0..40),
    ) {
        let mut page = page_with(&leg(1, price, deposit));
        let mut total = Total::default();
        let (mut deposits, mut highest) = (deposit, 0);
        for event in events {
            let (units, signed) = match event {
                Event::Signed(units) => (units, true),
                Event::Forged(units) => (units, false),
                Event::TopUp(amount) => {
                    let mut leg = leg_of(&page);
                    leg.deposit += amount;
                    deposits += amount;
                    prop_assert!(put(&mut page.page.legs, 0, &leg));
                    continue;
                }
            };
            let before = leg_of(&page);
            let settled = settle(&mut page, &voucher(1, 0, units), &mut total, |_| signed).unwrap();
            let after = leg_of(&page);
            if signed {
                highest = highest.max(units);
            }
            let (units, value) = match settled {
                Settled::Paid { units, value } | Settled::DepositExhausted { units, value } => (units, value),
                _ => (0, 0),
            };
            prop_assert!(signed || value == 0);
            prop_assert_eq!(value, units * price);
            prop_assert_eq!(after.paid_units, before.paid_units + units);
            prop_assert_eq!(after.deposit, before.deposit - value);
            prop_assert_eq!(after.paid_units, total.units);
            prop_assert!(total.units <= highest);
            prop_assert!(total.value <= deposits);
            prop_assert_eq!(total.value + after.deposit, deposits);
        }
    }

    /// Whoever submits vouchers, and in whichever order and batches: the leg ends the same.
    #[test]
    fn the_order_of_vouchers_does_not_matter(
        price in 1u128..50,
        deposit in 0u128..20_000,
        (given, shuffled) in prop::collection::vec(0u128..1_000, 1..20)
            .prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle())),
    ) {
        let run = |vouchers: &[u128]| {
            let mut page = page_with(&leg(1, price, deposit));
            let mut total = Total::default();
            for units in vouchers {
                settle(&mut page, &voucher(1, 0, *units), &mut total, |_| true).unwrap();
            }
            (leg_of(&page), total.units, total.value)
        };
        prop_assert_eq!(run(&given), run(&shuffled));
        let highest = given.iter().copied().max().unwrap();
        prop_assert_eq!(run(&given).1, highest.min(deposit / price));
    }
}
