//! The ledger, held against `psp22`'s own data.

use crate::ledger::{Ledger, UNLIMITED};
use ink::env::test::run_test;
use ink::env::DefaultEnvironment;
use ink::primitives::AccountId;
use interfaces::token::{PSP22Error, TokenError};
use proptest::prelude::*;
use psp22::{PSP22Data, PSP22Event};
use shared::Amount;

fn account(n: u8) -> AccountId {
    AccountId::from([n; 32])
}

/// A ledger in which account 1 has 100 tokens.
fn ledger() -> Ledger {
    let mut ledger = Ledger::default();
    ledger.mint(&account(1), 100, 100).unwrap();
    ledger
}

#[ink::test]
fn an_unlimited_allowance_is_neither_written_nor_reported() {
    let [owner, spender, to] = [1, 2, 3].map(account);
    let mut ledger = ledger();
    assert!(ledger.approve(&owner, &spender, UNLIMITED));
    assert_eq!(ledger.transfer_from(&spender, &owner, &to, 60), Ok((true, None)));
    assert_eq!(ledger.allowance(&owner, &spender), UNLIMITED);
    let refused = ledger.transfer_from(&spender, &owner, &to, 41);
    assert_eq!(refused, Err(PSP22Error::InsufficientBalance));
}

#[ink::test]
fn one_less_than_unlimited_is_spent() {
    let [owner, spender, to] = [1, 2, 3].map(account);
    let mut ledger = ledger();
    ledger.approve(&owner, &spender, UNLIMITED - 1);
    assert_eq!(ledger.transfer_from(&spender, &owner, &to, 60), Ok((true, Some(UNLIMITED - 61))));
    assert_eq!(ledger.allowance(&owner, &spender), UNLIMITED - 61);
}

#[ink::test]
fn an_increase_can_make_it_unlimited_and_a_decrease_ends_that() {
    let [owner, spender] = [1, 2].map(account);
    let mut ledger = Ledger::default();
    ledger.approve(&owner, &spender, 5);
    assert_eq!(ledger.change_allowance(&owner, &spender, UNLIMITED, true), Ok(Some(UNLIMITED)));
    assert_eq!(ledger.change_allowance(&owner, &spender, 1, false), Ok(Some(UNLIMITED - 1)));
    assert_eq!(ledger.allowance(&owner, &spender), UNLIMITED - 1);
}

#[ink::test]
fn the_supply_stops_at_its_maximum() {
    let [one, two] = [1, 2].map(account);
    let mut ledger = Ledger::default();
    assert_eq!(ledger.mint(&one, 7, 10), Ok(true));
    assert_eq!(ledger.mint(&one, 4, 10), Err(TokenError::MaxSupplyExceeded));
    assert_eq!(ledger.mint(&one, Amount::MAX, 10), Err(TokenError::MaxSupplyExceeded));
    assert_eq!(ledger.mint(&two, 3, 10), Ok(true));
    assert_eq!(ledger.mint(&two, 0, 10), Ok(false));
    assert_eq!((ledger.total_supply(), ledger.balance_of(&one), ledger.balance_of(&two)), (10, 7, 3));
    assert_eq!(ledger.burn(&one, 4), Ok(true));
    assert!(ledger.mint(&one, 5, 10).is_err());
    assert!(ledger.mint(&one, 4, 10).is_ok(), "what was burned can be minted again");
}

#[ink::test]
fn the_largest_supply_fits() {
    let mut ledger = Ledger::default();
    ledger.mint(&account(1), Amount::MAX, Amount::MAX).unwrap();
    assert!(ledger.mint(&account(1), 1, Amount::MAX).is_err());
    ledger.transfer(&account(1), &account(2), Amount::MAX).unwrap();
    assert_eq!(ledger.balance_of(&account(2)), Amount::MAX);
}

/// Items lie where the mappings' own functions look for them, which is where `psp22` puts them, and what is zero is
/// no item.
#[ink::test]
fn items_lie_where_mappings_have_them() {
    let [owner, spender] = [1, 2].map(account);
    let balance = || ink::env::contains_contract_storage(&(0x45c7_46d4u32, owner));
    let allowance = || ink::env::contains_contract_storage(&(0x00ef_b3a1u32, owner, spender));
    let mut ledger = ledger();
    ledger.approve(&owner, &spender, 5);
    assert_eq!((balance(), allowance()), (Some(16), Some(16)));
    ledger.transfer_from(&spender, &owner, &spender, 5).unwrap();
    assert_eq!((balance(), allowance()), (Some(16), None));
    ledger.burn(&owner, 95).unwrap();
    assert_eq!(balance(), None);
}

/// A message of PSP22's, with the numbers of accounts.
#[derive(Clone, Debug)]
enum Step {
    Mint(u8, Amount),
    Burn(u8, Amount),
    Transfer(u8, u8, Amount),
    TransferFrom(u8, u8, u8, Amount),
    Approve(u8, u8, Amount),
    Change(u8, u8, Amount, bool),
}

/// What a step did: how many tokens it moved and which allowance it set, or why it was refused.
type Done = Result<(Option<Amount>, Option<Amount>), String>;

/// What `psp22`'s events say.
fn said(events: Result<Vec<PSP22Event>, PSP22Error>) -> Done {
    let mut done = (None, None);
    for event in events.map_err(|error| format!("{error:?}"))? {
        match event {
            PSP22Event::Transfer(event) => done.0 = Some(event.value),
            PSP22Event::Approval(event) => done.1 = Some(event.amount),
        }
    }
    Ok(done)
}

/// What the ledger says that it did.
fn says(done: Result<(bool, Option<Amount>), PSP22Error>, value: Amount) -> Done {
    done.map(|(moved, set)| (moved.then_some(value), set)).map_err(|error| format!("{error:?}"))
}

fn theirs(data: &mut PSP22Data, step: &Step) -> Done {
    said(match *step {
        Step::Mint(to, value) => data.mint(account(to), value),
        Step::Burn(from, value) => data.burn(account(from), value),
        Step::Transfer(from, to, value) => data.transfer(account(from), account(to), value),
        Step::TransferFrom(caller, from, to, value) => {
            data.transfer_from(account(caller), account(from), account(to), value)
        }
        Step::Approve(owner, spender, value) => data.approve(account(owner), account(spender), value),
        Step::Change(owner, spender, delta, true) => {
            data.increase_allowance(account(owner), account(spender), delta)
        }
        Step::Change(owner, spender, delta, false) => {
            data.decrease_allowance(account(owner), account(spender), delta)
        }
    })
}

fn ours(ledger: &mut Ledger, step: &Step) -> Done {
    match *step {
        Step::Mint(to, value) => {
            says(Ok((ledger.mint(&account(to), value, Amount::MAX).unwrap(), None)), value)
        }
        Step::Burn(from, value) => says(ledger.burn(&account(from), value).map(|b| (b, None)), value),
        Step::Transfer(from, to, value) => {
            says(ledger.transfer(&account(from), &account(to), value).map(|moved| (moved, None)), value)
        }
        Step::TransferFrom(caller, from, to, value) => {
            says(ledger.transfer_from(&account(caller), &account(from), &account(to), value), value)
        }
        Step::Approve(owner, spender, value) => {
            let set = ledger.approve(&account(owner), &account(spender), value);
            says(Ok((false, set.then_some(value))), 0)
        }
        Step::Change(owner, spender, delta, up) => {
            let set = ledger.change_allowance(&account(owner), &account(spender), delta, up);
            says(set.map(|set| (false, set)), 0)
        }
    }
}

fn steps() -> impl Strategy<Value = Step> {
    let (who, value) = (|| 1u8..4, || 0u128..8);
    prop_oneof![
        (who(), value()).prop_map(|(to, value)| Step::Mint(to, value)),
        (who(), value()).prop_map(|(from, value)| Step::Burn(from, value)),
        (who(), who(), value()).prop_map(|(from, to, value)| Step::Transfer(from, to, value)),
        (who(), who(), who(), value())
            .prop_map(|(caller, from, to, value)| Step::TransferFrom(caller, from, to, value)),
        (who(), who(), value()).prop_map(|(owner, spender, value)| Step::Approve(owner, spender, value)),
        (who(), who(), value(), any::<bool>())
            .prop_map(|(owner, spender, delta, up)| Step::Change(owner, spender, delta, up)),
    ]
}

proptest! {
    /// Whatever is done, short of an unlimited allowance: balances, allowances, supply, events and errors are
    /// `psp22`'s own.
    #[test]
    fn the_ledger_follows_the_standard(steps in prop::collection::vec(steps(), 1..40)) {
        // A storage of its own for each.
        let run = |ours_runs: bool| {
            let mut trace = Vec::new();
            run_test::<DefaultEnvironment, _>(|_| {
                let (mut ledger, mut data) = (Ledger::default(), PSP22Data::default());
                for step in &steps {
                    let done = if ours_runs { ours(&mut ledger, step) } else { theirs(&mut data, step) };
                    let all = [1, 2, 3].map(account);
                    let state = all.map(|one| {
                        if ours_runs {
                            (ledger.balance_of(&one), all.map(|other| ledger.allowance(&one, &other)))
                        } else {
                            (data.balance_of(one), all.map(|other| data.allowance(one, other)))
                        }
                    });
                    let supply = if ours_runs { ledger.total_supply() } else { data.total_supply() };
                    assert_eq!(state.iter().map(|(balance, _)| balance).sum::<Amount>(), supply);
                    trace.push((done, state, supply));
                }
                Ok(())
            })
            .unwrap();
            trace
        };
        prop_assert_eq!(run(true), run(false));
    }
}
