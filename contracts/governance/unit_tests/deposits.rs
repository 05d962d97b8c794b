//! Deposits of proposals.

use super::account;
use super::proposals::{any_proposal, passed, proposal, NOW};
use crate::deposits::{ensure_untouched, settle, Unlocked};
use crate::proposals::{cancel, count, execute, status};
use interfaces::governance::{Choice, GovernanceError, GovernanceParams, ProposalStatus};
use proptest::prelude::*;
use shared::{Timestamp, TOKEN};

#[test]
fn a_deposit_is_settled_once_and_lost_without_quorum() {
    let deposit = GovernanceParams::default().deposit;
    assert_eq!(deposit, 100 * TOKEN);
    let back = Unlocked { returned: deposit, kept: 0 };

    let mut p = passed();
    let (end, executable) = (p.voting_ends, p.executable_from);
    assert_eq!(settle(&mut p, end - 1), Err(GovernanceError::NoDeposit));
    assert_eq!(p.deposit, deposit, "still locked");
    assert_eq!(settle(&mut p, end), Ok(back));
    assert_eq!(settle(&mut p, end), Err(GovernanceError::NoDeposit));

    let mut missed = proposal();
    let kept = Unlocked { returned: 0, kept: deposit };
    assert_eq!(settle(&mut missed, end), Ok(kept));
    assert_eq!(settle(&mut missed, end), Err(GovernanceError::NoDeposit));

    let mut cancelled = proposal();
    cancel(&mut cancelled, account(1), NOW).unwrap();
    assert_eq!(settle(&mut cancelled, NOW), Ok(back), "at once");

    let mut defeated = passed();
    count(&mut defeated.tally, Choice::Against, 200).unwrap();
    assert_eq!(settle(&mut defeated, Timestamp::MAX), Ok(back));

    let mut executed = passed();
    execute(&mut executed, executable).unwrap();
    assert_eq!(settle(&mut executed, executable), Ok(back));
}

#[test]
fn all_deposits_have_to_be_covered() {
    assert_eq!(ensure_untouched(7, 7), Ok(()));
    assert_eq!(ensure_untouched(6, 7), Err(GovernanceError::DepositsTouched));
}

proptest! {
    /// What is unlocked is the deposit, whole, and nothing stays behind.
    #[test]
    fn a_settled_deposit_is_whole(mut p in any_proposal(), now in 0u64..70) {
        match settle(&mut p, now) {
            Ok(Unlocked { returned, kept }) => {
                prop_assert_eq!((returned + kept, p.deposit), (5, 0));
                prop_assert!(returned == 0 || kept == 0);
            }
            Err(error) => {
                prop_assert_eq!(error, GovernanceError::NoDeposit);
                prop_assert_eq!((status(&p, now), p.deposit), (ProposalStatus::Voting, 5));
            }
        }
    }
}
