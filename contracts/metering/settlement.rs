//! What a voucher pays, and what the vouchers of one call come to.

use crate::leg_entries::{self, Page};
use interfaces::metering::{Leg, LegIndex, MeteringError, Settled, Voucher, MAX_VOUCHERS};
use kit::{OpenPage, PageCache};
use shared::math::{lower, raise};
use shared::pages::page_of;
use shared::{Amount, ArithmeticError, Units};

/// The vouchers of one call: the pages of legs that they touch, and what was paid.
#[derive(Debug, Default)]
pub struct Batch {
    /// Pages by number; each is read once, and written once if it changed.
    pub pages: PageCache<Page>,
    /// What was paid so far.
    pub total: Total,
}

/// What a batch paid in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// How many vouchers something was paid for.
    pub vouchers: u32,
    /// Units paid for.
    pub units: Units,
    /// Their value in tokens, fees included.
    pub value: Amount,
}

impl Total {
    fn add(&mut self, units: Units, value: Amount) -> Result<(), ArithmeticError> {
        self.vouchers = self.vouchers.checked_add(1).ok_or(ArithmeticError)?;
        raise(&mut self.units, units)?;
        raise(&mut self.value, value)
    }
}

/// Passes if one call may bring `count` vouchers.
///
/// # Errors
/// `ZeroAmount`, `TooMany`.
pub fn ensure_batch(count: usize) -> Result<(), MeteringError> {
    match count {
        0 => Err(MeteringError::ZeroAmount),
        1..=MAX_VOUCHERS => Ok(()),
        _ => Err(MeteringError::TooMany),
    }
}

impl Batch {
    /// Checks a voucher and pays it. `read` reads a page of the node's legs by its number; `signed` tells
    /// whether the leg's session key signed the voucher.
    ///
    /// # Errors
    /// As [`settle`].
    pub fn settle(
        &mut self,
        voucher: &Voucher,
        read: impl FnOnce(u32) -> Page,
        signed: impl FnOnce(&Leg) -> bool,
    ) -> Result<Settled, ArithmeticError> {
        let Some(page) = open_page(&mut self.pages, voucher.leg_index, read) else {
            // Never: the page was added to those that are open.
            return Ok(Settled::UnknownLeg);
        };
        settle(page, voucher, &mut self.total, signed)
    }
}

/// Returns the page that `leg_index` is on; `read` is called for it at most once.
pub fn open_page(
    pages: &mut PageCache<Page>,
    leg_index: LegIndex,
    read: impl FnOnce(u32) -> Page,
) -> Option<&mut OpenPage<Page>> {
    let number = page_of(leg_index);
    let at = match pages.find(number) {
        Some(at) => at,
        None => pages.add(OpenPage { number, page: read(number), changed: false }),
    };
    pages.get_mut(at)
}

/// Checks a voucher for a leg on `open` and pays it. `signed` tells whether the leg's session key signed it.
///
/// # Errors
/// When the batch's totals do not fit; its values are parts of deposits that exist, so they do.
pub fn settle(
    open: &mut OpenPage<Page>,
    voucher: &Voucher,
    total: &mut Total,
    signed: impl FnOnce(&Leg) -> bool,
) -> Result<Settled, ArithmeticError> {
    let Some(mut leg) = leg_entries::find(&open.page, voucher.lease, voucher.leg_index) else {
        return Ok(Settled::UnknownLeg);
    };
    let settled = pay(&mut leg, voucher.units, signed);
    match settled {
        Settled::Paid { units, value } | Settled::DepositExhausted { units, value } if units > 0 => {
            open.changed = leg_entries::put(&mut open.page, voucher.leg_index, &leg);
            total.add(units, value)?;
        }
        _ => {}
    }
    Ok(settled)
}

/// Pays for those of `units`, counted since the lease was opened, that were not paid before, as far as the
/// deposit reaches.
fn pay(leg: &mut Leg, units: Units, signed: impl FnOnce(&Leg) -> bool) -> Settled {
    let due = match units.checked_sub(leg.paid_units) {
        // Nothing can come of it: not worth a signature check.
        None | Some(0) => return Settled::AlreadyPaid,
        Some(due) => due,
    };
    let Some(owed) = due.checked_mul(leg.price) else { return Settled::Overflow };
    if !signed(leg) {
        return Settled::BadSignature;
    }
    let short = owed > leg.deposit;
    let (units, value) = if short { affordable(leg.deposit, leg.price) } else { (due, owed) };
    // Neither can fail: at most `due` and at most the deposit.
    if raise(&mut leg.paid_units, units).is_err() || lower(&mut leg.deposit, value).is_err() {
        return Settled::Overflow;
    }
    if short {
        Settled::DepositExhausted { units, value }
    } else {
        Settled::Paid { units, value }
    }
}

/// Returns the most whole units that `deposit` pays for, and their value. By doubling and halving: a deposit
/// falls short once in a lease, and a division of 128 bits is a kilobyte of code that every message would pay
/// for.
pub(crate) fn affordable(deposit: Amount, price: Amount) -> (Units, Amount) {
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
