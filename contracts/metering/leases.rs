//! A lease's life: pure functions of its record, the caller and the time.

use ink::primitives::AccountId;
use interfaces::market::{Grant, ReserveRequest};
use interfaces::metering::{Lease, LeaseState, LeaseTerms, Leg, LegRef, MeteringError, MeteringParams};
use shared::{Amount, ClassId, LeaseId, PublicKey, Timestamp, Units};

/// Passes if a lease can be opened on these terms, as far as metering can tell.
///
/// # Errors
/// `InvalidEnd`, `DepositTooSmall`.
pub fn check_terms(terms: &LeaseTerms, params: &MeteringParams, now: Timestamp) -> Result<(), MeteringError> {
    match terms.until.checked_sub(now) {
        Some(ahead) if ahead > 0 && ahead <= params.max_lease_ms => {}
        _ => return Err(MeteringError::InvalidEnd),
    }
    if terms.deposit < params.min_deposit {
        return Err(MeteringError::DepositTooSmall);
    }
    Ok(())
}

/// A lease whose node the market has yet to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The resource.
    pub class_id: ClassId,
    /// Units to be reserved.
    pub units: Units,
    /// Key that signs vouchers.
    pub session_key: PublicKey,
    /// Tokens that go into the leg's deposit.
    pub deposit: Amount,
    /// From this time on, in milliseconds, anyone may close the lease.
    pub until: Timestamp,
}

impl Draft {
    /// Divides terms into the lease and what is asked of the market: one leg.
    pub fn new(terms: LeaseTerms) -> (Self, ReserveRequest) {
        let LeaseTerms { class_id, units, candidates, constraints, session_key, deposit, until } = terms;
        let request = ReserveRequest { class_id, units, legs: 1, candidates, constraints };
        (Self { class_id, units, session_key, deposit, until }, request)
    }

    /// Returns the leg of the lease with number `lease`, on the node that asks `price` for a unit.
    pub fn leg(&self, lease: LeaseId, price: Amount) -> Leg {
        let Self { session_key, deposit, .. } = *self;
        Leg { lease, session_key, generation: 0, price, paid_units: 0, deposit }
    }

    /// Returns the open lease of `payer`, whose leg is kept at `leg`.
    pub fn lease(&self, payer: AccountId, leg: LegRef) -> Lease {
        let Self { class_id, units, until, .. } = *self;
        Lease { payer, class_id, units, leg, until, state: LeaseState::Open }
    }
}

/// Returns the only grant of a request for one leg.
///
/// # Errors
/// `PeerFailed` if there is none or another one.
pub fn only_grant(grants: &[Grant]) -> Result<Grant, MeteringError> {
    match grants {
        [grant] => Ok(*grant),
        _ => Err(MeteringError::PeerFailed),
    }
}

/// Starts the settlement window of `window_ms` and returns its end.
///
/// # Errors
/// `NotOpen`, `NotPayer` while the lease has not ended.
pub fn close(
    lease: &mut Lease,
    caller: AccountId,
    now: Timestamp,
    window_ms: u64,
) -> Result<Timestamp, MeteringError> {
    if lease.state != LeaseState::Open {
        return Err(MeteringError::NotOpen);
    }
    if now < lease.until && caller != lease.payer {
        return Err(MeteringError::NotPayer);
    }
    let until = now.checked_add(window_ms).ok_or(MeteringError::Arithmetic)?;
    lease.state = LeaseState::Closing { until };
    Ok(until)
}

/// Passes if `caller` may finalize the lease now: the payer once the settlement window is over, anyone after
/// another `window_ms`.
///
/// # Errors
/// `WindowNotOver`, `NotPayer`.
pub fn ensure_final(
    lease: &Lease,
    caller: AccountId,
    now: Timestamp,
    window_ms: u64,
) -> Result<(), MeteringError> {
    let LeaseState::Closing { until } = lease.state else { return Err(MeteringError::WindowNotOver) };
    let since = now.checked_sub(until).ok_or(MeteringError::WindowNotOver)?;
    if since < window_ms && caller != lease.payer {
        return Err(MeteringError::NotPayer);
    }
    Ok(())
}
