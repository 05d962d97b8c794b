use crate::leases::*;
use ink::primitives::AccountId;
use interfaces::market::{Constraints, Grant, ReserveRequest};
use interfaces::metering::{Lease, LeaseState, LeaseTerms, Leg, LegRef, MeteringError, MeteringParams};
use shared::Timestamp;

const NOW: Timestamp = 1_000_000;
const WINDOW: u64 = 60_000;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

fn lease(state: LeaseState) -> Lease {
    Lease {
        payer: account(1),
        class_id: 0,
        units: 1,
        leg: LegRef { node: 0, leg_index: 0 },
        until: NOW,
        state,
    }
}

fn terms(until: Timestamp, deposit: u128) -> LeaseTerms {
    LeaseTerms {
        class_id: 0,
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
    assert_eq!(ensure_final(&open, account(1), u64::MAX, WINDOW), Err(MeteringError::WindowNotOver));
    let l = lease(LeaseState::Closing { until: NOW });
    assert_eq!(ensure_final(&l, account(1), NOW - 1, WINDOW), Err(MeteringError::WindowNotOver));
    assert_eq!(ensure_final(&l, account(2), NOW - 1, WINDOW), Err(MeteringError::WindowNotOver));
    assert_eq!(ensure_final(&l, account(1), NOW, WINDOW), Ok(()));
    assert_eq!(ensure_final(&l, account(2), NOW, WINDOW), Err(MeteringError::NotPayer));
    assert_eq!(ensure_final(&l, account(2), NOW + WINDOW - 1, WINDOW), Err(MeteringError::NotPayer));
    assert_eq!(ensure_final(&l, account(2), NOW + WINDOW, WINDOW), Ok(()));
}

#[test]
fn terms_become_a_request_for_one_leg_and_the_lease() {
    let mut terms = terms(NOW, 9);
    (terms.class_id, terms.units, terms.session_key) = (3, 4, [5; 32]);
    let (draft, request) = Draft::new(terms.clone());
    let LeaseTerms { candidates, constraints, .. } = terms;
    assert_eq!(request, ReserveRequest { class_id: 3, units: 4, legs: 1, candidates, constraints });
    let leg = Leg { lease: 7, session_key: [5; 32], generation: 0, price: 8, paid_units: 0, deposit: 9 };
    assert_eq!(draft.leg(7, 8), leg);
    assert_eq!(draft.lease(account(1), lease(LeaseState::Open).leg).units, 4);
}

#[test]
fn one_leg_is_one_grant() {
    let grant = Grant { node: 5, price: 1 << 90 };
    assert_eq!(only_grant(&[grant]), Ok(grant));
    assert_eq!(only_grant(&[]), Err(MeteringError::PeerFailed));
    assert_eq!(only_grant(&[grant, grant]), Err(MeteringError::PeerFailed));
}
