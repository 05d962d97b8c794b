//! A lease's life: pure functions of its record, the caller and the time.

use ink::primitives::AccountId;
use interfaces::metering::{Lease, LeaseState, LeaseTerms, MeteringError, MeteringParams};
use shared::Timestamp;

/// Whether a lease can be opened on these terms, as far as metering can tell.
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

/// Whether `caller` may finalize the lease now: the payer once the settlement window is over, anyone after
/// another `window_ms`.
///
/// # Errors
/// `NotReady`, `NotPayer`.
pub fn ensure_final(
    lease: &Lease,
    caller: AccountId,
    now: Timestamp,
    window_ms: u64,
) -> Result<(), MeteringError> {
    let LeaseState::Closing { until } = lease.state else { return Err(MeteringError::NotReady) };
    let since = now.checked_sub(until).ok_or(MeteringError::NotReady)?;
    if since < window_ms && caller != lease.payer {
        return Err(MeteringError::NotPayer);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::market::Constraints;
    use interfaces::metering::LegRef;

    const NOW: Timestamp = 1_000_000;
    const WINDOW: u64 = 60_000;

    fn account(n: u8) -> AccountId {
        AccountId::from([n; 32])
    }

    fn lease(state: LeaseState) -> Lease {
        Lease { payer: account(1), class: 0, units: 1, leg: LegRef { node: 0, place: 0 }, until: NOW, state }
    }

    fn terms(until: Timestamp, deposit: u128) -> LeaseTerms {
        LeaseTerms {
            class: 0,
            units: 1,
            candidates: vec![0],
            constraints: Constraints::up_to(1),
            session_key: [0; 32],
            deposit,
            until,
        }
    }

    #[test]
    fn a_lease_ends_ahead_and_not_too_far_ahead() {
        let params = MeteringParams { min_deposit: 5, ..Default::default() };
        let check = |until, deposit| check_terms(&terms(until, deposit), &params, NOW);
        assert_eq!(check(NOW, 5), Err(MeteringError::InvalidEnd));
        assert_eq!(check(NOW - 1, 5), Err(MeteringError::InvalidEnd));
        assert_eq!(check(NOW + 1, 5), Ok(()));
        assert_eq!(check(NOW + params.max_lease_ms, 5), Ok(()));
        assert_eq!(check(NOW + params.max_lease_ms + 1, 5), Err(MeteringError::InvalidEnd));
        assert_eq!(check(u64::MAX, 5), Err(MeteringError::InvalidEnd));
        assert_eq!(check(NOW + 1, 4), Err(MeteringError::DepositTooSmall));
    }

    #[test]
    fn the_payer_closes_at_any_time_and_anyone_after_the_end() {
        let mut early = lease(LeaseState::Open);
        assert_eq!(close(&mut early, account(2), NOW - 1, WINDOW), Err(MeteringError::NotPayer));
        assert_eq!(early.state, LeaseState::Open);
        assert_eq!(close(&mut early, account(1), NOW - 1, WINDOW), Ok(NOW - 1 + WINDOW));
        let mut late = lease(LeaseState::Open);
        assert_eq!(close(&mut late, account(2), NOW, WINDOW), Ok(NOW + WINDOW));
        assert_eq!(late.state, LeaseState::Closing { until: NOW + WINDOW });
        assert_eq!(close(&mut late, account(1), NOW, WINDOW), Err(MeteringError::NotOpen));
    }

    #[test]
    fn the_payer_finalizes_after_the_window_and_anyone_after_two() {
        let open = lease(LeaseState::Open);
        assert_eq!(ensure_final(&open, account(1), u64::MAX, WINDOW), Err(MeteringError::NotReady));
        let l = lease(LeaseState::Closing { until: NOW });
        assert_eq!(ensure_final(&l, account(1), NOW - 1, WINDOW), Err(MeteringError::NotReady));
        assert_eq!(ensure_final(&l, account(2), NOW - 1, WINDOW), Err(MeteringError::NotReady));
        assert_eq!(ensure_final(&l, account(1), NOW, WINDOW), Ok(()));
        assert_eq!(ensure_final(&l, account(2), NOW, WINDOW), Err(MeteringError::NotPayer));
        assert_eq!(ensure_final(&l, account(2), NOW + WINDOW - 1, WINDOW), Err(MeteringError::NotPayer));
        assert_eq!(ensure_final(&l, account(2), NOW + WINDOW, WINDOW), Ok(()));
    }
}
