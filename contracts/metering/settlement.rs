//! What a voucher pays, and what the vouchers of one node come to.

use crate::node_pages::{find, put, NodePages, Page};
use ink::prelude::vec::Vec;
use interfaces::metering::{Leg, MeteringError, NodeVouchers, Settled, Voucher, MAX_VOUCHERS};
use kit::OpenPage;
use shared::math::{lower, raise};
use shared::{Amount, ArithmeticError, Units};

/// What a node's vouchers paid in all.
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

/// Passes if one call may bring these batches.
///
/// # Errors
/// `ZeroAmount`, `TooMany`.
pub fn ensure_batches(batches: &[NodeVouchers]) -> Result<(), MeteringError> {
    let mut count = 0usize;
    for NodeVouchers { vouchers, .. } in batches {
        if vouchers.is_empty() {
            return Err(MeteringError::ZeroAmount);
        }
        count = count.saturating_add(vouchers.len());
    }
    match count {
        0 => Err(MeteringError::ZeroAmount),
        1..=MAX_VOUCHERS => Ok(()),
        _ => Err(MeteringError::TooMany),
    }
}

/// Checks vouchers for legs of a node and pays them. `signed` tells whether a leg's session key signed a voucher.
/// Returns what became of each, and what they paid.
///
/// # Errors
/// `TooMany` pages; as [`settle`].
pub fn settle_all(
    pages: &mut NodePages,
    vouchers: &[Voucher],
    mut signed: impl FnMut(&Leg, &Voucher) -> bool,
) -> Result<(Vec<Settled>, Total), MeteringError> {
    let mut total = Total::default();
    let mut outcomes = Vec::with_capacity(vouchers.len());
    for voucher in vouchers {
        outcomes.push(if pages.has_entry(voucher.leg_index) {
            settle(pages.open(voucher.leg_index)?, voucher, &mut total, |leg| signed(leg, voucher))?
        } else {
            Settled::UnknownLeg
        });
    }
    Ok((outcomes, total))
}

/// Checks a voucher for a leg on `open` and pays it. `signed` tells whether the leg's session key signed it.
///
/// # Errors
/// When the totals do not fit; their values are parts of deposits that exist, so they do.
pub fn settle(
    open: &mut OpenPage<Page>,
    voucher: &Voucher,
    total: &mut Total,
    signed: impl FnOnce(&Leg) -> bool,
) -> Result<Settled, ArithmeticError> {
    let Some(mut leg) = find(&open.page.legs, voucher.lease, voucher.leg_index) else {
        return Ok(Settled::UnknownLeg);
    };
    let settled = pay(&mut leg, voucher.units, signed);
    match settled {
        Settled::Paid { units, value } | Settled::DepositExhausted { units, value } if units > 0 => {
            open.changed = put(&mut open.page.legs, voucher.leg_index, &leg);
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
