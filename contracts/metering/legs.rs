//! Legs in their node's pages: where they are kept, and what a voucher does to one.

use crate::fees::{lower, raise};
use ink::prelude::vec::Vec;
use interfaces::metering::{Leg, NodeAccount, Place, Settled, Voucher};
use shared::pages::{index_of, page_of};
use shared::{Amount, ArithmeticError, LeaseId, Records};

/// A page of legs.
pub type Page = Records<Leg>;

/// The entry that the next leg takes: the first free one, else a new one at the end.
pub fn next_place(account: &NodeAccount) -> Place {
    match account.free.checked_sub(1) {
        Some(free) => free,
        None => account.places,
    }
}

/// Puts `leg` at [`next_place`], which is on `page`.
///
/// # Errors
/// When the node has no place left, or the list of free entries is broken.
pub fn occupy(account: &mut NodeAccount, page: &mut Page, leg: &Leg) -> Result<(), ArithmeticError> {
    let index = index_of(next_place(account));
    if account.free == 0 {
        account.places = account.places.checked_add(1).ok_or(ArithmeticError)?;
    } else {
        // An occupied entry must never be handed out again, whatever the list says.
        let entry = page.get(index).filter(|entry| entry.lease == 0).ok_or(ArithmeticError)?;
        account.free = entry.generation;
    }
    page.set(index, leg).then_some(()).ok_or(ArithmeticError)
}

/// Takes the leg of `lease` out of its place, which goes to the front of the list of free entries.
pub fn vacate(account: &mut NodeAccount, page: &mut Page, lease: LeaseId, place: Place) -> Option<Leg> {
    let leg = find(page, lease, place)?;
    let free =
        Leg { lease: 0, session_key: [0; 32], generation: account.free, price: 0, paid_units: 0, deposit: 0 };
    account.free = place.checked_add(1)?;
    page.set(index_of(place), &free).then_some(leg)
}

/// The leg of `lease`, if that is what is kept at `place`.
pub fn find(page: &Page, lease: LeaseId, place: Place) -> Option<Leg> {
    page.get(index_of(place)).filter(|leg| lease != 0 && leg.lease == lease)
}

/// The pages that one batch touches: each is read once, and written once if it changed.
#[derive(Debug, Default)]
pub struct Pages(Vec<OpenPage>);

/// A page in work.
#[derive(Debug)]
pub struct OpenPage {
    /// Its number among its node's pages.
    pub number: u32,
    /// Its legs.
    pub legs: Page,
    /// Whether it has to be written.
    pub changed: bool,
}

impl Pages {
    /// The page that `place` is on; `read` is called for it at most once.
    pub fn of(&mut self, place: Place, read: impl FnOnce(u32) -> Page) -> &mut OpenPage {
        let number = page_of(place);
        // From the end: the vouchers of a batch usually come page by page.
        let at = match self.0.iter().rposition(|page| page.number == number) {
            Some(at) => at,
            None => {
                let at = self.0.len();
                self.0.push(OpenPage { number, legs: read(number), changed: false });
                at
            }
        };
        &mut self.0[at]
    }

    /// The pages to be written.
    pub fn changed(&self) -> impl Iterator<Item = &OpenPage> {
        self.0.iter().filter(|page| page.changed)
    }
}

/// What a batch paid in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Vouchers that something was paid for.
    pub vouchers: u32,
    /// Units.
    pub units: u128,
    /// Their value, fees included.
    pub value: Amount,
}

impl Total {
    fn add(&mut self, units: u128, value: Amount) -> Result<(), ArithmeticError> {
        self.vouchers = self.vouchers.checked_add(1).ok_or(ArithmeticError)?;
        raise(&mut self.units, units)?;
        raise(&mut self.value, value)
    }
}

/// Judges a voucher for a leg on `page` and pays it. `signed` tells whether the leg's session key signed it.
///
/// # Errors
/// When the batch's totals do not fit; its values are parts of deposits that exist, so they do.
pub fn settle(
    page: &mut OpenPage,
    voucher: &Voucher,
    total: &mut Total,
    signed: impl FnOnce(&Leg) -> bool,
) -> Result<Settled, ArithmeticError> {
    let Some(mut leg) = find(&page.legs, voucher.lease, voucher.place) else {
        return Ok(Settled::UnknownLeg);
    };
    let settled = pay(&mut leg, voucher.units, signed);
    match settled {
        Settled::Paid { units, value } | Settled::Short { units, value } if units > 0 => {
            page.changed = page.legs.set(index_of(voucher.place), &leg);
            total.add(units, value)?;
        }
        _ => {}
    }
    Ok(settled)
}

/// Pays what `units` in all exceed the units paid before, as far as the deposit reaches.
fn pay(leg: &mut Leg, units: u128, signed: impl FnOnce(&Leg) -> bool) -> Settled {
    let due = match units.checked_sub(leg.paid_units) {
        // Nothing can come of it: not worth a signature check.
        None | Some(0) => return Settled::Old,
        Some(due) => due,
    };
    let Some(owed) = due.checked_mul(leg.price) else { return Settled::Overflow };
    if !signed(leg) {
        return Settled::BadSignature;
    }
    let short = owed > leg.deposit;
    let (units, value) = if short { afford(leg.deposit, leg.price) } else { (due, owed) };
    // Neither can fail: at most `due` and at most the deposit.
    if raise(&mut leg.paid_units, units).is_err() || lower(&mut leg.deposit, value).is_err() {
        return Settled::Overflow;
    }
    if short {
        Settled::Short { units, value }
    } else {
        Settled::Paid { units, value }
    }
}

/// The most whole units that `deposit` pays for, and their value. By doubling and halving: a deposit falls
/// short once in a lease, and a division of 128 bits is a kilobyte of code that every message would pay for.
fn afford(deposit: Amount, price: Amount) -> (u128, Amount) {
    let (mut units, mut value) = (0, 0);
    let (mut step, mut cost) = (1u128, price);
    while let (Some(doubled), Some(dearer)) = (step.checked_mul(2), cost.checked_mul(2)) {
        if dearer > deposit {
            break;
        }
        (step, cost) = (doubled, dearer);
    }
    while step > 0 {
        if let Some(sum) = Amount::checked_add(value, cost).filter(|sum| *sum <= deposit) {
            value = sum;
            units |= step;
        }
        (step, cost) = (step >> 1, cost >> 1);
    }
    (units, value)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scale::Encode;
    use shared::pages::Record;
    use std::collections::{BTreeMap, BTreeSet};

    fn leg(lease: LeaseId, price: Amount, deposit: Amount) -> Leg {
        Leg { lease, session_key: [7; 32], generation: 0, price, paid_units: 0, deposit }
    }

    fn voucher(lease: LeaseId, place: Place, units: u128) -> Voucher {
        Voucher { lease, place, units, signature: [0; 64] }
    }

    fn page_with(leg: &Leg) -> OpenPage {
        let mut legs = Page::default();
        assert!(legs.set(0, leg));
        OpenPage { number: 0, legs, changed: false }
    }

    /// Settles one voucher of lease 1 at place 0.
    fn settle_one(page: &mut OpenPage, units: u128, signed: bool) -> Settled {
        settle(page, &voucher(1, 0, units), &mut Total::default(), |_| signed).unwrap()
    }

    #[test]
    fn a_leg_always_has_the_same_length() {
        assert_eq!(leg(0, 0, 0).encode().len(), Leg::SIZE);
        let full = Leg {
            lease: u64::MAX,
            session_key: [255; 32],
            generation: u32::MAX,
            price: u128::MAX,
            paid_units: u128::MAX,
            deposit: u128::MAX,
        };
        assert_eq!(full.encode().len(), Leg::SIZE);
    }

    #[test]
    fn a_voucher_pays_what_was_not_paid_before() {
        let mut page = page_with(&leg(1, 3, 1_000));
        assert_eq!(settle_one(&mut page, 10, true), Settled::Paid { units: 10, value: 30 });
        assert!(page.changed);
        assert_eq!(settle_one(&mut page, 10, true), Settled::Old);
        assert_eq!(settle_one(&mut page, 9, true), Settled::Old);
        assert_eq!(settle_one(&mut page, 0, true), Settled::Old);
        assert_eq!(settle_one(&mut page, 12, true), Settled::Paid { units: 2, value: 6 });
        let after = page.legs.get(0).unwrap();
        assert_eq!((after.paid_units, after.deposit), (12, 964));
    }

    #[test]
    fn a_short_deposit_pays_whole_units_and_leaves_the_rest_claimable() {
        let mut page = page_with(&leg(1, 3, 11));
        assert_eq!(settle_one(&mut page, 10, true), Settled::Short { units: 3, value: 9 });
        page.changed = false;
        assert_eq!(settle_one(&mut page, 10, true), Settled::Short { units: 0, value: 0 });
        assert!(!page.changed, "nothing was paid, nothing is written");
        let mut topped_up = page.legs.get(0).unwrap();
        topped_up.deposit += 100;
        assert!(page.legs.set(0, &topped_up));
        assert_eq!(settle_one(&mut page, 10, true), Settled::Paid { units: 7, value: 21 });
    }

    #[test]
    fn a_refused_voucher_consumes_nothing() {
        let mut page = page_with(&leg(1, 3, 1_000));
        let before = page.legs.clone();
        let mut total = Total::default();
        let mut judge = |lease, place, units, signed: bool| {
            settle(&mut page, &voucher(lease, place, units), &mut total, |_| signed).unwrap()
        };
        assert_eq!(judge(1, 0, 10, false), Settled::BadSignature);
        assert_eq!(judge(1, 0, u128::MAX, true), Settled::Overflow);
        assert_eq!(judge(1, 0, u128::MAX / 3 + 1, true), Settled::Overflow);
        assert_eq!(judge(2, 0, 10, true), Settled::UnknownLeg);
        assert_eq!(judge(1, 1, 10, true), Settled::UnknownLeg);
        assert_eq!((page.legs, page.changed, total), (before, false, Total::default()));
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
    fn a_free_entry_is_no_leg_of_lease_0() {
        let mut account = NodeAccount::default();
        let mut page = Page::default();
        occupy(&mut account, &mut page, &leg(1, 1, 5)).unwrap();
        assert_eq!(vacate(&mut account, &mut page, 2, 0), None);
        assert_eq!(vacate(&mut account, &mut page, 1, 0), Some(leg(1, 1, 5)));
        assert_eq!(find(&page, 0, 0), None);
        assert_eq!(vacate(&mut account, &mut page, 0, 0), None);
        assert_eq!(vacate(&mut account, &mut page, 1, 0), None);
    }

    #[test]
    fn freed_entries_are_taken_again_before_new_ones() {
        let mut account = NodeAccount::default();
        let mut page = Page::default();
        for lease in 1..=3 {
            occupy(&mut account, &mut page, &leg(lease, 1, 0)).unwrap();
        }
        vacate(&mut account, &mut page, 1, 0).unwrap();
        vacate(&mut account, &mut page, 3, 2).unwrap();
        for (lease, place) in [(4, 2), (5, 0), (6, 3)] {
            assert_eq!(next_place(&account), place);
            occupy(&mut account, &mut page, &leg(lease, 1, 0)).unwrap();
            assert_eq!(find(&page, lease, place), Some(leg(lease, 1, 0)));
        }
        assert_eq!((account.places, account.free), (4, 0));
    }

    #[test]
    fn a_broken_list_hands_out_nothing() {
        let mut page = Page::default();
        assert!(page.set(0, &leg(1, 1, 5)));
        let mut occupied = NodeAccount { places: 1, free: 1, ..Default::default() };
        assert_eq!(occupy(&mut occupied, &mut page, &leg(2, 1, 0)), Err(ArithmeticError));
        let mut full = NodeAccount { places: u32::MAX, ..Default::default() };
        assert_eq!(occupy(&mut full, &mut page, &leg(2, 1, 0)), Err(ArithmeticError));
        assert_eq!(page.get(0), Some(leg(1, 1, 5)));
    }

    #[test]
    fn a_batch_reads_each_page_once_and_writes_what_changed() {
        let mut pages = Pages::default();
        let mut read = Vec::new();
        for place in [0, 40, 31, 32, 95, 1] {
            let page = pages.of(place, |number| {
                read.push(number);
                Page::default()
            });
            page.changed |= place == 40 || place == 1;
        }
        assert_eq!(read, [0, 1, 2]);
        assert_eq!(pages.changed().map(|p| p.number).collect::<Vec<_>>(), [0, 1]);
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
        assert_eq!(afford(0, 1), (0, 0));
        assert_eq!(afford(u128::MAX, 1), (u128::MAX, u128::MAX));
        assert_eq!(afford(u128::MAX, u128::MAX), (1, u128::MAX));
        assert_eq!(afford(u128::MAX - 1, u128::MAX), (0, 0));
    }

    proptest! {
        #[test]
        fn affordable_units_are_the_quotient(deposit: u128, price in 1u128.., shift in 0u32..127) {
            for price in [price, (price >> shift).max(1)] {
                let units = deposit / price;
                prop_assert_eq!(afford(deposit, price), (units, units * price));
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
                        let mut leg = page.legs.get(0).unwrap();
                        leg.deposit += amount;
                        deposits += amount;
                        prop_assert!(page.legs.set(0, &leg));
                        continue;
                    }
                };
                let before = page.legs.get(0).unwrap();
                let settled = settle(&mut page, &voucher(1, 0, units), &mut total, |_| signed).unwrap();
                let after = page.legs.get(0).unwrap();
                if signed {
                    highest = highest.max(units);
                }
                let (units, value) = match settled {
                    Settled::Paid { units, value } | Settled::Short { units, value } => (units, value),
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

        /// Whoever carries vouchers in, and in whichever order and batches: the leg ends the same.
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
                (page.legs.get(0).unwrap(), total.units, total.value)
            };
            prop_assert_eq!(run(&given), run(&shuffled));
            let highest = given.iter().copied().max().unwrap();
            prop_assert_eq!(run(&given).1, highest.min(deposit / price));
        }

        /// Leases come and go: no place is handed out twice, every lease finds its leg where it was put,
        /// and new entries are made only when none is free.
        #[test]
        fn no_place_is_handed_out_while_it_is_taken(
            steps in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..200),
        ) {
            let mut account = NodeAccount::default();
            let mut pages = BTreeMap::<u32, Page>::new();
            let mut open = Vec::<(LeaseId, Place)>::new();
            let mut most = 0;
            let mut next = 1;
            for (opens, which) in steps {
                if opens || open.is_empty() {
                    let place = next_place(&account);
                    prop_assert!(open.iter().all(|(_, taken)| *taken != place));
                    let page = pages.entry(page_of(place)).or_default();
                    occupy(&mut account, page, &leg(next, 1, u128::from(next))).unwrap();
                    open.push((next, place));
                    next += 1;
                } else {
                    let (lease, place) = open.swap_remove(which.index(open.len()));
                    let page = pages.get_mut(&page_of(place)).unwrap();
                    let freed = vacate(&mut account, page, lease, place).unwrap();
                    prop_assert_eq!(freed.deposit, u128::from(lease));
                    prop_assert_eq!(find(page, lease, place), None);
                }
                most = most.max(open.len());
                prop_assert_eq!(account.places as usize, most);
                for (lease, place) in &open {
                    prop_assert!(find(&pages[&page_of(*place)], *lease, *place).is_some());
                }
                // The list runs through every free entry once.
                let mut free = BTreeSet::new();
                let mut head = account.free;
                while head != 0 {
                    prop_assert!(free.insert(head - 1), "a loop");
                    let entry = pages[&page_of(head - 1)].get(index_of(head - 1)).unwrap();
                    prop_assert_eq!(entry.lease, 0);
                    head = entry.generation;
                }
                prop_assert_eq!(free.len() + open.len(), account.places as usize);
            }
        }
    }
}
