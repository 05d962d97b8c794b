//! Bounds of governance's own parameters.

use crate::calls::ensure_in_bounds;
use interfaces::governance::{GovernanceError, GovernanceParams};
use shared::limits::{MAX_VOTING_MS, MIN_THAW_MS};
use shared::{Parameters, DAY_MS, TOKEN};

#[test]
fn params_are_bounded_on_both_sides() {
    let good = GovernanceParams::default;
    const HOUR_MS: u64 = DAY_MS / 24;
    for ok in [
        GovernanceParams { voting_ms: HOUR_MS, ..good() },
        GovernanceParams { voting_ms: MAX_VOTING_MS, ..good() },
        GovernanceParams { timelock_ms: HOUR_MS, ..good() },
        GovernanceParams { timelock_ms: 30 * DAY_MS, ..good() },
        GovernanceParams { execution_ms: DAY_MS, ..good() },
        GovernanceParams { execution_ms: 30 * DAY_MS, ..good() },
        GovernanceParams { quorum: 100, ..good() },
        GovernanceParams { quorum: 6_000, ..good() },
        GovernanceParams { threshold: 1, ..good() },
        GovernanceParams { threshold: 1_000, ..good() },
        GovernanceParams { deposit: TOKEN, ..good() },
        GovernanceParams { deposit: 1_000_000 * TOKEN, ..good() },
    ] {
        assert!(ok.in_bounds(), "{ok:?}");
        assert_eq!(ensure_in_bounds(&ok), Ok(()));
        assert!(ok.voting_ms < MIN_THAW_MS, "stake cannot vote twice in one vote");
    }
    for bad in [
        GovernanceParams { voting_ms: HOUR_MS - 1, ..good() },
        GovernanceParams { voting_ms: MAX_VOTING_MS + 1, ..good() },
        GovernanceParams { timelock_ms: HOUR_MS - 1, ..good() },
        GovernanceParams { timelock_ms: 30 * DAY_MS + 1, ..good() },
        GovernanceParams { execution_ms: DAY_MS - 1, ..good() },
        GovernanceParams { execution_ms: 30 * DAY_MS + 1, ..good() },
        GovernanceParams { quorum: 99, ..good() },
        GovernanceParams { quorum: 6_001, ..good() },
        GovernanceParams { threshold: 0, ..good() },
        GovernanceParams { threshold: 1_001, ..good() },
        GovernanceParams { deposit: TOKEN - 1, ..good() },
        GovernanceParams { deposit: 1_000_000 * TOKEN + 1, ..good() },
    ] {
        assert!(!bad.in_bounds(), "{bad:?}");
        assert_eq!(ensure_in_bounds(&bad), Err(GovernanceError::ParamOutOfBounds));
    }
}
