//! Allowances, limited and without limit, held against `psp22`'s own.

use crate::allowance::{change_allowance, transfer_from, UNLIMITED};
use crate::minting::mint;
use ink::primitives::AccountId;
use interfaces::token::PSP22Error;
use proptest::prelude::*;
use psp22::{PSP22Data, PSP22Event};
use shared::Amount;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

/// The events of a transfer and of the allowance, together.
fn both(events: [Vec<PSP22Event>; 2]) -> Vec<PSP22Event> {
    events.into_iter().flatten().collect()
}

/// `(owner, spender, amount)` of every Approval.
fn approvals(events: &[PSP22Event]) -> Vec<(AccountId, AccountId, Amount)> {
    events
        .iter()
        .filter_map(|event| match event {
            PSP22Event::Approval(a) => Some((a.owner, a.spender, a.amount)),
            PSP22Event::Transfer(_) => None,
        })
        .collect()
}

#[ink::test]
fn an_unlimited_allowance_is_neither_written_nor_reported() {
    let (owner, spender, to) = (account(1), account(2), account(3));
    let mut data = PSP22Data::default();
    mint(&mut data, owner, 100, 100).unwrap();
    data.approve(owner, spender, UNLIMITED).unwrap();
    let events = both(transfer_from(&mut data, spender, owner, to, 60).unwrap());
    assert_eq!((events.len(), approvals(&events)), (1, Vec::new()));
    assert_eq!(data.allowance(owner, spender), UNLIMITED);
    assert_eq!(transfer_from(&mut data, spender, owner, to, 41).err(), Some(PSP22Error::InsufficientBalance));
}

#[ink::test]
fn one_less_than_unlimited_is_spent() {
    let (owner, spender, to) = (account(1), account(2), account(3));
    let mut data = PSP22Data::default();
    mint(&mut data, owner, 100, 100).unwrap();
    data.approve(owner, spender, UNLIMITED - 1).unwrap();
    let events = both(transfer_from(&mut data, spender, owner, to, 60).unwrap());
    assert_eq!(approvals(&events), [(owner, spender, UNLIMITED - 61)]);
    assert_eq!(data.allowance(owner, spender), UNLIMITED - 61);
}

#[ink::test]
fn an_increase_can_make_it_unlimited_and_a_decrease_ends_that() {
    let (owner, spender) = (account(1), account(2));
    let mut data = PSP22Data::default();
    data.approve(owner, spender, 5).unwrap();
    change_allowance(&mut data, owner, spender, UNLIMITED, true).unwrap();
    assert_eq!(data.allowance(owner, spender), UNLIMITED);
    change_allowance(&mut data, owner, spender, 1, false).unwrap();
    assert_eq!(data.allowance(owner, spender), UNLIMITED - 1);
}

proptest! {
    /// For every other allowance, balances, allowances, events and errors are `psp22`'s own.
    #[test]
    fn limited_allowances_follow_the_standard(
        balance in 0u128..8,
        allowance in 0u128..8,
        value in 0u128..8,
        (caller, from, to) in (1u8..4, 1u8..4, 1u8..4),
    ) {
        let (caller, from, to) = (account(caller), account(from), account(to));
        let run = |ours: bool| {
            let mut state = None;
            // A storage of its own for each run.
            ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
                let mut data = PSP22Data::default();
                mint(&mut data, from, balance, Amount::MAX).unwrap();
                data.approve(from, caller, allowance).unwrap();
                let result = if ours {
                    transfer_from(&mut data, caller, from, to, value).map(both)
                } else {
                    data.transfer_from(caller, from, to, value)
                };
                let accounts = [account(1), account(2), account(3)];
                state = Some((
                    result.map(|events| (events.len(), approvals(&events))),
                    accounts.map(|a| data.balance_of(a)),
                    accounts.map(|a| data.allowance(from, a)),
                ));
                Ok(())
            })
            .unwrap();
            state
        };
        prop_assert_eq!(run(true), run(false));
    }

    /// Changes of an allowance are `psp22`'s own.
    #[test]
    fn allowances_change_by_the_standard(
        allowance in prop_oneof![0u128..4, Just(UNLIMITED)],
        delta in prop_oneof![0u128..4, Just(UNLIMITED)],
        up: bool,
        (owner, spender) in (1u8..3, 1u8..3),
    ) {
        let (owner, spender) = (account(owner), account(spender));
        let run = |ours: bool| {
            let mut state = None;
            ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
                let mut data = PSP22Data::default();
                data.approve(owner, spender, allowance).unwrap();
                let result = match (ours, up) {
                    (true, _) => change_allowance(&mut data, owner, spender, delta, up),
                    (false, true) => data.increase_allowance(owner, spender, delta),
                    (false, false) => data.decrease_allowance(owner, spender, delta),
                };
                state = Some((result.map(|events| approvals(&events)), data.allowance(owner, spender)));
                Ok(())
            })
            .unwrap();
            state
        };
        prop_assert_eq!(run(true), run(false));
    }
}
